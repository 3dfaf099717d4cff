"""What people do to the clocks of a work order."""

from django.utils.translation import gettext_lazy as _

from core.surfaces import Action, Input
from workorders.actions.promises import correct_work_order_clocks, excuse_work_order
from workorders.choices import SlaState

REASON = Input(name="reason", kind="text", label=_("Reason"))

CLOCKS = (
    Action(
        verb="excuse",
        event="excused",
        label=_("Excuse the breach"),
        run=excuse_work_order,
        inputs=(REASON,),
        offered=lambda work_order: work_order.deleted_at is None and work_order.sla_state == SlaState.BREACHED,
        icon="ok",
        help=_("That it was broken stays known, and who excused it and why."),
    ),
    Action(
        verb="correct",
        event="clocks_corrected",
        label=_("Correct the clocks"),
        run=correct_work_order_clocks,
        inputs=(
            Input(name="starts_at", kind="datetime", label=_("From")),
            Input(name="ends_at", kind="datetime", label=_("Until")),
            Input(
                name="counts",
                kind="boolean",
                label=_("This time counts"),
                required=False,
                help=_("Otherwise it is taken out."),
            ),
            REASON,
        ),
        offered=lambda work_order: work_order.deleted_at is None and bool(work_order.sla_state),
        icon="clock",
        help=_("Time that was on hold without anybody saying so is taken out, or put back. The ledger keeps it."),
    ),
)
