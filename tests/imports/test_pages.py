"""The wizard, step by step, as a browser without scripts goes through it."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.acting import acting
from core.imports import tasks
from tests.cast import Cast
from tests.pages.conftest import browser_of
from workorders.models import WorkOrder

AT = "/lakeside/work-orders/import/"
LINES = b"Ref,Title,Property,Due\nr-1,Leak,T1,\nr-2,Lift,T9,\n"


@pytest.fixture
def ana(cast: Cast) -> Client:
    return browser_of(cast.ana)


@pytest.fixture(autouse=True)
def queue(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What is handed to the workers, instead of a broker."""
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(tasks.work_on, "delay", lambda *ids: sent.append(ids))
    return sent


def work(queue: list[tuple[str, str]]) -> None:
    """What a worker would do."""
    while queue:
        tasks.work_on(*queue.pop())


def upload(client: Client, data: bytes = LINES, name: str = "orders.csv") -> Any:
    return client.post(AT, {"file": SimpleUploadedFile(name, data)})


def choose(client: Client, url: str, capture: Any, **more: str) -> Any:
    chosen = {"column_0": "external_id", "column_1": "title", "column_2": "property", "column_3": "due_at"}
    with capture(execute=True):
        return client.post(url, {**chosen, "system": "city", "match": "", "dates": "YYYY-MM-DD", **more})


def test_from_file_to_result_and_back(
    cast: Cast, ana: Client, queue: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    url = upload(ana).url
    page = ana.get(url).content.decode()
    assert '<option value="title" selected>' in page and "<code>Leak</code>" in page
    assert choose(ana, url, django_capture_on_commit_callbacks).url == url
    assert "Checked 0 of 2" in ana.get(url).content.decode()
    assert ana.get(f"{url}progress/").status_code == 200
    work(queue)
    assert ana.get(f"{url}progress/").headers["HX-Refresh"] == "true"
    page = ana.get(url).content.decode()
    assert "Nothing has been saved yet." in page and "There is no such record." in page and "Import 1 line" in page
    errors = b"".join(ana.get(f"{url}problems.csv").streaming_content).decode()
    assert errors.splitlines()[1] == "3,Property,T9,There is no such record.,r-2,Lift,T9,"
    with django_capture_on_commit_callbacks(execute=True):
        ana.post(f"{url}start/")
    work(queue)
    assert "The import is done." in ana.get(url).content.decode()
    with acting(cast.ana):
        assert WorkOrder.objects.get().title == "Leak"
    assert "1 record that the import made will be deleted." in ana.get(f"{url}undo/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        ana.post(f"{url}undo/")
    work(queue)
    assert "1 record was taken out or put back." in ana.get(url).content.decode()
    with acting(cast.ana):
        assert not WorkOrder.objects.visible_to(cast.ana).exists()


def test_the_mapping_is_remembered_for_files_with_the_same_columns(
    cast: Cast, ana: Client, queue: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    url = upload(ana, LINES.replace(b"Title", b"Betreff")).url
    choose(ana, url, django_capture_on_commit_callbacks)
    work(queue)
    page = ana.get(upload(ana, LINES.replace(b"Title", b"Betreff")).url).content.decode()
    assert '<option value="title" selected>' in page and 'value="city"' in page


def test_lines_may_be_pasted(cast: Cast, ana: Client) -> None:
    answer = ana.post(AT, {"pasted": "Title\tProperty\nLeak\tT1\n"})
    assert "<code>Leak</code>" in ana.get(answer.url).content.decode()


def test_a_wrong_choice_is_said_at_the_column(cast: Cast, ana: Client, django_capture_on_commit_callbacks: Any) -> None:
    url = upload(ana).url
    answer = choose(ana, url, django_capture_on_commit_callbacks, column_1="property", system="")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "would both fill property" in page and "Name the system" in page


def test_another_encoding_is_chosen_where_the_file_is_not_utf_8(cast: Cast, ana: Client) -> None:
    url = upload(ana, "Title,Property\nCafé,T1\n".encode("cp1252")).url
    page = ana.get(url)
    assert "see byte 18" in page.content.decode()
    again = ana.post(url, {"encoding": "cp1252", "dates": "YYYY-MM-DD", "reread": "1"}).content.decode()
    assert "<code>Café</code>" in again and '<option value="cp1252" selected>' in again


@pytest.mark.parametrize(
    ("data", "words"), [(b"", "empty"), (b"\xd0\xcf\x11\xe0old", "old or a protected"), (b"A,A\n1,2\n", "stands twice")]
)
def test_a_file_that_is_no_table_is_refused_at_once(cast: Cast, ana: Client, data: bytes, words: str) -> None:
    answer = upload(ana, data)
    assert answer.status_code == 422 and words in answer.content.decode()


def test_who_may_not_import_is_refused_and_others_find_nothing(cast: Cast, ana: Client) -> None:
    url = upload(ana).url
    assert browser_of(cast.ben).get(AT).status_code == 403
    assert browser_of(cast.cleo).get(url).status_code == 404
    assert browser_of(cast.cleo).get(url.replace("lakeside", "harbour")).status_code == 404
    assert ana.get(url.replace("work-orders", "properties")).status_code == 404
