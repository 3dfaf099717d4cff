"""Default deny: nothing is answered to nobody."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from api.problems import ApiProblem


class HasActor(BasePermission):
    """The middleware knows the caller."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if request._request.actor is None:
            raise ApiProblem("unauthenticated")
        return True
