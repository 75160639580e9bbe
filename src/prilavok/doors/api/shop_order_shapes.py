"""Shapes of a guest's orders."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from prilavok.doors.api.shapes import Amount, AskedInstant, Instant, SetName, Shape
from prilavok.doors.api.shop_delivery import ShopDelivery, ShopHome


class ShopPlacing(Shape):
    """quote: what is to be ordered. basket_version: of the basket the guest looked at, refused where it is another.

    slot: the beginning of a free slot of the store; left out: as soon as possible.
    wait_until: the last day by which what is not free now may come, where the store lets orders wait; left out: all is
    to be free now. home: where it is to be brought; left out, it is collected at the store of the quote.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    quote: UUID
    basket_version: Annotated[int | None, Field(strict=True, ge=0, le=2**31 - 1)] = None
    slot: AskedInstant | None = None
    wait_until: date | None = None
    home: ShopHome | None = None


class ShopCollectingSlot(Shape):
    """A slot that takes so many orders more."""

    starts_at: Instant
    ends_at: Instant
    left: int


class ShopPlaced(Shape):
    """The order. new: placed by this call; otherwise the same quote had placed it before."""

    order: UUID
    number: str
    new: bool


class ShopOrderLine(Shape):
    """One line; quantities in the variant's smallest unit.

    awaited: so much of it has not come yet; comes_on: the day by which all of it is expected, null where nobody knows.
    """

    variant: UUID
    quantity: int
    handed_over: int
    cancelled: int
    returned: int
    amount: Amount
    awaited: int = 0
    comes_on: date | None = None
    set: SetName = None


class ShopPickup(Shape):
    """Where and until when the goods wait. code: to be said at the counter, "" once they do not wait any more."""

    place: UUID
    state: str
    keep_until: Instant
    code: str


class ShopGiftBought(Shape):
    """A gift card bought by the order, while its code may be shown: a program that shows it keeps it nowhere."""

    code: str
    amount: Amount
    ends_at: Instant | None


class ShopOrder(Shape):
    """The guest's order. gift_cards: those it bought, that were paid on the site or handed over a while ago.

    held: on a card, to be taken when the goods are handed over.
    """

    id: UUID
    number: str
    commercial: str
    payment: str
    fulfilment: str
    amount: Amount
    placed_at: Instant
    version: int
    lines: list[ShopOrderLine]
    pickup: ShopPickup | None
    home: ShopDelivery | None = None
    gift_cards: list[ShopGiftBought] = []
    held: Amount | None = None


class ShopPayment(Shape):
    """What became of the payment: captured, refused, or unknown, which is settled by itself: look at the order again.

    amount: what was asked for; nought where nothing was left to be paid. held: nothing was left since the bank holds
    it, to be taken when the goods are handed over.
    """

    state: Literal["captured", "refused", "unknown", "held"]
    amount: Amount
