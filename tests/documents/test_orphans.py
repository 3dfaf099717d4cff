"""What belongs to nothing goes after a while, and nothing else does."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import time_machine
from django.utils import timezone

from core.acting import acting
from core.documents.actions import add_document, get_edition, replace_file, store_document
from core.documents.models import Document
from core.documents.orphans import collect_orphans
from core.documents.pictures import rendition
from tests.cast import Cast
from tests.documents.files import PNG, upload


def test_files_that_no_row_names_go_once_they_are_old(cast: Cast, tmp_path: Path) -> None:
    with acting(cast.ana):
        document = add_document(cast.tower, actor=cast.ana, file=upload("a.png", PNG))
        replace_file(document, actor=cast.ana, file=upload("b.png", PNG))
        rendition(document, "small")
        rendition(get_edition(document, 1), "small")
    known = {one for one in tmp_path.rglob("*") if one.is_file()}
    month = Path(document.file.path).parent
    lost = [month / "lost.pdf", tmp_path / str(cast.organization.pk) / "renditions" / "lost-1.small.jpg"]
    other = tmp_path / str(cast.organization.pk) / "imports" / "kept.csv"
    other.parent.mkdir()
    for path in (*lost, other):
        path.write_bytes(b"x")
    assert collect_orphans(cast.organization.pk) == 0
    days_ago = (timezone.now() - timedelta(days=2)).timestamp()
    for path in (*known, *lost, other):
        os.utime(path, (days_ago, days_ago))
    assert len(known) == 4 and collect_orphans(cast.organization.pk) == 2
    assert {one for one in tmp_path.rglob("*") if one.is_file()} == known | {other}


def test_a_report_that_was_linked_to_nothing_goes_after_a_month(
    cast: Cast, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    with acting(cast.ana):
        linked = add_document(cast.tower, actor=cast.ana, file=upload())
        store_document(actor=cast.ana, file=upload("report.pdf"), kind="report")
    assert collect_orphans(cast.organization.pk) == 0
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=True):
        with django_capture_on_commit_callbacks(execute=True):
            assert collect_orphans(cast.organization.pk) >= 1
    with acting(cast.ana):
        assert list(Document.objects.all()) == [linked]
    assert [str(one) for one in tmp_path.rglob("*") if one.is_file()] == [linked.file.path]
