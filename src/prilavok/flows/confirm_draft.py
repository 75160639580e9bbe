"""Whoever holds the link of a draft orders it and pays, in the name of the customer it was sent to."""

from datetime import date, datetime
from uuid import UUID

from prilavok.domains.baskets.errors import DraftGone
from prilavok.domains.orders.types import Placed
from prilavok.domains.payments.types import AttemptView
from prilavok.domains.pricing.queries import read_quote
from prilavok.flows.draft_basket import read_draft
from prilavok.flows.pay_own_order import pay_own_order
from prilavok.flows.place_order import place_order
from prilavok.kit.events.actor import Actor

needs = None  # a customer acts, by a link that was sent to them alone


def confirm_draft(
    token: str, quote: UUID, *, slot: datetime | None = None, wait_until: date | None = None, actor: Actor, at: datetime
) -> Placed:
    """Order by the quote they were shown, which must be of the draft's own basket; again it is the same order.

    From then on the basket is locked: neither operator nor customer change it while it is paid. Raises DraftGone,
    Refused for a link that is not ours or has ended, and what place_order raises.
    """
    draft = read_draft(token, actor=actor, at=at)
    shown = read_quote(quote)
    if shown.basket != draft.basket.id:
        raise DraftGone
    # The link was sent to this leaf alone: who holds it is who reads there.
    me = Actor("leaf", shown.leaf)
    return place_order(
        quote, leaf=shown.leaf, touchpoint=shown.touchpoint, actor=me, at=at, slot=slot, wait_until=wait_until
    )


def pay_draft(token: str, *, actor: Actor, at: datetime) -> AttemptView | None:
    """Pay what was confirmed by card; None where nothing is owed. Raises DraftGone before it is ordered."""
    draft = read_draft(token, actor=actor, at=at)
    if draft.basket.order is None:
        raise DraftGone
    leaf = draft.told.leaf
    return pay_own_order(draft.basket.order, leaf=leaf, actor=Actor("leaf", leaf), at=at)
