"""Following a record and leaving it. Whoever may see a record may follow it."""

from core.actor import Actor
from core.errors import NotPermitted
from core.records import Record
from core.surfaces import surface_of
from core.writing import changing, creating
from notifications.models import Follow


def follow_record(record: Record, *, actor: Actor) -> None:
    """Be told what happens to a record that one may see. It is the follower's own matter and moves no version."""
    set_following(record, actor=actor, verb="follow", is_on=True)


def unfollow_record(record: Record, *, actor: Actor) -> None:
    """Be told no more, also as who holds or made the record; being named or given it is told all the same."""
    set_following(record, actor=actor, verb="unfollow", is_on=False)


def set_following(record: Record, *, actor: Actor, verb: str, is_on: bool) -> None:
    """Keep whether the actor follows. Programs have nobody to tell."""
    surface = surface_of(type(record))
    if surface is None or actor.person_id is None:
        raise NotPermitted(f"{record._meta.app_label}.{verb}_{record._meta.model_name}")
    actor.require(surface.permission(verb))
    type(record).objects.all().get_visible(actor, pk=record.pk)
    event = f"{record.module}.{verb}ed"
    present = Follow.objects.visible_to(actor).filter(record_id=record.pk).first()
    if present is None:
        row = Follow(record_module=record.module, record_id=record.pk, person_id=actor.person_id, is_on=is_on)
        with creating(row, event=event, actor=actor):
            return
    with changing(present, event=event, actor=actor) as row:
        row.is_on = is_on


def is_following(record: Record, *, actor: Actor) -> bool | None:
    """Whether the actor follows; None where they neither follow nor have left."""
    return Follow.objects.visible_to(actor).filter(record_id=record.pk).values_list("is_on", flat=True).first()
