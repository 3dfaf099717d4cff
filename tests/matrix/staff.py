"""The admin's addresses, one row of every model of it in either organization, and the staff that asks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.test import Client
from django.utils import timezone

from accounts.models import MembershipPlace, Organization, Person
from core.acting import acting
from core.actor import Actor
from core.changes import Change
from core.documents.models import DocumentVersion
from core.imports.models import ImportProblem
from core.records import Owned
from core.writing import creating
from facilities.models import Property, PropertyAssociation
from integrations.models import RuleEpisode, RuleRun
from notifications.models import MailAttachment, NotificationPreference
from tests.matrix.addresses import all_routes
from tests.matrix.callers import Caller
from tests.matrix.world import Place, World, plain_value, unknown_id
from vendors.models import VendorArea
from workorders.models import TeamPlace

Rows = dict[type[models.Model], Any]


@dataclass(frozen=True)
class StaffAddress:
    """One route of the admin, with the model it is about, if it is about one."""

    route: str
    model: type[models.Model] | None

    @property
    def is_about_a_row(self) -> bool:
        return "<path:object_id>" in self.route

    def to(self, row_id: Any) -> str:
        return "/" + self.route.replace("<path:object_id>", str(row_id))

    def __str__(self) -> str:
        return self.route


def staff_addresses() -> list[StaffAddress]:
    """Every route of the admin, from the URL configuration; the shortcut to a row's page once for each model."""
    return [one for route, _view in all_routes() if route.startswith("admin/") for one in _expand(route)]


def _expand(route: str) -> Iterator[StaffAddress]:
    if "<path:content_type_id>" in route:
        for model in admin.site._registry:
            kind = ContentType.objects.get_for_model(model).pk
            yield StaffAddress(route.replace("<path:content_type_id>", str(kind)), model)
        return
    if "(?P<app_label>" in route:
        yield from (
            StaffAddress(f"admin/{label}/", None) for label in {m._meta.app_label for m in admin.site._registry}
        )
        return
    yield StaffAddress(route.replace("(?P<url>.*)$", "no/such/page"), model_of(route))


def model_of(route: str) -> type[models.Model] | None:
    """The model whose pages lie below admin/<app>/<model>/."""
    named = {f"admin/{one._meta.app_label}/{one._meta.model_name}/": one for one in admin.site._registry}
    return next((model for before, model in named.items() if route.startswith(before)), None)


def rows_of(world: World) -> dict[str, Rows]:
    """One row of every model of the admin, in the organization that is looked at and in the other."""
    return {name: _fill(world.places[name], actor) for name, actor in actors_of(world).items()}


def actors_of(world: World) -> dict[str, Actor]:
    return {"own": world.cast.ana, "foreign": world.cast.cleo}


def _fill(place: Place, actor: Actor) -> Rows:
    system = Actor.system(actor.organization_id)
    rows: Rows = {Organization: place.organization, Person: place.membership.person}
    rows |= {type(record): record for record in place.records.values()}
    with acting(system):
        for model in admin.site._registry:
            if issubclass(model, Owned) and model not in rows:
                rows[model] = model.objects.visible_to(system).last() or make_part(model, rows, place, system)
        rows[Change] = Change.objects.filter(record_id=place.records["property"].pk).first()
    return rows


def make_part(model: type[Owned], rows: Rows, place: Place, actor: Actor) -> Owned:
    """A row without a page of its own: a measured area, a refused line of an import."""
    given = PARTS[model](rows) if model in PARTS else {}
    wanted = (one for one in model._meta.concrete_fields if is_wanted(one) and one.name not in given)
    values = {one.name: part_value(one, rows, place) for one in wanted} | given
    with creating(model(**values), event="matrix.made", actor=actor) as row:
        pass
    return row


def is_wanted(one: models.Field) -> bool:
    is_left_out = one.blank or one.has_default() or (one.null and one.is_relation)
    return not (one.primary_key or is_left_out or one.name == "organization")


def part_value(one: models.Field, rows: Rows, place: Place) -> Any:
    if one.is_relation:
        assert one.related_model in rows, f"{one}: is made later; say in PARTS what it refers to"
        return rows[one.related_model]
    if one.flatchoices:
        return one.flatchoices[0][0]
    if isinstance(one, models.DateTimeField):
        return timezone.now()
    return unknown_id() if isinstance(one, models.UUIDField) else plain_value(one, place.canary)


# What the fields alone do not tell.
PARTS: dict[type[models.Model], Callable[[Rows], dict[str, Any]]] = {
    TeamPlace: lambda rows: {"property": rows[Property]},
    VendorArea: lambda rows: {"property": rows[Property]},
    DocumentVersion: lambda rows: {"file": "documents/matrix.txt"},
    MailAttachment: lambda rows: {"file": "mails/matrix.txt"},
    NotificationPreference: lambda rows: {"person": rows[Person]},
    MembershipPlace: lambda rows: {"kind": "property", "place_id": rows[Property].pk},
    ImportProblem: lambda rows: {"cells": ["Words"]},
    RuleRun: lambda rows: {
        "change_id": 1,
        "record_id": rows[Property].pk,
        "results": [{"do": "update", "module": "property", "id": str(rows[Property].pk), "number": 1}],
        **dict.fromkeys(("finished_at", "next_attempt_at"), timezone.now()),
    },
    RuleEpisode: lambda rows: {
        "occasion": {"change": 1},
        **dict.fromkeys(("acted_at", "ended_at"), timezone.now()),
    },
    PropertyAssociation: lambda rows: {"to_property": Property.objects.exclude(pk=rows[Property].pk).first()},
}


def make_staff(world: World) -> dict[str, Caller]:
    """Staff and an administrator of the platform, members nowhere, who look at the first organization."""
    callers = {}
    for name, is_superuser in (("sam", False), ("root", True)):
        person = Person.objects.create_user(
            f"{name}@platform.example", "x", name=name.title(), is_staff=True, is_superuser=is_superuser
        )
        client = Client(raise_request_exception=False)
        client.force_login(person)
        client.post("/admin/organization/", {"organization": world.cast.organization.slug})
        callers[name] = Caller(name, client, None)
    return callers
