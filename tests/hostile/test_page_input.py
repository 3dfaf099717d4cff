"""Forms and addresses of pages filled with what no browser sends: refused, or taken as plain text; never a fault."""

import pytest
from django.test import Client

from core.acting import acting
from core.changes import Change
from facilities.models import Property
from tests.cast import Cast
from tests.pages.conftest import browser_of

pytestmark = pytest.mark.slow

HUGE = "9" * 5000
NUMBERS = ("", "²", "-1", "1.5", "abc", "\x00", HUGE, "٣")


@pytest.fixture
def ana(cast: Cast) -> Client:
    """Ana's browser; a fault of the server is an answer here, not an exception."""
    browser = browser_of(cast.ana)
    browser.raise_request_exception = False
    return browser


@pytest.mark.parametrize("number", NUMBERS)
def test_a_typed_number_is_no_fault(cast: Cast, ana: Client, number: str) -> None:
    place = f"/lakeside/properties/{cast.tower.number}/"
    assert ana.get(f"{place}history/", {"before": number}).status_code == 200
    assert ana.get("/lakeside/properties/", {"in": f"property:{number}"}).status_code in (200, 404)
    assert ana.post(f"{place}edit/", {"name": "", "version": number}).status_code == 422
    rows = {"selected": str(cast.tower.pk), f"version_{cast.tower.pk}": number, "step": "apply", "set_city": "1"}
    assert ana.post("/lakeside/properties/bulk/", {**rows, "city": "Evanston"}).status_code in (200, 302, 422)
    assert ana.post(f"{place}delete/", {"version": number}).status_code in (302, 409)


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "name=%00",
        "sort=organization",
        "sort=-name,name,name",
        "column=created_by.password",
        "cursor=AAAA",
        "cursor=%00",
        "archived=%00",
        "view=%00",
        "view=0",
        "nonsense=1",
        "created_by__password__startswith=s",
        f"number={'9' * 400}",
        "created_at__gte=0000-00-00",
        "latitude__gt=NaN",
        "name__in=" + "a," * 3000,
        "format=exe",
        "box=1,2",
        "box=NaN,NaN,NaN,NaN",
        "portfolio=x",
        "custom_fields.x=1",
        "in=%00",
        "in=organization:1",
    ],
)
def test_a_list_that_is_asked_nonsense_says_so(cast: Cast, ana: Client, query: str) -> None:
    for path in ("/lakeside/properties/", "/lakeside/properties/map/"):
        assert ana.get(f"{path}?{query}").status_code < 500, path


@pytest.mark.parametrize(
    "text", ["\x00", "%", "\\", "'", '"; drop table x; --', "(((", "WO-" + "9" * 30, "\ud83c", "a" * 10_000]
)
def test_search_takes_any_text(cast: Cast, ana: Client, text: str) -> None:
    query = {"q": text.encode("utf-8", "replace").decode()}
    for page in ("search/", "search/jump/", "places/", "people/options/", "properties/options/"):
        assert ana.get(f"/lakeside/{page}", query).status_code == 200, page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "a\x00b"),
        ("latitude", "91"),
        ("latitude", "NaN"),
        ("longitude", "1e999"),
        ("time_zone", "Mars/Olympus"),
        ("year_built", HUGE),
        ("year_built", "-5"),
        ("rentable_area", "1e400"),
        ("portfolio", "not-a-uuid"),
        ("portfolio", "00000000-0000-0000-0000-000000000000"),
        ("status", "exploded"),
    ],
)
def test_a_wrong_value_is_told_at_its_field(cast: Cast, ana: Client, field: str, value: str) -> None:
    page = f"/lakeside/properties/{cast.tower.number}/edit/"
    answer = ana.post(page, {"name": "Changed", "time_zone": "America/Chicago", field: value})
    assert answer.status_code == 422
    with acting(cast.ana):
        assert Property.objects.get(pk=cast.tower.pk).name == "Tower"


def test_a_form_sets_nothing_that_it_does_not_show(cast: Cast, ana: Client) -> None:
    page = f"/lakeside/properties/{cast.tower.number}/edit/"
    forged = {"organization": str(cast.other.pk), "number": "77", "id": str(cast.annex.pk), "deleted_at": "2026-01-01"}
    ana.post(page, {"name": "Tower", "portfolio": str(cast.portfolio.pk), "time_zone": "America/Chicago", **forged})
    with acting(cast.ana):
        tower = Property.objects.get(pk=cast.tower.pk)
        assert (tower.organization_id, tower.number, tower.deleted_at) == (
            cast.organization.pk,
            cast.tower.number,
            None,
        )


def test_two_people_saving_the_same_form(cast: Cast, ana: Client) -> None:
    page = f"/lakeside/properties/{cast.tower.number}/edit/"
    form = {
        "name": "By the first",
        "portfolio": str(cast.portfolio.pk),
        "time_zone": "America/Chicago",
        "status": cast.tower.status,
        "version": "1",
    }
    form |= {name: getattr(cast.tower, name) for name in ("asset_class", "kind") if hasattr(cast.tower, name)}
    first = ana.post(page, {**shown(ana, page), **form})
    assert first.status_code == 302, first.content[:2000]
    second = ana.post(page, {**shown(ana, page), **form, "name": "By the second"})
    assert second.status_code == 409
    assert b"By the first" in second.content and b"By the second" in second.content
    with acting(cast.ana):
        assert Property.objects.get(pk=cast.tower.pk).name == "By the first"
        assert Change.objects.filter(record_id=cast.tower.pk, event="property.updated").count() == 1


def shown(browser: Client, page: str) -> dict[str, str]:
    """What the form shows, as a browser would send it back."""
    form = browser.get(page).context["form"]
    return {bound.html_name: str(bound.value()) for bound in form if bound.value() not in (None, "", [], False)}
