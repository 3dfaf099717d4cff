"""Sheets of labels as they are sold, and labels set on them. Measures are millimetres."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from core.typesetting import typeset
from workorders.intake.codes import qr_svg

# Letters of a place's name; on a small label fewer.
LONGEST, SMALL = 80, 40
TEMPLATE = Path(__file__).with_name("labels.typ")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of sheet: the paper, how many labels it has, and where the first one begins."""

    name: str
    label: Any
    paper: str
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    gap: float  # between columns

    @property
    def places(self) -> int:
        """How many labels there are on a sheet."""
        return self.columns * self.rows


SHEETS = (
    Sheet("a4-24", _("A4, 3 × 8 labels, 63.5 × 33.9 mm"), "a4", 3, 8, 63.5, 33.9, 7.25, 12.9, 2.5),
    Sheet("a4-8", _("A4, 2 × 4 labels, 99.1 × 67.7 mm"), "a4", 2, 4, 99.1, 67.7, 4.65, 13.1, 2.5),
    Sheet(
        "letter-30", _("Letter, 3 × 10 labels of 2⅝ × 1 inch"), "us-letter", 3, 10, 66.675, 25.4, 4.7625, 12.7, 3.175
    ),
    Sheet("letter-10", _("Letter, 2 × 5 labels, 4 × 2 inches"), "us-letter", 2, 5, 101.6, 50.8, 3.96875, 12.7, 4.7625),
)
BY_NAME = {sheet.name: sheet for sheet in SHEETS}


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on one label."""

    address: str  # what the code says
    headline: str
    place: str
    inside: str  # what the place lies in; may be empty
    owner: str
    reference: str


def print_labels(labels: Sequence[Label], sheet: Sheet, *, first: int = 1) -> bytes:
    """The sheets as PDF. `first` is the place of the first label, where a sheet was begun before."""
    longest = LONGEST if sheet.height > SMALL else LONGEST // 2
    set_labels = [
        {
            **asdict(label),
            "code": qr_svg(label.address),
            "place": Truncator(label.place).chars(longest),
            "inside": Truncator(label.inside).chars(longest),
        }
        for label in labels
    ]
    measures = {name: value for name, value in asdict(sheet).items() if name != "label"}
    return typeset(TEMPLATE, {"sheet": measures, "skipped": max(0, first - 1) % sheet.places, "labels": set_labels})
