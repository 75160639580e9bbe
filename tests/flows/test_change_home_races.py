"""An order brought home is changed, cancelled and sent at once: one of them is done, money goes back once."""

from collections.abc import Iterator
from functools import partial
from uuid import UUID

import pytest
from tests import make
from tests.conftest import OwnDatabase
from tests.counter_world import CASHIER
from tests.delivery_world import FEE, open_town, sent_home
from tests.doors.card_world import connected, running_terminal
from tests.flows.test_counter_races import no_deadlock
from tests.flows.test_delivery import readied
from tests.racing import answered_at_once
from tests.shop_world import PRICE

from prilavok.domains.orders.queries import read_order
from prilavok.domains.orders.types import LineAct
from prilavok.domains.payments.queries import list_payments, list_refunds, paid_for
from prilavok.domains.shipments.queries import list_shipments
from prilavok.domains.stock.queries import stock_at
from prilavok.flows.cancel_order import cancel_order
from prilavok.flows.change_home import confirm_home_change
from prilavok.flows.charge_card import charge_card
from prilavok.flows.deliver_parcel import take_parcel
from prilavok.kit import clock
from prilavok.kit.errors import Said
from prilavok.kit.jobs.runner import run_due
from prilavok.kit.ledger.checks import check


@pytest.fixture
def terminal(own_database: OwnDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Cards are charged by a terminal of ours."""
    with running_terminal(tmp_path_factory.mktemp("card")) as address, connected(address):
        yield


def test_of_many_changes_by_one_look_one_is_made_and_the_card_has_its_money_once(
    own_database: OwnDatabase, terminal: None
) -> None:
    town, leaf = open_town((9,)), make.leaf()
    order = sent_home(town, leaf, 3, pay="before").order
    whole = 3 * PRICE + FEE
    paid = charge_card(order, whole, currency="KZT", place=town.store, actor=CASHIER, at=clock.now())
    assert paid.state == "captured"
    version, less = read_order(order).version, [LineAct("take_out", town.counter.variant, 1)]

    def change(nth: int) -> object:
        return confirm_home_change(
            order, less, None, key=f"k{nth}", version=version, amount=2 * PRICE + FEE, actor=CASHIER, at=clock.now()
        )

    told = answered_at_once([partial(change, nth) for nth in (0, 0, 1, 2, 3)])
    refused = [one for one in told if isinstance(one, Said)]
    assert 0 < len(told) - len(refused) <= 2 and {one.code for one in refused} <= {"order.moved_on"}
    run_due("outside")
    assert [(one.kind, one.amount) for one in list_payments([order])] == [("capture", whole), ("refund", PRICE)]
    assert [one.state for one in list_refunds([order])] == ["done"] and paid_for(order) == 2 * PRICE + FEE
    assert (read_order(order).payment, read_order(order).amount) == ("paid", 2 * PRICE + FEE)
    assert stock_at(town.store, town.counter.variant).available == 7 and check() == []
    no_deadlock(own_database)


def test_sent_changed_and_cancelled_at_once_the_books_agree(own_database: OwnDatabase) -> None:
    town = open_town((30,))
    variant = town.counter.variant
    orders = [sent_home(town, make.leaf(), 2).order for _nth in range(4)]
    parcels = [list_shipments([order])[0] for order in orders]
    for parcel in parcels:
        readied(parcel.id, parcel.place)

    def change(order: UUID) -> object:
        return confirm_home_change(
            order, [LineAct("add", variant, 1)], None, key="more", actor=CASHIER, at=clock.now()
        )  # fmt: skip

    acts = [
        act
        for order, parcel in zip(orders, parcels, strict=True)
        for act in (
            partial(change, order),
            partial(take_parcel, parcel.id, place=town.store, actor=CASHIER, at=clock.now()),
            partial(cancel_order, order, actor=CASHIER, at=clock.now()),
        )
    ]
    answered_at_once(acts)
    held = 0
    for order, parcel in zip(orders, parcels, strict=True):
        states = {one.id: one.state for one in list_shipments([order])}
        head = read_order(order)
        assert head.commercial == "cancelled" or states[parcel.id] == "on_way"
        held += 0 if head.commercial == "cancelled" else (head.amount - FEE) // PRICE
    assert stock_at(town.store, variant).held == held and check() == []
    no_deadlock(own_database)
