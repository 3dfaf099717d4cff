"""Tenancy has two locks. These tests go past the first on purpose and must be stopped by the second."""

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction

from core.acting import OtherOrganization, acting
from core.changes import Change
from core.db.operations import is_owned_reference
from core.errors import NotVisible, RuleBroken
from facilities.actions.properties import create_property, update_property
from facilities.models import Property
from tests.cast import Cast


def test_each_actor_sees_its_own_organization_and_scope(cast: Cast) -> None:
    with acting(cast.ana):
        assert set(Property.objects.visible_to(cast.ana)) == {cast.tower, cast.annex}
        assert set(Property.objects.visible_to(cast.ben)) == {cast.tower}
        with pytest.raises(NotVisible):
            Property.objects.all().get_visible(cast.ben, pk=cast.annex.pk)
    with acting(cast.cleo):
        assert set(Property.objects.visible_to(cast.cleo)) == {cast.elsewhere}


def test_without_acting_every_table_of_an_organization_is_empty(cast: Cast) -> None:
    tables = tables_with_an_organization()
    assert "facilities_property" in tables and "core_change" in tables
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"select count(*) from {table}")
            assert cursor.fetchone() == (0,), table


def test_every_reference_to_a_record_has_a_key_with_the_organization(db: None) -> None:
    """Also those that a table got later, by `GuardReference`."""
    wanted = {
        f"fk_{model._meta.db_table}_{one.column}"
        for model in apps.get_models()
        for one in model._meta.local_fields
        if is_owned_reference(one)
    }
    with connection.cursor() as cursor:
        cursor.execute("select conname from pg_constraint where contype = 'f' and array_length(conkey, 1) = 2")
        # PostgreSQL cuts names after 63 bytes.
        found = {name for (name,) in cursor.fetchall()}
    assert len(wanted) > 50 and {name[:63] for name in wanted} <= found


def test_the_second_lock_holds_where_the_first_is_passed(cast: Cast) -> None:
    with acting(cast.cleo):
        assert set(Property._base_manager.all()) == {cast.elsewhere}
        assert Property._base_manager.filter(pk=cast.tower.pk).update(name="Taken") == 0
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from core_search_visible where module = 'property'")
            assert cursor.fetchone() == (1,)


def test_a_raw_update_outside_acting_is_refused(cast: Cast) -> None:
    with pytest.raises(DatabaseError, match="outside acting"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update facilities_property set name = 'x'")


@pytest.mark.parametrize(
    "statement",
    [
        "alter table facilities_property disable row level security",
        "alter table facilities_property disable trigger all",
        "truncate facilities_property cascade",
        "insert into core_change (at) values (now())",
        "delete from core_change",
        "select * from core_search",
        "set session_replication_role = replica",
    ],
)
def test_the_application_may_not_lift_a_guard(cast: Cast, statement: str) -> None:
    with pytest.raises(DatabaseError, match="must be owner|permission denied"):
        with acting(cast.ana), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_reference_across_organizations_is_refused_by_rule_and_by_database(cast: Cast) -> None:
    with acting(cast.cleo), pytest.raises(RuleBroken) as refused:
        update_property(cast.elsewhere, actor=cast.cleo, portfolio_id=cast.portfolio.pk)
    assert refused.value.problems[0].code == "unknown-reference"
    with pytest.raises(IntegrityError, match="fk_facilities_property_portfolio_id"), acting(cast.cleo):
        with connection.cursor() as cursor:
            cursor.execute("update facilities_property set portfolio_id = %s", [cast.portfolio.pk])
            cursor.execute("set constraints all immediate")


def test_entering_another_organization_inside_a_transaction_is_refused(cast: Cast) -> None:
    with acting(cast.ana), pytest.raises(OtherOrganization), acting(cast.cleo):
        pass


def test_leaving_a_nested_acting_puts_the_outer_settings_back(cast: Cast) -> None:
    with acting(cast.ana):
        with acting(cast.ben):
            pass
        create_property(actor=cast.ana, name="Third", portfolio=cast.portfolio)
        assert Change.objects.order_by("-id").first().actor_id == cast.ana.person_id


def tables_with_an_organization() -> list[str]:
    """Every table of the database with an organization, the written exemptions apart."""
    from core.checks import EXEMPT

    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.columns where column_name = 'organization_id'"
            " and table_schema = 'public' and table_name <> all (%s)",
            [[*EXEMPT, "core_search"]],
        )
        found = [name for (name,) in cursor.fetchall()]
    assert {m._meta.db_table for m in apps.get_models() if hasattr(m, "organization_id")} - set(EXEMPT) <= set(found)
    return found
