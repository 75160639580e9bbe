"""Goods are sold from the shelf within another story: a sale by itself, or what is taken in exchange."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.actions import open_receipt_leaves
from prilavok.domains.customers.queries import leaves_with
from prilavok.domains.loyalty.actions import earn_points
from prilavok.domains.loyalty.types import Earning
from prilavok.domains.orders.actions import draw_number, record_sales
from prilavok.domains.orders.queries import known_sales
from prilavok.domains.orders.types import COUNTER, Sale, SaleLine
from prilavok.domains.payments.actions import capture_tenders, reckon_tenders
from prilavok.domains.payments.errors import TenderNotOffered
from prilavok.domains.payments.types import Paying, Tender
from prilavok.domains.places.queries import read_place
from prilavok.domains.pricing.types import PricedWish as Selling
from prilavok.domains.promotions.queries import more_points
from prilavok.domains.receipts.queries import list_receipts
from prilavok.domains.receipts.types import HandedOver
from prilavok.domains.stock.actions import take_sold
from prilavok.domains.stock.types import LotSaid, Taking
from prilavok.flows.bought_from_fitting import free_what_was_tried_on
from prilavok.flows.claim_sale import claim_sale
from prilavok.flows.name_sold import name_sold
from prilavok.flows.payments_due import close_payments
from prilavok.flows.settle_gift_cards import settle_gift_cards
from prilavok.flows.write_receipt import write_receipt
from prilavok.insights.gift_lines import gift_amount, in_stock
from prilavok.insights.reckoning import NOBODY, Who, reckon
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id

needs = None  # a part of other stories
#: begins the name of every sale of a till in its source
NAMED = "till:"


def sell_here(
    lines: Sequence[Selling], tenders: Sequence[Paying], *, place: UUID, key: str, actor: Actor, at: datetime,
    leaf: UUID | None = None, who: Who = NOBODY, coupons: Sequence[str] = (), order: UUID | None = None,
    lots: Sequence[LotSaid] = (), overruled: bool = False,
) -> HandedOver:  # fmt: skip
    """Sell within the caller's story; see sell_at_till, which raises the same. What pays the order already counts."""
    here, named = read_place(place), f"{NAMED}{key}"
    for known in known_sales(COUNTER, [named]).values():
        return HandedOver.by(list_receipts([known.id])[0])
    if any(one.method == "points" for one in tenders):
        raise TenderNotOffered("points")
    reckoned = reckon(lines, here, touchpoint="till", who=who, coupons=coupons, at=at)
    buyer = leaf or open_receipt_leaves(COUNTER, [named], at=at, origin="live")[named]
    number, day = draw_number(zone=here.zone, at=at)
    paid = reckoned.quoted(lines)
    sold = tuple(SaleLine(one.variant, one.quantity, one.list_amount, one.discount_amount, 0, 0) for one in paid)
    sale = Sale(order or new_id(at), number, COUNTER, named, "till", place, buyer, here.currency, at, day, sold)
    sums = record_sales([sale], actor=actor, at=at, origin="live")
    if sale.id not in sums:  # the other click was quicker, and has ended by now
        [known] = known_sales(COUNTER, [named]).values()
        return HandedOver.by(list_receipts([known.id])[0])
    claim_sale(sale.id, reckoned, who=who, leaf=buyer, place=place, actor=actor, at=at)
    owed = sums[sale.id].paid_amount
    money = reckon_tenders(sale.id, tenders, owed=owed)
    goods = in_stock({one.variant: one.quantity for one in lines})
    takings = [Taking(sale.id, place, variant, units, at) for variant, units in goods.items()]
    free_what_was_tried_on(takings, {sale.id: buyer}, actor=actor, at=at)
    take_sold(takings, actor=actor, at=at, origin="live")
    name_sold(sale.id, place, lots, goods, overruled=overruled, actor=actor, at=at)
    capture_tenders([Tender(sale.id, "cash", money.cash, here.currency, at)], actor=actor, at=at, origin="live")
    goods_paid = owed - gift_amount(sale.id)
    earnings = []
    if leaf:  # whose phone was only named is treated as nobody, and yet it is them who earn
        own = who.leaves or tuple(leaves_with(leaf))
        extra = more_points(sale.id)
        earnings = [Earning(leaf, sale.id, place, goods_paid, here.currency, at, *extra, leaves=own)]
    earned = earn_points(earnings, actor=actor, at=at, origin="live")
    close_payments(sale.id, owed=0, run_at=at, actor=actor, at=at)
    settle_gift_cards(sale.id, tenders, leaf=buyer, place=place, actor=actor, at=at)
    printed = write_receipt(sale.id, tenders, place=place, change=money.change, earned=earned, actor=actor, at=at)
    return HandedOver.by(printed)
