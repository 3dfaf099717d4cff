"""`manage.py describe workorders.WorkOrder`: every address, field, permission, action and event of one module."""

import inspect
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.surfaces import Action, Surface, surfaces


class Command(BaseCommand):
    """Prints what a surface offers, from its declaration. `--all` describes every module."""

    help = "Describe modules: addresses, fields, permissions, actions and events."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("model", nargs="?", help="such as workorders.WorkOrder")
        parser.add_argument("--all", action="store_true", help="every module")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = [s for s in surfaces() if options["all"] or s.model._meta.label == options["model"]]
        if not wanted:
            known = ", ".join(surface.model._meta.label for surface in surfaces())
            raise CommandError(f"There is no surface of {options['model']}. There are: {known}.")
        self.stdout.write("\n\n".join("\n".join(describe(surface)) for surface in wanted))


def describe(surface: Surface) -> Iterator[str]:
    """The description, line by line: the same text that is committed and compared in CI."""
    yield f"# {surface.plural.capitalize()} ({surface.model._meta.label}, {surface.module}, {surface.prefix}-)"
    yield ""
    yield inspect.getdoc(surface.model) or ""
    yield ""
    yield from _addresses(surface)
    for heading, names in _lists(surface):
        yield f"{heading}: {', '.join(names)}"
    for action in surface.actions:
        yield from _action(surface, action)
    yield f"permissions: {', '.join(surface.permission(verb) for verb in surface.verbs)}"
    yield f"events: {', '.join(surface.events)}"


def _addresses(surface: Surface) -> Iterator[str]:
    verbs = ["list", "new", "<number>", "<number>/history", "<number>/edit"]
    verbs += [f"<number>/{action.verb}" for action in surface.actions]
    yield f"pages: /<organization>/{surface.slug}/ ({', '.join(verbs)})"
    parts = [f"/<id>/{include.name}/" for include in surface.includes]
    parts += [f"/<id>/{question.name}/" for question in surface.questions]
    parts += [f"/<id>/{action.verb}/" for action in surface.actions]
    yield f"api: /api/v1/{surface.slug}/ (scope {surface.scope}; /, /<id>/, /<id>/history/, {', '.join(parts)})"


def _lists(surface: Surface) -> Iterator[tuple[str, tuple[str, ...]]]:
    names = ("columns", "filters", "ordering", "form", "imports", "read", "write", "bulk")
    yield from ((name, getattr(surface, name)) for name in names)
    yield "search", tuple(f"{name} ({weight})" for name, weight in surface.search.items())
    yield "include", tuple(include.name for include in surface.includes)


def _action(surface: Surface, action: Action) -> Iterator[str]:
    inputs = [name if isinstance(name, str) else name.name for name in action.inputs]
    rule = (inspect.getdoc(action.run) or "").splitlines()[0]
    yield f"action {action.verb}({', '.join(inputs)}) → {surface.module}.{action.event}: {rule}"
