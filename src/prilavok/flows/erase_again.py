"""A restored copy of the database forgets whom the erasure list names, before anybody may look at it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.actions import record_erasure
from prilavok.domains.customers.queries import known_erasures, list_erasures, read_erasure_of
from prilavok.domains.loyalty.queries import tiers_said
from prilavok.flows.erase_person import erase_words
from prilavok.flows.forget_mentions import forget_mentions
from prilavok.flows.hear_segments import hear_segments
from prilavok.flows.judge_tiers import judge_tiers
from prilavok.insights.erasure_preview import preview_erasure
from prilavok.insights.person_mentions import named_of
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.erased import Listed, add_erased, list_erased
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.registry import Due, job
from prilavok.kit.pages import every_page
from prilavok.kit.settings import where

needs = None  # an erasure that was decided is done again by the house itself


def erase_again(*, actor: Actor, at: datetime) -> list[UUID]:
    """Do every erasure of the list that this database knows nothing of; those that were done, each by itself.

    What the database knows and the list does not (a new home) is added to the list.
    """
    listed = {one.erasure: one for one in list_erased(where().home)}
    known = known_erasures(list(listed))
    done = []
    for erasure, one in listed.items():
        if erasure in known:
            continue
        with story():
            found = preview_erasure(one.people[0], one.leaves)
            forget_mentions(named_of(found), before=one.at, actor=actor, at=at)
            words = erase_words(found, actor=actor, at=at, erased_at=one.at)
            record_erasure(erasure, words, actor=actor, at=one.at, again=at)
            _judge(words.people, actor=actor, at=at)
        done.append(erasure)
    proofs = every_page(lambda after: list_erasures(after=after, limit=500), 1_000_000)
    missing = [Listed(one.id, one.people, one.leaves, one.erased_at) for one in proofs if one.id not in listed]
    if missing:
        add_erased(where().home, missing)
    return done


def _judge(people: Sequence[UUID], *, actor: Actor, at: datetime) -> None:
    """Segments and tiers let them go as they did then. Nothing is told of it anew, so nobody hears it as an event."""
    hear_segments({"customer.erased": people}, actor=actor, at=at)
    if tiers_said():
        judge_tiers(people, actor=None, at=at)


@job("person.erase_again", together=1)
def _erase_late_words(due: Due) -> None:
    """What was being written of the person in the very moment of the erasure goes as well."""
    proof = read_erasure_of(UUID(str(due.facts["customer"])))
    found = preview_erasure(proof.customer, proof.leaves)
    erase_words(found, actor=SYSTEM, at=clock.now(), erased_at=proof.erased_at)
