"""The log of all calls: who, from where, what and how it ended; written once, sealed, and never changed."""

import json
import logging
import os
import threading
from collections.abc import Callable
from time import monotonic, sleep
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, OperationalError, connection, transaction

from accounts.actions.personal import erase_member
from accounts.models import Membership, Person
from api.audit import sealing
from api.audit.models import AuditEntry, AuditSeal
from api.audit.sealing import BrokenChain, seal, verify
from api.audit.waiting import waiting
from api.tasks import seal_audit_logs
from core.acting import acting
from core.actor import Actor
from core.db.roles import as_owner
from tests.api.conftest import ApiClient, make_key
from tests.cast import Cast


def entries(cast: Cast) -> list[AuditEntry]:
    """The log of the first organization, oldest first, with what waited."""
    waiting.flush()
    with acting(cast.ana):
        return list(AuditEntry.objects.select_related("credential").order_by("id"))


def test_a_read_and_a_refusal_are_logged_a_moment_later(cast: Cast, ana: ApiClient) -> None:
    ana.get(f"properties/{cast.tower.pk}/?fields=name", REMOTE_ADDR="192.0.2.7", headers={"X-Request-Id": "r-1"})
    ana.get("properties/?nonsense=secret-word")
    with acting(cast.ana):
        assert not AuditEntry.objects.exists()
    read, refused = entries(cast)
    assert (read.method, read.path, read.status) == ("GET", f"/api/v1/properties/{cast.tower.pk}/", 200)
    assert (read.module, read.record_id, read.request_id) == ("property", cast.tower.pk, "r-1")
    assert (read.address, read.person_id) == ("192.0.2.7", cast.ana.person_id)
    assert read.credential.name == "Ana Alvarez" and 0 < read.duration_ms < 60_000
    assert (refused.status, refused.problem, refused.path) == (400, "validation-failed", "/api/v1/properties/")


def test_the_entry_of_a_write_is_committed_with_it(cast: Cast, ana: ApiClient) -> None:
    made = ana.send("POST", "properties/", {"name": "North", "portfolio": str(cast.portfolio.pk)})
    assert made.status_code == 201 and waiting.take() == []
    with acting(cast.ana):
        (entry,) = AuditEntry.objects.all()
    assert (entry.module, str(entry.record_id), entry.status) == ("property", made.json()["id"], 201)


def test_a_write_that_cannot_be_logged_is_not_made(cast: Cast, ana: ApiClient, monkeypatch: Any) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("the disk is full")

    monkeypatch.setattr("api.audit.recording.load_rows", fail)
    answer = ana.send("PATCH", f"properties/{cast.tower.pk}/", {"name": "Changed"})
    assert answer.status_code == 503
    assert ana.get(f"properties/{cast.tower.pk}/").json()["name"] == "Tower"


def test_a_write_that_is_refused_is_logged_as_such(cast: Cast, ana: ApiClient) -> None:
    ana.send("PATCH", f"properties/{cast.tower.pk}/", {"latitude": 91})
    (entry,) = entries(cast)
    assert (entry.method, entry.status, entry.record_id) == ("PATCH", 400, cast.tower.pk)


def test_no_secret_no_body_and_no_parameter_is_kept(cast: Cast) -> None:
    key = make_key(cast.ana)
    caller = ApiClient(key)
    caller.send("POST", "properties/", {"name": "BODYWORD", "portfolio": str(cast.portfolio.pk)})
    caller.get("properties/?q=PARAMWORD")
    caller.get(f"properties/?api_key={key}")
    entries(cast)
    with acting(cast.ana), connection.cursor() as cursor:
        cursor.execute("select count(*), string_agg(e::text, ' ') from api_auditentry e")
        count, text = cursor.fetchone()
    assert count == 3
    assert not [word for word in ("BODYWORD", "PARAMWORD", key, key.partition(".")[2]) if word in text]


def test_a_secret_in_the_address_is_told_to_whom_it_belongs(cast: Cast, nobody: ApiClient) -> None:
    key = make_key(cast.ana)
    assert nobody.get(f"properties/?api_key={key}").json()["type"] == "/problems/credentials-in-url/"
    nobody.get("properties/?api_key=nobodys")
    (entry,) = entries(cast)
    assert (entry.problem, entry.status, entry.person_id) == ("credentials-in-url", 400, cast.ana.person_id)


def test_a_revoked_key_leaves_a_trace(cast: Cast, ana: ApiClient) -> None:
    from accounts.actions.credentials import revoke_credential
    from accounts.models import Credential

    system = Actor.system(cast.organization.pk)
    with acting(system):
        revoke_credential(Credential.objects.get(person_id=cast.ana.person_id), actor=system)
    assert ana.get("me/").status_code == 401
    (entry,) = entries(cast)
    assert (entry.status, entry.problem, entry.person_id) == (401, "unauthenticated", cast.ana.person_id)


def test_each_organization_has_its_own_log(cast: Cast, as_: Callable[..., ApiClient]) -> None:
    as_(cast.cleo).get("me/")
    as_(cast.ana).get("me/")
    assert [entry.person_id for entry in entries(cast)] == [cast.ana.person_id]


def test_while_the_database_is_away_entries_wait_and_at_the_end_go_to_the_log(
    cast: Cast, ana: ApiClient, monkeypatch: Any, caplog: Any
) -> None:
    ana.get("me/", headers={"X-Request-Id": "r-9"})

    def fail(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("no answer")

    with monkeypatch.context() as away, caplog.at_level(logging.WARNING, "atrium.audit"):
        away.setattr("api.audit.waiting.load_rows", fail)
        away.setattr(waiting, "_owner", os.getpid())
        waiting.flush()
        assert len(waiting._entries) == 1
        away.setattr("api.audit.waiting.connection.close", lambda: None)
        waiting._finish()
    assert waiting.take() == [] and '"request_id": "r-9"' in caplog.text


def test_nobody_may_change_or_remove_an_entry_or_a_seal(cast: Cast, ana: ApiClient) -> None:
    ana.get("me/")
    assert entries(cast)
    for model in (AuditEntry, AuditSeal):
        for write in (
            lambda rows: rows.update(organization_id=cast.other.pk),
            lambda rows: rows._raw_delete("default"),
        ):
            with acting(cast.ana), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                write(model.objects.all())


def seal_all(actor: Actor) -> list[AuditSeal]:
    """Seal once what waits is over: writers of other databases on the server may hold the window for a while."""
    ends = monotonic() + 300
    while monotonic() < ends:
        with acting(actor):
            if made := seal(actor):
                return made
        sleep(0.01)
    return []


@pytest.fixture
def nobody_else_writes(monkeypatch: Any) -> None:
    """Writers of the other databases on the server do not concern this test: it seals without waiting for them."""
    monkeypatch.setattr(sealing, "_NOW", sealing._NOW.replace("pg_snapshot_xmin", "pg_snapshot_xmax"))


def sealed_log(cast: Cast) -> Actor:
    """Three calls, committed and sealed by two seals, and one that is not sealed yet."""
    caller, system = ApiClient(make_key(cast.ana)), Actor.system(cast.organization.pk, source="job")
    for addresses in (("192.0.2.1", "192.0.2.2"), ("192.0.2.3",)):
        for address in addresses:
            caller.get("me/", REMOTE_ADDR=address)
        waiting.flush()
        (made,) = seal_all(system)
        assert made.entries == len(addresses)
    assert seal_audit_logs() == 0
    caller.get("me/")
    waiting.flush()
    return system


def check(actor: Actor) -> list[AuditSeal]:
    with acting(actor):
        return verify(actor)


@pytest.mark.slow
@pytest.mark.usefixtures("nobody_else_writes")
def test_seals_chain_all_entries_and_hold(committed_cast: Cast, capsys: Any) -> None:
    actor = sealed_log(committed_cast)
    first, second = check(actor)
    assert [one.entries for one in (first, second)] == [2, 1]
    assert (first.previous, second.previous, second.low) == ("0" * 64, first.hash, first.high)
    call_command("verify_audit_log", known=second.hash)
    told = capsys.readouterr().out
    assert f"lakeside: 2 seals over 3 entries hold, last {second.hash}" in told and "harbour: 0 seals" in told
    with pytest.raises(CommandError, match="cut off"):
        call_command("verify_audit_log", known="f" * 64)


FORGERIES = {
    "an entry is changed": "update api_auditentry set status = 204 where address = '192.0.2.1'",
    "an entry is removed": "delete from api_auditentry where address = '192.0.2.2'",
    "an address is changed": "update api_auditentry set address = '192.0.2.9' where address = '192.0.2.1'",
    "an entry is added": "insert into api_auditentry select gen_random_uuid(), at, duration_ms, address, address_salt,"
    " address_digest, method, path, status, problem, module, record_id, request_id, deprecated, xid, era,"
    " credential_id, organization_id, person_id from api_auditentry where address = '192.0.2.1'",
    "a seal is removed": "delete from api_auditseal where number = 1",
    "a seal is changed": "update api_auditseal set entries = 3 where number = 2",
    "seals are renumbered": "update api_auditseal set low = low - 1 where number = 2",
}


@pytest.mark.slow
@pytest.mark.usefixtures("nobody_else_writes")
def test_every_forgery_breaks_the_chain(committed_cast: Cast) -> None:
    """What only the owner of the database can do."""
    actor, unnoticed = sealed_log(committed_cast), []
    with as_owner(connection) as owner, owner.cursor() as cursor:
        for forgery, statement in FORGERIES.items():
            with transaction.atomic():
                cursor.execute("alter table api_auditentry disable trigger stamp")
                cursor.execute(statement)
                assert cursor.rowcount > 0, forgery
                try:
                    verify(actor)
                    unnoticed.append(forgery)
                except BrokenChain:
                    pass
                transaction.set_rollback(True)
    assert unnoticed == [] and len(check(actor)) == 2


@pytest.mark.slow
@pytest.mark.usefixtures("nobody_else_writes")
def test_an_entry_cannot_be_dated_back(committed_cast: Cast) -> None:
    actor = sealed_log(committed_cast)
    with acting(actor):
        old = AuditEntry.objects.earliest("id")
        old.pk = UUID(int=old.pk.int + 1)
        AuditEntry.objects.bulk_create([old])
        assert AuditEntry.objects.get(pk=old.pk).xid > AuditSeal.objects.latest("number").high
    assert len(check(actor)) == 2


@pytest.mark.slow
@pytest.mark.usefixtures("nobody_else_writes")
def test_an_erased_address_leaves_the_chain_whole(committed_cast: Cast) -> None:
    actor = sealed_log(committed_cast)
    with acting(actor), connection.cursor() as cursor:
        cursor.execute("select api_forget_addresses(%s)", [committed_cast.ana.person_id])
        assert cursor.fetchone() == (4,)
        assert not AuditEntry.objects.exclude(address="").exists()
    assert len(check(actor)) == 2


@pytest.mark.slow
@pytest.mark.usefixtures("nobody_else_writes")
def test_the_log_of_somebody_erased_keeps_a_pseudonym_and_its_chain(committed_cast: Cast) -> None:
    """It holds no name and no address but the network's, which goes; what stays is the id of an account without one."""
    actor, ana = sealed_log(committed_cast), Person.objects.get(pk=committed_cast.ana.person_id)
    name, email = ana.name, ana.email
    with acting(actor):
        membership = Membership.objects.select_related("person", "role").get(person=ana)
        erasure = erase_member(membership, reason="Asked by letter", actor=actor)
        rows = list(AuditEntry.objects.values())
    assert len(check(actor)) == 2 and len(rows) == 4
    for row in rows:
        told = json.dumps(row, default=str)
        assert name not in told and email not in told and "192.0.2" not in told
        assert (row["person_id"], row["address"], row["address_salt"]) == (ana.pk, "", "")
    ana.refresh_from_db()
    assert ana.name == erasure.pseudonym


@pytest.mark.slow
@pytest.mark.alone
def test_what_commits_late_is_sealed_later(committed_cast: Cast) -> None:
    """A transaction that was open when the others were sealed is in a later seal, with all it wrote."""
    caller, system = ApiClient(make_key(committed_cast.ana)), Actor.system(committed_cast.organization.pk)
    wrote, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        with acting(system):
            AuditEntry.objects.bulk_create([late])
            wrote.set()
            may_end.wait(30)
        connection.close()

    caller.get("me/")
    (late,) = waiting.take()
    thread = threading.Thread(target=slow)
    thread.start()
    assert wrote.wait(30)
    caller.get("me/")
    waiting.flush()
    with acting(system):
        assert seal(system) == []
    may_end.set()
    thread.join()
    assert [one.entries for one in seal_all(system)] == [2] and len(check(system)) == 1
