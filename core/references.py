"""What refers to a record: named to whoever would delete it, found from the models' own references."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.db.models import Model
from django.utils.translation import gettext as _

from core.actor import Actor
from core.db.operations import is_owned_reference
from core.errors import RuleBroken
from core.querysets import OwnedQuerySet
from core.records import Owned, Record

NAMED = 20


@dataclass(frozen=True, slots=True)
class References:
    """The records of one module that refer to another record by one field."""

    module: str
    label: str
    field: str
    count: int
    named: tuple[tuple[str, str], ...]  # id and what people call it, the first twenty

    def as_data(self) -> dict[str, object]:
        """As a problem document carries it."""
        named = [{"id": key, "name": name} for key, name in self.named]
        return {"module": self.module, "field": self.field, "count": self.count, "records": named}


def references_to(record: Owned, *, actor: Actor) -> list[References]:
    """Every kind of record that refers to this one, as far as `actor` may see them. Parts of it do not count."""
    found = [(field, _rows(record, field).visible_to(actor)) for field in _referring_fields(type(record))]
    counted = [(field, rows, rows.count()) for field, rows in found]
    return [_named(field, rows, count) for field, rows, count in counted if count]


def refuse_if_referred_to(record: Owned, *, actor: Actor) -> None:
    """Refuse a deletion while anything refers to the record: what the actor may see is named, the rest is not."""
    if not any(_rows(record, field).exists() for field in _referring_fields(type(record))):
        return
    visible = references_to(record, actor=actor)
    if visible:
        listed = ", ".join(f"{one.count} {one.label}" for one in visible)
        message = _("Other records refer to this one: %(records)s.") % {"records": listed}
    else:
        message = _("Other records refer to this one.")
    raise RuleBroken("", "in-use", message, status=409, extra={"references": [one.as_data() for one in visible]})


def _referring_fields(model: type[Model]) -> Iterator[models.ForeignKey]:
    """Owned references to the model. One that cascades belongs to a part of the record, which goes with it."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and isinstance(relation, models.ManyToOneRel)):
            continue
        if is_owned_reference(relation.field) and relation.on_delete is not models.CASCADE:
            yield relation.field


def _rows(record: Owned, field: models.ForeignKey) -> OwnedQuerySet:
    """What keeps the record: living rows; for one that goes for good also hidden ones, which could come back."""
    model = _owned(field)
    rows = model.objects.filter(organization_id=record.organization_id, **{field.attname: record.pk})
    return rows.filter(**model.alive) if isinstance(record, Record) else rows


def _owned(field: models.ForeignKey) -> type[Owned]:
    """The model that has the field: only what an organization owns has owned references."""
    assert issubclass(field.model, Owned)
    return field.model


def _named(field: models.ForeignKey, rows: OwnedQuerySet, count: int) -> References:
    model = _owned(field)
    label = str(model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural)
    named = tuple((str(row.pk), str(row)) for row in rows.order_by("pk")[:NAMED])
    return References(model.module, label, field.name, count, named)
