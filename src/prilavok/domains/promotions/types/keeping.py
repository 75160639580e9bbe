"""How promotions, coupons and personal offers are kept and looked at."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from prilavok.domains.promotions.types.acts import Part
from prilavok.domains.promotions.types.pricing import Conditions
from prilavok.kit.words import Words


@dataclass(frozen=True, slots=True)
class Timed:
    """Conditions with the span in which they are given; until: None where there is no end."""

    conditions: Conditions
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of a promotion: recorded once, in force until it was superseded."""

    id: UUID
    promotion: UUID
    edition: int
    said: Timed
    recorded_at: datetime
    superseded_at: datetime | None
    actor_kind: str
    actor: UUID | None


@dataclass(frozen=True, slots=True)
class PromotionView:
    """A promotion. holding: the version that is in force; None: never published. draft: what waits to be published."""

    id: UUID
    code: str
    name: Words
    draft: Timed | None
    version: int
    archived: bool
    holding: VersionView | None
    uses: int = 0

    def state(self, at: datetime) -> str:
        """draft, planned, running or ended at an instant; archived."""
        if self.archived:
            return "archived"
        if self.holding is None:
            return "draft"
        if at < self.holding.said.since:
            return "planned"
        return "ended" if self.holding.said.until is not None and at >= self.holding.said.until else "running"


@dataclass(frozen=True, slots=True)
class NewCode:
    """A coupon code for a promotion. most_uses: in all, None: as often as one likes."""

    code: str
    promotion: UUID
    most_uses: int | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class CodeView:
    """A coupon code and how often it was used."""

    id: UUID
    code: str
    promotion: UUID
    most_uses: int | None
    until: datetime | None
    uses: int


@dataclass(frozen=True, slots=True)
class OfferCounts:
    """To how many people a promotion was offered, and how many of them used it."""

    made: int
    used: int


@dataclass(frozen=True, slots=True)
class ShownRight:
    """What a person may claim a promotion by: a coupon they entered, or an offer that was made to them."""

    promotion: UUID
    coupon: UUID | None
    offer: UUID | None
    of_coupon: int
    left: int | None

    @property
    def key(self) -> str:
        """Under which its use is kept."""
        return str(self.coupon or self.offer)


@dataclass(frozen=True, slots=True)
class Rights:
    """What somebody may claim, and what of the entered codes is good for nothing, with the reason."""

    shown: tuple[ShownRight, ...] = ()
    refused: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claim:
    """A promotion to be claimed for an order; nought is no limit."""

    promotion: UUID
    version: UUID
    coupon: UUID | None
    offer: UUID | None
    amount: int
    in_all: int
    of_customer: int
    of_coupon: int


@dataclass(frozen=True, slots=True)
class SetGiven:
    """A set that an order was given, with the parts it had then."""

    promotion: UUID
    name: Words
    parts: tuple[Part, ...]
