"""A row in every table that travels, so that none is forgotten: those that the world does not fill are made up here."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction

from accounts.copies.catalogue import exported_tables
from accounts.models import Organization, Person
from core.acting import acting, set_event
from core.actor import Actor
from core.changes import Change
from core.ids import new_id

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
# What a table's rules want of its columns together.
GIVEN = {
    "notifications_notificationpreference.role": None,
    "workorders_slaentry.starts_at": None,
}


def fill_every_table(organization: Organization) -> None:
    """Give every empty table a row, as bulk writes do."""
    system = Actor.system(organization.pk)
    known = {model._meta.db_table: model for model in apps.get_models()}
    with acting(system):
        set_event("made.up")
        empty = [known[table.name] for table in exported_tables() if table.name in known]
        empty = [model for model in empty if not model._base_manager.filter(organization=organization).exists()]
        while empty:
            made = [model for model in empty if is_made(model, organization)]
            assert made, f"no row can be made up for {empty}"
            empty = [model for model in empty if model not in made]
        set_event("")


def is_made(model: type[models.Model], organization: Organization) -> bool:
    """Whether a row could be made up, since what it refers to is there."""
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.name == "id":
            continue
        place = f"{model._meta.db_table}.{field.name}"
        if place in GIVEN:
            values[str(field.name)] = GIVEN[place]
        elif field.name == "organization":
            values["organization_id"] = organization.pk
        elif field.is_relation:
            target: Any = field.related_model
            rows = target._base_manager.filter(memberships__organization=organization) if target is Person else (
                target._base_manager.filter(organization=organization))  # fmt: skip
            # Two references to one kind name two rows.
            found = rows.exclude(pk__in=[one for one in values.values() if isinstance(one, UUID)]).values_list(
                "pk", flat=True
            )
            places = {"property", "region", "space", "equipment"}
            skip = field.null and field.name in places and any(values.get(f"{p}_id") for p in places)
            values[str(field.attname)] = (
                None if skip or (field.null and target is model) else found.order_by("pk").first()
            )
            if values[str(field.attname)] is None and not field.null:
                return False
        else:
            values[str(field.name)] = made_up(field, organization)
    with transaction.atomic():
        model._base_manager.bulk_create([model(**values)])
    return True


def made_up(field: models.Field, organization: Organization) -> Any:
    if field.name == "change_id":
        return Change.objects.filter(organization=organization).values_list("pk", flat=True).first()
    if field.flatchoices:
        return field.flatchoices[0][0]
    if isinstance(field, models.FileField):
        return default_storage.save(f"{organization.pk}/2026/01/{new_id()}.txt", ContentFile(b"Made up"))
    match field:
        case ArrayField():
            return []
        case models.JSONField():
            return {"person": str(organization.pk), "mail": "dana.diaz@lakeside.example"}
        case models.BinaryField():
            return b"\x00\xff"
        case models.BooleanField():
            return True
        case models.UUIDField():
            return new_id()
        case models.EmailField():
            return "dana.diaz@lakeside.example"
        case models.DecimalField():
            return Decimal("1.5")
        case models.IntegerField():
            return 1
        case models.FloatField():
            return 0.1
        case models.DateTimeField():
            return NOON
        case models.DateField():
            return date(2026, 3, 4)
        case models.TimeField():
            return time(8, 30)
        case models.DurationField():
            return NOON - NOON
    return 'Made "up",\n\tÄ\\.'[: field.max_length]
