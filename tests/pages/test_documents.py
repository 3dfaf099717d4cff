"""The documents tab: adding, reading and taking off files."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.acting import acting
from core.documents.actions import add_document
from core.documents.models import Document
from tests.cast import Cast
from tests.documents.files import PNG, upload

TAB = "/lakeside/properties/1/documents/"


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_files_are_added_and_listed_and_read(ana: Client, cast: Cast) -> None:
    answer = ana.post(TAB + "add/", {"file": [upload(), upload("roof <b>.png", PNG)]}, follow=True)
    assert answer.redirect_chain[-1][0] == TAB
    assert b"plan.pdf" in answer.content and b"roof &lt;b&gt;.png" in answer.content
    with acting(cast.ana):
        photo = Document.objects.get(content_type="image/png")
    file = ana.get(f"/lakeside/documents/{photo.pk}/")
    assert b"".join(file.streaming_content) == PNG
    assert file["Content-Type"] == "image/png" and file["X-Content-Type-Options"] == "nosniff"
    assert file["Content-Disposition"].startswith("inline") and "sandbox" in file["Content-Security-Policy"]


def test_a_refused_file_is_said_and_nothing_is_kept(ana: Client, cast: Cast) -> None:
    answer = ana.post(TAB + "add/", {"file": SimpleUploadedFile("x.pdf", b"MZ\x00")})
    assert answer.status_code == 422 and b"x.pdf: Atrium keeps PDF" in answer.content
    with acting(cast.ana):
        assert not Document.objects.exists()


def test_files_of_other_places_and_organizations_do_not_exist(ben: Client, cleo: Client, cast: Cast) -> None:
    with acting(cast.ana):
        secret = add_document(cast.annex, actor=cast.ana, file=upload())
    assert ben.get(f"/lakeside/documents/{secret.pk}/").status_code == 404
    assert cleo.get(f"/harbour/documents/{secret.pk}/").status_code == 404
    assert cleo.get(f"/lakeside/documents/{secret.pk}/").status_code == 404
    assert ben.post(TAB + "add/", {"file": upload()}).status_code == 403


def test_a_file_is_taken_off(ana: Client, cast: Cast) -> None:
    with acting(cast.ana):
        document = add_document(cast.tower, actor=cast.ana, file=upload())
    ana.post(f"{TAB}{document.pk}/remove/")
    assert ana.get(f"/lakeside/documents/{document.pk}/").status_code == 404
