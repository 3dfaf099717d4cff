"""Opens the transaction of a page: who is signed in acts in the organization the address names."""

from collections.abc import Callable
from typing import cast

from django.contrib.admin import site
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.defaults import page_not_found, permission_denied

from accounts.admin_site import BEFORE_CHOOSING, chosen_organization
from accounts.authentication import page_actor, staff_actor, standing_of
from accounts.models import Person
from core.acting import acting
from core.actor import Actor
from core.documents.storing import is_full
from core.errors import Gone, NotPermitted, NotVisible, StorageFull, WriteTookTooLong
from core.http import ActingRequest
from core.limits import overdue
from core.pages.errors import storage_full, took_too_long

# Where the session keeps the organization a person was last in, for the way in at "/".
LAST_ORGANIZATION = "organization"


class ActingMiddleware:
    """Enters `acting()` around the view of every address that names an organization.

    It stands around `get_response`, so that templates are rendered inside the transaction too. The REST API
    has a doorway of its own, and the admin its own choice of an organization.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if getattr(request, "actor", None) is not None:  # the API's doorway knows who calls
            return self.get_response(request)
        match = match_of(request)
        if match is not None and "admin" in match.namespaces:
            return self._answer_staff(request, match.url_name)
        slug = match.kwargs.get("organization") if match is not None else None
        if slug is None:
            return self.get_response(request)
        if not request.user.is_authenticated:
            return sign_in_first(request)
        standing = standing_of(request.user, slug)
        if standing is None:
            # The same answer for an organization that is not theirs and for one that does not exist.
            raise Http404
        cast(ActingRequest, request).organization = standing.organization
        remember(request, slug)
        return answer_as(page_actor(request.user, standing, request), request, self.get_response)

    def _answer_staff(self, request: HttpRequest, name: str | None) -> HttpResponseBase:
        """The admin: whoever may not enter it is answered by its own doorway."""
        if not site.has_permission(request):
            return self.get_response(request)
        organization = chosen_organization(request)
        if organization is None:
            return self.get_response(request) if name in BEFORE_CHOOSING else redirect("admin:choose")
        cast(ActingRequest, request).organization = organization
        return answer_as(staff_actor(cast(Person, request.user), organization, request), request, self.get_response)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Refusals of the domain as pages; the API has its own mapper."""
        actor: Actor | None = getattr(request, "actor", None)
        if actor is None or actor.source == "api":
            return None
        if late := overdue(exception):
            return took_too_long(request, late)
        if isinstance(exception, StorageFull) or is_full(exception):
            return storage_full(request)
        if isinstance(exception, NotVisible):
            return page_not_found(request, exception)
        if isinstance(exception, NotPermitted):
            return permission_denied(request, exception)
        if isinstance(exception, Gone):
            return render(request, "410.html", status=410)
        return None


def answer_as(actor: Actor, request: HttpRequest, respond: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """Answer inside one transaction of `actor`, on its clock; an answer that is an error leaves nothing written."""
    cast(ActingRequest, request).actor = actor
    try:
        with timezone.override(actor.time_zone), acting(actor):
            response = respond(request)
            if response.status_code >= 400:
                transaction.set_rollback(True)
    except WriteTookTooLong as late:
        response = took_too_long(request, late)
    # What a person reads is theirs: no cache on the way keeps it, and after signing out none shows it again.
    patch_cache_control(response, private=True, no_cache=True)
    return response


def match_of(request: HttpRequest) -> ResolverMatch | None:
    """What an address leads to, if it leads anywhere."""
    try:
        return resolve(request.path_info)
    except Resolver404:
        return None


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Send a stranger to the sign-in page and from there back to where they wanted to go."""
    redirect = redirect_to_login(request.get_full_path())
    if request.headers.get("HX-Request") != "true":
        return redirect
    # A fragment must not be replaced by the sign-in page: the whole window goes there.
    return HttpResponse(status=204, headers={"HX-Redirect": redirect.url})


def remember(request: HttpRequest, slug: str) -> None:
    """Keep where the person was; the session is written only when that changes."""
    if request.session.get(LAST_ORGANIZATION) != slug:
        request.session[LAST_ORGANIZATION] = slug
