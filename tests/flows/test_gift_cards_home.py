"""An order that is brought home is neither paid by a gift card nor has one among its goods: both are refused."""

import pytest
from tests import make
from tests.counter_world import CASHIER
from tests.delivery_world import FEE, asked, open_town, sent_home
from tests.shop_world import PRICE, Counter, quoted

from prilavok.domains.giftcards.errors import GiftCardAtStore
from prilavok.domains.giftcards.queries import read_gift_card, shown_codes
from prilavok.domains.orders.queries import list_lines
from prilavok.domains.pricing.actions import set_prices
from prilavok.domains.pricing.types import NewPrice
from prilavok.flows.issue_gift_card import issue_by_staff
from prilavok.flows.pay_with_own_card import pay_with_own_card
from prilavok.flows.place_delivery import place_delivery
from prilavok.flows.sell_gift_cards import name_gift_goods
from prilavok.kit.events.actor import Actor

pytestmark = pytest.mark.usefixtures("rolled_back")
NOW = make.AT


@pytest.mark.parametrize("pay", ["before", "door"])
def test_a_gift_card_is_not_kept_for_an_order_brought_home(pay: str) -> None:
    town, leaf = open_town((5,)), make.leaf()
    card = issue_by_staff(PRICE, place=town.store, key="c", actor=CASHIER, at=NOW)
    [shown] = shown_codes(NOW, card=card)
    order = sent_home(town, leaf, 1, pay="before" if pay == "before" else "door").order
    assert sum(line.amount for line in list_lines(order)) == PRICE + FEE
    with pytest.raises(GiftCardAtStore):
        pay_with_own_card(shown.code, order, leaf=leaf, where="a", actor=Actor("leaf", leaf), at=NOW)
    assert (read_gift_card(card).free, read_gift_card(card).leaf) == (PRICE, None)


def test_a_gift_card_is_not_sent_home() -> None:
    town, leaf, gift = open_town((5,)), make.leaf(), make.variant()
    set_prices([NewPrice(make.price_list(town.store), gift, 5_000, 1, NOW)], at=NOW)
    name_gift_goods(gift, free=False, days=None, actor=CASHIER, at=NOW)
    quote = quoted(Counter(town.store, (*town.counter.variants, gift)), leaf, 1, 1)
    before = make.rows_of_all_tables()
    with pytest.raises(GiftCardAtStore):
        place_delivery(quote.id, asked(town), leaf=leaf, touchpoint="site", actor=Actor("leaf", leaf), at=NOW)
    assert make.grown(before) == {}
