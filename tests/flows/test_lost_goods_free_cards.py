"""An order whose goods are lost to a sale at the counter keeps nothing on a gift card any more."""

import pytest
from tests import make
from tests.flows.test_gift_cards import NOW, card_of
from tests.shop_world import PRICE, open_counter, placed

from prilavok.domains.giftcards.queries import read_gift_card
from prilavok.domains.orders.actions import lock_order
from prilavok.domains.orders.queries import read_order
from prilavok.domains.orders.types import LineAct
from prilavok.flows.give_way import take_away
from prilavok.flows.pay_with_own_card import pay_with_own_card
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.ledger.checks import check


@pytest.mark.usefixtures("rolled_back")
def test_what_a_card_kept_for_lost_goods_is_free_at_once() -> None:
    counter, buyer = open_counter(9), make.leaf()
    for units, commercial, kept in ((1, "cancelled", 0), (2, "placed", 2 * PRICE)):
        card, code = card_of(counter, 3 * PRICE)
        order = placed(counter, buyer, units).order
        pay_with_own_card(code, order, leaf=buyer, where="a", actor=Actor("leaf", buyer), at=NOW)
        with story():
            lock_order(order)
            lost = [LineAct("take_out", counter.variant, 1)]
            take_away(order, lost, place=counter.place, key="lost", actor=SYSTEM, at=NOW)
        assert (read_order(order).commercial, read_gift_card(card).held) == (commercial, kept)
    assert check() == []
