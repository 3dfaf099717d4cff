"""A bulk call against single calls, for every module: the same statuses, the same events, and all or nothing."""

from typing import Any

import pytest

from api.bulk.operations import verbs_of
from api.openapi.snapshot import SNAPSHOT
from core.surfaces import Surface, surfaces
from tests.api.conftest import ApiClient, make_key
from tests.contracts.bodies import Bodies, undone
from tests.matrix.world import FOLLOWING, World

pytestmark = pytest.mark.slow

WORD = "Narwhal"
ABLE = [surface for surface in surfaces() if verbs_of(surface)]
MADE = pytest.mark.parametrize(
    "surface",
    [one for one in ABLE if "create" in verbs_of(one) and one.module not in FOLLOWING],
    ids=lambda surface: surface.module,
)
# Where a day, a person or a currency may stand only once, the second is refused: singly as together.
COPIES = 3


@pytest.fixture(scope="module")
def client(world: World) -> ApiClient:
    """Ana's program."""
    return ApiClient(make_key(world.cast.ana))


@pytest.fixture(scope="module")
def bodies(world: World) -> Bodies:
    return Bodies(world)


def creates(surface: Surface, made: Bodies) -> list[dict[str, Any]]:
    bodies = [made.of(surface, f"{WORD}{'abc'[copy]}") for copy in range(COPIES)]
    return [*bodies, {**bodies[0], "nonsense": 1}]


def singly(client: ApiClient, calls: list[tuple[str, str, Any]]) -> list[tuple[int, str]]:
    return [outcome(answer.status_code, answer) for answer in (client.send(*call) for call in calls)]


def outcome(status: int, answer: Any) -> tuple[int, str]:
    return status, answer.json()["type"] if status >= 400 else ""


def together(client: ApiClient, surface: Surface, operations: list[dict[str, Any]], *, atomic: bool = False) -> Any:
    return client.send("POST", f"{surface.slug}/bulk/", {"operations": operations, "atomic": atomic})


def entries(answer: Any) -> list[tuple[int, str]]:
    return [(one["status"], one.get("problem", {}).get("type", "")) for one in answer.json()["results"]]


@MADE
def test_creates_are_those_of_single_calls(world: World, client: ApiClient, bodies: Bodies, surface: Surface) -> None:
    asked = creates(surface, bodies)
    with undone(world.cast.ana) as alone:
        expected = singly(client, [("POST", f"{surface.slug}/", body) for body in asked])
    with undone(world.cast.ana) as written:
        answer = together(client, surface, [{"op": "create", "data": body} for body in asked])
        assert (answer.status_code, entries(answer)) == (200, expected), answer.content
    assert written == alone


@MADE
def test_one_refused_create_undoes_all(world: World, client: ApiClient, bodies: Bodies, surface: Surface) -> None:
    asked = creates(surface, bodies)[::3]
    with undone(world.cast.ana):
        ((alone, _type),) = singly(client, [("POST", f"{surface.slug}/", asked[0])])
    with undone(world.cast.ana) as written:
        answer = together(client, surface, [{"op": "create", "data": body} for body in asked], atomic=True)
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/bulk-refused/")
        assert [status for status, _type in entries(answer)] == [424 if alone == 201 else alone, 400]
        pointers = {one["pointer"] for one in answer.json()["results"][1]["problem"]["errors"]}
        assert "/operations/1/data/nonsense" in pointers
    assert written == []


@pytest.mark.parametrize("surface", [one for one in ABLE if one.update], ids=lambda surface: surface.module)
def test_changes_are_those_of_single_calls(world: World, client: ApiClient, surface: Surface) -> None:
    records = [world.places[name].records[surface.module] for name in ("own", "outside", "deleted", "foreign")]
    bodies = [changed(surface, record, number) for number, record in enumerate(records)]
    calls = [("PATCH", f"{surface.slug}/{record.pk}/", body) for record, body in zip(records, bodies, strict=True)]
    with undone(world.cast.ana) as alone:
        expected = singly(client, [*calls, (*calls[0][:2], {"version": 9_999})])
    operations: list[dict[str, Any]] = [
        {"op": "update", "id": str(record.pk), "data": body} for record, body in zip(records, bodies, strict=True)
    ]
    operations.append({"op": "update", "id": str(records[0].pk), "version": 9_999})
    with undone(world.cast.ana) as written:
        answer = together(client, surface, operations)
        assert (answer.status_code, entries(answer)) == (200, expected), answer.content
    assert written == alone
    assert [status for status, _type in expected[2:]] == [410, 404, 409]


def changed(surface: Surface, record: Any, number: int) -> dict[str, Any]:
    """Another title, where callers may write one."""
    if surface.title not in surface.write:
        return {}
    text = str(getattr(record, surface.title))
    return {surface.title: f"{text[:-1]}{'xyzw'[number]}"}


@pytest.mark.parametrize("surface", [one for one in ABLE if one.delete], ids=lambda surface: surface.module)
def test_deletions_are_those_of_single_calls(world: World, client: ApiClient, surface: Surface) -> None:
    keys = [str(world.places[name].records[surface.module].pk) for name in ("own", "outside", "deleted", "foreign")]
    with undone(world.cast.ana) as alone:
        expected = singly(client, [("DELETE", f"{surface.slug}/{key}/", None) for key in keys])
    with undone(world.cast.ana) as written:
        answer = together(client, surface, [{"op": "delete", "id": key} for key in keys])
        assert (answer.status_code, entries(answer)) == (200, expected), answer.content
    assert written == alone


@pytest.mark.parametrize(
    "surface", [one for one in ABLE if "upsert" in verbs_of(one) and one.module not in FOLLOWING],
    ids=lambda surface: surface.module,
)  # fmt: skip
def test_upserts_repeat_safely(world: World, client: ApiClient, bodies: Bodies, surface: Surface) -> None:
    body, names = bodies.of(surface, f"{WORD}u"), ("new", f"own-{surface.module}", "new")
    data = [body, {}, {}]
    calls = [
        ("PUT", f"{surface.slug}/by-external-id/matrix/{name}/", one) for name, one in zip(names, data, strict=True)
    ]
    operations = [
        {"op": "upsert", "external_id": f"matrix:{name}", "data": one} for name, one in zip(names, data, strict=True)
    ]
    with undone(world.cast.ana) as alone:
        expected = singly(client, calls)
    with undone(world.cast.ana) as written:
        answer = together(client, surface, operations)
        assert entries(answer) == expected, answer.content
    assert written == alone


def test_the_schema_describes_the_operations() -> None:
    text = SNAPSHOT.read_text()
    for surface in ABLE:
        assert f"  /api/v1/{surface.slug}/bulk/:\n" in text and f"    {surface.model.__name__}Operation:\n" in text
