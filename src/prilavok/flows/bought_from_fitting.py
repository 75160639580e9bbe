"""A part of sales: what somebody tried on is what they buy, so it waits for nobody in the fitting room any more."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.bookings.actions import lock_booking
from prilavok.domains.bookings.queries import fittings_waiting
from prilavok.domains.bookings.types import BookingView
from prilavok.domains.customers.queries import leaves_with
from prilavok.domains.stock.actions import give_back, lock_stock_at
from prilavok.domains.stock.queries import free_at, list_holds
from prilavok.domains.stock.types import Taking
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def free_what_was_tried_on(
    takings: Sequence[Taking], buyers: Mapping[UUID, UUID], *, lent: Sequence[UUID] = (), actor: Actor, at: datetime
) -> None:  # fmt: skip
    """Within the caller's story, before it takes: free what these sales took out of fitting rooms.

    What waits for the buyer is theirs whenever they come; what waits for others goes only where less lies free than is
    sold, and only of a time that has begun: nobody else has it in the hand. buyers: whose the sales are, a leaf each.
    lent: leases whose goods the story frees next, so that all holds are locked in one order.
    """
    goods: dict[UUID, list[UUID]] = {}
    for one in takings:
        goods.setdefault(one.place, []).append(one.variant)
    if not (fittings := lock_tried_on(goods, at)):
        return
    lock_stock_at([*fittings, *lent], goods)
    spare = {(place, variant): free_at(place, [variant]).get(variant, 0) for place in goods for variant in goods[place]}
    for one in takings:
        mine = set(leaves_with(buyers[one.order]))
        own = [id for id, booking in fittings.items() if booking.leaf in mine]
        begun = [id for id, booking in fittings.items() if id not in own and _has_begun(booking, one.at)]
        left = spare[one.place, one.variant] - one.quantity
        left += _give_back(own, one, one.quantity, actor, at)
        left += _give_back(begun, one, -left, actor, at)
        spare[one.place, one.variant] = max(left, 0)


def lock_tried_on(
    goods: Mapping[UUID, Sequence[UUID]], at: datetime, actor: Actor | None = None
) -> dict[UUID, BookingView]:
    """Hold the bookings with which these goods wait, by id; a story does so before it locks stock. goods: by place."""
    return {one: lock_booking(one) for one in sorted(fittings_waiting(goods, at))}


def _has_begun(booking: BookingView, at: datetime) -> bool:
    return booking.state == "kept" or (booking.state == "booked" and booking.starts_at <= at)


def _give_back(fittings: Sequence[UUID], sold: Taking, units: int, actor: Actor, at: datetime) -> int:
    """What so many units, none where it is below nought, of the sold variant gave that waited for these bookings."""
    given = 0
    for hold in list_holds(sold.place, sold.variant):
        if hold.order in fittings and (taken := min(hold.units, units - given)) > 0:
            give_back(hold.order, {sold.variant: taken}, place=sold.place, actor=actor, at=at)
            given += taken
    return given
