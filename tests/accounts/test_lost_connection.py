"""A kept connection that died meanwhile is opened anew by the first statement of the next request."""

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection

from accounts.authentication import refusal_of_client
from core.acting import acting


def end_backend():
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        (process,) = cursor.fetchone()
    with psycopg.connect(settings.DATABASE_ADMIN_URL, autocommit=True) as owner:
        owner.execute("select pg_terminate_backend(%s)", [process])


@pytest.mark.django_db(transaction=True)
def test_a_lost_connection_is_opened_anew():
    end_backend()
    assert refusal_of_client("nobody", "") == "unauthenticated"
    assert connection.is_usable()


def test_inside_a_transaction_it_is_not(committed_cast):
    with pytest.raises(OperationalError), acting(committed_cast.ana):
        end_backend()
        refusal_of_client("nobody", "")
