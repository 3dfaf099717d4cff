"""The surface of rate cards."""

from django.utils.translation import gettext_lazy as _

from core.surfaces import Surface
from facilities.surfaces.lifecycle import LIFECYCLE
from vendors.actions.rates import create_rate, delete_rate, update_rate
from vendors.models import Rate

_FACTS = (
    "name",
    "vendor",
    "trade",
    "kind",
    "hourly",
    "trip_charge",
    "minimum_hours",
    "markup_percent",
    "currency",
    "valid_from",
    "valid_until",
)

rates = Surface(
    model=Rate,
    slug="rates",
    scope="vendors",
    prefix="RT",
    icon="money",
    columns=("number", *_FACTS, "created_at", "updated_at"),
    default_columns=("number", "name", "vendor", "trade", "kind", "hourly", "valid_from", "valid_until"),
    filters=("number", *_FACTS, "created_at", "updated_at"),
    ordering=("name", "valid_from", "valid_until", "number", "updated_at"),
    default_ordering=("name",),
    form=_FACTS,
    imports=_FACTS,
    read=_FACTS,
    write=_FACTS,
    bulk=("valid_until",),
    phrases={"vendor": _("of %s"), "valid_from": _("from %s"), "valid_until": _("until %s")},
    groups=(
        (_("For whom"), ("name", "vendor", "trade", "kind")),
        (_("How much"), ("hourly", "trip_charge", "minimum_hours", "markup_percent", "currency")),
        (_("When"), ("valid_from", "valid_until")),
    ),
    search={"number": "A", "name": "A"},
    create=create_rate,
    update=update_rate,
    delete=delete_rate,
    actions=LIFECYCLE,
)
