"""The planner is told of the machine once, where nobody else has said so; and of tables that were filled."""

import pytest
from django.db import ProgrammingError, connection, transaction

from core.acting import acting
from core.db.planner import ADVICE, advise_planner, analyze
from core.db.roles import as_owner
from facilities.models import Region


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


def test_the_application_measures_what_it_filled_and_nothing_but_tables(cast):
    """Also what the transaction has not committed."""
    analyze("facilities_region")
    with acting(cast.ana), connection.cursor() as cursor:
        cursor.execute("select reltuples from pg_class where relname = 'facilities_region'")
        assert cursor.fetchone()[0] >= Region.objects.count() > 0
    with pytest.raises(ProgrammingError, match="there is no table"), transaction.atomic():
        analyze("facilities_region; drop table facilities_region")
