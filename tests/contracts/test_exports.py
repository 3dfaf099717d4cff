"""An export in the background is the file of the list, for every module."""

from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from api.exporting import running
from api.exporting.actions import request_export
from api.exporting.models import Export
from core.acting import acting
from core.surfaces import surfaces
from tests.api.conftest import ApiClient, make_key
from tests.contracts.bodies import undone
from tests.matrix.world import World

pytestmark = pytest.mark.slow


def test_each_module_is_exported_in_the_background(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.jobs.running.BEAT", 3_600.0)  # another connection would not see the world
    client, wrong = ApiClient(make_key(world.cast.sys)), []
    with override_settings(MEDIA_ROOT=tmp_path), undone(world.cast.ana):
        for surface in surfaces():
            streamed = b"".join(client.get(f"{surface.slug}/export.ndjson").streaming_content)
            if written(world, surface) != streamed or not streamed:
                wrong.append(surface.module)
    assert wrong == []


def written(world: World, surface: Any) -> bytes:
    """The file that a worker writes for somebody who sees everything."""
    with acting(world.cast.ana):
        export = request_export(surface, actor=world.cast.ana, format="ndjson", question={})
    running.run_export(export.pk, actor=world.cast.ana)
    with acting(world.cast.ana):
        export = Export.objects.get(pk=export.pk)
        with export.file.open("rb") as file:
            return file.read()
