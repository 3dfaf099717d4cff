"""Reading the published tables of ``demo/data`` and the small irregularities they have in common."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"


def read_table(name: str) -> Iterator[dict[str, str]]:
    """Every row of a table by the names of its published columns."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def parse_area(text: str) -> Decimal | None:
    """An area in square feet; the publisher writes 0 or 1 where none was measured."""
    area = Decimal(text or 0)
    return area if area > 1 else None


def parse_year(text: str) -> int | None:
    """A year of construction; 2000 stands in half of all rows and means that nobody knows."""
    return int(text) if text and text != "2000" else None


def parse_degrees(text: str) -> Decimal:
    """A latitude or longitude rounded to six places, which is about ten centimetres."""
    return round(Decimal(text), 6)
