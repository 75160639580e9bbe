"""Lots and numbers go where their goods go when they come back: into each state, the books say the same of both.

The flow is prilavok.flows.name_brought.
"""

from uuid import UUID, uuid4

import pytest
from tests import make
from tests.counter_world import CASHIER
from tests.flows.test_lots import NOW, books_are_right, done, here, lot, shop, sold
from tests.shop_world import Counter

from prilavok.domains.orders.queries import list_lines
from prilavok.domains.orders.types.returning import CONDITIONS, Agreed, BringBack, Condition
from prilavok.domains.stock.errors import LotMissing, LotUnfit
from prilavok.domains.stock.queries import find_lots, lots_sold_by
from prilavok.domains.stock.rules import EVERYWHERE
from prilavok.flows.return_goods import return_goods
from prilavok.kit import clock

NUMBERS = [f"SN{nth}" for nth in range(1, 7)]
#: where each condition has its goods lie
LIES: dict[Condition, str] = {"for_sale": "goods", "damaged": "damaged", "check": "check", "supplier": "supplier"}


@pytest.fixture
def counter(rolled_back: None) -> Counter:
    clock.set_clock(NOW)
    counter = shop("serial")
    done("receiving", counter.place, *(lot(counter, code) for code in NUMBERS))
    return counter


@pytest.fixture
def order(counter: Counter) -> UUID:
    """All that was there was sold, each by its number."""
    return sold(counter, len(NUMBERS), *(lot(counter, code) for code in NUMBERS))


def back(order: UUID, counter: Counter, *said: tuple[int, Condition, tuple[str, ...]]) -> None:
    [line] = list_lines(order)
    brought = [BringBack(line.id, units, "faulty", condition, pieces) for units, condition, pieces in said]
    return_goods(order, brought, Agreed(), key=str(uuid4()), place=counter.place, actor=CASHIER, at=NOW)


def both_books(counter: Counter) -> dict[str, tuple[int, int]]:
    """By state what the stock says of the goods, and what their numbers add up to."""
    lots = [found.id for code in NUMBERS for found in find_lots(code, variants=[counter.variant])]
    sides = [(counter.place, state) for state in ("goods", "damaged", "check")]
    return {
        state: (
            make.posted("stock", holder, counter.variant, state),
            sum(make.posted("lots", holder, one, state) for one in lots),
        )
        for holder, state in [*sides, (EVERYWHERE, "supplier"), (EVERYWHERE, "sold")]
    }


@pytest.mark.parametrize("condition", [one for one in CONDITIONS if one != "not_taken"])
def test_numbers_lie_where_their_goods_lie(counter: Counter, order: UUID, condition: Condition) -> None:
    before = both_books(counter)
    assert before["sold"] == (6, 6) and before["supplier"] == (-6, -6)
    back(order, counter, (2, condition, ("SN1", "SN4")))
    moved = {state: units for state, units in both_books(counter).items() if units != before[state]}
    there = before[LIES[condition]][0] + 2
    assert moved == {"sold": (4, 4), LIES[condition]: (there, there)}
    if condition != "supplier":
        assert here(counter, state=LIES[condition]) == {"SN1": 1, "SN4": 1}
    books_are_right()


def test_units_of_one_line_in_two_conditions_go_two_ways(counter: Counter, order: UUID) -> None:
    back(order, counter, (1, "check", ("SN1",)), (2, "supplier", ("SN2", "SN3")))
    assert here(counter, state="check") == {"SN1": 1}
    assert {state: units for state, units in both_books(counter).items() if units != (0, 0)} == {
        "check": (1, 1), "supplier": (-4, -4), "sold": (3, 3),
    }  # fmt: skip
    books_are_right()


def test_a_piece_comes_once_and_never_more_of_them_than_units(counter: Counter, order: UUID) -> None:
    with pytest.raises(LotMissing):
        back(order, counter, (1, "check", ("SN1",)), (1, "damaged", ("SN1",)))
    with pytest.raises(LotMissing):
        back(order, counter, (2, "check", ("SN1", "SN1")))
    with pytest.raises(LotUnfit):
        back(order, counter, (1, "check", ("SN1", "SN2")))
    assert {one.lot.code for one in lots_sold_by([order])} == {*NUMBERS}


def test_what_the_customer_keeps_names_no_number(counter: Counter, order: UUID) -> None:
    back(order, counter, (1, "not_taken", ()), (1, "check", ("SN1",)))
    assert {one.lot.code for one in lots_sold_by([order])} == {*NUMBERS} - {"SN1"}
    books_are_right()
