"""How a receipt adds up, what its rows are, and the three states of an order, for any numbers."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.make import line, sale

from prilavok.domains.orders.rules import alike, line_kind, number_readings, slipped_numbers, states_of, sum_sale
from prilavok.domains.orders.types import LARGEST, SaleLine
from prilavok.domains.orders.types.doubts import Wished

NOBODY = UUID(int=9)
money = st.integers(0, LARGEST)
units = st.integers(0, 1000)


@st.composite
def possible_lines(draw: st.DrawFn) -> SaleLine:
    amount, promotion, match = draw(money) // 3, draw(money) // 3, draw(money) // 3
    return SaleLine(NOBODY, draw(units), amount + promotion + match, promotion, match, draw(money))


@given(st.lists(possible_lines(), max_size=6))
def test_a_sale_adds_up_and_nobody_pays_less_than_nothing(lines: list[SaleLine]) -> None:
    assert [one.impossible for one in lines] == [None] * len(lines)
    sums = sum_sale(sale(NOBODY, NOBODY, lines))
    assert sums.amount == sum(one.amount for one in lines)
    assert sums.list_amount - sums.discount_amount == sums.amount
    assert sums.discount_amount == sum(one.promotion_amount + one.match_amount for one in lines)
    assert sums.paid_amount - sums.surplus == sums.amount - sums.coupon_amount
    assert sums.paid_amount >= 0 and sums.surplus >= 0 and 0 in (sums.paid_amount, sums.surplus)


def test_what_coupons_exceed_is_stated_and_not_paid_out() -> None:
    sums = sum_sale(sale(NOBODY, NOBODY, [line(NOBODY, 1, 500, coupon=620), line(NOBODY, 1, 100, promotion=40)]))
    assert (sums.list_amount, sums.discount_amount, sums.amount, sums.coupon_amount) == (600, 40, 560, 620)
    assert (sums.paid_amount, sums.surplus) == (0, 60)


@pytest.mark.parametrize(
    ("quantity", "amount", "coupon", "kind"),
    [
        (0, 0, 0, "void"),
        (0, 0, 55, "coupon"),
        (0, 29, 0, "amount"),
        (0, 29, 55, "amount"),
        (2, 0, 0, "goods"),
        (2, 0, 55, "goods"),
        (144, 2400, 0, "goods"),
    ],
)
def test_a_row_is_what_it_most_plainly_is(quantity: int, amount: int, coupon: int, kind: str) -> None:
    assert line_kind(quantity=quantity, amount=amount, coupon_amount=coupon) == kind


@given(money, money, money)
def test_only_goods_have_units_and_only_void_has_nothing(quantity: int, amount: int, coupon: int) -> None:
    kind = line_kind(quantity=quantity, amount=amount, coupon_amount=coupon)
    assert (kind == "goods") == (quantity > 0)
    assert (kind == "void") == (quantity == amount == coupon == 0)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (SaleLine(NOBODY, -1, 10, 0, 0, 0), "negative"),
        (SaleLine(NOBODY, 1, -10, 0, 0, 0), "negative"),
        (SaleLine(NOBODY, 1, 10, -1, 0, 0), "negative"),
        (SaleLine(NOBODY, 1, 10, 0, -1, 0), "negative"),
        (SaleLine(NOBODY, 1, 10, 0, 0, -1), "negative"),
        (SaleLine(NOBODY, 1, 10, 6, 5, 0), "discount_over_price"),
        (SaleLine(NOBODY, LARGEST + 1, 10, 0, 0, 0), "too_large"),
        (SaleLine(NOBODY, 1, LARGEST + 1, 0, 0, 0), "too_large"),
        (SaleLine(NOBODY, 1, 10, 0, 0, LARGEST + 1), "too_large"),
        (SaleLine(NOBODY, LARGEST, LARGEST, 0, 0, LARGEST), None),
        (SaleLine(NOBODY, 1, 10, 6, 4, 0), None),
    ],
)
def test_a_line_that_cannot_be_true_says_why(wrong: SaleLine, reason: str | None) -> None:
    assert wrong.impossible == reason


@given(units, units, units, units, money, money)
def test_states_follow_from_the_counters_alone(
    handed_over: int, cancelled: int, open_units: int, back: int, owed: int, paid: int
) -> None:
    returned = min(back, handed_over)
    ordered = handed_over + cancelled + open_units
    states = states_of(
        ordered=ordered, handed_over=handed_over, cancelled=cancelled, returned=returned, owed=owed, paid=paid
    )
    assert (states.commercial == "cancelled") == (ordered > 0 and cancelled == ordered)
    assert (states.commercial == "completed") == (states.commercial != "cancelled" and open_units == 0 and paid >= owed)
    assert states.payment == ("paid" if paid >= owed else "unpaid" if paid == 0 else "part_paid")
    assert (states.fulfilment == "returned") == (returned > 0 and returned == handed_over)
    assert (states.fulfilment in ("open", "part_handed")) == (states.fulfilment != "returned" and open_units > 0)
    assert (states.fulfilment == "cancelled") == (states.commercial == "cancelled")  # nothing of it was handed over
    if states.fulfilment == "open":
        assert handed_over == 0


@given(units, money)
def test_a_finished_sale_is_completed_paid_and_handed_over(quantity: int, owed: int) -> None:
    states = states_of(ordered=quantity, handed_over=quantity, cancelled=0, returned=0, owed=owed, paid=owed)
    assert (states.commercial, states.payment, states.fulfilment) == ("completed", "paid", "handed_over")


@pytest.mark.parametrize(
    "typed", ["CJ-31625220478", "cj 31625220478", "31625220478", "№CJ31625220478", "сj-31625220478"]
)
def test_a_number_is_read_however_it_is_typed(typed: str) -> None:
    assert "CJ-31625220478" in number_readings(typed, ["CJ", "D"])


@pytest.mark.parametrize("typed", ["D-00466", "D00466", "Д-00466", "д 00466", "00466"])
def test_letters_of_another_script_are_read(typed: str) -> None:
    assert "D-00466" in number_readings(typed, ["CJ", "D"])


def test_slips_of_a_number_keep_its_prefix() -> None:
    slips = slipped_numbers("D-00466")
    assert {"D-00646", "D-00467", "D-0466", "D-004665"} <= set(slips)
    assert "D-00466" not in slips and all(one.startswith("D-") for one in slips)
    assert slipped_numbers("D-12") == slipped_numbers("abc") == []


def test_a_number_that_lacks_a_digit_is_the_one_with_its_zero_first() -> None:
    slips = slipped_numbers("D-0465")
    assert slips[0] == "D-00465" and "D-04650" in slips and len(slips) == len(set(slips))
    assert "D-465" not in slips and "D-0456" not in slips, "too short for other slips"
    assert slipped_numbers("D-465") == []


def _wish(*lines: tuple[int, str, int]) -> list[Wished]:
    return [Wished(UUID(int=variant), category, amount) for variant, category, amount in lines]


@pytest.mark.parametrize(
    ("second", "how"),
    [
        (_wish((1, "tea", 500)), "same"),
        (_wish((1, "tea", 500), (9, "sugar", 500)), "same"),
        (_wish((1, "tea", 499), (9, "sugar", 501)), None),
        (_wish((5, "tea", 800), (9, "sugar", 200)), "substitute"),
        (_wish((5, "tea", 799), (9, "sugar", 201)), None),
        (_wish((1, "tea", 400), (5, "tea", 400), (9, "sugar", 200)), "substitute"),
        (_wish((5, "tea/green", 1000)), None),
        (_wish((7, "", 1000)), None),
        (_wish((1, "tea", 0)), None),
        ([], None),
    ],
)
def test_orders_are_alike_by_what_their_money_goes_for(second: list[Wished], how: str | None) -> None:
    first = _wish((1, "tea", 300), (2, "", 700))
    assert alike(first, second) == how
    assert alike([], second) is None, "nothing waits"
