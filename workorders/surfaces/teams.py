"""The surfaces of teams and of what people are skilled in."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.bulk import plain_creates, plain_updates, settle_nothing
from core.surfaces import Action, Include, Input, Surface
from facilities.surfaces.lifecycle import LIFECYCLE
from workorders.actions.skills import create_skill, delete_skill, update_skill
from workorders.actions.teams import (
    add_team_member,
    add_team_place,
    add_team_trade,
    create_team,
    delete_team,
    drop_team_member,
    drop_team_place,
    drop_team_trade,
    update_team,
)
from workorders.models import Skill, Team, TeamMember, TeamPlace, TeamTrade

TRADES = (("list", "trade"),)


def members_of_teams(teams: list[UUID], actor: Actor) -> QuerySet[TeamMember]:
    """The people of several teams, who leads first."""
    rows = TeamMember.objects.visible_to(actor).filter(team_id__in=teams).select_related("person")
    return rows.order_by("-is_lead", "person__name", "id")


def trades_of_teams(teams: list[UUID], actor: Actor) -> QuerySet[TeamTrade]:
    """The trades that several teams take work in."""
    rows = TeamTrade.objects.visible_to(actor).filter(team_id__in=teams).select_related("trade")
    return rows.order_by("trade__label", "id")


def places_of_teams(teams: list[UUID], actor: Actor) -> QuerySet[TeamPlace]:
    """The regions and properties that several teams cover."""
    rows = TeamPlace.objects.visible_to(actor).filter(team_id__in=teams).select_related("region", "property")
    return rows.order_by("region__name", "property__name", "id")


_PERSON = Input(name="person", kind="person", label=_("Person"))
_TRADE = Input(name="trade", kind="reference", to="picklist_item", limit=TRADES, label=_("Trade"))
_PLACE = (
    Input(name="region", kind="reference", to="region", label=_("Region"), required=False),
    Input(name="property", kind="reference", to="property", label=_("Property"), required=False),
)

teams = Surface(
    model=Team,
    slug="teams",
    scope="workorders",
    prefix="T",
    icon="users",
    columns=("number", "name", "description", "created_at", "updated_at"),
    default_columns=("number", "name", "description"),
    filters=("number", "name", "created_at", "updated_at"),
    ordering=("name", "number", "updated_at"),
    default_ordering=("name",),
    form=("name", "description"),
    imports=("name", "description"),
    read=("name", "description"),
    write=("name", "description"),
    search={"number": "A", "name": "A", "description": "C"},
    includes=(
        Include(
            name="members",
            label=_("Members"),
            rows=members_of_teams,
            parent="team",
            read=("person", "is_lead"),
            create=add_team_member,
            write=("person", "is_lead"),
        ),
        Include(
            name="trades",
            label=_("Trades"),
            rows=trades_of_teams,
            parent="team",
            read=("trade",),
            create=add_team_trade,
            write=("trade",),
        ),
        Include(
            name="places",
            label=_("Places"),
            rows=places_of_teams,
            parent="team",
            read=("region", "property"),
            create=add_team_place,
            write=("region", "property"),
        ),
    ),
    create=create_team,
    update=update_team,
    delete=delete_team,
    create_many=plain_creates(Team),
    update_many=plain_updates(Team),
    settle_many=settle_nothing,
    actions=(
        Action(
            verb="add_member",
            event="member_added",
            label=_("Add a member"),
            run=add_team_member,
            inputs=(_PERSON, Input(name="is_lead", kind="boolean", label=_("Leads the team"), required=False)),
            icon="user",
        ),
        Action(
            verb="drop_member",
            event="member_dropped",
            label=_("Take a member out"),
            run=drop_team_member,
            inputs=(_PERSON,),
            icon="minus",
            help=_("What they are assigned stays theirs."),
        ),
        Action(
            verb="add_trade",
            event="trade_added",
            label=_("Add a trade"),
            run=add_team_trade,
            inputs=(_TRADE,),
            icon="tag",
        ),
        Action(
            verb="drop_trade",
            event="trade_dropped",
            label=_("Take a trade away"),
            run=drop_team_trade,
            inputs=(_TRADE,),
            icon="minus",
        ),
        Action(
            verb="add_place",
            event="place_added",
            label=_("Add a place"),
            run=add_team_place,
            inputs=_PLACE,
            icon="building",
            help=_("A region stands for everything in it. A team without any place covers everything."),
        ),
        Action(
            verb="drop_place",
            event="place_dropped",
            label=_("Take a place away"),
            run=drop_team_place,
            inputs=_PLACE,
            icon="minus",
        ),
        *LIFECYCLE,
    ),
)

_SKILL = ("person", "trade", "name", "expires_on")

skills = Surface(
    model=Skill,
    slug="skills",
    scope="workorders",
    prefix="SK",
    icon="tag",
    columns=("number", *_SKILL, "created_at", "updated_at"),
    default_columns=("name", "person", "trade", "expires_on"),
    filters=("number", *_SKILL, "created_at", "updated_at"),
    ordering=("name", "number", "person", "expires_on", "updated_at"),
    default_ordering=("name",),
    form=_SKILL,
    imports=_SKILL,
    read=_SKILL,
    write=_SKILL,
    bulk=("expires_on",),
    search={"number": "A", "name": "A"},
    phrases={"person": _("of %s"), "trade": _("in %s"), "expires_on": _("valid until %s")},
    create=create_skill,
    update=update_skill,
    delete=delete_skill,
    actions=LIFECYCLE,
)
