"""Calls to addresses that people type in: which are refused, and what a bad server cannot do."""

import socket
from collections.abc import Iterator
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest

from core.outbound import KEPT_OF_ANSWER, CallFailed, Outbound, OutboundError, TargetRefused, check_target
from tests.integrations.receiver import Call, Handler, Receiver, receiving, say

INSIDE = (
    "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://[::ffff:127.0.0.1]/",
    "http://169.254.169.254/latest/meta-data/", "http://[fe80::1]/", "http://[fd00::1]/",
    "http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.0.1/", "http://100.64.0.1/", "http://0.0.0.0/", "http://0/",
    "http://2130706433/", "http://0x7f000001/", "http://127.1/", "http://224.0.0.1/",
    "http://255.255.255.255/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://[::]/", "http://[ff02::1]/",
    "http://192.0.2.1/", "http://198.18.0.1/", "http://240.0.0.1/",
)  # fmt: skip
NO_TARGET = (
    "", "x", "//host/", "ftp://example.com/", "file:///etc/passwd", "gopher://example.com/", "http://", "https:///path",
    "http://user:secret@example.com/", "http://example.com:99999/", "http://exam ple.com/", "http://[::1",
    "javascript:1", "http://example.com/\n", f"http://example.com/{'x' * 2_000}",
)  # fmt: skip


@pytest.fixture
def outbound() -> Iterator[Outbound]:
    outbound = Outbound()
    yield outbound
    outbound.close()


@pytest.fixture
def open_here(settings: Any) -> None:
    settings.OUTBOUND_ALLOWED_NETWORKS = ["127.0.0.0/8"]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.mark.parametrize("url", INSIDE)
def test_nothing_inside_is_called(outbound: Outbound, url: str) -> None:
    with pytest.raises(TargetRefused):
        outbound.post(url, b"{}", {}, seconds=20)


@pytest.mark.parametrize("url", ["http://localhost.:80/", "http://0177.0.0.1/"])
def test_odd_spellings_of_this_machine_lead_nowhere(outbound: Outbound, url: str) -> None:
    """Whether a resolver knows them is the system's affair."""
    with pytest.raises(OutboundError):
        outbound.post(url, b"{}", {}, seconds=20)


@pytest.mark.parametrize("url", NO_TARGET)
def test_what_is_no_address_is_refused_before_anything_is_asked(url: str) -> None:
    with pytest.raises(TargetRefused):
        check_target(url)


def test_plain_http_is_refused_where_the_operator_says(settings: Any) -> None:
    settings.OUTBOUND_HTTPS_ONLY = True
    check_target("https://example.com/hook")
    with pytest.raises(TargetRefused):
        check_target("http://example.com/hook")


def test_the_name_is_asked_once_and_every_address_of_it_judged(
    outbound: Outbound, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """A name that answers with something else the second time, or with one good address among bad ones."""
    port = int(receiver.url.rpartition(":")[2].partition("/")[0])
    asked: list[str] = []

    def answer(*addresses: str) -> Any:
        def look_up(host: str, port: int, *args: Any, **kwargs: Any) -> list[Any]:
            asked.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

        return look_up

    monkeypatch.setattr(socket, "getaddrinfo", answer("127.0.0.1", "10.0.0.1"))
    settings.OUTBOUND_ALLOWED_NETWORKS = ["127.0.0.1/32"]
    with pytest.raises(TargetRefused):
        outbound.post(f"http://receiver.example:{port}/", b"{}", {}, seconds=20)
    connected: list[Any] = []
    real = socket.create_connection

    def connect(address: Any, *args: Any, **kwargs: Any) -> socket.socket:
        connected.append(address)
        family = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        family.connect(address)
        return family

    monkeypatch.setattr(socket, "getaddrinfo", answer("127.0.0.1"))
    monkeypatch.setattr(socket, "create_connection", connect)
    assert real is not connect
    asked.clear()
    assert outbound.post(f"http://receiver.example:{port}/", b"{}", {}, seconds=20).status == 200
    assert (asked, connected) == (["receiver.example"], [("127.0.0.1", port)])
    assert receiver.calls[0].headers["host"] == f"receiver.example:{port}"


def test_a_redirect_is_an_answer_and_not_followed(outbound: Outbound, receiver: Receiver, open_here: None) -> None:
    receiver.answer = say(302, Location="http://169.254.169.254/")
    assert outbound.post(receiver.url, b"{}", {}, seconds=20).status == 302
    assert len(receiver.calls) == 1


def test_proxies_of_the_environment_are_not_used(
    outbound: Outbound, receiver: Receiver, open_here: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert outbound.post(receiver.url, b"{}", {}, seconds=20).is_success


def test_of_a_large_answer_only_the_beginning_is_read(outbound: Outbound, receiver: Receiver, open_here: None) -> None:
    sent = []

    def answer(handler: Handler, call: Call) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(100 * 2**20))
        handler.end_headers()
        for _part in range(100):
            handler.wfile.write(b"x" * 2**20)
            sent.append(2**20)

    receiver.answer = answer
    found = outbound.post(receiver.url, b"{}", {}, seconds=30)
    assert found.body == b"x" * KEPT_OF_ANSWER
    assert sum(sent) < 50 * 2**20
    receiver.answer = say(200, b"small")
    assert outbound.post(receiver.url, b"{}", {}, seconds=30).body == b"small"


@pytest.mark.slow
@pytest.mark.parametrize("slow", ["head", "body", "hangs"])
def test_a_server_that_drips_is_left_when_the_time_is_over(
    outbound: Outbound, receiver: Receiver, open_here: None, slow: str
) -> None:
    """A byte at a time would keep a limit for single reads from ever being reached."""

    def answer(handler: Handler, call: Call) -> None:
        parts = {"head": b"HTTP/1.1 200 OK\r\nX-Slow: ", "body": b"HTTP/1.1 200 OK\r\n\r\n", "hangs": b""}
        handler.wfile.write(parts[slow])
        for _byte in range(100):
            if slow != "hangs":
                handler.wfile.write(b"x")
            handler.wfile.flush()
            sleep(0.1)

    receiver.answer = answer
    start = monotonic()
    with pytest.raises(CallFailed):
        outbound.post(receiver.url, b"{}", {}, seconds=1)
    assert monotonic() - start < 9


def test_nobody_there_and_no_http_are_failures(outbound: Outbound, open_here: None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def babble() -> None:
            peer, _address = server.accept()
            peer.recv(100)
            peer.sendall(b"220 mail.example ESMTP\r\n")
            peer.close()

        thread = Thread(target=babble)
        thread.start()
        with pytest.raises(CallFailed):
            outbound.post(f"http://127.0.0.1:{port}/", b"{}", {}, seconds=20)
        thread.join(20)
    with pytest.raises(CallFailed):
        outbound.post(f"http://127.0.0.1:{port}/", b"{}", {}, seconds=20)


def test_the_client_connects_by_the_judged_network_only(outbound: Outbound) -> None:
    network = outbound._pool._network_backend
    assert type(network).__name__ == "_JudgedNetwork"
    with pytest.raises(TargetRefused):
        network.connect_unix_socket("/run/x")
