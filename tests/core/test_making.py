"""A record made at once is the one that its model makes by name."""

from typing import Any

import pytest

from api.audit.models import AuditEntry
from core.making import made
from core.surfaces import surfaces
from facilities.models import Property
from workorders.models import SlaClock, SlaEntry, WorkOrder

TOLD_APART = {AuditEntry, SlaClock, SlaEntry}
MODELS = sorted(TOLD_APART | {surface.model for surface in surfaces()}, key=lambda model: model.__name__)


def held(row: Any) -> dict[str, Any]:
    """What it holds, but for its own id and the moment."""
    return {name: value for name, value in vars(row).items() if name not in ("_state", "id", "reported_at")}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_what_is_not_given_is_as_the_model_has_it(model: Any) -> None:
    assert held(made(model, {})) == held(model())
    assert made(model, {}).pk != made(model, {}).pk
    assert made(model, {})._state.adding


def test_columns_and_records_at_hand_are_taken() -> None:
    place = Property(name="Tower")
    given = {"title": "Leak", "property": place, "trade_id": place.pk}
    order, same = made(WorkOrder, given), WorkOrder(**given)
    assert held(order) == held(same)
    assert order.property is place and WorkOrder._meta.get_field("property").is_cached(order)


def test_rows_share_nothing() -> None:
    one, other = made(WorkOrder, {}), made(WorkOrder, {})
    one.custom_fields["floor"] = 3
    assert other.custom_fields == {}


def test_a_name_that_is_no_column_is_a_fault() -> None:
    with pytest.raises(TypeError, match="no column titel"):
        made(WorkOrder, {"titel": "Leak"})
