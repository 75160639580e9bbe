"""Coupon codes of a promotion are drawn by lot in the background, a portion at a time."""

import secrets
from datetime import datetime
from uuid import UUID

from prilavok.domains.promotions.actions import put_codes
from prilavok.domains.promotions.errors import CodesTooMany, CodeTaken
from prilavok.domains.promotions.queries import read_promotion
from prilavok.domains.promotions.types.keeping import NewCode
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.ids import new_id
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job

needs = "promotions.change"
#: what nobody takes for another sign when it is read aloud or off paper: no 0 and O, no 1 and I
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTHS = (8, 10, 12)
MOST = 10_000
PORTION = 1_000  # codes of one transaction
VERB = "promotions.codes"
_TURNS = 5


def draw_codes(
    promotion: UUID,
    count: int,
    *,
    length: int,
    most_uses: int | None = None,
    until: datetime | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """Have so many random codes made in the background. Raises PromotionUnknown, CodesTooMany."""
    if not 1 <= count <= MOST or length not in LENGTHS:
        raise CodesTooMany(MOST)
    with story():
        facts = {"promotion": str(read_promotion(promotion).id), "length": length, "most_uses": most_uses}
        ends = None if until is None else until.isoformat()
        queue_jobs([_portion({**facts, "until": ends, "of": str(new_id(at)), "left": count})], at=at)


def _portion(facts: dict[str, object]) -> NewJob:
    key = f"{facts['promotion']}:{facts['of']}:{facts['left']}"
    return NewJob(verb=VERB, key=key, facts=facts, queue="chores")


@job(VERB, together=1)
def draw_portion(due: Due, actor: Actor = SYSTEM) -> None:
    """The next codes; what was begun twice, or ended in the middle, makes no code more and none less."""
    told, at = due.facts, clock.now()
    count = min(told["left"], PORTION)
    until = datetime.fromisoformat(told["until"]) if told["until"] else None
    for turn in range(_TURNS):
        drawn = {"".join(secrets.choice(SIGNS) for _ in range(told["length"])) for _ in range(count)}
        while len(drawn) < count:
            drawn.add("".join(secrets.choice(SIGNS) for _ in range(told["length"])))
        try:
            put_codes([NewCode(one, UUID(told["promotion"]), told["most_uses"], until) for one in sorted(drawn)], at=at)
            break
        except CodeTaken:  # raised before any is kept: one of them was drawn before, which all but never happens
            if turn == _TURNS - 1:
                raise
    if told["left"] > count:
        queue_jobs([_portion({**told, "left": told["left"] - count})], at=at)
