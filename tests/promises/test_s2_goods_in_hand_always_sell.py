"""S2: goods in the cashier's hand always sell; whose hold they were hears of it, and the ledger shows the shelf again."""

from datetime import timedelta

import pytest
from tests import make
from tests.conftest import OwnDatabase
from tests.counter_world import CASHIER, hand
from tests.promises.house_at_work import ask
from tests.shop_world import PRICE, open_counter, placed

from prilavok.domains.orders.queries import read_order
from prilavok.domains.stock.queries import stock_at, stock_near
from prilavok.doors.worker import know_all_jobs
from prilavok.flows.hand_over_order import Paying
from prilavok.flows.reactions import REACTIONS
from prilavok.flows.sell_at_till import Selling, sell
from prilavok.kit import clock
from prilavok.kit.events.relay import relay_once
from prilavok.kit.jobs.queue import buried
from prilavok.kit.jobs.runner import run_due
from prilavok.kit.ledger.checks import check

pytestmark = pytest.mark.quiet

NOW = make.AT


def test_a_till_sells_the_piece_that_the_ledger_had_given_away(own_database: OwnDatabase) -> None:
    own = own_database
    know_all_jobs()
    clock.set_clock(NOW)
    while relay_once(REACTIONS):
        pass
    counter = open_counter(2)
    elsewhere = make.place()
    make_more = open_counter(5, place=elsewhere)
    first, last = (placed(counter, make.leaf(), 1, at=NOW + timedelta(seconds=nth)).order for nth in range(2))
    assert stock_at(counter.place, counter.variant).available == 0
    # Somebody takes one of the two pieces to the till. It is in their hand: it sells.
    paid = [Paying("cash", PRICE)]
    sold = sell([Selling(counter.variant, 1)], paid, place=counter.place, key="till", actor=CASHIER, at=NOW)
    assert sold.receipt.amount == PRICE
    assert ask(own, "SELECT (facts->>'units')::int, (facts->>'order')::uuid FROM kit_event"
                    " WHERE verb = 'discrepancy.found'") == [(-1, sold.receipt.order)]  # fmt: skip
    # Within the minute, by the relay and a worker: the younger order is the one that cannot be kept.
    while relay_once(REACTIONS):
        while run_due():
            pass
    assert [read_order(order).commercial for order in (first, last)] == ["placed", "cancelled"]
    told = ask(own, "SELECT subject, (facts->>'by')::uuid FROM kit_event WHERE verb = 'hold.lost'")
    assert told == [(last, sold.receipt.order)]
    assert [line.job for line in REACTIONS["hold.lost"]] == ["notice.tell"]
    assert stock_near(make_more.variant, [elsewhere])[0].available == 5
    stock = stock_at(counter.place, counter.variant)
    assert (stock.on_hand, stock.held, stock.available) == (1, 1, 0)
    assert make.posted("stock", counter.place, counter.variant, "unexplained") == 0
    assert {str(kind) for (kind,) in ask(own, "SELECT kind FROM tasks_task")} == {"stock.count", "hold.lost"}
    # The other one gets what was promised.
    assert hand(first, Paying("cash", PRICE), place=counter.place).receipt.amount == PRICE
    assert stock_at(counter.place, counter.variant).on_hand == 0
    assert buried() == ()
    assert check() == []
