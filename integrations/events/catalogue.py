"""The types of events that every organization knows from the beginning."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

Schema = dict[str, Any]
TEXT: Schema = {"type": "string", "maxLength": 1000}
NUMBER: Schema = {"type": "number"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
DAY: Schema = {"type": "string", "format": "date"}
AMOUNT: Schema = {"type": ["string", "number"]}
CURRENCY: Schema = {"type": "string", "minLength": 3, "maxLength": 3}


def of(*required: str, **properties: Schema) -> Schema:
    """A schema of an object; what else a source sends is kept too."""
    return {"type": "object", "properties": properties, "required": list(required)}


@dataclass(frozen=True)
class StandardType:
    """One type of the catalogue."""

    name: str
    description: Any
    schema: Schema
    example: dict[str, Any] = field(default_factory=dict)


STANDARD = (
    StandardType(
        "sensor.reading",
        _("What a sensor or meter shows."),
        of("value", value=NUMBER, unit=TEXT, sensor=TEXT),
        {"value": 21.4, "unit": "°C", "sensor": "T-4.12"},
    ),
    StandardType(
        "sensor.threshold",
        _("A value has passed the limit that its building system knows."),
        of("value", value=NUMBER, limit=NUMBER, unit=TEXT, sensor=TEXT),
        {"value": 31.5, "limit": 30, "unit": "°C", "sensor": "T-4.12"},
    ),
    StandardType(
        "equipment.fault",
        _("A machine or plant reports a fault."),
        of(code=TEXT, message=TEXT, severity={"enum": ["low", "medium", "high", "critical"]}, value=NUMBER),
        {"code": "E17", "message": "Supply fan tripped", "severity": "high"},
    ),
    StandardType(
        "equipment.restored",
        _("A fault is over."),
        of(code=TEXT, message=TEXT),
        {"code": "E17", "message": "Supply fan running"},
    ),
    StandardType(
        "access.denied",
        _("Somebody was refused at a door."),
        of("door", door=TEXT, badge=TEXT, reason=TEXT),
        {"door": "Loading dock", "reason": "Badge expired"},
    ),
    StandardType(
        "access.forced_door",
        _("A door was forced or held open."),
        of("door", door=TEXT, message=TEXT),
        {"door": "Roof stairs", "message": "Forced open"},
    ),
    StandardType(
        "security.alarm",
        _("An intruder, panic or fire alarm."),
        of("zone", zone=TEXT, kind=TEXT, message=TEXT),
        {"zone": "Lobby", "kind": "panic", "message": "Panic button pressed"},
    ),
    StandardType(
        "workorder.updated",
        _("A maintenance system has changed a job that Atrium knows."),
        of(status=TEXT, title=TEXT, description=TEXT, note=TEXT),
        {"status": "in progress", "note": "Part ordered"},
    ),
    StandardType(
        "invoice.approved",
        _("The accounting system has approved an invoice."),
        of("invoice", invoice=TEXT, amount=AMOUNT, currency=CURRENCY, approved_on=DAY),
        {"invoice": "2027-0815", "amount": "1250.00", "currency": "USD", "approved_on": "2027-01-14"},
    ),
    StandardType(
        "payment.issued",
        _("The accounting system has paid."),
        of("payment", payment=TEXT, invoice=TEXT, amount=AMOUNT, currency=CURRENCY, paid_on=DAY),
        {"payment": "P-77", "invoice": "2027-0815", "amount": "1250.00", "currency": "USD", "paid_on": "2027-01-20"},
    ),
    StandardType(
        "compliance.due",
        _("Something that the law or a contract asks for is due."),
        of("what", what=TEXT, due_on=DAY),
        {"what": "Annual lift inspection", "due_on": "2027-02-01"},
    ),
    StandardType(
        "certificate.expired",
        _("A certificate is no longer valid."),
        of("certificate", certificate=TEXT, holder=TEXT, expired_on=DAY),
        {"certificate": "Boiler permit", "holder": "Tower", "expired_on": "2027-01-31"},
    ),
    StandardType(
        "lease.changed",
        _("The lease system has changed a lease."),
        of(lease=TEXT, change=TEXT, effective_on=DAY, at=MOMENT),
        {"lease": "L-12", "change": "Extended", "effective_on": "2027-04-01"},
    ),
)
