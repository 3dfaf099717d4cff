"""Pages for rows of several modules, offered where rows are selected and in the menu of each record."""

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from core.pages.addresses import address
from core.pages.requests import PageRequest
from core.records import Record
from core.surfaces import Extra, Surface


def extras_of(request: PageRequest, surface: Surface) -> list[Extra]:
    """Those that the person may open for this module."""
    declared: tuple[Extra, ...] = import_string(settings.ATRIUM_EXTRAS)
    return [one for one in declared if surface.module in one.modules and request.actor.may(one.permission)]


def selection_links(request: PageRequest, surface: Surface) -> list[dict[str, Any]]:
    """Buttons beside the selected rows; the form sends which they are."""
    return [
        {"label": one.label, "icon": one.icon, "url": address(request, one.path, module=surface.module)}
        for one in extras_of(request, surface)
    ]


def record_links(request: PageRequest, surface: Surface, record: Record) -> list[dict[str, Any]]:
    """The same for one record."""
    return [
        {
            "label": one.label,
            "icon": one.icon,
            "url": address(request, one.path, module=surface.module, selected=str(record.pk)),
        }
        for one in extras_of(request, surface)
    ]
