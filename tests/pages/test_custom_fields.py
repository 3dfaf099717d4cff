"""Custom fields on pages: asked in forms, told on records, shown, filtered and exported by lists."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.permissions import all_permissions
from core import known_definitions
from core.acting import acting
from core.actions.custom_fields import create_custom_field, update_custom_field
from core.custom_fields import CustomField
from facilities.actions.properties import update_property
from facilities.models import Property
from tests.cast import Cast, make_person
from tests.pages.conftest import browser_of
from tests.pages.test_lists import count_statements, names
from tests.pages.test_records import form_values

LIST = "/lakeside/properties/"
EXTRA = "custom_fields.extra"
CHOICES = [["north", "North wing"], ["south", "South wing"]]
# One of each kind: what is typed, what is kept, how it reads, the line of a file, and a condition that selects it.
KINDS: list[tuple[str, str, Any, str, str, str]] = [
    ("text", "=Ada", "=Ada", "=Ada", "'=Ada", "__icontains=ada"),
    ("longtext", "So it goes", "So it goes", "So it goes", "So it goes", "__startswith=so"),
    ("integer", "1200", 1200, "1,200", "1200", "__gte=1200"),
    ("decimal", "12.5", 12.5, "12.5", "12.5", "__between=12,13"),
    ("boolean", "false", False, "No", "f", "=false"),
    ("date", "2026-05-31", "2026-05-31", "31 May", "2026-05-31", "=2026-05-31"),
    (
        "datetime",
        "2026-05-31T09:00",
        "2026-05-31T14:00:00.000000Z",
        "09:00",
        "2026-05-31T14:00:00.000000Z",
        "__gte=2026-05-31T14:00:00Z",
    ),
    ("choice", "north", "north", "North wing", "North wing", "__in=north,south"),
]


def define(cast: Cast, kind: str, **values: Any) -> CustomField:
    """A new custom field of properties."""
    with acting(cast.ana):
        made = {"record_module": "property", "name": "extra", "label": "Extra room", **values}
        return create_custom_field(actor=cast.ana, kind=kind, **made)


def page_of(cast: Cast, part: str = "") -> str:
    return f"{LIST}{cast.tower.number}/{part}"


def save(client: Client, cast: Cast, **typed: str) -> Any:
    address = page_of(cast, "edit/")
    return client.post(address, form_values(client.get(address), **typed))


def kept(cast: Cast) -> dict[str, Any]:
    with acting(cast.ana):
        return Property.objects.get(pk=cast.tower.pk).custom_fields


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "typed", "stored", "words", "line", "question"), KINDS, ids=[k for k, *_ in KINDS])
def test_a_field_of_each_kind_is_typed_told_listed_filtered_and_exported(
    cast: Cast, ana: Client, kind: str, typed: str, stored: Any, words: str, line: str, question: str
) -> None:
    define(cast, kind, choices=CHOICES if kind == "choice" else [])
    assert save(ana, cast, **{EXTRA: typed}).status_code == 302
    assert kept(cast) == {"extra": stored}
    assert save(ana, cast, city="Gary").status_code == 302
    assert kept(cast) == {"extra": stored}
    facts = ana.get(page_of(cast)).context["facts"]
    assert [one.label for one in facts[-1]["cells"]] == ["Extra room"] and facts[-1]["label"] == "More"
    assert words in ana.get(page_of(cast)).content.decode()
    shown = ana.get(f"{LIST}?column={EXTRA}&{EXTRA}{question}")
    assert names(shown) == ["Tower"] and words in shown.content.decode()
    assert [editor.field.name for editor in shown.context["editors"]] == [EXTRA]
    file = ana.get(f"{LIST}?column=name&column={EXTRA}&{EXTRA}{question}&format=csv")
    assert b"".join(file.streaming_content).decode().splitlines() == ["Name,Extra room", f"Tower,{line}"]
    sheet = ana.get(f"{LIST}?column={EXTRA}&format=xlsx")
    assert b"".join(sheet.streaming_content).startswith(b"PK")


def test_a_reference_is_told_by_name_and_only_to_who_may_see_it(cast: Cast, ana: Client, ben: Client) -> None:
    define(cast, "reference", to="property")
    assert save(ana, cast, **{EXTRA: str(cast.annex.pk)}).status_code == 302
    assert kept(cast) == {"extra": str(cast.annex.pk)}
    shown = ana.get(f"{LIST}?column={EXTRA}&{EXTRA}={cast.annex.pk}")
    assert names(shown) == ["Tower"] and shown.context["rows"][0]["cells"][-1].words == "Annex"
    assert shown.context["editors"][0].words == "Extra room is Annex"
    assert ana.get(f"{LIST}?add={EXTRA}").context["editors"][0].some
    file = ana.get(f"{LIST}?column=name&column={EXTRA}&format=csv")
    assert "Tower,Annex" in b"".join(file.streaming_content).decode()
    assert ben.get(page_of(cast)).context["facts"][-1]["cells"][0].words == "A record you may not see"
    assert save(ana, cast, **{EXTRA: str(cast.elsewhere.pk)}).status_code == 422


def test_a_reference_out_of_sight_is_not_taken_away_by_the_form(cast: Cast, ana: Client) -> None:
    define(cast, "reference", to="property")
    with acting(cast.ana):
        update_property(cast.tower, actor=cast.ana, custom_fields={"extra": str(cast.annex.pk)})
    mia = browser_of(make_person(cast.organization, "Mia Moore", all_permissions(), places=(cast.tower,)))
    assert EXTRA in ana.get(page_of(cast, "edit/")).context["form"].fields
    assert EXTRA not in mia.get(page_of(cast, "edit/")).context["form"].fields
    assert save(mia, cast, city="Gary").status_code == 302
    assert kept(cast) == {"extra": str(cast.annex.pk)}


def test_a_new_record_is_asked_at_once_and_the_error_stands_at_the_field(cast: Cast, ana: Client) -> None:
    define(cast, "integer", required=True, help="Counted by hand")
    page = ana.get(f"{LIST}new/")
    assert list(page.context["form"].grouped())[-1][0] == "More"
    assert "Counted by hand" in page.content.decode()
    typed = form_values(page, name="Mill", portfolio=str(cast.portfolio.pk))
    assert ana.post(f"{LIST}new/", typed).context["form"].errors.keys() == {EXTRA}
    refused = ana.post(f"{LIST}new/", {**typed, EXTRA: str(2**60)})
    assert refused.status_code == 422 and refused.context["form"].errors.keys() == {EXTRA}
    assert ana.post(f"{LIST}new/", {**typed, EXTRA: "7"}).status_code == 302
    with acting(cast.ana):
        assert Property.objects.get(name="Mill").custom_fields == {"extra": 7}


def test_a_value_is_emptied_by_the_form(cast: Cast, ana: Client) -> None:
    define(cast, "boolean")
    save(ana, cast, **{EXTRA: "true"})
    assert kept(cast) == {"extra": True}
    save(ana, cast, **{EXTRA: ""})
    assert kept(cast) == {}


def test_a_stale_form_compares_them_too(cast: Cast, ana: Client) -> None:
    define(cast, "choice", choices=CHOICES)
    address = page_of(cast, "edit/")
    typed = form_values(ana.get(address), city="Gary")
    with acting(cast.ana):
        update_property(cast.tower, actor=cast.ana, custom_fields={"extra": "south"})
    answer = ana.post(address, typed)
    assert answer.status_code == 409
    found = next(field for field in answer.context["fields"] if field["name"] == EXTRA)
    assert (found["stored"], found["typed"], found["keep"]) == ("South wing", "", "stored")
    chosen = {**typed, "version": str(answer.context["version"]), f"choose_{EXTRA}": "stored"}
    assert ana.post(address, chosen).status_code == 302
    assert kept(cast) == {"extra": "south"}


def test_the_history_tells_each_field_by_its_label(cast: Cast, ana: Client) -> None:
    field = define(cast, "choice", choices=CHOICES)
    save(ana, cast, **{EXTRA: "south"})
    save(ana, cast, **{EXTRA: "north"})
    with acting(cast.ana):
        update_custom_field(field, actor=cast.ana, is_active=False)
    newest = ana.get(page_of(cast, "history/")).context["history"][0]
    assert newest["changes"] == [{"label": "Extra room", "before": "South wing", "after": "North wing"}]


def test_an_unknown_name_shows_its_error_and_no_row(cast: Cast, ana: Client) -> None:
    define(cast, "integer")
    for question in ("custom_fields.nope=1", "column=custom_fields.nope", f"{EXTRA}=x", f"sort={EXTRA}"):
        answer = ana.get(f"{LIST}?{question}")
        assert answer.status_code == 400 and "rows" not in answer.context, question


def test_another_organizations_fields_do_not_exist(cast: Cast, ana: Client) -> None:
    define(cast, "text")
    cleo = browser_of(cast.cleo)
    page = cleo.get("/harbour/properties/")
    assert EXTRA not in [one["key"] for one in page.context["chooser"]]
    assert EXTRA not in [one.name for one in page.context["offered"]]
    assert EXTRA not in cleo.get("/harbour/properties/new/").context["form"].fields
    assert cleo.get(f"/harbour/properties/?column={EXTRA}").status_code == 400


def test_a_withdrawn_field_is_gone_from_pages_and_keeps_its_values(cast: Cast, ana: Client) -> None:
    field = define(cast, "text")
    save(ana, cast, **{EXTRA: "kept"})
    with acting(cast.ana):
        update_custom_field(field, actor=cast.ana, is_active=False)
    assert EXTRA not in ana.get(page_of(cast, "edit/")).context["form"].fields
    assert save(ana, cast, city="Gary").status_code == 302
    assert kept(cast) == {"extra": "kept"}
    define(cast, "integer", name="rooms")
    assert save(ana, cast, **{"custom_fields.rooms": "3"}).status_code == 302
    assert kept(cast) == {"extra": "kept", "rooms": 3}


def test_pages_keep_within_their_statements(cast: Cast, ana: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    define(cast, "text")
    define(cast, "reference", name="twin", to="property")
    save(ana, cast, **{EXTRA: "x", "custom_fields.twin": str(cast.annex.pk)})
    asked = f"{LIST}?column={EXTRA}&column=custom_fields.twin&{EXTRA}=x&in=region:{cast.region.number}"
    ana.get(LIST)
    for _process in ("one that knows the fields", "one that meets the organization first"):
        assert count_statements(ana, LIST) <= 12
        assert count_statements(ana, asked) <= 12
        assert count_statements(ana, page_of(cast)) <= 20
        monkeypatch.setattr(known_definitions, "_known", {})


def test_a_reference_to_nothing_selects_nothing(cast: Cast, ana: Client) -> None:
    define(cast, "reference", to="property")
    assert names(ana.get(f"{LIST}?{EXTRA}={uuid4()}")) == []


def test_a_list_with_references_among_its_columns_and_conditions_stays_below_twelve_statements(
    cast: Cast, ana: Client
) -> None:
    define(cast, "reference", name="twin", label="Twin", to="property")
    define(cast, "reference", name="home", label="Home", to="portfolio")
    values = {"twin": str(cast.annex.pk), "home": str(cast.portfolio.pk)}
    with acting(cast.ana):
        update_property(cast.tower, actor=cast.ana, custom_fields=values)
    plain, page = [LIST, f"{LIST}?column=name&column=custom_fields.twin&column=custom_fields.home"]
    asked = f"{page}&custom_fields.twin={cast.annex.pk}&custom_fields.home={cast.portfolio.pk}&region={cast.region.pk}"
    ana.get(plain)
    counts = [count_statements(ana, address) for address in (plain, page, asked)]
    assert names(ana.get(asked)) == ["Tower"]
    # Session, person, standing, settings, views, count, rows; then one more for each module that is named.
    assert counts == [counts[0], counts[0] + 2, counts[0] + 3] and counts[-1] < 12


def test_a_choice_that_was_taken_away_stays_where_it_was_made(ana: Client, cast: Cast) -> None:
    field = define(cast, "choice", choices=CHOICES)
    save(ana, cast, **{EXTRA: "north"})
    with acting(cast.ana):
        update_custom_field(field, actor=cast.ana, choices=CHOICES[1:])
    assert save(ana, cast, city="Gary").status_code == 302
    assert kept(cast) == {"extra": "north"}
    with acting(cast.ana):
        assert update_property(cast.annex, actor=cast.ana, custom_fields={"extra": "south"})
    address = f"{LIST}{cast.annex.number}/edit/"
    refused = ana.post(address, form_values(ana.get(address), **{EXTRA: "north"}))
    assert refused.status_code == 422
