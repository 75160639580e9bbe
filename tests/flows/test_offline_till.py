"""A till that sold without a line brings its sales: each once, never refused for stock, what is no sale set aside.

prilavok.flows.bring_sale, prilavok.flows.set_aside, prilavok.flows.open_till.
"""

from datetime import timedelta
from uuid import UUID, uuid4

import msgspec
import pytest
from tests import make
from tests.counter_world import CASHIER
from tests.make import AT
from tests.offline_till import bring, lines_of, told
from tests.people import staff
from tests.shop_world import PRICE, Counter, open_counter, placed

from prilavok.domains.orders.queries import read_order
from prilavok.domains.payments.queries import list_payments
from prilavok.domains.pricing.actions import set_prices
from prilavok.domains.pricing.types import NewPrice
from prilavok.domains.receipts.queries import list_receipts
from prilavok.domains.stock.queries import stock_at
from prilavok.domains.tills.actions import begin_brought
from prilavok.domains.tills.errors import BroughtUnfit, NotAside, NoteMissing, PinUnfit, TillUnknown
from prilavok.domains.tills.queries import find_brought, pins_of, turn_brought
from prilavok.domains.tills.types import TillView, ToldGiven
from prilavok.flows.open_till import choose_pin, open_till, withdraw
from prilavok.flows.sell_gift_cards import name_gift_goods
from prilavok.flows.set_aside import drop, set_brought_aside, try_again
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id
from prilavok.kit.instants import milliseconds
from prilavok.kit.ledger.checks import check

pytestmark = pytest.mark.usefixtures("rolled_back")
LATER = AT + timedelta(hours=5)


def _till(*units: int) -> tuple[Counter, TillView, UUID]:
    counter = open_counter(*units)
    return counter, open_till(counter.place, "Касса", actor=CASHIER, at=AT - timedelta(hours=1)), staff()


def test_a_sale_that_is_brought_is_a_sale_of_the_instant_it_was_made() -> None:
    counter, till, cashier = _till(5)
    sale = told(till, cashier, lines_of(counter.variant, 2, PRICE), given=5_000)
    brought = bring(sale, at=LATER)
    assert (brought.state, brought.sold_at, brought.skew, brought.differs) == ("recorded", AT, 0, 0)
    order = read_order(sale.id)
    assert (order.number, order.placed_at, order.touchpoint, order.amount) == ("T1-00001", AT, "till", 2 * PRICE)
    assert (order.payment, order.fulfilment) == ("paid", "handed_over")
    [receipt] = list_receipts([sale.id])
    assert (receipt.issued_at, receipt.change, receipt.issued_by) == (AT, 2_000, cashier)
    assert [(one.method, one.amount) for one in list_payments([sale.id])] == [("cash", 2 * PRICE)]
    assert stock_at(counter.place, counter.variant).on_hand == 3
    assert make.verbs_of([sale.id])["order.completed"] == 1
    assert make.ask("SELECT DISTINCT origin FROM kit_event WHERE subject = %s", sale.id) == [("live",)]


def test_brought_again_it_is_the_same_sale_and_nothing_is_counted_twice() -> None:
    counter, till, cashier = _till(5)
    sale = told(till, cashier, lines_of(counter.variant, 2, PRICE))
    first = bring(sale, at=LATER)
    before = make.rows_of_all_tables()
    assert bring(sale, at=LATER + timedelta(days=3)) == first
    assert bring(msgspec.structs.replace(sale, number="T1-00009"), at=LATER) == first
    assert make.grown(before) == {}
    assert not begin_brought(sale, {}, by=None, at=LATER)


def test_goods_that_the_ledger_did_not_know_of_are_sold_all_the_same_and_counted() -> None:
    counter, till, cashier = _till(1)
    placed(counter, make.leaf(), 1)
    sale = told(till, cashier, lines_of(counter.variant, 3, PRICE))
    assert bring(sale, at=LATER).state == "recorded"
    found = make.ask("SELECT (facts->>'units')::int FROM kit_event WHERE verb = 'discrepancy.found'")
    assert found == [(-3,)]  # none was free: one lies there and is kept for somebody
    assert check() == []


def test_a_price_that_the_till_did_not_know_yet_is_kept_as_charged_and_the_difference_noted() -> None:
    counter, till, cashier = _till(5)
    [(prices,)] = make.ask("SELECT price_list_id FROM pricing_version WHERE variant_id = %s", counter.variant)
    dearer = AT - timedelta(minutes=10)
    set_prices([NewPrice(UUID(str(prices)), counter.variant, PRICE + 100, 1, dearer)], at=dearer)
    brought = bring(told(till, cashier, lines_of(counter.variant, 2, PRICE)), at=LATER)
    assert (brought.amount, brought.reckoned_amount, brought.differs) == (2 * PRICE, 2 * PRICE + 200, -200)
    assert read_order(brought.id).amount == 2 * PRICE


def test_a_clock_that_goes_wrong_is_noted_and_a_sale_is_never_in_the_future() -> None:
    counter, till, cashier = _till(9)
    behind = timedelta(minutes=30)
    sale = told(till, cashier, lines_of(counter.variant, 1, PRICE), sold_at=milliseconds(AT - behind))
    from prilavok.flows.bring_sale import bring_sale

    late = bring_sale(sale, {}, sent=milliseconds(LATER - behind), actor=CASHIER, at=LATER)
    assert late is not None and (late.sold_at, late.skew) == (AT, 1_800)
    ahead = told(till, cashier, lines_of(counter.variant, 1, PRICE), nth=2, sold_at=milliseconds(LATER + behind))
    assert bring(ahead, at=LATER).sold_at == LATER


_WRONG = {
    "id": {"id": uuid4()},
    "sum": {"amount": PRICE - 1},
    "given": {"given": PRICE - 1},
    "too_old": {"sold_at": milliseconds(AT - timedelta(days=60))},
    "number": {"number": "T999-00001"},
    "place": {"currency": "RUB"},
    "cashier": {"cashier": uuid4()},
    "lines": {"lines": ()},
}


@pytest.mark.parametrize("reason", _WRONG)
def test_what_cannot_be_true_changes_nothing_and_is_set_aside(reason: str) -> None:
    counter, till, cashier = _till(5)
    sale = told(till, cashier, lines_of(counter.variant, 1, PRICE), **_WRONG[reason])
    before = make.rows_of_all_tables()
    with pytest.raises(BroughtUnfit) as refused:
        bring(sale)
    assert refused.value.reason == reason
    assert make.grown(before) == {}
    said = msgspec.to_builtins(sale)
    aside = set_brought_aside(sale.id, said, reason, till=till.id, actor=CASHIER, at=AT)
    assert aside is not None and (aside.state, aside.reason, aside.place) == ("aside", reason, counter.place)
    assert set_brought_aside(sale.id, said, "other", till=till.id, actor=CASHIER, at=AT) == aside
    assert [one.id for one in turn_brought(state="aside").rows if one.till == till.id] == [sale.id]


def test_goods_and_promotions_that_are_unknown_set_a_sale_aside() -> None:
    counter, till, cashier = _till(5)
    card = make.variant()
    name_gift_goods(card, free=False, days=None, actor=CASHIER, at=AT)
    for lines, reason in (
        (lines_of(uuid4(), 1, PRICE), "goods"),
        (lines_of(card, 1, PRICE), "gift"),
        (lines_of(counter.variant, 1, PRICE, ToldGiven(uuid4(), uuid4(), "", 100)), "promotion"),
    ):
        with pytest.raises(BroughtUnfit) as refused:
            bring(told(till, cashier, lines))
        assert refused.value.reason == reason


def test_staff_try_again_once_what_was_in_the_way_is_settled_or_say_that_it_is_none() -> None:
    counter, till, _nobody = _till(5)
    later_hired = new_id()
    sale = told(till, later_hired, lines_of(counter.variant, 1, PRICE))
    set_brought_aside(sale.id, msgspec.to_builtins(sale), "cashier", till=till.id, actor=CASHIER, at=AT)
    with pytest.raises(BroughtUnfit):
        try_again(sale.id, actor=CASHIER, at=LATER)
    assert find_brought(sale.id).state == "aside"  # type: ignore[union-attr]
    make.ask("UPDATE staff_staff SET id = %s WHERE id = %s RETURNING 1", later_hired, _nobody)
    done = try_again(sale.id, actor=CASHIER, at=LATER)
    assert done is not None and (done.state, done.sold_at) == ("recorded", AT)
    assert read_order(sale.id).amount == PRICE
    with pytest.raises(NotAside):
        try_again(sale.id, actor=CASHIER, at=LATER)
    garbled = new_id()
    set_brought_aside(garbled, {"text": "{{{"}, "garbled", till=till.id, actor=CASHIER, at=AT)
    with pytest.raises(BroughtUnfit):
        try_again(garbled, actor=CASHIER, at=LATER)
    with pytest.raises(NoteMissing):
        drop(garbled, " ", actor=CASHIER, at=LATER)
    drop(garbled, "Проверено: пустая запись", actor=CASHIER, at=LATER)
    assert find_brought(garbled).note == "Проверено: пустая запись"  # type: ignore[union-attr]
    with pytest.raises(NotAside):
        drop(garbled, "ещё раз", actor=CASHIER, at=LATER)


def test_what_a_withdrawn_till_brings_is_looked_at_by_people() -> None:
    counter, till, cashier = _till(5)
    withdraw(till.id, actor=CASHIER, at=AT)
    sale = told(till, cashier, lines_of(counter.variant, 1, PRICE))
    with pytest.raises(BroughtUnfit) as refused:
        bring(sale)
    assert refused.value.reason == "withdrawn"
    set_brought_aside(sale.id, msgspec.to_builtins(sale), "withdrawn", till=till.id, actor=CASHIER, at=AT)
    assert try_again(sale.id, actor=CASHIER, at=LATER).state == "recorded"  # type: ignore[union-attr]
    with pytest.raises(TillUnknown):
        bring(msgspec.structs.replace(sale, id=new_id(), till=uuid4()))
    assert make.verbs_of([till.id]) == {"till.opened": 1, "till.withdrawn": 1}


def test_a_pin_is_kept_as_a_digest_of_its_own_salt() -> None:
    cashier = staff()
    for weak in ("12345", "111111", "123456", "987654", "12345a", "１２３４５６"):
        with pytest.raises(PinUnfit):
            choose_pin(cashier, weak, actor=Actor("staff", cashier), at=AT)
    choose_pin(cashier, "204060", actor=Actor("staff", cashier), at=AT)
    [first] = pins_of([cashier])
    choose_pin(cashier, "204060", actor=Actor("staff", cashier), at=AT)
    [second] = pins_of([cashier])
    assert first.salt != second.salt and first.digest != second.digest and "204060" not in str(first)
