"""A marketer says who is meant: a segment is made, changed, put away or taken up again."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.audiences import actions
from prilavok.domains.audiences.types import Rule, SegmentView
from prilavok.flows.count_segments import queue_count
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.words import Words

needs = "segments.change"


def save_segment(
    segment: UUID | None, name: Words, rule: Rule, *, seen: int | None = None, actor: Actor, at: datetime
) -> SegmentView:
    """Keep name and rule, and have everybody judged by them in the background.

    segment: None makes a new one. seen: the version that was edited. Raises SegmentUnfit, SegmentUnknown,
    SegmentChanged, TooManySegments.
    """
    with story():
        saved = actions.save_segment(segment, name, rule, seen=seen, actor=actor, at=at)
        queue_count([saved], at=at)
        return saved


def archive_segment(segment: UUID, *, actor: Actor, at: datetime) -> None:
    """Put it away: nobody enters or leaves any more, its history stays. Raises SegmentUnknown."""
    with story():
        actions.archive_segment(segment, at=at)


def restore_segment(segment: UUID, *, actor: Actor, at: datetime) -> None:
    """Take it up again and have everybody judged. Raises SegmentUnknown."""
    with story():
        queue_count([actions.restore_segment(segment)], at=at)
