"""The published tables are read completely, and their known irregularities are understood."""

from collections import Counter
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from demo.source.buildings import read_buildings, read_leases
from demo.source.interiors import MODELS, kind_of, read_equipment, read_spaces, readable
from demo.source.requests import Outcome, read_chicago_requests, read_new_york_requests
from demo.source.schools import read_schools
from demo.source.tables import DATA, parse_area, parse_year
from demo.source.zones import time_zone_of


def test_every_building_has_its_own_code() -> None:
    buildings = list(read_buildings())
    assert len(buildings) == len({row.code for row in buildings}) == 4_326
    assert Counter(row.owned for row in buildings) == {False: 3_427, True: 899}
    assert len({row.campus for row in buildings} - {""}) == 105


def test_unknown_years_and_areas_are_none() -> None:
    buildings = list(read_buildings())
    assert not [row.code for row in buildings if row.year_built == 2000]
    assert not [row.code for row in buildings if row.rentable_area is not None and row.rentable_area <= 1]
    assert (parse_year("2000"), parse_year(""), parse_year("1931")) == (None, None, 1931)
    assert (parse_area("1"), parse_area(""), parse_area("87916.86")) == (None, None, Decimal("87916.86"))


def test_zip_codes_keep_their_zeros_and_names_their_capitals() -> None:
    buildings = {row.code: row for row in read_buildings()}
    assert all(len(row.zip_code) == 5 for row in buildings.values())
    assert any(row.zip_code.startswith("0") for row in buildings.values())
    assert buildings["WI1771"].name == "345 WEST WASHINGTON AVENUE"


def test_every_lease_belongs_to_a_building() -> None:
    leases = list(read_leases())
    codes = {row.code for row in read_buildings()}
    assert len(leases) == 3_834
    assert {row.building_code for row in leases} <= codes
    assert all(row.starts_on < row.ends_on for row in leases)


@pytest.mark.parametrize(
    ("state", "latitude", "longitude", "zone"),
    [
        ("IL", 41.88, -87.63, "America/Chicago"),
        ("IN", 41.60, -87.37, "America/Chicago"),
        ("IN", 38.66, -87.53, "America/Indiana/Indianapolis"),
        ("IN", 37.97, -87.57, "America/Chicago"),
        ("MI", 46.46, -90.16, "America/Menominee"),
        ("MI", 47.17, -88.49, "America/Detroit"),
        ("AZ", 36.09, -109.62, "America/Denver"),
        ("AZ", 33.45, -112.07, "America/Phoenix"),
        ("GU", 13.47, 144.75, "Pacific/Guam"),
    ],
)
def test_time_zone_follows_the_place(state: str, latitude: float, longitude: float, zone: str) -> None:
    assert time_zone_of(state, latitude, longitude) == zone


def test_every_time_zone_exists() -> None:
    assert all(ZoneInfo(zone) for zone in {row.time_zone for row in read_buildings()})


def test_chicago_requests_keep_number_status_and_dates() -> None:
    requests = list(read_chicago_requests())
    assert len(requests) == len({row.key for row in requests}) == 18_113
    assert Counter(row.outcome for row in requests) == {Outcome.COMPLETED: 17_254, Outcome.DUPLICATE: 859}
    assert len({row.number for row in requests}) == 18_113 - 174
    first = requests[0]
    assert (first.number, first.opened_at.date().isoformat()) == ("13-00000138", "2013-01-01")
    assert first.finished_at is not None and first.finished_at.date().isoformat() == "2013-01-02"


def test_new_york_requests_carry_time_and_resolution() -> None:
    requests = list(read_new_york_requests())
    assert len(requests) == 214
    assert requests[0].opened_at.isoformat() == "2018-07-30T08:19:06-04:00"
    assert requests[0].resolution.startswith("The Department of Housing")


def test_a_school_building_goes_by_its_main_school() -> None:
    schools = {row.code: row for row in read_schools()}
    assert len(schools) == 714
    assert schools["M025"].name == "LOWER EAST SIDE PREP HS - M"
    assert "I.S. 378 - MANHATTAN" in schools["M025"].other_schools
    assert Counter(row.borough for row in schools.values())["Brooklyn"] == 223


def test_interiors_hang_together() -> None:
    spaces, equipment = list(read_spaces()), list(read_equipment())
    rooms = Counter(row.model for row in spaces if not row.is_floor)
    assert rooms == {"soda": 243, "ebu3b": 246, "rice": 90}
    places = {(row.model, row.code) for row in spaces}
    seen: set[tuple[str, str]] = set()
    for row in equipment:
        assert not row.part_of or (row.model, row.part_of) in seen
        seen.add((row.model, row.code))
    assert all((row.model, code) in places | seen for row in equipment for code in row.feeds)
    assert {row.model for row in spaces} == set(MODELS)


def test_equipment_reads_like_words() -> None:
    assert readable("EBU3B_VAV_Rm_1203_Thermostat") == "VAV Rm 1203 Thermostat"
    assert readable("ahu_A1") == "AHU A1"
    assert kind_of("EBU3B_AHU_1_Cooling_Coil_1_Cooling_Valve", "Equipment") == "Valve"
    assert kind_of("VAV7", "") == "Variable air volume box"
    assert kind_of("EBU3B_Power_Meter_Elevator", "Electrical_Power_Meter") == "Meter"


def test_every_file_names_its_source() -> None:
    readme = (DATA / "README.md").read_text()
    assert not [file.name for file in DATA.glob("*.csv") if f"`{file.name}`" not in readme]
    assert sum(file.stat().st_size for file in DATA.glob("*.csv")) < 3_200_000
