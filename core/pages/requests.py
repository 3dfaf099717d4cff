"""What a request inside an organization carries, once the acting middleware has seen it."""

from typing import Any

from core.http import ActingRequest


class PageRequest(ActingRequest):
    """A request of a signed-in person to an address that names an organization. Never made: a name for checking."""

    # The narrower scope, once `places.place_of` has read it; None where the whole organization is looked at.
    place: Any
