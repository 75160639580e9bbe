"""A part of stories that change what is expected or free: whoever waits for it gets it, or is promised the next."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from prilavok.domains.orders.actions import plan_order
from prilavok.domains.places.queries import read_place
from prilavok.domains.stock.actions import settle_supply
from prilavok.domains.stock.queries import paper_lines, read_paper
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def share_supply(paper: UUID, *, came: Mapping[UUID, int] | None = None, actor: Actor, at: datetime) -> None:
    """What a paper of stock brought, or brings by a day, goes to the orders that wait for its goods at its place.

    came: by line of expected goods what it has just brought. Records hold.made and order.awaited.
    """
    variants = [line.variant for line in paper_lines(paper)]
    place = read_place(read_paper(paper).place)
    keep_until = plan_order(amount=1, zone=place.zone, at=at).keep_until
    settle_supply(
        place.id, variants, came=came, keep_until=keep_until, on=place.day_at(at), actor=actor, at=at
    )  # fmt: skip
