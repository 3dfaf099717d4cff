"""Lists: what stands in the address is what is shown, for whoever asks."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.acting import acting
from core.actions.saved_views import create_saved_view
from tests.cast import Cast

LIST = "/lakeside/properties/"


def count_statements(client: Client, address: str) -> int:
    """SQL statements of one page, without those of transactions, which in a test are savepoints and lifted settings."""
    from django.db import connection

    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    passing = ("SAVEPOINT", "RELEASE", "ROLLBACK", "SELECT SET_CONFIG('ATRIUM.ORGANIZATION', ''")
    return sum(not q["sql"].upper().startswith(passing) for q in captured.captured_queries)


def names(answer: Any) -> list[str]:
    return [row["record"].name for row in answer.context["rows"]]


def test_a_list_shows_what_the_person_may_see(ana: Client, ben: Client) -> None:
    assert names(ana.get(LIST)) == ["Annex", "Tower"]
    assert names(ben.get(LIST)) == ["Tower"]


def test_another_organization_does_not_exist(cleo: Client, cast: Cast) -> None:
    for address in (LIST, f"{LIST}{cast.tower.number}/", "/lakeside/", "/lakeside/search/?q=tower", "/nowhere/"):
        assert cleo.get(address).status_code == 404, address


def test_a_stranger_is_sent_to_sign_in(cast: Cast, client: Client) -> None:
    answer = client.get(LIST)
    assert answer.status_code == 302 and "login" in answer["Location"]


def test_the_address_filters_and_sorts(ana: Client) -> None:
    assert names(ana.get(f"{LIST}?city=Chicago")) == ["Tower"]
    assert names(ana.get(f"{LIST}?sort=-name")) == ["Tower", "Annex"]
    assert names(ana.get(f"{LIST}?sort=status,-name")) == ["Tower", "Annex"]


@pytest.mark.parametrize(
    "question", ["statu=active", "status=nonsense", "created_at__lt=soon", "sort=colour", "cursor=x", "column=secret"]
)
def test_an_impossible_question_shows_its_error_and_no_row(ana: Client, question: str) -> None:
    answer = ana.get(f"{LIST}?{question}")
    assert answer.status_code == 400
    assert "rows" not in answer.context and answer.context["error"].detail
    assert "Tower" not in answer.content.decode()


def test_a_chip_form_becomes_a_plain_address(ana: Client) -> None:
    sent = f"{LIST}?city=Chicago&change=status&op=in&value=active&value=excess"
    assert ana.get(sent)["Location"] == f"{LIST}?city=Chicago&status__in=active,excess"
    assert ana.get(f"{LIST}?change=created_at&op=eq&relative=last_30_days&value=")["Location"].endswith(
        "created_at=last_30_days"
    )
    assert ana.get(f"{LIST}?change=city&op=isnull")["Location"].endswith("city__isnull=true")


def test_chips_read_as_a_sentence_and_can_be_taken_away(ana: Client) -> None:
    editors = ana.get(f"{LIST}?status=active&city__icontains=chi").context["editors"]
    assert [editor.field.name for editor in editors] == ["status", "city"]
    assert "city__icontains" not in editors[1].remove_url and "status=active" in editors[1].remove_url


def test_the_place_of_the_address_limits_the_list_and_stays_on_links(ana: Client, cast: Cast) -> None:
    answer = ana.get(f"{LIST}?in=region:{cast.region.number}")
    assert names(answer) == ["Tower"]
    assert f"/lakeside/properties/{cast.tower.number}/?in=region:{cast.region.number}" in answer.content.decode()


def test_a_place_out_of_sight_is_not_found(ben: Client, cast: Cast) -> None:
    assert ben.get(f"{LIST}?in=property:{cast.annex.number}").status_code == 404
    assert ben.get(f"{LIST}?in=planet:1").status_code == 404


def test_a_wider_place_never_widens_ones_own_scope(ben: Client, cast: Cast) -> None:
    assert names(ben.get(f"{LIST}?in=portfolio:{cast.portfolio.number}")) == ["Tower"]


def test_pages_follow_each_other_without_gap(ana: Client, build: Callable[[int], None]) -> None:
    build(120)
    seen, address = [], LIST
    while address:
        answer = ana.get(address)
        seen += names(answer)
        older = answer.context["pager"]["older"]
        address = f"{LIST}{older}" if older else ""
    assert len(seen) == 122 == len(set(seen)) and seen == sorted(seen)
    back = ana.get(f"{LIST}{answer.context['pager']['newer']}")
    assert names(back) == seen[50:100]


def test_the_number_of_statements_does_not_grow(ana: Client, build: Callable[[int], None]) -> None:
    ana.get(LIST)  # the first visit also notes where the person was
    build(3)
    few = count_statements(ana, LIST)
    build(47)
    assert count_statements(ana, LIST) == few <= 12


def test_columns_are_chosen_in_the_address(ana: Client) -> None:
    heads = ana.get(f"{LIST}?column=city&column=name").context["heads"]
    assert [head["label"] for head in heads] == ["City", "Name"]


def test_an_export_is_what_is_shown(ana: Client) -> None:
    answer = ana.get(f"{LIST}?city=Chicago&column=name&column=status&format=csv")
    assert b"".join(answer.streaming_content).decode().splitlines() == ["Name,Status", "Tower,Active"]
    sheet = b"".join(ana.get(f"{LIST}?format=xlsx").streaming_content)
    assert sheet.startswith(b"PK")


def test_a_shared_view_is_a_tab_for_everybody_and_a_private_one_is_not(ana: Client, ben: Client, cast: Cast) -> None:
    sent = {"name": "Chicago", "is_shared": "on", "here": "city=Chicago&cursor=x"}
    assert "city=Chicago" in ana.post(f"{LIST}views/", sent)["Location"]
    ana.post(f"{LIST}views/", {"name": "Mine", "here": "city=Duluth"})
    assert [tab["label"] for tab in ana.get(LIST).context["views"]] == ["All", "Chicago", "Mine"]
    assert [tab["label"] for tab in ben.get(LIST).context["views"]] == ["All", "Chicago"]


def test_a_first_view_opens_where_nothing_is_asked(ana: Client, cast: Cast) -> None:
    with acting(cast.ana):
        view = create_saved_view(
            actor=cast.ana, surface="property", name="First", is_default=True, parameters="city=Chicago"
        )
    assert ana.get(LIST)["Location"] == f"{LIST}?city=Chicago&view={view.pk}"
    assert names(ana.get(f"{LIST}?view=all")) == ["Annex", "Tower"]


def test_only_its_owner_changes_a_shared_view(ana: Client, ben: Client, cast: Cast) -> None:
    with acting(cast.ana):
        view = create_saved_view(actor=cast.ana, surface="property", name="Ours", is_shared=True)
    address = f"{LIST}views/{view.pk}/"
    assert ben.post(address, {"delete": "1"}).status_code == 403
    assert ana.post(address, {"delete": "1"}).status_code == 302
