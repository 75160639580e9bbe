"""The office says when points of a programme end, from now or from a day on."""

from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from prilavok.domains.loyalty.actions import set_points_ending
from prilavok.domains.loyalty.types import Ending
from prilavok.domains.places.queries import zone_of
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.idempotency.answers import Answer, answer_once

needs = "points.set_up"


def change_points_ending(
    programme: UUID, days: int | None, *, warn_days: int, back_days: int, since: date | None = None, key: str = "",
    body: bytes = b"", actor: Actor, at: datetime,
) -> None:  # fmt: skip
    """What was earned before keeps its end; days end by the clock of most stores. See Ending.

    since: None stands for now. key: the same again changes nothing. Raises ProgrammeUnknown, EndingUnfit, and KeyReused
    where the key stood for another body.
    """
    zone = zone_of(None)
    begins = datetime.combine(since, time(), ZoneInfo(zone)) if since else None
    ending = Ending(days, warn_days, back_days, zone, begins)

    def once() -> Answer:
        set_points_ending(programme, ending, actor=actor, at=at)
        return Answer(200, b"", programme)

    with story():
        if key:
            answer_once(f"points ending {actor.id}", key, body, at, once)
        else:
            once()
