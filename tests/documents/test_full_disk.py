"""A disk that is full while a file comes in: 507 by page and API, and nothing half written stays."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from core.acting import acting
from core.documents.models import Document
from tests.api.conftest import ApiClient, make_key
from tests.api.test_documents import send_file
from tests.cast import Cast
from tests.documents.files import PDF, upload
from tests.pages.conftest import browser_of


class FullStorage(FileSystemStorage):
    """Writes the first bytes and then finds no room, as a real disk does."""

    def _save(self, name: str, content: Any) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.read(5))
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def files(folder: Path) -> list[Path]:
    return [one for one in folder.rglob("*") if one.is_file()]


@pytest.fixture
def full(settings: Any) -> None:
    backend = {"BACKEND": f"{__name__}.{FullStorage.__name__}"}
    settings.STORAGES = {**settings.STORAGES, "default": backend}


def test_the_api_says_so(cast: Cast, full: None, tmp_path: Path) -> None:
    ana = ApiClient(make_key(cast.ana))
    for path in ("documents/", f"properties/{cast.tower.pk}/documents/"):
        answer = send_file(ana, path, file=upload())
        assert (answer.status_code, answer.json()["type"]) == (507, "/problems/storage-full/")
    assert not files(tmp_path)
    with acting(cast.ana):
        assert not Document.objects.exists()
        cast.tower.refresh_from_db()
        assert cast.tower.version == 1


def test_the_page_says_so(cast: Cast, full: None, tmp_path: Path) -> None:
    answer = browser_of(cast.ana).post("/lakeside/properties/1/documents/add/", {"file": upload()})
    assert answer.status_code == 507 and b"Nothing of what you sent was kept" in answer.content
    assert not files(tmp_path)


def test_no_room_for_what_comes_in_is_the_same(cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Any, raw: bytes, start: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", full)
    answer = send_file(ApiClient(make_key(cast.ana)), "documents/", file=upload(content=PDF * 100))
    assert (answer.status_code, answer.json()["type"]) == (507, "/problems/storage-full/")
