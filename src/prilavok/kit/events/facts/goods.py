"""What is told of orders, goods, money and points."""

from typing import Literal
from uuid import UUID

from prilavok.kit.events.facts.kinds import Count, Currency, Facts, Method, Touchpoint, Whole


class OrderCompleted(Facts, frozen=True):
    """amount: what the shop receives, minor units. lines: how many lines the order has."""

    order: UUID
    amount: Whole
    currency: Currency
    lines: Count
    touchpoint: Touchpoint


class OrderPlaced(Facts, frozen=True):
    """amount: what is to be paid, minor units. basket: what it was, where there was one."""

    order: UUID
    amount: Whole
    currency: Currency
    lines: Count
    touchpoint: Touchpoint
    basket: UUID | None = None


class OrderChanged(Facts, frozen=True):
    """What a confirmed change did: units added and taken out over all lines, and what is to be paid from now on."""

    order: UUID
    change: UUID
    units_in: Count
    units_out: Count
    amount: Whole
    currency: Currency


class OrderCancelled(Facts, frozen=True):
    """reason: who or what ended it: customer, staff, not_collected, hold_lost, not_taken.

    ground: what staff said it was for, "" where they said nothing.
    """

    order: UUID
    reason: Literal["customer", "staff", "not_collected", "hold_lost", "not_taken"]
    ground: Literal["", "asked", "twice", "not_there", "wrong_price", "unreachable", "suspect"] = ""


class OrderDoubted(Facts, frozen=True):
    """An order looks like the same wish as an earlier one and is held until somebody says. alike: how they are."""

    order: UUID
    other: UUID
    alike: Literal["same", "substitute"]


class DoubtSettled(Facts, frozen=True):
    """Somebody said what of two orders that are alike is wanted. wanted: both, second (this one), first."""

    order: UUID
    other: UUID
    wanted: Literal["both", "second", "first"]


class BasketChanged(Facts, frozen=True):
    """quantity: how many units of the variant are wanted from now on; nought: none any more."""

    basket: UUID
    variant: UUID
    quantity: Count
    touchpoint: Touchpoint


class BasketRepriced(Facts, frozen=True):
    """coupons: how many coupon codes lie in the basket from now on."""

    basket: UUID
    coupons: Count
    touchpoint: Touchpoint


class OfHold(Facts, frozen=True):
    """Units held at the event's place for an order, over all its lines."""

    order: UUID
    units: Count
    lines: Count = 1


class HoldLost(Facts, frozen=True):
    """Units held for an order that were given to somebody else. by: the order that took them, where known."""

    order: UUID
    variant: UUID
    units: Count
    by: UUID | None = None


class OfShipment(Facts, frozen=True):
    shipment: UUID
    order: UUID


class StockMoved(Facts, frozen=True):
    """Units of all lines together, in each variant's smallest unit; `order` where one caused it."""

    lines: Count
    units_out: Count = 0
    units_in: Count = 0
    order: UUID | None = None


class StockCounted(Facts, frozen=True):
    """A count was confirmed: lines counted, units over and units short against the ledger."""

    lines: Count
    over: Count = 0
    short: Count = 0


class SupplyExpected(Facts, frozen=True):
    """Goods are expected at the event's place: lines and units of the paper as it is said now, and how often it was."""

    lines: Count
    units: Count
    times: Count = 1


class StockOpened(Facts, frozen=True):
    """Opening stock: for how many variants, and how many units in all. generated: by a stated rule, not counted."""

    variants: Count
    units: Whole
    generated: bool = False


class DiscrepancyFound(Facts, frozen=True):
    """units: what was short (negative) or over (positive) at the place's unexplained account."""

    variant: UUID
    units: Whole
    order: UUID | None = None


class PaymentCaptured(Facts, frozen=True):
    """amount: minor units."""

    amount: Count
    currency: Currency
    method: Method
    order: UUID | None = None


class PaymentRefunded(Facts, frozen=True):
    """amount: minor units that were given back. of: the return they are for."""

    amount: Count
    currency: Currency
    method: Method
    order: UUID
    of: UUID | None = None


class RefundOpen(Facts, frozen=True):
    """Money that a provider has not given back: it has refused to, or has not said yet."""

    refund: UUID
    order: UUID
    amount: Count
    currency: Currency
    method: Method


class PaymentOpen(Facts, frozen=True):
    """An attempt that was refused, holds the money, has let it go, or whose outcome the provider has not told yet."""

    attempt: UUID
    order: UUID
    amount: Count
    currency: Currency
    method: Method


class ReturnReceived(Facts, frozen=True):
    """Goods came back. units: that the place took in, over all lines; amount: what had been paid for the goods.

    exchange: the order that was sold for them at once.
    """

    order: UUID
    of: UUID
    lines: Count
    units: Count
    amount: Whole
    currency: Currency
    exchange: UUID | None = None


class ReceiptIssued(Facts, frozen=True):
    """refund: it is the receipt of a return."""

    receipt: UUID
    order: UUID
    amount: Whole
    currency: Currency
    refund: bool = False


class PricePublished(Facts, frozen=True):
    """versions: how many price versions came into force together."""

    versions: Count


class CouponRedeemed(Facts, frozen=True):
    coupon: UUID
    order: UUID | None = None
    campaign: UUID | None = None


class OfBooking(Facts, frozen=True):
    """What became of a booked time. touchpoint: where it was booked or moved. reason: who cancelled it."""

    booking: UUID
    service: UUID
    touchpoint: Touchpoint | None = None
    reason: Literal["customer", "staff"] | None = None
