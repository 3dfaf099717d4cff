"""Numbers come from sequences: nobody waits for another's commit, and none is taken of another organization's."""

import threading

import pytest
from django.db import ProgrammingError, connection, transaction

from core.acting import acting
from core.actor import Actor
from core.db.roles import as_owner, grant_to_application
from core.numbers import take_numbers
from tests.cast import Cast

KIND = "lamp"


def take(actor: Actor, amount: int = 1) -> list[int]:
    return list(take_numbers(actor.organization_id, {KIND: amount})[KIND])


def ask(question: str, actor: Actor) -> object:
    """The first value of the first row; %s is the organization."""
    with connection.cursor() as cursor:
        cursor.execute(question, [actor.organization_id])
        return cursor.fetchone()[0]


def test_numbers_ascend_each_kind_and_organization_by_itself(cast: Cast) -> None:
    with acting(cast.ana):
        assert (take(cast.ana), take(cast.ana, 3), take(cast.ana)) == ([1], [2, 3, 4], [5])
        both = take_numbers(cast.organization.pk, {"plug": 2, KIND: 1}, event="lamp.made")
        assert {kind: list(numbers) for kind, numbers in both.items()} == {"plug": [1, 2], KIND: [6]}
        assert ask("select current_setting('atrium.event') where %s is not null", cast.ana) == "lamp.made"
    with acting(Actor.system(cast.other.pk)) as other:
        assert take(other) == [1]


def test_nobody_waits_for_a_number_that_is_not_committed(committed_cast: Cast) -> None:
    ana = committed_cast.ana
    with acting(ana):
        (first,) = take(ana)
    found: list[int] = []

    def other() -> None:
        with acting(ana):
            found.extend(take(ana))
        connection.close()

    with acting(ana):
        held = take(ana)
        beside = threading.Thread(target=other)
        beside.start()
        beside.join(30)
        assert not beside.is_alive() and found == [held[0] + 1] == [first + 2]
        transaction.set_rollback(True)
    with acting(ana):
        assert take(ana) == [first + 3], "what is rolled back leaves a gap"


def test_two_first_numbers_at_once_come_from_one_sequence(committed_cast: Cast) -> None:
    ana = committed_cast.ana
    found: list[int] = []

    waits = threading.Event()

    def other() -> None:
        with acting(ana):
            assert ask("select core_sequence(%s, 'lamp')", ana) is None
            waits.set()
            found.extend(take(ana))
        connection.close()

    beside = threading.Thread(target=other)
    with acting(ana):
        assert take(ana) == [1]
        beside.start()
        assert waits.wait(30)
    beside.join(30)
    assert found == [2]


def test_numbers_go_on_where_the_counter_stands_and_end_with_it(cast: Cast) -> None:
    with acting(cast.ana), connection.cursor() as cursor:
        cursor.execute("insert into core_counter values (%s, %s, 41)", [cast.organization.pk, KIND])
        assert ask("select core_last_number(%s, 'lamp', 41)", cast.ana) == 41
        assert take(cast.ana) == [42]
        assert ask("select core_last_number(%s, 'lamp', 41)", cast.ana) == 42
        cursor.execute("delete from core_counter where sequence = %s", [KIND])
        assert ask("select core_sequence(%s, 'lamp')", cast.ana) is None
        assert take(cast.ana) == [1]


def test_numbers_of_another_organization_are_neither_taken_nor_told(cast: Cast) -> None:
    other = Actor.system(cast.other.pk)
    with acting(other):
        take(other, 7)
    with acting(cast.ana):
        assert ask("select core_last_number(%s, 'lamp', 0)", other) == 0
        with pytest.raises(ProgrammingError, match="for the organization that acts"), transaction.atomic():
            take(other)


def test_the_application_asks_no_sequence_itself(committed_cast: Cast) -> None:
    """Neither one made since the last migration, nor one that was there when it gave all other rights."""
    ana = committed_cast.ana
    with acting(ana):
        take(ana)
    for _time in range(2):
        with acting(ana), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            ask("select nextval(core_sequence(%s, 'lamp'))", ana)
        with as_owner(connection) as owner:
            grant_to_application(owner)
