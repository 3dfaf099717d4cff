"""Taking old months off the audit log: what stays is still proved, and nothing goes in silence."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from api.audit import pruning
from api.audit.models import AuditAnchor, AuditEntry, AuditSeal
from api.audit.pruning import prune_audit_log
from api.audit.sealing import PRUNE, BrokenChain, chain_start, verify
from api.audit.waiting import waiting
from core.acting import acting
from core.actor import Actor
from core.db.roles import as_owner
from tests.api.conftest import ApiClient, make_key
from tests.api.test_audit_log import check, nobody_else_writes, seal_all
from tests.cast import Cast
from tests.pages.conftest import browser_of

__all__ = ["nobody_else_writes"]
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("nobody_else_writes")]


@pytest.fixture
def log(committed_cast: Cast) -> "Log":
    return Log(committed_cast)


class Log:
    """The log of the first organization."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.system = cast, Actor.system(cast.organization.pk, source="job")
        self.caller = ApiClient(make_key(cast.ana))

    def sealed(self, calls: int, *, days_ago: int = 0) -> AuditSeal:
        """So many calls and their seal, which is said to be of some days ago."""
        for _number in range(calls):
            self.caller.get("me/")
        waiting.flush()
        (made,) = seal_all(self.system)
        if days_ago:
            with as_owner(connection) as owner, owner.cursor() as cursor:
                at = timezone.now() - timedelta(days=days_ago)
                cursor.execute("update api_auditseal set sealed_at = %s where id = %s", [at, made.pk])
        return made

    def prune(self, months: int = 1) -> str:
        output = StringIO()
        call_command("prune_audit_log", keep_months=months, stdout=output)
        return output.getvalue()

    def counts(self) -> tuple[int, int, int]:
        """How many entries, seals and anchors there are."""
        with acting(self.system):
            return AuditEntry.objects.count(), AuditSeal.objects.count(), AuditAnchor.objects.count()

    def start(self) -> AuditAnchor:
        with acting(self.system):
            found = chain_start(self.system)
        assert found
        return found


def test_old_windows_go_whole_and_the_rest_is_still_proved(log: Log, capsys: Any) -> None:
    log.sealed(2, days_ago=200)
    gone = log.sealed(1, days_ago=100)
    kept = log.sealed(2)
    assert "lakeside: 3 entries of before" in log.prune()
    assert log.counts() == (2 + 1, 1, 1)
    start = log.start()
    assert (start.number, start.hash, start.entries) == (gone.number, gone.hash, 3)
    assert [one.pk for one in check(log.system)] == [kept.pk]
    attesting = log.sealed(0)
    assert [one.number for one in check(log.system)] == [3, 4] and attesting.entries == 1
    call_command("verify_audit_log", known=gone.hash)
    assert "2 seals over 3 entries hold" in (told := capsys.readouterr().out) and "; 3 of before 20" in told
    with pytest.raises(CommandError, match="taken off with an old month"):
        call_command("verify_audit_log", known="f" * 64)


def test_the_page_says_what_was_taken_off(log: Log) -> None:
    log.sealed(2, days_ago=100)
    log.prune()
    page = browser_of(log.cast.ana).get(f"/{log.cast.organization.slug}/settings/audit-log/").content.decode()
    assert "2 calls of before" in page and "were taken off" in page and PRUNE in page


def test_again_and_again_each_month_has_its_anchor(log: Log) -> None:
    log.sealed(1, days_ago=100)
    log.prune()
    log.sealed(1, days_ago=70)
    log.sealed(1)
    assert "lakeside: 2 entries" in log.prune()  # with the entry of the pruning before
    first, second = anchors(log)
    assert second.previous == first.digest and (first.entries, second.entries) == (1, 3)
    assert "lakeside: 0 entries" in log.prune() and log.counts()[2] == 2
    assert [one.number for one in check(log.system)] == [3]


def anchors(log: Log) -> list[AuditAnchor]:
    with acting(log.system):
        return list(AuditAnchor.objects.order_by("number"))


def test_where_all_seals_went_the_next_one_follows_the_anchor(log: Log) -> None:
    log.sealed(2, days_ago=100)
    log.prune()
    assert log.counts() == (1, 0, 1)
    made = log.sealed(1)
    assert (made.number, made.previous, made.entries) == (2, log.start().hash, 2)
    assert len(check(log.system)) == 1


def test_what_was_killed_in_between_is_gone_on_with(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    log.sealed(5, days_ago=100)
    log.sealed(1)
    removed = pruning._remove

    def killed(statement: str, *parameters: Any) -> int:
        with connection.cursor() as cursor:
            cursor.execute(statement, [*parameters, 2])
        raise KeyboardInterrupt

    monkeypatch.setattr(pruning, "_remove", killed)
    with pytest.raises(KeyboardInterrupt):
        log.prune()
    assert log.counts() == (3 + 1 + 1, 2, 1) and len(check(log.system)) == 1
    monkeypatch.setattr(pruning, "_remove", removed)
    monkeypatch.setattr(pruning, "BATCH", 2)
    assert "lakeside: 3 entries" in log.prune()
    assert log.counts() == (2, 1, 1) and len(check(log.system)) == 1


FORGERIES = {
    "another beginning": "update api_auditanchor set number = 2, high = high + 1",
    "another count": "update api_auditanchor set entries = 1",
    "no beginning": "delete from api_auditanchor",
    "no entry says so": f"delete from api_auditentry where method = '{PRUNE}'",
    "the first seal after it goes too": "delete from api_auditseal where number = 2",
    "an entry after it goes too": "delete from api_auditentry where method = 'GET' and xid >= (select low from"
    " api_auditseal where number = 2)",
}


def test_every_forgery_is_noticed(log: Log) -> None:
    log.sealed(2, days_ago=100)
    log.sealed(1)
    log.sealed(1)
    log.prune()
    unnoticed = []
    with as_owner(connection) as owner, owner.cursor() as cursor:
        for forgery, statement in FORGERIES.items():
            with transaction.atomic():
                cursor.execute(statement)
                assert cursor.rowcount > 0, forgery
                try:
                    verify(log.system)
                    unnoticed.append(forgery)
                except BrokenChain:
                    pass
                transaction.set_rollback(True)
    assert unnoticed == [] and len(check(log.system)) == 2


def test_the_application_can_take_nothing_off_and_set_no_beginning(log: Log) -> None:
    seal = log.sealed(1, days_ago=100)
    with acting(log.system), pytest.raises(DatabaseError, match="permission denied"):
        prune_audit_log(seal.organization_id, timezone.now())
    log.prune()
    for statement in (
        "delete from api_auditanchor",
        "update api_auditanchor set entries = 0",
        "insert into api_auditanchor select * from api_auditanchor",
    ):
        with acting(log.system), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement)


def test_one_organization_has_no_part_in_anothers(log: Log) -> None:
    log.sealed(1, days_ago=100)
    assert "harbour: 0 entries" in log.prune()
    with acting(Actor.system(log.cast.other.pk)):
        assert not AuditAnchor.objects.exists() and verify(Actor.system(log.cast.other.pk)) == []


def test_it_is_never_done_by_default(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("prune_audit_log")
    assert "for ever" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("prune_audit_log", keep_months=0)
