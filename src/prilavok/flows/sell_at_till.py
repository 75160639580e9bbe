"""A customer at the till buys from the shelf: goods in the hand always sell, whatever the ledger thought of them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.baskets.actions import buy_from
from prilavok.domains.baskets.types import BasketPart
from prilavok.domains.orders.queries import known_sales
from prilavok.domains.orders.types import COUNTER
from prilavok.domains.payments.types import Paying
from prilavok.domains.pricing.types import PricedWish as Selling
from prilavok.domains.receipts.types import HandedOver
from prilavok.domains.stock.types import LotSaid
from prilavok.flows.sell_here import NAMED, sell_here
from prilavok.insights.reckoning import NOBODY, Who
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id

needs = "sales.record"
__all__ = ["HandedOver", "Paying", "Selling", "needs", "sell"]


def sell(
    lines: Sequence[Selling],
    tenders: Sequence[Paying],
    *,
    place: UUID,
    key: str,
    actor: Actor,
    at: datetime,
    leaf: UUID | None = None,
    who: Who = NOBODY,
    coupons: Sequence[str] = (),
    order: UUID | None = None,
    lots: Sequence[LotSaid] = (),
    overruled: bool = False,
    part: BasketPart | None = None,
) -> HandedOver:
    """Sell at today's prices and promotions of the place, paid in cash or by cards charged before; the receipt.

    key: names the sale for ever, the same again is the same receipt. leaf: who earns points, nobody where left out.
    who: as whom they are treated. coupons: codes they showed. order: the id it gets, which a charged card names.
    lots: which pieces they are, as far as was scanned. overruled: see name_sold.
    part: what of it comes from a customer's basket, and leaves it; what was not bought stays there.
    Points are not taken here: a scanned card or a spoken phone proves nobody who may spend. Raises NoPrice,
    TendersUnfit, TenderNotOffered, PaymentUnresolved, PaymentNotTaken, PromotionUsedUp, LotMissing, LotBlocked,
    LotUnfit, BasketPaying and BasketBought; then nothing is sold.
    """
    sale = order or new_id(at)
    with story():
        # The basket is locked before anything else, as where it is ordered; sold before, it was taken from before.
        if part is not None and not known_sales(COUNTER, [f"{NAMED}{key}"]):
            buy_from(part.basket, part.bought, sale, touchpoint="till", actor=actor, at=at)
        return sell_here(
            lines,
            tenders,
            place=place,
            key=key,
            actor=actor,
            at=at,
            leaf=leaf,
            who=who,
            coupons=coupons,
            order=sale,
            lots=lots,
            overruled=overruled,
        )
