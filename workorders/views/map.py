"""The map of work orders: the properties where work waits, and below it the work of the chosen area."""

from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.utils.translation import ngettext

from core.figures import say_number
from core.pages.addresses import list_address
from core.pages.answers import page
from core.pages.requests import PageRequest
from facilities.maps import MapPoint
from facilities.models import Property
from facilities.views.map import BOX, MOST, answer_map
from workorders.surfaces import work_orders

# What is asked of the map and means nothing to the list.
OWN = (BOX, "cursor", "property")


@page
def work_order_map(request: PageRequest) -> HttpResponse:
    """What is asked of the list, at its places; a mark opens the work of its property."""
    return answer_map(request, work_orders, "workorders/map.html", read_places, prefix="property__")


def read_places(request: PageRequest, rows: Any) -> list[MapPoint]:
    """The properties of the rows, with how much work each has; one without coordinates is on the list alone."""
    counts = dict(rows.order_by().values_list("property").annotate(orders=Count("pk")))
    known: Any = Property.objects.visible_to(request.actor).filter(pk__in=counts, latitude__isnull=False).order_by()
    values = known.values_list("pk", "latitude", "longitude", "name", "city")[:MOST]
    return [
        MapPoint(str(key), y, x, f"{name}: {words(counts[key])}", orders_at(request, key), city)
        for key, y, x, name, city in values
    ]


def words(count: int) -> str:
    """How much work a place has."""
    return ngettext("%s work order", "%s work orders", count) % say_number(count)


def orders_at(request: PageRequest, property_id: Any) -> str:
    """The list of the same question for one property."""
    query = request.GET.copy()
    for name in OWN:
        query.pop(name, None)
    query["property"] = str(property_id)
    return f"{list_address(request, work_orders).partition('?')[0]}?{query.urlencode(safe=':,/')}"
