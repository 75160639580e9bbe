"""Many hands at the same goods, baskets and quotes at once: no circle of waiting, no order twice, the ledger whole."""

import random
import time
from collections import Counter
from datetime import timedelta
from functools import partial
from uuid import UUID

from tests import make
from tests.conftest import OwnDatabase
from tests.racing import all_at_once
from tests.shop_world import open_counter, quoted

from prilavok.domains.orders.errors import OutOfStock
from prilavok.domains.orders.types import Placed
from prilavok.domains.stock.queries import list_due_orders, stock_at
from prilavok.flows.change_basket import change_basket
from prilavok.kit.errors import Said
from prilavok.kit.events.actor import SYSTEM, Actor

HANDS, SECONDS = 8, 3.0


def _order(quote: UUID, leaf: UUID) -> Placed:
    from prilavok.flows.place_order import place_order
    from prilavok.kit import clock

    return place_order(quote, leaf=leaf, touchpoint="site", actor=Actor("leaf", leaf), at=clock.now())


def test_a_quote_sent_many_times_at_once_is_one_order(own_database: OwnDatabase) -> None:
    from prilavok.kit import clock

    counter, leaf = open_counter(100, at=clock.now()), make.leaf()
    quote = quoted(counter, leaf, 1, at=clock.now())
    placed = all_at_once([lambda: _order(quote.id, leaf)] * HANDS)
    assert Counter(one.new for one in placed) == {True: 1, False: HANDS - 1}
    assert len({(one.order, one.number, one.shipment) for one in placed}) == 1
    assert make.ask("SELECT count(*) FROM orders_order") == [(1,)]
    assert stock_at(counter.place, counter.variant).held == 1


def test_two_windows_of_one_guest_fill_one_basket(own_database: OwnDatabase) -> None:
    from prilavok.domains.baskets.types import Wish
    from prilavok.kit import clock

    counter, leaf = open_counter(*([9] * HANDS), at=clock.now()), make.leaf()

    def put(nth: int) -> None:
        wish = [Wish(counter.variants[nth], 1)]
        change_basket(
            leaf, wish, place=counter.place, touchpoint="site", actor=Actor("leaf", leaf), at=clock.now()
        )  # fmt: skip

    all_at_once([partial(put, nth) for nth in range(HANDS)])
    assert make.ask("SELECT count(*), max(version) FROM baskets_basket WHERE leaf_id = %s", leaf) == [(1, HANDS + 1)]
    assert make.ask("SELECT count(*) FROM baskets_line") == [(HANDS,)]


def test_orders_of_mixed_goods_never_wait_in_a_circle(own_database: OwnDatabase) -> None:
    """Places, takes back and lets expire orders of the same goods in every order of lines."""
    from prilavok.flows.call_off_order import call_off_order
    from prilavok.flows.end_uncollected import end_uncollected
    from prilavok.kit import clock
    from prilavok.kit.db.connections import story
    from prilavok.kit.ledger.checks import check

    at = clock.now()
    counter = open_counter(12, 12, 12, 12, 12, at=at)
    leaves = [make.leaf() for _ in range(HANDS)]
    outcomes: Counter[str] = Counter()
    end = time.monotonic() + SECONDS

    def work(nth: int) -> None:
        draw, leaf = random.Random(nth), leaves[nth]
        mine: list[UUID] = []
        while time.monotonic() < end:
            wishes = [draw.choice((0, 1, 2)) for _ in counter.variants]
            if not any(wishes):
                continue
            shuffled = list(zip(counter.variants, wishes, strict=True))
            draw.shuffle(shuffled)
            quote = quoted(
                type(counter)(counter.place, tuple(one for one, _units in shuffled)),
                leaf,
                *(units for _one, units in shuffled),
                at=clock.now(),
            )
            try:
                mine.append(_order(quote.id, leaf).order)
                outcomes["placed"] += 1
            except OutOfStock:
                outcomes["short"] += 1
            if mine and (len(mine) > 4 or draw.random() < 0.3):
                order = mine.pop(draw.randrange(len(mine)))
                try:
                    if draw.random() < 0.5:
                        call_off_order(order, leaf=leaf, actor=Actor("leaf", leaf), at=clock.now())
                    else:
                        with story():
                            late = clock.now() + timedelta(days=9)
                            assert end_uncollected(order, actor=SYSTEM, at=late)
                    outcomes["ended"] += 1
                except Said as refused:
                    outcomes[refused.code] += 1

    all_at_once([partial(work, nth) for nth in range(HANDS)])
    assert set(outcomes) == {"placed", "short", "ended"}, outcomes
    assert min(outcomes.values()) > 5, outcomes
    assert check() == []
    placed = make.ask(
        "SELECT l.variant_id, sum(l.quantity)::bigint FROM orders_line l JOIN orders_order o ON o.id = l.order_id"
        " WHERE o.commercial = 'placed' GROUP BY 1"
    )
    held = {one: stock_at(counter.place, one).held for one in counter.variants}
    assert held == {**dict.fromkeys(counter.variants, 0), **dict(placed)}
    assert all(stock_at(counter.place, one).available >= 0 for one in counter.variants)
    assert set(list_due_orders(clock.now())) == set()
