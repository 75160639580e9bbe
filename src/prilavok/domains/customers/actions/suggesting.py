"""Evidence that joins nobody by itself is put before a person, who decides."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from prilavok.domains.customers.actions.joining import join_people
from prilavok.domains.customers.actions.leaves import hold_people
from prilavok.domains.customers.actions.weighing import attach, tie, weigh_tie
from prilavok.domains.customers.errors import SuggestionBroken, SuggestionDecided, SuggestionUnknown
from prilavok.domains.customers.models import Suggestion
from prilavok.domains.customers.types import Proof
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id

DECIDED = "decided"
#: suggestions open for one identifier at once; a form filled in a thousand times asks nobody a thousand times
_MOST_OPEN = 20


def suggest(leaf: UUID, other: UUID, evidence: UUID, why: str, at: datetime) -> None:
    """Put the two before a person, once for a pair, whatever was answered."""
    one, two = sorted((leaf, other))
    waiting = Suggestion.objects.filter(decided_at__isnull=True)
    if one == two or any(waiting.filter(Q(one=end) | Q(other=end)).count() >= _MOST_OPEN for end in (one, two)):
        return
    row = Suggestion(id=new_id(), one_id=one, other_id=two, evidence_id=evidence, why=why, made_at=at)
    Suggestion.objects.bulk_create([row], ignore_conflicts=True)


def decide_suggestion(suggestion: UUID, answer: bool, *, actor: Actor, at: datetime) -> Proof | None:
    """Yes: both are one customer's from now on, by a join that undo_join undoes; no: nothing changes, nobody is asked
    again. A person's yes overrules what keeps phones of two apart; never a blocked or shared identifier, nor the cap.

    Raises SuggestionUnknown, SuggestionDecided, SuggestionBroken; then nothing is changed.
    """
    hold_people()
    found = Suggestion.objects.filter(id=suggestion).first()
    if found is None:
        raise SuggestionUnknown
    if found.decided_at is not None:
        raise SuggestionDecided
    proof = _one_person(found.one_id, found.other_id, actor, at) if answer else None
    Suggestion.objects.filter(id=suggestion).update(
        decided_at=at, decided_by=actor.id, answer=answer, join=proof.joined if proof else None
    )
    return proof


def _one_person(one: UUID, other: UUID, actor: Actor, at: datetime) -> Proof:
    weighed = weigh_tie(one, other, decided=True)
    if weighed.broken:
        raise SuggestionBroken
    evidence = tie(one, other, "verified", DECIDED, at)
    # A leaf of nobody is somebody's first, so that the join can be undone like any other.
    mine = weighed.mine or attach([one], None, "", actor=actor, at=at, origin="live")
    theirs = weighed.theirs or attach([other], None, "", actor=actor, at=at, origin="live")
    if mine == theirs:
        return Proof(mine, one)
    return join_people(mine, theirs, one, evidence, actor=actor, at=at, origin="live")
