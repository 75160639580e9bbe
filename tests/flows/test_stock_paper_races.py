"""Two people at one paper: it is booked once, every scan counts, and nobody waits in a circle."""

from collections.abc import Iterator
from functools import partial
from uuid import uuid4

import pytest
from django.db import connections
from tests import make
from tests.conftest import OwnDatabase
from tests.counter_world import CASHIER
from tests.flows.test_counter_races import no_deadlock
from tests.racing import answered_at_once
from tests.shop_world import PRICE, Counter, open_counter

from prilavok.domains.stock.queries import paper_lines, stock_at
from prilavok.domains.stock.types import Goods, PaperHead
from prilavok.flows import write_stock_paper
from prilavok.flows.book_stock_paper import book
from prilavok.flows.sell_at_till import Paying, Selling, sell
from prilavok.flows.take_back_stock_paper import take_back
from prilavok.kit.errors import Said


@pytest.fixture(name="shop")
def _shop(own_database: OwnDatabase) -> Iterator[Counter]:
    yield open_counter(50, 50)
    connections.close_all()


def test_scans_confirmings_and_sales_at_once(own_database: OwnDatabase, shop: Counter) -> None:
    count = write_stock_paper.draft("count", shop.place, PaperHead(), key="c", actor=CASHIER, at=make.AT)
    scans = [
        partial(write_stock_paper.enter, count.id, shop.variants[nth % 2], 1, key=f"k{nth // 2}-{nth % 2}",
                actor=CASHIER, at=make.AT)
        for nth in range(8)
    ]  # fmt: skip
    answered_at_once(scans + scans[:4])
    assert sorted(line.units for line in paper_lines(count.id)) == [4, 4]
    goods = [Goods(variant, 5) for variant in shop.variants]
    off = write_stock_paper.draft(
        "write_off", shop.place, PaperHead(reason="lost"), goods, key="w", actor=CASHIER, at=make.AT
    )
    selling = [Selling(variant, 1) for variant in reversed(shop.variants)]
    sales = [
        partial(sell, selling, [Paying("cash", 2 * PRICE)], place=shop.place, key=str(uuid4()), actor=CASHIER,
                at=make.AT)
        for _ in range(3)
    ]  # fmt: skip
    booking = partial(book, off.id, actor=CASHIER, at=make.AT)
    told = answered_at_once([booking, booking, *sales, booking])
    assert [one for one in told if isinstance(one, Said)] == []
    assert [stock_at(shop.place, variant).on_hand for variant in shop.variants] == [42, 42]
    backs = answered_at_once([partial(take_back, off.id, actor=CASHIER, at=make.AT)] * 3)
    assert len({one.id for one in backs}) == 1
    assert [stock_at(shop.place, variant).on_hand for variant in shop.variants] == [47, 47]
    no_deadlock(own_database)
