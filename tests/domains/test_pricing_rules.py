"""A price is read off a receipt only where the receipt shows it: never a rounded price of a piece."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prilavok.domains.pricing.rules import read_unit_price

amounts = st.integers(-100, 10**9)
quantities = st.integers(-5, 10**5)


@given(amounts, quantities)
def test_a_piece_costs_what_divides_to_the_last_unit_or_nothing_is_said(list_amount: int, quantity: int) -> None:
    price = read_unit_price(list_amount=list_amount, quantity=quantity, measured=False)
    if price is None:
        assert quantity <= 0 or list_amount <= 0 or list_amount % quantity
    else:
        assert price[1] == 1
        assert price[0] * quantity == list_amount
        assert price[0] > 0


@given(amounts, quantities)
def test_measured_goods_are_priced_per_thousand_rounded_half_up(list_amount: int, quantity: int) -> None:
    price = read_unit_price(list_amount=list_amount, quantity=quantity, measured=True)
    if quantity <= 100 or list_amount <= 0:
        assert price is None
    else:
        exact = Decimal(list_amount) * 1000 / Decimal(quantity)
        # 28 digits are far more than these need, so the quotient is exact where a half can stand.
        assert price == (int(exact.quantize(Decimal(1), ROUND_HALF_UP)), 1000)


@pytest.mark.parametrize(
    ("list_amount", "quantity", "measured", "price"),
    [
        (2400, 144, False, None),  # ears of corn, 144 for 24.00: 16 2/3 cents is nobody's price
        (2448, 144, False, (17, 1)),
        (299, 1, False, (299, 1)),
        (100, 3, False, None),
        (0, 1, False, None),  # given free: the shelf price is not nought
        (500, 0, False, None),  # money without counted goods
        (2599, 10_000, True, (260, 1000)),  # gasoline, 10 gallons for 25.99
        (2594, 10_000, True, (259, 1000)),
        (2595, 10_000, True, (260, 1000)),  # a half goes up
        (2500, 1, True, None),  # 1,177 lines of gasoline state a quantity of 1
        (2500, 100, True, None),
        (2500, 101, True, (24752, 1000)),
    ],
)
def test_what_the_source_shows(list_amount: int, quantity: int, measured: bool, price: tuple[int, int] | None) -> None:
    assert read_unit_price(list_amount=list_amount, quantity=quantity, measured=measured) == price
