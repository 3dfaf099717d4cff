"""The changes feed."""

from typing import ClassVar

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers
from rest_framework.request import Request

from api.answers import json_answer
from api.changes import STEM, read_changes
from api.openapi.operations import ANY_MODULE, Operation, listed, query
from api.views.base import ApiView
from core.reading.pages import LARGEST_LIMIT


class FeedActor(serializers.Serializer):
    """Who did it."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class FeedChange(serializers.Serializer):
    """One change of one record."""

    cursor = serializers.CharField(help_text="Give it as `after` to go on behind this change.")
    module = serializers.CharField(help_text="The module's singular name, such as work_order.")
    id = serializers.UUIDField(help_text="The record.")
    number = serializers.IntegerField(allow_null=True)
    action = serializers.ChoiceField(["create", "update", "delete", "restore"])
    event = serializers.CharField(help_text="What was done, such as work_order.assigned.")
    changed = serializers.DictField(
        child=serializers.ListField(min_length=2, max_length=2), help_text="Old and new value of each member."
    )
    actor = FeedActor(allow_null=True, help_text="Null for Atrium itself.")
    at = serializers.DateTimeField()
    record = serializers.DictField(
        required=False, allow_null=True, help_text="The record after this change; null when it is deleted."
    )


class ChangesPage(serializers.Serializer):
    """A page of the feed."""

    results = FeedChange(many=True)
    next_cursor = serializers.CharField(help_text="Keep it, and give it as `after` the next time.")
    has_more = serializers.BooleanField(help_text="Ask again at once: there is more by now.")


PARAMETERS = [
    query("after", "The cursor behind which to go on. Without it the feed begins with the first change that is kept; "
          "`now` begins with what happens from now on."),
    query("modules", "Only these modules, separated by commas, such as `work_order,vendor`.",
          listed("[a-z_]+", "work_order,vendor")),
    query("limit", "How many changes, 50 unless told.", {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT}),
    query("record", "`false` leaves the records out.", enum=["true", "false"]),
]  # fmt: skip


class ChangesView(ApiView):
    """Every change that the caller may see, each once, each record's in sequence."""

    scope = STEM
    operations: ClassVar[dict[str, Operation]] = {
        "retrieve": Operation(
            "Follow the changes",
            {200: OpenApiResponse(ChangesPage, "The next changes")},
            (*ANY_MODULE, "cursor-expired"),
            PARAMETERS,
            description="Every create, update and delete that the caller may see, by whatever way it was made. "
            "None is missed, none comes twice, and each record's changes keep their sequence.",
        ),
    }

    def retrieve(self, request: Request) -> HttpResponse:
        return json_answer(read_changes(self.actor, self.plain.GET))
