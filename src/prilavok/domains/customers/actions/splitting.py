"""A customer comes apart where the evidence that remains no longer holds all their leaves together."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from prilavok.domains.customers.actions.leaves import give_leaves, hold_people, make_findable, new_customer
from prilavok.domains.customers.actions.parting import let_go
from prilavok.domains.customers.errors import EvidenceUnknown
from prilavok.domains.customers.models import Customer, Evidence, Join, LeafOwner
from prilavok.domains.customers.rules.identity import components
from prilavok.domains.customers.types.identity import Apart
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import CustomerSeparated
from prilavok.kit.events.record import NewEvent, record


def separate_at(customer: UUID, evidence: UUID, *, actor: Actor, at: datetime) -> Apart:
    """Revoke a piece of evidence of this customer; leaves that nothing holds to the rest go, with all their facts.

    They go to the customer they came from, where that one has nothing now, else to a new one. Raises EvidenceUnknown
    where the evidence is not theirs, holds nothing or was revoked before; then nothing is changed.
    """
    hold_people()
    owned = LeafOwner.objects.filter(customer=customer, valid_to__isnull=True).values("leaf_id")
    found = Evidence.objects.filter(id=evidence, one__in=owned, other__in=owned, holds=True, revoked_at__isnull=True)
    if not found.update(revoked_at=at, revoked_by=actor.id):
        raise EvidenceUnknown
    return split_person(customer, actor=actor, at=at)


def split_person(customer: UUID, *, actor: Actor, at: datetime) -> Apart:
    """Give away the leaves that no evidence holds to those the customer began with; nothing where all still hold.

    A list's word holds nobody to somebody else who is proven as well.
    """
    let_go(customer, at=at)
    rows = list(LeafOwner.objects.filter(customer=customer).values_list("leaf_id", "valid_from", "valid_to"))
    owned = {leaf for leaf, _since, until in rows if until is None}
    parts = components(owned, ties_of(owned))
    if len(parts) < 2:
        return Apart(customer, ())
    first = min((since, leaf) for leaf, since, _until in rows if leaf in owned)[1]
    given: list[tuple[UUID, tuple[UUID, ...]]] = []
    for part in sorted((part for part in parts if first not in part), key=min):
        leaves = tuple(sorted(part))
        whose = came_from(part, customer, {one for one, _ in given}) or new_customer(at, "live")
        give_leaves(leaves, whose, at)
        given.append((whose, leaves))
    undone = joins_undone(customer, owned - {leaf for _, leaves in given for leaf in leaves}, actor, at)
    stays = min(owned - {leaf for _, leaves in given for leaf in leaves})
    record(
        [
            separated(side, leaf, undone.get(whose), customer, whose, actor=actor, at=at)
            for whose, leaves in given
            for side, leaf in ((customer, stays), (whose, leaves[0]))
        ],
        at,
    )
    make_findable([customer, *(whose for whose, _ in given)])
    return Apart(customer, tuple(given))


def separated(
    side: UUID, leaf: UUID | None, join: UUID | None, kept: UUID, gone: UUID, *, actor: Actor, at: datetime
) -> NewEvent:
    """That two came apart, told of one of them: each side's life says it, by a leaf that is theirs now."""
    return NewEvent(
        verb="customer.separated",
        occurred_at=at,
        subject_kind="customer",
        subject=side,
        leaf=leaf,
        actor=actor,
        facts=CustomerSeparated(join, kept, gone),
    )


def ties_of(leaves: Collection[UUID]) -> list[tuple[UUID, UUID]]:
    """The pairs among these leaves that evidence holds together."""
    held = list(leaves)
    rows = Evidence.objects.filter(one__in=held, other__in=held, revoked_at__isnull=True, holds=True)
    return list(rows.values_list("one_id", "other_id"))


def came_from(part: Collection[UUID], customer: UUID, taken: Collection[UUID]) -> UUID | None:
    """The customer whose these leaves were last before, the one known longest, if nothing is theirs now."""
    history = LeafOwner.objects.filter(leaf__in=list(part)).order_by("leaf_id", "valid_from", "id")
    before: dict[UUID, UUID] = {}
    last: dict[UUID, UUID] = {}
    for leaf, whose in history.values_list("leaf_id", "customer_id"):
        if whose == customer and last.get(leaf, customer) != customer:
            before[leaf] = last[leaf]
        last[leaf] = whose
    former = set(before.values()) - set(taken)
    owning = LeafOwner.objects.filter(customer__in=former, valid_to__isnull=True).values("customer_id")
    rows = Customer.objects.filter(id__in=former).exclude(id__in=owning).order_by("created_at", "id")
    return next(iter(rows.values_list("id", flat=True)), None)


def joins_undone(customer: UUID, staying: Collection[UUID], actor: Actor, at: datetime) -> dict[UUID, UUID]:
    """Joins of which nothing is left with the customer are undone by this; by the customer each gave up."""
    undone = {}
    for join in Join.objects.filter(Q(kept=customer), undone_at__isnull=True).order_by("joined_at", "id"):
        if not {UUID(leaf) for leaf in join.leaves} & set(staying):
            Join.objects.filter(id=join.id).update(undone_at=at, undone_by=actor.id)
            undone[join.gone_id] = join.id
    return undone
