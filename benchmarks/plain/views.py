"""The lists: rows alone, and rows with token, permission, filters and count."""

from typing import Any, cast

import django_filters
from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from oauth2_provider.contrib.rest_framework import OAuth2Authentication
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.permissions import BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Membership
from accounts.permissions import expand
from core.acting import acting
from core.actor import Actor
from workorders.models import WorkOrder

REFERENCES = {
    "property": "name",
    "space": "name",
    "equipment": "name",
    "trade": "label",
    "category": "label",
    "assignee": "name",
    "duplicate_of": "title",
    "created_by": "name",
    "updated_by": "name",
}


def build_reference(name: str, title: str) -> serializers.ModelSerializer:
    """A reference as its id, number and name."""
    model: Any = WorkOrder._meta.get_field(name).related_model
    numbered = any(field.name == "number" for field in model._meta.concrete_fields)
    fields = ("id", "number", title) if numbered else ("id", title)
    meta = type("Meta", (), {"model": model, "fields": fields})
    return type(f"{name}Reference", (serializers.ModelSerializer,), {"Meta": meta})(read_only=True)


class WorkOrderSerializer(serializers.ModelSerializer):
    """All columns, with the references as objects."""

    locals().update({name: build_reference(name, title) for name, title in REFERENCES.items()})

    class Meta:
        model = WorkOrder
        fields = [f.name for f in WorkOrder._meta.concrete_fields]


class PlainList(ListAPIView):
    """Opens the organization for the policies, and nothing else that Atrium does."""

    serializer_class = WorkOrderSerializer
    renderer_classes = [JSONRenderer]

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        with acting(Actor.system(self.kwargs["organization"])):
            return super().list(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[WorkOrder]:
        rows = WorkOrder.objects.filter(
            organization_id=self.kwargs["organization"], deleted_at__isnull=True, archived_at__isnull=True
        )
        return rows.select_related(*REFERENCES).order_by("-reported_at", "-id")


class Uncounted(LimitOffsetPagination):
    """A page without a count."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        return list(queryset[: self.get_limit(request)])

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data})


class BareList(PlainList):
    """A ModelSerializer over joined rows: no caller, no permission, no count."""

    pagination_class = Uncounted

    def get_queryset(self) -> QuerySet[WorkOrder]:
        return super().get_queryset().filter(state=self.request.query_params["state"])


class WorkOrderFilter(django_filters.FilterSet):
    """Ten filters."""

    class Meta:
        model = WorkOrder
        fields = {
            "number": ["exact"],
            "state": ["exact", "in"],
            "priority": ["exact", "in"],
            "impact": ["exact"],
            "title": ["icontains"],
            "reported_at": ["gte", "lt"],
            "updated_at": ["gte"],
        }


class IsMember(BasePermission):
    """The role of the program's account holds the permission."""

    def has_permission(self, request: Request, view: Any) -> bool:
        organization, token = view.kwargs["organization"], cast(Any, request.auth)
        with acting(Actor.system(organization)):
            membership = (
                Membership.objects.filter(
                    organization_id=organization, person__credential=token.application.credential_id
                )
                .select_related("role")
                .first()
            )
        return membership is not None and "workorders.view_workorder" in expand(membership.role.permissions)


class CompleteList(PlainList):
    """A complete request: OAuth2 token, permission, django-filter, and an exact count."""

    authentication_classes = [OAuth2Authentication]
    permission_classes = [IsMember]
    filter_backends = [DjangoFilterBackend]
    filterset_class = WorkOrderFilter
    pagination_class = LimitOffsetPagination
