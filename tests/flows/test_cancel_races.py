"""A paid order is cancelled by several at once: it ends once, and prilavok.flows.give_back_beyond gives once."""

from collections.abc import Iterator
from functools import partial
from uuid import UUID

import pytest
from tests import make
from tests.conftest import OwnDatabase
from tests.counter_world import CASHIER
from tests.doors.card_world import connected, running_terminal
from tests.flows.test_counter_races import no_deadlock
from tests.racing import answered_at_once
from tests.shop_world import PRICE, open_counter, placed

from prilavok.domains.orders.errors import OrderMovedOn
from prilavok.domains.orders.queries import read_order
from prilavok.domains.payments.queries import list_payments, list_refunds, paid_for
from prilavok.domains.stock.queries import stock_at
from prilavok.domains.tasks.queries import list_tasks_about
from prilavok.flows.call_off_order import call_off_order
from prilavok.flows.cancel_order import cancel_order
from prilavok.flows.charge_card import charge_card
from prilavok.kit import clock
from prilavok.kit.events.actor import Actor
from prilavok.kit.jobs.runner import run_due
from prilavok.kit.ledger.checks import check


@pytest.fixture
def terminal(own_database: OwnDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Cards are charged by a terminal of ours."""
    with running_terminal(tmp_path_factory.mktemp("card")) as address, connected(address):
        yield


def test_two_clicks_at_once_give_the_money_back_once(own_database: OwnDatabase, terminal: None) -> None:
    counter, leaf = open_counter(9, at=clock.now()), make.leaf()
    orders = [placed(counter, leaf, 1, at=clock.now()).order for _nth in range(2)]
    for order in orders:
        paid = charge_card(order, PRICE, currency="KZT", place=counter.place, actor=CASHIER, at=clock.now())
        assert paid.state == "captured"
    own = Actor("leaf", leaf)

    def cancelling(order: UUID) -> list[partial[bool]]:
        version = read_order(order).version
        by_customer = partial(call_off_order, order, leaf=leaf, version=version, actor=own, at=clock.now())
        by_staff = partial(cancel_order, order, ground="asked", version=version, actor=CASHIER, at=clock.now())
        return [by_customer, by_customer, by_staff, by_staff]

    for order in orders:
        assert sorted(answered_at_once(cancelling(order))) == [False, False, False, True]
        run_due("outside")
        told = [(one.kind, one.amount) for one in list_payments([order])]
        assert (told, paid_for(order)) == ([("capture", PRICE), ("refund", PRICE)], 0)
        assert [one.state for one in list_refunds([order])] == ["done"]
        assert list_tasks_about(order) == [] and make.verbs_of([order])["order.cancelled"] == 1
        assert make.ask("SELECT count(*) FROM orders_change WHERE order_id = %s", order) == [(1,)]
    assert stock_at(counter.place, counter.variant).available == 9 and check() == []
    no_deadlock(own_database)


def test_one_that_moved_on_is_left_as_it_is(own_database: OwnDatabase) -> None:
    counter, leaf = open_counter(9, at=clock.now()), make.leaf()
    order = placed(counter, leaf, 1, at=clock.now()).order
    with pytest.raises(OrderMovedOn):
        cancel_order(order, version=read_order(order).version + 1, actor=CASHIER, at=clock.now())
    assert read_order(order).commercial == "placed"
