"""How often a credential may call, and from where: counted by all processes, never by what a caller says."""

import logging
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import override_settings

from accounts.actions.credentials import create_credential
from accounts.models import Credential, Role
from api.audit.waiting import waiting
from api.limits import admit, client, compiled, valkey
from core.acting import acting
from core.actor import Actor
from core.ids import new_id
from tests.api.conftest import ApiClient
from tests.cast import Cast


@pytest.fixture
def program(cast: Cast) -> Any:
    """Lets a program in and gives its client."""

    def let_in(**values: Any) -> ApiClient:
        with acting(cast.ana):
            role = Role.objects.get(name="Role of Ana Alvarez")
            issued = create_credential(
                actor=cast.ana, name="Sync", role=role, scopes=["*:write"], kind=Credential.KEY, **values
            )
        return ApiClient(issued.key)

    return let_in


def some_actor(limit: int, quota: int | None = None) -> Actor:
    return replace(
        Actor.system(uuid4()), credential_id=new_id(), rate_per_minute=limit, calls_per_day=quota, is_system=False
    )


def test_every_answer_says_what_is_left(program: Any) -> None:
    caller = program(rate_per_minute=3, calls_per_day=50)
    answers = [caller.get(path) for path in ("me/", "properties/?nonsense=1", "nowhere/")]
    assert [one.status_code for one in answers] == [200, 400, 404]
    for left, answer in zip((2, 1, 0), answers, strict=True):
        assert answer["RateLimit-Policy"] == '"minute";q=3;w=60, "day";q=50;w=86400'
        found = re.fullmatch(r'"minute";r=(\d+);t=(\d+), "day";r=(\d+);t=(\d+)', answer["RateLimit"])
        assert found and (int(found[1]), int(found[3])) == (left, 47 + left)
        assert 0 < int(found[2]) <= 60 and 0 < int(found[4]) <= 86_400
    limits = program(rate_per_minute=5, calls_per_day=9).get("me/").json()["limits"]
    assert (limits["calls_per_minute"], limits["calls_per_day"]) == (5, 9)


def test_one_call_too_many_is_told_when_to_come_again(program: Any, cast: Cast) -> None:
    caller = program(rate_per_minute=2)
    assert [caller.get("me/").status_code for _ in range(2)] == [200, 200]
    for forged in range(30):
        answer = caller.get("me/", headers={"X-Forwarded-For": f"10.0.0.{forged}"})
        assert (answer.status_code, answer.json()["type"]) == (429, "/problems/rate-limited/")
        assert 0 < int(answer["Retry-After"]) <= 60 and '"minute";r=0' in answer["RateLimit"]
    assert caller.send("POST", "properties/", {"name": "X"}).status_code == 429
    assert program(rate_per_minute=2).get("me/").status_code == 200
    assert {entry.problem for entry in waiting.take() if entry.status == 429} == {"rate-limited"}


def test_a_quota_ends_at_midnight_of_utc(program: Any) -> None:
    caller = program(rate_per_minute=600, calls_per_day=2)
    answers = [caller.get("me/") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    now = datetime.now(UTC)
    left = 86_400 - (now.hour * 3600 + now.minute * 60 + now.second)
    assert abs(int(answers[2]["Retry-After"]) - left) < 120


def test_many_at_once_pass_exactly_as_often_as_they_may() -> None:
    actor = some_actor(100, 10_000)
    with ThreadPoolExecutor(16) as threads:
        admitted = list(threads.map(lambda _: admit(actor).is_admitted, range(400)))
    assert admitted.count(True) == 100
    assert int(client().get(f"api:day:{actor.credential_id}:{datetime.now(UTC):%Y-%m-%d}") or 0) == 100


def test_while_valkey_is_away_calls_pass_with_a_warning(program: Any, caplog: Any, monkeypatch: Any) -> None:
    caller = program(rate_per_minute=1)
    monkeypatch.setattr(valkey, "away_until", 0.0)
    with override_settings(REDIS_URL="unix:///nowhere/valkey.sock"), caplog.at_level(logging.WARNING, "atrium.api"):
        client.cache_clear()
        compiled.cache_clear()
        answers = [caller.get("me/") for _ in range(3)]
    client.cache_clear()
    compiled.cache_clear()
    assert [one.status_code for one in answers] == [200] * 3
    assert answers[0]["RateLimit-Policy"] == '"minute";q=1;w=60' and not answers[0].has_header("RateLimit")
    # Asked once, and then left alone for some seconds.
    assert caplog.text.count("no limit holds") == 1


def test_an_address_with_too_many_wrong_secrets_is_shut_out(program: Any, nobody: ApiClient) -> None:
    good, address = program(), f"2001:db8:{new_id().int % 65536:x}:{new_id().int >> 8 & 0xFFFF:x}::1"
    wrong = ApiClient("ak_1.wrong")
    with override_settings(API_FAILURES=3):
        answers = [wrong.get("me/", REMOTE_ADDR=address) for _ in range(4)]
        assert [one.status_code for one in answers] == [401, 401, 401, 429]
        assert 0 < int(answers[3]["Retry-After"]) <= 900
        token = {"grant_type": "client_credentials", "client_id": "x", "client_secret": "y"}
        assert nobody.post("/oauth/token/", token, REMOTE_ADDR=address).status_code == 429
        # Many programs may share an address: who has a good secret goes on.
        assert good.get("me/", REMOTE_ADDR=address).status_code == 200
        assert wrong.get("me/", REMOTE_ADDR="192.0.2.250").status_code == 401


def test_an_allowlist_is_judged_by_the_real_address(program: Any) -> None:
    caller = program(allowed_networks=["192.0.2.0/24", "2001:db8::/32"])
    for address, status in (("192.0.2.9", 200), ("2001:db8::7", 200), ("198.51.100.1", 403)):
        assert caller.get("me/", REMOTE_ADDR=address).status_code == status
    forged = {"X-Forwarded-For": "192.0.2.9"}
    answer = caller.get("me/", REMOTE_ADDR="198.51.100.1", headers=forged)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/ip-not-allowed/")
    with override_settings(TRUSTED_PROXIES=["198.51.100.0/24"]):
        assert caller.get("me/", REMOTE_ADDR="198.51.100.1", headers=forged).status_code == 200
        chain = {"X-Forwarded-For": "192.0.2.9, 203.0.113.5, 198.51.100.2"}
        assert caller.get("me/", REMOTE_ADDR="198.51.100.1", headers=chain).status_code == 403
