"""The office says which tiers a programme has, from now or from a day on."""

from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from prilavok.domains.loyalty.actions import set_tiers
from prilavok.domains.loyalty.types import TierRule, TierRules
from prilavok.domains.places.queries import zone_of
from prilavok.flows.hear_tiers import TIER_READER
from prilavok.flows.judge_tiers import queue_recount
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.reading import begin_at
from prilavok.kit.events.relay import RELAY
from prilavok.kit.idempotency.answers import Answer, answer_once

needs = "points.set_up"


def change_tiers(
    programme: UUID, tiers: Sequence[TierRule], *, days: int, warn_days: int, since: date | None = None, key: str = "",
    body: bytes = b"", actor: Actor, at: datetime,
) -> None:  # fmt: skip
    """Purchases of the last `days` count by the clock of most stores; see TierRules. Everybody is counted then.

    since: None stands for now. key: the same again changes nothing. Raises ProgrammeUnknown, TiersUnfit, and KeyReused
    where the key stood for another body.
    """
    zone = zone_of(None)
    begins = datetime.combine(since, time(), ZoneInfo(zone)) if since else None

    def once() -> Answer:
        set_tiers(programme, TierRules(days, warn_days, zone, tuple(tiers), begins), actor=actor, at=at)
        begin_at(TIER_READER, RELAY, at)  # what happens from now on is heard beside the counting
        queue_recount(begins or at, at=at)
        return Answer(200, b"", programme)

    with story():
        if key:
            answer_once(f"tiers {actor.id}", key, body, at, once)
        else:
            once()
