"""What programs rely on that keep a copy: nothing missed, nothing half, files that are whole, many writes at once."""

from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path
from threading import Event, Thread
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from api.exporting import tasks
from core.acting import acting
from core.db.planner import analyze
from integrations.webhooks.dispatcher import Dispatcher
from tests.api.conftest import ApiClient, make_key
from tests.api.test_documents import send_file
from tests.cast import Cast
from tests.documents.files import upload
from tests.integrations.conftest import dispatch_until, dispatcher, receiver
from tests.integrations.receiver import Receiver, say
from vendors.models import Vendor
from workorders.models import WorkOrder

__all__ = ["dispatcher", "receiver"]
row = pytest.mark.row
MANY = 40_000
# What streaming may take beside what was there before, whatever the size of the file.
BOUND = 16_000_000


@pytest.fixture
def ana(cast: Cast) -> ApiClient:
    return ApiClient(make_key(cast.ana))


@pytest.fixture(autouse=True)
def alone(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files for each test alone; no signs of life, which another connection would have to write; a receiver here."""
    settings.MEDIA_ROOT = tmp_path
    settings.OUTBOUND_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    monkeypatch.setattr("core.jobs.running.BEAT", 3_600.0)
    monkeypatch.setattr(tasks.write_export, "delay", lambda *ids: None)


def now() -> str:
    return timezone.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def streamed(answer: Any) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


@row("FQ-126")
@pytest.mark.alone
@pytest.mark.django_db(transaction=True)
def test_own_changes_are_told_signed_and_again_until_they_are_taken(
    committed_cast: Cast, receiver: Receiver, dispatcher: Dispatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("integrations.webhooks.backoff.STEPS", (0,))
    ana = ApiClient(make_key(committed_cast.ana))
    events = ["work_order.created", "work_order.updated", "work_order.deleted", "work_order.assigned"]
    made = ana.send("POST", "webhooks/", {"name": "ERP", "url": receiver.url, "events": events})
    assert made.status_code == 201 and made.json()["secret"].startswith("whsec_")
    receiver.answer = lambda handler, call: say(503 if len(receiver.calls) == 1 else 200)(handler, call)
    order = ana.send("POST", "work-orders/", {"title": "Leak", "property": str(committed_cast.tower.pk)}).json()
    address = f"work-orders/{order['id']}/"
    ana.send("POST", f"{address}assign/", {"assignee": str(committed_cast.ana.person_id)})
    ana.send("PATCH", address, {"title": "Large leak"})
    ana.send("DELETE", address)
    told = dispatch_until(dispatcher, receiver, 5)
    first = {one["id"]: one for one in told}
    assert [one["type"] for one in first.values()] == [
        "work_order.created", "work_order.assigned", "work_order.updated", "work_order.deleted",
    ]  # fmt: skip
    assert sum(one["type"] == "work_order.created" for one in told) == 2
    assert {"webhook-id", "webhook-timestamp", "webhook-signature"} <= receiver.calls[0].headers.keys()


@row("FQ-152")
def test_a_record_is_changed_by_what_belongs_to_it(cast: Cast, ana: ApiClient) -> None:
    order, other = (
        ana.send("POST", "work-orders/", {"title": title, "property": str(cast.tower.pk)}).json()
        for title in ("Leak", "Other")
    )
    address = f"work-orders/{order['id']}"
    cost = {"kind": "material", "stage": "actual", "description": "Seal", "quantity": "1", "unit_cost": "2.00"}
    parts = (
        lambda: ana.send("POST", f"{address}/costs/", {**cost, "currency": "USD"}),
        lambda: ana.send("POST", f"{address}/comments/", {"body": "Key at the desk"}),
        lambda: send_file(ana, f"{address}/documents/", file=upload()),
        lambda: ana.send("POST", f"{address}/tasks/", {"title": "Look"}),
        lambda: ana.send("PATCH", f"{address}/", {"title": "Large leak"}),
    )
    for add in parts:
        since = max(one["updated_at"] for one in ana.get("work-orders/").json()["results"])
        assert add().status_code in (200, 201)
        asked = f"work-orders/?updated_since={since}&ordering=updated_at"
        changed = [one for one in ana.get(asked).json()["results"] if one["updated_at"] > since]
        assert [one["id"] for one in changed] == [order["id"]], add
    everything = ana.get(f"work-orders/?updated_since={other['created_at']}&ordering=updated_at").json()["results"]
    assert [one["id"] for one in everything] == [other["id"], order["id"]]


@row("FQ-153")
@pytest.mark.alone
@pytest.mark.django_db(transaction=True)
def test_a_deletion_is_told_with_id_and_time(committed_cast: Cast) -> None:
    ana = ApiClient(make_key(committed_cast.ana))
    after, begun = ana.get("changes/?after=now").json()["next_cursor"], now()
    ana.send("DELETE", f"properties/{committed_cast.annex.pk}/")
    (told,) = ana.get(f"changes/?after={after}&modules=property").json()["results"]
    assert (told["action"], told["id"], told["record"]) == ("delete", str(committed_cast.annex.pk), None)
    assert begun <= told["at"] <= now()


@row("FQ-154")
@pytest.mark.alone
@pytest.mark.django_db(transaction=True)
def test_nothing_is_missed_while_another_still_writes(committed_cast: Cast) -> None:
    """A write that began earlier and ends later is found by whoever asked in between, from where they were."""
    cast, written, over = committed_cast, Event(), Event()
    ana = ApiClient(make_key(cast.ana))

    def write_slowly() -> None:
        with acting(cast.ana):
            WorkOrder.objects.create(organization=cast.organization, title="Slow", property=cast.tower, number=900)
            written.set()
            over.wait(60)
        connections.close_all()

    slow = Thread(target=write_slowly)
    slow.start()
    written.wait(60)
    since, after = "2020-01-01T00:00:00Z", ana.get("changes/?after=").json()["next_cursor"]
    ana.send("POST", "work-orders/", {"title": "Quick", "property": str(cast.tower.pk)})
    asked = "work-orders/?ordering=updated_at&updated_since="
    before = ana.get(f"{asked}{since}").json()["results"]
    told = ana.get(f"changes/?after={after}&modules=work_order").json()
    over.set()
    slow.join()
    since = max((one["updated_at"] for one in before), default=since)
    later = ana.get(f"{asked}{since}").json()["results"]
    assert {one["title"] for one in (*before, *later)} == {"Slow", "Quick"}
    more = ana.get(f"changes/?after={told['next_cursor']}&modules=work_order").json()["results"]
    assert sorted(one["record"]["title"] for one in (*told["results"], *more)) == ["Quick", "Slow"]


@row("FQ-155")
@pytest.mark.parametrize("format", ["csv", "ndjson", "xlsx", "parquet"])
def test_an_export_is_asked_for_watched_and_fetched(cast: Cast, ana: ApiClient, format: str) -> None:
    body = {"module": "properties", "format": format, "filters": {"city": "Chicago"}, "fields": ["number", "name"]}
    asked = ana.send("POST", "exports/", body)
    assert asked.status_code == 202 and asked["Location"].endswith(f"/api/v1/exports/{asked.json()['id']}/")
    tasks.write_export(str(cast.organization.pk), asked.json()["id"])
    ready = ana.get(asked["Location"].partition("/api/v1/")[2]).json()
    assert (ready["status"], ready["total"], ready["done"]) == ("done", 1, 1)
    assert ready["download"]["expires_at"] > now()
    file = streamed(Client().get(ready["download"]["url"].removeprefix("http://testserver")))
    texts = ZipFile(BytesIO(file)).read("xl/worksheets/sheet1.xml") if format == "xlsx" else file
    assert b"Tower" in texts and b"Annex" not in texts


@row("FQ-156")
@pytest.mark.slow
def test_a_file_larger_than_the_bound_streams_within_it(cast: Cast, ana: ApiClient) -> None:
    order = ana.send("POST", "work-orders/", {"title": "Leak", "property": str(cast.tower.pk)}).json()
    copy = """
        insert into workorders_workorder
        select (jsonb_populate_record(o, jsonb_build_object('id', gen_random_uuid(), 'number', 1000 + n))).*
        from workorders_workorder o, generate_series(2, %s) n where o.id = %s
    """
    with acting(cast.ana), connection.cursor() as cursor:
        cursor.execute(copy, [MANY, order["id"]])
        analyze("workorders_workorder")
    for format, heads in (("csv", 1), ("ndjson", 0)):
        lines, size = counted(ana.get(f"work-orders/export.{format}").streaming_content)
        assert (lines - heads, size > BOUND) == (MANY, True)
    assert ana.get("work-orders/?count=exact&limit=1").json()["count"] == MANY


def counted(pieces: Iterator[bytes]) -> tuple[int, int]:
    """How many lines and bytes there are. Memory stays within its bound meanwhile."""
    lines, size, before = 0, 0, resident()
    for number, piece in enumerate(pieces):
        lines, size = lines + piece.count(b"\n"), size + len(piece)
        if number % 50 == 0:
            assert resident() - before < BOUND
    return lines, size


def resident() -> int:
    """Bytes of memory that the process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


@pytest.mark.slow
@row("FQ-157")
@pytest.mark.alone
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("format", ["csv", "ndjson"])
def test_an_export_is_of_one_moment(committed_cast: Cast, format: str) -> None:
    """What is written while the file is read stands in it for no record, not even for those read later."""
    cast = committed_cast
    ana = ApiClient(make_key(cast.ana))
    for part in range(5):
        data = [{"name": f"Vendor {part}-{n:03}", "phone": "old"} for n in range(1_000)]
        made = ana.send("POST", "vendors/bulk/", {"operations": [{"op": "create", "data": one} for one in data]})
        assert made.status_code == 200, made.content
    with closing(ana.get(f"vendors/export.{format}?fields=name,phone")) as answer:
        pieces = iter(answer.streaming_content)
        found = [next(pieces), next(pieces)]
        thread = Thread(target=change_all, args=(cast,))
        thread.start()
        thread.join()
        text = b"".join([*found, *pieces])
    assert text.count(b"old") == 5_000 and b"new" not in text
    assert ana.get("vendors/?phone=new").json()["count"] == 5_000


def change_all(cast: Cast) -> None:
    with acting(cast.ana):
        Vendor.objects.update(phone="new")
    connections.close_all()


@row("FQ-158")
def test_many_writes_have_a_result_each_in_order(cast: Cast, ana: ApiClient) -> None:
    operations = [
        {"op": "create", "data": {"name": "Sparks"}},
        {"op": "create", "data": {"name": "Pipes", "colour": "red"}},
        {"op": "create", "data": {}},
        {"op": "create", "data": {"name": "Bolts"}},
    ]
    each = ana.send("POST", "vendors/bulk/", {"operations": operations, "atomic": False})
    assert (each.status_code, [one["status"] for one in each.json()["results"]]) == (200, [201, 400, 400, 201])
    pointers = [one["problem"]["errors"][0]["pointer"] for one in each.json()["results"][1:3]]
    assert pointers == ["/operations/1/data/colour", "/operations/2/data/name"]
    fresh = {"op": "create", "data": {"name": "Fresh"}}
    whole = ana.send("POST", "vendors/bulk/", {"operations": [fresh, operations[1]], "atomic": True})
    assert (whole.status_code, [one["status"] for one in whole.json()["results"]]) == (422, [424, 400])
    assert ana.get("vendors/").json()["count"] == 2
    most = ana.send("POST", "vendors/bulk/", {"operations": operations[:1] * 1001})
    assert (most.status_code, most.json()["errors"][0]["pointer"]) == (400, "/operations")
