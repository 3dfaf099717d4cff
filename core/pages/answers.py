"""Views of pages inside an organization. The acting middleware has opened the transaction and maps refusals."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponseBase

from core.pages.documents_listed import DOCUMENTS
from core.pages.requests import PageRequest
from core.surfaces import Surface, surface_with_slug

View = Callable[..., HttpResponseBase]


def page(view: View) -> View:
    """A page inside an organization: the address names it, `request.organization` and `request.actor` carry it."""

    @wraps(view)
    def answer(request: PageRequest, organization: str, **kwargs: Any) -> HttpResponseBase:
        return view(request, **kwargs)

    return answer


def surface_page(view: View) -> View:
    """A page of one module, named in the address. Who may not view the module is refused."""

    @wraps(view)
    def answer(request: PageRequest, slug: str, **kwargs: Any) -> HttpResponseBase:
        surface = surface_at(slug)
        request.actor.require(surface.permission("view"))
        return view(request, surface, **kwargs)

    return page(answer)


def listed_page(view: View) -> View:
    """A page of one list, named in the address: of a module's, or of the documents', which need no right."""
    of_module = surface_page(view)

    @wraps(view)
    def answer(request: PageRequest, organization: str, slug: str, **kwargs: Any) -> HttpResponseBase:
        if slug == DOCUMENTS.slug:
            return view(request, DOCUMENTS, **kwargs)
        return of_module(request, organization=organization, slug=slug, **kwargs)

    return answer


def surface_at(slug: str) -> Surface:
    """The module at an address, or 404."""
    try:
        return surface_with_slug(slug)
    except KeyError:
        raise Http404 from None
