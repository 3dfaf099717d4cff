"""How the promises were kept, of the work that was reported in the period: all of an order, and each by itself.

Excused breaches stand apart.
"""

from django.utils.translation import gettext_lazy as _

from workorders.models import WorkOrder
from workorders.reports.figures import Block, Figure, Picture, Report, Share
from workorders.reports.grouping import OF_ORDERS

SHARES = {
    "response": _("Response kept, %"),
    "resolution": _("Resolution kept, %"),
    "vendor": _("Vendor's response kept, %"),
}
# By timer: what is said of those kept and those broken.
WORDS = {
    "response": (_("Response kept"), _("Response broken")),
    "resolution": (_("Resolution kept"), _("Resolution broken")),
    "vendor": (_("Vendor's response kept"), _("Vendor's response broken")),
}


def figures_of(timer: str) -> tuple[Figure, Figure]:
    """One of an order's promises by itself, whatever became of the others."""
    kept, broken = WORDS[timer]
    return (
        Figure(name=f"{timer}_kept", label=kept, where={f"{timer}_state": "met"}),
        Figure(name=f"{timer}_broken", label=broken, where={f"{timer}_state": "breached"}),
    )


def share_of(timer: str) -> Share:
    kept, broken = (figure.name for figure in figures_of(timer))
    return Share(name=f"{timer}_percent", label=SHARES[timer], part=(kept,), whole=(kept, broken))


SERVICE_LEVELS = Report(
    name="service-levels",
    label=_("Service levels"),
    help=_(
        "Work reported in the period that something was promised for. Kept counts against kept and broken; "
        "what was excused counts for neither."
    ),
    blocks=(
        Block(
            module=WorkOrder.module,
            period="reported_at",
            where={"sla_state__isnull": "false"},
            by={**OF_ORDERS, "month": "reported_at"},
            figures=(
                Figure(name="promised", label=_("Promised")),
                Figure(name="kept", label=_("Kept"), where={"sla_state": "met"}, tone="success"),
                Figure(name="broken", label=_("Broken"), where={"sla_state": "breached"}, tone="danger"),
                Figure(name="excused", label=_("Excused"), where={"sla_state": "excused"}),
                Figure(name="at_risk", label=_("At risk"), where={"sla_state": "at_risk"}, tone="warning"),
                Figure(name="running", label=_("Running"), where={"sla_state": "on_track"}),
                Figure(name="paused", label=_("Paused"), where={"sla_state": "paused"}),
                *(figure for timer in SHARES for figure in figures_of(timer)),
            ),
        ),
    ),
    shares=(
        Share(name="kept_percent", label=_("Kept, %"), part=("kept",), whole=("kept", "broken")),
        *(share_of(timer) for timer in SHARES),
    ),
    columns=(
        "promised",
        "kept",
        "broken",
        "excused",
        "at_risk",
        "running",
        "paused",
        "kept_percent",
        *(f"{timer}_{name}" for timer in SHARES for name in ("broken", "percent")),
    ),
    by=("property", "trade", "priority", "category", "portfolio", "assignee", "team", "vendor", "month"),
    picture=Picture(series=(("kept", "d1"), ("excused", "d3"), ("broken", "bad")), stacked=True),
)
