"""The base of every view of the API."""

from typing import Any, ClassVar, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from rest_framework.viewsets import ViewSet

from api.deprecation import Deprecated
from core.actor import Actor
from core.http import ActingRequest


class ApiView(ViewSet):
    """Knows the actor; OPTIONS lists the methods."""

    public: ClassVar[bool] = False
    # Given to `as_view` where an address has a better one.
    deprecated: Deprecated | None = None

    @property
    def actor(self) -> Actor:
        return cast(ActingRequest, self.request._request).actor

    @property
    def plain(self) -> HttpRequest:
        return self.request._request

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        # View and request hold one another: an answer kept here would stay in memory until the next full collection.
        del self.response
        if self.deprecated:
            self.deprecated.mark(response, request, kwargs)
        return response

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return HttpResponse(status=204, headers={"Allow": ", ".join(self.allowed_methods)})
