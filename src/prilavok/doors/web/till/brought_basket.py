"""Goods of a customer's basket lie on the counter: which, by whose code, and whether they are still the basket's.

A code that the customer shows opens their basket; who only holds a card or says a phone opens none, see
insights/shown_basket.py.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.baskets.queries import read_basket
from prilavok.domains.baskets.types import BasketPart, BasketView, Wish
from prilavok.domains.customers.queries import is_checked, opens
from prilavok.doors.web.till.drafts import Draft, DraftLine
from prilavok.insights.shown_basket import is_erased, read_code_beside, waiting_basket
from prilavok.kit.errors import Refused


@dataclass(frozen=True, slots=True)
class BasketNote:
    """What the till says of a basket. state: "waits" where one may be taken over; of one whose goods lie here "here",
    "gone" where it was ordered or bought meanwhile, "paying" where another till takes money for it.

    things: how many kinds of goods wait in it.
    """

    basket: UUID
    state: Literal["waits", "here", "gone", "paying"]
    things: int


class NothingWaits(Refused):
    """The customer whose code was scanned has no goods in a basket."""

    def __init__(self) -> None:
        super().__init__("till.empty_basket", _("Nothing waits in this basket: it is empty, or was ordered already."))


def brought(draft: Draft, text: str, at: datetime) -> Draft | None:
    """The sale with the goods of the basket whose code was scanned; None where it is no code of a basket.

    Raises BasketCodeEnded, BasketUnproven, NothingWaits, OtherBasket, DraftFull.
    """
    leaf = read_code_beside(text, at)
    return None if leaf is None else with_basket_of(draft, leaf)


def with_basket_of(draft: Draft, leaf: UUID) -> Draft:
    """The sale with the goods of this person's basket; it is theirs where nobody was named yet."""
    found = waiting_basket(leaf)
    if found is None:
        raise NothingWaits
    lines = [DraftLine(str(line.variant), line.quantity) for line in found.lines]
    taken = draft.with_basket(found.id, lines, found.coupons)
    if taken.leaf:
        return taken
    return taken.named(leaf, "qr" if opens(leaf).see_own == "yes" else "basket")


def waits_for(draft: Draft, staff: UUID, at: datetime) -> UUID | None:
    """The customer of the sale where their basket may be taken over without its code: they showed the code of their
    own page, or this member of staff looked at their document."""
    leaf = UUID(draft.leaf) if draft.leaf and not draft.basket else None
    if leaf is None or not (draft.arrived == "qr" or is_checked(leaf, staff, at)) or is_erased(leaf):
        return None
    return leaf


def part_of(draft: Draft) -> BasketPart | None:
    """What of the sale is the basket's; None where it has no goods of one."""
    bought = draft.of_basket() if draft.basket else {}
    wishes = tuple(Wish(variant, units) for variant, units in bought.items())
    return BasketPart(UUID(draft.basket), wishes) if wishes else None


def basket_note(draft: Draft, staff: UUID, at: datetime) -> BasketNote | None:
    """What the till says of a basket; None where there is nothing to say."""
    if not draft.basket:
        leaf = waits_for(draft, staff, at)
        found = waiting_basket(leaf) if leaf else None
        return BasketNote(found.id, "waits", len(found.lines)) if found else None
    kept = read_basket(UUID(draft.basket))
    return BasketNote(kept.id, _state(kept, draft, at), len(kept.lines) if kept.state == "open" else 0)


def _state(kept: BasketView, draft: Draft, at: datetime) -> Literal["here", "gone", "paying"]:
    held = {line.variant: line.quantity for line in kept.lines}
    if kept.state != "open" or any(held.get(variant, 0) < units for variant, units in draft.of_basket().items()):
        return "gone"
    return "paying" if kept.is_paying(at) and kept.order != UUID(draft.order) else "here"
