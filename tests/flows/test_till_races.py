"""Two tills, their sales and the site at once: nothing limited is given twice, no sale counts twice, nobody waits."""

from collections.abc import Callable
from functools import partial

import msgspec
from tests import make
from tests.conftest import OwnDatabase
from tests.counter_world import CASHIER
from tests.make import AT
from tests.offline_till import told
from tests.people import staff
from tests.promotions import published
from tests.racing import told_at_once
from tests.shop_world import PRICE, open_counter

from prilavok.domains.payments.types import Paying
from prilavok.domains.pricing.types import PricedWish
from prilavok.domains.promotions.actions import put_codes
from prilavok.domains.promotions.queries import live_book
from prilavok.domains.promotions.types.acts import OffTogether
from prilavok.domains.promotions.types.keeping import NewCode
from prilavok.domains.stock.queries import stock_at
from prilavok.domains.tills.queries import leases_out
from prilavok.domains.tills.types import ToldGiven, ToldLine, ToldSale
from prilavok.flows.bring_sale import bring_sale
from prilavok.flows.lend_to_till import lend
from prilavok.flows.open_till import open_till
from prilavok.flows.sell_at_till import sell
from prilavok.kit.instants import milliseconds
from prilavok.kit.ledger.checks import check

MOST = 7


def test_two_tills_and_the_counter_over_the_uses_of_one_coupon(own_database: OwnDatabase) -> None:
    counter, cashier = open_counter(90, 90), staff()
    promotion = published("few", OffTogether(500), right=True)
    put_codes([NewCode("FEW7", promotion, MOST)], at=AT)
    tills = [open_till(counter.place, name, actor=CASHIER, at=AT) for name in ("A", "B")]

    def at_counter(nth: int) -> Callable[[], object]:
        wanted, paid = [PricedWish(counter.variant, 1)], [Paying("cash", PRICE - 500)]
        return lambda: sell(
            wanted, paid, place=counter.place, key=f"k{nth}", coupons=["FEW7"], actor=CASHIER, at=AT
        )  # fmt: skip

    lent: list[Callable[[], object]] = [
        partial(lend, till.id, "FEW7", 1, actor=CASHIER, at=AT) for till in tills for _ in range(4)
    ]
    told_at_once([*lent, *(at_counter(nth) for nth in range(4))])
    used = (
        "SELECT count(*), count(DISTINCT nth_of_coupon), max(nth_of_coupon) FROM promotions_use WHERE voided_at IS NULL"
    )
    assert make.ask(used) == [(MOST, MOST, MOST)]
    # Now the tills bring what they gave, each sale twice at once, with goods in opposite orders.
    version = next(one.version for one in live_book().promotions if one.id == promotion)
    sales: list[ToldSale] = []
    for till in tills:
        for nth, lease in enumerate(leases_out(till.id), 1):
            given = (ToldGiven(promotion, version, str(lease.coupon), 500),)
            order = list(counter.variants) if till is tills[0] else list(reversed(counter.variants))
            lines = [ToldLine(order[0], 1, PRICE, 500, given), ToldLine(order[1], 1, PRICE, 0)]
            sales.append(told(till, cashier, lines, nth=nth, leases=[lease]))
    assert sales
    twice = [_bringing(one) for one in sales for _ in range(2)]
    assert told_at_once(twice) == ["done"] * len(twice)
    assert make.ask(used) == [(MOST, MOST, MOST)]
    assert make.ask("SELECT count(*), sum(over) FROM tills_sale WHERE state = 'recorded'") == [(len(sales), 0)]
    assert make.ask("SELECT count(*) FROM orders_order WHERE touchpoint = 'till' AND number LIKE 'T%%'") == [
        (len(sales),)
    ]
    assert stock_at(counter.place, counter.variants[1]).on_hand == 90 - len(sales)
    assert check() == []


def _bringing(sale: ToldSale) -> Callable[[], object]:
    return lambda: bring_sale(sale, msgspec.to_builtins(sale), sent=milliseconds(AT), actor=CASHIER, at=AT)
