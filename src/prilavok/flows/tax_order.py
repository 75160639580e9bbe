"""An order states the value added tax in its prices: of the day when it is agreed, then of that of the hand-over."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.places.queries import read_place
from prilavok.domains.pricing.actions import state_taxes
from prilavok.insights.taxes import rates_of
from prilavok.kit.events.actor import Actor

needs = None  # the story that sells asks for its own right


def tax_order(order: UUID, variants: Sequence[UUID], *, place: UUID, actor: Actor, at: datetime, added: bool) -> None:
    """Within the caller's story: the rates of the day at the place, on each of the variants.

    added: they came to an order that was agreed before, and what it states of the same goods stays. Goods that are
    handed over take the rate of that day, whatever the day they were ordered on: the sale is the hand-over.
    """
    if variants:
        state_taxes(order, rates_of(variants, read_place(place), at), at=at, keeps=added)
