"""Parts that are said as a whole, on their page: all lines together, and refused at the line that is wrong."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from core.acting import acting
from facilities.actions.equipment import create_equipment
from facilities.actions.leases import Covered, create_lease
from facilities.actions.ownership import create_ownership_entity
from facilities.actions.spaces import create_space
from facilities.models import OwnershipEntity, OwnershipShare
from tests.cast import Cast


@pytest.fixture
def owners(cast: Cast) -> list[OwnershipEntity]:
    with acting(cast.ana):
        return [create_ownership_entity(actor=cast.ana, name=name) for name in ("North", "South")]


def address(cast: Cast) -> str:
    return f"/lakeside/properties/{cast.tower.number}/ownership/"


def sent(cast: Cast, *given: tuple[OwnershipEntity, str, str, str], version: int = 0) -> dict[str, Any]:
    """What a browser sends for so many lines."""
    found: dict[str, Any] = {"lines": "4", "version": str(version or cast.tower.version)}
    for line, (entity, percent, first, last) in enumerate(given):
        found |= {f"entity_{line}": str(entity.pk), f"share_percent_{line}": percent}
        found |= {f"valid_from_{line}": first, f"valid_to_{line}": last}
    return found


def kept(cast: Cast) -> set[tuple[str, Decimal, date | None]]:
    with acting(cast.ana):
        return set(OwnershipShare.objects.values_list("entity__name", "share_percent", "valid_from"))


def test_shares_are_saved_together_and_shown(cast: Cast, ana: Client, owners: list[OwnershipEntity]) -> None:
    north, south = owners
    assert f"{address(cast)}edit/" in ana.get(address(cast)).content.decode()
    given = [(north, "60", "2020-01-01", ""), (south, "40", "2020-01-01", "")]
    assert ana.post(f"{address(cast)}edit/", sent(cast, *given)).status_code == 302
    assert kept(cast) == {("North", Decimal(60), date(2020, 1, 1)), ("South", Decimal(40), date(2020, 1, 1))}
    page = ana.get(f"{address(cast)}edit/").content.decode()
    assert 'name="share_percent_4"' in page and 'value="60.0000"' in page
    again = ana.post(f"{address(cast)}edit/", sent(cast, version=cast.tower.version + 1))
    assert again.status_code == 302 and kept(cast) == set()


def test_what_is_wrong_is_said_at_its_line(cast: Cast, ana: Client, owners: list[OwnershipEntity]) -> None:
    north, south = owners
    wrong = {
        "not to 100": sent(cast, (north, "60", "", ""), (south, "41", "", "")),
        "The last day is before the first.": sent(cast, (north, "100", "2021-01-01", "2020-01-01")),
        "This is required.": sent(cast, (north, "", "", "")),
        "Somebody else has changed this record": sent(cast, (north, "100", "", ""), version=99),
    }
    for words, data in wrong.items():
        answer = ana.post(f"{address(cast)}edit/", data)
        assert (answer.status_code, words in answer.content.decode()) == (422, True), words
    assert kept(cast) == set()


def test_properties_of_a_group_are_ticked_off(cast: Cast, ana: Client) -> None:
    assert ana.post("/lakeside/reporting-groups/new/", {"name": "Downtown", "kind": "campus"}).status_code == 302
    page = "/lakeside/reporting-groups/1/members/"
    data = {"lines": "3", "version": "1", "property_1": str(cast.tower.pk)}
    assert ana.post(f"{page}edit/", data).status_code == 302
    assert "Tower" in ana.get(page).content.decode()


def test_it_is_for_those_who_may_change_the_record_and_for_such_parts(cast: Cast, ana: Client, ben: Client) -> None:
    assert f"{address(cast)}edit/" not in ben.get(address(cast)).content.decode()
    assert ben.get(f"{address(cast)}edit/").status_code == 403
    assert ana.get(f"/lakeside/properties/{cast.tower.number}/spaces/edit/").status_code == 404


def test_leases_and_equipment_have_such_a_page(cast: Cast, ana: Client) -> None:
    with acting(cast.ana):
        create_lease(actor=cast.ana, lease_number="L1", properties=[Covered(property=cast.tower)])
        fan = create_equipment(actor=cast.ana, name="Fan", property=cast.tower)
        room = create_space(actor=cast.ana, property=cast.tower, name="101", kind="room")
    covered = ana.get("/lakeside/leases/1/properties/edit/").content.decode()
    assert f'<option value="{cast.tower.pk}" selected>' in covered and 'name="area_unit_3"' in covered
    served = f"/lakeside/equipment/{fan.number}/serves/"
    sent = ana.post(f"{served}edit/", {"lines": "1", "version": str(fan.version), "space_0": str(room.pk)})
    assert sent.status_code == 302 and "101" in ana.get(served).content.decode()
    emptied = ana.post("/lakeside/leases/1/properties/edit/", {"lines": "1", "version": "1"})
    assert emptied.status_code == 422 and "covers at least one property" in emptied.content.decode()
