"""The public doorway: an address with a secret, nobody signed in, and as little said as possible."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from accounts.models import Organization
from core.acting import acting
from core.actor import Actor
from core.errors import NotVisible
from core.keys import Key, hash_secret
from core.throttling import caller_of, seconds_to_wait
from workorders.doors import KINDS
from workorders.intake.photos import MOST_BYTES, MOST_PHOTOS

# By one address: pages a minute; unknown addresses and forms sent, in ten minutes. By one link: forms an hour.
PAGES, UNKNOWN, SENT, SENT_BY_ALL = 120, 20, 12, 120
MINUTE, TEN_MINUTES, HOUR = 60, 600, 3600
# Five photos and some words.
LARGEST = MOST_PHOTOS * MOST_BYTES + 1_000_000


class DoorRequest(HttpRequest):
    """A request at a public address. Never made: a name for checking."""

    # Not `actor`: nobody is signed in, and the shell of signed-in people stays away.
    door_actor: Actor
    organization: Organization
    key: Key


View = Callable[..., HttpResponseBase]


def public_page(*kinds: str) -> Callable[[View], View]:
    """A page behind a private address of these kinds, answered as Atrium itself in the address's organization.

    Unknown, replaced, expired and switched off are one and the same answer. The address is all the right there is and
    no cookie adds to it, so a forged request could do nothing that its sender cannot do; the form asks no token.
    """

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def answer(request: DoorRequest, secret: str, **kwargs: Any) -> HttpResponseBase:
            return private(refusal(request, secret) or open_door(request, secret, kinds, view, kwargs))

        return answer

    return decorate


def open_door(
    request: DoorRequest, secret: str, kinds: tuple[str, ...], view: View, kwargs: dict[str, Any]
) -> HttpResponseBase:
    """Look the secret up and answer inside one transaction; an answer that is an error leaves nothing written."""
    key = Key.objects.select_related("organization").filter(hash=hash_secret(secret), kind__in=kinds).first()
    if key is None or not key.organization.is_active:
        return nothing_here(request)
    organization = key.organization
    request.organization, request.key = organization, key
    actor = Actor.system(organization.pk, source="page", name=KINDS[key.kind])
    with timezone.override(organization.time_zone), acting(actor):
        request.door_actor = actor
        try:
            response = view(request, key.record_id, secret=secret, **kwargs)
        except NotVisible:
            response = nothing_here(request)
        if response.status_code >= 400:
            transaction.set_rollback(True)
    return response


def public_answer(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """One of the public pages. It sets no cookie, not even the one against forged forms."""
    organization = getattr(request, "organization", None)
    context = {"organization": organization, "path": request.path, "csrf_token": "", **context}
    return render(request, f"workorders/public/{name}.html", context, status=status)


def nothing_here(request: HttpRequest) -> HttpResponse:
    """The one answer for every address that opens nothing; who tries many is slowed down."""
    seconds_to_wait(f"unknown:{caller_of(request)}", limit=UNKNOWN, seconds=TEN_MINUTES)
    return public_answer(request, "nothing", {"organization": None}, status=404)


def refusal(request: HttpRequest, secret: str) -> HttpResponse | None:
    """Too much or too often, said before a byte of the body is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > LARGEST:
        return render(request, "413.html", {"limit": LARGEST // 1_000_000}, status=413)
    wait = waiting(request, secret)
    if not wait:
        return None
    response = render(request, "429.html", {"wait": wait}, status=429)
    response["Retry-After"] = str(wait)
    return response


def waiting(request: HttpRequest, secret: str) -> int:
    """How long the caller must wait."""
    caller, door = caller_of(request), hash_secret(secret)[:16]
    waits = [
        seconds_to_wait(f"pages:{caller}", limit=PAGES, seconds=MINUTE),
        seconds_to_wait(f"unknown:{caller}", limit=UNKNOWN, seconds=TEN_MINUTES, count=0),
    ]
    if request.method == "POST":
        waits.append(seconds_to_wait(f"sent:{caller}:{door}", limit=SENT, seconds=TEN_MINUTES))
        waits.append(seconds_to_wait(f"sent:{door}", limit=SENT_BY_ALL, seconds=HOUR))
    return max(waits)


def private(response: HttpResponseBase) -> HttpResponseBase:
    """For its reader alone: in no search engine, no cache, and named to no other site."""
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    if "Cache-Control" not in response:
        response["Cache-Control"] = "private, no-store"
    return response
