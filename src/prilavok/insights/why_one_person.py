"""Why a customer is one person: the evidence with both its ends named, the joins with who made and undid them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from prilavok.domains.consent.queries import list_consents
from prilavok.domains.consent.types import ConsentView
from prilavok.domains.customers.queries import (
    identifiers_of_leaves,
    kinds_of_leaves,
    mask_value,
    names_of_leaves,
    read_customers,
    why_one_person,
)
from prilavok.domains.customers.types import (
    CustomerView,
    EvidenceView,
    IdentifierView,
    JoinView,
    Sureness,
    WhyOnePerson,
)
from prilavok.domains.staff.queries import may, read_staff
from prilavok.domains.staff.types import StaffActor


@dataclass(frozen=True, slots=True)
class NamedLeaf:
    """A leaf as it is told of: its kind, and its value as far as the actor may see it; "" where none is left.

    made_up: we made it up; no source told it.
    """

    kind: str
    value: str
    made_up: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """One piece of evidence with the leaves it ties. may_revoke: the actor may separate the customer at it."""

    evidence: EvidenceView
    one: NamedLeaf
    other: NamedLeaf
    may_revoke: bool = False

    @property
    def made_up(self) -> bool:
        """Whether an end of it was made up by us: the customer was given it, nobody ever named it as theirs."""
        return self.one.made_up or self.other.made_up


@dataclass(frozen=True, slots=True)
class Joined:
    """One join. beside: the other customer of it. tie: the evidence it was drawn from. by, undone_by: staff, or ""."""

    join: JoinView
    beside: CustomerView | None
    tie: Tie | None
    leaves: tuple[NamedLeaf, ...]
    by: str
    undone_by: str
    may_undo: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """All that holds a customer together. into: who this customer was joined into, where they were.

    identifiers: what names the leaves, the first known first. sure: how firmly they are known to be one person.
    """

    leaves: tuple[UUID, ...]
    ties: tuple[Tie, ...]
    joins: tuple[Joined, ...]
    consents: tuple[ConsentView, ...]
    into: CustomerView | None
    identifiers: tuple[IdentifierView, ...]
    sure: Sureness


def explain_person(customer: UUID, *, actor: StaffActor, raw: bool | None = None) -> Explained:
    """The evidence, joins and consents of a customer, the latest first, as far as the actor may see them.

    raw: identifiers are told whole; by the actor's rights where it is not said.
    """
    why = why_one_person(customer)
    mine = [one.leaf for one in why.leaves]
    moved = [leaf for join in why.joins for leaf in join.leaves]
    told = {leaf for tie in why.evidence for leaf in (tie.one, tie.other)} | set(moved)
    raw = may(actor, "customers.see_raw") is not None if raw is None else raw
    known = names_of_leaves(sorted(told.union(mine)))
    names = _named(told, dict(known), raw=raw)
    nameless = NamedLeaf("", "")
    may_revoke = may(actor, "customers.join") is not None
    owned = set(mine)
    ties = [
        Tie(
            one,
            names.get(one.one, nameless),
            names.get(one.other, nameless),
            may_revoke and one.holds and one.revoked_at is None and {one.one, one.other} <= owned,
        )
        for one in why.evidence
    ]
    joins = _joins(why.joins, customer, {tie.evidence.id: tie for tie in ties}, names, actor)
    into = next((one.beside for one in joins if one.join.gone == customer and one.join.undone_at is None), None)
    consents = tuple(list_consents(mine)) if mine else ()
    return Explained(tuple(mine), tuple(ties), joins, consents, into, _identifiers(why, known, raw=raw), why.sure)


def _identifiers(
    why: WhyOnePerson, known: Sequence[tuple[UUID, tuple[str, str, bool]]], *, raw: bool
) -> tuple[IdentifierView, ...]:
    of: dict[UUID, list[tuple[str, str, bool]]] = {}
    for leaf, name in known:
        of.setdefault(leaf, []).append(name)
    return tuple(
        IdentifierView(
            one.leaf,
            why.customer,
            kind,
            value if raw or not value else mask_value(kind, value),
            made_up,
            one.first_seen_at,
        )
        for one in why.leaves
        for kind, value, made_up in of.get(one.leaf, ())
    )


def _joins(
    joins: Sequence[JoinView],
    customer: UUID,
    ties: Mapping[UUID, Tie],
    names: Mapping[UUID, NamedLeaf],
    actor: StaffActor,
) -> tuple[Joined, ...]:
    if not joins:
        return ()
    besides = {join.id: join.gone if join.kept == customer else join.kept for join in joins}
    people = read_customers(list(besides.values()))
    hands = {join.actor for join in joins if join.actor_kind == "staff"} | {join.undone_by for join in joins}
    staff = {id: one.name or one.login for id, one in read_staff([id for id in hands if id]).items()}
    nobody = UUID(int=0)
    return tuple(
        Joined(
            join=join,
            beside=people.get(besides[join.id]),
            tie=ties.get(join.evidence),
            leaves=tuple(names[leaf] for leaf in join.leaves if leaf in names),
            by=staff.get(join.actor or nobody, ""),
            undone_by=staff.get(join.undone_by or nobody, ""),
            may_undo=join.undone_at is None and join.kept == customer and may(actor, "customers.join") is not None,
        )
        for join in joins
    )


def name_leaves(leaves: Sequence[UUID], *, raw: bool) -> dict[UUID, NamedLeaf]:
    """Each leaf by its kind and value, masked unless the one who asks may see it raw."""
    return _named(leaves, identifiers_of_leaves(leaves), raw=raw) if leaves else {}


def _named(
    leaves: Collection[UUID], named: Mapping[UUID, tuple[str, str, bool]], *, raw: bool
) -> dict[UUID, NamedLeaf]:
    # A browser's value is a digest: whole it says no more than its end.
    found = {
        leaf: NamedLeaf(
            kind, value if not value or (raw and kind != "browser") else mask_value(kind, value), made_up=made_up
        )
        for leaf, (kind, value, made_up) in ((leaf, named[leaf]) for leaf in leaves if leaf in named)
    }
    missing = [leaf for leaf in leaves if leaf not in found]
    kinds = kinds_of_leaves(missing) if missing else {}
    return found | {leaf: NamedLeaf(kind, "") for leaf, kind in kinds.items()}
