"""Units: the spaces of that kind, at an address of their own."""

from django.http import HttpResponse, QueryDict
from rest_framework.request import Request

from api.answers import page_answer
from api.lists import read_list
from api.views.records import RecordViewSet
from facilities.choices import SpaceKind
from facilities.surfaces import spaces


class UnitsView(RecordViewSet):
    """The list of spaces, narrowed to units."""

    surface = spaces

    def list(self, request: Request) -> HttpResponse:
        return page_answer(read_list(self.surface, self.actor, units_of(self.plain.GET)), self.plain)


def units_of(parameters: QueryDict) -> QueryDict:
    """The same question, asked of units alone."""
    asked = parameters.copy()
    asked.appendlist("where", f"kind = {SpaceKind.UNIT}")
    return asked
