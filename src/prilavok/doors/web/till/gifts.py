"""Gift cards at the till: a scanned code keeps the card for what is on the counter; it can be taken off again."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from prilavok.domains.giftcards.errors import GiftCardUnknown, GiftHoldEnded
from prilavok.domains.giftcards.queries import may_be_gift_code
from prilavok.domains.giftcards.types import GiftPart
from prilavok.domains.payments.types import Paying
from prilavok.domains.places.types import PlaceName
from prilavok.doors.web.parts.rights import actor_here, scope_of, staff_of
from prilavok.flows.keep_gift_card import keep_gift_card
from prilavok.insights.gift_lines import goods_owed
from prilavok.insights.pickup_page import read_pickup_page
from prilavok.kit import clock

TAKE = "payments.take"


def entered(
    request: HttpRequest,
    here: PlaceName,
    text: str,
    order: UUID,
    due: int,
    *,
    goods: int,
    until: datetime | None = None,
) -> bool:
    """Whether the text was a gift card's code, which is kept for the order now. due: to be paid, but for gift cards.
    goods: what all but the gift cards among its goods cost.

    A code that may be a card's and is none is something else perhaps (a loyalty card), and counts as a try. Raises what
    keep_gift_card does but GiftCardUnknown.
    """
    if not may_be_gift_code(text) or scope_of(request, TAKE) is None:
        return False
    try:
        keep_gift_card(
            text, order, due, goods=goods, place=here.id, actor=actor_here(request), at=clock.now(), until=until
        )
    except GiftCardUnknown:
        return False
    return True


def entered_for(request: HttpRequest, here: PlaceName, text: str, order: UUID) -> bool:
    """The same for an order that waits here, for which the card is kept as long as its goods."""
    page = read_pickup_page(order, place=here, actor=staff_of(request))
    until = page.shipment.keep_until if page.shipment else None
    return page.open and entered(request, here, text, order, page.due + page.kept, goods=goods_owed(order), until=until)


def gifts_paying(parts: Sequence[GiftPart]) -> list[Paying]:
    """What gift cards pay, as ways of paying."""
    return [Paying("gift_card", part.amount, attempt=part.card) for part in parts]


def same_gifts(request: HttpRequest, kept: int) -> None:
    """Raise GiftHoldEnded unless gift cards pay as much as the paid form was drawn with (minor units)."""
    if request.POST.get("gifts", "0") != str(kept):
        raise GiftHoldEnded
