"""What touchpoints leave at places: rows with a beginning, set and ended."""

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import ConfigDict, Field, StringConstraints

from prilavok.domains.stock.types import Safety, SafetyView
from prilavok.doors.api.askers import acting_caller
from prilavok.doors.api.repeats import CallKey, NeededKey, kept_once
from prilavok.doors.api.routes import declare, page_of, reads
from prilavok.doors.api.shapes import AskedInstant, Instant, Listed, Path, Shape, Turning
from prilavok.flows.keep_back import end_keeping_back, keep_back, keep_back_again
from prilavok.insights.safety_rows import list_safety_rows
from prilavok.kit import clock

router = Router(tags=["stock"])
_KEYS = "kept back by"
Promising = Literal["site", "desk", "tablet"]


class KeptBack(Shape):
    """Units, or a share of what lies there (basis points, rounded up), that touchpoints leave; one of the two.

    variant, else category with all below it, else everything; place, else place_kind, else everywhere; touchpoints:
    none named is all of them. Of several rows that hold the most narrowly said does: by goods, place, touchpoints.
    """

    id: UUID
    state: Literal["planned", "running", "ended"]
    variant: UUID | None
    category: str
    place: UUID | None
    place_kind: str
    touchpoints: list[str]
    units: int | None
    share: int | None
    valid_from: Instant
    valid_to: Instant | None
    recorded_at: Instant
    recorded_by: UUID | None
    ended_at: Instant | None
    ended_by: UUID | None


class KeptBackAsked(Turning):
    """variant, place: only rows that name it. ended: what is not kept back any more, instead of the others."""

    variant: UUID | None = None
    place: UUID | None = None
    ended: bool = False


class KeepBackAsked(Shape):
    """See KeptBack. valid_from: now where left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    variant: UUID | None = None
    category: Path | None = None
    place: UUID | None = None
    place_kind: Annotated[str, StringConstraints(max_length=16)] = ""
    touchpoints: Annotated[list[Promising], Field(max_length=3)] = []
    units: Annotated[int | None, Field(strict=True, ge=0, le=10**9)] = None
    share: Annotated[int | None, Field(strict=True, ge=1, le=10_000)] = None
    valid_from: AskedInstant | None = None
    valid_to: AskedInstant | None = None


@reads(router, "/kept-back", needs="stock.see", gives=Listed[KeptBack])
def list_of_kept_back(request: HttpRequest, asked: Query[KeptBackAsked]) -> Listed[KeptBack]:
    """What is kept back now and from when on, the latest recorded first."""
    at = clock.now()
    return page_of(
        "kept-back",
        asked,
        lambda after, limit: list_safety_rows(
            variant=asked.variant, place=asked.place, ended=asked.ended, at=at, after=after, limit=limit
        ),
        lambda row: _shown(row.kept),
    )


def keep_goods_back(request: HttpRequest, asked: KeepBackAsked, idempotency_key: NeededKey) -> HttpResponse:
    """Keep goods back from touchpoints from an instant on."""
    at = clock.now()
    said = Safety(
        variant=asked.variant,
        category=asked.category or "",
        place=asked.place,
        place_kind=asked.place_kind,
        touchpoints=tuple(asked.touchpoints),
        units=asked.units,
        share=asked.share,
        valid_from=asked.valid_from or at,
        valid_to=asked.valid_to,
    )

    def story() -> KeptBack:
        return _shown(keep_back(said, key=idempotency_key, body=request.body, actor=acting_caller(request), at=at))

    return kept_once(request, idempotency_key, story, status=201, keys_of=_KEYS)


def end_goods_kept_back(request: HttpRequest, safety: UUID, idempotency_key: CallKey = None) -> HttpResponse:
    """Keep it back no more, called once or again."""

    def story() -> KeptBack:
        return _shown(end_keeping_back(safety, actor=acting_caller(request), at=clock.now()))

    return kept_once(request, idempotency_key, story)


def keep_goods_back_again(request: HttpRequest, safety: UUID, idempotency_key: NeededKey) -> HttpResponse:
    """Keep back from now on what was ended, as a row of its own."""

    def story() -> KeptBack:
        return _shown(keep_back_again(safety, key=idempotency_key, actor=acting_caller(request), at=clock.now()))

    return kept_once(request, idempotency_key, story, status=201, keys_of=_KEYS)


declare(router, "POST", "/kept-back", keep_goods_back, needs="stock.keep_back", gives={201: KeptBack})
declare(router, "POST", "/kept-back/{safety}/end", end_goods_kept_back, needs="stock.keep_back", gives=KeptBack)
declare(
    router, "POST", "/kept-back/{safety}/again", keep_goods_back_again, needs="stock.keep_back", gives={201: KeptBack}
)


def _shown(kept: SafetyView) -> KeptBack:
    said = kept.said
    return KeptBack(
        id=kept.id,
        state=kept.state_at(clock.now()),
        variant=said.variant,
        category=said.category,
        place=said.place,
        place_kind=said.place_kind,
        touchpoints=list(said.touchpoints),
        units=said.units,
        share=said.share,
        valid_from=said.valid_from,
        valid_to=said.valid_to,
        recorded_at=kept.recorded_at,
        recorded_by=kept.recorded_by,
        ended_at=kept.ended_at,
        ended_by=kept.ended_by,
    )
