"""A customer shows the code of their own page to the till's scanner: it says yes to so many points of theirs, once."""

import hashlib
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.actions import put_code
from prilavok.domains.customers.errors import OwnCodeUnfit
from prilavok.domains.customers.queries import leaves_with, opens, proves, read_code, read_own_code
from prilavok.domains.customers.types import Arrived
from prilavok.domains.loyalty.queries import bind_points, offer_points
from prilavok.domains.orders.actions import lock_order
from prilavok.domains.orders.types import OrderView
from prilavok.flows.ask_for_points import PointsAsked
from prilavok.flows.open_by_document import PointsShown
from prilavok.insights.changed_order import shipment_here
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.idempotency.answers import Answer, KeyReused, answer_once
from prilavok.kit.secrets import lookup

needs = "orders.hand_over"
OWN_CODE: Arrived = "qr"


def points_by_own_code(
    order: UUID, points: int, code: str, *, key: str, place: UUID, actor: Actor, at: datetime
) -> PointsShown:
    """A yes to so many points for this order alone; nothing is sent, the till is told the digits that say it.

    key: names the asking; the same again is the same yes. Raises NotFound, ShipmentUnknown, OwnCodeUnfit where the code
    has changed, is another person's or said yes before, PointsUnfit, NotEnoughPoints.
    """
    body = f"{order} {points} {key}".encode()
    digits = _digits(body.decode(), code)
    with story():
        head = lock_order(order)
        shipment_here(order, place)
        whose = _whose(head, code, at)
        offer_points(leaves_with(head.leaf), head.currency, points=points, owed=head.owed)

        def once() -> Answer:
            bound = bind_points(digits, order, points)
            kept = put_code(head.leaf, OWN_CODE, f"{whose}", digits=bound, at=at, alone=False)
            return Answer(200, b"", kept)

        try:
            # Neither the code nor the digits are kept: whoever reads the keys may not show the one or say the others.
            said = answer_once("own code", hashlib.sha256(code.encode()).hexdigest(), body, at, once)
        except KeyReused as used:
            raise OwnCodeUnfit from used
        assert said.result is not None
        sent = read_code(said.result)
        return PointsShown(PointsAsked(sent.code, OWN_CODE, "", sent.expires_at), digits)


def _digits(asking: str, code: str) -> str:
    """Six digits that nobody knows without the keys of the house, and that the same asking is answered again."""
    drawn = int.from_bytes(lookup(f"{asking} {code}", "points.own code"), "big")
    return f"{drawn % 1_000_000:06d}"


def _whose(head: OrderView, code: str, at: datetime) -> UUID:
    leaf = read_own_code(code, at)
    if leaf is None or leaf not in leaves_with(head.leaf):
        raise OwnCodeUnfit
    if proves(OWN_CODE).spend != "yes" or opens(leaf).spend != "yes":  # signed out since, or never in
        raise OwnCodeUnfit
    return leaf
