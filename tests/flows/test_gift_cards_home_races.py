"""One gift card and many orders brought home at once: no unit of it is kept or spent twice, and nobody waits forever."""

from functools import partial

from tests import make
from tests.conftest import OwnDatabase
from tests.counter_world import CASHIER
from tests.delivery_world import FEE, open_town, sent_home
from tests.flows.test_counter_races import no_deadlock
from tests.flows.test_delivery import readied
from tests.racing import answered_at_once
from tests.shop_world import PRICE

from prilavok.domains.giftcards.queries import read_gift_card, shown_codes
from prilavok.domains.payments.queries import paid_for
from prilavok.domains.shipments.queries import list_shipments
from prilavok.flows.cancel_order import cancel_order
from prilavok.flows.deliver_parcel import take_parcel
from prilavok.flows.issue_gift_card import issue_by_staff
from prilavok.flows.keep_card_home import keep_card_home
from prilavok.kit import clock
from prilavok.kit.errors import Said

ORDERS = 6
WHOLE = PRICE + FEE


def test_a_card_for_two_orders_pays_two_of_six_and_each_once(own_database: OwnDatabase) -> None:
    clock.set_clock(make.AT)
    town = open_town((20,))
    card = issue_by_staff(2 * WHOLE, place=town.store, key="c", actor=CASHIER, at=make.AT)
    [shown] = shown_codes(make.AT, card=card)
    orders = [sent_home(town, make.leaf(), 1, pay="before").order for _nth in range(ORDERS)]
    parcels = [list_shipments([order])[0] for order in orders]
    for parcel in parcels:
        readied(parcel.id, parcel.place)
    keep = partial(keep_card_home, shown.code, place=town.store, actor=CASHIER, at=make.AT)
    kept = answered_at_once([partial(keep, order) for order in orders for _twice in range(2)])
    assert read_gift_card(card).free == 0 and sum(isinstance(one, Said) for one in kept) >= 2 * (ORDERS - 2)

    gone = [partial(take_parcel, one.id, place=town.store, actor=CASHIER, at=make.AT) for one in parcels]
    ended = [partial(cancel_order, order, actor=CASHIER, at=make.AT) for order in orders]
    answered_at_once([act for pair in zip(gone, gone, ended, strict=True) for act in pair])
    paid = sorted(paid_for(order) for order in orders)
    left = read_gift_card(card)
    assert set(paid) <= {0, WHOLE} and (left.balance, left.held) == (2 * WHOLE - sum(paid), 0)
    no_deadlock(own_database)
