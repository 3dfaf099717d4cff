"""The planner is told of the machine once, and what somebody else has said stays."""

import pytest
from django.db import connection

from core.db.planner import ADVICE, advise_planner
from core.db.roles import as_owner


def said():
    with connection.cursor() as cursor:
        cursor.execute(
            "select unnest(setconfig) from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase"
            " where d.datname = current_database() and s.setrole = 0"
        )
        return dict(line.split("=") for (line,) in cursor.fetchall())


@pytest.mark.django_db(transaction=True)
def test_advice_is_given_once_and_nobody_else_is_overruled():
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    with as_owner(connection), connection.cursor() as cursor:
        cursor.execute(f"alter database {name} set jit = 'on'")
        advise_planner(connection)
        assert said() == {**ADVICE, "jit": "on"}
        cursor.execute(f"alter database {name} reset all")
        advise_planner(connection)
        assert said() == ADVICE
        cursor.execute(f"alter database {name} reset all")
