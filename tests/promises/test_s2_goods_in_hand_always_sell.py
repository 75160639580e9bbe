"""S2: goods in the cashier's hand always sell; whose hold they were hears of it, and the ledger shows the shelf again.

Two browsers order, a till sells and hands over: each step at its door."""

from datetime import timedelta

import pytest
from tests import make
from tests.conftest import OwnDatabase
from tests.doors.counter_world import at_work
from tests.doors.test_till import _hand_over, _open, _pay, _plain, _receipt, _scan
from tests.doors.web_people import client_of
from tests.promises.house_at_work import ask
from tests.promises.test_o8_returned_and_exchanged_anywhere import ordered_on_the_site
from tests.shop_world import PRICE, open_counter

from prilavok.domains.orders.queries import read_order
from prilavok.domains.stock.queries import stock_at
from prilavok.doors.worker import know_all_jobs
from prilavok.flows.reactions import REACTIONS
from prilavok.kit import clock
from prilavok.kit.events.relay import relay_once
from prilavok.kit.jobs.queue import buried
from prilavok.kit.jobs.runner import run_due
from prilavok.kit.ledger.checks import check

pytestmark = pytest.mark.quiet

NOW = make.AT


def test_a_till_sells_the_piece_that_the_ledger_had_given_away(
    own_database: OwnDatabase, quick_passwords: None
) -> None:
    own = own_database
    know_all_jobs()
    clock.set_clock(NOW)
    while relay_once(REACTIONS):
        pass
    counter = open_counter(2)
    elsewhere = make.place()
    make_more = open_counter(5, place=elsewhere)
    browsers = [client_of(HTTP_ACCEPT_LANGUAGE="en") for _nth in range(2)]
    first = ordered_on_the_site(browsers[0], counter, 1)
    clock.set_clock(NOW + timedelta(seconds=1))
    last = ordered_on_the_site(browsers[1], counter, 1)
    assert stock_at(counter.place, counter.variant).available == 0
    # Somebody takes one of the two pieces to the till. It is in their hand: it sells.
    till = at_work("cashier", counter.place)
    [(sku,)] = ask(own, "SELECT sku FROM catalog_variant WHERE id = %s", counter.variant)
    sold = _receipt(_pay(till, _plain(_scan(till, str(sku)))))
    assert sold.amount == PRICE
    assert ask(own, "SELECT (facts->>'units')::int, (facts->>'order')::uuid FROM kit_event"
                    " WHERE verb = 'discrepancy.found'") == [(-1, sold.order)]  # fmt: skip
    # Within the minute, by the relay and a worker: the younger order is the one that cannot be kept.
    while relay_once(REACTIONS):
        while run_due():
            pass
    assert [read_order(one.order).commercial for one in (first, last)] == ["placed", "cancelled"]
    told = ask(own, "SELECT subject, (facts->>'by')::uuid FROM kit_event WHERE verb = 'hold.lost'")
    assert told == [(last.order, sold.order)]
    assert [line.job for line in REACTIONS["hold.lost"]] == ["notice.tell"]
    assert stock_at(elsewhere, make_more.variant).available == 5
    stock = stock_at(counter.place, counter.variant)
    assert (stock.on_hand, stock.held, stock.available) == (1, 1, 0)
    assert make.posted("stock", counter.place, counter.variant, "unexplained") == 0
    assert {str(kind) for (kind,) in ask(own, "SELECT kind FROM tasks_task")} == {"stock.count", "hold.lost"}
    # The other one gets what was promised.
    assert _receipt(_hand_over(till, first, _open(till, first))).amount == PRICE
    assert "cancelled" in browsers[1].get(f"/shop/order/{last.order}").content.decode()
    assert stock_at(counter.place, counter.variant).on_hand == 0
    assert buried() == ()
    assert check() == []
