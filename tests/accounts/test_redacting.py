"""The change record lets a pseudonym in by one way, and nothing else."""

import json

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.actions.personal import erase_occupant
from core.acting import acting
from core.changes import Change
from tests.accounts.personal import EMAIL, REASON, report
from tests.cast import Cast

FORGERIES = {
    "a member that names nobody": {"title": "{mask}"},
    "a value without the pseudonym": {"requester_name": "Somebody else"},
    "a member that was not there": {"description_of_nothing": ""},
    "another kind of value": {"requester_name": 1},
}


@pytest.mark.parametrize("name", FORGERIES)
def test_the_database_lets_nothing_else_be_redacted(cast: Cast, name: str) -> None:
    with acting(cast.ana):
        request = report(cast)
        erasure = erase_occupant("nobody@tenant.example", reason=REASON, actor=cast.ana)
        change = Change.objects.get(record_id=request.pk)
        value = json.loads(json.dumps(FORGERIES[name]).replace("{mask}", erasure.pseudonym))
        patches = json.dumps([{"id": change.pk, "at": change.at.isoformat(), "after": value}])
        with pytest.raises(DatabaseError, match="may be redacted"), transaction.atomic():
            connection.cursor().execute("select accounts_redact_changes(%s, %s)", [erasure.pk, patches])


@pytest.mark.parametrize(
    "statement",
    [
        "update core_change set event = 'x'",
        "select core_redact_changes('00000000', '[]')",
        "insert into core_redacted_member values ('property', 'name')",
        "select accounts_redact_changes(gen_random_uuid(), '[]')",
    ],
)
def test_the_application_has_no_other_way(cast: Cast, statement: str) -> None:
    with (
        acting(cast.ana),
        pytest.raises(DatabaseError, match="permission denied|only an erasure"),
        transaction.atomic(),
    ):
        connection.cursor().execute(statement)


def test_an_erasure_of_before_redacts_nothing_more(committed_cast: Cast) -> None:
    ana = committed_cast.ana
    with acting(ana):
        erasure = erase_occupant(EMAIL, reason=REASON, actor=ana)
    with acting(ana), pytest.raises(DatabaseError, match="only an erasure"), transaction.atomic():
        connection.cursor().execute("select accounts_redact_changes(%s, '[]')", [erasure.pk])
