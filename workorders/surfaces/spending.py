"""What may be done to the costs of a work order as a whole."""

from django.utils.translation import gettext_lazy as _

from core.surfaces import Action, Input
from workorders.actions.estimates import approve_estimate, unapprove_estimate
from workorders.actions.spending import approve_nte, close_costs, refuse_nte, reopen_costs, request_nte
from workorders.choices import State
from workorders.costs.ledger import is_frozen

_REASON = Input(name="reason", kind="text", label=_("Reason"))
_AMOUNT = Input(
    name="amount", kind="decimal", label=_("Not more than"), help=_("In the currency of the place, with tax.")
)

SPENDING = (
    Action(
        verb="request_nte",
        event="nte_requested",
        label=_("Ask for a cost limit"),
        run=request_nte,
        inputs=(_AMOUNT, _REASON),
        offered=lambda work_order: not is_frozen(work_order),
        icon="money",
    ),
    Action(
        verb="approve_nte",
        event="nte_approved",
        label=_("Set the cost limit"),
        run=approve_nte,
        inputs=(
            Input(
                name="amount",
                kind="decimal",
                label=_("Not more than"),
                required=False,
                help=_("Empty: what was asked for."),
            ),
        ),
        offered=lambda work_order: not is_frozen(work_order),
        icon="check",
        help=_("Beyond it nothing is committed or spent."),
    ),
    Action(
        verb="refuse_nte",
        event="nte_refused",
        label=_("Refuse the cost limit"),
        run=refuse_nte,
        inputs=(_REASON,),
        offered=lambda work_order: work_order.nte_requested is not None,
        icon="x",
    ),
    Action(
        verb="approve_estimate",
        event="estimate_approved",
        label=_("Approve the estimate"),
        run=approve_estimate,
        offered=lambda work_order: not is_frozen(work_order),
        icon="check",
        help=_("Its rows stand as they are. What is added later is shown beside them."),
    ),
    Action(
        verb="unapprove_estimate",
        event="estimate_unapproved",
        label=_("Take back the approval of the estimate"),
        run=unapprove_estimate,
        inputs=(_REASON,),
        offered=lambda work_order: not is_frozen(work_order),
        icon="undo",
    ),
    Action(
        verb="reopen_costs",
        event="costs_reopened",
        label=_("Reopen the costs"),
        run=reopen_costs,
        inputs=(_REASON,),
        offered=lambda work_order: work_order.state == State.CLOSED and work_order.costs_reopened_at is None,
        icon="undo",
        help=_("A later invoice can be booked. The work stays closed."),
    ),
    Action(
        verb="close_costs",
        event="costs_closed",
        label=_("Close the costs"),
        run=close_costs,
        offered=lambda work_order: work_order.costs_reopened_at is not None,
        icon="lock",
    ),
)

LIMIT = ("nte_amount", "nte_currency", "nte_requested", "nte_reason", "costs_reopened_at")
