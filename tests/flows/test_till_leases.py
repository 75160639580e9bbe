"""What is lent to a till is taken from the shared whole: online and offline never give the same twice.

prilavok.flows.lend_to_till, prilavok.flows.tell_till, prilavok.flows.give_back_leases, prilavok.flows.use_leases,
prilavok.flows.lose_leases.
"""

from datetime import timedelta
from uuid import UUID

import pytest
from tests import make
from tests.counter_world import CASHIER
from tests.make import AT
from tests.offline_till import bring, lines_of, told
from tests.people import staff
from tests.promotions import published
from tests.shop_world import PRICE, Counter, open_counter, placed

from prilavok.domains.orders.errors import OutOfStock
from prilavok.domains.orders.queries import read_order
from prilavok.domains.pricing.types import PricedWish
from prilavok.domains.promotions.actions import put_codes
from prilavok.domains.promotions.queries import find_rights, live_book, used_on, uses_left
from prilavok.domains.promotions.types.acts import OffTogether
from prilavok.domains.promotions.types.keeping import NewCode
from prilavok.domains.stock.errors import StockShort
from prilavok.domains.stock.queries import stock_at
from prilavok.domains.tills.errors import NotLent, TillWithdrawn
from prilavok.domains.tills.queries import leases_out
from prilavok.domains.tills.types import GRACE, LENT_FOR, LeaseView, TillView, ToldGiven
from prilavok.flows.give_back_leases import end_overdue, give_back, queue_overdue
from prilavok.flows.lend_to_till import lend
from prilavok.flows.lose_hold import lose_holds
from prilavok.flows.open_till import open_till, withdraw
from prilavok.flows.sell_at_till import Paying, Selling, sell
from prilavok.flows.tell_till import tell_till
from prilavok.kit import clock
from prilavok.kit.jobs.registry import Due
from prilavok.kit.ledger.checks import check

pytestmark = pytest.mark.usefixtures("rolled_back")
LATER = AT + timedelta(hours=2)


def _till(counter: Counter, name: str = "Касса") -> TillView:
    return open_till(counter.place, name, actor=CASHIER, at=AT - timedelta(hours=1))


def _once(code: str, most: int = 1, **said: object) -> UUID:
    promotion = published(code.lower(), OffTogether(500), right=True, **said)
    put_codes([NewCode(code, promotion, most)], at=AT)
    return promotion


def _given(lease: LeaseView, version: UUID, amount: int = 500) -> ToldGiven:
    assert lease.promotion is not None
    return ToldGiven(lease.promotion, version, str(lease.coupon or ""), amount)


def _version(promotion: UUID) -> UUID:
    return next(one.version for one in live_book().promotions if one.id == promotion)


def _refused(code: str) -> str:
    return find_rights([code], (), AT).refused.get(code, "")


def test_a_coupon_lent_to_a_till_is_used_there_once_and_nowhere_else() -> None:
    counter, cashier = open_counter(9), staff()
    till, other = _till(counter), _till(counter, "Вторая")
    promotion = _once("ONE1")
    [lease] = lend(till.id, "one-1", 1, actor=CASHIER, at=AT)
    assert _refused("ONE1") == "used_up"  # the site, the other till and the bot are told so
    with pytest.raises(NotLent) as refused:
        lend(other.id, "ONE1", 1, actor=CASHIER, at=AT)
    assert refused.value.reason == "used_up"
    lines = lines_of(counter.variant, 1, PRICE, _given(lease, _version(promotion)))
    brought = bring(told(till, cashier, lines, leases=[lease], codes=("ONE1",)), at=LATER)
    assert (brought.amount, brought.over, brought.differs) == (PRICE - 500, 0, 0)
    assert [(one.promotion, one.amount) for one in used_on(brought.id)] == [(promotion, 500)]
    assert make.ask("SELECT count(*) FROM promotions_use WHERE voided_at IS NULL AND coupon_id = %s", lease.coupon) == [
        (1,)
    ]
    assert make.ask(
        "SELECT count(*) FROM kit_event WHERE verb = 'coupon.redeemed' AND (facts->>'order')::uuid = %s", brought.id
    ) == [(1,)]
    assert (leases_out(till.id), _refused("ONE1")) == ([], "used_up")
    # Another till that gave it without a lease: it has happened, so it is kept, beyond the number and noted as such.
    again = bring(told(other, cashier, lines, codes=("ONE1",)), at=LATER)
    assert (again.state, again.over) == ("recorded", 1)


def test_what_is_given_back_or_overdue_is_everybodys_again() -> None:
    counter = open_counter(9)
    till = _till(counter)
    _once("TWO2")
    [lease] = lend(till.id, "TWO2", 1, actor=CASHIER, at=AT)
    give_back(till.id, [lease.id], actor=CASHIER, at=AT)
    assert (leases_out(till.id), _refused("TWO2")) == ([], "")
    lend(till.id, "TWO2", 1, actor=CASHIER, at=AT)
    lend(till.id, make_code(counter), 4, actor=CASHIER, at=AT)
    assert (stock_at(counter.place, counter.variant).available, _refused("TWO2")) == (5, "used_up")
    due = Due(till.id, "chores", "leases.end", {"till": str(till.id)}, None, AT, 1, 1)
    clock.set_clock(AT + LENT_FOR + GRACE - timedelta(seconds=1))
    end_overdue(due)
    assert len(leases_out(till.id)) == 2
    clock.set_clock(AT + LENT_FOR + GRACE)
    queue_overdue(due)
    end_overdue(due)
    assert (leases_out(till.id), _refused("TWO2")) == ([], "")
    assert stock_at(counter.place, counter.variant).available == 9
    assert make.ask("SELECT count(*) FROM kit_job WHERE verb = 'leases.end'") == [(1,)]


def test_a_sale_brought_after_its_lease_was_over_still_counts_and_is_beyond_if_others_had_it() -> None:
    counter, cashier = open_counter(9), staff()
    till = _till(counter)
    promotion = _once("LATE3")
    [lease] = lend(till.id, "LATE3", 1, actor=CASHIER, at=AT)
    give_back(till.id, [lease.id], actor=CASHIER, at=LATER)
    lines = lines_of(counter.variant, 1, PRICE, _given(lease, _version(promotion)))
    first = bring(told(till, cashier, lines, leases=[lease]), at=LATER)
    assert (first.state, first.over, len(used_on(first.id))) == ("recorded", 0, 1)
    second = bring(told(till, cashier, lines, nth=2, leases=[lease]), at=LATER)
    assert (second.state, second.over) == ("recorded", 1)


def make_code(counter: Counter) -> str:
    """The code of the counter's goods, as it is scanned."""
    [(sku,)] = make.ask("SELECT sku FROM catalog_variant WHERE id = %s", counter.variant)
    return str(sku)


def test_goods_kept_for_a_till_are_not_sold_elsewhere_and_leave_by_its_sale() -> None:
    counter, cashier = open_counter(5), staff()
    till = _till(counter)
    [lease] = lend(till.id, make_code(counter), 3, actor=CASHIER, at=AT)
    stock = stock_at(counter.place, counter.variant)
    assert (stock.on_hand, stock.available) == (5, 2)
    with pytest.raises(OutOfStock):
        placed(counter, make.leaf(), 3)
    with pytest.raises(StockShort):
        lend(till.id, make_code(counter), 3, actor=CASHIER, at=AT)
    bring(told(till, cashier, lines_of(counter.variant, 2, PRICE)), at=LATER)
    stock = stock_at(counter.place, counter.variant)
    assert (stock.on_hand, stock.held, stock.available) == (3, 1, 2)
    assert [one.units for one in leases_out(till.id)] == [1]  # the till is told what is left, not what was lent
    bring(told(till, cashier, lines_of(counter.variant, 2, PRICE), nth=2), at=LATER)
    stock = stock_at(counter.place, counter.variant)
    assert (stock.on_hand, stock.held, stock.available) == (1, 0, 1)
    assert leases_out(till.id) == []
    assert make.ask("SELECT ended FROM tills_lease WHERE id = %s", lease.id) == [("used",)]
    assert make.ask("SELECT count(*) FROM kit_event WHERE verb = 'discrepancy.found'") == [(0,)]
    assert check() == []


def test_a_till_with_a_line_gets_its_share_of_what_is_limited_and_no_more() -> None:
    counter, cashier = open_counter(90), staff()
    till, other = _till(counter), _till(counter, "Вторая")
    scarce = published("scarce", OffTogether(500), in_all=9)
    shared = published("shared", OffTogether(100), in_all=30)
    published("each", OffTogether(100), in_all=90, per_customer=1)
    for _twice in range(2):
        tell_till(till.id, actor=CASHIER, at=AT)
        assert [one.promotion for one in leases_out(till.id)] == [shared] * 3
    tell_till(other.id, actor=CASHIER, at=AT)
    assert [one.promotion for one in leases_out(other.id)] == [shared] * 2
    left = uses_left(live_book(), ())
    assert (left[shared], left[scarce]) == (25, 9)
    # The site gives the rest and not one more; the tills still give theirs.
    for nth in range(25):
        sale = sell([PricedWish(counter.variant, 1)], [Paying("cash", PRICE - 600 if nth < 9 else PRICE - 100)],
                    place=counter.place, key=f"k{nth}", actor=CASHIER, at=AT)  # fmt: skip
        assert sale.receipt.amount in (PRICE - 600, PRICE - 100)
    assert uses_left(live_book(), ())[shared] == 0
    for nth, (which, lease) in enumerate([(one, lease) for one in (till, other) for lease in leases_out(one.id)], 1):
        lines = lines_of(counter.variant, 1, PRICE, _given(lease, _version(shared), 100))
        assert bring(told(which, cashier, lines, nth=nth, leases=[lease]), at=LATER).over == 0
    assert make.ask(
        "SELECT count(*), max(nth_in_all) FROM promotions_use WHERE promotion_id = %s AND voided_at IS NULL", shared
    ) == [(30, 30)]


def test_what_needs_no_lease_or_a_known_customer_is_not_lent_and_a_withdrawn_till_gets_nothing() -> None:
    counter = open_counter(5)
    till = _till(counter)
    free = published("free", OffTogether(500), right=True)
    put_codes([NewCode("FREE4", free)], at=AT)
    _once("EACH5", per_customer=1)
    for text, reason in (("FREE4", "needs_nothing"), ("EACH5", "needs_customer"), ("NONE6", "unknown")):
        with pytest.raises(NotLent) as refused:
            lend(till.id, text, 1, actor=CASHIER, at=AT)
        assert refused.value.reason == reason
    with pytest.raises(NotLent):
        lend(till.id, make_code(counter), 0, actor=CASHIER, at=AT)
    lend(till.id, make_code(counter), 2, actor=CASHIER, at=AT)
    withdraw(till.id, actor=CASHIER, at=AT)
    assert stock_at(counter.place, counter.variant).available == 5
    for refused_act in (
        lambda: lend(till.id, "FREE4", 1, actor=CASHIER, at=AT),
        lambda: tell_till(till.id, actor=CASHIER, at=AT),
    ):
        with pytest.raises(TillWithdrawn):
            refused_act()


def test_goods_of_a_till_that_another_sold_give_way_before_any_customers() -> None:
    clock.set_clock(LATER)
    counter = open_counter(5)
    till = _till(counter)
    order = placed(counter, make.leaf(), 2).order
    [lease] = lend(till.id, make_code(counter), 3, actor=CASHIER, at=AT)

    def sold_elsewhere(units: int) -> None:
        """Somebody takes kept pieces from the shelf to the other till, and what follows of it follows."""
        paid = [Paying("cash", units * PRICE)]
        sell([Selling(counter.variant, units)], paid, place=counter.place, key=f"{units}", actor=CASHIER, at=AT)
        [(event,)] = make.ask("SELECT id FROM kit_event WHERE verb = 'discrepancy.found' ORDER BY id DESC LIMIT 1")
        due = Due(till.id, "default", "hold.lose", {"event": str(event)}, None, AT, 1, 8)
        lose_holds(due)
        lose_holds(due)  # followed again it is followed once

    sold_elsewhere(1)
    stock = stock_at(counter.place, counter.variant)
    assert (stock.on_hand, stock.held, [one.units for one in leases_out(till.id)]) == (4, 4, [2])
    sold_elsewhere(2)
    stock = stock_at(counter.place, counter.variant)
    assert (stock.on_hand, stock.held, leases_out(till.id)) == (2, 2, [])
    assert make.ask("SELECT ended, units FROM tills_lease WHERE id = %s", lease.id) == [("back", 2)]
    assert (read_order(order).commercial, make.posted("stock", counter.place, counter.variant, "unexplained")) == (
        "placed",
        0,
    )
    assert make.ask("SELECT count(*) FROM kit_event WHERE verb = 'hold.lost'") == [(0,)]
    assert check() == []
