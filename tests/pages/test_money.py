"""Sums of money are written as money wherever a record shows them, and numbers with as many places as they have."""

from decimal import Decimal

import pytest
from django.apps import apps
from django.db import models

from core.acting import acting
from core.figures import say_money, say_number
from core.records import Owned
from facilities.actions.equipment import create_equipment, update_equipment
from tests.accounts.test_acting_middleware import signed_in
from tests.cast import Cast
from tests.workorders.ledger import book, make_exchange, make_order


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        (Decimal("57"), "USD", "$\u00a057.00"),
        (Decimal("57.0000"), "USD", "$\u00a057.00"),
        (Decimal("0.0425"), "USD", "$\u00a00.0425"),
        (Decimal("1E+3"), "EUR", "€\u00a01,000.00"),
        (Decimal("-12.5"), "CHF", "\u2212CHF\u00a012.50"),
        (Decimal("1200.00"), "JPY", "¥\u00a01,200"),
        (1200.5, "USD", "$\u00a01,200.50"),
    ],
)
def test_money_in_words(amount: Decimal | float, currency: str, words: str) -> None:
    assert say_money(amount, currency) == words


@pytest.mark.parametrize(
    ("value", "places", "words"),
    [
        (Decimal("1575.000"), None, "1,575"),
        (Decimal("1000"), None, "1,000"),
        (Decimal("12.50"), None, "12.5"),
        (Decimal("12.50"), 2, "12.50"),
        (Decimal("-0.04"), None, "\u22120.04"),
        (83.3, 1, "83.3"),
        (1268, None, "1,268"),
    ],
)
def test_numbers_in_words(value: Decimal | float, places: int | None, words: str) -> None:
    assert say_number(value, places) == words


def test_a_list_and_a_record_write_money_with_its_currency(cast: Cast) -> None:
    with acting(cast.ana):
        make_exchange(cast)
        cost = book(cast, make_order(cast), "57", currency="EUR")
    client = signed_in(cast.ana)
    for address in ("/lakeside/costs/", f"/lakeside/costs/{cost.number}/"):
        assert f'<data value="57.00">{say_money(Decimal(57), "EUR")}</data>' in client.get(address).content.decode()


def test_each_sum_names_a_column_with_its_currency() -> None:
    of_money = [one for one in apps.get_models() if issubclass(one, Owned) and one.currencies]
    assert of_money
    for model in of_money:
        for amount, currency in model.currencies.items():
            assert isinstance(model._meta.get_field(amount), models.DecimalField)
            assert isinstance(model._meta.get_field(currency), models.CharField)


def test_the_history_says_in_what_currency_a_sum_was_and_is(cast: Cast) -> None:
    with acting(cast.ana):
        pump = create_equipment(
            actor=cast.ana, name="Pump", property=cast.tower, replacement_cost=Decimal(100), currency="USD"
        )
        update_equipment(pump, actor=cast.ana, replacement_cost=Decimal("250.5"), currency="EUR")
        update_equipment(pump, actor=cast.ana, replacement_cost=Decimal(300))
    entries = signed_in(cast.ana).get(f"/lakeside/equipment/{pump.number}/history/").context["history"]
    sums = [one for entry in entries for one in entry["changes"] if one["label"] == "Replacement cost"]
    assert [(one["before"], one["after"]) for one in sums] == [
        (say_money(Decimal("250.5"), "EUR"), say_money(Decimal(300), "EUR")),
        (say_money(Decimal(100), "USD"), say_money(Decimal("250.5"), "EUR")),
        ("", say_money(Decimal(100), "USD")),
    ]
