"""A customer types their PIN at the till: it says yes to so many points of theirs, where nobody can be sent a code."""

from datetime import datetime
from secrets import randbelow
from uuid import UUID

from prilavok.domains.conversations.types import NewOut
from prilavok.domains.customers.actions import put_code, try_pin
from prilavok.domains.customers.errors import PinLocked, PinUnset, PinWrong
from prilavok.domains.customers.queries import leaves_with, proves, read_code
from prilavok.domains.customers.types.pins import PinTried
from prilavok.domains.loyalty.queries import bind_points, offer_points
from prilavok.domains.orders.actions import lock_order
from prilavok.domains.places.queries import read_place
from prilavok.flows.ask_for_points import PointsAsked
from prilavok.flows.messages import language_of, write_and_queue
from prilavok.flows.notices import pin_locked_text
from prilavok.flows.open_by_document import PointsShown
from prilavok.insights.changed_order import shipment_here
from prilavok.insights.proven_way import proven_way
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "orders.hand_over"
PIN = "pin"


def points_by_pin(order: UUID, points: int, pin: str, *, place: UUID, actor: Actor, at: datetime) -> PointsShown:
    """A yes to so many points for this order alone; nothing is sent, the till is told the digits that say it.

    A wrong PIN counts, and at the fifth it is locked for an hour, at each one more for a day; the customer is told.
    Raises NotFound, ShipmentUnknown, PointsUnfit, NotEnoughPoints, PinUnset, PinWrong, PinLocked, CodesTooMany.
    """
    with story():
        head = lock_order(order)
        shipment_here(order, place)
        leaves = leaves_with(head.leaf)
        offer_points(leaves, head.currency, points=points, owed=head.owed)
        if PIN not in proves("card").spend:
            raise PinUnset
        tried = try_pin(leaves, pin, at=at)
        if tried.right:
            digits = f"{randbelow(1_000_000):06d}"
            bound = bind_points(digits, order, points)
            code = put_code(head.leaf, PIN, f"{tried.leaf}", digits=bound, at=at, alone=False)
            return PointsShown(PointsAsked(code, PIN, "", read_code(code).expires_at), digits)
        if tried.locked_hours:
            _tell_locked(tried, leaves, place, actor, at)
    # Raised once the try is counted.
    if tried.locked_until is not None:
        raise PinLocked(tried.locked_until, at)
    raise PinWrong(tried.left)


def _tell_locked(tried: PinTried, leaves: list[UUID], place: UUID, actor: Actor, at: datetime) -> None:
    """Where the customer is proven they hear of it: whoever tried may not have been they."""
    way = proven_way(leaves, at)
    if way is None:
        return
    facts = {"place": read_place(place).name, "hours": tried.locked_hours}
    text = pin_locked_text(facts, language_of(way.leaf))
    new = NewOut(
        conversation=None, leaf=way.leaf, channel=way.channel, connection=way.connection, address=way.address,
        text=text, key=f"notice:pin:{tried.leaf}:{at:%Y%m%d%H%M%S%f}", kind="notice", template="pin.locked",
    )  # fmt: skip
    write_and_queue(new, actor=actor, at=at)
