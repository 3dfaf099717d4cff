"""Which promise holds for an order, and by which hours it is counted: read once for a whole set of orders."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Subquery

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
    versions, calendars = _rules(system)
    if not versions:
        return None
    places = {order.property_id for order in orders}
    own = PropertyCalendar.objects.filter(organization_id=actor.organization_id, property=OuterRef("pk"))
    rows = Property.objects.visible_to(system).filter(pk__in=places)
    known = list(rows.values_list("pk", "time_zone", Subquery(own.values("calendar")[:1])))
    return Rulebook(
        versions=versions,
        leases=_leases(places, system) if any(one.policy.lease_id for one in versions) else {},
        zones={key: zone for key, zone, _calendar in known},
        calendars={one.calendar_id: one for one in calendars},
        kept={key: calendar for key, _zone, calendar in known if calendar},
        default=next((one for one in calendars if one.calendar.is_default), None),
    )


Rules = tuple[list[SlaVersion], list[CalendarVersion]]
# By organization: the generation of its definitions that was read, and what it was.
_kept: dict[UUID, tuple[int, Rules]] = {}
MOST_KEPT = 1_000


def _rules(system: Actor) -> Rules:
    """Policies and calendars: read once, and kept until one of them changes."""
    generation, known = definitions_generation(), _kept.get(system.organization_id)
    if generation is not None and known is not None and known[0] == generation:
        return known[1]
    found = newest_policies(system), newest_calendars(system)
    if generation is not None:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[system.organization_id] = generation, found
    return found


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
