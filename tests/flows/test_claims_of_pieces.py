"""Claims of goods that bear serial numbers: asked for where a piece comes back, and for nothing that stays.

The flows are prilavok.flows.decide_claim, prilavok.flows.replace_goods and prilavok.flows.name_brought.
"""

from datetime import timedelta
from uuid import UUID

import pytest
from tests import make
from tests.claims_world import NOW, claim, decided
from tests.counter_world import CASHIER
from tests.flows.test_lots import books_are_right, done, here, lot, shop, sold
from tests.shop_world import Counter

from prilavok.domains.orders.queries import list_lines, list_returns, read_claim
from prilavok.domains.orders.types.claiming import Answered, ClaimView, Decision, Wanted
from prilavok.domains.orders.types.returning import Condition
from prilavok.domains.payments.queries import paid_for
from prilavok.domains.stock.actions import keep_tracking
from prilavok.domains.stock.errors import LotMissing, LotUnfit, PieceOfAnother
from prilavok.domains.stock.queries import lots_sold_by, stock_at
from prilavok.domains.stock.types import Tracking
from prilavok.flows.give_instead import give_instead
from prilavok.flows.pick_shipment import pick, ready_shipment, start_shipment
from prilavok.insights.reconciliation import check_order_sums
from prilavok.kit import clock


@pytest.fixture
def counter(rolled_back: None) -> Counter:
    """A store with four phones, of which each number is known."""
    clock.set_clock(NOW)
    counter = shop("serial", warranty_months=12)
    done("receiving", counter.place, *(lot(counter, f"SN{nth}") for nth in range(1, 5)))
    return counter


@pytest.fixture
def order(counter: Counter) -> UUID:
    """Two of them were sold, by their numbers."""
    return sold(counter, 2, lot(counter, "SN1"), lot(counter, "SN2"))


def units(found: ClaimView, *pieces: str, count: int = 1, into: Condition = "not_taken") -> tuple[Answered, ...]:
    return (Answered(found.lines[0].line, count, into, pieces),)


def bought(order: UUID) -> set[str]:
    return {one.lot.code for one in lots_sold_by([order])}


@pytest.mark.parametrize("outcome", ["money", "reduction", "repair", "refused"])
def test_no_number_is_asked_of_what_stays_with_the_customer(counter: Counter, order: UUID, outcome: Wanted) -> None:
    found = claim(order, 2)
    decisions: dict[str, Decision] = {
        "money": Decision("money", units(found, count=2)),
        "reduction": Decision("reduction", units(found, count=2), amount=100),
        "repair": Decision("repair", units(found, count=2), until=NOW.date() + timedelta(days=3)),
        "refused": Decision("refused", why="dropped"),
    }
    assert decided(found, decisions[outcome], counter).outcome == outcome
    assert bought(order) == {"SN1", "SN2"} and here(counter) == {"SN3": 1, "SN4": 1}
    assert make.verbs_of([order])["lot.overruled"] == 0
    books_are_right()


def test_money_goes_back_for_the_piece_that_was_sold(counter: Counter, order: UUID) -> None:
    found = claim(order)
    before, paid = make.rows_of_all_tables(), paid_for(order)
    for pieces, refusal in (
        ((), LotMissing), (("SN3",), PieceOfAnother), (("SN9",), PieceOfAnother), (("SN1", "SN2"), LotUnfit),
    ):  # fmt: skip
        with pytest.raises(refusal):
            decided(found, Decision("money", units(found, *pieces, into="check")), counter)
    assert make.grown(before) == {} and read_claim(found.id) == found and paid_for(order) == paid
    assert decided(found, Decision("money", units(found, "SN1", into="check")), counter).state == "closed"
    assert (bought(order), here(counter), here(counter, state="check")) == (
        {"SN2"}, {"SN3": 1, "SN4": 1}, {"SN1": 1},
    )  # fmt: skip
    assert len(list_returns([order])) == 1 and make.verbs_of([order])["lot.overruled"] == 0
    books_are_right()


def test_a_number_named_twice_is_one_piece(counter: Counter, order: UUID) -> None:
    found = claim(order, 2)
    with pytest.raises(LotMissing):
        decided(found, Decision("money", units(found, "SN1", "SN1", count=2, into="check")), counter)
    assert bought(order) == {"SN1", "SN2"}


def test_who_may_takes_another_piece_all_the_same(counter: Counter, order: UUID) -> None:
    found = claim(order)
    decision = Decision("money", units(found, "SN9", into="damaged"), other_piece=True)
    assert decided(found, decision, counter).state == "closed"
    assert make.verbs_of([order])["lot.overruled"] == 1
    assert bought(order) == {"SN1", "SN2"} and here(counter, state="damaged") == {"SN9": 1}
    second = claim(order)
    assert decided(second, Decision("money", units(second, into="check"), other_piece=True), counter).state == "closed"
    assert make.verbs_of([order])["lot.overruled"] == 2 and here(counter, state="check") == {"?": 1}
    books_are_right()


def test_another_is_given_for_the_piece_that_was_sold(counter: Counter, order: UUID) -> None:
    found = claim(order, wanted="replacement")
    before = make.rows_of_all_tables()
    for pieces, refusal in (((), LotMissing), (("SN3",), PieceOfAnother)):
        with pytest.raises(refusal):
            decided(found, Decision("replacement", units(found, *pieces, into="check")), counter)
    assert make.grown(before) == {} and stock_at(counter.place, counter.variant).held == 0
    assert decided(found, Decision("replacement", units(found, "SN2", into="check")), counter).state == "waiting"
    assert (bought(order), here(counter, state="check")) == ({"SN1"}, {"SN2": 1})
    stock = stock_at(counter.place, counter.variant)
    assert (stock.on_hand, stock.held, list_lines(order)[0].returned) == (2, 1, 0)
    other = claim(order, wanted="replacement")
    swapped = Decision("replacement", units(other, "SN9", into="check"), other_piece=True)
    assert decided(other, swapped, counter).state == "waiting"
    assert make.verbs_of([order])["lot.overruled"] == 1 and here(counter, state="check") == {"SN2": 1, "SN9": 1}
    books_are_right()
    assert check_order_sums() == []


def test_what_is_given_instead_is_named_and_is_the_customers_own_then(counter: Counter, order: UUID) -> None:
    wanted = Tracking(way="serial", variant=counter.variant, at_till=True)
    keep_tracking(wanted, actor=CASHIER, at=NOW)
    found = claim(order, wanted="replacement")
    done = decided(found, Decision("replacement", units(found, "SN1", into="check")), counter)
    assert done.shipment is not None
    start_shipment(done.shipment, place=counter.place, actor=CASHIER, at=NOW)
    pick(done.shipment, found.lines[0].line, 1, 0, place=counter.place, actor=CASHIER, at=NOW)
    assert ready_shipment(done.shipment, place=counter.place, actor=CASHIER, at=NOW)

    def given(*codes: str, overruled: bool = False) -> ClaimView:
        lots = [lot(counter, code) for code in codes]
        return give_instead(
            found.id, lots=lots, overruled=overruled, place=counter.place, actor=CASHIER, at=NOW
        )  # fmt: skip

    before = make.rows_of_all_tables()
    for codes, refusal in (((), LotMissing), (("SN3", "SN4"), LotUnfit)):
        with pytest.raises(refusal):
            given(*codes)
    assert make.grown(before) == {} and read_claim(found.id).state == "waiting"
    assert given("SN3").state == "closed" and given("SN3").state == "closed"
    assert (bought(order), here(counter)) == ({"SN2", "SN3"}, {"SN4": 1})
    assert make.verbs_of([order])["lot.overruled"] == 0
    again = claim(order)
    assert decided(again, Decision("money", units(again, "SN3", into="damaged")), counter).state == "closed"
    assert (bought(order), here(counter, state="damaged")) == ({"SN2"}, {"SN3": 1})
    books_are_right()
