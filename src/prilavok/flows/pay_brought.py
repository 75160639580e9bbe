"""How a sale that a till brought was paid is written down: in money, and by gift cards and points kept for the till."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.queries import leaves_with
from prilavok.domains.giftcards.actions import spend_lent_cards
from prilavok.domains.giftcards.types import LentPart
from prilavok.domains.loyalty.actions import earn_points, lock_points, spend_lent_points
from prilavok.domains.loyalty.queries import lent_points, worth_of_points
from prilavok.domains.loyalty.types import Burning, Earning
from prilavok.domains.payments.actions import capture_gift_cards, capture_tenders
from prilavok.domains.payments.types import Method, Paying, Tender
from prilavok.domains.places.types import PlaceView
from prilavok.domains.promotions.queries import more_points
from prilavok.domains.tills.actions import use_value
from prilavok.domains.tills.types import LeaseView, ToldSale
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


@dataclass(frozen=True, slots=True)
class BroughtPaid:
    """tenders: as a receipt names them. burned, earned: points. beyond: minor units that no card and no points had."""

    tenders: list[Paying]
    burned: int
    earned: int
    beyond: int


def pay_brought(
    told: ToldSale, lent: Sequence[LeaseView], *, place: PlaceView, leaf: UUID, actor: Actor, at: datetime,
    sold_at: datetime,
) -> BroughtPaid:  # fmt: skip
    """Within the caller's story, with stock taken: points before gift cards, as they are locked everywhere.

    lent: the leases that the sale names. leaf: whose the sale is; who paid by points earns by it, nobody else is known.
    It has happened, so nothing is refused: what neither a lease nor its holder's yes covers is taken of nobody, and is
    written down as paid in a way that nobody can state.
    """
    asked = {one.lease: one.amount for one in told.values}
    points = [one for one in lent if one.kind == "points"]
    lock_points([leaf, *(one for lease in points for one in _givers(lease))], told.currency)
    burned = sum(_burn(told, one, asked[one.id], place, leaf, actor, at) for one in points)
    by_points = worth_of_points(burned, told.currency)
    cards = [LentPart(one.id, one.holder, asked[one.id], one.left) for one in lent if one.kind == "gift" and one.holder]
    parts = spend_lent_cards(
        told.id, cards, seller=place.legal_entity, leaf=leaf, place=place.id, actor=actor, at=at
    )  # fmt: skip
    worth = max(worth_of_points(1, told.currency), 1)
    for one in lent:
        use_value(one.id, asked[one.id] // (worth if one in points else 1), at=at, sale=told.id)
    gifts = [Paying("gift_card", part.amount, attempt=part.card) for part in parts]
    beyond = told.amount - told.rest - by_points - sum(one.amount for one in gifts)
    taken: list[tuple[Method, int]] = [(told.method, told.rest), ("points", by_points), ("unstated", beyond)]
    money = [Tender(told.id, method, amount, told.currency, sold_at) for method, amount in taken]
    capture_tenders(money, actor=actor, at=at, origin="live")
    capture_gift_cards(gifts, told.id, told.currency, actor=actor, at=at, paid_at=sold_at)
    more = more_points(told.id)
    earning = Earning(leaf, told.id, place.id, told.amount - by_points - beyond, told.currency, sold_at, *more)
    earned = earn_points([earning] if points else [], actor=actor, at=at, origin="live")
    cash = [Paying("cash", told.rest, given=told.given)] if told.method == "cash" and told.rest else []
    return BroughtPaid(cash, burned, earned, beyond)


def _givers(lease: LeaseView) -> tuple[UUID, ...]:
    """Whose points it is: the holder's leaves of today, and those it was drawn from."""
    return (*(leaves_with(lease.holder) if lease.holder else ()), *lent_points(lease.id))


def _burn(
    told: ToldSale, lease: LeaseView, amount: int, place: PlaceView, leaf: UUID, actor: Actor, at: datetime
) -> int:
    burning = Burning(told.id, leaf, _givers(lease), place.id, amount, told.amount, told.currency)
    return spend_lent_points(lease.id, burning, most=lease.left, actor=actor, at=at)
