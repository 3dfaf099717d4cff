"""A work order as PDF: with everything its reader may see and nothing else, whatever people typed or uploaded."""

from base64 import b64encode
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core.acting import acting
from core.actor import Actor
from core.documents.actions import add_document
from core.typesetting import typeset
from tests.api.conftest import ApiClient, make_key
from tests.cast import Cast, make_person
from tests.pages.conftest import browser_of
from tests.workorders.ledger import book, make_order
from tests.workorders.promises import promise
from workorders.actions.comments import add_comment
from workorders.actions.life_cycle import complete_work_order, start_work_order
from workorders.actions.signing import sign_work_order
from workorders.actions.tasks import add_task
from workorders.models import WorkOrder
from workorders.papers import work_order as paper

MARKUP = '#image("/etc/passwd") $x$ = *bold* <label> @ref \\ `raw` [x] // gone'


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, Any]]:
    """What the template was given, each time; the page is set all the same."""
    given: list[tuple[Any, Any]] = []

    def keep(template: Path, data: Any, files: Any = None) -> bytes:
        given.append((data, files))
        return typeset(template, data, files)

    monkeypatch.setattr(paper, "typeset", keep)
    return given


def picture(color: str = "red", size: tuple[int, int] = (1600, 1200)) -> SimpleUploadedFile:
    made = BytesIO()
    Image.new("RGB", size, color).save(made, "PNG")
    return SimpleUploadedFile("Leak.png", made.getvalue(), "image/png")


def full(cast: Cast) -> WorkOrder:
    """An order with something of everything."""
    with acting(cast.ana):
        promise(cast)
        order = make_order(cast, MARKUP, description=f"{MARKUP}\nSecond line")
        add_comment(order, actor=cast.ana, body=f"For all {MARKUP}")
        add_comment(order, actor=cast.ana, body="Only for us", is_internal=True)
        add_task(order, actor=cast.ana, title=f"Close the valve {MARKUP}", is_required=False)
        book(cast, order, "12.34")
        start_work_order(order, actor=cast.ana)
        add_document(order, actor=cast.ana, file=picture(), name=f"Leak {MARKUP}")
        add_document(order, actor=cast.ana, file=SimpleUploadedFile("note.txt", b"Some words.", "text/plain"))
        drawing = f"data:image/png;base64,{b64encode(picture('black', (300, 100)).read()).decode()}"
        sign_work_order(order, actor=cast.ana, signed_by="Mr Tenant", drawing=drawing)
        complete_work_order(order, actor=cast.ana, resolution="Valve replaced")
    return order


def read(actor: Actor, order: WorkOrder) -> Any:
    return browser_of(actor).get(f"/lakeside/work-orders/{order.number}/pdf/")


def test_it_has_everything_and_what_was_typed_is_text(cast: Cast, data: list[Any]) -> None:
    order = full(cast)
    answer = read(cast.ana, order)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")
    ((told, files),) = data
    assert told["title"] == MARKUP and MARKUP in told["texts"][0]["text"]
    titles = [table["title"] for table in told["tables"]]
    assert [one for one in ("Service level", "Checklist", "Costs, USD", "History") if one in titles] == [
        "Service level",
        "Checklist",
        "Costs, USD",
        "History",
    ]
    assert [one["internal"] for one in told["comments"]] == [False, True]
    assert told["signature"]["by"] == "Mr Tenant" and told["signature"]["file"] in files
    assert [one["name"] for one in told["photos"]] == [f"Leak {MARKUP}"] and told["files"] == ["note.txt"]
    with Image.open(BytesIO(files[told["photos"][0]["file"]])) as made:
        assert max(made.size) == 1000


def test_it_shows_no_more_than_its_reader_may_see(cast: Cast, data: list[Any]) -> None:
    order = full(cast)
    guest = make_person(cast.organization, "Gil Guest", ("workorders.view_workorder", "workorders.others_workorder"))
    assert read(guest, order).status_code == 200
    ((told, _files),) = data
    assert not [table for table in told["tables"] if table["title"].startswith("Costs")]
    assert [one["internal"] for one in told["comments"]] == [False]
    assert read(cast.cleo, order).status_code == 404
    with acting(cast.ana):
        elsewhere = make_order(cast, property=cast.annex)
    assert read(cast.ben, elsewhere).status_code == 404


def test_a_picture_that_is_none_is_named_and_stops_nothing(cast: Cast, data: list[Any]) -> None:
    with acting(cast.ana):
        order = make_order(cast)
        broken = add_document(order, actor=cast.ana, file=picture(), name="broken.png")
        Path(broken.file.path).write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
        gone = add_document(order, actor=cast.ana, file=picture(), name="gone.png")
        Path(gone.file.path).unlink()
    assert read(cast.ana, order).content.startswith(b"%PDF")
    ((told, _files),) = data
    assert told["photos"] == [] and told["files"] == ["broken.png", "gone.png"]


def test_programs_get_it_too(cast: Cast) -> None:
    order = full(cast)
    address = f"work-orders/{order.pk}/pdf/"
    ana = ApiClient(make_key(cast.ana))
    answer = ana.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")
    assert ana.get(f"{address}?page=1").status_code == 400
    assert ApiClient(make_key(cast.cleo)).get(address).status_code == 404
    assert ApiClient(make_key(cast.ben, ("vendors:read",))).get(address).status_code == 403
    assert ApiClient().get(address).status_code == 401
