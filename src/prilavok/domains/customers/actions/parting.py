"""What only a list gave to a person whom somebody has proven: who proves it takes it out, and becomes nobody else."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from prilavok.domains.customers.actions.leaves import give_leaves, make_findable, new_customer, owners_now
from prilavok.domains.customers.actions.suggesting import ALIKE, DECIDED, suggest
from prilavok.domains.customers.models import ContactPoint, Evidence, Leaf, LeafOwner
from prilavok.domains.customers.rules.identity import components, lists_torn, proven_apart
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import CustomerSeparated
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id

#: why it is put before a person, as SuggestionView has it
BY_LIST = "listed"
_NOBODY_CAME = (DECIDED, ALIKE)
#: kinds that name somebody without anybody acting by them; by all others somebody was here
_NAMES = ("phone", "email", "card", "import", "household", "receipt", "iin")


def leaves_apart(leaf: UUID, owner: UUID | None, comes: UUID | None) -> frozenset[UUID]:
    """The leaves that go with this one where it is proven by somebody else; none where it brings its whole person.

    A person whom nobody has proven comes whole, as lists told of them. Of one who is proven by other leaves comes only
    what evidence better than a list ties to this one. owner: whose the leaf is. comes: the customer who proves it. To
    be asked while nobody else changes who is who.
    """
    if owner is None or owner == comes:
        return frozenset()
    owned = set(LeafOwner.objects.filter(customer=owner, valid_to__isnull=True).values_list("leaf_id", flat=True))
    if len(owned) == 1:
        return frozenset()
    return frozenset(proven_apart(leaf, owned, *_proofs(owned)))


def part(leaves: Collection[UUID], owner: UUID, to: UUID | None, *, actor: Actor, at: datetime, origin: str) -> UUID:
    """The leaves (of leaves_apart) go to this customer, or to a new one; that customer.

    What the list says of both no longer holds them together, and is put before staff. What stays with the owner stays
    tied to each other as the list had it.
    """
    whose = to or new_customer(at, origin)
    going = sorted(leaves)
    owned = LeafOwner.objects.filter(customer=owner, valid_to__isnull=True)
    staying = set(owned.values_list("leaf_id", flat=True)) - set(going)
    between = Q(one__in=going, other__in=staying) | Q(one__in=staying, other__in=going)
    told = list(_held({*going, *staying}).filter(between).order_by("observed_at", "id"))
    Evidence.objects.filter(id__in=[one.id for one in told]).update(holds=False)
    _tie_again(staying, told, at)
    give_leaves(going, whose, at)
    for one in told:
        suggest(one.one_id, one.other_id, one.id, BY_LIST, at)
    event = NewEvent(
        verb="customer.separated",
        occurred_at=at,
        subject_kind="customer",
        subject=owner,
        leaf=min(staying),
        actor=actor,
        origin=origin,
        facts=CustomerSeparated(None, owner, whose),
    )
    record([event], at)
    make_findable([owner, whose])
    return whose


def _tie_again(staying: Collection[UUID], told: Sequence[Evidence], at: datetime) -> None:
    """What hung on the rest by the leaf that went was told of one person, and stays tied to whoever is proven of it."""
    pieces = components(staying, _held(staying).values_list("one_id", "other_id"))
    _verified, proven = _proofs(staying)
    first = max(pieces, key=lambda piece: (not piece.isdisjoint(proven), len(piece), min(piece)))
    Evidence.objects.bulk_create(
        Evidence(
            id=new_id(), one_id=min(first), other_id=min(piece), strength="asserted", source=told[0].source,
            observed_at=told[0].observed_at, recorded_at=at, holds=True,
        )
        for piece in pieces
        if piece is not first and piece.isdisjoint(proven)
    )  # fmt: skip


def part_at(leaf: UUID, prover: UUID, *, actor: Actor, at: datetime) -> None:
    """The leaf was proven from the other: where only a list gave it to somebody proven, it leaves them."""
    owners = owners_now([leaf, prover])
    owner, comes = owners.get(leaf), owners.get(prover)
    if (alone := leaves_apart(leaf, owner, comes)) and owner is not None:
        part(alone, owner, comes if len(alone) == 1 else None, actor=actor, at=at, origin="live")


def let_go(customer: UUID, *, at: datetime) -> None:
    """No word of a list holds two together who are each proven, since what proved them one is taken back.

    The ties that cease are put before staff; who then hangs together is for split_person.
    """
    owned = set(LeafOwner.objects.filter(customer=customer, valid_to__isnull=True).values_list("leaf_id", flat=True))
    told = list(_held(owned).filter(strength="asserted").order_by("observed_at", "id"))
    if not told:
        return
    verified, proven = _proofs(owned)
    torn = lists_torn(owned, verified, [(one.id, one.one_id, one.other_id) for one in told], proven)
    Evidence.objects.filter(id__in=torn).update(holds=False)
    for one in told:
        if one.id in torn:
            suggest(one.one_id, one.other_id, one.id, BY_LIST, at)


def both_proven(one: UUID, other: UUID) -> bool:
    """Whether of each of two customers somebody was here by what is theirs."""
    owned = LeafOwner.objects.filter(customer__in=[one, other], valid_to__isnull=True)
    owners = dict(owned.values_list("leaf_id", "customer_id"))
    _verified, proven = _proofs(owners)
    return {owners[leaf] for leaf in proven} == {one, other}


def _proofs(owned: Collection[UUID]) -> tuple[list[tuple[UUID, UUID]], set[UUID]]:
    """The ties of these leaves that are better than a list's word, and the leaves by which somebody was here."""
    held = list(_held(owned).filter(strength="verified").values_list("one_id", "other_id", "source"))
    # A person's yes and likeness say that two are one, and of neither that somebody was here; a load says neither.
    live = [one for one in held if one[2] not in _NOBODY_CAME and ":" not in one[2]]
    seen = {end for one, other, _source in live for end in (one, other)}
    acting = Leaf.objects.filter(id__in=owned).exclude(kind__in=_NAMES).values_list("id", flat=True)
    shown = ContactPoint.objects.filter(leaf__in=owned, verified_at__isnull=False).values_list("leaf_id", flat=True)
    return [(one, other) for one, other, _source in held], {*seen, *acting, *shown}


def _held(leaves: Collection[UUID]) -> QuerySet[Evidence]:
    return Evidence.objects.filter(one__in=leaves, other__in=leaves, holds=True, revoked_at__isnull=True)
