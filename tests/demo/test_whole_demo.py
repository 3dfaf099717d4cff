"""The complete demonstration, committed: its size, and that it goes without a trace."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.models import Organization, Person
from core.acting import acting
from core.db.roles import as_owner
from demo.loading import everything
from demo.loading.batches import loader_of
from demo.management.commands import demo
from facilities.models import Property
from tests.databases import empty_tables
from workorders.models import WorkOrder

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


class Interrupted(Exception):
    """Whoever loads has had enough."""


def interrupt(*given: Any) -> None:
    raise Interrupted


def test_the_whole_demonstration_comes_and_goes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A load that was interrupted is replaced by a whole one."""
    monkeypatch.setattr(demo, "logins_file", lambda: tmp_path / "demo-logins")
    # The cast that other tests share is committed too.
    empty_tables()
    with monkeypatch.context() as interrupted, pytest.raises(Interrupted):
        interrupted.setattr(everything, "load_leases", interrupt)
        call_command("demo", "load")
    loaded = [str(pk) for pk in Organization.objects.values_list("pk", flat=True)]
    assert len(loaded) == 1 and not Organization.objects.filter(is_active=True).exists()
    call_command("demo", "load", "--if-empty")
    assert not Organization.objects.filter(pk__in=loaded).exists()
    organization = Organization.objects.get(slug="public-buildings-service")
    with acting(loader_of(organization)):
        assert Property.objects.count() == 4_326
        assert WorkOrder.objects.filter(custom_fields__has_key="source_number").count() == 18_113
        assert WorkOrder.objects.filter(state="duplicate").count() == 859
    loaded += [str(pk) for pk in Organization.objects.values_list("pk", flat=True)]
    assert len(loaded) == 3
    call_command("demo", "remove")
    assert not Organization.objects.exists()
    assert not Person.objects.exists()
    with as_owner(connection), connection.cursor() as cursor:
        for table in ("core_change", "core_search"):
            cursor.execute(f"select count(*) from {table} where organization_id = any(%s::uuid[])", [loaded])
            assert cursor.fetchone() == (0,), table
