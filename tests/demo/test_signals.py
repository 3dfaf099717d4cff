"""The rules and events of the demonstration: each rule is understood, and the events come to what they are to show."""

from collections import Counter

from accounts.actions.roles import create_role
from accounts.choices import RoleTemplate
from accounts.roles import permissions_of
from core.acting import acting
from core.actor import Actor
from demo.accounts import BENS_BUILDING
from demo.loading.hierarchy import Hierarchy
from demo.loading.signals import load_signals
from facilities.actions.equipment import create_equipment
from integrations.models import Alert, Event, EventRule
from tests.cast import Cast
from workorders.models import WorkOrder


def test_the_events_come_to_what_they_are_to_show(cast: Cast) -> None:
    system = Actor.system(cast.organization.pk)
    with acting(system):
        for template in (RoleTemplate.ADMINISTRATOR, RoleTemplate.PROPERTY_MANAGER):
            create_role(actor=system, name=template.label, permissions=permissions_of(template), template=template)
        for number in range(3):
            create_equipment(actor=system, name=f"AHU {number}", kind="hvac", property=cast.tower)
    hierarchy = Hierarchy(portfolios={}, properties={BENS_BUILDING: cast.tower})
    assert load_signals(hierarchy, cast.organization) == {"rules": 6, "events": 11}
    with acting(system):
        assert EventRule.objects.visible_to(system).count() == 6
        states = Counter(Event.objects.visible_to(system).values_list("status", flat=True))
        failed = list(Event.objects.visible_to(system).filter(status="failed").values_list("type", "error"))
        assert (failed, states["processed"], states["waiting"], states["unhandled"]) == ([], 5, 1, 1)
        assert WorkOrder.objects.visible_to(system).count() == 5
        assert Alert.objects.visible_to(system).get().title == "Loading dock was forced open"
