"""The surface of request links."""

from django.utils.translation import gettext_lazy as _

from core.bulk import plain_creates
from core.surfaces import Action, Surface
from facilities.surfaces.lifecycle import LIFECYCLE
from workorders.actions.request_links import (
    create_request_link,
    delete_request_link,
    rotate_request_link,
    settle_request_links,
    update_request_link,
)
from workorders.models import RequestLink

_WRITE = ("name", "property", "space", "equipment", "is_active", "expires_at")

request_links = Surface(
    model=RequestLink,
    slug="request-links",
    scope="workorders",
    prefix="RL",
    icon="link",
    columns=("number", *_WRITE, "rotated_at", "created_at", "updated_at"),
    default_columns=("number", "name", "property", "space", "equipment", "is_active", "expires_at"),
    filters=("number", *_WRITE, "property.region", "property.portfolio", "rotated_at", "created_at", "updated_at"),
    ordering=("name", "created_at", "updated_at", "number"),
    default_ordering=("name",),
    form=_WRITE,
    imports=_WRITE,
    read=(*_WRITE, "rotated_at"),
    write=_WRITE,
    bulk=("is_active", "expires_at"),
    search={"number": "A", "name": "A"},
    phrases={"property": _("at %s"), "is_active": _("active: %s")},
    groups=(
        (_("Place"), ("name", "property", "space", "equipment")),
        (_("Address"), ("is_active", "expires_at")),
    ),
    create=create_request_link,
    update=update_request_link,
    delete=delete_request_link,
    create_many=plain_creates(RequestLink, settle_request_links),
    settle_many=settle_request_links,
    actions=(
        Action(
            verb="rotate",
            event="rotated",
            label=_("Replace the address"),
            run=rotate_request_link,
            icon="refresh",
            tone="danger",
            help=_("Labels with the present address stop working at once and must be printed again."),
        ),
        *LIFECYCLE,
    ),
)
