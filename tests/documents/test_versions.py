"""A newer file of the same document: the former ones stay readable, and the records learn of it."""

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.acting import acting
from core.changes import Change
from core.documents.actions import (
    add_document,
    change_document,
    get_edition,
    get_visible_document,
    link_document,
    replace_file,
    store_document,
)
from core.documents.models import Document
from core.documents.storing import is_full
from core.errors import NotPermitted, NotVisible, RuleBroken, StaleVersion, StorageFull
from tests.cast import Cast
from tests.documents.files import PDF, PNG, upload


def test_former_versions_stay_readable(cast: Cast) -> None:
    with acting(cast.ana):
        document = add_document(cast.tower, actor=cast.ana, file=upload())
        replace_file(document, actor=cast.ana, file=upload("plan.png", PNG), version=1)
        document.refresh_from_db()
        assert (document.edition, document.content_type, document.file.read()) == (2, "image/png", PNG)
        former = get_edition(document, 1)
        assert (former.content_type, former.file.read(), former.name) == ("application/pdf", PDF, "plan.pdf")
        cast.tower.refresh_from_db()
        events = Change.objects.filter(record_id=cast.tower.pk).order_by("id").values_list("event", flat=True)
        assert (cast.tower.version, events[2]) == (3, "property.document_replaced")
        with pytest.raises(NotVisible):
            get_edition(document, 3)
        with pytest.raises(StaleVersion):
            replace_file(document, actor=cast.ana, file=upload(), version=1)


def test_a_refused_file_leaves_the_present_one(cast: Cast) -> None:
    with acting(cast.ana):
        document = add_document(cast.tower, actor=cast.ana, file=upload())
        with pytest.raises(RuleBroken):
            replace_file(document, actor=cast.ana, file=upload("a.pdf", b"MZ"))
        document.refresh_from_db()
        assert document.edition == 1 and not document.versions.exists()


def test_who_may_only_read_changes_nothing(cast: Cast) -> None:
    with acting(cast.ana):
        document = add_document(cast.tower, actor=cast.ana, file=upload())
    with acting(cast.ben):
        for act in (
            lambda: replace_file(document, actor=cast.ben, file=upload()),
            lambda: change_document(document, actor=cast.ben, name="Mine"),
        ):
            with pytest.raises(NotPermitted):
                act()
    with acting(cast.cleo), pytest.raises(NotVisible):
        change_document(document, actor=cast.cleo, name="Mine")


def test_a_document_of_no_record_is_its_makers_until_it_is_linked(cast: Cast) -> None:
    with acting(cast.ben):
        report = store_document(actor=cast.ben, file=upload("report.pdf"), kind="report")
        assert get_visible_document(cast.ben, pk=report.pk).kind == "report"
        change_document(report, actor=cast.ben, name="Report of May")
    with acting(cast.ana):
        with pytest.raises(NotVisible):
            get_visible_document(cast.ana, pk=report.pk)
    with acting(cast.ben):
        with pytest.raises(NotPermitted):
            link_document(report, cast.tower, actor=cast.ben)
    with acting(cast.vera), pytest.raises(NotVisible):
        get_visible_document(cast.vera, pk=report.pk)


class FullDisk(SimpleUploadedFile):
    """A file that is read whole once, to judge it; written down, its second piece finds no room."""

    reads = 0

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        self.reads += 1
        yield PDF
        if self.reads > 1:
            raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_keeps_nothing_and_says_so(cast: Cast, tmp_path: Path) -> None:
    with acting(cast.ana):
        document = add_document(cast.tower, actor=cast.ana, file=upload())
        with pytest.raises(StorageFull):
            add_document(cast.tower, actor=cast.ana, file=FullDisk("b.pdf", PDF))
        with pytest.raises(StorageFull):
            replace_file(document, actor=cast.ana, file=FullDisk("b.pdf", PDF))
        document.refresh_from_db()
        assert Document.objects.count() == 1 and document.edition == 1 and not document.versions.exists()
    assert [one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()] == [PDF]
    assert is_full(OSError(errno.EDQUOT, "Quota exceeded")) and not is_full(OSError(errno.EIO, "I/O error"))
