"""The page of one property: where it is, how large, whose, what is in it, and what stands around it in the tree."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.figures import say_number
from core.pages.addresses import list_address, record_address
from core.pages.answers import page
from core.pages.fields import surface_of_row
from core.pages.record_page import answer_record, get_record
from core.pages.requests import PageRequest
from core.surfaces import surface_of
from facilities.maps import BoundingBox, MapDrawing, MapPoint, build_map
from facilities.models import OwnershipShare, Property, Space
from facilities.surfaces import properties
from facilities.views.map import map_link

AROUND = 4.0  # degrees on each side of the small map: far enough to see which state it is
NEIGHBORS, SPACES = 40, 1000


@page
def property_page(request: PageRequest, number: int) -> HttpResponse:
    """The overview; the other tabs are those of every record."""
    request.actor.require(properties.permission("view"))
    record = get_record(request, properties, number)
    more = {
        "figures": figures(record),
        "shares": shares(request, record),
        "map": small_map(request, record),
        "map_url": map_link(request, record),
        "tree": tree(request, record),
    }
    return answer_record(request, properties, record, "", **more)


@page
def property_spaces(request: PageRequest, number: int) -> HttpResponse:
    """The spaces as a tree beside their table."""
    request.actor.require(properties.permission("view"))
    record = get_record(request, properties, number)
    return answer_record(request, properties, record, "spaces", space_tree=space_tree(request, record))


def figures(record: Property) -> list[dict[str, Any]]:
    """The numbers people ask for first; what nobody recorded is said."""
    unit = record.get_area_unit_display()
    measured = [(_("Rentable area"), record.rentable_area, unit), (_("Gross area"), record.gross_area, unit)]
    counted = [(_("Floors"), record.floors_count, ""), (_("Capacity"), record.capacity, _("people"))]
    plain = [figure(label, value, unit) for label, value, unit in (*measured, *counted)]
    built = record.year_built
    plain.insert(2, {"label": _("Built"), "value": built, "unit": "" if built else _("Not recorded")})
    return plain


def figure(label: str, value: Any, unit: str) -> dict[str, Any]:
    """A figure with its unit, or that it is not recorded."""
    if value is None:
        return {"label": label, "value": None, "unit": _("Not recorded")}
    return {"label": label, "value": say_number(value, 0), "unit": unit}


def shares(request: PageRequest, record: Property) -> list[dict[str, Any]]:
    """Who owns how much of it today."""
    today = timezone.localdate()
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=today)
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    rows = OwnershipShare.objects.visible_to(request.actor).filter(begun, lasting, property=record)
    kinds = ("spent", "promised", "plan")
    return [
        {"entity": row.entity, "percent": row.share_percent, "kind": kinds[place % 3], "since": row.valid_from}
        for place, row in enumerate(rows.select_related("entity").order_by("-share_percent", "id"))
    ]


def small_map(request: PageRequest, record: Property) -> MapDrawing | None:
    """The property among its neighbors; a click opens the large map."""
    if record.latitude is None or record.longitude is None:
        return None
    x, y = record.longitude, record.latitude
    box = BoundingBox(x - AROUND, y - AROUND / 2, x + AROUND, y + AROUND / 2)
    large = map_link(request, record)
    point = MapPoint(str(record.pk), y, x, record.name, large, record.city)
    return build_map([point], box, lambda _box: large, (640, 320))


def tree(request: PageRequest, record: Property) -> list[dict[str, Any]]:
    """The way down from the portfolio, and what lies beside the property."""
    rows = Property.objects.visible_to(request.actor).filter(archived_at__isnull=True)
    beside = rows.filter(region=record.region_id, portfolio=record.portfolio_id).exclude(pk=record.pk)
    around = [record, *beside.order_by("name", "id")[:NEIGHBORS]]
    nodes = sorted((property_node(request, one, record) for one in around), key=lambda node: node["label"].casefold())
    if record.region is not None:
        nodes = [node_of(request, record.region, nodes)]
    return [node_of(request, record.portfolio, nodes)]


def property_node(request: PageRequest, one: Property, current: Property) -> dict[str, Any]:
    return {"label": one.name, "url": record_address(request, properties, one.number), "current": one.pk == current.pk}


def node_of(request: PageRequest, record: Any, children: list[dict[str, Any]]) -> dict[str, Any]:
    """A portfolio or region, open, with what is below it."""
    surface = surface_of_row(record)
    url = record_address(request, surface, record.number) if surface else list_address(request, properties)
    return {"label": record.name, "url": url, "open": True, "children": children}


def space_tree(request: PageRequest, record: Property) -> list[dict[str, Any]]:
    """Buildings, floors, units and rooms, each below what it is in."""
    surface = surface_of(Space)
    rows = Space.objects.visible_to(request.actor).filter(property=record, archived_at__isnull=True)
    nodes: dict[Any, dict[str, Any]] = {}
    roots: list[dict[str, Any]] = []
    for space in rows.order_by("path")[:SPACES]:
        url = record_address(request, surface, space.number) if surface else ""
        nodes[space.pk] = node = {"label": space.name, "url": url, "children": [], "open": space.parent_id is None}
        (nodes[space.parent_id]["children"] if space.parent_id in nodes else roots).append(node)
    return roots
