"""Every surface of the installation, in the order of the sidebar, and how pages, API and permissions find them."""

from django.utils.translation import gettext_lazy as _

from facilities.surfaces import properties

SURFACES = (properties,)

# The sidebar: a label, an icon and the modules below it. A module in none of the groups stands on its own.
SIDEBAR = (
    (_("Work"), "work", ("work-orders", "requests")),
    (_("Properties"), "building", ("properties", "spaces", "equipment", "portfolios", "regions")),
)
