"""What a report is made of. Every figure is a question to a module's list, so that the number opens its rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Unit = Literal["", "money", "hours", "percent"]
Tone = Literal["", "success", "warning", "danger"]
# In the address of a report beside its filters: no module has a field of these names.
PERIOD, FROM, UNTIL, BY, CURRENCY, FORMAT = "period", "from", "until", "by", "currency", "format"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number: the rows that `where` selects, counted, or one of their columns summed.

    Hours are sums of minutes.
    """

    name: str
    label: Any
    where: Mapping[str, str] = field(default_factory=dict)
    sum: str = ""
    unit: Unit = ""
    tone: Tone = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Figures of one module that are read by one statement.

    `period` is the field that the report's period limits, empty for what holds now. `by` names for each grouping the
    field it means here, and for months a date. `currency` is the field that says in which currency the sums are.
    """

    module: str
    figures: tuple[Figure, ...]
    by: Mapping[str, str]
    period: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A percentage of figures: `part` of `whole`. Nothing where the whole is nothing."""

    name: str
    label: Any
    part: tuple[str, ...]
    whole: tuple[str, ...]

    unit: Unit = "percent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What a report's chart shows: figures with their colours, a column for each line.

    `across` draws a column for each figure instead, of all lines together.
    """

    series: tuple[tuple[str, str], ...]
    stacked: bool = False
    across: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report: its blocks, the percentages made of them, and the order in which they are shown.

    `takes_filters` says that the conditions of its first module narrow all of it.
    """

    name: str
    label: Any
    help: Any
    blocks: tuple[Block, ...]
    columns: tuple[str, ...]
    by: tuple[str, ...]
    picture: Picture
    shares: tuple[Share, ...] = ()
    period: str = "last_90_days"
    takes_filters: bool = True

    @property
    def module(self) -> str:
        """The module whose conditions narrow the report."""
        return self.blocks[0].module

    @property
    def modules(self) -> tuple[str, ...]:
        """Every module it reads: who may not view one of them does not get the report."""
        return tuple(dict.fromkeys(block.module for block in self.blocks))

    def column(self, name: str) -> Figure | Share:
        """The figure or percentage of that name."""
        figures: list[Figure | Share] = [figure for block in self.blocks for figure in block.figures]
        return next(one for one in (*figures, *self.shares) if one.name == name)

    def block_of(self, name: str) -> Block:
        """The block that a figure is read by."""
        return next(block for block in self.blocks for figure in block.figures if figure.name == name)
