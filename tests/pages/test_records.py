"""Record pages: facts, forms, stale forms, actions, deletion and history, for whoever may."""

from typing import Any

import pytest
from django.test import Client

from core.acting import acting
from core.actions.picklists import create_picklist_item, update_picklist_item
from core.lifecycle import archive_record
from facilities.actions.properties import update_property
from facilities.actions.spaces import create_space
from facilities.models import Property
from tests.cast import Cast
from tests.pages.conftest import browser_of
from workorders.actions.work_orders import create_work_order, update_work_order
from workorders.models import WorkOrder

PROPERTIES = "/lakeside/properties/"


def form_values(answer: Any, **changed: str) -> dict[str, str]:
    """What a browser would send back, with some fields typed over."""
    form = answer.context["form"]
    sent = {bound.name: bound.field.widget.format_value(bound.value()) for bound in form}
    plain = {name: (value[0] if isinstance(value, list) and value else value) or "" for name, value in sent.items()}
    return {**plain, "version": str(answer.context.get("version", "")), **changed}


@pytest.mark.parametrize(
    "part", ["", "history/", "documents/", "spaces/", "work-orders/", "edit/", "delete/", "archive/", "move/"]
)
def test_each_page_of_a_record_is_for_those_who_may(cast: Cast, part: str) -> None:
    address = f"{PROPERTIES}{cast.tower.number}/{part}"
    writes = part in ("edit/", "delete/", "archive/", "move/")
    assert browser_of(cast.ana).get(address).status_code == 200
    assert browser_of(cast.ben).get(address).status_code == (403 if writes else 200)
    assert browser_of(cast.cleo).get(address).status_code == 404


def test_a_record_out_of_sight_is_the_same_as_none(ben: Client, cast: Cast) -> None:
    for number in (cast.annex.number, 999_999):
        assert ben.get(f"{PROPERTIES}{number}/").status_code == 404


def test_a_new_record_is_made_by_its_form(ana: Client, cast: Cast) -> None:
    form = ana.get(f"{PROPERTIES}new/?city=Duluth")
    answer = ana.post(f"{PROPERTIES}new/", form_values(form, name="Mill", portfolio=str(cast.portfolio.pk)))
    assert answer.status_code == 302
    with acting(cast.ana):
        assert Property.objects.get(name="Mill").city == "Duluth"


def test_what_was_typed_is_kept_after_an_error(ana: Client, cast: Cast) -> None:
    address = f"{PROPERTIES}{cast.tower.number}/edit/"
    answer = ana.post(address, form_values(ana.get(address), name="Tower II", latitude="91", longitude="0"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Tower II" in page and answer.context["form"].errors["latitude"]


def test_a_form_saves_and_the_history_says_so_in_words(ana: Client, cast: Cast) -> None:
    address = f"{PROPERTIES}{cast.tower.number}/"
    assert ana.post(f"{address}edit/", form_values(ana.get(f"{address}edit/"), status="excess")).status_code == 302
    entry = ana.get(f"{address}history/").context["history"][0]
    assert entry["who"] == "Ana Alvarez" and entry["way"] == "in the browser" and entry["request_id"]
    assert entry["changes"] == [{"label": "Status", "before": "Active", "after": "Excess"}]


def test_a_stale_form_shows_both_versions_and_lets_the_person_choose(ana: Client, cast: Cast) -> None:
    address = f"{PROPERTIES}{cast.tower.number}/edit/"
    typed = form_values(ana.get(address), name="Typed", city="Gary")
    with acting(cast.ana):
        update_property(cast.tower, actor=cast.ana, name="Stored", tenure="leased")
    answer = ana.post(address, typed)
    assert answer.status_code == 409
    kept = {field["name"]: field["keep"] for field in answer.context["fields"]}
    assert kept == {"name": "typed", "city": "typed", "tenure": "stored"}
    chosen = {**typed, "version": str(answer.context["version"]), "choose_name": "stored", "choose_tenure": "stored"}
    assert ana.post(address, chosen).status_code == 302
    with acting(cast.ana):
        found = Property.objects.get(pk=cast.tower.pk)
    assert (found.name, found.tenure, found.city) == ("Stored", "leased", "Gary")


def test_an_action_runs_and_its_refusal_is_said(ana: Client, cast: Cast) -> None:
    address = f"{PROPERTIES}{cast.tower.number}/archive/"
    assert ana.post(address).status_code == 302
    assert "Tower" not in ana.get(PROPERTIES).content.decode()
    assert "Tower" in ana.get(f"{PROPERTIES}?archived=true").content.decode()


def test_htmx_gets_an_action_as_a_dialog(ana: Client, cast: Cast) -> None:
    answer = ana.get(f"{PROPERTIES}{cast.tower.number}/move/", headers={"HX-Request": "true"})
    assert answer.content.decode().strip().startswith("<dialog")


def test_a_deleted_record_is_gone_for_those_who_saw_it(ana: Client, cleo: Client, cast: Cast) -> None:
    address = f"{PROPERTIES}{cast.annex.number}/"
    assert ana.post(f"{address}delete/", {"version": "1"}).status_code == 302
    assert ana.get(address).status_code == 410
    assert cleo.get(address).status_code == 404


def test_bulk_edit_previews_each_row_and_reports_each_result(ana: Client, cast: Cast) -> None:
    selected = {"selected": [str(cast.tower.pk), str(cast.annex.pk)], "set_status": "1", "status": "excess"}
    preview = ana.post(f"{PROPERTIES}bulk/", {**selected, "step": "preview"})
    assert [row["changes"][0]["after"] for row in preview.context["rows"]] == ["Excess", "Excess"]
    with acting(cast.ana):
        update_property(cast.annex, actor=cast.ana, city="Gary")
    versions = {f"version_{cast.tower.pk}": "1", f"version_{cast.annex.pk}": "1"}
    result = ana.post(f"{PROPERTIES}bulk/", {**selected, **versions, "step": "apply"})
    assert (result.context["done"], result.context["refused"]) == (1, 1)
    with acting(cast.ana):
        assert Property.objects.get(pk=cast.tower.pk).status == "excess"
        assert Property.objects.get(pk=cast.annex.pk).status == "active"


def test_a_bulk_change_is_taken_back_as_a_whole_but_for_what_changed_since(ana: Client, cast: Cast) -> None:
    with acting(cast.ana):
        orders = [create_work_order(actor=cast.ana, title=title, property=cast.tower) for title in ("One", "Two")]
    address = "/lakeside/work-orders/bulk/"
    sent = {
        "selected": [str(one.pk) for one in orders],
        "set_assignee": "1",
        "assignee": str(cast.ben.person_id),
        "set_impact": "1",
        "impact": "many",
        **{f"version_{one.pk}": str(one.version) for one in orders},
    }
    done = ana.post(address, {**sent, "step": "apply"})
    assert [one["problem"] for one in done.context["results"]] == ["", ""] and b"Take all 2 back" in done.content
    with acting(cast.ana):
        orders[1].refresh_from_db()
        update_work_order(orders[1], actor=cast.ana, title="Two, looked at")
    undo = {"selected": sent["selected"], "step": "undo", "undo": done.context["undo"]}
    back = ana.post(address, undo)
    assert (back.context["done"], back.context["refused"]) == (1, 1)
    with acting(cast.ana):
        first, second = WorkOrder.objects.order_by("number")
        assert (first.assignee_id, first.state, first.impact, first.priority) == (None, "open", "one", "P3")
        assert (second.assignee_id, second.impact) == (cast.ben.person_id, "many")
    assert ana.post(address, {**undo, "undo": ""}).context["done"] == 0


def test_bulk_edit_wants_the_permission(ben: Client, cast: Cast) -> None:
    assert ben.post(f"{PROPERTIES}bulk/", {"selected": [str(cast.tower.pk)]}).status_code == 403


def test_a_record_page_keeps_within_twenty_statements(ana: Client, cast: Cast) -> None:
    from tests.pages.test_lists import count_statements

    ana.get(PROPERTIES)
    for part in ("", "history/", "spaces/"):
        assert count_statements(ana, f"{PROPERTIES}{cast.tower.number}/{part}") <= 20, part


def test_what_went_out_of_use_stays_on_old_records(ana: Client, cast: Cast) -> None:
    """A trade nobody may choose any more, and a place that was archived, are not taken away by saving a form."""
    with acting(cast.ana):
        trade = create_picklist_item(actor=cast.ana, list="trade", code="tinker", label="Tinker")
        space = create_space(actor=cast.ana, name="Attic", kind="floor", property=cast.tower)
        order = create_work_order(actor=cast.ana, title="Leak", property=cast.tower, space=space, trade=trade)
        update_picklist_item(trade, actor=cast.ana, is_active=False)
        archive_record(space, actor=cast.ana)
    address = f"/lakeside/work-orders/{order.number}/edit/"
    assert ana.post(address, form_values(ana.get(address), title="Big leak")).status_code == 302
    with acting(cast.ana):
        stored = WorkOrder.objects.get(pk=order.pk)
        assert (stored.title, stored.trade_id, stored.space_id) == ("Big leak", trade.pk, space.pk)
    fresh = ana.get("/lakeside/work-orders/new/").content.decode()
    assert "Tinker" not in fresh and "Attic" not in fresh
