"""Promotions: what holds now, what waits as a draft, and in which state each is."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from msgspec import to_builtins
from ninja import Query, Router
from pydantic import Field

from prilavok.domains.promotions.queries import list_promotions, read_promotion
from prilavok.domains.promotions.types.keeping import PromotionView, Timed
from prilavok.doors.api.routes import page_of, reads
from prilavok.doors.api.shapes import Instant, Listed, Shape, Turning, Words
from prilavok.kit import clock
from prilavok.kit.pages import Mark, Page

router = Router(tags=["promotions"])
State = Literal["draft", "planned", "running", "ended", "archived"]


class PromotionSaid(Shape):
    """What a promotion says. until: null where it has no end."""

    since: Instant
    until: Instant | None
    conditions: Annotated[
        Mapping[str, Any],
        Field(description="Act, goods, time of the week, places, customers, limits; amounts in minor units."),
    ]


class Promotion(Shape):
    """A promotion. now: what it said last when published; null: never. draft: what waits to be published."""

    id: UUID
    code: str
    name: Words
    state: State
    uses: Annotated[int, Field(description="Orders on which it was given and that were not ended.")]
    edition: Annotated[int | None, Field(description="The number of the version in `now`.")]
    now: PromotionSaid | None
    draft: PromotionSaid | None
    version: int


class PromotionsAsked(Turning):
    """archived: those put away instead of the others. state: only those in it now."""

    archived: bool = False
    state: Literal["draft", "planned", "running", "ended"] | None = None


def _said(timed: Timed | None) -> PromotionSaid | None:
    if timed is None:
        return None
    return PromotionSaid(since=timed.since, until=timed.until, conditions=to_builtins(timed.conditions))


def _shape(one: PromotionView) -> Promotion:
    state: Any = one.state(clock.now())
    return Promotion(
        id=one.id,
        code=one.code,
        name=one.name,
        state=state,
        uses=one.uses,
        edition=one.holding.edition if one.holding else None,
        now=_said(one.holding.said if one.holding else None),
        draft=_said(one.draft),
        version=one.version,
    )


@reads(router, "/promotions", needs="promotions.see", gives=Listed[Promotion])
def promotion_list(request: HttpRequest, asked: Query[PromotionsAsked]) -> Listed[Promotion]:
    """Promotions, the latest made first."""
    at = clock.now()
    every = list_promotions(archived=asked.archived)
    found = [one for one in every if asked.state is None or one.state(at) == asked.state]

    def portion(after: Mark | None, limit: int) -> Page[PromotionView]:
        # Ids grow with time and the list falls by them: what comes in or goes out meanwhile moves no page.
        rows = [one for one in found if after is None or str(one.id) < after[0]]
        return Page(tuple(rows[:limit]), (str(rows[limit - 1].id),) if len(rows) > limit else None)

    return page_of("promotions", asked, portion, _shape)


@reads(router, "/promotions/{promotion}", needs="promotions.see", gives=Promotion, versioned=True)
def one_promotion(request: HttpRequest, promotion: UUID) -> Promotion:
    """One promotion, also one put away."""
    return _shape(read_promotion(promotion))
