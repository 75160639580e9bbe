"""Two customers are found to be one: the leaves of the one come over to the other."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.actions.leaves import give_leaves, make_findable
from prilavok.domains.customers.models import Customer, Join, LeafOwner
from prilavok.domains.customers.types import Proof
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import CustomerJoined
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id


def join_people(
    mine: UUID, theirs: UUID, leaf: UUID, evidence: UUID, *, actor: Actor, at: datetime, origin: str
) -> Proof:
    """Two customers are one: the one known longer is kept, the leaves of the other come over."""
    kept, gone = (
        Customer.objects.filter(id__in=[mine, theirs]).order_by("created_at", "id").values_list("id", flat=True)
    )
    moved = sorted(LeafOwner.objects.filter(customer=gone, valid_to__isnull=True).values_list("leaf_id", flat=True))
    join = Join.objects.create(
        id=new_id(),
        kept_id=kept,
        gone_id=gone,
        evidence_id=evidence,
        leaves=[str(one) for one in moved],
        actor_kind=actor.kind,
        actor=actor.id,
        joined_at=at,
    ).id
    give_leaves(moved, kept, at)
    event = NewEvent(
        verb="customer.joined",
        occurred_at=at,
        subject_kind="customer",
        subject=kept,
        leaf=leaf,
        actor=actor,
        origin=origin,
        facts=CustomerJoined(join, kept, gone),
    )
    record([event], at)
    make_findable([kept, gone])
    return Proof(kept, leaf, join)
