"""What other rules of identity would make of the log of evidence, read in slices that hang together."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from prilavok.domains.customers.errors import TrialUnknown
from prilavok.domains.customers.models import Evidence, RuleTrial
from prilavok.domains.customers.queries.laws import current_rules
from prilavok.domains.customers.rules.identity import Sets, list_says, replay
from prilavok.domains.customers.types.identity import (
    Broken,
    Held,
    IdentityRules,
    KindRule,
    LoggedTie,
    RuleTrialView,
    WhatIf,
)
from prilavok.kit.pages import Condition, read_rows

#: of the sizes of people, how many are told; of joins and splits, how many a trial keeps by name
LARGEST, NAMED = 10, 20
_TIE = ("id", "one_id", "other_id", "source", "recorded_at", "holds", "strength")
_BEFORE = UUID(int=0)
#: the same as `logged` says
_LOGGED = "revoked_at IS NULL AND (holds OR strength = 'verified' OR dropped <> '')"
#: both ends were one customer's at some time
_STOOD = Condition(
    "EXISTS (SELECT FROM customers_leaf_owner one JOIN customers_leaf_owner other USING (customer_id)"
    " WHERE one.leaf_id = e.one_id AND other.leaf_id = e.other_id"
    " AND one.valid_from < coalesce(other.valid_to, 'infinity')"
    " AND other.valid_from < coalesce(one.valid_to, 'infinity'))"
)

#: evidence that a person looked at: what they decided, and a document they checked
_DECIDED = ("decided", "checked_document")


def what_if(
    rules: IdentityRules, *, instead_of: IdentityRules | None = None, behind: UUID = _BEFORE, limit: int | None = None
) -> WhatIf:
    """The log of evidence judged by these rules and by others (those of now), and wherein the two differ.

    limit: of so many leaves behind one, by id, with all that the log ties to them; each set of leaves that ties lead
    through stands in just one slice, that of its first. Without it the whole log, which memory must hold. Nothing is
    written.
    """
    ties, last = _slice(behind, limit)
    leaves = _leaves({leaf for tie in ties for leaf in (tie.one, tie.other)})
    old = instead_of or current_rules()
    held = _marked(old, leaves)
    before, _people = replay(old, held, ties)
    after, people = replay(rules, held if rules.listed == old.listed else _marked(rules, leaves), ties)
    ends = {tie.id: tie for tie in ties}
    # What is proven comes first: a list's word joins nobody who is proven, but may say the same as a proof.
    begin = [ends[id] for id, broken in after.items() if not broken and before[id]]
    holds = tuple(tie.id for tie in sorted(begin, key=lambda tie: tie.listed))
    drops: list[tuple[UUID, Broken]] = [(id, broken) for id, broken in after.items() if broken and not before[id]]
    touched = {leaf for id in (*holds, *(id for id, _ in drops)) for leaf in (ends[id].one, ends[id].other)}
    groups = [members for members in people if members & touched]
    owners = _owners({leaf for members in groups for leaf in members})
    return WhatIf(
        evidence=len(ties),
        joins=tuple(_joins(groups, owners)),
        splits=tuple(_splits(groups, owners, {id: ends[id] for id, _ in drops})),
        holds=holds,
        drops=tuple(drops),
        unsettled=frozenset(id for id in holds if not ends[id].holds) | {id for id, _ in drops if ends[id].holds},
        largest=tuple(sorted((len(members) for members in people), reverse=True)[:LARGEST]),
        last=last,
    )


def read_trial(trial: UUID) -> RuleTrialView:
    """One trial of rules, how far it is or what it found. Raises TrialUnknown."""
    row = RuleTrial.objects.filter(id=trial).first()
    if row is None:
        raise TrialUnknown
    return trial_view(row)


def list_trials(limit: int = 5) -> list[RuleTrialView]:
    """The trials of rules that are kept, the latest first."""
    return [trial_view(row) for row in RuleTrial.objects.order_by("-asked_at", "-id")[:limit]]


def trial_view(row: RuleTrial) -> RuleTrialView:
    """The row as others see it."""
    told = row.found
    return RuleTrialView(
        id=row.id,
        changes=tuple(KindRule(**one) for one in row.changes),
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        ended_at=row.ended_at,
        evidence=row.evidence,
        expected=row.expected,
        joins=row.joins,
        splits=row.splits,
        joined=tuple(tuple(UUID(id) for id in group) for group in told.get("joins", ())),
        split=tuple((UUID(id), parts) for id, parts in told.get("splits", ())),
        largest=tuple(told.get("largest", ())),
    )


def logged() -> QuerySet[Evidence]:
    """Evidence that might hold: revoked is out, and what was only named or observed and never held anybody.

    What a list told and a rule dropped is in: other rules may let it hold.
    """
    unproven = Q(strength__in=["asserted", "ambient"], holds=False, dropped="")
    return Evidence.objects.filter(revoked_at__isnull=True).exclude(unproven)


def stood_together(evidence: Collection[UUID]) -> set[UUID]:
    """Those of the pieces of evidence whose two leaves were one customer's at some time."""
    asked = [Condition("e.id = ANY(%s::uuid[])", list(evidence)), _STOOD]
    return set(read_rows("e.id", "customers_evidence e", row=_alone, where=asked)) if evidence else set()


def tied_in_part(leaves: Collection[UUID]) -> set[UUID]:
    """Those of the leaves of which a list told more than holds: what a rule dropped, or staff were not asked about."""
    asked = [
        Condition("e.one_id = ANY(%s::uuid[])", list(leaves)),
        Condition("e.strength = 'asserted' AND NOT e.holds AND e.revoked_at IS NULL"),
        Condition(
            "(e.dropped <> '' OR NOT EXISTS (SELECT FROM customers_suggestion s WHERE"
            " s.one_id = least(e.one_id, e.other_id) AND s.other_id = greatest(e.one_id, e.other_id)))"
        ),
    ]
    return set(read_rows("e.one_id", "customers_evidence e", row=_alone, where=asked)) if leaves else set()


def _slice(behind: UUID, limit: int | None) -> tuple[list[LoggedTie], UUID | None]:
    """Ties in the order they came in, and the leaf up to which they were read, None where the log ends."""
    if limit is None:
        return _ordered(logged().values_list(*_TIE).iterator(chunk_size=10_000)), None
    ones = list(logged().filter(one__gt=behind).order_by("one_id").values_list("one_id", flat=True).distinct()[:limit])
    sets, found, earlier = Sets(ones), {}, set[UUID]()
    ahead = set(ones)
    while ahead:
        met = set()
        for row in _beside(ahead):
            found[row[0]] = row
            met |= {leaf for leaf in row[1:3] if leaf not in sets.of}
            for leaf in row[1:3]:
                sets.of.setdefault(leaf, {leaf})
            sets.unite(row[1], row[2])
            if row[1] <= behind:  # it hangs together with a leaf of a slice before, and was read there
                earlier.add(row[1])
        gone = {id(sets.of[leaf]) for leaf in earlier}
        ahead = {leaf for leaf in met if id(sets.of[leaf]) not in gone}
    gone = {id(sets.of[leaf]) for leaf in earlier}
    rows = [row for row in found.values() if id(sets.of[row[1]]) not in gone]
    return _ordered(rows), ones[-1] if len(ones) == limit else None


def _beside(leaves: Collection[UUID]) -> Iterator[tuple[Any, ...]]:
    near = list(leaves)
    for end in ("one_id", "other_id"):
        asked = [Condition(f"{end} = ANY(%s::uuid[])", near), Condition(_LOGGED)]
        yield from read_rows(", ".join(_TIE), "customers_evidence", row=_row, where=asked)


def _ordered(rows: Iterable[tuple[Any, ...]]) -> list[LoggedTie]:
    ordered = sorted(rows, key=lambda row: (row[4], row[0]))
    told = {row[0]: row[5] for row in ordered if row[6] == "asserted"}
    stood = stood_together([id for id, holds in told.items() if not holds])
    return [
        LoggedTie(
            id, one, other, source in _DECIDED or source.startswith("load:"), at, holds, id in told,
            holds or id not in told or id in stood,
        )
        for id, one, other, source, at, holds, _strength in ordered
    ]  # fmt: skip


def _leaves(tied: Collection[UUID]) -> list[tuple[Held, str]]:
    """The leaves with the values that a list may name."""
    return read_rows(
        "l.id, l.kind, l.first_seen_at,"
        " (SELECT min(o.valid_from) FROM customers_leaf_owner o WHERE o.leaf_id = l.id),"
        " (SELECT min(i.value) FROM customers_identifier i WHERE i.leaf_id = l.id)",
        "customers_leaf l",
        row=lambda id, kind, since, owned, value: (Held(id, kind, since, owned_since=owned), value or ""),
        where=[Condition("l.id = ANY(%s::uuid[])", list(tied))],
    )


def _marked(rules: IdentityRules, leaves: list[tuple[Held, str]]) -> dict[UUID, Held]:
    if not rules.listed:
        return {held.leaf: held for held, _value in leaves}
    return {
        held.leaf: Held(
            held.leaf, held.kind, held.since, list_says(rules.listed, held.kind, value) != "", held.owned_since
        )
        for held, value in leaves
    }


def _joins(groups: list[set[UUID]], owners: Mapping[UUID, UUID]) -> Iterator[tuple[UUID, ...]]:
    for members in groups:
        together = sorted({owners[leaf] for leaf in members if leaf in owners})
        if len(together) > 1:
            yield tuple(together)


def _splits(
    groups: list[set[UUID]], owners: Mapping[UUID, UUID], dropped: Mapping[UUID, LoggedTie]
) -> Iterator[tuple[UUID, int]]:
    torn = {owners[tie.one] for tie in dropped.values() if tie.one in owners}
    for customer, parts in sorted(_parts(groups, owners).items()):
        if customer in torn and parts > 1:
            yield customer, parts


def _parts(groups: list[set[UUID]], owners: Mapping[UUID, UUID]) -> Counter[UUID]:
    """In how many groups each customer's leaves stand."""
    return Counter(customer for members in groups for customer in {owners[leaf] for leaf in members if leaf in owners})


def _owners(leaves: Collection[UUID]) -> dict[UUID, UUID]:
    asked = [Condition("leaf_id = ANY(%s::uuid[])", list(leaves)), Condition("valid_to IS NULL")]
    return dict(read_rows("leaf_id, customer_id", "customers_leaf_owner", row=_row, where=asked))


def _row(*values: Any) -> tuple[Any, ...]:
    return values


def _alone(value: UUID) -> UUID:
    return value
