"""Portfolios and the tree of regions below them, built from the places the source names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accounts.models import Organization
from core.acting import acting
from core.bulk import creating_many
from core.numbers import take_numbers
from demo.loading.batches import create_all, loader_of
from facilities.choices import RegionKind
from facilities.models import Portfolio, Property, Region

Place = tuple[str, ...]
"""The names from the portfolio downward, such as ("5", "IL", "CHICAGO")."""


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """What an organization runs, by the codes of the source."""

    portfolios: dict[str, Portfolio]
    properties: dict[str, Property]


def create_portfolios(portfolios: Sequence[Portfolio], organization: Organization) -> dict[str, Portfolio]:
    """The portfolios by their codes."""
    created = create_all(portfolios, event="portfolio.created", organization=organization)
    return {portfolio.code: portfolio for portfolio in created}


def create_regions(
    places: Iterable[Place], portfolios: dict[str, Portfolio], names: dict[str, str], organization: Organization
) -> dict[Place, Region]:
    """A node for each place and everything above it; ``names`` says in words what a code stands for."""
    nodes = sorted({place[:depth] for place in places for depth in range(1, len(place) + 1)})
    actor = loader_of(organization)
    with acting(actor):
        numbers = take_numbers(organization.id, {Region.module: len(nodes)})[Region.module]
        regions: dict[Place, Region] = {}
        for node, number in zip(nodes, numbers, strict=True):
            regions[node] = _region(node, number, regions.get(node[:-1]), portfolios[node[0]], names)
        creating_many(list(regions.values()), event="region.created", actor=actor)
    return regions


def _region(node: Place, number: int, parent: Region | None, portfolio: Portfolio, names: dict[str, str]) -> Region:
    return Region(
        portfolio=portfolio,
        parent=parent,
        number=number,
        path=f"{parent.path if parent else ''}{number}/",
        name=names.get(node[-1], node[-1]),
        code=node[-1] if node[-1] in names else "",
        kind=RegionKind.REGION if len(node) < 3 else RegionKind.MARKET,
    )
