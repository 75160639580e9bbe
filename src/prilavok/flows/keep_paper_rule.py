"""The office says within how many hours of a change the paper tags of a place are to hang."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.places.queries import read_place
from prilavok.domains.pricing.actions import keep_paper
from prilavok.flows.watch_shelves import watch_shelf_here
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "prices.change"


def keep_paper_rule(place: UUID, *, hours: int, actor: Actor, at: datetime) -> None:
    """From now on; 0 hours tell nobody, and the print list stays. Raises NotFound, TagTermUnfit.

    The shelf is worked out at once, so that the first print list is there to be printed.
    """
    with story():
        read_place(place)
        keep_paper(place, hours=hours, actor=actor, at=at)
        watch_shelf_here(place, actor=actor, at=at)
