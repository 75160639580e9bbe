"""Tills, the counter and the site over one gift card and one customer's points at once: nothing is spent twice."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

import msgspec
from tests import make
from tests.conftest import OwnDatabase
from tests.counter_world import CASHIER
from tests.flows.test_till_values import ask_all, gift, has, member, sale
from tests.make import AT
from tests.people import staff
from tests.racing import told_at_once
from tests.shop_world import PRICE, open_counter

from prilavok.domains.giftcards.queries import gift_parts, read_gift_card
from prilavok.domains.loyalty.types import PointsCode
from prilavok.domains.payments.types import Paying
from prilavok.domains.pricing.types import PricedWish
from prilavok.domains.tills.queries import leases_out
from prilavok.domains.tills.types import ToldSale
from prilavok.flows.bring_sale import bring_sale
from prilavok.flows.give_back_leases import give_back
from prilavok.flows.keep_gift_card import keep_gift_card
from prilavok.flows.lend_gift_card import lend_gift_card
from prilavok.flows.lend_points import lend_by_code
from prilavok.flows.open_till import open_till
from prilavok.flows.sell_at_till import sell
from prilavok.insights import lent_here
from prilavok.kit import clock
from prilavok.kit.ids import new_id
from prilavok.kit.instants import milliseconds
from prilavok.kit.ledger.checks import check

#: what may be said to who comes second
SECOND = {"giftcard.short", "points.not_enough"}


def test_two_tills_and_the_counter_over_one_gift_card_and_one_customers_points(own_database: OwnDatabase) -> None:
    clock.set_clock(AT)
    make.programme()
    counter, cashier = open_counter(90), staff()
    (card, code), (leaf, shown) = gift(counter, 4 * PRICE + 300), member(counter, 1000)
    tills = [open_till(counter.place, name, actor=CASHIER, at=AT) for name in ("A", "B")]
    words = ask_all([(till, shown, 400) for till in tills for _twice in range(2)])

    def at_counter(nth: int) -> None:
        order = new_id()
        keep_gift_card(code, order, PRICE, place=counter.place, actor=CASHIER, at=AT)
        parts = gift_parts(order, PRICE, AT)
        paid = [Paying("gift_card", one.amount, attempt=one.card) for one in parts]
        if rest := PRICE - sum(one.amount for one in parts):
            paid.append(Paying("cash", rest))
        one = [PricedWish(counter.variant, 1)]
        sell(one, paid, place=counter.place, key=f"k{nth}", actor=CASHIER, at=AT, order=order)

    def of_card(till: UUID) -> Callable[[], object]:
        return lambda: lend_gift_card(till, code, PRICE, actor=CASHIER, at=AT)

    def of_points(till: UUID, said: PointsCode) -> Callable[[], object]:
        return lambda: lend_by_code(till, shown, 400, said, actor=CASHIER, at=AT)

    acts: list[Callable[[], object]] = [of_card(till.id) for till in tills for _twice in range(2)]
    acts += [partial(at_counter, nth) for nth in range(3)]
    acts += [of_points(till.id, said) for (till, _shown, _points), said in words]
    told = told_at_once(acts)
    assert set(told) <= {"done", *SECOND}
    out = {till.id: leases_out(till.id) for till in tills}
    lent = {
        kind: sum(one.units for all_ in out.values() for one in all_ if one.kind == kind) for kind in ("gift", "points")
    }
    spent = _paid("gift_card")
    assert lent["gift"] + spent == 4 * PRICE + 300 and read_gift_card(card).free == 0
    assert (lent["points"], has(leaf)) == (800, 200)
    # Now the tills bring what they took, each sale twice at once, while what is left is given back.
    sales: list[ToldSale] = []
    for till in tills:
        for nth, lease in enumerate(out[till.id], 1):
            sales.append(sale(till, cashier, counter, 1, (lease, lease.units // 2), nth=nth))
    back = [partial(give_back, till.id, [one.id for one in out[till.id]], actor=CASHIER, at=AT) for till in tills]
    assert sales and told_at_once([_bringing(one) for one in sales for _twice in range(2)] + back) == ["done"] * (
        2 * len(sales) + 2
    )
    used = {kind: sum(one.units // 2 for all_ in out.values() for one in all_ if one.kind == kind) for kind in lent}
    assert make.ask("SELECT count(*), sum(beyond_amount) FROM tills_sale WHERE state = 'recorded'") == [(len(sales), 0)]
    found = read_gift_card(card)
    assert (_paid("gift_card"), _paid("points")) == (spent + used["gift"], used["points"])
    assert (found.balance, found.held) == (4 * PRICE + 300 - spent - used["gift"], 0)
    assert [leases_out(till.id) for till in tills] == [[], []]
    assert (check(), lent_here.check()) == ([], [])
    assert make.ask("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()") == [(0,)]


def _paid(method: str) -> int:
    [(amount,)] = make.ask("SELECT coalesce(sum(amount), 0) FROM payments_transaction WHERE method = %s", method)
    return int(str(amount))


def _bringing(told: ToldSale) -> Callable[[], object]:
    return lambda: bring_sale(told, msgspec.to_builtins(told), sent=milliseconds(AT), actor=CASHIER, at=AT)
