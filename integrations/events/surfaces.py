"""The surfaces of events and of their types."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.surfaces import Action, Include, Surface
from facilities.surfaces.lifecycle import LIFECYCLE
from integrations.events.choices import EventStatus
from integrations.events.models import Event, EventType
from integrations.events.types import create_event_type, delete_event_type, update_event_type
from integrations.rules.models import RuleRun
from integrations.rules.taking import replay_event


def results_of(events: list[UUID], actor: Actor) -> QuerySet[RuleRun]:
    """What the rules did with several events, in the order in which they did."""
    return RuleRun.objects.visible_to(actor).filter(event_id__in=events).order_by("id")


def may_replay(event: Event) -> bool:
    """Once it is known what became of it."""
    return event.status not in (EventStatus.ACCEPTED, EventStatus.WAITING)


_TYPE = ("name", "description", "schema", "example")

event_types = Surface(
    model=EventType,
    slug="event-types",
    scope="events",
    prefix="ET",
    icon="tag",
    columns=("number", "name", "description", "created_at", "updated_at"),
    default_columns=("name", "description", "updated_at"),
    filters=("number", "name", "description", "created_at", "updated_at"),
    ordering=("name", "number", "updated_at"),
    default_ordering=("name",),
    form=_TYPE,
    imports=("name", "description"),
    read=_TYPE,
    write=_TYPE,
    search={"number": "A", "name": "A", "description": "B"},
    groups=((_("Type"), ("name", "description")), (_("Data"), ("schema", "example"))),
    create=create_event_type,
    update=update_event_type,
    delete=delete_event_type,
    actions=LIFECYCLE,
)

_EVENT = ("type", "source", "event_id", "occurred_at", "subject_module", "subject_key", "property", "way", "status")
_OUTCOME = ("error", "processed_at", "attempts", "next_attempt_at")

events = Surface(
    model=Event,
    slug="events",
    scope="events",
    prefix="EV",
    icon="bolt",
    title="type",
    columns=("number", *_EVENT, *_OUTCOME, "created_at", "created_by", "updated_at"),
    default_columns=("type", "status", "source", "subject_key", "occurred_at", "error"),
    filters=("number", *_EVENT, "subject_id", "error", "processed_at", "created_at", "created_by", "updated_at"),
    ordering=("occurred_at", "created_at", "number", "updated_at"),
    default_ordering=("-created_at",),
    form=(),
    imports=(),
    read=(*_EVENT, "subject_id", "data", "extensions", *_OUTCOME),
    write=(),
    search={"number": "A", "type": "A", "source": "B", "event_id": "B", "subject_key": "B"},
    phrases={"property": _("at %s"), "source": _("from %s"), "type": _("of type %s")},
    groups=(
        (_("What happened"), ("source", "event_id", "occurred_at", "subject_module", "subject_key", "property")),
        (_("What became of it"), ("way", "error", "processed_at", "next_attempt_at")),
    ),
    includes=(
        Include(
            name="rule_results",
            label=_("What rules did"),
            rows=results_of,
            parent="event",
            read=("rule", "state", "results", "error", "at", "finished_at", "depth"),
        ),
    ),
    actions=(
        Action(
            verb="replay",
            event="replayed",
            label=_("Run the rules again"),
            run=replay_event,
            offered=may_replay,
            icon="refresh",
            help=_("Where some rules failed, only those are repeated; otherwise all of them run once more."),
        ),
    ),
    grants={"receive": _("Send events")},
)
