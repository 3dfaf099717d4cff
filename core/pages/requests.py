"""What a request inside an organization carries, once the acting middleware has seen it."""

from typing import Any

from django.http import HttpRequest

from core.actor import Actor


class PageRequest(HttpRequest):
    """A request of a signed-in person to an address that names an organization. Never made: a name for checking."""

    actor: Actor
    organization: Any
    # The narrower scope, once `places.place_of` has read it; None where the whole organization is looked at.
    place: Any
