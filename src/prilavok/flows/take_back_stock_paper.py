"""A booked paper of stock was wrong: a counter-paper moves everything back, and both stay."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.stock import actions
from prilavok.domains.stock.types import PaperView
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "stock.see"  # and the right of the paper's kind at its place, which the doors ask for


def take_back(paper: UUID, *, actor: Actor, at: datetime) -> PaperView:
    """The counter-paper; asked twice, the same. Raises PaperUnknown, PaperClosed, StockShort."""
    with story():
        return actions.take_back_paper(actions.lock_paper(paper), key=f"back:{paper}", actor=actor, at=at)
