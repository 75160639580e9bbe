"""Evidence that joins nobody by itself is put before a person, who decides."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from prilavok.domains.customers.actions.joining import join_people
from prilavok.domains.customers.actions.leaves import hold_people, owners_now
from prilavok.domains.customers.actions.weighing import attach, tie, weigh_tie
from prilavok.domains.customers.errors import SuggestionBroken, SuggestionDecided, SuggestionUnknown
from prilavok.domains.customers.models import Evidence, Suggestion
from prilavok.domains.customers.types import Proof
from prilavok.domains.customers.types.identity import Alike
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id, new_ids

DECIDED = "decided"
ALIKE = "alike"
#: suggestions open for one identifier at once of one source: a form filled in a thousand times asks nobody a thousand
#: times, and what anybody may tell by a public key takes no room from what a list, staff or a proof tell
_MOST_OPEN = 20
_SUGGEST = """
    WITH told AS (
        SELECT e.id AS evidence, least(pair.leaf, pair.contact) AS one, greatest(pair.leaf, pair.contact) AS other,
               CASE e.dropped WHEN '' THEN 'asserted' ELSE e.dropped END AS why,
               row_number() OVER (PARTITION BY pair.contact, e.source ORDER BY e.observed_at, e.id)
               + (SELECT count(*) FROM customers_suggestion s JOIN customers_evidence of ON of.id = s.evidence_id
                  WHERE s.decided_at IS NULL AND of.source = e.source
                  AND (s.one_id = pair.contact OR s.other_id = pair.contact)) AS open
        FROM unnest(%s::uuid[], %s::uuid[]) AS pair (leaf, contact)
        JOIN customers_evidence e ON (e.one_id, e.other_id) IN ((pair.leaf, pair.contact), (pair.contact, pair.leaf))
             AND e.strength = 'asserted' AND e.revoked_at IS NULL AND NOT e.holds
        LEFT JOIN customers_leaf_owner theirs ON theirs.leaf_id = pair.contact AND theirs.valid_to IS NULL
        LEFT JOIN customers_leaf_owner mine ON mine.leaf_id = pair.leaf AND mine.valid_to IS NULL
        WHERE mine.customer_id IS DISTINCT FROM theirs.customer_id
          AND (e.dropped IN ('unique', 'limited') OR e.dropped = '' AND theirs.customer_id IS NOT NULL)
          AND NOT EXISTS (SELECT FROM customers_suggestion s WHERE s.one_id = least(pair.leaf, pair.contact)
                          AND s.other_id = greatest(pair.leaf, pair.contact))
    )
    INSERT INTO customers_suggestion (id, one_id, other_id, evidence_id, why, made_at)
    SELECT fresh.id, told.one, told.other, told.evidence, told.why, %s
    FROM (SELECT *, row_number() OVER (ORDER BY evidence) AS nth FROM told WHERE open <= %s) AS told
    JOIN unnest(%s::uuid[]) WITH ORDINALITY AS fresh (id, nth) USING (nth)
    ON CONFLICT (one_id, other_id) DO NOTHING
"""


def suggest(leaf: UUID, other: UUID, evidence: UUID, why: str, at: datetime) -> None:
    """Put the two before a person, once for a pair, whatever was answered."""
    one, two = sorted((leaf, other))
    source = Evidence.objects.filter(id=evidence).values("source")
    waiting = Suggestion.objects.filter(decided_at__isnull=True, evidence__source__in=source)
    if one == two or any(waiting.filter(Q(one=end) | Q(other=end)).count() >= _MOST_OPEN for end in (one, two)):
        return
    row = Suggestion(id=new_id(), one_id=one, other_id=two, evidence_id=evidence, why=why, made_at=at)
    Suggestion.objects.bulk_create([row], ignore_conflicts=True)


def suggest_named(pairs: Collection[tuple[UUID, UUID]], at: datetime) -> int:
    """Put before a person each (leaf, contact) tied by asserted evidence whose contact is somebody else's; how many.

    So is a contact of nobody that is too many of its kind for whoever has the leaf.
    """
    told = sorted(set(pairs))
    if not told:
        return 0
    with connection.cursor() as cursor:
        leaves, contacts = [leaf for leaf, _ in told], [contact for _, contact in told]
        cursor.execute(_SUGGEST, [leaves, contacts, at, _MOST_OPEN, new_ids(len(told))])
        return int(cursor.rowcount)


def suggest_alike(found: Sequence[Alike], at: datetime) -> list[tuple[UUID, float]]:
    """Put before a person those who are alike and whom nobody was asked about yet; suggestions with their confidence.

    What is alike proves nothing: the evidence is ambient, and holds nobody together.
    """
    hold_people()
    owners = owners_now([leaf for one in found for leaf in (one.one, one.other)])
    fresh: dict[tuple[UUID, UUID], Alike] = {}
    for one in found:
        pair = min(one.one, one.other), max(one.one, one.other)
        if owners.get(one.one) != owners.get(one.other):
            fresh[pair] = one
    asked = Suggestion.objects.filter(one__in=[one for one, _ in fresh], other__in=[other for _, other in fresh])
    for known in asked.values_list("one_id", "other_id"):
        fresh.pop(known, None)
    ties = [
        Evidence(
            id=new_id(), one_id=one, other_id=other, strength="ambient", source=ALIKE, observed_at=at, recorded_at=at,
            holds=False,
        )
        for one, other in fresh
    ]  # fmt: skip
    rows = [
        Suggestion(
            id=new_id(), one_id=tie.one_id, other_id=tie.other_id, evidence_id=tie.id, why=ALIKE, made_at=at,
            alike={"confidence": round(one.confidence, 6), "parts": [list(part) for part in one.parts]},
        )
        for tie, one in zip(ties, fresh.values(), strict=True)
    ]  # fmt: skip
    Evidence.objects.bulk_create(ties)
    Suggestion.objects.bulk_create(rows)
    return [(row.id, one.confidence) for row, one in zip(rows, fresh.values(), strict=True)]


def join_alike(suggestion: UUID, *, actor: Actor, at: datetime) -> Proof | None:
    """Join two who are alike, as the owner has said beforehand; None where a rule keeps them apart: a person decides.

    It is a join like any other: explained, and undone by undo_join.
    """
    hold_people()
    found = Suggestion.objects.filter(id=suggestion, decided_at__isnull=True, why=ALIKE).first()
    if found is None or weigh_tie(found.one_id, found.other_id).broken:
        return None
    proof = _one_person(found.one_id, found.other_id, actor, at, source=ALIKE)
    Suggestion.objects.filter(id=suggestion).update(decided_at=at, answer=True, join=proof.joined)
    return proof


def end_suggestions(leaves: Collection[UUID], *, at: datetime) -> int:
    """Nobody is asked any more whether somebody is one with these, who are erased; how many waited."""
    waiting = Suggestion.objects.filter(Q(one__in=leaves) | Q(other__in=leaves), decided_at__isnull=True)
    return waiting.update(decided_at=at, answer=False)


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


def _one_person(one: UUID, other: UUID, actor: Actor, at: datetime, source: str = DECIDED) -> Proof:
    weighed = weigh_tie(one, other, decided=True)
    if weighed.broken:
        raise SuggestionBroken
    evidence = tie(one, other, "verified", source, at)
    # A leaf of nobody is somebody's first, so that the join can be undone like any other.
    mine = weighed.mine or attach([one], None, "", actor=actor, at=at, origin="live")
    theirs = weighed.theirs or attach([other], None, "", actor=actor, at=at, origin="live")
    if mine == theirs:
        return Proof(mine, one)
    return join_people(mine, theirs, one, evidence, actor=actor, at=at, origin="live")
