"""Two tills at once: nothing waits in a circle, nothing is handed over, spent or charged twice."""

from collections import Counter as Tally
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from tests import make
from tests.conftest import OwnDatabase
from tests.counter_world import CASHIER, buyer_with_phone, code_of, earned, hand
from tests.promises.house_at_work import ask
from tests.racing import answered_at_once
from tests.shop_world import PRICE, Counter, open_counter, placed

from prilavok.domains.loyalty.errors import NotEnoughPoints
from prilavok.domains.loyalty.queries import points_of
from prilavok.domains.orders.queries import read_order
from prilavok.domains.receipts.types import HandedOver
from prilavok.domains.stock.queries import stock_at
from prilavok.flows.cancel_order import cancel_order
from prilavok.flows.change_at_pickup import Act, confirm_change
from prilavok.flows.hand_over_order import Paying
from prilavok.flows.lose_hold import lose_holds
from prilavok.flows.sell_at_till import Selling, sell
from prilavok.kit.db.connections import story
from prilavok.kit.idempotency.answers import InProgress
from prilavok.kit.jobs.registry import Due
from prilavok.kit.ledger.checks import check

pytestmark = pytest.mark.usefixtures("own_database")


@pytest.fixture(autouse=True)
def shop(own_database: OwnDatabase) -> Iterator[Counter]:
    yield open_counter(400, 400)
    connections.close_all()


def _hands(order: UUID, tenders: Sequence[Paying], shop: Counter) -> Callable[[], HandedOver]:
    return partial(hand, order, *tenders, place=shop.place, code=code_of(order))


def no_deadlock(own: OwnDatabase) -> None:
    connections.close_all()
    assert ask(own, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()") == [(0,)]
    assert check() == []


def test_orders_with_the_same_goods_and_points_in_every_order_do_not_block_each_other(
    shop: Counter, own_database: OwnDatabase
) -> None:
    make.programme()
    card = buyer_with_phone()
    earned(card, 100_000, shop.place)
    mirrored = Counter(shop.place, shop.variants[::-1])
    orders = [
        placed(shop if nth % 2 else mirrored, card, 1, 2).order for nth in range(12)
    ]  # as many codes as one customer is sent at once
    tenders = Paying("points", 100), Paying("cash", 3 * PRICE - 100)
    for group in range(0, 12, 6):
        done = answered_at_once([_hands(order, tenders, shop) for order in orders[group : group + 6]])
        assert [type(one) for one in done] == [HandedOver] * 6, done
    assert points_of([card])[0].points == 100_000 - 12 * 100 + 12 * ((3 * PRICE - 100) // 100)
    assert [stock_at(shop.place, one).on_hand for one in shop.variants] == [400 - 18, 400 - 18]
    assert ask(own_database, "SELECT count(*), count(DISTINCT number) FROM receipts_receipt") == [(12, 12)]
    no_deadlock(own_database)


def test_the_same_points_at_two_tills_are_spent_once(shop: Counter, own_database: OwnDatabase) -> None:
    tenders = Paying("points", 500), Paying("cash", PRICE - 500)
    make.programme()
    for _round in range(4):
        card = buyer_with_phone()
        earned(card, 500, shop.place)
        orders = [placed(shop, card, 1).order for _ in range(2)]
        done = answered_at_once([_hands(order, tenders, shop) for order in orders])
        assert Tally(type(one) for one in done) == {HandedOver: 1, NotEnoughPoints: 1}, done
        # The one who was refused changed nothing: their order waits as before.
        assert Tally(read_order(order).commercial for order in orders) == {"completed": 1, "placed": 1}
        assert points_of([card])[0].points == (PRICE - 500) // 100
    no_deadlock(own_database)


def _is_once(answers: Sequence[Any]) -> None:
    """One receipt for all; whoever asked while it was being written was told to ask again."""
    done = [one for one in answers if not isinstance(one, InProgress)]
    assert len({one.receipt.id for one in done}) == 1


def test_one_click_twice_is_one_hand_over(shop: Counter, own_database: OwnDatabase) -> None:
    order = placed(shop, make.leaf(), 1).order
    code = code_of(order)
    same = answered_at_once([partial(hand, order, Paying("cash", PRICE), place=shop.place, key="k", code=code)] * 4)
    _is_once(same)
    other = placed(shop, make.leaf(), 1).order
    tills = [_hands(other, [Paying("cash", PRICE)], shop) for _ in range(4)]
    done = answered_at_once(tills)
    assert sum(isinstance(one, HandedOver) for one in done) == 1
    assert ask(own_database, "SELECT count(*) FROM payments_transaction") == [(2,)]
    basket, paid = [Selling(shop.variant, 1)], [Paying("cash", PRICE)]
    sale = partial(sell, basket, paid, place=shop.place, key="s", actor=CASHIER, at=make.AT)
    _is_once(answered_at_once([sale] * 4))
    assert stock_at(shop.place, shop.variant).on_hand == 400 - 3
    no_deadlock(own_database)


def test_everything_at_once_leaves_every_order_in_one_state(shop: Counter, own_database: OwnDatabase) -> None:
    one, other = shop.variants
    few = open_counter(12, 12, place=shop.place)
    for nth in range(6):
        orders = [placed(few, make.leaf(), 1, 1).order for _ in range(2)] if nth < 3 else []
        orders += [placed(shop, make.leaf(), 2, 1).order for _ in range(2)]
        acts: list[Callable[[], Any]] = []
        for order in orders:
            due = Paying("cash", read_order(order).owed)
            swap = [Act("take_out", one if order in orders[-2:] else few.variants[0], 1), Act("add", other, 1)]
            acts += [
                _hands(order, [due], shop),
                partial(confirm_change, order, swap, key="k", place=shop.place, actor=CASHIER, at=make.AT),
                partial(cancel_order, order, actor=CASHIER, at=make.AT + timedelta(seconds=1)),
            ]
        basket, paid = [Selling(few.variants[1], 2), Selling(few.variants[0], 2)], [Paying("cash", 4 * PRICE)]
        acts.append(partial(sell, basket, paid, place=shop.place, key=f"s{nth}", actor=CASHIER, at=make.AT))
        done = answered_at_once(acts)
        assert isinstance(done[-1], HandedOver), "goods in the hand always sell"
        found = ask(own_database, "SELECT id FROM kit_event WHERE verb = 'discrepancy.found' ORDER BY recorded_at, id")
        answered_at_once([partial(follow, event) for (event,) in found] or [list])
    states = ask(own_database, "SELECT id, commercial, paid_amount FROM orders_order WHERE touchpoint <> 'till'")
    taken = dict(ask(own_database, 'SELECT "order", sum(amount)::bigint FROM payments_transaction GROUP BY 1'))
    assert {state for _order, state, _owed in states} <= {"placed", "completed", "cancelled"}
    for order, state, owed in states:
        assert taken.get(order, 0) == (owed if state == "completed" else 0)
    assert ask(own_database, "SELECT count(*) FROM kit_hold h JOIN orders_order o ON o.id = h.owner"
                             " WHERE o.commercial <> 'placed'") == [(0,)]  # fmt: skip
    no_deadlock(own_database)


def follow(event: UUID) -> None:
    with story():
        lose_holds(Due(event, "default", "hold.lose", {"event": str(event)}, None, make.AT, 1, 8))
