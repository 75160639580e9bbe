"""Goods come back: counted, valued, their money the way it came, points undone, a receipt of who sold; and refused."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from tests import make
from tests.counter_world import CASHIER, buyer_with_phone, earned, hand
from tests.shop_world import PRICE, Counter, open_counter, placed

from prilavok.domains.customers.actions import open_receipt_leaves
from prilavok.domains.loyalty.queries import points_moved, points_of
from prilavok.domains.orders.actions import set_return_goods, set_return_term
from prilavok.domains.orders.errors import (
    NothingToReturn,
    OrderMovedOn,
    ReturnMovedOn,
    ReturnNotHere,
    ReturnOutsideTerms,
)
from prilavok.domains.orders.queries import list_lines, list_returns, list_settlements, read_order
from prilavok.domains.orders.types.returning import Agreed, BringBack, Condition, Reason, ReturnView
from prilavok.domains.payments.errors import TendersUnfit
from prilavok.domains.payments.queries import list_payments, paid_for, ways_back
from prilavok.domains.places.actions import put_legal_entities, put_places
from prilavok.domains.places.types import NewLegalEntity, NewPlace
from prilavok.domains.receipts.queries import list_receipts
from prilavok.domains.stock.queries import stock_at
from prilavok.flows.exchange_goods import exchange_goods, preview_exchange
from prilavok.flows.hand_over_order import Paying
from prilavok.flows.return_goods import preview_return, return_goods
from prilavok.flows.sell_at_till import Selling, sell
from prilavok.insights.reconciliation import check_order_sums
from prilavok.kit.idempotency.answers import KeyReused
from prilavok.kit.ids import new_id
from prilavok.kit.ledger.checks import check

pytestmark = pytest.mark.usefixtures("rolled_back")
MODULES = ("prilavok.flows.take_back", "prilavok.flows.sell_here")
NOW = make.AT


@pytest.fixture
def counter() -> Counter:
    return open_counter(9, 9)


def sold(counter: Counter, *units: int, leaf: UUID | None = None) -> UUID:
    """A sale from the shelf in cash."""
    lines = [Selling(variant, count) for variant, count in zip(counter.variants, units, strict=False)]
    paid = [Paying("cash", sum(units) * PRICE)]
    done = sell(lines, paid, place=counter.place, key=str(uuid4()), actor=CASHIER, at=NOW, leaf=leaf)
    return done.receipt.order


def back(
    order: UUID, *units: int, reason: Reason = "changed_mind", condition: Condition = "for_sale"
) -> list[BringBack]:
    return [
        BringBack(line.id, count, reason, condition)
        for line, count in zip(list_lines(order), units, strict=False)
        if count
    ]


def bring(
    order: UUID, brought: list[BringBack], place: UUID, *, key: str = "", agreed: Agreed | None = None, days: int = 0
) -> ReturnView:
    return return_goods(
        order, brought, agreed or Agreed(), key=key or str(uuid4()), place=place, actor=CASHIER,
        at=NOW + timedelta(days=days),
    )  # fmt: skip


def elsewhere() -> UUID:
    """A store of another legal entity."""
    code = f"other-{uuid4().hex[:8]}"
    put_legal_entities([NewLegalEntity("other", {"en": "Other"}, "llp", "KZ")])
    return put_places([NewPlace(code, {"en": code}, "store", "Asia/Almaty", "KZT", "other", {})])[code]


def test_a_part_comes_back_and_then_the_rest(counter: Counter) -> None:
    order, here = sold(counter, 3, 1), counter.place
    plan = preview_return(order, back(order, 2), place=here, actor=CASHIER, at=NOW)
    assert (plan.amount, plan.money, plan.outside, [way.method for way in plan.ways]) == (
        2 * PRICE,
        2 * PRICE,
        "",
        ["cash"],
    )
    before = make.rows_of_all_tables()
    preview_return(order, back(order, 2), place=here, actor=CASHIER, at=NOW)
    assert make.grown(before) == {}
    taken = bring(order, back(order, 2), here, agreed=Agreed(plan.order.version, plan.money))
    assert (taken.money, taken.seller, taken.taker) == (2 * PRICE, plan.seller.id, plan.seller.id)
    assert [line.returned for line in list_lines(order)] == [2, 0]
    head = read_order(order)
    assert (head.version, head.returned_amount, head.owed, head.fulfilment) == (2, 2 * PRICE, 2 * PRICE, "handed_over")
    assert (paid_for(order), head.commercial, head.payment) == (2 * PRICE, "completed", "paid")
    assert stock_at(here, counter.variant).on_hand == 9 - 3 + 2
    bring(order, back(order, 1, 1), here)
    assert (paid_for(order), read_order(order).owed, read_order(order).fulfilment) == (0, 0, "returned")
    with pytest.raises(NothingToReturn):
        bring(order, back(order, 1), here)
    sale, first, second = list_receipts([order])
    assert [one.kind for one in (sale, first, second)] == ["sale", "refund", "refund"]
    assert [(one.amount, [t.method for t in one.tenders]) for one in (first, second)] == [
        (2 * PRICE, ["cash"]),
        (2 * PRICE, ["cash"]),
    ]
    told = make.verbs_of([order])
    assert (told["return.received"], told["payment.refunded"], told["receipt.issued"]) == (2, 2, 3)
    assert check() == [] and check_order_sums() == []


def test_the_same_key_is_the_same_return_and_never_another(counter: Counter) -> None:
    order = sold(counter, 3)
    one = bring(order, back(order, 1), counter.place, key="k")
    before = make.rows_of_all_tables()
    assert bring(order, back(order, 1), counter.place, key="k") == one
    with pytest.raises(KeyReused):
        bring(order, back(order, 2), counter.place, key="k")
    assert make.grown(before) == {}
    assert [line.returned for line in list_lines(order)] == [1]


def test_nothing_more_than_was_sold_comes_back(counter: Counter) -> None:
    order, other = sold(counter, 2), sold(counter, 1)
    before = make.rows_of_all_tables()
    line = list_lines(order)[0].id
    twice = [BringBack(line, 1, "faulty", "damaged"), BringBack(line, 2, "changed_mind", "for_sale")]
    for brought in (back(order, 3), twice, [], back(other, 1), [replace(back(order, 1)[0], quantity=-1)]):
        with pytest.raises(NothingToReturn):
            bring(order, brought, counter.place)
    waiting = placed(counter, make.leaf(), 1).order
    before = make.rows_of_all_tables()
    with pytest.raises(NothingToReturn):
        bring(waiting, back(waiting, 1), counter.place)
    assert make.grown(before) == {}


def test_who_looked_at_another_order_or_sum_changes_nothing(counter: Counter) -> None:
    order = sold(counter, 3)
    bring(order, back(order, 1), counter.place)
    with pytest.raises(OrderMovedOn):
        bring(order, back(order, 1), counter.place, agreed=Agreed(1, PRICE))
    with pytest.raises(ReturnMovedOn):
        bring(order, back(order, 1), counter.place, agreed=Agreed(2, PRICE - 1))
    assert [line.returned for line in list_lines(order)] == [1]


def test_damaged_goods_lie_apart_and_what_is_not_taken_moves_nothing(counter: Counter) -> None:
    order, here = sold(counter, 3), counter.place
    bring(order, back(order, 1, reason="faulty", condition="damaged"), here)
    bring(order, back(order, 1, reason="faulty", condition="not_taken"), here)
    assert stock_at(here, counter.variant).on_hand == 6
    assert make.posted("stock", here, counter.variant, "damaged") == 1
    assert make.posted("stock", make.COMPANY, counter.variant, "sold") == 2
    assert [line.returned for line in list_lines(order)] == [2] and check() == []


def test_points_go_back_as_points_and_those_earned_are_taken_back(counter: Counter) -> None:
    make.programme()
    buyer = buyer_with_phone()
    earned(buyer, 1000, counter.place)
    order = placed(counter, buyer, 2).order
    hand(order, Paying("points", 1000), Paying("cash", 2 * PRICE - 1000), place=counter.place)
    assert points_of([buyer])[0].points == 20  # of 2000 in cash
    first = bring(order, back(order, 1), counter.place)
    assert (first.points_amount, first.points_back, first.money) == (500, 500, PRICE - 500)
    assert (first.points_due, first.points_taken, first.withheld) == (10, 10, 0)
    assert points_of([buyer])[0].points == 20 + 500 - 10
    second = bring(order, back(order, 1), counter.place)
    assert (second.points_amount, second.money) == (500, PRICE - 500)
    assert points_of([buyer])[0].points == 1000
    assert sum(move.points for move in points_moved(order)) == 0
    assert paid_for(order) == 0 and check() == [] and check_order_sums() == []


def test_points_spent_meanwhile_are_kept_back_unless_the_goods_are_faulty(counter: Counter) -> None:
    make.programme(points=10)
    buyer = buyer_with_phone()
    order = sold(counter, 2, leaf=buyer)
    assert points_of([buyer])[0].points == 300
    spent = placed(counter, buyer, 1).order
    hand(spent, Paying("points", 300), Paying("cash", PRICE - 300), place=counter.place)
    left = points_of([buyer])[0].points
    assert left == 120
    plan = preview_return(order, back(order, 2), place=counter.place, actor=CASHIER, at=NOW)
    assert (plan.points_due, plan.points_taken, plan.withheld, plan.money) == (300, 120, 180, 2 * PRICE - 180)
    faulty = preview_return(order, back(order, 2, reason="faulty"), place=counter.place, actor=CASHIER, at=NOW)
    assert (faulty.points_taken, faulty.withheld, faulty.money) == (120, 0, 2 * PRICE)
    taken = bring(order, back(order, 2), counter.place, agreed=Agreed(plan.order.version, plan.money))
    assert points_of([buyer])[0].points == 0
    assert (taken.money, taken.withheld, paid_for(order), read_order(order).owed) == (2 * PRICE - 180, 180, 180, 180)
    refund = list_receipts([order])[-1]
    assert {one.method: one.amount for one in refund.tenders} == {"cash": 2 * PRICE - 180, "withheld": 180}
    assert refund.earned == -120


def test_terms_are_of_the_day_of_the_sale_and_of_the_goods(counter: Counter) -> None:
    order, here = sold(counter, 3), counter.place
    for days, reason, why in (
        (14, "changed_mind", ""),
        (15, "changed_mind", "too_late"),
        (15, "faulty", ""),
        (731, "faulty", "too_late"),
    ):
        plan = preview_return(
            order, back(order, 1, reason=reason), place=here, actor=CASHIER, at=NOW + timedelta(days=days)
        )
        assert plan.outside == why, (days, reason)
    before = make.rows_of_all_tables()
    with pytest.raises(ReturnOutsideTerms):
        bring(order, back(order, 1), here, days=15)
    assert make.grown(before) == {}
    taken = bring(order, back(order, 1), here, days=15, agreed=Agreed(ground="goodwill"))
    assert (taken.outside, taken.allowed, taken.taken_by) == ("too_late", "goodwill", CASHIER.id)
    within = bring(order, back(order, 1), here, agreed=Agreed(ground="goodwill"))
    assert (within.outside, within.allowed) == ("", "")
    set_return_term("KZ", "any", "proper", 1, actor=CASHIER, at=NOW + timedelta(days=1))
    assert preview_return(order, back(order, 1), place=here, actor=CASHIER, at=NOW + timedelta(days=10)).outside == ""
    set_return_goods("Shelf", "underwear", actor=CASHIER, at=NOW)
    plan = preview_return(order, back(order, 1), place=here, actor=CASHIER, at=NOW)
    assert plan.outside == "not_returnable" and plan.term is not None and plan.term.goods == "underwear"
    assert preview_return(order, back(order, 1, reason="faulty"), place=here, actor=CASHIER, at=NOW).outside == ""


def test_another_legal_entity_takes_back_with_the_sellers_receipt_and_both_settle(counter: Counter) -> None:
    order, other = sold(counter, 2), elsewhere()
    taken = bring(order, back(order, 1), other)
    assert taken.seller != taken.taker
    refund = list_receipts([order])[-1]
    assert (refund.number[:7], refund.place, refund.legal_entity) == ("entity-", other, taken.seller)
    assert stock_at(other, counter.variant).on_hand == 1 and stock_at(counter.place, counter.variant).on_hand == 7
    rows = {one.kind: (one.debtor, one.creditor, one.amount) for one in list_settlements().rows if one.of == taken.id}
    assert rows == {"money": (taken.seller, taken.taker, PRICE), "goods": (taken.taker, taken.seller, PRICE)}
    with pytest.raises(ReturnNotHere):
        bring(order, back(order, 1), make.place("USD"))
    assert [one.id for one in list_returns([order])] == [taken.id]


@pytest.mark.parametrize(("taken", "instead", "given", "paid"), [(1, 1, 0, 0), (2, 1, PRICE, 0), (1, 2, 0, PRICE)])
def test_an_exchange_is_netted(counter: Counter, taken: int, instead: int, given: int, paid: int) -> None:
    order, here, new = sold(counter, 2), counter.place, new_id(NOW)
    wanted = [Selling(counter.variants[1], instead)]
    plan = preview_exchange(order, back(order, taken), wanted, place=here, actor=CASHIER, at=NOW)
    assert (plan.given, plan.to_pay) == (given, paid)
    tenders, back_of = [Paying("cash", paid)] if paid else [], back(order, taken)

    def swap() -> ReturnView:
        return exchange_goods(
            order, back_of, wanted, tenders, Agreed(plan.back.order.version, plan.back.money), new_order=new, key="x",
            place=here, actor=CASHIER, at=NOW,
        )  # fmt: skip

    done = swap()
    assert swap() == done
    assert (done.exchange, done.exchanged, done.given) == (new, min(taken, instead) * PRICE, given)
    assert (paid_for(order), paid_for(new)) == ((2 - taken) * PRICE, instead * PRICE)
    assert read_order(new).payment == "paid" and read_order(new).commercial == "completed"
    moved = [one for one in list_payments([order, new]) if one.moved]
    assert sorted(one.kind for one in moved) == ["capture", "refund"]
    assert [stock_at(here, one).on_hand for one in counter.variants] == [7 + taken, 9 - instead]
    sale = list_receipts([new])[0]
    assert ("exchange" in [one.method for one in sale.tenders]) and sum(
        one.amount for one in sale.tenders
    ) == instead * PRICE
    assert sum(way.amount for way in ways_back(new)) == instead * PRICE
    # What was taken in exchange may come back as well, and its money goes the way the first came.
    bring(new, back(new, instead), here)
    assert (paid_for(new), check(), check_order_sums()) == (0, [], [])


def test_an_exchange_that_is_not_paid_changes_nothing(counter: Counter) -> None:
    order = sold(counter, 1)
    before = make.rows_of_all_tables()
    with pytest.raises(TendersUnfit):
        exchange_goods(
            order, back(order, 1), [Selling(counter.variants[1], 2)], [], Agreed(), new_order=new_id(NOW), key="x",
            place=counter.place, actor=CASHIER, at=NOW,
        )  # fmt: skip
    grown = make.grown(before)
    assert grown == {}


def test_a_nameless_sale_comes_back_too(counter: Counter) -> None:
    leaf = open_receipt_leaves(uuid4(), ["r"], at=NOW, origin="live")["r"]
    order = placed(counter, leaf, 1).order
    hand(order, Paying("cash", PRICE), place=counter.place)
    assert bring(order, back(order, 1), counter.place).money == PRICE
