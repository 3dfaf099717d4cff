"""Files to import, and what comes of them."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from core.acting import acting
from core.actor import Actor
from core.imports.actions import map_import, start_import, upload_import
from core.imports.mapping import Mapping
from core.imports.models import ImportBatch, ImportProblem, Status
from core.imports.running import run_import
from core.surfaces import surface_with_slug

Importer = Callable[..., ImportBatch]


@pytest.fixture(autouse=True)
def stored_files(settings: Any, tmp_path: Any) -> None:
    """Each test keeps its files to itself."""
    settings.MEDIA_ROOT = tmp_path


def upload(actor: Actor, slug: str, data: bytes | str, name: str = "file.csv") -> ImportBatch:
    """A file, stored and not yet mapped."""
    raw = data.encode() if isinstance(data, str) else data
    with acting(actor):
        return upload_import(surface_with_slug(slug), actor=actor, file=BytesIO(raw), name=name, size=len(raw))


def import_file(
    actor: Actor, slug: str, data: bytes | str, columns: dict[str, str], *, dry: bool = False, **options: str
) -> ImportBatch:
    """Upload, map and run, as the wizard and the command line do."""
    batch = upload(actor, slug, data)
    with acting(actor):
        map_import(batch, actor=actor, mapping=Mapping(columns, **options))
    return run(actor, batch, dry=dry)


def run(actor: Actor, batch: ImportBatch, *, dry: bool = False) -> ImportBatch:
    """The dry run, and the run where it is for good."""
    with acting(actor):
        start_import(batch, actor=actor, dry=True)
    run_import(batch.pk, actor=actor)
    with acting(actor):
        batch.refresh_from_db()
        if not dry and batch.status == Status.CHECKED:
            start_import(batch, actor=actor, dry=False)
    if not dry:
        run_import(batch.pk, actor=actor)
    with acting(actor):
        batch.refresh_from_db()
    return batch


def counts(batch: ImportBatch) -> tuple[int, int, int, int]:
    """Created, updated, unchanged, refused."""
    return batch.created, batch.updated, batch.unchanged, batch.refused


def problems(actor: Actor, batch: ImportBatch) -> list[tuple[int, str, str]]:
    """Line, column and code of every refused cell."""
    with acting(actor):
        rows = ImportProblem.objects.visible_to(actor).filter(batch=batch).order_by("line", "column", "id")
        return list(rows.values_list("line", "column", "code"))
