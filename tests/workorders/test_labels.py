"""Sheets of QR labels: for selected places and single records, with links that let people in."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.acting import acting
from facilities.actions.properties import create_property
from tests.cast import Cast
from tests.pages.conftest import browser_of
from workorders.actions.request_links import create_request_link, links_for, rotate_request_link
from workorders.doors import link_address
from workorders.intake.codes import qr_modules, qr_path, qr_svg
from workorders.labels.sheets import BY_NAME, SHEETS, Label, print_labels
from workorders.models import RequestLink

AT = "/lakeside/request-links/labels/"
LABEL = Label("https://atrium.example/report/x/?via=qr", "Report a problem", "Suite 210", "Tower", "Lakeside", "RL-1")


@pytest.fixture
def ana(cast: Cast) -> Client:
    return browser_of(cast.ana)


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_sheet_fits_its_paper_and_takes_as_many_as_it_has(sheet: Any) -> None:
    wide, high = {"a4": (210, 297), "us-letter": (215.9, 279.4)}[sheet.paper]
    used = sheet.columns * sheet.width + (sheet.columns - 1) * sheet.gap
    assert used + 2 * sheet.left == pytest.approx(wide, abs=0.2)
    assert sheet.rows * sheet.height + 2 * sheet.top == pytest.approx(high, abs=0.2)
    for count, first, expected in ((1, 1, 1), (sheet.places, 1, 1), (sheet.places, 2, 2), (sheet.places + 1, 1, 2)):
        pdf = print_labels([LABEL] * count, sheet, first=first)
        assert pdf.startswith(b"%PDF-") and pages(pdf) == expected, (count, first)


def test_what_people_typed_is_set_as_it_is() -> None:
    odd = Label(LABEL.address, "Žluť #panic($x$) \\ <b>", '"}#read("/etc/passwd")', "x" * 500, "", "RL-1")
    assert print_labels([odd], BY_NAME["a4-24"]).startswith(b"%PDF-")


def test_the_drawing_is_the_code() -> None:
    rows = qr_modules("https://atrium.example/report/x/")
    width, path = qr_path("https://atrium.example/report/x/")
    drawn = {(int(x) + n, int(y)) for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)", path) for n in range(int(run))}
    assert drawn == {(x + 4, y + 4) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark}
    assert width == len(rows) + 8 and f'viewBox="0 0 {width} {width}"' in qr_svg("https://atrium.example/report/x/")


def test_selected_places_get_a_link_each_and_keep_it(cast: Cast, ana: Client) -> None:
    sent = {"selected": [str(cast.tower.pk), str(cast.annex.pk)]}
    chooser = ana.post(f"{AT}?module=property", sent)
    assert chooser.status_code == 200 and "Tower" in chooser.content.decode()
    for _turn in range(2):
        answer = ana.post(f"{AT}?module=property", {**sent, "sheet": "a4-24", "first": "3"})
        assert answer["Content-Type"] == "application/pdf" and pages(answer.content) == 1
    with acting(cast.ana):
        assert {link.property_id for link in RequestLink.objects.all()} == {cast.tower.pk, cast.annex.pk}
        assert RequestLink.objects.count() == 2


def test_a_link_at_a_space_or_switched_off_is_not_the_propertys(cast: Cast) -> None:
    with acting(cast.ana):
        off = create_request_link(actor=cast.ana, property=cast.tower, is_active=False)
        made = links_for([cast.tower], actor=cast.ana)[0]
        assert made.pk != off.pk and links_for([cast.tower], actor=cast.ana)[0].pk == made.pk
        before = link_address(made)
        rotate_request_link(made, actor=cast.ana)
        assert link_address(links_for([cast.tower], actor=cast.ana)[0]) != before


def test_from_a_record_and_of_a_link(cast: Cast, ana: Client) -> None:
    page = ana.get("/lakeside/properties/1/").content.decode()
    assert f"request-links/labels/?module=property&amp;selected={cast.tower.pk}" in page
    assert "request-links/labels/?module=property" in ana.get("/lakeside/properties/").content.decode()
    with acting(cast.ana):
        link = create_request_link(actor=cast.ana, property=cast.tower)
    assert ana.get(f"{AT}?module=request_link&selected={link.pk}").status_code == 200
    sent = {"selected": str(link.pk), "sheet": "letter-10", "first": "1"}
    assert pages(ana.post(f"{AT}?module=request_link", sent).content) == 1


def test_wrong_choices(cast: Cast, ana: Client) -> None:
    one = {"selected": str(cast.tower.pk)}
    for sheet, first in (("a5", "1"), ("a4-24", "0"), ("a4-24", "x"), ("a4-24", "")):
        assert ana.post(f"{AT}?module=property", {**one, "sheet": sheet, "first": first}).status_code == 422
    assert ana.get(f"{AT}?module=region").status_code == 404
    assert ana.get(AT).status_code == 404
    assert "No place is chosen" in ana.get(f"{AT}?module=property&selected=nonsense").content.decode()


def test_who_may_not_see_or_add(cast: Cast) -> None:
    with acting(cast.cleo):
        foreign = str(cast.elsewhere.pk)
    ben = browser_of(cast.ben)
    seen = ben.get(f"{AT}?module=property&selected={cast.annex.pk}&selected={foreign}").content.decode()
    assert "No place is chosen" in seen
    sent = {"selected": str(cast.tower.pk), "sheet": "a4-24", "first": "1"}
    assert ben.post(f"{AT}?module=property", sent).status_code == 403
    with acting(cast.ana):
        assert not RequestLink.objects.exists()
    assert browser_of(cast.cleo).get(f"{AT}?module=property").status_code == 404


def test_links_for_many_places_cost_no_more_statements_than_for_few(cast: Cast, ana: Client) -> None:
    with acting(cast.ana):
        houses = [create_property(actor=cast.ana, name=f"House {n:02}", portfolio=cast.portfolio) for n in range(30)]
        counts = []
        links_for([cast.tower], actor=cast.ana)  # what is read once in a transaction
        for places in (houses[:2], houses[2:]):
            with CaptureQueriesContext(connection) as asked:
                made = links_for(places, actor=cast.ana)
            counts.append(len(asked))
            assert [link.name for link in made] == [place.name for place in places]
        assert counts[0] == counts[1]
        keys = [str(house.pk) for house in houses]
    answer = ana.post(f"{AT}?module=property", {"selected": keys, "sheet": "a4-24", "first": "1"})
    assert pages(answer.content) == 2
