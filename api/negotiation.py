"""Which form of an answer the caller accepts: JSON, and of which version."""

from typing import Any

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request

VERSION = "1"


class VersionedNegotiation(DefaultContentNegotiation):
    """`application/json; version=1` is the same as `application/json`; another version is not acceptable."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        if request.META.get("HTTP_ACCEPT", "*/*") in ("*/*", "application/json"):
            return renderers[0], renderers[0].media_type
        return super().select_renderer(request, renderers, format_suffix)

    def get_accept_list(self, request: Request) -> list[str]:
        accepted = [one.strip() for one in request.META.get("HTTP_ACCEPT", "*/*").split(",")]
        return [without for one in accepted if (without := _without_version(one)) is not None]


def _without_version(media_type: str) -> str | None:
    """The media type without its version, or None where it asks for one that there is not."""
    kind, *parameters = [part.strip() for part in media_type.split(";")]
    versions = [p.partition("=")[2].strip('" ') for p in parameters if p.partition("=")[0].strip().lower() == "version"]
    if any(version != VERSION for version in versions):
        return None
    # A problem document is JSON too: whoever accepts only it gets JSON where nothing went wrong.
    return "application/json" if kind == "application/problem+json" else kind


class AnswerRenderer(JSONRenderer):
    """Stands for JSON in negotiation and schema; views write their bytes themselves."""

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        return super().render(data, *args, **kwargs)
