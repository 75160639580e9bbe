"""The promotions of a sale at the till are used up, within the story that sells."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.queries import leaves_with, owners_of
from prilavok.domains.promotions.actions import claim_promotions
from prilavok.domains.promotions.errors import PromotionUsedUp
from prilavok.insights.reckoning import Reckoned
from prilavok.kit.events.actor import Actor

needs = "sales.record"


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
