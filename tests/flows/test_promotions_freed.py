"""What promotions gave on an order that came back whole, or of which nothing was there, may be given again: once.

prilavok.flows.free_given.
"""

from uuid import UUID, uuid4

import pytest
from tests import make
from tests.counter_world import CASHIER
from tests.make import AT
from tests.promotions import published
from tests.shop_world import PRICE, Counter, open_counter, placed, quoted

from prilavok.domains.giftcards.queries import read_gift_card, shown_codes
from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.orders.types.returning import Agreed, BringBack
from prilavok.domains.payments.types import Paying
from prilavok.domains.pricing.types import PricedWish
from prilavok.domains.promotions.queries import read_promotion, used_on
from prilavok.domains.promotions.types.acts import OffTogether
from prilavok.domains.shipments.queries import read_shipment
from prilavok.flows.exchange_goods import exchange_goods, preview_exchange
from prilavok.flows.issue_gift_card import issue_by_staff
from prilavok.flows.keep_gift_card import keep_gift_card
from prilavok.flows.pick_shipment import pick, ready_shipment, start_shipment
from prilavok.flows.return_goods import return_goods
from prilavok.flows.sell_at_till import sell
from prilavok.insights.reckoning import Who
from prilavok.kit.ids import new_id
from prilavok.kit.ledger.checks import check

pytestmark = pytest.mark.usefixtures("rolled_back")
OFF = 500


def sold(counter: Counter, leaf: UUID, units: int) -> UUID:
    """The customer buys at the till, as themselves, and gets what is given once; the order."""
    paid = [Paying("cash", units * PRICE - OFF)]
    done = sell(
        [PricedWish(counter.variant, units)], paid, place=counter.place, key=str(uuid4()), actor=CASHIER, at=AT,
        leaf=leaf, who=Who((leaf,)),
    )  # fmt: skip
    return done.receipt.order


def brought(order: UUID, units: int) -> list[BringBack]:
    return [BringBack(list_lines(order)[0].id, units, "changed_mind", "for_sale")]


def test_a_whole_return_frees_what_was_given_and_a_part_of_it_nothing() -> None:
    counter, leaf = open_counter(9), make.leaf()
    once = published("once", OffTogether(OFF), per_customer=1, in_all=1)
    order = sold(counter, leaf, 2)
    assert quoted(counter, leaf, 1).amount == PRICE
    part = ("a", brought(order, 1)), ("b", brought(order, 1))
    for (key, back), uses in zip(part, (1, 0), strict=True):
        for _again in range(2):  # sent again it is the same return, and frees nothing more
            return_goods(order, back, Agreed(), key=key, place=counter.place, actor=CASHIER, at=AT)
        assert (read_promotion(once).uses, len(used_on(order))) == (uses, uses)
    assert quoted(counter, leaf, 1).amount == PRICE - OFF
    other = sold(counter, leaf, 1)
    # The first return, told once more, does not take the place of the new order.
    return_goods(order, part[1][1], Agreed(), key="b", place=counter.place, actor=CASHIER, at=AT)
    assert [one.promotion for one in used_on(other)] == [once]
    assert (quoted(counter, leaf, 1).amount, quoted(counter, make.leaf(), 1).amount) == (PRICE, PRICE)


def test_an_exchange_costs_what_was_shown_and_frees_what_was_given() -> None:
    counter, leaf = open_counter(9, 9), make.leaf()
    once = published("once", OffTogether(OFF), per_customer=1)
    order, new, wanted = sold(counter, leaf, 1), new_id(AT), [PricedWish(counter.variants[1], 1)]
    plan = preview_exchange(order, brought(order, 1), wanted, place=counter.place, actor=CASHIER, at=AT)
    assert (plan.amount, plan.to_pay) == (PRICE, OFF)
    agreed = Agreed(plan.back.order.version, plan.back.money)
    exchange_goods(
        order, brought(order, 1), wanted, [Paying("cash", OFF)], agreed, new_order=new, key="x", place=counter.place,
        actor=CASHIER, at=AT,
    )  # fmt: skip
    assert (used_on(order), used_on(new), read_promotion(once).uses) == ([], [], 0)
    assert quoted(counter, leaf, 1).amount == PRICE - OFF


def test_an_order_of_which_nothing_was_found_frees_what_was_given_and_its_gift_card() -> None:
    counter, leaf = open_counter(9), make.leaf()
    once = published("once", OffTogether(OFF), per_customer=1)
    card = issue_by_staff(PRICE, place=counter.place, key="c", actor=CASHIER, at=AT)
    [shown] = shown_codes(AT, card=card)
    order = placed(counter, leaf, 1)
    keep_gift_card(shown.code, order.order, PRICE, place=counter.place, actor=CASHIER, at=AT)
    assert (read_promotion(once).uses, read_gift_card(card).free) == (1, 0)
    [line], shipment = list_lines(order.order), read_shipment(order.order)
    assert shipment is not None
    start_shipment(shipment.id, place=counter.place, actor=CASHIER, at=AT)
    pick(shipment.id, line.id, 0, 1, place=counter.place, actor=CASHIER, at=AT)
    assert not ready_shipment(shipment.id, place=counter.place, actor=CASHIER, at=AT)
    assert read_order(order.order).commercial == "cancelled"
    assert (read_promotion(once).uses, read_gift_card(card).free, check()) == (0, PRICE, [])
