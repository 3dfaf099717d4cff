"""`migrate`, run as the owner of the database; afterwards the application's role gets its rights."""

from typing import Any

from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import connections

from core.db.planner import advise_planner
from core.db.roles import as_owner, grant_to_application, name_redacted_members
from core.db.together import migrating_together
from core.operations.collecting import collecting_rarely


class Command(MigrateCommand):
    """Django's own command with the two roles of Atrium around it."""

    def handle(self, *args: Any, **options: Any) -> None:
        database, skip_checks = options["database"], options["skip_checks"]
        with as_owner(connections[database]) as connection:
            # The checks judge the application's role, so they wait until it is back.
            with collecting_rarely(), migrating_together():
                super().handle(*args, **{**options, "skip_checks": True})
            grant_to_application(connection)
            name_redacted_members(connection)
            advise_planner(connection)
            with connection.cursor() as cursor:
                cursor.execute("select to_regprocedure('core_open_era()') is not null")
                if cursor.fetchone()[0]:
                    cursor.execute("select core_open_era()")
        if not skip_checks:
            self.check(databases=[database])
