"""A join is undone: just what came goes back, and what tied the two is revoked."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from prilavok.domains.customers.actions.leaves import give_leaves, hold_people, make_findable
from prilavok.domains.customers.actions.splitting import separated, split_person, ties_of
from prilavok.domains.customers.errors import JoinUnderOther, JoinUndone, JoinUnknown
from prilavok.domains.customers.models import Evidence, Join, LeafOwner
from prilavok.domains.customers.rules import goes_back
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.record import record


def undo_join(join: UUID, *, actor: Actor, at: datetime) -> tuple[UUID, ...]:
    """Give the leaves that a join brought back to the customer they came from; those that left, in order of id.

    With them goes a leaf attached since which only they tie to the customer (a browser that proved the phone which now
    leaves). The evidence between the two sides is revoked. Raises JoinUnknown, JoinUndone, JoinUnderOther.
    """
    hold_people()
    done = Join.objects.filter(id=join).first()
    if done is None:
        raise JoinUnknown
    if done.undone_at is not None:
        raise JoinUndone
    kept, gone = done.kept_id, done.gone_id
    brought_over = {UUID(leaf) for leaf in done.leaves}
    later = [one for one in _standing(Q(kept=kept) | Q(gone=kept), without=join) if _order(one) > _order(done)]
    if any(one.gone_id == kept for one in later):
        raise JoinUnderOther
    of_kept = LeafOwner.objects.filter(customer=kept)
    owned = set(of_kept.filter(valid_to__isnull=True).values_list("leaf_id", flat=True))
    # A separation at a piece of evidence may have taken some of them away since.
    moved = brought_over & owned
    # By the first time it was theirs: a leaf that went and came back with another join is not newer for that.
    before = set(of_kept.filter(valid_from__lte=done.joined_at).values_list("leaf_id", flat=True)) - moved
    brought = {UUID(leaf) for one in _standing(Q(kept=kept), without=join) for leaf in one.leaves}
    newer = owned - moved - before - brought
    going = goes_back(moved, newer, owned - moved - newer, ties_of(owned))
    by_them = Evidence.objects.filter(id__in=[one.evidence_id for one in later])
    if by_them.filter(Q(one__in=going) | Q(other__in=going)).exists():
        raise JoinUnderOther
    _revoke_between(going, owned - going, actor, at)
    leaves = tuple(sorted(going))
    give_leaves(leaves, gone, at)
    Join.objects.filter(id=join).update(undone_at=at, undone_by=actor.id)
    sides = ((kept, min(owned - going, default=None)), (gone, min(going, default=None)))
    record([separated(side, leaf, join, kept, gone, actor=actor, at=at) for side, leaf in sides], at)
    make_findable([kept, gone])
    # Where a separation took a part away since, what is left of a side may no longer hang together.
    for side in (kept, gone):
        split_person(side, actor=actor, at=at)
    return leaves


def _standing(which: Q, *, without: UUID) -> list[Join]:
    return list(Join.objects.filter(which, undone_at__isnull=True).exclude(id=without))


def _order(join: Join) -> tuple[datetime, UUID]:
    return join.joined_at, join.id


def _revoke_between(going: Collection[UUID], staying: Collection[UUID], actor: Actor, at: datetime) -> None:
    one, other = list(going), list(staying)
    crossing = Q(one__in=one, other__in=other) | Q(one__in=other, other__in=one)
    Evidence.objects.filter(crossing, holds=True, revoked_at__isnull=True).update(revoked_at=at, revoked_by=actor.id)
