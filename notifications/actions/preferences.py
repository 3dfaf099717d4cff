"""Choosing what one is told, and when. One's own for everybody; that of a role for who may change roles."""

from collections.abc import Mapping
from typing import Any

from accounts.models import Role
from core.actor import Actor
from core.errors import NotPermitted
from core.writing import assign, changing, creating
from notifications.models import NotificationPreference, NotificationSchedule
from notifications.wishes import Ways


def set_preferences(wanted: Mapping[str, Ways], *, actor: Actor) -> None:
    """Choose for oneself by which ways each kind comes. What is not named stays as it is."""
    if actor.person_id is None:
        raise NotPermitted("notifications.change_notificationpreference")
    _keep(wanted, {"person_id": actor.person_id}, actor)


def set_role_preferences(role: Role, wanted: Mapping[str, Ways], *, actor: Actor) -> None:
    """Choose what people of a role are told who have not chosen themselves."""
    actor.require("accounts.change_role")
    Role.objects.get_visible(actor, pk=role.pk)
    _keep(wanted, {"role_id": role.pk}, actor)


def set_schedule(*, actor: Actor, **values: Any) -> NotificationSchedule:
    """Choose when one's mail goes out."""
    if actor.person_id is None:
        raise NotPermitted("notifications.change_notificationschedule")
    present = NotificationSchedule.objects.visible_to(actor).filter(person_id=actor.person_id).first()
    if present is not None:
        with changing(present, event="notification_schedule.updated", actor=actor) as row:
            assign(row, values)
        return present
    schedule = NotificationSchedule(person_id=actor.person_id, **values)
    with creating(schedule, event="notification_schedule.created", actor=actor):
        pass
    return schedule


def _keep(wanted: Mapping[str, Ways], owner: Mapping[str, Any], actor: Actor) -> None:
    rows = NotificationPreference.objects.visible_to(actor).filter(**owner)
    present = {row.kind: row for row in rows}
    for kind, ways in wanted.items():
        row = present.get(kind)
        if row is None:
            new = NotificationPreference(kind=kind, in_app=ways.in_app, mail=ways.mail, **owner)
            with creating(new, event="notification_preference.created", actor=actor):
                continue
        with changing(row, event="notification_preference.updated", actor=actor) as changed:
            changed.in_app, changed.mail = ways.in_app, ways.mail
