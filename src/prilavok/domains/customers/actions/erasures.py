"""A person is erased: nobody changes who is who meanwhile, and what was done stays as a proof without a name."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.actions.leaves import hold_people
from prilavok.domains.customers.errors import ErasedAlready, JoinedInto
from prilavok.domains.customers.models import Customer, ErasedIdentifier, Erasure, Identifier, Join
from prilavok.domains.customers.queries.erased_names import CODE, NAMING, erased_digest
from prilavok.domains.customers.types import NewErasure
from prilavok.kit.errors import NotFound
from prilavok.kit.errors import noted as _
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import CustomerErased
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id


def hold_for_erasure(customer: UUID) -> None:
    """Until the transaction ends nobody joins this customer or is joined to them.

    Raises NotFound, ErasedAlready, and JoinedInto where they are found to be somebody else.
    """
    hold_people()
    row = Customer.objects.filter(id=customer).values_list("erased_at", flat=True)
    if not row:
        raise NotFound("customer.unknown", _("There is no such customer."))
    if row[0] is not None:
        raise ErasedAlready
    if Join.objects.filter(gone=customer, undone_at__isnull=True).exists():
        raise JoinedInto


def remember_erased(leaves: Sequence[UUID], people: Sequence[UUID], *, at: datetime) -> int:
    """Keep keyed digests of what names these people, before it is erased; how many are new.

    By them a list that is loaded again is told that it names somebody who was erased. at: when that was.
    """
    named = Identifier.objects.filter(leaf__in=leaves, kind__in=NAMING, value__isnull=False)
    names = {(kind, str(value)) for kind, value in named.values_list("kind", "value")}
    codes = Customer.objects.filter(id__in=people, code__isnull=False).values_list("code", flat=True)
    names |= {(CODE, str(code)) for code in codes}
    before = ErasedIdentifier.objects.count()
    ErasedIdentifier.objects.bulk_create(
        [
            ErasedIdentifier(id=new_id(at), kind=kind, digest=erased_digest(kind, value), erased_at=at)
            for kind, value in sorted(names)
        ],
        update_conflicts=True,
        unique_fields=["kind", "digest"],
        update_fields=["erased_at"],
    )
    return ErasedIdentifier.objects.count() - before


def record_erasure(
    erasure: UUID, done: NewErasure, *, actor: Actor, at: datetime, again: datetime | None = None
) -> None:
    """Keep the proof of an erasure. again: when it was done once more to a restored copy, which is no new event."""
    Erasure.objects.create(
        id=erasure,
        customer=done.people[0],
        people=[str(one) for one in done.people],
        leaves=[str(leaf) for leaf in done.leaves],
        counts=dict(done.counts),
        kept=[asdict(one) for one in done.kept],
        digest=done.digest,
        actor_kind=actor.kind,
        actor=actor.id,
        erased_at=at,
        again_at=again,
    )
    if again is None:
        told = CustomerErased(erasure, sum(done.counts.values()))
        event = NewEvent(
            verb="customer.erased",
            occurred_at=at,
            subject_kind="customer",
            subject=done.people[0],
            actor=actor,
            facts=told,
        )
        record([event], at)
