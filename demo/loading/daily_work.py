"""Who does the work, what it costs, what is planned and what occupants report: invented, as no source tells of it.

Everything here is made by the actions that people use, in the buildings of Chicago that have interiors.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from accounts.models import Organization, Person
from core.acting import acting
from core.actor import Actor
from core.picklists import PicklistItem
from demo.accounts import BENS_BUILDING
from demo.links import draw
from demo.loading.batches import loader_of
from demo.loading.hierarchy import Hierarchy
from demo.loading.open_work import Crew, load_open_work
from demo.loading.past_work import WEEKS, live_through, load_returns
from facilities.models import Equipment, Property
from vendors.actions.contacts import create_vendor_contact
from vendors.actions.rates import create_rate
from vendors.actions.vendors import add_vendor_trade, create_vendor
from vendors.choices import LabourKind
from vendors.models import Vendor
from workorders.actions.category_rules import create_category_rule
from workorders.actions.costs import create_cost
from workorders.actions.meters import create_meter, read_meter
from workorders.actions.plans import create_maintenance_plan
from workorders.actions.request_links import create_request_link
from workorders.actions.requests import accept_request, create_request, decline_request
from workorders.actions.teams import add_team_member, create_team
from workorders.choices import State
from workorders.costs.choices import CostKind, CostStage
from workorders.models import Team, WorkOrder
from workorders.plan_choices import Mode, Trigger

# Name, city, regular rate of an hour, who takes the calls. Names and numbers (555-01xx) belong to nobody.
VENDORS = (
    ("Lakefront Mechanical", "Chicago", "118.00", "Nora Novak"),
    ("Prairie Waste and Recycling", "Cicero", "74.00", "Tomas Tran"),
    ("Loop Elevator Service", "Chicago", "162.00", "Hugo Hall"),
    ("Cook County Pest Control", "Oak Park", "88.00", "Mina Mori"),
    ("Union Station Electric", "Chicago", "131.00", "Sven Stone"),
)
# Category, name, and what its work asks for before it is completed.
CATEGORY_RULES = (
    ("Standing water", "Standing water is shown to be gone", {"needs_photo": True, "needs_resolution": True}),
    ("Construction Site Cleanliness/Fence", "Fences are signed for on site", {"needs_signature": True}),
)
OWN_RATE = Decimal("46.50")
DEARER = {LabourKind.OVERTIME: Decimal("1.5"), LabourKind.AFTER_HOURS: Decimal("1.75"), LabourKind.HOLIDAY: Decimal(2)}
# Title, rule, next date, checklist.
PLANS = (
    ("Fire extinguishers: monthly look", "FREQ=MONTHLY;BYDAY=1MO", Mode.FIXED, "In place\nSeal whole\nGauge in green"),
    ("Emergency lights: monthly test", "FREQ=MONTHLY;BYMONTHDAY=15", Mode.FIXED, "Lit for 30 seconds\nFaults noted"),
    ("Air handlers: quarterly service", "FREQ=MONTHLY;INTERVAL=3", Mode.FLOATING, "Filters\nBelts\nDrain pan"),
    ("Elevators: yearly inspection", "FREQ=YEARLY;BYMONTH=9;BYDAY=3TU", Mode.FIXED, "Certificate posted"),
    ("Roof and drains: half-yearly walk", "FREQ=MONTHLY;INTERVAL=6", Mode.FLOATING, "Drains clear\nFlashing\nPonding"),
)  # fmt: skip
REPORTS = (
    ("Water drips from the ceiling", "By the window, a bucket stands below it.", "Ines Ibarra"),
    ("Too cold since this morning", "The thermostat shows 16 degrees.", "Paul Pham"),
    ("Door does not close", "The closer hisses and the door stays ajar.", "Rosa Reyes"),
    ("Light flickers over the reception", "It began last week.", "Omar Osei"),
    ("A new coat of paint, please", "The wall behind my desk is grey.", "Greta Grant"),
    ("Smell of gas near the kitchen", "Faint, but there.", "Ines Ibarra"),
)
BOOKED, BACK = 160, timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Desk:
    """What the rows below are made with."""

    organization: Organization
    actor: Actor
    today: date
    trades: Sequence[PicklistItem]


def load_daily_work(
    hierarchy: Hierarchy, people: dict[str, Person], organization: Organization, today: date
) -> dict[str, int]:
    """All of it; how many of each kind there are."""
    place = hierarchy.properties.get(BENS_BUILDING)
    if place is None:
        return {}
    actor = loader_of(organization)
    with acting(actor):
        trades = list(PicklistItem.objects.visible_to(actor).filter(list="trade").order_by("position", "label"))
        desk = Desk(organization, actor, today, trades)
        vendors = load_vendors(desk)
        workers = [people[name] for name in ("Ben", "Ida", "Joe", "Kim") if name in people]
        crew = Crew(workers, load_team(desk, workers), trades)
        made = {"vendors": len(vendors), "costs": load_costs(desk, vendors), "plans": load_plans(desk, place)}
        made["planned jobs done"] = live_through(actor, place.time_zone)
        made["jobs that came back"] = load_returns(actor)
        made["requests"] = load_reports(desk, place)
        made["orders with a next step"] = load_open_work(actor, crew, place, today)
        made["category rules"] = load_category_rules(desk)
    return made


def load_vendors(desk: Desk) -> list[Vendor]:
    """Companies with what an hour of theirs costs, and what an hour of one's own people does."""
    first_day = desk.today - BACK
    vendors = []
    for place, (name, city, hourly, contact) in enumerate(VENDORS):
        host, phone = name.split()[0].lower() + ".example", f"+1 312-555-01{place + 10}"
        vendor = create_vendor(
            actor=desk.actor,
            name=name,
            city=city,
            state="IL",
            country="US",
            phone=phone,
            email=f"service@{host}",
            website=f"https://{host}",
        )
        create_vendor_contact(
            actor=desk.actor,
            vendor=vendor,
            name=contact,
            role="Dispatcher",
            mobile=f"+1 312-555-01{place + 60}",
            email=f"{contact.split()[0].lower()}@{host}",
        )
        if desk.trades:
            add_vendor_trade(vendor, actor=desk.actor, trade=desk.trades[place % len(desk.trades)])
        create_rate(
            actor=desk.actor,
            vendor=vendor,
            hourly=Decimal(hourly),
            trip_charge=Decimal(65),
            minimum_hours=Decimal(1),
            valid_from=first_day,
        )
        vendors.append(vendor)
    create_rate(actor=desk.actor, hourly=OWN_RATE, valid_from=first_day)
    for kind, factor in DEARER.items():
        create_rate(actor=desk.actor, kind=kind, hourly=round(OWN_RATE * factor, 2), valid_from=first_day)
    return vendors


def load_category_rules(desk: Desk) -> int:
    """What work of some categories asks for."""
    items = PicklistItem.objects.visible_to(desk.actor).filter(list="category")
    known = {item.label: item for item in items.filter(label__in=[label for label, _name, _asked in CATEGORY_RULES])}
    rules = [one for one in CATEGORY_RULES if one[0] in known]
    for label, name, asked in rules:
        create_category_rule(actor=desk.actor, name=name, category=known[label], **asked)
    return len(rules)


def load_team(desk: Desk, people: Sequence[Person]) -> Team:
    team = create_team(
        actor=desk.actor, name="Chicago building engineers", description="Invented for the demonstration."
    )
    for place, person in enumerate(people):
        add_team_member(team, actor=desk.actor, person=person, is_lead=not place)
    return team


def load_costs(desk: Desk, vendors: Sequence[Vendor]) -> int:
    """Hours and material of the work that was done last."""
    done = WorkOrder.objects.visible_to(desk.actor).filter(state=State.COMPLETED, completed_at__isnull=False)
    count = 0
    for order in done.select_related("property").order_by("-completed_at", "id")[:BOOKED]:
        lot = draw(str(order.number), "cost")
        day = {"worked_on": order.completed_at.date() if order.completed_at else desk.today, "stage": CostStage.ACTUAL}
        hours = Decimal(round(1 + lot * 5)) / 2
        if lot < 0.3:
            vendor = vendors[int(lot * 10 / 3 * len(vendors)) % len(vendors)]
            create_cost(
                actor=desk.actor, work_order=order, kind=CostKind.VENDOR, vendor=vendor, description="Call-out",
                quantity=Decimal(1), unit_cost=Decimal(round(180 + lot * 2000)), **day,
            )  # fmt: skip
            count += 1
            continue
        create_cost(
            actor=desk.actor, work_order=order, kind=CostKind.LABOUR, person=order.assignee, quantity=hours, **day
        )
        count += 1
        if lot > 0.6:
            create_cost(
                actor=desk.actor, work_order=order, kind=CostKind.MATERIAL, description="Parts",
                quantity=Decimal(1), unit_cost=Decimal(round(lot * 90)), **day,
            )  # fmt: skip
            count += 1
    return count


def load_plans(desk: Desk, place: Property) -> int:
    """Duties of a building, one of them by a counter of running hours; what is due is made at once."""
    for title, rule, mode, checklist in PLANS:
        create_maintenance_plan(
            actor=desk.actor,
            title=title,
            property=place,
            rule=rule,
            mode=mode,
            checklist=checklist,
            starts_on=desk.today - timedelta(weeks=WEEKS),
        )
    equipment = Equipment.objects.visible_to(desk.actor).filter(property=place).order_by("number").first()
    meter = create_meter(actor=desk.actor, name="Running hours", property=place, equipment=equipment, unit="h")
    for reading in (1200, 1388, 1575):
        read_meter(meter, actor=desk.actor, value=Decimal(reading))
    create_maintenance_plan(
        actor=desk.actor,
        title="Compressor: oil every 500 hours",
        property=place,
        equipment=equipment,
        meter=meter,
        trigger=Trigger.METER,
        meter_every=Decimal(500),
        mode=Mode.FLOATING,
        starts_on=desk.today,
    )
    return len(PLANS) + 1


def load_reports(desk: Desk, place: Property) -> int:
    """What occupants of a building say: some of it waits, some has become work, one wish was refused."""
    link = create_request_link(actor=desk.actor, property=place)
    for position, (title, text, name) in enumerate(REPORTS):
        request = create_request(
            actor=desk.actor,
            source="qr" if position % 2 else "link",
            link=link,
            title=title,
            description=text,
            requester_name=name,
            requester_email=f"{name.split()[0].lower()}@occupants.example",
        )
        if position == 4:
            decline_request(request, actor=desk.actor, reason="Walls are painted in spring; it is on the list.")
        elif position in (1, 2):
            accept_request(request, actor=desk.actor)
    return len(REPORTS)
