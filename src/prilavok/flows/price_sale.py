"""What a sale at the till costs and which promotions it uses up, within the story that sells."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.queries import leaves_with, owners_of
from prilavok.domains.places.types import PlaceView
from prilavok.domains.pricing.errors import NoPrice
from prilavok.domains.pricing.types import PricedWish
from prilavok.domains.promotions.actions import claim_promotions
from prilavok.domains.promotions.errors import PromotionUsedUp
from prilavok.insights.reckoning import Reckoned, Who, reckon
from prilavok.kit.events.actor import Actor

needs = "sales.record"


def reckon_sale(
    lines: Sequence[PricedWish], place: PlaceView, *, who: Who, coupons: Sequence[str], at: datetime
) -> Reckoned:
    """Prices and promotions of the moment, as at every touchpoint. Raises NoPrice."""
    reckoned = reckon(lines, place, touchpoint="till", who=who, coupons=coupons, at=at)
    if reckoned.priced.unpriced:
        raise NoPrice(reckoned.priced.unpriced)
    return reckoned


def claim_sale(sale: UUID, reckoned: Reckoned, *, leaf: UUID, place: UUID, actor: Actor, at: datetime) -> None:
    """Use up what was given on the sale. Raises PromotionUsedUp where others were quicker; the sale must then end."""
    if not reckoned.claims:
        return
    gone = claim_promotions(
        sale,
        reckoned.claims,
        leaf=leaf,
        leaves=leaves_with(leaf),
        customer=owners_of([leaf]).get(leaf),
        place=place,
        actor=actor,
        at=at,
    )
    if gone:
        raise PromotionUsedUp(gone)
