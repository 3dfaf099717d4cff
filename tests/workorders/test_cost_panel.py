"""The cost panel: what the page says equals the ledger, and so does the API."""

import csv
import re
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.test import Client

from core.acting import acting
from core.figures import say_money
from tests.accounts.test_acting_middleware import signed_in
from tests.api.conftest import ApiClient, make_key
from tests.cast import Cast
from tests.workorders.ledger import book, make_exchange, make_order, total_of
from workorders.actions.commitments import invoice_cost
from workorders.actions.estimates import approve_estimate
from workorders.actions.spending import approve_nte, request_nte
from workorders.costs.summary import sum_costs, sum_reporting
from workorders.models import Cost, WorkOrder


@pytest.fixture
def order(cast: Cast) -> WorkOrder:
    """One order with an estimate, a commitment that is half used, and bookings in two currencies."""
    with acting(cast.ana):
        make_exchange(cast)
        order = make_order(cast)
        book(cast, order, "200", stage="estimate")
        approve_estimate(order, actor=cast.ana)
        book(cast, order, "50", stage="estimate", kind="vendor")
        quote = book(cast, order, "300", stage="committed", kind="vendor")
        invoice_cost(quote, amount=Decimal(120), tax=Decimal(6), source="R-1", actor=cast.ana)
        book(cast, order, "80", currency="EUR", tax=Decimal(4))
    return order


def test_the_sums_are_those_of_the_rows(cast: Cast, order: WorkOrder) -> None:
    with acting(cast.ana):
        euro, dollar = sum_costs(Cost.objects.filter(work_order=order))
        assert (euro.currency, euro.total.actual, dollar.currency) == ("EUR", 84, "USD")
        assert dollar.total.estimate == total_of(order, stage="estimate", currency="USD") == 250
        assert dollar.total.approved == 200
        assert dollar.kinds["vendor"].committed == total_of(order, stage="committed") == 174
        assert dollar.total.actual == total_of(order, stage="actual", currency="USD") == 126
        assert (dollar.kinds["material"].forecast, dollar.kinds["vendor"].forecast) == (200, 300)
        (all_together,) = sum_reporting(Cost.objects.filter(work_order=order))
        assert all_together.total.actual == Decimal("126") + Decimal("92.40")


def test_the_page_shows_the_sums_and_each_opens_its_rows(cast: Cast, order: WorkOrder) -> None:
    client = signed_in(cast.ana)
    page = client.get(f"/lakeside/work-orders/{order.number}/").content.decode()
    cells = re.findall(r'<td class="num">(?:<b>)?<a href="([^"]+costs[^"]*)">([^<]+)</a>', page)
    assert len(cells) > 8
    assert "New cost" in page
    for address, words in cells:
        assert words == say_money(*_sum_behind(client, address.replace("&amp;", "&")))


def test_an_order_shows_the_sum_of_its_parts_too(cast: Cast, order: WorkOrder) -> None:
    with acting(cast.ana):
        part = make_order(cast, "Valve", parent=order)
        deeper = make_order(cast, "Gasket", parent=part)
        book(cast, part, "11")
        book(cast, deeper, "7.50", currency="EUR")
    client = signed_in(cast.ana)
    page = client.get(f"/lakeside/work-orders/{order.number}/").content.decode()
    below = page[page.index("With its parts") : page.index("h-timeline")]
    cells = re.findall(r'<td class="num">(?:<b>)?<a href="([^"]+costs[^"]*)">([^<]+)</a>', below)
    assert {say_money(Decimal(137), "USD"), say_money(Decimal("91.50"), "EUR")} <= {words for _address, words in cells}
    for address, words in cells:
        assert words == say_money(*_sum_behind(client, address.replace("&amp;", "&")))


def _sum_behind(client: Client, address: str) -> tuple[Decimal, str]:
    """The sum of the rows that the list at an address shows."""
    answer = client.get(f"{address}&column=total&column=currency&format=csv")
    text = b"".join(answer.streaming_content).decode()
    rows = list(csv.reader(StringIO(text.lstrip("\ufeff"))))
    total, currency = rows[0].index("Total"), rows[0].index("Currency")
    return sum((Decimal(row[total]) for row in rows[1:]), Decimal(0)), rows[1][currency]


def test_the_api_gives_the_same_sums_and_books_nested(cast: Cast, order: WorkOrder) -> None:
    api = ApiClient(make_key(cast.ana))
    question = f"costs/aggregate/?work_order={order.pk}&group_by=currency,stage&measures=sum:total,sum:reporting_total"
    for group in api.get(question).json()["results"]:
        with acting(cast.ana):
            rows = {"currency": group["currency"], "stage": group["stage"]}
            assert Decimal(group["sum:total"]) == total_of(order, **rows)
    shown = api.get(f"work-orders/{order.pk}/?include=costs,price_lines").json()
    assert sum(Decimal(row["reporting_total"]) for row in shown["costs"] if row["stage"] == "actual") == Decimal(
        "218.40"
    )
    body = {
        "title": "New pump",
        "property": str(cast.tower.pk),
        "costs": [{"kind": "material", "quantity": "2", "unit_cost": "12.50", "worked_on": "2026-03-02"}],
    }
    made = api.send("POST", "work-orders/", body)
    assert made.status_code == 201, made.content
    with acting(cast.ana):
        assert Cost.objects.get(work_order_id=made.json()["id"]).total == 25


@pytest.mark.parametrize(
    ("given", "pointer", "code"),
    [
        ({"quantity": "-3"}, "/quantity", "min_value"),
        ({"currency": "XXX"}, "/currency", "currency"),
        ({"quantity": "NaN"}, "/quantity", "invalid"),
        ({"total": "5"}, "/total", "unknown_field"),
        ({"quantity": "1e999"}, "/quantity", "max_digits"),
        ({"person": "0190aaaa-0000-7000-8000-000000000000"}, "/person", "unknown_reference"),
    ],
)
def test_the_api_names_what_is_wrong(
    cast: Cast, order: WorkOrder, given: dict[str, Any], pointer: str, code: str
) -> None:
    body = {"kind": "labour", "quantity": "1", "unit_cost": "5", **given}
    answer = ApiClient(make_key(cast.ana)).send("POST", f"work-orders/{order.pk}/costs/", body)
    assert answer.status_code == 400, answer.content
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [(pointer, code)]


def test_the_api_runs_the_actions(cast: Cast, order: WorkOrder) -> None:
    api = ApiClient(make_key(cast.ana))
    path = f"work-orders/{order.pk}"
    asked = api.send("POST", f"{path}/request-nte/", {"amount": "500", "reason": "Pump"})
    assert (asked.status_code, asked.json()["nte_requested"]) == (200, "500.00")
    assert api.send("POST", f"{path}/approve-nte/", {}).json()["nte_amount"] == "500.00"
    refused = api.send("POST", f"{path}/costs/", {"kind": "other", "quantity": "1", "unit_cost": "201"})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "over_nte")
    with acting(cast.ana):
        quote = Cost.objects.get(stage="committed", entry="booking")
        spent = Cost.objects.get(currency="EUR")
    assert api.send("POST", f"costs/{quote.pk}/invoice/", {"amount": "10", "source": "R-2"}).status_code == 200
    assert api.send("POST", f"costs/{spent.pk}/reverse/", {"reason": "Wrong"}).status_code == 200
    assert api.send("PATCH", f"costs/{spent.pk}/", {"quantity": "9"}).status_code == 409


def test_who_may_not_see_money_sees_none(cast: Cast, order: WorkOrder) -> None:
    with acting(cast.ana):
        request_nte(order, amount=Decimal(9), reason="Pump", actor=cast.ana)
        approve_nte(order, actor=cast.ana)
    blind = frozenset(name for name in cast.ana.permissions if "cost" not in name)
    from accounts.models import Role

    with acting(cast.ana):
        role = Role.objects.get(name="Role of Ana Alvarez")
        role.permissions = sorted(blind)
        role.save()
    page = signed_in(cast.ana).get(f"/lakeside/work-orders/{order.number}/").content.decode()
    assert "Forecast" not in page
    api = ApiClient(make_key(cast.ana))
    assert api.get(f"work-orders/{order.pk}/?include=costs").status_code in (400, 403)
    assert api.get("costs/").status_code == 403
