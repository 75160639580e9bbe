"""A customer at the counter is asked whether their points shall pay: a one-time code goes to where they are proven."""

from dataclasses import dataclass
from datetime import datetime
from secrets import randbelow
from uuid import UUID

from prilavok.domains.conversations.actions import hide_ended_codes
from prilavok.domains.conversations.types import NewOut
from prilavok.domains.customers.actions import put_code
from prilavok.domains.customers.queries import leaves_with, read_code
from prilavok.domains.loyalty.errors import PointsUnproven
from prilavok.domains.loyalty.queries import bind_points, offer_points
from prilavok.domains.orders.actions import lock_order
from prilavok.domains.orders.types import OrderView
from prilavok.domains.places.queries import read_place
from prilavok.flows.messages import language_of, write_and_queue
from prilavok.flows.notices import points_code_text
from prilavok.insights.changed_order import shipment_here
from prilavok.insights.proven_way import proven_way
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.idempotency.answers import Answer, answer_once
from prilavok.kit.money import Money

needs = "orders.hand_over"


@dataclass(frozen=True, slots=True)
class PointsAsked:
    """A code on its way. kind: phone or the messenger it went to; masked: where to. Good until `expires_at`."""

    code: UUID
    kind: str
    masked: str
    expires_at: datetime


def ask_for_points(order: UUID, points: int, *, key: str, place: UUID, actor: Actor, at: datetime) -> PointsAsked:
    """Send six digits that say yes to so many points for this order alone.

    key: names the asking; the same again is the same code, sent once. It goes by a messenger linked by proof, else by
    SMS to a proven phone. Raises NotFound, ShipmentUnknown where the order does not wait here, PointsUnfit,
    NotEnoughPoints, PointsUnproven, CodesTooMany.
    """

    def once() -> Answer:
        return Answer(200, b"", _ask(lock_order(order), points, place, actor, at))

    with story():
        lock_order(order)
        answer = answer_once(f"ask points {place}", key, f"{order} {points}".encode(), at, once)
        assert answer.result is not None
        sent = read_code(answer.result)
        return PointsAsked(sent.code, sent.kind, sent.masked, sent.expires_at)


def _ask(head: OrderView, points: int, place: UUID, actor: Actor, at: datetime) -> UUID:
    shipment_here(head.id, place)
    leaves = leaves_with(head.leaf)
    offer = offer_points(leaves, head.currency, points=points, owed=head.owed)
    way = proven_way(leaves, at)
    if way is None:
        raise PointsUnproven
    digits = f"{randbelow(1_000_000):06d}"
    code = put_code(head.leaf, way.kind, way.address, digits=bind_points(digits, head.id, points), at=at, alone=False)
    amount = Money(offer.amount, head.currency)
    facts = {"points": points, "amount": amount, "number": head.number, "place": read_place(place).name}
    text = points_code_text(digits, facts, language_of(way.leaf))
    hide_ended_codes(at)
    new = NewOut(
        conversation=None, leaf=way.leaf, channel=way.channel, connection=way.connection, address=way.address,
        text=text, key=f"code:{code}", kind="code",
    )  # fmt: skip
    write_and_queue(new, actor=actor, at=at)
    return code
