"""Default deny: nothing is answered to nobody."""

from typing import Any, cast

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from api.problems import ApiProblem
from api.requests import ApiRequest


class HasActor(BasePermission):
    """The middleware knows the caller."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if cast(ApiRequest, request._request).actor is None:
            raise ApiProblem("unauthenticated")
        return True
