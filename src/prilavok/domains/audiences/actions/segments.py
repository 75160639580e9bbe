"""What changes segments: their rules, and the scale of fifths."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import orjson

from prilavok.domains.audiences.errors import SegmentChanged, SegmentUnfit, SegmentUnknown, TooManySegments
from prilavok.domains.audiences.models import ScoreScale, Segment, SegmentTurn
from prilavok.domains.audiences.queries.segments import view_of
from prilavok.domains.audiences.rules import RuleUnfit, check_rule
from prilavok.domains.audiences.types import Rule, Scale, SegmentView, write_rule
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id
from prilavok.kit.words import check_words, wordless

MOST_SEGMENTS = 200
_LONGEST_NAME = 80  # characters


def save_segment(
    segment: UUID | None,
    name: dict[str, str],
    rule: Rule,
    *,
    seen: int | None = None,
    actor: Actor,
    at: datetime,
) -> SegmentView:
    """Make a segment, or give one another name and rule; its members follow once everybody is judged.

    seen: the version that was edited. Raises SegmentUnfit, SegmentUnknown, SegmentChanged, TooManySegments.
    """
    words = check_words(name, longest=_LONGEST_NAME)
    if not words:
        words = check_words(name, needed=("ru",))
    try:
        kept = orjson.loads(write_rule(check_rule(rule)))
    except RuleUnfit as trouble:
        raise SegmentUnfit(trouble.reason) from None
    if segment is None:
        if Segment.objects.filter(archived_at__isnull=True).count() >= MOST_SEGMENTS:
            raise TooManySegments(most=MOST_SEGMENTS)
        made = Segment.objects.create(id=new_id(), name=words, rule=kept, made_at=at, made_by=actor.id)
        return view_of(made)
    row = _locked(segment)
    if seen is not None and row.version != seen:
        raise SegmentChanged(seen=seen, now=row.version)
    row.name, row.rule, row.counted_at, row.judged, row.version = words, kept, None, 0, row.version + 1
    row.save()
    return view_of(row)


def archive_segment(segment: UUID, *, at: datetime) -> SegmentView:
    """Judge nobody by it any more; members and history stay as they are. Raises SegmentUnknown."""
    row = _locked(segment)
    if row.archived_at is None:
        row.archived_at, row.version = at, row.version + 1
        row.save()
    return view_of(row)


def restore_segment(segment: UUID) -> SegmentView:
    """Take it up again; its members follow once everybody is judged. Raises SegmentUnknown."""
    row = _locked(segment)
    if row.archived_at is not None:
        row.archived_at, row.counted_at, row.judged, row.version = None, None, 0, row.version + 1
        row.save()
    return view_of(row)


def recount_segments(segments: Sequence[UUID]) -> list[SegmentView]:
    """Have everybody judged anew: what was counted is not held for whole till then. Those that are, as they now are."""
    rows = list(Segment.objects.select_for_update().filter(id__in=segments, archived_at__isnull=True).order_by("id"))
    for row in rows:
        row.counted_at, row.judged, row.version = None, 0, row.version + 1
        row.save()
    return [view_of(row) for row in rows]


def lock_segment(segment: UUID) -> SegmentView | None:
    """Hold the segment till the transaction ends, so that its members are judged by one at a time; None: not kept up.

    Whoever judges does so after this: then what they see is never older than what was judged before.
    """
    row = Segment.objects.select_for_update().filter(id=segment, archived_at__isnull=True).first()
    return view_of(row) if row else None


def lock_editions(editions: Mapping[UUID, int]) -> list[SegmentView]:
    """Hold those of the segments that are kept up and still have this edition, as lock_segment does, in one order."""
    rows = Segment.objects.select_for_update().filter(id__in=list(editions), archived_at__isnull=True).order_by("id")
    return [view_of(row) for row in rows if row.version == editions[row.id]]


def note_count(segments: Sequence[UUID], judged: int, *, at: datetime | None) -> None:
    """So many customers have been judged by the segments. at: everybody has, by then; None while some have not."""
    Segment.objects.filter(id__in=segments).update(judged=judged, counted_at=at)


def lock_segments(segments: Sequence[UUID]) -> dict[UUID, SegmentView]:
    """The same for several, in the order of their ids; those that are not kept up are left out."""
    rows = Segment.objects.select_for_update().filter(id__in=list(segments), archived_at__isnull=True).order_by("id")
    return {row.id: view_of(row) for row in rows}


def forget_turns(segment: UUID, *, limit: int) -> int:
    """Take away instants of a segment that is put away; how many."""
    keys = SegmentTurn.objects.filter(segment=segment).values_list("customer", flat=True)[:limit]
    return SegmentTurn.objects.filter(segment=segment, customer__in=list(keys)).delete()[0]


def keep_scale(scale: Scale) -> None:
    """Score by these bounds from now on."""
    bounds = {name: list(getattr(scale, name)) for name in ("recency", "frequency", "monetary")}
    ScoreScale.objects.create(id=new_id(), currency=scale.currency, measured_at=scale.measured_at, bounds=bounds)


def _locked(segment: UUID) -> Segment:
    row = Segment.objects.select_for_update().filter(id=segment).first()
    if row is None:
        raise SegmentUnknown
    return row


wordless("audiences_segment", ["name", "rule"], "what we call a group, and its conditions: ids, numbers and codes")
wordless("audiences_scale", ["bounds"], "whole numbers")
