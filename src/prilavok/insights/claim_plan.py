"""What deciding a claim would make: money, stock, promotions, points and receipt; nothing is changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.orders.actions import check_decision, value_returns
from prilavok.domains.orders.errors import (
    ClaimGoodsElsewhere,
    ClaimGoodsNotHere,
    ClaimNotHome,
    ClaimUnfit,
    NothingToReturn,
)
from prilavok.domains.orders.queries import list_lines, read_claim, read_order
from prilavok.domains.orders.types import OrderView
from prilavok.domains.orders.types.claiming import ClaimView, Decision
from prilavok.domains.orders.types.returning import BringBack, LessPaid, LiesHere
from prilavok.domains.places.queries import read_entity, read_place
from prilavok.domains.shipments.queries import find_delivery
from prilavok.domains.stock.queries import free_at
from prilavok.insights.returned_order import ReturnPlan, read_plan
from prilavok.kit.errors import NotFound
from prilavok.kit.money import share_units


@dataclass(frozen=True, slots=True)
class ClaimPlan:
    """A decision looked at. brought: what of the order it is about, as a return knows it; back: what that makes.

    units: by variant what is given instead; lacks: of it, what is not free at the place. frees: all of the order is
    back by it, so that promotions used on it may be used again.
    """

    claim: ClaimView
    order: OrderView
    decision: Decision
    brought: tuple[BringBack, ...]
    back: ReturnPlan | None
    units: Mapping[UUID, int]
    lacks: Mapping[UUID, int]
    frees: bool

    @property
    def pays(self) -> bool:
        """Whether money goes back, with a receipt."""
        return self.decision.outcome in ("money", "reduction")

    @property
    def takes(self) -> bool:
        """Whether goods come back by it."""
        return self.back is not None and any(one.came for one in self.back.lines)

    @property
    def outside(self) -> str:
        """Why the terms do not allow it, "" where they do."""
        return self.back.outside if self.back else ""


def read_claim_plan(claim: UUID, decision: Decision, *, place: UUID, at: datetime) -> ClaimPlan:
    """Look at a decision at this place.

    Raises ClaimUnknown, ClaimMovedOn, ClaimSettled, ClaimUnfit, ClaimGoodsHere, ClaimGoodsElsewhere, ClaimGoodsNotHere,
    ClaimNotHome, NothingToReturn, ReturnNotHere.
    """
    found = read_claim(claim)
    check_decision(found, decision)
    head = read_order(found.order)
    if decision.outcome == "refused":
        return ClaimPlan(found, head, decision, (), None, {}, {}, frees=False)
    if decision.outcome == "given_back":
        if any(one.place != place or one.condition == "supplier" for one in found.here):
            raise ClaimGoodsNotHere
        return ClaimPlan(found, head, decision, (), None, {}, {}, frees=False)
    brought: Sequence[BringBack] = _brought(found, decision)
    if decision.outcome == "reduction":
        brought = _less_paid(head.id, brought, decision.amount)
    if decision.outcome == "money" and _with_another(found, place):
        raise ClaimGoodsElsewhere
    back = read_plan(head.id, brought, place=place, at=at)
    units: dict[UUID, int] = {}
    if decision.outcome in ("replacement", "repair") and head.commercial != "completed":
        raise ClaimUnfit("order")  # the rest of it is still to come: what is wrong with it is seen then
    if decision.outcome == "replacement":
        for line in back.lines:
            units[line.variant] = units.get(line.variant, 0) + line.quantity
        if decision.home and find_delivery(head.id) is None:
            raise ClaimNotHome
    free = free_at(place, list(units))
    lacks = {one: count - max(free.get(one, 0), 0) for one, count in units.items() if count > free.get(one, 0)}
    frees = decision.outcome == "money" and _all_back(head.id, brought)
    return ClaimPlan(found, head, decision, tuple(brought), back, units, lacks, frees)


def seller_of(order: UUID) -> tuple[UUID | None, str, str]:
    """Where an order was sold, under the law of which country, and by which clock."""
    place = read_order(order).place
    if place is None:
        return None, "", "UTC"
    sold_at = read_place(place)
    return place, read_entity(sold_at.legal_entity).country, sold_at.zone


def check_own(order: UUID, leaves: Sequence[UUID]) -> None:
    """Raise NotFound unless the order is of one of these leaves."""
    if read_order(order).leaf not in leaves:
        raise NotFound("order.unknown", _("There is no such order."))


def _brought(claim: ClaimView, decision: Decision) -> list[BringBack]:
    """What is decided on: first what came back before, as it is, then the rest, as it is said of it now."""
    reasons, brought = {line.line: line.reason for line in claim.lines}, list[BringBack]()
    for one in decision.units:
        reason, left = reasons[one.line], one.quantity
        for came in (each for each in claim.here if each.line == one.line):
            brought.append(LiesHere(one.line, came.quantity, reason, came.condition))
            left -= came.quantity
        if left:
            brought.append(BringBack(one.line, left, reason, one.condition, one.pieces))
    return brought


def _with_another(claim: ClaimView, place: UUID) -> bool:
    """Whether goods of it lie at a place of another firm than this one's."""
    firm = read_place(place).legal_entity
    return any(read_place(one.place).legal_entity != firm for one in claim.here if one.place)


def _less_paid(order: UUID, brought: Sequence[BringBack], amount: int) -> list[BringBack]:
    """The lower price shared by what was paid for the units; a share is never more than that."""
    worth = [one.amount for one in value_returns(order, brought)]
    if amount > sum(worth):
        raise NothingToReturn(sum(one.quantity for one in brought))
    parts = zip(brought, share_units(amount, worth), strict=True)
    return [LessPaid(one.line, one.quantity, one.reason, one.condition, amount=part) for one, part in parts if part]


def _all_back(order: UUID, brought: Sequence[BringBack]) -> bool:
    coming = sum(one.quantity for one in brought)
    lines = list_lines(order)
    return sum(line.handed_over - line.returned for line in lines) == coming
