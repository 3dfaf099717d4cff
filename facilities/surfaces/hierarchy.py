"""Portfolios and regions."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.bulk import plain_creates, plain_updates
from core.surfaces import Action, Include, Surface
from facilities.actions.portfolios import create_portfolio, delete_portfolio, update_portfolio
from facilities.actions.regions import create_region, delete_region, move_region, update_region
from facilities.models import Portfolio, Property, Region
from facilities.surfaces.lifecycle import LIFECYCLE


def _regions_of_portfolios(parents: Sequence[Any], actor: Actor) -> QuerySet[Region]:
    return Region.objects.visible_to(actor).filter(portfolio__in=parents).order_by("path")


def _properties_of_portfolios(parents: Sequence[Any], actor: Actor) -> QuerySet[Property]:
    return Property.objects.visible_to(actor).filter(portfolio__in=parents).order_by("name", "id")


def _properties_of_regions(parents: Sequence[Any], actor: Actor) -> QuerySet[Property]:
    return Property.objects.visible_to(actor).filter(region__in=parents).order_by("name", "id")


_PORTFOLIO = ("name", "code", "currency", "description")
_REGION = ("name", "code", "kind", "portfolio", "parent")
_PROPERTY = ("number", "name", "code", "city", "state", "status", "rentable_area", "area_unit")

portfolios = Surface(
    model=Portfolio,
    slug="portfolios",
    scope="properties",
    prefix="PF",
    icon="layers",
    columns=("number", *_PORTFOLIO, "created_at", "updated_at"),
    default_columns=("number", "name", "code", "currency"),
    filters=("number", "name", "code", "currency", "created_at", "updated_at"),
    ordering=("name", "number", "updated_at"),
    default_ordering=("name",),
    form=_PORTFOLIO,
    imports=_PORTFOLIO,
    read=_PORTFOLIO,
    write=_PORTFOLIO,
    search={"number": "A", "name": "A", "code": "A", "description": "C"},
    bulk=("currency",),
    includes=(
        Include(
            name="regions",
            label=_("Regions"),
            rows=_regions_of_portfolios,
            parent="portfolio",
            read=("number", *_REGION),
        ),
        Include(
            name="properties", label=_("Properties"), rows=_properties_of_portfolios, parent="portfolio", read=_PROPERTY
        ),
    ),
    create=create_portfolio,
    update=update_portfolio,
    delete=delete_portfolio,
    create_many=plain_creates(Portfolio),
    update_many=plain_updates(Portfolio),
    actions=LIFECYCLE,
)

regions = Surface(
    model=Region,
    slug="regions",
    scope="properties",
    prefix="R",
    icon="map",
    columns=("number", *_REGION, "created_at", "updated_at"),
    default_columns=("number", "name", "kind", "parent", "portfolio"),
    filters=("number", *_REGION, "created_at", "updated_at"),
    ordering=("name", "number", "updated_at"),
    default_ordering=("name",),
    form=_REGION,
    imports=_REGION,
    read=_REGION,
    write=_REGION,
    search={"number": "A", "name": "A", "code": "A"},
    bulk=("kind",),
    includes=(
        Include(name="properties", label=_("Properties"), rows=_properties_of_regions, parent="region", read=_PROPERTY),
    ),
    create=create_region,
    update=update_region,
    delete=delete_region,
    actions=(
        Action(
            verb="move",
            event="moved",
            label=_("Move"),
            run=move_region,
            inputs=("parent", "portfolio"),
            icon="branch",
            help=_("Everything below it moves along, and its properties to its portfolio."),
        ),
        *LIFECYCLE,
    ),
)
