"""The office says when points of a programme end, from an instant on."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.loyalty.actions import set_points_ending
from prilavok.domains.loyalty.types import Ending
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "points.set_up"


def change_points_ending(programme: UUID, ending: Ending, *, actor: Actor, at: datetime) -> None:
    """What was earned before keeps its end. Raises ProgrammeUnknown, EndingUnfit."""
    with story():
        set_points_ending(programme, ending, actor=actor, at=at)
