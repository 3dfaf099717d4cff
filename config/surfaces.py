"""Every surface of the installation, in the order of the sidebar, and how pages, API and permissions find them."""

from facilities.surfaces import properties

SURFACES = (properties,)
