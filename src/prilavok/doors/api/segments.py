"""Segments and who belongs to them now."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

import orjson
from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from prilavok.domains.audiences.queries import list_members, list_segments, read_segment
from prilavok.domains.audiences.types import SegmentView, Stay, write_rule
from prilavok.doors.api.askers import caller
from prilavok.doors.api.routes import page_of, reads
from prilavok.doors.api.shapes import Instant, Listed, Shape, Turning, Words
from prilavok.flows.note_looks import note_looks
from prilavok.insights.segments.shown import name_members
from prilavok.kit import clock
from prilavok.kit.pages import Mark, Page

router = Router(tags=["segments"])


class Segment(Shape):
    """Customers who meet conditions. size: members now. counted_at: null while everybody is being counted."""

    id: UUID
    name: Words
    rule: Annotated[
        Mapping[str, Any], Field(description="Conditions joined by all, any and not; amounts in minor units.")
    ]
    size: int
    made_at: Instant
    counted_at: Instant | None
    archived_at: Instant | None
    version: int


class Member(Shape):
    """A customer who belongs now. name: shortened for those who may not see personal data raw."""

    customer: UUID | None
    name: str
    entered_at: Instant
    cause: Annotated[str, Field(description="happened, time or counted")]


class SegmentsAsked(Turning):
    """archived: those put away instead of those kept up."""

    archived: bool = False


def _shape(one: SegmentView) -> Segment:
    given: dict[str, Any] = {name: getattr(one, name) for name in Segment.model_fields if name != "rule"}
    return Segment(**given, rule=orjson.loads(write_rule(one.rule)))


@reads(router, "/segments", needs="segments.see", gives=Listed[Segment])
def list_of_segments(request: HttpRequest, asked: Query[SegmentsAsked]) -> Listed[Segment]:
    """Segments, the latest made first."""
    found = list_segments(archived=asked.archived)

    def portion(after: Mark | None, limit: int) -> Page[SegmentView]:
        start = next((nth + 1 for nth, one in enumerate(found) if after and str(one.id) == after[0]), 0)
        rows = tuple(found[start : start + limit])
        return Page(rows, (str(rows[-1].id),) if rows and start + limit < len(found) else None)

    return page_of("segments", asked, portion, _shape)


@reads(router, "/segments/{segment}", needs="segments.see", gives=Segment, versioned=True)
def one_segment(request: HttpRequest, segment: UUID) -> Segment:
    """One segment, also one put away."""
    return _shape(read_segment(segment))


@reads(router, "/segments/{segment}/members", needs="segments.see", gives=Listed[Member])
def list_of_members(request: HttpRequest, segment: UUID, asked: Query[Turning]) -> Listed[Member]:
    """Who belongs now, the latest first; without the right to customers of the whole company neither id nor name."""
    read_segment(segment)
    actor = caller(request)

    def portion(after: Mark | None, limit: int) -> Page[Stay]:
        return list_members(segment, after=after, limit=limit)

    def turned(rows: Page[Stay]) -> Page[Member]:
        names = name_members([one.customer for one in rows.rows], actor=actor)
        return Page(
            tuple(
                Member(
                    customer=named.id if (named := names.get(one.customer)) else None,
                    name=named.name if named else "",
                    entered_at=one.entered_at,
                    cause=one.cause,
                )
                for one in rows.rows
            ),
            rows.after,
        )

    given = page_of("members", asked, lambda after, limit: turned(portion(after, limit)), lambda one: one, of=segment)
    note_looks([one.customer for one in given.items if one.customer], "api.segment", actor=actor, at=clock.now())
    return given
