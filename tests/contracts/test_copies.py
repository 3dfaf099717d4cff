"""What travels with an organization: every table that belongs to one, unless a written reason keeps it."""

import re

import pytest
from django.apps import apps
from django.db import models

from accounts.copies.catalogue import Table, all_tables, exported_tables
from accounts.copies.rules import rules
from accounts.models import Person

# Models of no organization, and why nothing of them is lost.
OF_NO_ORGANIZATION = {
    "accounts_organization": "the organization itself: its own table of an export",
    "accounts_person": "people: those whom a row names travel, without what lets them in",
    "accounts_accesstoken": "opens doors here for an hour",
    "accounts_refreshtoken": "unused",
    "accounts_idtoken": "unused",
    "accounts_grant": "unused",
    "oauth2_provider_devicegrant": "unused",
    "django_admin_log": "of platform staff",
    "django_session": "of a browser",
    "django_content_type": "of the installation's code",
    "auth_permission": "of the installation's code",
    "auth_group": "unused",
    "auth_group_permissions": "unused",
    "account_emailaddress": "of a person's sign-in here",
    "account_emailconfirmation": "of a person's sign-in here",
    "mfa_authenticator": "what lets a person in here",
    "usersessions_usersession": "of a browser",
}
TELLING = re.compile(
    r"email|phone|mobile|er_name$|contact|signed|reported_by|sender|address$|recipient|website|lessor|measured_by"
)


def test_every_model_belongs_to_an_organization_or_has_a_written_reason(db: None) -> None:
    tables = {table.name for table in all_tables()}
    others = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} - tables
    assert others == set(OF_NO_ORGANIZATION)


def test_every_model_of_an_organization_travels_or_has_a_written_reason(db: None) -> None:
    owned = {
        model._meta.db_table
        for model in apps.get_models()
        if any(field.column == "organization_id" for field in model._meta.concrete_fields)
    }
    travelling = {table.name for table in exported_tables()}
    assert owned - travelling - set(rules().stays) == set()
    assert not travelling & set(rules().stays)
    assert all(rules().stays.values()) and all(rules().not_in_sandbox.values())


def test_every_rule_names_what_there_is(db: None) -> None:
    tables = {table.name: table for table in all_tables()}
    assert {*rules().stays, *rules().not_in_sandbox} <= tables.keys()
    assert not rules().stays.keys() & rules().not_in_sandbox.keys()
    for place in (*rules().replaced, *rules().made, *rules().invented, *rules().harmless):
        table, _dot, column = place.partition(".")
        assert column in tables[table].names, place


def sounds_personal(table: Table, field: models.Field) -> bool:
    """Whether the name of a column sounds like a person's."""
    # The name of something one may telephone to is somebody's.
    is_somebody = any(re.search("email|phone", name) for name in table.names)
    is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
    telling = TELLING.search(str(field.column)) or (is_somebody and str(field.column).endswith("name"))
    return isinstance(field, models.EmailField) or bool(is_text and telling)


def test_what_tells_who_somebody_is_is_invented_in_a_sandbox(db: None) -> None:
    """A column of a later module that sounds like a person's is told apart here: invented, or harmless and why."""
    known = {model._meta.db_table: model for model in apps.get_models()}
    left_out = {*rules().stays, *rules().not_in_sandbox}
    doubtful = [
        f"{table.name}.{field.column}"
        for table in all_tables()
        for field in (known[table.name]._meta.concrete_fields if table.name in known.keys() - left_out else ())
        if sounds_personal(table, field)
    ]
    assert set(doubtful) - {*rules().invented, *rules().harmless} == set()


def test_whoever_is_named_travels(db: None) -> None:
    """Each reference to a person is known as one, so that nobody is named who is not brought."""
    for table in exported_tables():
        model = next((one for one in apps.get_models() if one._meta.db_table == table.name), None)
        for field in model._meta.concrete_fields if model else ():
            if field.is_relation and field.related_model is Person:
                assert field.column in table.people


@pytest.mark.parametrize("column", ["secret", "password", "token", "hash", "digest", "salt"])
def test_no_secret_travels_unseen(db: None, column: str) -> None:
    seen = {*rules().replaced, "api_auditentry.address_salt", "api_auditentry.address_digest",
            "notifications_notificationschedule.digest", "notifications_notificationschedule.digest_time",
            "notifications_notificationschedule.digest_day"}  # fmt: skip
    found = {f"{table.name}.{name}" for table in exported_tables() for name in table.names if column in name}
    assert found <= seen
