"""Saying something about a work order."""

from core.actor import Actor
from core.writing import creating, lock, touch
from workorders.models import Comment, WorkOrder


def add_comment(work_order: WorkOrder, *, actor: Actor, body: str, is_internal: bool = False) -> Comment:
    """Add a comment; the work order's version moves with it. Internal comments want the permission to see them."""
    actor.require("workorders.comment_workorder")
    if is_internal:
        actor.require("workorders.internal_workorder")
    lock(work_order, actor=actor)
    comment = Comment(work_order=work_order, body=body, is_internal=is_internal)
    with creating(comment, event="work_order.commented", actor=actor):
        pass
    touch(work_order, event="work_order.commented", actor=actor)
    work_order.refresh_from_db(fields=["version", "updated_at", "updated_by", "touched_at"])
    return comment
