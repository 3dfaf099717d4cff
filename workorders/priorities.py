"""Priority from impact and urgency: one matrix, shown to people and used by every doorway."""

from workorders.choices import Impact, Priority, Urgency

URGENCIES = (Urgency.NOW, Urgency.TODAY, Urgency.WEEK, Urgency.CAN_WAIT)
MATRIX: dict[Impact, tuple[Priority, Priority, Priority, Priority]] = {
    Impact.LIFE_SAFETY: (Priority.P1, Priority.P1, Priority.P2, Priority.P2),
    Impact.MANY: (Priority.P1, Priority.P2, Priority.P3, Priority.P3),
    Impact.ONE: (Priority.P2, Priority.P3, Priority.P3, Priority.P4),
    Impact.COSMETIC: (Priority.P3, Priority.P4, Priority.P4, Priority.P4),
}


def priority_of(impact: str, urgency: str) -> Priority:
    """The priority of a problem with this impact and urgency."""
    return MATRIX[Impact(impact)][URGENCIES.index(Urgency(urgency))]
