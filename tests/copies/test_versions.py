"""Whether a file fits: by the tables it comes from, however many steps made them there."""

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from accounts.copies.archive import ArchiveRefused
from accounts.copies.versions import check_migrations, present_migrations

APP = "workorders"
SQUASHED = [one for (label, _), one in MigrationLoader(None).disk_migrations.items() if label == APP and one.replaces]
FORMER = [step for one in SQUASHED for step in one.replaces]


def with_steps(present: dict[str, list[str]], steps: list[tuple[str, str]]) -> dict[str, list[str]]:
    """What a database has where these steps stand in the place of the one that replaced them."""
    later = [name for name in present[APP] if name not in {one.name for one in SQUASHED}]
    return {**present, APP: [*(name for _label, name in steps), *later]}


def test_steps_that_were_made_one_are_the_same_tables(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    present, done = present_migrations(), MigrationRecorder(connection).applied_migrations()
    assert len(FORMER) > 10
    # A file of before knows the steps alone.
    check_migrations(with_steps(present, FORMER))
    # A database that was there before holds both: the steps, and the one that took their place.
    both = {**done, **dict.fromkeys(FORMER)}
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda recorder: both)
    assert present_migrations() == present
    check_migrations(present)


def test_some_of_the_steps_are_other_tables(db: None) -> None:
    present = present_migrations()
    with pytest.raises(ArchiveRefused):
        check_migrations(with_steps(present, FORMER[:-1]))
