"""Files: who may add and read them, and what is refused whatever it is called."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from core.acting import acting
from core.changes import Change
from core.documents.actions import add_document, get_visible_document, link_document, remove_document
from core.documents.models import Document
from core.errors import NotPermitted, NotVisible, RuleBroken
from tests.cast import Cast
from tests.documents.files import PDF, PNG, upload


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_a_file_belongs_to_its_record_and_moves_its_version(cast: Cast) -> None:
    with acting(cast.ana):
        document = add_document(cast.tower, actor=cast.ana, file=upload())
        cast.tower.refresh_from_db()
        assert (document.content_type, document.size, cast.tower.version) == ("application/pdf", len(PDF), 2)
        assert document.file.read() == PDF
        events = Change.objects.filter(record_id=cast.tower.pk).order_by("id").values_list("event", flat=True)
        assert list(events) == ["property.created", "property.document_added"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("invoice.pdf", b"MZ\x90\x00\x03" + b"\x00" * 100),
        ("tool.pdf", b"\x7fELF\x02\x01\x01" + b"\x00" * 100),
        ("script.txt", b"#!/bin/sh\nrm -rf /\n"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("drawing.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("page.txt", b"\n <html><script>alert(1)</script>"),
        ("archive.zip", b"PK\x03\x04broken"),
        ("table.csv", b"a,b\x00c"),
        ("empty.pdf", b""),
    ],
)
def test_what_a_file_is_not_by_its_bytes_is_refused(cast: Cast, name: str, content: bytes) -> None:
    with acting(cast.ana), pytest.raises(RuleBroken) as refused:
        add_document(cast.tower, actor=cast.ana, file=upload(name, content))
    assert refused.value.problems[0].field == "file"


def test_an_office_file_is_known_by_its_members_and_macros_are_refused(cast: Cast) -> None:
    def office(*names: str) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name in names:
                archive.writestr(name, "x")
        return buffer.getvalue()

    with acting(cast.ana):
        sheet = add_document(cast.tower, actor=cast.ana, file=upload("a.bin", office("xl/workbook.xml")))
        assert sheet.content_type.endswith("spreadsheetml.sheet")
        with pytest.raises(RuleBroken):
            add_document(
                cast.tower, actor=cast.ana, file=upload("a.docx", office("word/document.xml", "word/vbaProject.bin"))
            )


def test_a_file_over_the_limit_is_refused(cast: Cast, settings: Any) -> None:
    settings.ATRIUM_MAX_FILE_BYTES = 10
    with acting(cast.ana), pytest.raises(RuleBroken) as refused:
        add_document(cast.tower, actor=cast.ana, file=upload())
    assert refused.value.status == 413


def test_a_document_is_read_by_whoever_reads_one_of_its_records(cast: Cast) -> None:
    with acting(cast.ana):
        document = add_document(cast.annex, actor=cast.ana, file=upload("photo.png", PNG))
    with acting(cast.ben), pytest.raises(NotVisible):
        get_visible_document(cast.ben, pk=document.pk)
    with acting(cast.ana):
        link_document(document, cast.tower, actor=cast.ana)
    with acting(cast.ben):
        assert get_visible_document(cast.ben, pk=document.pk).is_image
        with pytest.raises(NotPermitted):
            remove_document(document, cast.tower, actor=cast.ben)
    with acting(cast.cleo), pytest.raises(NotVisible):
        get_visible_document(cast.cleo, pk=document.pk)


def test_with_its_last_link_the_file_goes(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True), acting(cast.ana):
        document = add_document(cast.tower, actor=cast.ana, file=upload())
        path = Path(document.file.path)
        link_document(document, cast.annex, actor=cast.ana)
        remove_document(document, cast.tower, actor=cast.ana)
        assert path.exists()
        remove_document(document, cast.annex, actor=cast.ana)
        # Until the commit it might still be needed.
        assert path.exists() and not Document.objects.exists()
    assert not path.exists()


def test_a_file_name_never_reaches_the_storage(cast: Cast) -> None:
    with acting(cast.ana):
        document = add_document(cast.tower, actor=cast.ana, file=upload("../../etc/passwd.pdf"))
        assert document.file.name.startswith(f"{cast.organization.id}/") and "passwd" not in document.file.name
