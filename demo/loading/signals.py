"""What building systems tell of Ben's building, and the rules that say what follows: invented as a whole."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.choices import RoleTemplate
from accounts.models import Organization, Role
from core.acting import acting
from core.actor import Actor
from core.external_ids import set_external_ids
from core.records import Record
from demo.accounts import BENS_BUILDING
from demo.loading.batches import loader_of
from demo.loading.hierarchy import Hierarchy
from facilities.models import Equipment
from integrations.events.envelopes import Envelope
from integrations.events.receiving import receive_event
from integrations.rules.actions import create_event_rule
from integrations.rules.taking import take_events

URGENCY = {"from": "data.severity", "map": {"critical": "now", "high": "today"}, "else": "week"}
FAULT = {"title": "{record.name}: {data.message}", "description": "Code {data.code}", "urgency": URGENCY}
HOT = {"title": "{record.name}: supply air at {data.value} °C", "urgency": "today"}
FAULTS = (
    {"message": "supply fan tripped", "severity": "high"},
    {"message": "filter clogged", "severity": "low"},
)
MACHINES = 3


@dataclass(frozen=True, slots=True)
class Told:
    """One event: what kind, about which record, how many minutes ago, with which data."""

    type: str
    about: Record | None
    minutes_ago: int
    data: dict[str, Any]
    key: str = ""


def load_signals(hierarchy: Hierarchy, organization: Organization) -> dict[str, int]:
    """The rules, the events, and what the rules made of them."""
    place = hierarchy.properties.get(BENS_BUILDING)
    if place is None:
        return {}
    actor = replace(loader_of(organization), time_zone=organization.time_zone)
    with acting(actor):
        machines = list(Equipment.objects.visible_to(actor).filter(property=place).order_by("number")[:MACHINES])
        for number, machine in enumerate(machines, 1):
            set_external_ids(machine, {"bms": f"AHU-{number}"}, actor=actor)
        rules = load_rules(actor)
        told = what_was_told(place, machines)
        for number, one in enumerate(told):
            receive_event(envelope_of(one, number), actor=actor)
    take_events(actor)
    return {"rules": rules, "events": len(told)}


def load_rules(actor: Actor) -> int:
    """A handful of rules as a building's manager would write them."""
    roles = Role.objects.filter(organization_id=actor.organization_id)
    acts_as = roles.get(template=RoleTemplate.ADMINISTRATOR)
    told = [roles.get(template=RoleTemplate.PROPERTY_MANAGER).name]
    rows = rules_of(told)
    for order, values in enumerate(rows, 1):
        create_event_rule(actor=actor, role=acts_as, order=order * 10, **values)
    return len(rows)


def rules_of(told: list[str]) -> list[dict[str, Any]]:
    """What the rules say."""
    forced = {"do": "alert", "title": "{data.door} was forced open", "severity": "danger", "roles": told}
    return [
        {
            "name": "A plant reports a fault",
            "type": "equipment.fault",
            "record_module": "equipment",
            "actions": [{"do": "create", "module": "work_order", "values": FAULT}],
        },
        {
            "name": "Supply air stays too warm",
            "type": "sensor.reading",
            "record_module": "equipment",
            "measure": "data.value",
            "above": 27,
            "clear": 25,
            "for_minutes": 20,
            "one_open": True,
            "actions": [{"do": "create", "module": "work_order", "values": HOT}],
        },
        {
            "name": "A door is forced open",
            "type": "access.forced_door",
            "record_module": "property",
            "actions": [forced, {"do": "task", "title": "Look at the door: {data.door}", "due": "+2h"}],
        },
        {
            "name": "A permit has run out",
            "type": "certificate.expired",
            "record_module": "property",
            "actions": [{"do": "task", "title": "Renew {data.certificate}", "due": "+14d"}],
        },
        {
            "name": "Critical work that nobody has taken",
            "when": "schedule",
            "every": "hour",
            "at": "00:10",
            "record_module": "work_order",
            "condition": "priority = P1 and state = open and reported_at > -2d",
            "actions": [{"do": "alert", "title": "Nobody has taken: {record.title}", "roles": told}],
        },
        {
            "name": "Critical work is closed",
            "when": "change",
            "type": "work_order.closed",
            "condition": "priority = P1",
            "actions": [{"do": "alert", "title": "Closed: {record.title}", "severity": "info", "roles": told}],
        },
    ]


def what_was_told(place: Record, machines: list[Equipment]) -> list[Told]:
    """The events of a few days."""
    day = 24 * 60
    faults = [
        Told("equipment.fault", machine, day * (number + 1), {"code": f"E{17 + number}", **data})
        for number, (machine, data) in enumerate(zip(machines, FAULTS, strict=False))
    ]
    warm = [
        Told("sensor.reading", machines[-1], ago, {"value": value, "unit": "°C"})
        for ago, value in ((90, 24.1), (75, 27.6), (60, 28.2), (45, 28.9), (30, 28.4))
        if machines
    ]
    return [
        *faults,
        *warm,
        Told("access.forced_door", place, 200, {"door": "Loading dock", "message": "Held open for 4 minutes"}),
        Told("certificate.expired", place, day * 3, {"certificate": "Boiler permit", "expired_on": "2026-11-01"}),
        Told("elevator.trapped", place, day * 2, {"car": 2}),
        Told("equipment.fault", None, 15, {"code": "E40", "message": "no flow", "severity": "high"}, "bms:CHW-P9"),
    ]


def envelope_of(one: Told, number: int) -> Envelope:
    """The event as its system sends it."""
    return Envelope(
        source="bms.chicago",
        type=one.type,
        event_id=f"demo-{number}",
        occurred_at=timezone.now() - timedelta(minutes=one.minutes_ago),
        subject_module=one.about.module if one.about else "equipment",
        subject_key=str(one.about.pk) if one.about else one.key,
        data=one.data,
    )
