"""Who could take a job: whose scope holds its place, who has its trade, and how much they have to do already."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, Sum
from django.utils import timezone

from accounts.models import MembershipPlace, Person
from accounts.permissions import expand
from core.actor import Actor
from facilities.models import Region
from workorders.members import present_members
from workorders.models import Skill, Team, TeamMember, TeamPlace, TeamTrade, WorkOrder
from workorders.states import OPEN_STATES

MOST = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody, or a team, who could take a job."""

    key: UUID
    name: str
    fits: bool  # has learned the trade
    open_orders: int
    planned: timedelta
    teams: str = ""

    @property
    def planned_hours(self) -> float:
        """What is planned for this week, in hours."""
        return round(self.planned.total_seconds() / 3600, 1)


def candidates_for(order: WorkOrder, actor: Actor) -> list[Candidate]:
    """People who may work at the order's place: who has its trade first, then who has least to do."""
    people = people_at(order, actor)
    skilled, loads, teams = skilled_in(order, actor), loads_of("assignee_id", people, actor), teams_of(people, actor)
    found = [
        Candidate(key, name, key in skilled, *loads.get(key, (0, timedelta())), teams.get(key, ""))
        for key, name in people.items()
    ]
    return sorted(found, key=lambda one: (not one.fits, one.open_orders, one.planned, one.name))[:MOST]


def people_at(order: WorkOrder, actor: Actor) -> dict[UUID, str]:
    """Members who may start work, and whose scope holds the order's property, by name."""
    rows = present_members(actor).filter(person__kind=Person.HUMAN).select_related("person", "role")
    members = [row for row in rows if "workorders.start_workorder" in expand(row.role.permissions)]
    places = MembershipPlace.objects.visible_to(actor).filter(place_id__in=places_above(order, actor))
    here = set(places.values_list("membership_id", flat=True))
    return {row.person_id: row.person.name for row in members if row.whole_organization or row.pk in here}


def places_above(order: WorkOrder, actor: Actor) -> list[UUID]:
    """The property of an order, its portfolio, and every region it lies in."""
    place = order.property
    parts = place.region.path.rstrip("/").split("/") if place.region else []
    paths = ["/".join(parts[: n + 1]) + "/" for n in range(len(parts))]
    regions = Region.objects.filter(organization_id=actor.organization_id, path__in=paths)
    return [place.pk, place.portfolio_id, *regions.values_list("pk", flat=True)]


def skilled_in(order: WorkOrder, actor: Actor) -> set[UUID]:
    """Who has learned the trade of the order, by a certificate that is still valid."""
    if order.trade_id is None:
        return set()
    valid = Q(expires_on__isnull=True) | Q(expires_on__gte=timezone.localdate())
    rows = Skill.objects.visible_to(actor).filter(valid, trade_id=order.trade_id, archived_at__isnull=True)
    return set(rows.values_list("person_id", flat=True))


def this_week() -> tuple[datetime, datetime]:
    """From Monday to Sunday, on the reader's clock."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    monday = today - timedelta(days=today.weekday())
    return monday, monday + timedelta(days=7)


def load_sums() -> dict[str, Any]:
    """Open orders, and the hours planned for this week."""
    length = ExpressionWrapper(F("planned_end") - F("planned_start"), output_field=DurationField())
    start, end = this_week()
    week = Q(planned_start__gte=start, planned_start__lt=end)
    return {"orders": Count("pk"), "planned": Sum(length, filter=week)}


def loads_of(column: str, keys: Iterable[UUID], actor: Actor) -> dict[UUID, tuple[int, timedelta]]:
    """What each of the people (`assignee_id`) or teams (`team_id`) has to do."""
    rows = WorkOrder.objects.filter(organization_id=actor.organization_id, deleted_at__isnull=True)
    rows = rows.filter(**{f"{column}__in": list(keys)}, state__in=OPEN_STATES).order_by()
    found = rows.values(column).annotate(**load_sums()).values_list(column, "orders", "planned")
    return {key: (orders, planned or timedelta()) for key, orders, planned in found}


def teams_of(people: Iterable[UUID], actor: Actor) -> dict[UUID, str]:
    """The names of the teams that each of the people is in."""
    rows = TeamMember.objects.visible_to(actor).filter(person_id__in=list(people)).order_by("team__name")
    found: dict[UUID, str] = {}
    for key, name in rows.values_list("person_id", "team__name"):
        found[key] = f"{found[key]}, {name}" if key in found else name
    return found


def teams_for(order: WorkOrder, actor: Actor) -> list[Candidate]:
    """Teams that cover the order's place: those of its trade first, then those with least to do."""
    rows = Team.objects.visible_to(actor).filter(archived_at__isnull=True)
    names = dict(rows.exclude(pk__in=teams_elsewhere(order, actor)).values_list("pk", "name"))
    trades = TeamTrade.objects.filter(organization_id=actor.organization_id, trade_id=order.trade_id)
    fitting = set(trades.values_list("team_id", flat=True)) if order.trade_id else set()
    loads = loads_of("team_id", names, actor)
    found = [Candidate(key, name, key in fitting, *loads.get(key, (0, timedelta()))) for key, name in names.items()]
    return sorted(found, key=lambda one: (not one.fits, one.open_orders, one.name))[:MOST]


def teams_elsewhere(order: WorkOrder, actor: Actor) -> set[UUID]:
    """Teams that cover places, and not the order's."""
    here = set(places_above(order, actor))
    found: dict[UUID, bool] = {}
    rows = TeamPlace.objects.filter(organization_id=actor.organization_id)
    for team, region, place in rows.values_list("team_id", "region_id", "property_id"):
        found[team] = found.get(team, False) or bool({region, place} & here)
    return {team for team, is_here in found.items() if not is_here}
