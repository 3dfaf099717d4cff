"""What a request carries besides what Django gives it. Never made: names for checking what the middlewares set."""

from typing import Any

from django.http import HttpRequest

from core.actor import Actor


class IdentifiedRequest(HttpRequest):
    """Any request, once it has its id."""

    request_id: str


class ActingRequest(IdentifiedRequest):
    """A request inside an organization: somebody acts."""

    actor: Actor
    # The organization's row, whose model core does not know: settings.ATRIUM_ORGANIZATION_MODEL names it.
    organization: Any
