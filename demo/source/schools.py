"""New York's school buildings, as the School Construction Authority names them in its projects."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from demo.source.tables import read_table

BOROUGHS = {"M": "Manhattan", "X": "Bronx", "K": "Brooklyn", "Q": "Queens", "R": "Staten Island"}
TIME_ZONE = "America/New_York"


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """One school building and the schools that share it."""

    code: str
    name: str
    """The school with most projects in the building; the source names no building as such."""
    other_schools: tuple[str, ...]
    district: str
    borough: str


def read_schools() -> Iterator[SchoolRow]:
    """The 714 buildings by code, each once."""
    schools: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in read_table("schools.csv"):
        schools[row["Project Building Identifier"]].append(row)
    return (_school(code, rows) for code, rows in sorted(schools.items()))


def _school(code: str, rows: list[dict[str, str]]) -> SchoolRow:
    rows = sorted(rows, key=lambda row: (-int(row["Project rows"]), row["Project School Name"]))
    first, *others = dict.fromkeys(row["Project School Name"] for row in rows)
    return SchoolRow(
        code=code,
        name=first,
        other_schools=tuple(others),
        district=rows[0]["Project Geographic District"],
        borough=BOROUGHS[code[0]],
    )
