"""The list of documents: every file that the person may read, with what it belongs to."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from core.acting import acting
from core.actor import Actor
from core.documents.actions import add_document, change_document, link_document, replace_file, store_document
from core.documents.models import Document
from tests.cast import Cast
from tests.documents.files import PDF, PNG, upload
from tests.pages.test_lists import count_statements
from workorders.actions.work_orders import create_work_order

LIST = "/lakeside/documents/"


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def papers(cast: Cast) -> dict[str, Document]:
    """A plan of the tower and of an order there, a photo of the annex, and a report that belongs to nothing."""
    with acting(cast.ana):
        order = create_work_order(actor=cast.ana, title="Water leak", property=cast.tower)
        plan = add_document(cast.tower, actor=cast.ana, file=upload("Roof plan.pdf"), kind="drawing")
        link_document(plan, order, actor=cast.ana)
        photo = add_document(cast.annex, actor=cast.ana, file=upload("Annex gate.png", PNG))
        report = store_document(actor=cast.ana, file=upload("Report.pdf"))
    return {"plan": plan, "photo": photo, "report": report}


def names(answer: Any) -> list[str]:
    assert answer.status_code == 200
    return [row["record"].name for row in answer.context["rows"]]


def test_everybody_sees_what_belongs_to_what_they_see(
    papers: dict[str, Document], ana: Client, ben: Client, cleo: Client
) -> None:
    assert names(ana.get(LIST)) == ["Report.pdf", "Annex gate.png", "Roof plan.pdf"]
    assert names(ben.get(LIST)) == ["Roof plan.pdf"]
    assert cleo.get(LIST).status_code == 404
    assert "rows" not in cleo.get("/harbour/documents/").context or not names(cleo.get("/harbour/documents/"))


def test_a_line_says_what_the_file_is_what_it_belongs_to_and_who_brought_it(
    papers: dict[str, Document], ana: Client, cast: Cast
) -> None:
    page = ana.get(f"{LIST}?q=roof")
    (row,) = page.context["rows"]
    assert [cell.label for cell in row["cells"]] == [
        *("Name", "Kind", "Type", "Size", "Uploaded by", "Uploaded", "Belongs to", "File")
    ]
    name, kind, type_, size, person, moment, belongs, file = row["cells"]
    assert (name.url, kind.words, type_.words) == (f"{LIST}{papers['plan'].pk}/about/", "Drawing", "PDF")
    assert size.value == len(PDF) and f"{len(PDF)}\xa0bytes" in page.content.decode()
    assert person.value.name == "Ana Alvarez" and moment.value is not None
    assert belongs.value == [
        ("Tower", f"/lakeside/properties/{cast.tower.number}/documents/"),
        ("Water leak", "/lakeside/work-orders/1/documents/"),
    ]
    assert ana.get(file.url).status_code == 200


def test_what_a_file_belongs_to_out_of_sight_is_not_told(
    papers: dict[str, Document], ana: Client, ben: Client, cast: Cast
) -> None:
    with acting(cast.ana):
        link_document(papers["plan"], cast.annex, actor=cast.ana)
    for client, told in ((ana, True), (ben, False)):
        for address in (LIST, f"{LIST}{papers['plan'].pk}/about/"):
            assert ("Annex</a>" in client.get(address).content.decode()) is told, address
    assert not names_in(ben, f"{LIST}?q=gate")
    assert ben.get(f"{LIST}?in=property:{cast.annex.number}").status_code == 404
    # Through the place above both it is found by what Ben sees in it.
    assert names(ben.get(f"{LIST}?in=portfolio:{cast.portfolio.number}")) == ["Roof plan.pdf"]


def names_in(client: Client, address: str) -> list[str]:
    return [row["record"].name for row in client.get(address).context["rows"]]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("q=gate", ["Annex gate.png"]),
        ("q=plan.pdf", ["Roof plan.pdf"]),
        ("name__icontains=plan", ["Roof plan.pdf"]),
        ("kind__in=drawing,photo", ["Annex gate.png", "Roof plan.pdf"]),
        ("content_type__icontains=pdf", ["Report.pdf", "Roof plan.pdf"]),
        ("uploaded_by=me&sort=name", ["Annex gate.png", "Report.pdf", "Roof plan.pdf"]),
        ("uploaded_at=today&sort=-name", ["Roof plan.pdf", "Report.pdf", "Annex gate.png"]),
        ("size__gte=1000000", []),
        ("of=work_order", ["Roof plan.pdf"]),
        ("of=property", ["Annex gate.png", "Roof plan.pdf"]),
        ("of=vendor", []),
    ],
)
def test_it_is_asked_as_any_list(papers: dict[str, Document], ana: Client, question: str, found: list[str]) -> None:
    assert names_in(ana, f"{LIST}?{question}") == found


@pytest.mark.parametrize("question", ["colour=red", "kind=nonsense", "of=nothing", "sort=file", "column=sha256"])
def test_an_impossible_question_shows_its_error_and_no_row(
    papers: dict[str, Document], ana: Client, question: str
) -> None:
    answer = ana.get(f"{LIST}?{question}")
    assert answer.status_code == 400 and answer.context["error"].detail
    assert "Roof plan" not in answer.content.decode()


def test_a_chip_form_becomes_a_plain_address(papers: dict[str, Document], ana: Client) -> None:
    sent = f"{LIST}?of=property&change=kind&op=in&value=photo&value=drawing"
    assert ana.get(sent)["Location"] == f"{LIST}?of=property&kind__in=photo,drawing"
    page = ana.get(f"{LIST}?of=property&kind__in=photo,drawing")
    (editor,) = page.context["editors"]
    assert ("of", "property") in editor.kept and "of=property" in editor.remove_url


def test_the_place_of_the_address_limits_it(papers: dict[str, Document], ana: Client, cast: Cast) -> None:
    assert names(ana.get(f"{LIST}?in=property:{cast.tower.number}")) == ["Roof plan.pdf"]
    assert names(ana.get(f"{LIST}?in=property:{cast.annex.number}")) == ["Annex gate.png"]


def test_what_nobody_brought_is_atriums_own(papers: dict[str, Document], ana: Client, cast: Cast) -> None:
    system = Actor.system(cast.organization.pk)
    with acting(system):
        add_document(cast.tower, actor=system, file=upload("Labels.pdf"))
    (row,) = (one for one in ana.get(LIST).context["rows"] if one["record"].name == "Labels.pdf")
    assert [cell.value for cell in row["cells"] if cell.label == "Uploaded by"] == ["Atrium"]


def test_it_is_kept_as_a_view(papers: dict[str, Document], ana: Client, ben: Client) -> None:
    sent = {"name": "Photos", "is_shared": "on", "is_default": "on", "here": "of=property&kind=photo"}
    kept = ana.post(f"{LIST}views/", sent)["Location"]
    assert "of=property" in kept and "kind=photo" in kept
    for person in (ana, ben):
        assert [tab["label"] for tab in person.get(f"{LIST}?view=all").context["views"]] == ["All", "Photos"]
        assert person.get(LIST)["Location"] == kept
    view = ana.get(kept).context["shown_view"]
    assert ben.post(f"{LIST}views/{view.pk}/", {"delete": "1"}).status_code == 403
    ana.post(f"{LIST}views/{view.pk}/", {"delete": "1"})
    assert ana.get(LIST).status_code == 200


def test_it_is_exported_as_it_is_shown(papers: dict[str, Document], ana: Client) -> None:
    file = ana.get(f"{LIST}?kind=drawing&column=name&column=kind&column=uploaded_by&format=csv")
    lines = b"".join(file.streaming_content).decode().splitlines()
    assert lines == ["Name,Kind,Uploaded by", "Roof plan.pdf,Drawing,Ana Alvarez"]


def test_pages_follow_each_other_without_gap(papers: dict[str, Document], ana: Client, cast: Cast) -> None:
    with acting(cast.ana):
        for n in range(60):
            add_document(cast.tower, actor=cast.ana, file=upload(f"Sheet {n}.pdf"))
    first = ana.get(LIST)
    second = ana.get(LIST + first.context["pager"]["older"])
    assert len(names(first)) == 50 and len({*names(first), *names(second)}) == 63


def test_it_is_in_the_sidebar_of_everybody(papers: dict[str, Document], ana: Client, ben: Client) -> None:
    for client in (ana, ben):
        links = {one["url"]: one["current"] for one in client.get(LIST).context["shell"].navigation}
        assert links[LIST] is True


def test_list_and_record_keep_within_their_statements(papers: dict[str, Document], ana: Client, cast: Cast) -> None:
    with acting(cast.ana):
        for n in range(20):
            order = create_work_order(actor=cast.ana, title=f"Order {n}", property=cast.annex)
            link_document(papers["plan"], order, actor=cast.ana)
            link_document(papers["photo"], order, actor=cast.ana)
            add_document(order, actor=cast.ana, file=upload(f"Sheet {n}.pdf"))
        link_document(papers["plan"], cast.region, actor=cast.ana)
        replace_file(papers["plan"], actor=cast.ana, file=upload())
    person = cast.ana.person_id
    ana.get(LIST)
    assert count_statements(ana, LIST) <= 12
    assert count_statements(ana, f"{LIST}?of=work_order&uploaded_by={person}&in=property:{cast.annex.number}") <= 12
    assert count_statements(ana, f"{LIST}{papers['plan'].pk}/about/") <= 20


def test_the_page_of_a_picture_shows_it(papers: dict[str, Document], ana: Client) -> None:
    page = ana.get(f"{LIST}{papers['photo'].pk}/about/").content.decode()
    assert f"{LIST}{papers['photo'].pk}/?size=medium" in page
    assert f'href="{LIST}"' in page


def test_a_name_is_text_in_the_list(papers: dict[str, Document], ana: Client, cast: Cast) -> None:
    with acting(cast.ana):
        change_document(papers["plan"], actor=cast.ana, name="<b>roof</b>.pdf")
    assert b"&lt;b&gt;roof&lt;/b&gt;.pdf" in ana.get(LIST).content
