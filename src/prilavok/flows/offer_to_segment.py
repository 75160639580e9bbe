"""A promotion is offered to everybody of a segment, each personally, a portion at a time; nobody is written to."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.audiences.queries import members_behind, read_segment
from prilavok.domains.customers.queries import leaves_by_customer
from prilavok.domains.promotions.actions import offer_promotion
from prilavok.domains.promotions.queries import offered_among, read_promotion
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.ids import new_id
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job

needs = "promotions.change"
VERB = "promotions.offer"
PORTION = 1_000  # members of one transaction
_FIRST = UUID(int=0)


def offer_to_segment(
    promotion: UUID, segment: UUID, *, until: datetime | None = None, actor: Actor, at: datetime
) -> None:
    """Have the promotion offered to the segment's members. Raises PromotionUnknown, SegmentUnknown."""
    with story():
        facts = {"promotion": str(read_promotion(promotion).id), "segment": str(read_segment(segment).id)}
        ends = None if until is None else until.isoformat()
        queue_jobs([_portion({**facts, "until": ends, "of": str(new_id(at)), "after": str(_FIRST)})], at=at)


def _portion(facts: dict[str, object]) -> NewJob:
    key = f"{facts['promotion']}:{facts['of']}:{facts['after']}"
    return NewJob(verb=VERB, key=key, facts=facts, queue="chores")


@job(VERB, together=1)
def offer_portion(due: Due, actor: Actor = SYSTEM) -> None:
    """Offer to the next members by id, by the leaf they own longest; who has the offer by any leaf gets no second."""
    told, at = due.facts, clock.now()
    promotion, after = UUID(told["promotion"]), UUID(told["after"])
    people = members_behind(UUID(told["segment"]), after, PORTION)
    last = people[-1] if len(people) == PORTION else None
    owned = leaves_by_customer(people)
    known = offered_among(promotion, [leaf for leaves in owned.values() for leaf in leaves])
    theirs = [leaves[0] for leaves in owned.values() if known.isdisjoint(leaves)]
    until = datetime.fromisoformat(told["until"]) if told["until"] else None
    offer_promotion(promotion, theirs, at=at, until=until)
    if last is not None:
        queue_jobs([_portion({**told, "after": str(last)})], at=at)
