"""The pages of requests for people who are signed in: the queue, the record, and reporting as an occupant."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.acting import acting
from core.actor import Actor
from core.documents.models import Document
from core.picklists import PicklistItem
from core.writing import creating
from tests.cast import Cast, make_person
from tests.pages.conftest import browser_of
from tests.workorders.test_public_doors import photo
from tests.workorders.test_requests import OCCUPANT
from workorders.actions.request_links import create_request_link
from workorders.actions.requests import accept_request, create_request
from workorders.actions.work_orders import create_work_order
from workorders.models import AffectedPerson, Request

HOME = "/lakeside/requests/"


@pytest.fixture
def ana(cast: Cast) -> Client:
    return browser_of(cast.ana)


@pytest.fixture
def tom(cast: Cast) -> Actor:
    """An occupant of the tower."""
    return make_person(cast.organization, "Tom Tran", OCCUPANT, places=(cast.tower,))


@pytest.fixture
def category(cast: Cast) -> PicklistItem:
    with acting(cast.ana):
        item = PicklistItem(list="category", code="water", label="Water")
        with creating(item, event="picklist_item.created", actor=cast.ana):
            pass
    return item


def report(cast: Cast, **values: Any) -> Request:
    with acting(cast.ana):
        return create_request(actor=cast.ana, **{"title": "Leak", "property": cast.tower, **values})


def test_the_queue_shows_the_oldest_first_and_what_may_be_the_same(
    cast: Cast, ana: Client, category: PicklistItem
) -> None:
    first = report(cast, title="First leak", category=category)
    report(cast, title="Second leak", category=category)
    with acting(cast.ana):
        create_work_order(actor=cast.ana, title="Known leak", property=cast.tower, category=category)
        create_work_order(actor=cast.ana, title="Elsewhere", property=cast.annex, category=category)
    words = ana.get(f"{HOME}triage/").content.decode()
    assert words.index("First leak") < words.index("Second leak") and "Known leak" in words
    assert "Elsewhere" not in words and "2 wait for a decision" in words
    answer = ana.post(
        f"{HOME}triage/", {"number": first.number, "verb": "accept", "impact": "many", "urgency": "today"}
    )
    assert answer.status_code == 302
    with acting(cast.ana):
        first.refresh_from_db()
        assert (first.state, first.work_order.priority) == ("accepted", "P2")
    waiting = [card["record"].title for card in ana.get(f"{HOME}triage/").context["cards"]]
    assert waiting == ["Second leak"]


def test_decisions_in_place_join_decline_and_mark(cast: Cast, ana: Client) -> None:
    joins, declines, same = report(cast), report(cast, title="No"), report(cast, title="Same")
    with acting(cast.ana):
        order = create_work_order(actor=cast.ana, title="There already", property=cast.tower)
    at = f"{HOME}triage/"
    assert ana.post(at, {"number": joins.number, "verb": "accept", "work_order": str(order.pk)}).status_code == 302
    refused = ana.post(at, {"number": declines.number, "verb": "decline", "reason": " "})
    assert refused.status_code == 422 and "Say why it is declined" in refused.content.decode()
    assert ana.post(at, {"number": declines.number, "verb": "decline", "reason": "Not ours"}).status_code == 302
    marked = {"number": same.number, "verb": "duplicate", "duplicate_of": str(joins.pk)}
    assert ana.post(at, marked).status_code == 302
    with acting(cast.ana):
        for one in (joins, declines, same):
            one.refresh_from_db()
        assert joins.work_order_id == same.work_order_id == order.pk
        assert (declines.state, declines.decline_reason) == ("declined", "Not ours")
    assert ana.post(at, {"number": same.number, "verb": "duplicate", "duplicate_of": "x"}).status_code == 422
    assert ana.post(at, {"number": same.number, "verb": "delete"}).status_code == 404
    assert ana.post(at, {"number": "99999", "verb": "accept"}).status_code == 404
    stale = ana.post(at, {"number": report(cast).number, "verb": "accept", "version": "7"})
    assert stale.status_code == 422 and "changed it meanwhile" in stale.content.decode()


def test_the_queue_asks_as_much_for_many_as_for_few(cast: Cast, ana: Client) -> None:
    ana.get(f"{HOME}triage/")
    counts = []
    for more in (2, 18):
        for _n in range(more):
            report(cast)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert ana.get(f"{HOME}triage/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 14
    report(cast, title="On the second page")
    page = ana.get(f"{HOME}triage/")
    assert "Next requests" in page.content.decode()
    later = ana.get(f"{HOME}triage/?after={page.context['cards'][-1]['record'].pk}")
    assert "On the second page" in later.content.decode()
    assert ana.get(f"{HOME}triage/?after=nonsense").status_code == 200


def test_only_who_may_decides(cast: Cast, tom: Actor) -> None:
    ben, occupant = browser_of(cast.ben), browser_of(tom)
    request = report(cast)
    for browser in (ben, occupant):
        answer = browser.post(f"{HOME}triage/", {"number": request.number, "verb": "accept"})
        assert answer.status_code in (404, 422)
    assert "Leak" not in occupant.get(f"{HOME}triage/").content.decode()
    assert browser_of(cast.cleo).get(f"{HOME}triage/").status_code == 404


def test_the_page_of_a_request_for_both_sides(cast: Cast, ana: Client, tom: Actor) -> None:
    with acting(tom):
        request = create_request(actor=tom, title="Cold", property=cast.tower)
    with acting(cast.ana):
        accept_request(request, actor=cast.ana, public_summary="Heating")
    page = f"{HOME}{request.number}/"
    with CaptureQueriesContext(connection) as asked:
        words = ana.get(page).content.decode()
    assert len(asked) <= 30 and "WO-1" in words and "/track/" in words
    ana.post(f"{page}comment/", {"body": "Charge him", "is_internal": "on"})
    ana.post(f"{page}comment/", {"body": "We come today"})
    seen = browser_of(tom).get(page).content.decode()
    assert "We come today" in seen and "Charge him" not in seen and "/track/" not in seen
    assert browser_of(tom).post(f"{page}comment/", {"body": "Thank you"}).status_code == 302
    assert "Thank you" in ana.get(page).content.decode()


def test_an_occupant_reports_with_photos_after_seeing_what_is_known(cast: Cast, tom: Actor) -> None:
    report(cast, title="Mrs Olsen is wet", public_summary="Water on the stairs")
    browser, known = browser_of(tom), ""
    empty = browser.get(f"{HOME}new/").content.decode()
    assert "Requested by" not in empty and "Photos" in empty
    sent = {"title": "Mine", "property": str(cast.tower.pk)}
    asked = browser.post(f"{HOME}new/", sent)
    assert asked.status_code == 422 and "Water on the stairs" in asked.content.decode()
    assert "Olsen" not in asked.content.decode()
    made = browser.post(f"{HOME}new/", {**sent, "different": "1", "photos": [photo(), photo("b.jpg")]})
    assert made.status_code == 302, made.content.decode()
    with acting(tom):
        mine = Request.objects.visible_to(tom).get()
        assert mine.requester_id == tom.person_id
    with acting(cast.ana):
        assert Document.objects.filter(links__record_id=mine.pk).count() == 2
        known = str(Request.objects.get(title="Mrs Olsen is wet").pk)
    joined = browser.post(f"{HOME}join/{known}/")
    assert joined.status_code == 302 and "Olsen" not in browser.get(joined["Location"]).content.decode()
    with acting(cast.ana):
        assert AffectedPerson.objects.get().requester_id == tom.person_id


def test_a_request_outside_the_scope_is_not_joined(cast: Cast, tom: Actor) -> None:
    far = report(cast, property=cast.annex)
    assert browser_of(tom).post(f"{HOME}join/{far.pk}/").status_code == 404
    refused = browser_of(tom).post(f"{HOME}new/", {"title": "x", "property": str(cast.annex.pk)})
    assert refused.status_code == 422


def test_the_page_of_a_link_has_its_address_and_code(cast: Cast, ana: Client) -> None:
    with acting(cast.ana):
        link = create_request_link(actor=cast.ana, property=cast.tower)
    words = ana.get(f"/lakeside/request-links/{link.number}/").content.decode()
    assert "http://testserver/report/" in words and 'class="qr large"' in words
    code = ana.get(f"/lakeside/request-links/{link.number}/code.svg")
    assert code["Content-Type"] == "image/svg+xml" and b"<path" in code.content
    assert browser_of(cast.cleo).get(f"/lakeside/request-links/{link.number}/code.svg").status_code == 404
