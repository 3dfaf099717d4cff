"""What every surface must keep, asked of each from its declaration alone."""

import inspect
import re
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.models import ForeignKey
from django.urls import resolve

from core.db.operations import is_owned_reference
from core.query import build_fields
from core.query.fields import indexed_columns
from core.records import Owned, Record
from core.surfaces import Surface, surfaces

ROOT = Path(__file__).resolve().parents[2]
EACH = pytest.mark.parametrize("surface", surfaces(), ids=lambda surface: surface.module)

# Parts of other records, and bookkeeping: reached through what they belong to, never a list of their own.
WITHOUT_SURFACE = {
    "accounts.Credential": "managed on the settings pages; its secret is shown once",
    "accounts.Membership": "managed on the settings pages",
    "accounts.MembershipPlace": "part of a membership",
    "accounts.OrganizationCopy": "on the settings pages, for who may export or keep the sandbox",
    "accounts.Erasure": "on the settings pages, for who may export or erase a person",
    "accounts.Role": "managed on the settings pages",
    "accounts.CredentialUse": "bookkeeping",
    "api.Export": "has an address and a page of its own, for who asked for it",
    "core.Document": "read by the right to its records, and gone with the last: has a list and pages of its own",
    "core.DocumentLink": "part of a document",
    "core.DocumentVersion": "part of a document",
    "core.ExternalId": "part of each record",
    "core.ImportBatch": "has pages of its own, below each list",
    "core.ImportProblem": "part of an import",
    "core.SavedView": "part of each list",
    "facilities.EquipmentServes": "part of equipment",
    "facilities.LeaseProperty": "part of a lease",
    "facilities.OwnershipShare": "part of a property",
    "facilities.PropertyArea": "part of a property",
    "facilities.PropertyAssociation": "part of a property",
    "facilities.ReportingGroupMember": "part of a reporting group",
    "vendors.VendorArea": "part of a vendor",
    "vendors.VendorPerson": "part of a vendor",
    "vendors.VendorTrade": "part of a vendor",
    "workorders.CalendarClosure": "part of a calendar",
    "workorders.CalendarVersion": "what a calendar said at a time, kept with it",
    "integrations.RuleEpisode": "part of a rule",
    "integrations.RuleRun": "part of a rule, and of the event that set it off",
    "integrations.WebhookAttempt": "part of a webhook",
    "integrations.WebhookDelivery": "part of a webhook",
    "integrations.WebhookReplay": "shown on the webhook whose changes it sends again",
    "notifications.Follow": "part of each record",
    "notifications.InboundMail": "what became of an answer by mail, kept so that it is taken once",
    "notifications.Mail": "has a log among the settings",
    "notifications.MailAttachment": "part of a letter",
    "notifications.MailSuppression": "managed on the settings pages",
    "notifications.Notification": "has pages of its own, for the person it belongs to",
    "notifications.NotificationPreference": "managed on the pages of notifications",
    "notifications.NotificationSchedule": "managed on the pages of notifications",
    "workorders.CalendarFeed": "on a page of its own below the calendar; its secret is shown once",
    "workorders.Comment": "part of a work order",
    "workorders.Escalation": "part of a work order",
    "workorders.EscalationStep": "what an escalation rule has still to tell",
    "workorders.MeterReading": "part of a meter",
    "workorders.PlanTarget": "part of a maintenance plan",
    "workorders.PropertyCalendar": "part of a calendar",
    "workorders.Recomputation": "shown on the calendar or policy whose change asked for it",
    "workorders.ReportSubscription": "on a page of its own below the reports, for the person it belongs to",
    "workorders.SlaClock": "part of a work order, explained on its page",
    "workorders.SlaEntry": "the ledger of a work order's clocks, explained on its page",
    "workorders.SlaVersion": "what a policy promised at a time, shown with it",
    "workorders.TeamMember": "part of a team",
    "workorders.TeamPlace": "part of a team",
    "workorders.TeamTrade": "part of a team",
    "workorders.AffectedPerson": "part of a request",
    "workorders.RequestComment": "part of a request",
    "workorders.Transition": "part of a work order",
}


def test_every_model_of_an_organization_has_a_surface_or_a_written_reason() -> None:
    with_surface = {surface.model._meta.label for surface in surfaces()}
    owned = {model._meta.label for model in apps.get_models() if issubclass(model, Owned)}
    assert owned - with_surface - set(WITHOUT_SURFACE) == set()
    assert with_surface & set(WITHOUT_SURFACE) == set()


@EACH
def test_every_name_in_a_declaration_is_a_field(surface: Surface) -> None:
    asked = {*surface.columns, *surface.filters, *surface.ordering}
    assert set(build_fields(surface.model, sorted(asked))) == asked
    fields = {field.name for field in surface.model._meta.get_fields()}
    assert {*surface.form, *surface.imports, *surface.read, *surface.write, *surface.bulk, *surface.search} <= fields
    assert set(surface.default_columns) <= set(surface.columns)
    assert surface.default_ordering[0].lstrip("-") in surface.ordering
    assert set(surface.bulk) <= set(surface.write)


@EACH
def test_an_index_serves_every_offered_order(surface: Surface) -> None:
    assert set(surface.ordering) <= indexed_columns(surface.model)


@EACH
def test_nothing_the_database_or_an_action_keeps_can_be_written(surface: Surface) -> None:
    kept = {"id", "organization", "number", "version", "created_at", "created_by", "updated_at", "updated_by"}
    kept |= {"path", "archived_at", "deleted_at", "touched_at"}
    fixed = {field.name for field in surface.model._meta.get_fields() if not getattr(field, "editable", True)}
    assert not (kept | fixed) & {*surface.write, *surface.form, *surface.bulk}


@EACH
def test_actions_take_the_actor_by_name_and_say_their_rule(surface: Surface) -> None:
    functions = [surface.create, surface.update, surface.delete, *(action.run for action in surface.actions)]
    for function in filter(None, functions):
        actor = inspect.signature(function).parameters["actor"]
        assert actor.kind is inspect.Parameter.KEYWORD_ONLY, function
        assert actor.default is inspect.Parameter.empty, function
        assert inspect.getdoc(function), function


@EACH
def test_the_search_trigger_reads_what_the_declaration_says(surface: Surface, db: None) -> None:
    function = f"{surface.model._meta.db_table}_search"
    with connection.cursor() as cursor:
        cursor.execute("select prosrc from pg_proc where proname = %s", [function])
        found = cursor.fetchone()
    body = found[0] if found else ""
    read = set(re.findall(r"\bn\.(\w+)", body)) - {"organization_id", "id", "custom_fields"}
    assert read == set(surface.search)
    assert not surface.search or f"'{surface.module}'" in body


def test_modules_addresses_and_prefixes_are_given_once() -> None:
    for name in ("module", "slug", "prefix"):
        names = [getattr(surface, name) for surface in surfaces()]
        assert len(set(names)) == len(names), name


# Bookkeeping whose every write would only fill the change record: under the policy, and in no history.
UNRECORDED = {
    "core.ImportProblem",
    "notifications.Notification",
    # Computed from moves and promises; what was done to a clock stands in its ledger, whose lines are never changed.
    "workorders.SlaClock",
    "workorders.SlaEntry",
    # What escalation rules have still to tell; what was told is recorded.
    "workorders.EscalationStep",
    # What a rule did is said by the changes it made; these are its log.
    "integrations.RuleEpisode",
    "integrations.RuleRun",
    # Told of changes, one row or more for each: recorded, they would be changes themselves, without end.
    "integrations.WebhookAttempt",
    "integrations.WebhookDelivery",
    "integrations.WebhookReplay",
    "notifications.InboundMail",
    "notifications.Mail",
    "notifications.MailAttachment",
}


def test_every_owned_table_is_guarded(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select tgrelid::regclass::text, tgname from pg_trigger where not tgisinternal")
        triggers = set(cursor.fetchall())
        cursor.execute("select conname from pg_constraint where contype = 'f'")
        keys = {name for (name,) in cursor.fetchall()}
        cursor.execute("select relname from pg_class where relrowsecurity")
        policies = {name for (name,) in cursor.fetchall()}
    for model in (model for model in apps.get_models() if issubclass(model, Owned)):
        table = model._meta.db_table
        assert table in policies, table
        for trigger in ("stamp", "change_insert", "change_update", "change_delete"):
            if model._meta.label in UNRECORDED:
                continue
            assert (table, trigger) in triggers, (table, trigger)
        for field in model._meta.local_fields:
            if isinstance(field, ForeignKey) and issubclass(field.related_model, Owned):
                assert is_owned_reference(field), field
                assert f"fk_{table}_{field.column}"[:63] in keys, field


def test_every_record_has_its_own_number_per_organization() -> None:
    for model in (model for model in apps.get_models() if issubclass(model, Record)):
        unique = [tuple(getattr(one, "fields", ())) for one in model._meta.constraints]
        assert ("organization", "number") in unique, model


def test_the_committed_description_is_the_present_one() -> None:
    output = StringIO()
    call_command("describe", "--all", stdout=output)
    committed = (ROOT / "docs" / "modules.md").read_text()
    assert output.getvalue() == committed, "run: manage.py describe --all > docs/modules.md"


@EACH
def test_a_record_shows_what_its_list_can(surface: Surface) -> None:
    """Facts that a list has as columns stand on the record's page too, where the module has no page of its own."""
    if resolve(f"/lakeside/{surface.slug}/1/").url_name != "record":
        return
    shown = {name for _label, names in surface.groups or (("", surface.form),) for name in names}
    # In the head of the page or below the facts, or told by another: a sum's currency by the sum.
    elsewhere = {"number", surface.title, "state", "status", "created_at", "updated_at"}
    elsewhere |= set(surface.model.currencies.values())
    own = {name for name in surface.columns if "." not in name}
    assert own <= shown | elsewhere
