"""Who belongs to a segment is written down: the difference between what was judged and what is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import connection
from django.db.models import F

from prilavok.domains.audiences.models import Membership, Segment
from prilavok.domains.audiences.types import Judged, Moved, Moves
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.events.facts import OfSegment
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_ids

Cause = Literal["happened", "time"]


def settle_members(
    segment: UUID, asked: Sequence[UUID], judged: Sequence[Judged], *, cause: Cause, at: datetime
) -> Moved:
    """Make the members among `asked` just those judged to be inside; who entered and who left.

    The caller holds the segment (lock_segment). Somebody asked of whom nothing was judged is no customer any more and
    leaves. Records segment.entered and segment.left.
    """
    inside = {one.customer for one in judged if one.inside}
    rows = Membership.objects.filter(segment=segment, customer__in=list(asked), left_at__isnull=True)
    members = set(rows.values_list("customer", flat=True))
    entered, left = sorted(inside - members), sorted(members - inside)
    if left:
        rows.filter(customer__in=left).update(left_at=at, left_by=cause)
    if entered:
        Membership.objects.bulk_create(
            [
                Membership(id=id, segment_id=segment, customer=customer, entered_at=at, entered_by=cause)
                for id, customer in zip(new_ids(len(entered)), entered, strict=True)
            ]
        )
    if entered or left:
        Segment.objects.filter(id=segment).update(size=F("size") + len(entered) - len(left))
    turns = [(one.customer, one.turns_at) for one in judged if one.turns_at is not None]
    call(
        "put_segment_turns",
        segment,
        list(asked),
        [customer for customer, _turns_at in turns],
        [turns_at for _customer, turns_at in turns],
    )
    leaves = {one.customer: one.leaf for one in judged}
    _record("segment.entered", segment, entered, leaves, at)
    _record("segment.left", segment, left, leaves, at)
    return Moved(tuple(entered), tuple(left))


def settle_counted(moves: Sequence[Moves], at: datetime) -> None:
    """Everybody of a span was judged by the segments, which the caller holds: have just those be members.

    No event: whoever is counted has had nothing happen to them. The commit does not wait for the disk: where the
    machine loses it, the place up to which was counted is lost with it, and the slice is counted again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
    for one in moves:
        call("settle_counted", *astuple(one), at)


def _record(
    verb: str, segment: UUID, customers: Sequence[UUID], leaves: Mapping[UUID, UUID | None], at: datetime
) -> None:
    record(
        [
            NewEvent(
                verb=verb,
                occurred_at=at,
                subject_kind="customer",
                subject=customer,
                leaf=leaves.get(customer),
                actor=SYSTEM,
                facts=OfSegment(segment),
            )
            for customer in customers
        ],
        at,
    )
