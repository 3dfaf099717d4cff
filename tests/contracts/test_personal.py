"""Whom the rows of a model name is said on the model: of every column that sounds like a person's, and rightly."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from accounts.copies.catalogue import all_tables
from accounts.copies.rules import rules
from accounts.models import Person
from accounts.personal.accounts import KEPT, sign_ins
from accounts.personal.exporting import columns_of
from accounts.personal.finding import Place, owned_models, places, rows_of
from accounts.personal.subjects import Subject
from core.acting import acting
from core.personal import personal_columns, personal_models, redacted_members
from tests.cast import Cast
from tests.contracts.test_copies import sounds_personal

# What is not declared on its model, and why not.
LEFT = {
    "api_auditentry.address": "a network's, and forgotten with the account that called from it",
    "vendors_vendor.website": "of a firm",
}
EACH = pytest.mark.parametrize("place", list(places()), ids=lambda one: f"{one.module}-{one.role}")


def test_each_column_that_sounds_like_a_persons_is_declared(db: None) -> None:
    """A later column is told apart here: named on its model, harmless, or left for a written reason."""
    known = {model._meta.db_table: model for model in apps.get_models()}
    found = {
        f"{table.name}.{field.column}"
        for table in all_tables()
        for field in (known[table.name]._meta.concrete_fields if table.name in known else ())
        if sounds_personal(table, field)
    }
    assert found - {*personal_columns(), *rules().harmless} == LEFT.keys()


def test_each_reference_to_a_person_is_found() -> None:
    """Of every table of an organization, the stamps apart: who made a row is told by the change record."""
    asked = {(place.model, place.named.account) for place in places() if place.named.account}
    for model in owned_models():
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model is Person and field.name not in ("created_by", "updated_by"):
                assert (model, field.name) in asked
    outside = {model for model, _field in sign_ins()} | set(KEPT)
    for model in apps.get_models():
        refers = any(one.is_relation and one.related_model is Person for one in model._meta.concrete_fields)
        assert not refers or model in outside or model in owned_models()


@EACH
def test_what_is_declared_is_there_and_can_be_asked(place: Place, cast: Cast) -> None:
    named = place.named
    assert named.account or named.kinds or named.of
    for name in named.kinds:
        field: Any = place.model._meta.get_field(name)
        assert isinstance(field, models.CharField | models.TextField) and field.column == name
        assert field.max_length is None or field.max_length >= len("Former person 01234567") or name in named.phones
        assert name == named.name or name == named.email or field.blank
    if named.account:
        assert place.model._meta.get_field(named.account).related_model is Person
    somebody = Subject("x", "x@y.example", Person.objects.get(pk=cast.ben.person_id), frozenset({"X Y"}))
    with acting(cast.ana):
        list(rows_of(place, somebody, cast.ana).values(*columns_of(place))[:1])


def test_a_name_alone_goes_with_no_other_column() -> None:
    """Rows that go are told by an account or an address: a namesake's must not go with them."""
    for _model, declared in personal_models():
        for named in declared.named:
            assert not named.goes or ((named.account or named.email) and not named.name)
            assert not named.switches or named.email


def test_texts_in_which_a_name_may_stand_are_texts(db: None) -> None:
    for model, declared in personal_models():
        for name in declared.traces:
            field = model._meta.get_field(name)
            assert isinstance(field, models.CharField | models.TextField | models.JSONField)
            # The change record holds texts only, as far as they may be redacted there.
            assert not (isinstance(field, models.JSONField) and is_recorded(model))


def is_recorded(model: type[models.Model]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select from pg_trigger where tgname = 'change_update' and tgrelid = %s::regclass)",
            [model._meta.db_table],
        )
        return bool(cursor.fetchone()[0])


def test_the_database_knows_what_may_be_redacted(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select module, name from core_redacted_member")
        assert set(cursor.fetchall()) == redacted_members()
