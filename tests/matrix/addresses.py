"""Every address of the installation, read from the URL configuration, and how its blanks are filled.

A route with a blank that stands in no table here fails the matrix: say there what fills it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from core.pages.related import related_modules
from core.surfaces import Input, Surface, surfaces
from tests.matrix.world import Place, World, unknown_id

# Addresses that belong to no organization, or that other tests ask about, each with the reason.
EXEMPT = {
    "healthz": "for load balancers: says that the process answers",
    "readyz": "for load balancers: says that the servers answer",
    "metrics": "for Prometheus, by token or network: tests/operations/test_metrics.py",
    "problems/": "the public pages of the problem types",
    "problems/<slug:code>/": "the public pages of the problem types",
    "api/v1/schema/": "the public document of the API: tests/api/test_schema.py",
    "api/v1/schema/postman.json": "the same document for Postman: tests/api/test_schema.py",
    "api/v1/docs/": "the public reference of the API",
    "^api/": "answers 404 to whatever below /api/ is no address",
    "downloads/<str:token>/": "for whoever has the signed address: tests/api/test_exports.py",
    "downloads/organization/<str:token>/": "for whoever has the signed address: tests/copies/test_doorways.py",
    "calendars/<str:secret>.ics": "whoever has the address reads it: tests/workorders/test_feeds.py",
    "design/": "the components with made-up specimens",
    "oauth/token/": "tests/accounts/test_oauth.py",
    "oauth/revoke_token/": "tests/accounts/test_oauth.py",
    "oauth/introspect/": "tests/accounts/test_oauth.py",
    ".well-known/oauth-authorization-server": "public metadata",
    "unsubscribe/<str:token>/": "for whoever holds a letter's link: tests/notifications/test_unsubscribing.py",
}
# The same by their beginning.
EXEMPT_BELOW = {
    "accounts/": "signing in: of a person, not of an organization (tests/accounts)",
    "admin/": "platform staff, one chosen organization at a time: tests/matrix/test_admin.py",
    "files/": "whoever has the signed address reads it: tests/api/test_signed_files.py",
    "report/": "for people without an account: tests/workorders/test_public_doors.py",
    "track/": "for people without an account: tests/workorders/test_public_doors.py",
}
BLANK = re.compile(r"<(?:(\w+):)?(\w+)>")
UNKNOWN_NUMBER = 888_888


@dataclass(frozen=True)
class Address:
    """One route, for one module where the route takes any, with the methods it answers."""

    source: str
    route: str
    methods: tuple[str, ...]
    surface: Surface | None = None
    part: str = ""

    @property
    def blanks(self) -> tuple[str, ...]:
        return tuple(name for _kind, name in BLANK.findall(self.route))

    @property
    def is_api(self) -> bool:
        return self.route.startswith("api/")

    @property
    def template(self) -> str:
        """The path as the OpenAPI document writes it."""
        return "/" + BLANK.sub(r"{\2}", self.route)

    @property
    def key(self) -> str:
        """What names the one thing the address is about, of which there are others; empty where there is none."""
        named = [name for name in self.blanks if name not in ("organization", "system")]
        return f"{settings_of(self.route)}{named[-1]}" if named else ""

    def to(self, world: World, target: str) -> tuple[str, list[str]]:
        """The path to a target, and the words by which it differs from the path to another."""
        values = {name: fill_blank(self, name, world, target) for name in self.blanks}
        path = "/" + BLANK.sub(lambda found: values[found[2]], self.route)
        return path, [value for name, value in values.items() if name not in ("organization", "system")]

    def body(self, world: World) -> dict[str, Any]:
        """A body that an action of this address takes, as far as its declaration tells."""
        if self.surface is None:
            return {}
        record = world.places["own"].records[self.surface.module]
        title = {self.surface.title: str(getattr(record, self.surface.title))}
        if self.route.endswith("/bulk/"):
            return {"operations": [{"op": "create", "data": title}]}
        action = self.surface.action(self.part or self.route.rstrip("/").rpartition("/")[2].replace("-", "_"))
        if action is None:
            return title
        return {one.name: INPUTS[one.kind] for one in action.inputs if isinstance(one, Input) and one.kind in INPUTS}

    def __str__(self) -> str:
        return self.route


INPUTS = {"text": "Because", "longtext": "Because of that"}


def all_routes() -> Iterator[tuple[str, Any]]:
    """Every route with what answers it."""
    yield from _walk(get_resolver())


def _walk(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, Any]]:
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one, route)
        else:
            assert isinstance(one, URLPattern)
            yield route, one.callback


def is_exempt(route: str) -> bool:
    return route in EXEMPT or route.startswith(tuple(EXEMPT_BELOW))


def visited() -> list[Address]:
    """Every address that the matrix asks, the written exemptions apart."""
    return [address for route, view in all_routes() if not is_exempt(route) for address in expand(route, view)]


def expand(route: str, view: Any) -> Iterator[Address]:
    """A route that takes any module becomes one address a module, and one a tab or action of it."""
    methods = methods_of(view)
    plain = Address(route, route, methods, getattr(getattr(view, "cls", None), "surface", None))
    if "<slug:slug>" not in route:
        yield replace(plain, surface=plain.surface or surface_in(route))
        return
    for surface in surfaces():
        one = replace(plain, route=route.replace("<slug:slug>", surface.slug), surface=surface)
        for part in parts_in(route, surface):
            yield replace(one, route=one.route.replace("<slug:part>", part), part=part)


def methods_of(view: Any) -> tuple[str, ...]:
    """What the API declares; a page is asked by both methods a browser has."""
    actions = getattr(view, "actions", None)
    return tuple(sorted(method.upper() for method in actions)) if actions else ("GET", "POST")


def parts_in(route: str, surface: Surface) -> tuple[str, ...]:
    """What stands for <part> in a route: what is below a record, or its parts that are said as a whole."""
    if "<slug:part>" not in route:
        return ("",)
    if route.endswith("<slug:part>/edit/"):
        return tuple(one.name.replace("_", "-") for one in surface.includes if one.replace)
    return parts_of(surface)


def parts_of(surface: Surface) -> tuple[str, ...]:
    """What may stand below a record's page: its actions, its parts, modules that refer to it, and its history."""
    tabs = (one.name.replace("_", "-") for one in surface.includes)
    modules = (one.key for one in related_modules(surface))
    return tuple(dict.fromkeys([*(action.verb for action in surface.actions), *tabs, *modules, "history"]))


def surface_in(route: str) -> Surface | None:
    """The module whose name stands in a route, such as properties/<int:number>/."""
    route = route.replace("/my-work/", "/work-orders/")
    return next((surface for surface in surfaces() if f"/{surface.slug}/" in f"/{route}"), None)


def fill_blank(address: Address, name: str, world: World, target: str) -> str:
    """What stands in a blank when the address shall lead to a target."""
    place = world.places.get(target)
    if name == "organization":
        return world.cast.organization.slug
    key = f"{settings_of(address.route)}{name}"
    assert key in BLANKS, f"{address.route}: tell tests/matrix/addresses.py what fills <{key}>"
    return str(BLANKS[key](address, place))


def settings_of(route: str) -> str:
    """Pages of the settings name everything <pk>; the step before says of what."""
    found = re.search(r"settings/(\w+)/<uuid:pk>", route)
    return f"{found[1]}." if found else ""


def _key(address: Address, place: Place | None) -> Any:
    if "/documents/" in f"/{address.route}":
        return _of("document")(address, place)
    assert address.surface, address.route
    return place.records[address.surface.module].pk if place else unknown_id()


def _number(address: Address, place: Place | None) -> Any:
    assert address.surface, address.route
    return place.records[address.surface.module].number if place else UNKNOWN_NUMBER


def _external(address: Address, place: Place | None) -> str:
    assert address.surface, address.route
    return f"{place.name if place else 'unknown'}-{address.surface.module}"


def _of(name: str) -> Callable[[Address, Place | None], Any]:
    return lambda address, place: getattr(place, name).pk if place else unknown_id()


BLANKS: dict[str, Callable[[Address, Place | None], Any]] = {
    "step": lambda address, place: "check-in",
    "feed": _of("feed"),
    "subscription": _of("subscription"),
    "known_id": lambda address, place: place.records["request"].pk if place else unknown_id(),
    "id": _key,
    "number": _number,
    "system": lambda address, place: "matrix",
    "key": _external,
    "gauge": lambda address, place: "letters_failed",
    "edition": lambda address, place: 1,
    "view": _of("view"),
    "document": _of("document"),
    "batch": _of("batch"),
    "export": _of("export"),
    "copy": _of("copy"),
    "people.pk": _of("membership"),
    "roles.pk": _of("role"),
    "credentials.pk": _of("credential"),
    "notifications.pk": _of("role"),
    "notification": _of("notification"),
    "mail.pk": _of("mail"),
    "suppression": _of("suppression"),
}
