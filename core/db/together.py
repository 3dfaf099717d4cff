"""Migrations into an empty database, in less than half the time.

Django makes all models anew after each operation of a migration, since each model refers to its organization, and so
to every other. Operations that do not build upon each other are done upon the same models here; everything that they
do to the database, and its order, stays as it is.
"""

import copy
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel, Migration, RunSQL
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from core.db.operations import GuardModel, GuardReference

# They find what they are about in the models as they are afterwards, whatever was added besides.
ADDING = (AddField, AddConstraint, AddIndex)
TOGETHER = (CreateModel, *ADDING, RunSQL, GuardModel, GuardReference)

_apply = Migration.apply


@contextmanager
def migrating_together() -> Iterator[None]:
    """Whoever migrates in this block does so in this way."""
    Migration.apply = apply  # type: ignore[method-assign]  # Django asks for no other way
    try:
        yield
    finally:
        Migration.apply = _apply  # type: ignore[method-assign]


def apply(self: Migration, project_state: ProjectState, schema_editor: Any, collect_sql: bool = False) -> ProjectState:
    """What Django's own method does, several operations at a time."""
    if collect_sql or not schema_editor.atomic_migration:
        return _apply(self, project_state, schema_editor, collect_sql)
    for batch in batches(self.operations):
        if len(batch) > 1:
            project_state = _apply_together(self.app_label, batch, project_state, schema_editor)
        else:
            part = copy.copy(self)
            part.operations = batch  # type: ignore[misc]  # each instance has a list of its own
            project_state = _apply(part, project_state, schema_editor)
    return project_state


def batches(operations: Sequence[Operation]) -> Iterator[list[Operation]]:
    """The operations in their order; a model that a batch makes or guards is not added to before the next."""
    batch: list[Operation] = []
    made: set[str] = set()
    for operation in operations:
        is_together = isinstance(operation, TOGETHER)
        is_upon_made = isinstance(operation, ADDING) and operation.model_name.lower() in made
        if batch and (is_upon_made or not is_together):
            yield batch
            batch, made = [], set()
        if not is_together:
            yield [operation]
            continue
        batch.append(operation)
        if isinstance(operation, (CreateModel, GuardModel)):
            made.add(operation.name.lower())
    if batch:
        yield batch


def _apply_together(
    app_label: str, batch: Sequence[Operation], before: ProjectState, schema_editor: Any
) -> ProjectState:
    rendered = vars(before).pop("apps", None)
    after = before.clone()
    if rendered is not None:
        before.apps = rendered
    for operation in batch:
        operation.state_forwards(app_label, after)
    for operation in batch:
        operation.database_forwards(app_label, schema_editor, before, after)
    return after
