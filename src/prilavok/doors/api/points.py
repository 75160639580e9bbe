"""Points programmes with the rules by which their points end; rules are said for what is earned from then on."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Header, Router
from pydantic import ConfigDict, Field, StringConstraints

from prilavok.domains.loyalty.queries import list_programmes
from prilavok.domains.loyalty.types import Ending, PointsView, ProgrammeView
from prilavok.doors.api.askers import acting_caller, caller
from prilavok.doors.api.repeats import KEY
from prilavok.doors.api.routes import declare, reads
from prilavok.doors.api.shapes import AskedDay, Instant, Shape, Words
from prilavok.flows.change_points_ending import change_points_ending
from prilavok.kit import clock
from prilavok.kit.errors import Refused

router = Router(tags=["points"])
GivenKey = Annotated[
    str | None,
    StringConstraints(min_length=1, max_length=60, pattern=r"^[!-~]+$"),
    Header(None, alias=KEY, description="Names the rule: sent again, it is said once."),
]
Days = Annotated[int, Field(strict=True, ge=0, le=3653)]


class RuleUnnamed(Refused):
    """A rule of a programme has to name itself, so that a repeat does not say it again."""

    def __init__(self) -> None:
        super().__init__("points.key_missing", _("Send the header %(header)s: it names the rule."), header=KEY)


class PointsEnding(Shape):
    """So many of the points end at an instant."""

    points: int
    ends_at: Instant


class Points(Shape):
    """Points the customer may spend in one programme. ends: which of them end when; those left out do not end."""

    programme: str
    name: Words
    points: int
    generated: bool
    ends: list[PointsEnding] = []


class EndingRule(Shape):
    """Points earned from valid_from on live `days` full days by the clock of `zone`; null: they do not end.

    warn_days: the event points.ending comes so many days before, 0: it does not. back_days: points given back live at
    least so long.
    """

    valid_from: Instant
    days: int | None
    warn_days: int
    back_days: int
    zone: str


class PointsProgramme(Shape):
    """`points` for every whole per_amount minor units. worth: minor units one pays, of an order at most most_share.

    endings: the newest first, those to come among them.
    """

    id: UUID
    code: str
    name: Words
    currency: str
    points: int
    per_amount: int
    worth: int
    most_share: Annotated[int, Field(description="Basis points.")]
    generated: bool
    endings: list[EndingRule]


class PointsProgrammes(Shape):
    """All programmes."""

    items: list[PointsProgramme]


class EndingAsked(Shape):
    """See EndingRule. since: the first day for which it holds; now where left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    days: Annotated[int | None, Field(strict=True, ge=1, le=3653)]
    warn_days: Days = 0
    back_days: Days = 0
    since: AskedDay | None = None


@reads(router, "/points/programmes", needs="points.see", gives=PointsProgrammes)
def list_of_programmes(request: HttpRequest) -> PointsProgrammes:
    """Every programme with its rules."""
    caller(request)
    return PointsProgrammes(items=[_shown(one) for one in list_programmes()])


def say_points_ending(
    request: HttpRequest, programme: UUID, asked: EndingAsked, idempotency_key: GivenKey = None
) -> HttpResponse:
    """Say when points end that are earned from now or a day on; what was earned before keeps its end."""
    if idempotency_key is None:
        raise RuleUnnamed
    change_points_ending(
        programme,
        asked.days,
        warn_days=asked.warn_days,
        back_days=asked.back_days,
        since=asked.since,
        key=idempotency_key,
        body=f"{programme} ".encode() + request.body,
        actor=acting_caller(request),
        at=clock.now(),
    )
    [kept] = [one for one in list_programmes() if one.id == programme]
    return HttpResponse(_shown(kept).model_dump_json().encode(), content_type="application/json")


declare(
    router,
    "POST",
    "/points/programmes/{programme}/endings",
    say_points_ending,
    needs="points.set_up",
    gives=PointsProgramme,
)


def points_told(view: PointsView) -> Points:
    """Points as programs read them."""
    ends = [PointsEnding(points=one.points, ends_at=one.ends_at) for one in view.ends]
    return Points(programme=view.code, name=view.name, points=view.points, generated=view.generated, ends=ends)


def _shown(one: ProgrammeView) -> PointsProgramme:
    return PointsProgramme(
        id=one.id,
        code=one.code,
        name=one.name,
        currency=one.currency,
        points=one.points,
        per_amount=one.per_amount,
        worth=one.worth,
        most_share=one.most_share,
        generated=one.generated,
        endings=[_rule(said) for said in one.endings],
    )


def _rule(said: Ending) -> EndingRule:
    assert said.valid_from is not None  # what is kept has begun, or will at an instant
    return EndingRule(
        valid_from=said.valid_from,
        days=said.days,
        warn_days=said.warn_days,
        back_days=said.back_days,
        zone=said.zone,
    )
