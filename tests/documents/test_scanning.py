"""The virus scan: what waits is closed, what carries a virus stays closed, and an absent scanner opens nothing."""

from collections.abc import Iterator
from typing import Any

import pytest

from core.acting import acting
from core.documents.actions import add_document, replace_file
from core.documents.files import file_answer
from core.documents.models import Document
from core.documents.scanning import ScannerAway, scan_waiting, scanner_answers
from core.documents.tasks import scan_all_documents
from core.errors import RuleBroken
from tests.api.conftest import ApiClient, make_key
from tests.cast import Cast
from tests.documents.clamd import VIRUS, Clamd, clamd
from tests.documents.files import PDF, upload
from tests.pages.conftest import browser_of


@pytest.fixture
def scanner(settings: Any) -> Iterator[Clamd]:
    with clamd() as server:
        settings.CLAMD_ADDRESS, settings.CLAMD_TIMEOUT = server.address, 30
        yield server


def add(cast: Cast, content: bytes = PDF) -> Document:
    with acting(cast.ana):
        return add_document(cast.tower, actor=cast.ana, file=upload(content=content))


def state_of(cast: Cast, document: Document) -> str:
    with acting(cast.ana):
        document.refresh_from_db()
    return document.scan


def test_a_file_is_closed_until_it_was_scanned(cast: Cast, scanner: Clamd) -> None:
    document = add(cast)
    with pytest.raises(RuleBroken) as refused:
        file_answer(document)
    assert (refused.value.code, refused.value.status) == ("quarantined", 409)
    assert scan_all_documents() == 1 and scanner.scanned == [PDF]
    assert state_of(cast, document) == "clean" and document.may_be_read
    assert scan_all_documents() == 0


def test_a_virus_stays_closed_and_is_no_former_version_either(cast: Cast, scanner: Clamd) -> None:
    document = add(cast, PDF + VIRUS)
    with acting(cast.ana):
        replace_file(document, actor=cast.ana, file=upload())
    assert scan_waiting(cast.organization.pk) == 2
    assert state_of(cast, document) == "clean"
    with acting(cast.ana):
        former = document.versions.get()
    assert former.scan == "infected" and not former.may_be_read


def test_without_the_scanner_files_wait_and_the_operator_may_let_them_be_read(
    cast: Cast, scanner: Clamd, settings: Any
) -> None:
    document = add(cast)
    scanner.answer = b"INSTREAM size limit exceeded. ERROR\n"
    with pytest.raises(ScannerAway):
        scan_waiting(cast.organization.pk)
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    assert not scanner_answers() and scan_all_documents() == 0
    assert state_of(cast, document) == "waiting" and not document.may_be_read
    settings.ATRIUM_SCAN_FIRST = False
    assert document.may_be_read


def test_without_a_scanner_nothing_is_scanned(cast: Cast, settings: Any) -> None:
    settings.CLAMD_ADDRESS = ""
    document = add(cast)
    assert document.scan == "unscanned" and document.may_be_read and scan_all_documents() == 0


def test_pages_and_api_say_why_a_file_is_closed(cast: Cast, scanner: Clamd) -> None:
    document = add(cast)
    page = browser_of(cast.ana).get(f"/lakeside/documents/{document.pk}/")
    assert page.status_code == 409 and b"waits for the virus scan" in page.content
    ana = ApiClient(make_key(cast.ana))
    answer = ana.get(f"documents/{document.pk}/content/")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/quarantined/")
    assert ana.get(f"documents/{document.pk}/").json()["scan"] == "waiting"
    assert scanner_answers()
