"""Answers by mail: from whom they are, what they say without quotes, and which are left alone."""

import imaplib
import mailbox
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.actions.memberships import end_membership
from accounts.models import Membership
from core.acting import acting
from core.actor import Actor
from core.changes import Change
from core.documents.models import Document, DocumentLink
from notifications.addresses import open_for_replies, reply_address
from notifications.inbound.quotes import plain_text, written_part
from notifications.inbound.reading import read_reply
from notifications.inbound.taking import take_reply
from notifications.models import InboundMail, Mail
from tests.cast import Cast
from tests.notifications.conftest import News
from tests.notifications.post_office import make_certificate, post_office
from tests.notifications.test_mail import compose, give_work
from workorders.models import Comment, WorkOrder

BEN = "ben@lakeside.example"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


@pytest.fixture
def asked(cast: Cast, news: News, settings: Any, tmp_path: Path) -> Mail:
    """A letter to Ben about his work, which can be answered."""
    settings.ATRIUM_REPLY_ADDRESS, settings.MEDIA_ROOT = "reply@mail.example", tmp_path / "media"
    give_work(cast)
    news()
    (mail,) = compose(cast)
    open_for_replies([mail])
    return mail


def written(mail: Mail, body: str = "The valve is shut.", **headers: str) -> EmailMessage:
    """Ben's answer."""
    message = EmailMessage()
    given = {"From": f"Ben Brown <{BEN}>", "To": reply_address(mail), "Message-ID": "<one@mailbox.example>"}
    for name, value in {**given, **{name.replace("_", "-"): value for name, value in headers.items()}}.items():
        message[name] = value
    message.set_content(body)
    return message


def take(message: EmailMessage) -> tuple[str, str]:
    taken = take_reply(read_reply(message.as_bytes()))
    return str(taken.outcome), taken.reason


def comments(cast: Cast) -> list[Comment]:
    system = Actor.system(cast.organization.pk)
    with acting(system):
        return list(Comment.objects.visible_to(system).order_by("pk"))


def test_an_answer_is_a_comment_of_whoever_was_written_to(cast: Cast, asked: Mail, news: News) -> None:
    body = "The valve is shut.\n\nBen\n\nOn Tue, 3 Mar 2026 at 14:05, Atrium <atrium@localhost>\nwrote:\n> WO-1 Leak\n"
    assert take(written(asked, body)) == ("taken", "")
    (comment,) = comments(cast)
    assert (comment.body, comment.created_by_id, comment.is_internal) == (
        "The valve is shut.\n\nBen",
        cast.ben.person_id,
        False,
    )
    with acting(cast.ben):
        change = Change.objects.filter(module="comment").get()
    assert (change.event, change.source, change.actor_id) == ("work_order.commented", "mail", cast.ben.person_id)
    assert [(row.person_id, row.kind, row.note) for row in news()] == [
        (cast.ana.person_id, "commented", "The valve is shut.\n\nBen")
    ]


def test_the_same_letter_is_taken_once(cast: Cast, asked: Mail) -> None:
    assert [take(written(asked))[0] for _time in range(3)] == ["taken", "ignored", "ignored"]
    assert len(comments(cast)) == 1
    with acting(cast.ana):
        assert InboundMail.objects.count() == 1


def test_files_become_documents_of_the_record(cast: Cast, asked: Mail, settings: Any) -> None:
    settings.ATRIUM_MAX_FILE_BYTES = 1_000
    message = written(asked)
    message.add_attachment(PNG, maintype="image", subtype="png", filename="valve.png")
    message.add_attachment(b"x" * 2_000, maintype="application", subtype="octet-stream", filename="large.bin")
    assert take(message) == ("taken", "left out: large.bin")
    with acting(cast.ana):
        assert [(one.name, one.content_type) for one in Document.objects.all()] == [("valve.png", "image/png")]
        assert [one.record_module for one in DocumentLink.objects.all()] == ["work_order"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; type=vacation"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
        {"List_Id": "<list.example>"},
    ],
)
def test_programs_are_not_answered_to(cast: Cast, asked: Mail, headers: dict[str, str]) -> None:
    assert take(written(asked, **headers)) == ("ignored", "written by a program")
    assert comments(cast) == []


def test_a_person_says_that_they_are_one(cast: Cast, asked: Mail) -> None:
    assert take(written(asked, Auto_Submitted="no"))[0] == "taken"


def test_only_the_address_that_was_written_to_answers(cast: Cast, asked: Mail) -> None:
    message = written(asked)
    message.replace_header("From", "Vera Vance <vera@lakeside.example>")
    assert take(message) == ("refused", "not from the address that was written to")
    assert comments(cast) == []


@pytest.mark.parametrize("to", ["reply+nonsense@mail.example", "reply@mail.example", "somebody@else.example", ""])
def test_an_unknown_address_is_only_logged(cast: Cast, asked: Mail, to: str, caplog: Any) -> None:
    message = written(asked)
    message.replace_header("To", to)
    assert take(message) == ("refused", "unknown address")
    assert "<one@mailbox.example>" in caplog.text and comments(cast) == []


def test_the_address_may_stand_in_capitals_and_behind_others(cast: Cast, asked: Mail) -> None:
    message = written(asked)
    message.replace_header("To", f"Desk <desk@example.org>, Atrium <{reply_address(asked).upper()}>")
    assert take(message)[0] == "taken"


def test_a_letter_of_another_installation_opens_nothing(cast: Cast, asked: Mail) -> None:
    message = written(asked)
    message.replace_header("To", reply_address(asked).replace("mail.example", "evil.example"))
    assert take(message)[0] == "refused"


def test_who_is_no_member_any_more_is_refused(cast: Cast, asked: Mail) -> None:
    with acting(cast.ana):
        WorkOrder.objects.update(assignee=None)
        end_membership(Membership.objects.get(person_id=cast.ben.person_id), actor=cast.ana)
    assert take(written(asked)) == ("refused", "no member any more")


def test_who_lost_sight_of_the_record_is_refused(cast: Cast, asked: Mail) -> None:
    with acting(cast.ana):
        WorkOrder.objects.filter(pk=asked.record_id).update(property=cast.annex, assignee=None)
    assert take(written(asked)) == ("refused", "the record is not there for them any more")
    assert comments(cast) == []


def test_an_empty_answer_says_nothing(cast: Cast, asked: Mail) -> None:
    assert take(written(asked, "\n> WO-1 Leak\n")) == ("ignored", "says nothing")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe",
        b"From: \r\nTo: reply+x@mail.example\r\n\r\n",
        b"Content-Type: text/plain; charset=nonsense\r\nMessage-ID: <\r\n\r\n\xff\xff",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n",
        b"From: =?utf-8?q?\xff?= <a@b>\r\nTo: =?broken\r\n\r\nhello",
    ],
)
def test_broken_letters_break_nothing(cast: Cast, settings: Any, content: bytes) -> None:
    settings.ATRIUM_REPLY_ADDRESS = "reply@mail.example"
    assert str(take_reply(read_reply(content)).outcome) == "refused"


ANSWERS = {
    "Yes.\n\n> quoted\n> more": "Yes.",
    "> quoted\n\nYes, below.": "Yes, below.",
    "Yes.\n-- \nBen Brown\nBrown Ltd": "Yes.",
    "Yes.\n\n-----Original Message-----\nFrom: Atrium": "Yes.",
    "Yes.\n\nVon: Atrium <atrium@localhost>\nGesendet: heute": "Yes.",
    "Ja.\n\nAm Di., 3. März 2026 um 14:05 Uhr schrieb Atrium <a@b.example>:\n\n> WO-1": "Ja.",
    "Oui.\n\nLe mar. 3 mars 2026 à 14:05, Atrium <a@b.example> a écrit :\n> WO-1": "Oui.",
    "Yes.\n\n-- Write your answer above this line --\n\nWO-1 Leak": "Yes.",
    "Yes.\n\n> -- Write your answer above this line --\n> WO-1": "Yes.",
    "Yes.\n________________________________\nFrom: Atrium": "Yes.",
    "On Monday I wrote: it drips.\nStill does.": "On Monday I wrote: it drips.\nStill does.",
    "From 8 to 11 I am there.": "From 8 to 11 I am there.",
    "One.\r\n\r\n\r\n\r\nTwo.": "One.\n\nTwo.",
    "": "",
}


@pytest.mark.parametrize(("text", "expected"), ANSWERS.items())
def test_only_what_was_written_is_kept(text: str, expected: str) -> None:
    assert written_part(text) == expected


def test_a_page_is_read_as_text_without_its_quotes() -> None:
    page = (
        "<html><head><style>p{}</style></head><body><p>Yes,<br>now &amp; here.</p><blockquote>old</blockquote></body>"
    )
    assert plain_text(page) == "Yes,\nnow & here."


def test_a_letter_that_is_a_page_only_is_taken(cast: Cast, asked: Mail) -> None:
    message = written(asked)
    message.set_content("<p>It is <b>done</b>.</p><script>alert(1)</script>", subtype="html")
    assert take(message)[0] == "taken"
    assert [one.body for one in comments(cast)] == ["It is done."]


def test_the_letters_of_a_folder_are_taken_and_marked(cast: Cast, asked: Mail, tmp_path: Path, capsys: Any) -> None:
    box = mailbox.Maildir(tmp_path / "box")
    box.add(written(asked).as_bytes())
    box.add(written(asked, "Noise", Message_ID="<two@mailbox.example>", Precedence="bulk").as_bytes())
    for expected in ("ignored: 1, taken: 1", "No letters."):
        call_command("receive_mail", maildir=tmp_path / "box")
        assert capsys.readouterr().out.strip() == expected
    assert {message.get_flags() for message in mailbox.Maildir(tmp_path / "box")} == {"S"}
    assert len(comments(cast)) == 1


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["imaps", "imap"])
def test_the_letters_of_a_server_are_taken_and_marked(
    cast: Cast, asked: Mail, tmp_path: Path, capsys: Any, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make_certificate(tmp_path)
    with post_office(certificate, encrypted=scheme == "imaps") as office:
        url = f"{scheme}://mail%40lakeside:p%40ss%20word@127.0.0.1:{office.port}/Answers"
        with pytest.raises(ssl.SSLCertVerificationError):  # nobody vouches for it yet
            call_command("receive_mail", imap=url)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        office.letters = {
            3: written(asked).as_bytes(),
            7: written(asked, "Noise", Message_ID="<two@mailbox.example>", Precedence="bulk").as_bytes(),
        }
        for expected in ("ignored: 1, taken: 1", "No letters."):
            call_command("receive_mail", imap=url)
            assert capsys.readouterr().out.strip() == expected
        assert office.seen == {3, 7} and "SELECT Answers" in office.asked
        with pytest.raises(imaplib.IMAP4.error, match="who is that"):
            call_command("receive_mail", imap=url.replace("p%40ss", "wrong"))
    assert [one.body for one in comments(cast)] == ["The valve is shut."]


def test_the_command_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no maildir"):
        call_command("receive_mail", maildir=tmp_path)
    with pytest.raises(CommandError, match="INBOUND_MAIL_URL"):
        call_command("receive_mail")
