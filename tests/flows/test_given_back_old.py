"""Goods that came back for a claim go back to their customer as they are: prilavok.flows.give_back_old.

No money moves, and stock and numbers are as if they had never come.
"""

import pytest
from tests import make
from tests.claims_world import NOW, claim, decided, refusals
from tests.counter_world import CASHIER
from tests.flows.test_claims_decided_again import lies, numbered, plain, uncollected, units
from tests.flows.test_lots import done, here, lot
from tests.shop_world import PRICE

from prilavok.domains.orders.errors import ClaimGoodsHere, ClaimGoodsNotHere, ClaimSettled, ClaimUnfit
from prilavok.domains.orders.queries import list_changes, list_lines, list_returns, read_claim, read_order
from prilavok.domains.orders.types.claiming import Decision
from prilavok.domains.orders.types.returning import Agreed, BringBack, Condition
from prilavok.domains.payments.queries import paid_for
from prilavok.domains.receipts.queries import list_receipts
from prilavok.domains.stock.errors import LotMissing
from prilavok.domains.stock.queries import lots_sold_by
from prilavok.flows.decide_claim import decide_claim, preview_claim
from prilavok.flows.return_goods import return_goods
from prilavok.kit import clock

pytestmark = pytest.mark.usefixtures("rolled_back")


@pytest.fixture(autouse=True)
def shown_clock(rolled_back: None) -> None:
    clock.set_clock(NOW)


@pytest.mark.parametrize(
    ("into", "before"), [("check", (5, 5, 0, 1)), ("damaged", (5, 5, 1, 0)), ("for_sale", (6, 6, 0, 0))]
)
def test_they_leave_the_state_they_lie_in(into: Condition, before: tuple[int, int, int, int]) -> None:
    counter, order = plain()
    found = claim(order, wanted="replacement")
    first = lies(counter)
    decided(found, Decision("replacement", units(found, into=into)), counter)
    again = uncollected(order, found)
    moved = tuple(now - then for now, then in zip(lies(counter), first, strict=True))
    assert moved == tuple(one - two for one, two in zip(before, (5, 5, 0, 0), strict=True))
    given = Decision("given_back", units(again))
    plan = preview_claim(found.id, given, place=counter.place, actor=CASHIER, at=NOW)
    assert (plan.pays, plan.takes, dict(plan.lacks)) == (False, False, {})
    version = read_order(order).version
    over = decided(again, given, counter, key="g")
    assert (over.state, over.outcome, over.change, over.here) == ("closed", "given_back", None, ())
    assert decided(again, given, counter, key="g") == over, "the same once more"
    assert lies(counter) == first and refusals(found) == 0
    assert (paid_for(order), list_returns([order]), len(list_receipts([order]))) == (2 * PRICE, [], 1)
    assert (read_order(order).version, list_lines(order)[0].returned) == (version, 0)
    assert len(list_changes(order)) == 1, "the one that took them in"
    with pytest.raises(ClaimSettled):
        decided(again, given, counter)
    # Both are the customer's: both may be claimed, and brought back.
    assert claim(order, 2).open
    brought = [BringBack(list_lines(order)[0].id, 2, "faulty", "damaged")]
    return_goods(order, brought, Agreed(), key="r", place=counter.place, actor=CASHIER, at=NOW)
    assert paid_for(order) == 0


def test_the_piece_is_its_customers_again() -> None:
    counter, order = numbered()
    found = claim(order, wanted="replacement")
    decided(found, Decision("replacement", units(found, "SN1", into="check")), counter)
    again = uncollected(order, found)
    assert {one.lot.code for one in lots_sold_by([order])} == {"SN2"}
    decided(again, Decision("given_back", units(again)), counter)
    assert {one.lot.code for one in lots_sold_by([order])} == {"SN1", "SN2"}
    assert here(counter, state="check") == {} and here(counter) == {"SN3": 1, "SN4": 1, "SN5": 1}
    lies(counter)
    third = claim(order)
    assert decided(third, Decision("money", units(third, "SN1", into="damaged")), counter).state == "closed"
    assert here(counter, state="damaged") == {"SN1": 1}


def test_which_piece_is_asked_where_more_of_the_order_lie_there() -> None:
    counter, order = numbered()
    first, second = (claim(order, wanted="replacement", key=key) for key in "ab")
    for one, code in ((first, "SN1"), (second, "SN2")):
        decided(one, Decision("replacement", units(one, code, into="check")), counter)
    again, other = uncollected(order, first), read_claim(second.id)
    assert other.open and here(counter, state="check") == {"SN1": 1, "SN2": 1}
    before = make.rows_of_all_tables()
    for pieces in ((), ("SN3",), ("SN1", "SN2")):
        with pytest.raises(LotMissing):
            decided(again, Decision("given_back", units(again, *pieces)), counter)
    assert make.grown(before) == {} and read_claim(first.id).open
    decided(again, Decision("given_back", units(again, "SN1")), counter)
    assert here(counter, state="check") == {"SN2": 1}
    decided(other, Decision("given_back", units(other)), counter)
    assert here(counter, state="check") == {} and {one.lot.code for one in lots_sold_by([order])} == {"SN1", "SN2"}
    lies(counter)


def test_what_does_not_lie_there_is_not_given_back() -> None:
    counter, order = numbered()
    found = claim(order, wanted="replacement")
    with pytest.raises(ClaimUnfit):  # nothing came back yet
        decided(found, Decision("given_back", units(found)), counter)
    decided(found, Decision("replacement", units(found, "SN1", into="check")), counter)
    again = uncollected(order, found)
    given = Decision("given_back", units(again))
    with pytest.raises(ClaimGoodsNotHere):
        decide_claim(found.id, given, key="o", place=make.place(), actor=CASHIER, at=NOW)
    with pytest.raises(ClaimGoodsHere):
        decided(again, Decision("refused", (), "no"), counter)
    done("set_aside", counter.place, lot(counter, "SN1"), from_state="check", to_state="damaged")
    before = make.rows_of_all_tables()
    with pytest.raises(ClaimGoodsNotHere):
        decided(again, given, counter)
    assert make.grown(before) == {} and read_claim(found.id).open
    done("set_aside", counter.place, lot(counter, "SN1"), from_state="damaged", to_state="check")
    assert decided(again, given, counter).state == "closed"


def test_what_went_on_to_the_supplier_is_not_given_back() -> None:
    counter, order = plain()
    found = claim(order, wanted="replacement")
    decided(found, Decision("replacement", units(found, into="supplier")), counter)
    again = uncollected(order, found)
    with pytest.raises(ClaimGoodsNotHere):
        decided(again, Decision("given_back", units(again)), counter)
