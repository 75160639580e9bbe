"""What crosses the edge of promotions."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class NewCoupon:
    """A coupon of a campaign and the variants it is good for."""

    code: str
    campaign: UUID | None
    variants: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class NewRedemption:
    """One use of a coupon by a leaf on a day; `order` where it is known beyond doubt."""

    source_key: str
    coupon: UUID
    leaf: UUID
    day: date
    at: datetime
    order: UUID | None
    campaign: UUID | None
    place: UUID | None


@dataclass(frozen=True, slots=True)
class CouponView:
    """A coupon: its code and the campaign that brought it."""

    id: UUID
    code: str
    campaign: UUID | None


@dataclass(frozen=True, slots=True)
class RedemptionView:
    """One use of a coupon by a leaf on a day; `order` where it is known beyond doubt."""

    id: UUID
    coupon: UUID
    code: str
    campaign: UUID | None
    leaf: UUID
    order: UUID | None
    day: date


@dataclass(frozen=True, slots=True)
class KnownCoupon:
    """A coupon and the variants it is good for."""

    id: UUID
    variants: tuple[UUID, ...]
