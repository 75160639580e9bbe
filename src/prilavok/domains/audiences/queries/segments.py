"""Questions about segments: which there are, who belongs to them since when, who came and went."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from prilavok.domains.audiences.errors import SegmentUnfit, SegmentUnknown
from prilavok.domains.audiences.models import ScoreScale, Segment, SegmentTurn
from prilavok.domains.audiences.rules import RuleUnfit, currencies_scored, read_strictly, verbs_of
from prilavok.domains.audiences.types import Crossing, Rule, Scale, SegmentView, Stay
from prilavok.kit.pages import Condition, Mark, Page, Sort, read_page, read_rows

_CROSSINGS = """(
    SELECT segment_id, id, customer, 'entered' AS way, entered_at AS at, entered_by AS cause FROM audiences_membership
    WHERE segment_id = '{segment}'
    UNION ALL
    SELECT segment_id, id, customer, 'left', left_at, left_by FROM audiences_membership
    WHERE segment_id = '{segment}' AND left_at IS NOT NULL
) AS crossing"""
_LATEST_CROSSING = Sort((("at", "timestamptz"), ("way", "text"), ("id", "uuid")), descending=True)


def view_of(row: Segment) -> SegmentView:
    """The row as others see it."""
    rule = read_strictly(orjson.dumps(row.rule))
    given: tuple[Any, ...] = (row.size, row.made_at, row.counted_at, row.archived_at, row.version, row.judged)
    return SegmentView(row.id, row.name, rule, *given)


def parse_rule(text: str | bytes) -> Rule:
    """The rule of a JSON text. Raises SegmentUnfit, whatever is given."""
    try:
        return read_strictly(text)
    except RuleUnfit as trouble:
        raise SegmentUnfit(trouble.reason) from None


def list_segments(*, archived: bool = False) -> list[SegmentView]:
    """The segments that are kept up, or those put away, the latest first; at most 200 are kept up."""
    rows = Segment.objects.filter(archived_at__isnull=not archived).order_by("-made_at", "-id")
    return [view_of(row) for row in rows[:1_000]]


def read_segment(segment: UUID) -> SegmentView:
    """One segment, also one put away. Raises SegmentUnknown."""
    row = Segment.objects.filter(id=segment).first()
    if row is None:
        raise SegmentUnknown
    return view_of(row)


def segments_waiting(verbs: Sequence[str]) -> dict[UUID, frozenset[str]]:
    """Segments whose members may change by what these verbs tell, each with those of them that it names."""
    asked = frozenset(verbs)
    named = {one.id: verbs_of(one.rule) & asked for one in list_segments()}
    return {segment: verbs for segment, verbs in named.items() if verbs}


def someone_belongs() -> bool:
    """Whether any segment is kept up."""
    return Segment.objects.filter(archived_at__isnull=True).exists()


def list_members(segment: UUID, *, after: Mark | None = None, limit: int = 50) -> Page[Stay]:
    """Members now, the latest first."""
    return read_page(
        "segment_id, customer, entered_at, entered_by, id",
        "audiences_membership",
        row=lambda segment, customer, at, cause, _id: Stay(segment, customer, at, cause),
        sort=Sort((("entered_at", "timestamptz"), ("id", "uuid")), descending=True),
        where=[Condition("segment_id = %s", segment), Condition("left_at IS NULL")],
        after=after,
        limit=limit,
    )


def members_behind(segment: UUID, customer: UUID, limit: int) -> list[UUID]:
    """Members now with ids behind this customer's, in the order of ids: a slice of the whole segment."""
    return read_rows(
        "customer",
        "audiences_membership",
        row=lambda customer: customer,
        where=[
            Condition("segment_id = %s", segment),
            Condition("left_at IS NULL"),
            Condition("customer > %s", customer),
        ],
        rest=f"ORDER BY customer LIMIT {limit:d}",
    )


def list_crossings(segment: UUID, *, after: Mark | None = None, limit: int = 50) -> Page[Crossing]:
    """Who entered and who left, the latest first."""
    return read_page(
        "id, customer, way, at, cause",
        _CROSSINGS.format(segment=segment),
        row=Crossing,
        sort=_LATEST_CROSSING,
        after=after,
        limit=limit,
    )


def stays_of(customer: UUID) -> list[Stay]:
    """The segments a customer belongs to now, put-away ones left out, the latest first."""
    return read_rows(
        "m.segment_id, m.customer, m.entered_at, m.entered_by",
        "audiences_membership m JOIN audiences_segment s ON s.id = m.segment_id",
        row=Stay,
        where=[
            Condition("m.customer = %s", customer),
            Condition("m.left_at IS NULL"),
            Condition("s.archived_at IS NULL"),
        ],
        rest="ORDER BY m.entered_at DESC, m.id DESC",
    )


def stays_then(customer: UUID, at: datetime) -> list[UUID]:
    """The segments a customer belonged to at a past instant."""
    return read_rows(
        "segment_id",
        "audiences_membership",
        row=lambda segment: segment,
        where=[
            Condition("customer = %s", customer),
            Condition("entered_at <= %s AND (left_at IS NULL OR left_at > %s)", at, at),
        ],
        rest="ORDER BY segment_id",
    )


def turns_due(segment: UUID, at: datetime, limit: int) -> list[UUID]:
    """Customers whom time alone may have moved by now, the longest due first."""
    due = SegmentTurn.objects.filter(segment=segment, turns_at__lte=at).order_by("turns_at", "customer")
    return list(due.values_list("customer", flat=True)[:limit])


def next_turn(segment: UUID) -> datetime | None:
    """The next instant at which time alone may move somebody."""
    return SegmentTurn.objects.filter(segment=segment).order_by("turns_at").values_list("turns_at", flat=True).first()


def list_scales() -> dict[str, Scale]:
    """The scale that counts now, by currency."""
    rows = ScoreScale.objects.order_by("currency", "-measured_at", "-id").distinct("currency")
    return {
        row.currency: Scale(
            row.currency, row.measured_at, *(tuple(row.bounds[name]) for name in ("recency", "frequency", "monetary"))
        )
        for row in rows
    }


def scored_by() -> dict[UUID, frozenset[str]]:
    """Segments that are kept up and ask for fifths, with the currencies of their scales."""
    named = {one.id: currencies_scored([one.rule]) for one in list_segments()}
    return {segment: currencies for segment, currencies in named.items() if currencies}
