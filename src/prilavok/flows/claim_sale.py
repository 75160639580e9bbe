"""The promotions of a sale at the till are used up, within the story that sells."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.queries import owners_of
from prilavok.domains.promotions.actions import claim_promotions
from prilavok.domains.promotions.errors import PromotionUsedUp
from prilavok.insights.reckoning import Reckoned, Who
from prilavok.kit.events.actor import Actor

needs = "sales.record"


def claim_sale(
    sale: UUID, reckoned: Reckoned, *, who: Who, leaf: UUID, place: UUID, actor: Actor, at: datetime
) -> None:
    """Use up what was given on the sale. Raises PromotionUsedUp where others were quicker; the sale must then end.

    who: as whom it was priced, over whose leaves limits per customer count. leaf: of the buyer, as the sale names it.
    """
    if not reckoned.claims:
        return
    gone = claim_promotions(
        sale,
        reckoned.claims,
        leaf=leaf,
        leaves=who.leaves,
        customer=owners_of([leaf]).get(leaf) if who.leaves else None,
        place=place,
        actor=actor,
        at=at,
    )
    if gone:
        raise PromotionUsedUp(gone)
