"""Requests become work orders: every date, text and status as published, the links to places and people invented."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import Organization, Person
from core.acting import acting
from core.bulk import creating_many
from core.picklists import PicklistItem
from demo.links import choose_from, choose_urgency, draw, trade_of
from demo.loading.batches import ROWS_PER_TRANSACTION, create_all, loader_of, name_externally
from demo.loading.custom_fields import OF_REQUESTS, create_custom_fields
from demo.source.requests import Outcome, RequestRow
from facilities.models import Property
from workorders.choices import State
from workorders.models import WorkOrder
from workorders.priorities import priority_of
from workorders.promises.keeping import compute_clocks


@dataclass(frozen=True, slots=True)
class Links:
    """Where the invented links of a set of requests lead."""

    place: Callable[[RequestRow], Property]
    workers: Callable[[Property], Sequence[Person]]
    items: dict[tuple[str, str], PicklistItem]


def load_work_orders(
    requests: Iterable[RequestRow],
    place: Callable[[RequestRow], Property],
    workers: Callable[[Property], Sequence[Person]],
    *,
    system: str,
    organization: Organization,
) -> int:
    """A work order for each request, oldest first; how many there are."""
    rows = sorted(requests, key=lambda row: (row.opened_at, row.key))
    create_custom_fields(OF_REQUESTS, organization)
    links = Links(place, workers, create_picklists(rows, organization))
    orders = create_orders([work_order(row, links) for row in rows], organization)
    name_externally(orders, [row.key for row in rows], system=system, organization=organization)
    return len(orders)


def create_orders(orders: list[WorkOrder], organization: Organization) -> list[WorkOrder]:
    """Create them with the clocks of what is promised, some thousand to a transaction."""
    actor = loader_of(organization)
    for start in range(0, len(orders), ROWS_PER_TRANSACTION):
        batch = orders[start : start + ROWS_PER_TRANSACTION]
        with acting(actor):
            clocks = compute_clocks(batch, actor=actor, are_new=True)
            creating_many(batch, event="work_order.created", actor=actor)
            clocks.write()
    return orders


def create_picklists(requests: Sequence[RequestRow], organization: Organization) -> dict[tuple[str, str], PicklistItem]:
    """The trades and the published categories, by list and label."""
    labels = {"trade": {trade_of(row) for row in requests}, "category": {row.category for row in requests}}
    items = {
        (name, label): PicklistItem(list=name, code=code_of(label), label=label, position=position)
        for name, found in labels.items()
        for position, label in enumerate(sorted(found))
    }
    create_all(items.values(), event="picklist_item.created", organization=organization)
    return items


def code_of(label: str) -> str:
    """A label as a code: "Dumpster not being emptied" is ``dumpster_not_being_emptied``."""
    return "_".join("".join(letter if letter.isalnum() else " " for letter in label.lower()).split())


def work_order(row: RequestRow, links: Links) -> WorkOrder:
    """One request as a work order, at the building that was drawn for it."""
    place = links.place(row)
    order = WorkOrder(
        title=row.title,
        description="\n".join(line for line in (row.description, f"Reported at {row.address}.") if line),
        property=place,
        trade=links.items["trade", trade_of(row)],
        category=links.items["category", row.category],
        reported_at=row.opened_at,
        reported_by=row.channel.capitalize(),
        resolution=row.resolution,
        custom_fields={
            "source_number": row.number,
            "source_status": row.published_status,
            "synthetic_link": True,
        },
    )
    order.impact, order.urgency = choose_urgency(row)
    order.priority = priority_of(order.impact, order.urgency)
    order.assignee = choose_worker(row, links.workers(place))
    bring_to_state(order, row)
    return order


def choose_worker(row: RequestRow, workers: Sequence[Person]) -> Person | None:
    """Somebody who works there; one open request in three has found nobody yet, and a duplicate needs nobody."""
    if not workers or row.outcome is Outcome.DUPLICATE:
        return None
    if row.outcome is Outcome.OPEN and draw(row.key, "unassigned") < 1 / 3:
        return None
    return choose_from(row, "assignee", workers)


def bring_to_state(order: WorkOrder, row: RequestRow) -> None:
    """What the request came to, and when."""
    if row.outcome is Outcome.COMPLETED:
        order.state, order.completed_at = State.COMPLETED, row.finished_at
        order.started_at = begun_at(row)
    elif row.outcome is Outcome.DUPLICATE:
        order.state, order.closed_at = State.DUPLICATE, row.finished_at
        order.cancel_reason = f"Duplicate ({row.published_status})"
    elif order.assignee is not None and draw(row.key, "started") < 1 / 2:
        order.state, order.started_at = State.IN_PROGRESS, begun_at(row)
    elif order.assignee is not None:
        order.state = State.ASSIGNED


def begun_at(row: RequestRow) -> datetime:
    """When somebody came: within three days, and before it was finished."""
    begun = row.opened_at + timedelta(hours=3 + 69 * draw(row.key, "begun"))
    return min(begun, row.finished_at or begun)
