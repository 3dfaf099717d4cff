"""Ids of others inside bodies and questions: refused, or without effect, exactly as an id that nobody has."""

from typing import Any, cast

import pytest

from core.acting import acting
from core.actor import Actor
from core.records import Owned
from core.surfaces import Surface, surfaces
from tests.matrix.callers import Answer, Caller, ask
from tests.matrix.world import CANARIES, World, unknown_id

pytestmark = pytest.mark.slow
CASES = (("ana's key", "foreign"), ("ben's key", "foreign"), ("ben's key", "outside"))


def references(surface: Surface, names: tuple[str, ...]) -> list[Any]:
    """Those of the named fields that refer to another record."""
    fields: list[Any] = [surface.model._meta.get_field(name) for name in names if "." not in name]
    return [one for one in fields if one.is_relation and issubclass(one.related_model, Owned)]


def hidden_id(world: World, caller: Caller, model: type[Any], target: str) -> str | None:
    """The id of the target's record, if the caller does not see it."""
    record = world.places[target].of(model)
    with acting(cast(Actor, caller.actor)):
        return None if model.objects.visible_to(caller.actor).filter(pk=record.pk).exists() else str(record.pk)


def compare(caller: Caller, method: str, path: str, body: Any, sought: str) -> tuple[Answer, Answer]:
    """The answers with the id in question and with a random one; `@` stands for it."""
    answers = []
    for one in (sought, str(unknown_id())):
        filled = {name: one if value == "@" else value for name, value in body.items()} if body else None
        answers.append(ask(caller, method, path.replace("@", one), [one], filled))
    return answers[0], answers[1]


@pytest.mark.parametrize(("name", "target"), CASES)
def test_a_hidden_record_cannot_be_referred_to(
    world: World, callers: dict[str, Caller], name: str, target: str
) -> None:
    caller, told = callers[name], []
    for surface in surfaces():
        own = world.places["own"].records[surface.module]
        base = f"/api/v1/{surface.slug}/"
        calls = [
            *(("POST", base, one) for one in references(surface, surface.write)),
            *(("PATCH", f"{base}{own.pk}/", one) for one in references(surface, surface.write)),
            *(
                ("POST", f"{base}{own.pk}/{action.verb}/", one)
                for action in surface.actions
                for one in references(surface, tuple(i for i in action.inputs if isinstance(i, str)))
            ),
        ]
        for method, path, field in calls:
            sought = hidden_id(world, caller, field.related_model, target)
            if sought is None:
                continue
            known, unknown = compare(caller, method, path, {field.name: "@", surface.title: "x"}, sought)
            if known != unknown or known.is_success or known.status >= 500:
                told.append(f"{method} {path} {field.name}: {known.status} and {unknown.status}")
    assert not told, "\n".join(told)


@pytest.mark.parametrize(("name", "target"), CASES)
def test_a_hidden_record_selects_nothing(world: World, callers: dict[str, Caller], name: str, target: str) -> None:
    caller, told = callers[name], []
    for surface in surfaces():
        for field in references(surface, surface.filters):
            sought = hidden_id(world, caller, field.related_model, target)
            if sought is None:
                continue
            for part in (f"?{field.name}=@", f"?where={field.name}%20%3D%20'@'", f"export.csv?{field.name}=@"):
                known, unknown = compare(caller, "GET", f"/api/v1/{surface.slug}/{part}", None, sought)
                if known != unknown or known.status >= 500:
                    told.append(f"{surface.slug}/{part}: {known.status} and {unknown.status}, {known.body[:200]!r}")
    assert not told, "\n".join(told)


@pytest.mark.parametrize("name", ["ana's key", "ben's key"])
def test_words_of_others_change_neither_count_nor_order(world: World, callers: dict[str, Caller], name: str) -> None:
    """The canary of another organization, and of outside the scope, finds nothing by any filter of text."""
    caller, told = callers[name], []
    words = [CANARIES["foreign"], *([CANARIES["outside"]] if name.startswith("ben") else [])]
    for surface in surfaces():
        for word in words:
            for part in (
                f"q={word}",
                f"{surface.title}__icontains={word}",
                f"external_id=matrix:foreign-{surface.module}",
            ):
                answer = ask(caller, "GET", f"/api/v1/{surface.slug}/?{part}")
                if answer.status == 200 and b'"count":0' not in answer.body:
                    told.append(f"{surface.slug}/?{part}: {answer.body[:200]!r}")
    assert not told, "\n".join(told)
