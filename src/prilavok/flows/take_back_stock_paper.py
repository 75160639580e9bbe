"""A booked paper of stock was wrong: a counter-paper moves everything back, and both stay."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.stock import actions
from prilavok.domains.stock.types import PaperView
from prilavok.flows.land_called_back import land_called_back, looked_after
from prilavok.flows.share_supply import share_supply
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "stock.see"  # and the right of the paper's kind at its place, which the doors ask for


def take_back(paper: UUID, *, actor: Actor, at: datetime) -> PaperView:
    """The counter-paper; asked twice, the same. What it brings back of a lot that is called back stays set aside.

    Raises PaperUnknown, PaperClosed, StockShort.
    """
    with story():
        found = actions.lock_paper(paper)
        counter = actions.take_back_paper(found, key=f"back:{paper}", actor=actor, at=at)
        if found.taken_back is None:
            for place in sorted({one for one in (found.place, found.head.to_place) if one is not None}):
                land_called_back(counter, place, actor=actor, at=at)
            looked_after(paper, actor=actor, at=at)
            actions.bring_supply(found, back=True, actor=actor, at=at)
            share_supply(paper, actor=actor, at=at)
        return counter
