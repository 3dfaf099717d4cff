"""The surfaces of checklists and of what categories ask for."""

from django.utils.translation import gettext_lazy as _

from core.bulk import plain_creates, plain_updates, settle_nothing
from core.lifecycle import restore_record
from core.surfaces import Action, Surface
from workorders.actions.category_rules import create_category_rule, delete_category_rule, update_category_rule
from workorders.actions.tasks import create_task, delete_task, tick_task, untick_task, update_task
from workorders.models import CategoryRule, Task

_TASK = ("work_order", "title", "position", "is_required")

tasks = Surface(
    model=Task,
    slug="tasks",
    scope="workorders",
    prefix="TK",
    icon="check",
    title="title",
    columns=("number", *_TASK, "done_at", "done_by", "created_at", "updated_at"),
    default_columns=("title", "work_order", "position", "is_required", "done_at", "done_by"),
    filters=("number", *_TASK, "done_at", "done_by", "created_at", "updated_at"),
    ordering=("number", "updated_at"),
    default_ordering=("-number",),
    form=_TASK,
    imports=_TASK,
    read=(*_TASK, "done_at", "done_by"),
    write=_TASK,
    bulk=("is_required",),
    search={"number": "A", "title": "A"},
    phrases={"work_order": _("of %s"), "done_at": _("done %s")},
    groups=((_("What"), _TASK), (_("Done"), ("done_at", "done_by"))),
    create=create_task,
    update=update_task,
    delete=delete_task,
    decisive=("done_at",),
    actions=(
        Action(
            verb="tick",
            event="ticked",
            label=_("Tick"),
            run=tick_task,
            offered=lambda task: task.deleted_at is None and task.done_at is None,
            icon="check",
        ),
        Action(
            verb="untick",
            event="unticked",
            label=_("Untick"),
            run=untick_task,
            offered=lambda task: task.deleted_at is None and task.done_at is not None,
            icon="undo",
        ),
        Action(
            verb="restore",
            event="restored",
            label=_("Restore"),
            run=restore_record,
            offered=lambda task: task.deleted_at is not None,
            icon="undo",
        ),
    ),
)

_RULE = ("name", "category", "needs_approval", "needs_resolution", "needs_photo", "needs_signature")

category_rules = Surface(
    model=CategoryRule,
    slug="category-rules",
    scope="admin",
    prefix="CR",
    icon="list",
    columns=("number", *_RULE, "created_at", "updated_at"),
    default_columns=_RULE,
    filters=("number", *_RULE, "created_at", "updated_at"),
    ordering=("name", "number", "updated_at"),
    default_ordering=("name",),
    form=_RULE,
    imports=_RULE,
    read=_RULE,
    write=_RULE,
    bulk=_RULE[2:],
    search={"number": "A", "name": "A"},
    create=create_category_rule,
    update=update_category_rule,
    delete=delete_category_rule,
    create_many=plain_creates(CategoryRule),
    update_many=plain_updates(CategoryRule),
    settle_many=settle_nothing,
)
