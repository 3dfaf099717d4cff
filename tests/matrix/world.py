"""What the matrix asks about: one record of every module at an own place, outside the scope, deleted, and abroad.

Everything is made from the declarations of the surfaces, so that a new module is asked about by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.utils import timezone

from accounts.actions.credentials import create_credential
from accounts.copies.actions import request_export as request_copy
from accounts.models import Credential, Membership, Organization, OrganizationCopy, Person, Role
from api.exporting.actions import request_export
from api.exporting.models import Export
from core.acting import acting, set_event
from core.actions.picklists import create_picklist_item
from core.actor import Actor
from core.changes import Change
from core.documents.actions import add_document
from core.documents.models import Document
from core.external_ids import set_external_ids
from core.ids import new_id
from core.imports.actions import upload_import
from core.imports.models import ImportBatch
from core.picklists import PicklistItem
from core.records import Owned, Record
from core.saved_views import SavedView
from core.surfaces import Surface, permissions, surface_named, surfaces
from core.writing import creating, sequence_of
from facilities.actions.leases import Covered
from facilities.models import Property
from integrations.events.envelopes import Envelope
from integrations.events.receiving import receive_event
from integrations.models import Alert, Event, EventType
from notifications.actions.mail import suppress_address
from notifications.models import Mail, MailSuppression, Notification
from tests.cast import Cast, make_person
from workorders.actions.comments import add_comment
from workorders.actions.feeds import create_calendar_feed
from workorders.actions.report_subscriptions import subscribe_to_report
from workorders.models import CalendarFeed, MaintenancePlan, Occurrence, ReportSubscription, WorkOrder

# Words that stand in nobody else's data: whoever reads one has read a record of that place.
CANARIES = {"own": "Kestrel", "outside": "Pangolin", "foreign": "Quokka", "deleted": "Axolotl"}
# Long enough to be found in a page, and a foreign number is never one's own.
OWN_NUMBERS, FOREIGN_NUMBERS = 400_000, 700_000
TARGETS = ("own", "outside", "foreign", "deleted", "random")


@dataclass
class Place:
    """One record of every module around one property, and what hangs on them."""

    name: str
    organization: Organization
    records: dict[str, Record] = field(default_factory=dict)
    document: Document | None = None
    view: SavedView | None = None
    feed: CalendarFeed | None = None
    subscription: ReportSubscription | None = None
    batch: ImportBatch | None = None
    export: Export | None = None
    copy: OrganizationCopy | None = None
    role: Role | None = None
    membership: Membership | None = None
    credential: Credential | None = None
    notification: Notification | None = None
    mail: Mail | None = None
    suppression: MailSuppression | None = None

    @property
    def canary(self) -> str:
        return CANARIES[self.name]

    def word(self, model: type[models.Model]) -> str:
        """What names its record of a model: the canary, unless such records are the whole organization's."""
        is_shared = model.scope_condition.__func__ is Owned.scope_condition.__func__
        return f"Shared {self.name}" if is_shared and self.name == "outside" else self.canary

    def of(self, model: type[models.Model]) -> Any:
        """The place's record of a model."""
        if model is Role:
            return self.role
        return next((one for one in self.records.values() if type(one) is model), None)


@dataclass
class World:
    """The cast, the four places, and further callers: nobody's role, and one that only views."""

    cast: Cast
    places: dict[str, Place]
    idle: Actor
    viewer: Actor


def make_world(cast: Cast) -> World:
    """Fill both organizations."""
    raise_numbers(cast.ana, OWN_NUMBERS)
    raise_numbers(cast.cleo, FOREIGN_NUMBERS)
    own = Place("own", cast.organization)
    own.records = {"portfolio": cast.portfolio, "region": cast.region, "property": cast.tower}
    places = {
        "own": fill(own, cast.ana),
        "outside": fill(Place("outside", cast.organization), cast.ana),
        "foreign": fill(Place("foreign", cast.other), cast.cleo),
        "deleted": fill(Place("deleted", cast.organization), cast.ana),
    }
    delete(places["deleted"], cast.ana)
    idle = make_person(cast.organization, "Ida Idle", ())
    viewing = tuple(name for name in permissions() if name.split(".")[1].startswith("view_"))
    return World(cast, places, idle, make_person(cast.organization, "Willa Viewer", viewing))


def raise_numbers(actor: Actor, last: int) -> None:
    """Let every counter of an organization go on from there."""
    sequences = {sequence_of(surface.model) for surface in surfaces()}
    with acting(actor), connection.cursor() as cursor:
        for sequence in sequences:
            whose = (actor.organization_id, sequence)
            cursor.execute("delete from core_counter where organization_id = %s and sequence = %s", whose)
            cursor.execute("insert into core_counter values (%s, %s, %s)", (*whose, last))


def fill(place: Place, actor: Actor) -> Place:
    """Make what is missing, each module when what it needs is there."""
    system = Actor.system(actor.organization_id)
    with acting(system):
        waiting = [surface for surface in surfaces() if surface.module not in place.records]
        while waiting:
            ready = [surface for surface in waiting if is_ready(surface, place, waiting)]
            assert ready, f"the matrix cannot make: {[surface.module for surface in waiting]}"
            for surface in ready:
                place.records[surface.module] = make_record(surface, place, system)
            waiting = [surface for surface in waiting if surface not in ready]
        for record in place.records.values():
            set_external_ids(record, {"matrix": f"{place.name}-{record.module}"}, actor=system)
    with acting(actor):
        add_comment(place.of(WorkOrder), actor=actor, body=f"Comment {place.canary}", is_internal=False)
        file = SimpleUploadedFile(f"{place.canary}.txt", b"Some plain words.", "text/plain")
        place.document = add_document(place.of(WorkOrder), actor=actor, file=file)
        place.feed, _secret = create_calendar_feed(actor=actor, name=f"Feed {place.canary}", whose="mine")
        place.subscription = subscribe_to_report(actor=actor, report="ageing")
        rows = f"name\n{place.canary}\n".encode()
        place.batch = upload_import(
            surface_named("property"), actor=actor, file=BytesIO(rows), name=f"{place.canary}.csv", size=len(rows)
        )
        filters = {"name": [place.canary]}
        place.export = request_export(surface_named("property"), actor=actor, format="csv", question=filters)
        # An organization has one at a time: those of its other places are over.
        OrganizationCopy.objects.filter(organization=place.organization).update(status="cancelled")
        place.copy = request_copy(place.organization, actor=actor)
        with creating(
            SavedView(surface="property", name=f"View {place.canary}", owner_id=actor.person_id),
            event="saved_view.created",
            actor=actor,
        ) as place.view:
            pass
        place.notification = tell_of(place, actor)
        place.suppression = suppress_address(actor=actor, address=f"{place.canary}@example.org")
        place.mail = Mail.objects.create(
            organization_id=actor.organization_id, to="dana@example.org", kind="request", subject=place.canary
        )
    add_accounts(place, actor)
    return place


def tell_of(place: Place, actor: Actor) -> Notification:
    """Something that the place's maker was told of its work order."""
    order = place.of(WorkOrder)
    change = Change.objects.filter(record_id=order.pk).order_by("-pk").values_list("pk", flat=True)[0]
    return Notification.objects.create(
        organization_id=actor.organization_id,
        person_id=actor.person_id,
        kind="state",
        record_module=order.module,
        record_id=order.pk,
        change_id=change,
        title=f"WO-{order.number} {place.canary}",
        body="moved it on",
        created_at=timezone.now(),
    )


def is_ready(surface: Surface, place: Place, waiting: list[Surface]) -> bool:
    """Whether the modules its record refers to are made; the places themselves come first."""
    absent = {one.model for one in waiting} - {surface.model}
    needs = {
        one.related_model for name in surface.write if (one := surface.model._meta.get_field(name)).is_relation
    } | (set() if surface.module in ("portfolio", "region", "property") else {Property})
    needs |= {MaintenancePlan} if surface.model is Occurrence else set()
    return not absent & needs


def make_record(surface: Surface, place: Place, actor: Actor) -> Record:
    """A record by the module's own action, from what its declaration lets callers write."""
    if surface.module in FOLLOWING:
        return FOLLOWING[surface.module](place)
    assert surface.create, f"{surface.module} cannot be made by an action: teach the matrix"
    values = {}
    more = MORE.get(surface.module, lambda place: {})(place)
    for name in (name for name in surface.write if name not in more):
        value = value_for(surface, surface.model._meta.get_field(name), place)
        if value is not None:
            values[name] = value
    return surface.create(actor=actor, **{**values, **more})


# What a field alone does not tell: through which property a record lies in a scope, and names that must be known.
MORE: dict[str, Callable[[Place], dict[str, Any]]] = {
    "calendar": lambda place: {"monday": "08:00-17:00"},
    # Hours without a price would need a rate card.
    "cost": lambda place: {"unit_cost": Decimal("2.5"), "trade": None},
    "custom_field": lambda place: {"record_module": "property"},
    "event_rule": lambda place: {"type": f"{place.name}.fault"},
    "event_type": lambda place: {"name": f"{place.word(EventType)}.type".replace(" ", ".")},
    "exchange_rate": lambda place: {"currency": "EUR", "valid_from": day_of(place)},
    "lease": lambda place: {"properties": [Covered(property=place.of(Property))]},
    # Its trade would have to stand in the list of trades.
    "maintenance_plan": lambda place: {"rule": "FREQ=MONTHLY", "team": None},
    "rate": lambda place: {"trade": None},
    "webhook": lambda place: {"url": "https://receiver.example/hook", "events": ["work_order.*"]},
    # A team and a vendor do not share an order.
    "work_order": lambda place: {"vendor": None},
    "reporting_group": lambda place: {"properties": [place.of(Property)]},
    # Its category would have to stand in the list of categories.
    "sla_policy": lambda place: {"p1_response": "1 h", "category": None},
    "escalation_rule": lambda place: {"person": anybody_of(place), "category": None},
    "time_entry": lambda place: {"person": anybody_of(place), **hour_of(place)},
    "skill": lambda place: {"person": anybody_of(place), "trade": trade_of(place)},
}


# What no action makes by itself: it comes with another record.
FOLLOWING: dict[str, Callable[[Place], Record]] = {
    "alert": lambda place: alert_at(place),
    "event": lambda place: event_at(place),
    "occurrence": lambda place: Occurrence.objects.get(plan=place.of(MaintenancePlan)),
}


def event_at(place: Place) -> Event:
    """Something that happened at the place's property, as a building system tells it."""
    envelope = Envelope(
        source="bms",
        type=f"{place.canary}.fault",
        event_id=place.name,
        occurred_at=timezone.now(),
        subject_module="property",
        subject_key=str(place.of(Property).pk),
    )
    return receive_event(envelope, actor=Actor.system(place.organization.pk))


def alert_at(place: Place) -> Alert:
    """What a rule told people about the place's property."""
    alert = Alert(title=f"Alarm at {place.canary}", property=place.of(Property))
    with creating(alert, event="alert.raised", actor=Actor.system(place.organization.pk)):
        pass
    return alert


def anybody_of(place: Place) -> Person:
    """A member of the place's organization."""
    membership = Membership.objects.filter(organization=place.organization, person__is_active=True).first()
    assert membership
    return membership.person


def day_of(place: Place) -> date:
    """A day of its own for each place."""
    return date(2026, 1, 2 + TARGETS.index(place.name))


def hour_of(place: Place) -> dict[str, datetime]:
    """An hour of its own for each place: nobody is at two of them at once."""
    start = datetime(2026, 1, 2 + TARGETS.index(place.name), 8, tzinfo=UTC)
    return {"started_at": start, "ended_at": start + timedelta(hours=1)}


def trade_of(place: Place) -> PicklistItem:
    """An entry of the list of trades."""
    actor = Actor.system(place.organization.pk)
    values = {"list": "trade", "code": f"{place.name}_trade", "label": f"{place.word(PicklistItem)} trade"}
    return create_picklist_item(actor=actor, **values)


def value_for(surface: Surface, one: Any, place: Place) -> Any:
    """A value for a field; None leaves it to the model."""
    if one.name == surface.title:
        return text_for(one, place.word(surface.model), surface.module)
    if one.is_relation:
        return None if one.related_model is surface.model else place.of(one.related_model)
    if one.blank or one.has_default():
        return None
    if one.flatchoices:
        return one.flatchoices[0][0]
    return plain_value(one, place.word(surface.model))


def plain_value(one: models.Field, word: str) -> Any:
    match one:
        case models.CharField() | models.TextField():
            return text_for(one, word, one.name)
        case models.BooleanField():
            return False
        case models.DecimalField():
            return Decimal("1.5")
        case models.IntegerField():
            return 1
        case models.DateField():
            return date(2026, 1, 2)
        case models.JSONField():
            return {"word": word}
    raise AssertionError(f"the matrix has no value for {one}")


def text_for(one: models.Field, word: str, name: str) -> str:
    """A name; where the field wants a short code, one that looks like a code."""
    for text in (f"{word} {name}", f"{word}_{name}".lower().replace(" ", "_"), word[:3].upper()):
        try:
            one.run_validators(text)
        except ValidationError:
            continue
        return text
    raise AssertionError(f"the matrix has no text for {one}")


def add_accounts(place: Place, actor: Actor) -> None:
    """A role, a member and a program, for the addresses of the settings."""
    system = Actor.system(actor.organization_id)
    member = make_person(place.organization, f"{place.name.title()} Member", ())
    with acting(system):
        place.membership = Membership.objects.get(person_id=member.person_id)
        place.role = place.membership.role
        place.credential = create_credential(
            actor=system, name=f"{place.name} program", role=place.role, scopes=["properties:read"]
        ).credential


def delete(place: Place, actor: Actor) -> None:
    """Everything of a place deleted, as an action would leave it."""
    with acting(Actor.system(actor.organization_id)), connection.cursor() as cursor:
        set_event("")
        for record in place.records.values():
            cursor.execute(f"update {record._meta.db_table} set deleted_at = now() where id = %s", [record.pk])


def person_of(actor: Actor) -> Person:
    return Person.objects.get(pk=actor.person_id)


def unknown_id() -> UUID:
    """An id that no record has."""
    return new_id()
