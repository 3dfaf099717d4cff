"""Many at once: one external id, one record, one Idempotency-Key, and numbers of two modules."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connection

from core.acting import acting
from core.actor import Actor
from core.changes import Change
from core.numbers import take_numbers
from core.records import ExternalId
from facilities.models import Property
from tests.api.conftest import ApiClient, Caller
from tests.cast import Cast
from workorders.actions.work_orders import create_work_order
from workorders.models import Transition

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MANY = 16


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    """What `work` gives in that many threads that start together, each on a connection of its own."""
    barrier = threading.Barrier(count)
    found: list[Any] = [None] * count

    def run(n: int) -> None:
        try:
            barrier.wait()
            found[n] = work(n)
        except Exception as error:
            found[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def twin(client: ApiClient) -> ApiClient:
    """Another program with the same key."""
    other = ApiClient()
    other.defaults.update(client.defaults)
    return other


def test_many_upserts_of_one_external_id_make_one_record(committed_cast: Cast, as_: Caller) -> None:
    cast, client = committed_cast, as_(committed_cast.ana)
    body = {"name": "Once", "portfolio": str(cast.portfolio.pk)}
    path = "properties/by-external-id/yardi/P-100/"
    answers = at_once(MANY, lambda n: twin(client).send("PUT", path, body).status_code)
    assert set(answers) <= {200, 201, 400, 409, 503}, Counter(map(str, answers))
    assert answers.count(201) == 1
    with acting(cast.ana):
        assert Property.objects.filter(name="Once").count() == 1
        assert ExternalId.objects.filter(system="yardi", key="P-100").count() == 1
    assert client.send("PUT", path, body).status_code == 200


def test_of_many_writers_with_one_etag_one_wins(committed_cast: Cast, as_: Caller) -> None:
    cast, client = committed_cast, as_(committed_cast.ana)
    path = f"properties/{cast.tower.pk}/"
    etag = client.get(path)["ETag"]
    answers = at_once(
        8, lambda n: twin(client).send("PATCH", path, {"name": f"Name {n}"}, headers={"If-Match": etag}).status_code
    )
    assert Counter(answers) == {200: 1, 412: 7}
    with acting(cast.ana):
        assert Change.objects.filter(record_id=cast.tower.pk, event="property.updated").count() == 1


def test_of_many_who_complete_one_order_one_does(committed_cast: Cast, as_: Caller) -> None:
    cast, client = committed_cast, as_(committed_cast.ana)
    with acting(cast.ana):
        order = create_work_order(actor=cast.ana, title="Leaking tap", property=cast.tower)
    path = f"work-orders/{order.pk}"
    assert client.send("POST", f"{path}/start/", {}).status_code == 200
    answers = at_once(8, lambda n: twin(client).send("POST", f"{path}/complete/", {"resolution": f"By {n}"}))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 7}
    done = next(answer.json() for answer in answers if answer.status_code == 200)
    refused = next(answer.json() for answer in answers if answer.status_code == 409)
    assert refused["type"] == "/problems/invalid-transition/"
    assert "verify" in refused["allowed_actions"] and "complete" not in refused["allowed_actions"]
    assert client.get(f"{path}/").json()["resolution"] == done["resolution"]
    with acting(cast.ana):
        assert Transition.objects.filter(work_order=order, to_state="completed").count() == 1


def test_one_idempotency_key_makes_one_record(committed_cast: Cast, as_: Caller) -> None:
    cast, client = committed_cast, as_(committed_cast.ana)
    body = {"name": "Kept once", "portfolio": str(cast.portfolio.pk)}
    answers = at_once(
        8, lambda n: twin(client).send("POST", "properties/", body, headers={"Idempotency-Key": "k-1"}).status_code
    )
    assert set(answers) <= {201, 409} and 201 in answers, Counter(map(str, answers))
    with acting(cast.ana):
        assert Property.objects.filter(name="Kept once").count() == 1


def test_numbers_of_two_modules_taken_at_once_never_lock_each_other(committed_cast: Cast) -> None:
    actor = Actor.system(committed_cast.organization.pk)
    orders = ({"location": 1, "work_order": 1}, {"work_order": 1, "location": 1})

    def take(n: int) -> list[dict[str, Sequence[int]]]:
        taken = []
        for _turn in range(15):
            with acting(actor):
                taken.append(take_numbers(actor.organization_id, orders[n % 2]))
        return taken

    found = at_once(6, take)
    assert not [one for one in found if isinstance(one, Exception)]
    numbers = [taken["location"][0] for one in found for taken in one]
    assert len(numbers) == len(set(numbers)) == 90
