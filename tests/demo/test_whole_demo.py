"""The complete demonstration, committed: its size, and that it goes without a trace."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.models import Organization, Person
from core.acting import acting
from core.db.roles import as_owner
from demo.loading.batches import loader_of
from demo.management.commands import demo
from facilities.models import Property
from tests.databases import empty_tables
from workorders.models import WorkOrder

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_the_whole_demonstration_comes_and_goes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(demo, "logins_file", lambda: tmp_path / "demo-logins")
    # The cast that other tests share is committed too.
    empty_tables()
    call_command("demo", "load")
    organization = Organization.objects.get(slug="public-buildings-service")
    with acting(loader_of(organization)):
        assert Property.objects.count() == 4_326
        assert WorkOrder.objects.filter(custom_fields__has_key="source_number").count() == 18_113
        assert WorkOrder.objects.filter(state="duplicate").count() == 859
    Organization.objects.filter(pk=organization.pk).update(is_active=False)
    call_command("demo", "load", "--if-empty")
    assert not Organization.objects.filter(pk=organization.pk).exists()
    loaded = [str(pk) for pk in Organization.objects.values_list("pk", flat=True)]
    call_command("demo", "remove")
    assert not Organization.objects.exists()
    assert not Person.objects.exists()
    with as_owner(connection), connection.cursor() as cursor:
        for table in ("core_change", "core_search"):
            cursor.execute(f"select count(*) from {table} where organization_id = any(%s::uuid[])", [loaded])
            assert cursor.fetchone() == (0,), table
