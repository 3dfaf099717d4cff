"""Which promise holds for an order, and by which hours it is counted: read once for a whole set of orders."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from core.acting import definitions_generation
from core.actor import Actor
from facilities.models import LeaseProperty, Property
from workorders.models import CalendarVersion, PropertyCalendar, SlaPolicy, SlaVersion, WorkOrder
from workorders.promises.terms import Terms


@dataclass(frozen=True, slots=True)
class Lease:
    """A lease of a property, while it runs."""

    key: UUID
    starts_on: date | None
    ends_on: date | None

    def runs(self, day: date) -> bool:
        """Whether it runs on this day."""
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The policies in use, the most specific first, and what they need to know of the properties."""

    versions: Sequence[SlaVersion]
    leases: Mapping[UUID, Sequence[Lease]]
    zones: Mapping[UUID, str]
    calendars: Mapping[UUID, CalendarVersion]  # by calendar, the newest
    kept: Mapping[UUID, UUID]  # by property, the calendar it keeps
    default: CalendarVersion | None

    def version_for(self, order: WorkOrder) -> SlaVersion | None:
        """The promise that holds for an order: the most specific that fits."""
        return next((one for one in self.versions if self._fits(one.policy, order)), None)

    def calendar_for(self, order: WorkOrder, terms: Terms) -> CalendarVersion | None:
        """The calendar by which the order's clocks run; None counts every hour."""
        if order.priority in terms.always:
            return None
        wanted = terms.calendar_id or self.kept.get(order.property_id)
        return self.calendars.get(wanted, self.default) if wanted else self.default

    def _fits(self, policy: SlaPolicy, order: WorkOrder) -> bool:
        return (
            policy.property_id in (None, order.property_id)
            and policy.category_id in (None, order.category_id)
            and (policy.lease_id is None or self._is_let(policy.lease_id, order))
        )

    def _is_let(self, lease: UUID, order: WorkOrder) -> bool:
        day = order.reported_at.date()
        return any(one.key == lease and one.runs(day) for one in self.leases.get(order.property_id, ()))


def read_rulebook(orders: Iterable[WorkOrder], *, actor: Actor) -> Rulebook | None:
    """What is promised in the organization, whoever asks; None when nothing is. Few statements for any set."""
    system = Actor.system(actor.organization_id)
    rules = _rules(system)
    if not rules.versions:
        return None
    orders = list(orders)
    places = {order.property_id for order in orders}
    return Rulebook(
        versions=rules.versions,
        leases=_leases(places, system) if any(one.policy.lease_id for one in rules.versions) else {},
        zones=_zones(orders, system),
        calendars={one.calendar_id: one for one in rules.calendars},
        kept=_kept_calendars(places, system) if rules.has_own_calendars else {},
        default=next((one for one in rules.calendars if one.calendar.is_default), None),
    )


@dataclass(frozen=True, slots=True)
class Rules:
    """What is promised, by which hours, and whether any property keeps a calendar of its own."""

    versions: Sequence[SlaVersion]
    calendars: Sequence[CalendarVersion]
    has_own_calendars: bool


# By organization: the generation of its definitions that was read, and what it was.
_known: dict[UUID, tuple[int, Rules]] = {}
MOST_KNOWN = 1_000


def _rules(system: Actor) -> Rules:
    """Read once, and kept until one of them changes."""
    generation, known = definitions_generation(), _known.get(system.organization_id)
    if generation is not None and known is not None and known[0] == generation:
        return known[1]
    own = PropertyCalendar.objects.filter(organization_id=system.organization_id)
    found = Rules(newest_policies(system), newest_calendars(system), own.exists())
    if generation is not None:
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        _known[system.organization_id] = generation, found
    return found


def _zones(orders: Sequence[WorkOrder], system: Actor) -> dict[UUID, str]:
    """The time zones of the orders' properties; only of those that no order holds is asked."""
    at_hand: Iterable[Property | None] = (order._state.fields_cache.get("property") for order in orders)
    zones = {place.pk: place.time_zone for place in at_hand if place is not None}
    if missing := {order.property_id for order in orders} - zones.keys():
        zones |= Property.objects.visible_to(system).filter(pk__in=missing).values_list("pk", "time_zone")
    return zones


def _kept_calendars(places: set[UUID], system: Actor) -> dict[UUID, UUID]:
    rows = PropertyCalendar.objects.visible_to(system).filter(property__in=places)
    return dict(rows.values_list("property", "calendar"))


def newest_policies(system: Actor) -> list[SlaVersion]:
    """The present promise of each policy in use, the most specific first."""
    rows = SlaVersion.objects.visible_to(system).filter(policy__is_active=True, policy__deleted_at__isnull=True)
    newest = rows.order_by("policy", "-revision").distinct("policy").select_related("policy")
    return sorted(newest, key=lambda one: (_specificity(one.policy), one.policy.number))


def newest_calendars(system: Actor) -> list[CalendarVersion]:
    """What each calendar says at present."""
    rows = CalendarVersion.objects.visible_to(system).filter(calendar__deleted_at__isnull=True)
    return list(rows.order_by("calendar", "-revision").distinct("calendar").select_related("calendar"))


def _specificity(policy: SlaPolicy) -> tuple[bool, bool, bool]:
    """Lease before property before category; a policy with two conditions before one with the first alone."""
    return policy.lease_id is None, policy.property_id is None, policy.category_id is None


def _leases(places: set[UUID], system: Actor) -> dict[UUID, list[Lease]]:
    rows = LeaseProperty.objects.visible_to(system).filter(property__in=places)
    found: dict[UUID, list[Lease]] = {}
    for row in rows.select_related("lease"):
        lease = Lease(row.lease_id, row.lease.starts_on, row.lease.ends_on)
        found.setdefault(row.property_id, []).append(lease)
    return found
