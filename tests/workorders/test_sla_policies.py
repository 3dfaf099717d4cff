"""SLA policies: what is promised, for which work, and the versions that orders refer to."""

from typing import Any

import pytest

from core.acting import acting
from core.actor import Actor
from core.errors import NotPermitted, NotVisible, RuleBroken
from tests.cast import Cast
from tests.workorders.test_calendars import events, refusal
from workorders.actions import sla_policies as actions
from workorders.models import SlaPolicy, SlaVersion


def policy(actor: Actor, **values: Any) -> SlaPolicy:
    return actions.create_sla_policy(actor=actor, **{"name": "Standard", "p1_response": "1h", **values})


def revisions(one: SlaPolicy) -> list[int]:
    return list(SlaVersion.objects.filter(policy=one).order_by("revision").values_list("revision", flat=True))


def test_a_policy_keeps_versions_of_what_it_promises(cast: Cast) -> None:
    with acting(cast.ana):
        one = policy(cast.ana)
        assert (one.p1_response, one.at_risk_percent, events(one)) == ("1 h", 75, ["sla_policy.created"])
        actions.update_sla_policy(one, actor=cast.ana, name="House rules")
        assert revisions(one) == [1]
        actions.update_sla_policy(one, actor=cast.ana, p1_response="2 h", p1_always=True)
        assert revisions(one) == [1, 2]
        assert SlaVersion.objects.get(policy=one, revision=1).terms["targets"] == {"P1 response": "1 h"}


def test_what_makes_no_sense_is_refused_by_its_field(cast: Cast) -> None:
    with acting(cast.ana):
        assert refusal(policy, cast.ana, p1_response="") == {("p1_response", "no-target")}
        assert refusal(policy, cast.ana, p2_resolution="soon") == {("p2_resolution", "target")}
        assert refusal(policy, cast.ana, p3_resolution="0 h") == {("p3_resolution", "target")}
        assert refusal(policy, cast.ana, p3_resolution="9999 days") == {("p3_resolution", "target")}
        assert refusal(policy, cast.ana, property_id=cast.elsewhere.pk)


def test_two_policies_for_the_same_work_are_refused(cast: Cast) -> None:
    with acting(cast.ana):
        policy(cast.ana)
        with pytest.raises(RuleBroken):
            policy(cast.ana, name="Other")
        policy(cast.ana, name="Tower", property=cast.tower)
        policy(cast.ana, name="Draft", is_active=False)


def test_who_may_and_who_sees(cast: Cast) -> None:
    with acting(cast.ana):
        one, annex = policy(cast.ana), policy(cast.ana, name="Annex", property=cast.annex)
    with acting(cast.ben):
        assert list(SlaPolicy.objects.visible_to(cast.ben)) == [one]
        with pytest.raises(NotPermitted):
            actions.update_sla_policy(one, actor=cast.ben, name="Mine")
        with pytest.raises(NotVisible):
            actions.update_sla_policy(annex, actor=cast.ben, name="Mine")
    with acting(cast.cleo), pytest.raises(NotVisible):
        actions.delete_sla_policy(one, actor=cast.cleo)
    with acting(cast.ana):
        actions.delete_sla_policy(one, actor=cast.ana)
        assert events(one)[-1] == "sla_policy.deleted"
