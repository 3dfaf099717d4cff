"""Finding surfaces. The one list stands in config/surfaces.py; nothing registers itself."""

from functools import cache

from django.conf import settings
from django.db.models import Model
from django.utils.module_loading import import_string

from core.surfaces.declaration import Surface


@cache
def surfaces() -> tuple[Surface, ...]:
    """Every surface of the installation, in the order of the sidebar."""
    return tuple(import_string(settings.ATRIUM_SURFACES))


@cache
def surface_named(module: str) -> Surface:
    """The surface of a module such as work_order; KeyError when there is none."""
    return {surface.module: surface for surface in surfaces()}[module]


@cache
def surface_with_slug(slug: str) -> Surface:
    """The surface at an address such as work-orders; KeyError when there is none."""
    return {surface.slug: surface for surface in surfaces()}[slug]


@cache
def surface_of(model: type[Model]) -> Surface | None:
    """The surface of a model, if it has one."""
    return next((surface for surface in surfaces() if surface.model is model), None)


@cache
def permissions() -> tuple[str, ...]:
    """Every permission that a role can hold, in the order of surfaces and verbs."""
    return tuple(surface.permission(verb) for surface in surfaces() for verb in surface.verbs)
