"""A customer at the till buys from the shelf: goods in the hand always sell, whatever the ledger thought of them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.payments.types import Paying
from prilavok.domains.pricing.types import PricedWish as Selling
from prilavok.domains.receipts.types import HandedOver
from prilavok.domains.stock.types import LotSaid
from prilavok.flows.sell_here import sell_here
from prilavok.insights.reckoning import NOBODY, Who
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

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
) -> HandedOver:
    """Sell at today's prices and promotions of the place, paid in cash or by cards charged before; the receipt.

    key: names the sale for ever, the same again is the same receipt. leaf: who earns points, nobody where left out.
    who: as whom they are treated. coupons: codes they showed. order: the id it gets, which a charged card names.
    lots: which pieces they are, as far as was scanned. overruled: see name_sold.
    Points are not taken here: a scanned card or a spoken phone proves nobody who may spend. Raises NoPrice,
    TendersUnfit, TenderNotOffered, PaymentUnresolved, PaymentNotTaken, PromotionUsedUp, LotMissing, LotBlocked and
    LotUnfit; then nothing is sold.
    """
    with story():
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
            order=order,
            lots=lots,
            overruled=overruled,
        )
