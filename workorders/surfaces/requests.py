"""The surface of requests."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.surfaces import Action, Include, Input, Surface
from workorders.actions.request_answers import add_request_comment, affect_request, rate_request, reopen_request
from workorders.actions.requests import (
    accept_request,
    create_request,
    decline_request,
    delete_request,
    mark_duplicate,
    settle_requests,
    update_request,
    withdraw_request,
)
from workorders.choices import Impact, RequestState, Urgency
from workorders.models import AffectedPerson, Request, RequestComment
from workorders.request_states import is_legal


def comments_of(requests: list[UUID], actor: Actor) -> QuerySet[RequestComment]:
    """The comments of several requests that the actor may read, oldest first."""
    rows = RequestComment.objects.visible_to(actor).filter(request_id__in=requests)
    return rows.select_related("created_by").order_by("created_at", "id")


def affected_of(requests: list[UUID], actor: Actor) -> QuerySet[AffectedPerson]:
    """Who else is affected by what several requests report."""
    rows = AffectedPerson.objects.visible_to(actor).filter(request_id__in=requests)
    return rows.select_related("requester").order_by("created_at", "id")


_WRITE = (
    "title",
    "description",
    "property",
    "space",
    "equipment",
    "category",
    "entry",
    "entry_times",
    "requester",
    "requester_name",
    "requester_email",
    "requester_phone",
    "reported_at",
    "public_summary",
)
_KEPT = (
    "state",
    "source",
    "work_order",
    "duplicate_of",
    "decline_reason",
    "decided_at",
    "rating",
    "rating_comment",
    "rated_at",
    "reopened_at",
)
_CONTACT = ("requester_name", "requester_email", "requester_phone", "note")
_IMPACTS, _URGENCIES = tuple(Impact.choices), tuple(Urgency.choices)

requests = Surface(
    model=Request,
    slug="requests",
    scope="workorders",
    prefix="RQ",
    icon="message",
    title="title",
    columns=("number", *_WRITE, *_KEPT, "link", "property.city", "property.region", "created_at", "updated_at"),
    default_columns=("number", "title", "property", "space", "state", "source", "work_order", "reported_at"),
    filters=(
        "number",
        *(name for name in (*_WRITE, *_KEPT) if name not in ("description", "rating_comment", "public_summary")),
        "link",
        "property.region",
        "property.portfolio",
        "property.city",
        "created_at",
        "updated_at",
    ),
    ordering=("reported_at", "updated_at", "number", "state"),
    default_ordering=("-reported_at",),
    form=_WRITE,
    imports=_WRITE,
    read=(*_WRITE, *_KEPT, "link", "language"),
    write=_WRITE,
    bulk=("category", "public_summary"),
    search={"number": "A", "title": "A", "description": "B", "requester_name": "C"},
    includes=(
        Include(
            name="comments",
            label=_("Comments"),
            rows=comments_of,
            parent="request",
            read=("body", "is_internal", "from_requester", "created_at", "created_by"),
            create=add_request_comment,
            write=("body", "is_internal"),
        ),
        Include(
            name="affected",
            label=_("Also affected"),
            rows=affected_of,
            parent="request",
            read=("requester", *_CONTACT, "created_at"),
            create=affect_request,
            write=_CONTACT,
        ),
    ),
    phrases={
        "state": "%s",
        "source": _("came by %s"),
        "property": _("at %s"),
        "property.region": _("in %s"),
        "property.portfolio": _("in %s"),
        "property.city": _("in %s"),
        "requester": _("requested by %s"),
        "work_order": _("answered by %s"),
        "reported_at": _("reported %s"),
        "updated_at": _("changed %s"),
    },
    groups=(
        (_("What is wrong"), ("title", "description", "category", "public_summary")),
        (_("Where"), ("property", "space", "equipment", "entry", "entry_times")),
        (_("Who asks"), ("requester", "requester_name", "requester_email", "requester_phone", "reported_at")),
    ),
    create=create_request,
    update=update_request,
    delete=delete_request,
    settle_many=settle_requests,
    actions=(
        Action(
            verb="accept",
            event="accepted",
            label=_("Accept"),
            run=accept_request,
            inputs=(
                Input(
                    name="work_order",
                    kind="reference",
                    to="work_order",
                    label=_("Answered by"),
                    required=False,
                    help=_("A work order that is there already. Empty: a new one."),
                ),
                Input(
                    name="title",
                    kind="text",
                    label=_("Title of the new order"),
                    required=False,
                    help=_("Empty: the request's."),
                ),
                Input(name="impact", kind="choice", label=_("Impact"), required=False, choices=_IMPACTS),
                Input(name="urgency", kind="choice", label=_("Urgency"), required=False, choices=_URGENCIES),
                Input(name="assignee", kind="person", label=_("Assigned to"), required=False),
                Input(name="due_at", kind="datetime", label=_("Due"), required=False),
                "public_summary",
            ),
            offered=lambda request: is_legal("accept", request.state),
            icon="check",
            help=_("Files, text and requester go to the work order. The requester is told."),
        ),
        Action(
            verb="decline",
            event="declined",
            label=_("Decline"),
            run=decline_request,
            inputs=(
                Input(name="reason", kind="longtext", label=_("Reason"), help=_("The requester reads it as it is.")),
            ),
            offered=lambda request: is_legal("decline", request.state),
            icon="x",
            tone="danger",
        ),
        Action(
            verb="duplicate",
            event="duplicated",
            label=_("Mark as duplicate"),
            run=mark_duplicate,
            inputs=("duplicate_of",),
            offered=lambda request: is_legal("duplicate", request.state),
            icon="copy",
            help=_("What becomes of the other request becomes of this one."),
        ),
        Action(
            verb="withdraw",
            event="withdrawn",
            label=_("Withdraw"),
            run=withdraw_request,
            inputs=(Input(name="reason", kind="longtext", label=_("Reason"), required=False),),
            offered=lambda request: is_legal("withdraw", request.state),
            icon="ban",
        ),
        Action(
            verb="rate",
            event="rated",
            label=_("Rate the work"),
            run=rate_request,
            inputs=(
                Input(name="rating", kind="integer", label=_("Rating, 1 to 5")),
                Input(name="rating_comment", kind="longtext", label=_("About the work"), required=False),
            ),
            offered=lambda request: is_legal("rate", request.state),
            icon="star",
        ),
        Action(
            verb="reopen",
            event="reopened",
            label=_("It did not help"),
            run=reopen_request,
            inputs=(Input(name="reason", kind="longtext", label=_("What is still wrong")),),
            offered=lambda request: is_legal("reopen", request.state),
            icon="undo",
            help=_("The work order is taken up again; where it is closed for good, a new one follows."),
        ),
        Action(
            verb="comment",
            event="commented",
            label=_("Comment"),
            run=add_request_comment,
            inputs=(
                Input(name="body", kind="longtext", label=_("Comment")),
                Input(name="is_internal", kind="boolean", label=_("Internal"), required=False),
            ),
            icon="phone",
        ),
    ),
    grants={"internal": _("Read and write internal comments"), "others": _("See the requests of others")},
    waiting=lambda actor: Q(state=RequestState.NEW) if actor.may("workorders.accept_request") else None,
)
