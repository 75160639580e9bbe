"""A gift card does not pay for a gift card: refused at the till, on the page of an order, at pickup and in the end."""

from uuid import uuid4

import pytest
from tests import make
from tests.counter_world import CASHIER, hand
from tests.flows.test_gift_cards import card_of, gift_variant
from tests.shop_world import PRICE, Counter, open_counter, placed

from prilavok.domains.giftcards.errors import GiftCardBuysNone
from prilavok.domains.giftcards.queries import cards_of_order, gift_parts, read_gift_card
from prilavok.domains.payments.queries import paid_for
from prilavok.domains.places.queries import read_place
from prilavok.domains.staff.types import StaffActor
from prilavok.flows.hand_over_order import Paying
from prilavok.flows.keep_gift_card import keep_gift_card
from prilavok.flows.pay_with_own_card import pay_with_own_card
from prilavok.flows.sell_at_till import Selling, sell
from prilavok.insights.pickup_page import read_pickup_page
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id
from prilavok.kit.ledger.checks import check

pytestmark = pytest.mark.usefixtures("rolled_back")
NOW = make.AT
GIFT = 5_000


def test_at_the_till_the_card_pays_the_other_goods_alone() -> None:
    counter, order = open_counter(9), new_id()
    gift = gift_variant(counter, GIFT)
    card, code = card_of(counter, 10 * PRICE)
    with pytest.raises(GiftCardBuysNone):
        keep_gift_card(code, order, GIFT, goods=0, place=counter.place, actor=CASHIER, at=NOW)
    assert read_gift_card(card).held == 0
    both = [Selling(counter.variant, 1), Selling(gift, 1)]
    kept = keep_gift_card(code, order, PRICE + GIFT, goods=PRICE, place=counter.place, actor=CASHIER, at=NOW)
    assert kept.amount == PRICE
    tenders = [Paying("gift_card", PRICE, attempt=card), Paying("cash", GIFT)]
    sell(both, tenders, place=counter.place, key=str(uuid4()), actor=CASHIER, at=NOW, order=order)
    assert [one.amount for one in cards_of_order(order)] == [GIFT] and paid_for(order) == PRICE + GIFT
    assert (read_gift_card(card).balance, read_gift_card(card).held) == (9 * PRICE, 0) and check() == []


def test_whatever_was_kept_for_it_a_sale_of_gift_cards_is_not_paid_by_one() -> None:
    counter, order = open_counter(9), new_id()
    gift = gift_variant(counter, GIFT)
    card, code = card_of(counter, 10 * PRICE)
    keep_gift_card(code, order, GIFT, place=counter.place, actor=CASHIER, at=NOW)  # goods were on the counter then
    before = make.rows_of_all_tables()
    with pytest.raises(GiftCardBuysNone):
        sell(
            [Selling(gift, 1)],
            [Paying("gift_card", GIFT, attempt=card)],
            place=counter.place, key=str(uuid4()), actor=CASHIER, at=NOW, order=order,
        )  # fmt: skip
    assert make.grown(before) == {} and cards_of_order(order) == []
    assert (read_gift_card(card).balance, paid_for(order)) == (10 * PRICE, 0)


def test_an_order_of_the_site_is_paid_but_for_the_gift_cards_in_it() -> None:
    counter, buyer = open_counter(9), make.leaf()
    gift, actor = gift_variant(counter, GIFT), Actor("leaf", buyer)
    card, code = card_of(counter, 10 * PRICE)
    alone = placed(Counter(counter.place, (gift,)), buyer, 1).order
    with pytest.raises(GiftCardBuysNone):
        pay_with_own_card(code, alone, leaf=buyer, where="a", actor=actor, at=NOW)
    assert read_gift_card(card).held == 0
    both = placed(Counter(counter.place, (counter.variant, gift)), buyer, 1, 2).order
    assert pay_with_own_card(code, both, leaf=buyer, where="a", actor=actor, at=NOW).amount == PRICE
    # Should more have been kept some time, the counter still asks for the rest in another way.
    keep_gift_card(code, both, PRICE + 2 * GIFT, place=counter.place, actor=CASHIER, at=NOW)
    assert sum(part.amount for part in gift_parts(both, PRICE + 2 * GIFT, NOW)) == PRICE + 2 * GIFT
    staff = StaffActor(new_id(), "c", "C", "cashier", {}, {}, counter.place, "ru")
    page = read_pickup_page(both, place=read_place(counter.place), actor=staff, at=NOW)
    assert (page.kept, page.due) == (PRICE, 2 * GIFT)
    with pytest.raises(GiftCardBuysNone):
        hand(both, Paying("gift_card", PRICE + 2 * GIFT, attempt=card), place=counter.place)
    assert (paid_for(both), cards_of_order(both)) == (0, [])
    hand(both, Paying("gift_card", PRICE, attempt=card), Paying("cash", 2 * GIFT), place=counter.place)
    assert [one.amount for one in cards_of_order(both)] == [GIFT, GIFT] and check() == []
