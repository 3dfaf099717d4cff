"""Calls of every operation as far as declarations tell how, and what is kept of them as examples."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from api.openapi.examples import JSON, kept, record_name
from api.serializers import include_model, needed_by
from api.views.schema import schema_document
from core.acting import acting
from core.actor import Actor
from core.surfaces import Action, Include, Input, Surface, surface_named, surfaces
from tests.api.conftest import ApiClient
from tests.contracts.bodies import Bodies, as_json, undone
from tests.matrix.addresses import Address, visited
from tests.matrix.world import World, anybody_of, value_for

WORD = "Narwhal"
ID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NUMBERED = re.compile(r"\b4000\d\d\b")
AN_ID, A_MOMENT, A_DAY = "0190c2a4-5d1e-7c3f-8a2b-3c4d5e6f7a8b", "2027-01-31T10:00:00.000000Z", "2027-01-31"
# What no example shall look like, and what differs each time.
HIDDEN = {"secret": "whsec_…", "next_cursor": "…", "cursor": "…", "request_id": AN_ID, "sha256": "…"}


# Whatever answers one of these is shown by the same example.
RECORDS = {surface.model.__name__ for surface in surfaces()}


# What is sent to addresses that are no module's.
ASKED = {
    "api/v1/exports/": {"module": "work-orders", "format": "csv", "filters": {"state__in": "open,assigned"}},
    "api/v1/reports/": {"report": "service-levels", "format": "pdf", "period": "last_quarter"},
}


@dataclass(frozen=True)
class Call:
    """One operation, and a body for it."""

    operation: dict[str, Any]
    method: str
    path: str
    body: Any

    @property
    def name(self) -> str:
        name: str = self.operation["operationId"]
        return name


def calls(world: World) -> Iterator[Call]:
    """A call of every operation that reads, and of each that takes a body which declarations tell how to make."""
    bodies = Bodies(world)
    for address in (one for one in visited() if one.is_api):
        for method in address.methods:
            if method == "HEAD":  # once an address was asked, its view says that it answers that too
                continue
            operation = schema_document()["paths"][address.template][method.lower()]
            takes = "requestBody" in operation
            with acting(Actor.system(world.cast.organization.pk)):
                body = body_of(world, bodies, address, method) if takes else None
            if body is not None or not takes:
                yield Call(operation, method, path_of(world, address), body)


def path_of(world: World, address: Address) -> str:
    path, _words = address.to(world, "own")
    if address.route.endswith("<str:key>/"):
        return path.replace("/own-", "/new-")
    return f"{path}?limit=1" if address.surface and address.route.endswith(f"/{address.surface.slug}/") else path


def body_of(world: World, bodies: Bodies, address: Address, method: str) -> Any:
    """A body, or None where the declaration does not tell how to make one."""
    surface, last = address.surface, address.route.rstrip("/").rpartition("/")[2]
    if surface is None:
        return ASKED.get(address.route)
    part = next((one for one in surface.includes if one.name.replace("_", "-") == last), None)
    action = surface.action(last.replace("-", "_"))
    if part is not None:
        return row_of(world, surface, part)
    if action is not None:
        return inputs_of(world, surface, action)
    if surface.create is None or "documents" in address.route:
        return None
    if method == "PATCH":
        whole = bodies.of(surface, WORD)
        return {surface.title: whole[surface.title]} if surface.title in whole else None
    body = bodies.of(surface, WORD)
    return {"operations": [{"op": "create", "data": body}]} if last == "bulk" else body


def row_of(world: World, surface: Surface, part: Include) -> dict[str, Any]:
    """What a row of a part must hold."""
    model, place = include_model(part), world.places["own"]
    values = {name: value_for(surface, model._meta.get_field(name), place) for name in part.write}
    for name in needed_by(part.create, part.write):
        if values[name] is None and model._meta.get_field(name).is_relation:
            values[name] = place.of(model._meta.get_field(name).related_model)
    return {name: as_json(value) for name, value in values.items() if value is not None}


def inputs_of(world: World, surface: Surface, action: Action) -> dict[str, Any]:
    """What an action must be told."""
    place, found = world.places["own"], {}
    for one in action.inputs:
        if isinstance(one, Input):
            value = input_of(world, one) if one.required else None
        else:
            value = value_for(surface, surface.model._meta.get_field(one), place)
        if value is not None:
            found[one.name if isinstance(one, Input) else one] = as_json(value)
    return found


def input_of(world: World, one: Input) -> Any:
    place = world.places["own"]
    match one.kind:
        case "choice":
            return one.choices[0][0]
        case "reference":
            return place.records[surface_named(one.to).module]
        case "person":
            return anybody_of(place)
    return {"text": "Because", "longtext": "Because of that", "integer": 1, "decimal": "1.50", "boolean": True,
            "date": "2026-01-02", "datetime": "2026-01-02T10:00:00Z"}[one.kind]  # fmt: skip


def played(world: World, client: ApiClient) -> dict[str, dict[str, Any]]:
    """What is kept of all calls that are answered as their operations promise; those that are kept are made again."""
    records: dict[str, Any] = {}
    answered: dict[str, Any] = {}
    for call in calls(world):
        before = kept()["calls"].get(call.name, {}).get("body")
        body = call.body if before is None else as_of_today(before, call.body)
        with undone(world.cast.sys):
            answer = client.send(call.method, call.path, body)
        if answer.status_code >= 300 or answer.streaming or answer.get("Content-Type", JSON) != JSON:
            continue
        entry: dict[str, Any] = {} if body is None else {"body": plain(body)}
        told = plain(json.loads(answer.content)) if answer.content else None
        record = record_name(call.operation["responses"][str(answer.status_code)])
        if told is not None and record in RECORDS:
            assert alike(records.setdefault(record, told), told), (call.name, records[record], told)
        elif told is not None:
            entry |= {"status": str(answer.status_code), "answer": told}
        if entry:
            answered[call.name] = entry
    return {"records": records, "calls": answered}


def as_of_today(example: Any, fresh: Any) -> Any:
    """An example with the ids and moments of a call that can be made now."""
    match example, fresh:
        case dict(), dict():
            return {name: as_of_today(value, fresh.get(name)) for name, value in example.items()}
        case list(), list():
            return [as_of_today(*pair) for pair in zip_longest(example, fresh[: len(example)])]
        case str(), str() if any(form.fullmatch(fresh) for form in (ID, MOMENT, DAY)):
            return fresh
    return example


def plain(value: Any, name: str = "") -> Any:
    """What is kept: no id, number or moment of the call itself."""
    match value:
        case dict():
            return {key: plain(one, key) for key, one in value.items()}
        case list():
            return [plain(one, name) for one in value[:2]]
        case str() if name in HIDDEN:
            return HIDDEN[name]
        case str():
            value = value.replace("http://testserver", "https://atrium.example")
            text = NUMBERED.sub("42", MOMENT.sub(A_MOMENT, ID.sub(AN_ID, value)))
            return A_DAY if DAY.fullmatch(text) else text
        case int() if NUMBERED.fullmatch(str(value)):
            return 42
    return value


def alike(one: Any, other: Any) -> bool:
    """Whether two values have one shape: the same members of the same kinds, where there is something."""
    match one, other:
        case (None, _) | (_, None):
            return True
        case dict(), dict():
            same = one.keys() == other.keys() and all(alike(value, other[name]) for name, value in one.items())
            return same or not (one and other)
        case list(), list():
            return not (one and other) or alike(one[0], other[0])
    return kind_of(one) == kind_of(other)


def kind_of(value: Any) -> str:
    return "number" if type(value) is float else type(value).__name__.replace("int", "number")
