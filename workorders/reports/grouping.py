"""By what reports group, and how a grouping is called in each module."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "property": _("Property"),
    "portfolio": _("Portfolio"),
    "trade": _("Trade"),
    "category": _("Category"),
    "priority": _("Priority"),
    "state": _("State"),
    "assignee": _("Person"),
    "team": _("Team"),
    "vendor": _("Vendor"),
    "plan": _("Maintenance plan"),
    "kind": _("Kind"),
    "month": _("Month"),
}
OF_ORDERS = {
    "property": "property",
    "portfolio": "property.portfolio",
    "trade": "trade",
    "category": "category",
    "priority": "priority",
    "state": "state",
    "assignee": "assignee",
    "team": "team",
    "vendor": "vendor",
}
# A region is no grouping: a condition on one means all below it as well, and each order would be counted twice.
