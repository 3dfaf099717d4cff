"""Who a session belongs to."""

from collections.abc import Callable
from functools import cache
from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend
from django.db import connection

from accounts.models import Person
from core.reading.late import Statement
from core.reading.prepared import KEY, Values, prepared


class SessionBackend(AuthenticationBackend):
    """Signs in as allauth does. Each page asks for the person of its session, by a statement that is made once."""

    def get_user(self, user_id: UUID) -> Person | None:
        """The person, or None for somebody who is not active."""
        (sql, _values), load = _question()
        with connection.cursor() as cursor:
            cursor.execute(sql, [user_id])
            row = cursor.fetchone()
        person = None if row is None else load(row)
        return person if person is not None and self.user_can_authenticate(person) else None


@cache
def _question() -> tuple[Statement, Callable[[Values], Person]]:
    found = prepared(Person._base_manager.filter(pk=KEY))
    assert found[0][1] == (KEY,), "the person's id is all that is filled in"
    return found
