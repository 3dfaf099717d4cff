"""Requests: whoever decides hears of new ones, whoever asked hears what becomes of it, also without an account."""

from typing import Any

from accounts.models import Person
from core.acting import acting
from core.actor import Actor
from notifications.addresses import open_for_replies, reply_address
from notifications.inbound.reading import read_reply
from notifications.inbound.taking import take_reply
from tests.cast import Cast
from tests.notifications.conftest import News, told
from tests.notifications.test_mail import mails
from workorders.actions.assignment import accept_work_order
from workorders.actions.life_cycle import complete_work_order, start_work_order
from workorders.actions.request_answers import add_request_comment, affect_request
from workorders.actions.requests import accept_request, create_request, decline_request
from workorders.models import Request, RequestComment


def ask(cast: Cast, **values: Any) -> Request:
    """Somebody without an account asks."""
    system = Actor.system(cast.organization.pk)
    with acting(system):
        given = {"title": "It is cold", "requester_name": "Dana", "requester_email": "Dana@Example.org", **values}
        return create_request(actor=system, property=cast.tower, **given)


def letters(cast: Cast) -> list[tuple[str, str]]:
    """To whom and what the second line of each letter says, for those written so far."""
    return [(row.to, next(line for line in row.text.splitlines() if line.endswith("."))) for row in mails(cast)]


def test_who_decides_hears_of_a_new_request_and_the_requester_that_it_came(cast: Cast, news: News) -> None:
    ask(cast)
    assert told(news()) == {(cast.ana.person_id, "request_new"), (cast.ben.person_id, "request_new")}
    (row,) = mails(cast)
    assert (row.to, row.subject, row.takes_replies) == ("dana@example.org", "RQ-1 It is cold", True)
    assert "We have received it" in row.text and "/track/" in row.text and "Hello Dana" in row.text


def test_the_requester_hears_of_each_step(cast: Cast, news: News) -> None:
    request = ask(cast)
    news()
    with acting(cast.ana):
        affected_by(cast, request)
        accept_request(request, actor=cast.ana, assignee=Person.objects.get(pk=cast.ben.person_id))
        order = request.work_order
        assert order is not None
        accept_work_order(order, actor=cast.ana)
        news()
        start_work_order(order, actor=cast.ana)
        news()
        complete_work_order(order, actor=cast.ana, resolution="Radiator bled")
        news()
    words = ["We have received it.", "Scheduled.", "Being worked on.", "Done."]
    assert [line for to, line in letters(cast) if to == "dana@example.org"] == words
    assert [line for to, line in letters(cast) if to == "eve@example.org"] == words[1:]


def test_whoever_is_affected_too_reads_nothing_that_the_requester_wrote_or_was_answered(cast: Cast, news: News) -> None:
    request = ask(cast, title="Mrs Olsen is cold")
    with acting(cast.ana):
        affected_by(cast, request)
        add_request_comment(request, actor=cast.ana, body="Dear Mrs Olsen")
        decline_request(request, actor=cast.ana, reason="You moved out, Mrs Olsen")
    news()
    written = [(row.to, f"{row.subject} {row.text} {row.html}") for row in mails(cast)]
    theirs = [words for to, words in written if to == "eve@example.org"]
    assert theirs and not any("Olsen" in words for words in theirs)
    assert any("Dear Mrs Olsen" in words for to, words in written if to == "dana@example.org")


def affected_by(cast: Cast, request: Request) -> None:
    affect_request(request, actor=cast.ana, requester_name="Eve", requester_email="eve@example.org")


def test_a_refusal_is_told_with_its_reason(cast: Cast, news: News) -> None:
    request = ask(cast)
    news()
    with acting(cast.ana):
        decline_request(request, actor=cast.ana, reason="The heating season is over")
    news()
    assert "The heating season is over" in mails(cast)[-1].text


def test_answers_go_both_ways(cast: Cast, news: News, settings: Any) -> None:
    settings.ATRIUM_REPLY_ADDRESS = "reply@mail.example"
    request = ask(cast)
    news()
    with acting(cast.ana):
        add_request_comment(request, actor=cast.ana, body="Among us", is_internal=True)
        add_request_comment(request, actor=cast.ana, body="Which room is it?")
    news()
    letter = mails(cast)[-1]
    assert "Which room is it?" in letter.text and not any("Among us" in row.text for row in mails(cast))
    open_for_replies([letter])
    answer = f"From: dana@example.org\r\nTo: {reply_address(letter)}\r\nMessage-ID: <a@b>\r\n\r\nRoom 12\r\n"
    assert str(take_reply(read_reply(answer.encode())).outcome) == "taken"
    system = Actor.system(cast.organization.pk)
    with acting(system):
        said = RequestComment.objects.filter(from_requester=True).get()
    assert (said.body, said.created_by_id, said.is_internal) == ("Room 12", None, False)
    rows = news()
    assert told(rows) == {(cast.ana.person_id, "request_new"), (cast.ben.person_id, "request_new")}
    assert {row.note for row in rows} == {"Room 12"}
    assert len(mails(cast)) == 2


def test_a_member_who_asked_is_told_in_atrium(cast: Cast, news: News) -> None:
    request = ask(cast, requester_id=cast.ben.person_id, requester_name="", requester_email="")
    news()
    with acting(cast.ana):
        decline_request(request, actor=cast.ana, reason="Not ours")
    assert [(row.person_id, row.kind, row.note) for row in news()] == [(cast.ben.person_id, "request", "Not ours")]
    assert mails(cast) == []
