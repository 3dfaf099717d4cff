"""Above the property: portfolios, and the tree of regions and markets inside each."""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.db.constraints import one_of
from core.records import OwnedReference, Record
from core.validators import validate_currency
from facilities.choices import RegionKind
from facilities.scoping import place_condition


class Portfolio(Record):
    """A group of properties that are managed, reported and financed together."""

    module = "portfolio"

    name = models.CharField(_("name"), max_length=120)
    code = models.CharField(_("code"), max_length=40, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="USD", validators=[validate_currency])
    description = models.TextField(_("description"), blank=True)

    class Meta:
        verbose_name = _("portfolio")
        verbose_name_plural = _("portfolios")
        indexes = [
            models.Index(fields=["organization", "name", "id"], name="portfolio_by_name"),
            models.Index(fields=["organization", "updated_at", "id"], name="portfolio_sync"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="portfolio_number_once"),
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="portfolio_name_taken",
                condition=Q(deleted_at__isnull=True),
                violation_error_message=_("Another portfolio already has this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """A portfolio is seen by who may see it, or something in it."""
        below = _properties().filter(place_condition(actor)).values("portfolio_id")
        condition = Q(id__in=actor.scope.portfolios) | Q(id__in=below)
        for path in actor.scope.regions:
            condition |= Q(id__in=Region.objects.filter(path__under=path).values("portfolio_id"))
        return condition


class Region(Record):
    """A node of the tree by which a portfolio is divided: a region, an area or a market."""

    module = "region"
    unrecorded = ("path",)
    in_sight = ("portfolio",)

    portfolio = OwnedReference(Portfolio, verbose_name=_("portfolio"), related_name="regions", db_index=False)
    parent = OwnedReference("self", verbose_name=_("above"), related_name="children", null=True, blank=True)
    name = models.CharField(_("name"), max_length=120)
    code = models.CharField(_("code"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=RegionKind, default=RegionKind.REGION)
    # Numbers of the nodes from the root, such as "3/17/": asked by prefix (`^@`) on a C-collated column.
    path = models.CharField(_("path"), max_length=400, editable=False, db_collation="C")

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        indexes = [
            models.Index(fields=["organization", "name", "id"], name="region_by_name"),
            models.Index(fields=["organization", "portfolio", "name", "id"], name="region_of_portfolio"),
            models.Index(fields=["organization", "updated_at", "id"], name="region_sync"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="region_number_once"),
            models.UniqueConstraint(fields=["organization", "path"], name="region_path_once"),
            one_of("kind", RegionKind, name="region_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Regions named, below a named one, in a named portfolio, or holding a property that is seen."""
        below = _properties().filter(place_condition(actor)).values("region_id")
        condition = Q(portfolio_id__in=actor.scope.portfolios) | Q(id__in=below)
        for path in actor.scope.regions:
            condition |= Q(path__under=path)
        return condition


def _properties() -> QuerySet[Any]:
    """Properties refer to this module's models, so they are found by name."""
    return apps.get_model("facilities", "Property")._default_manager.all()
