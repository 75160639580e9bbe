"""Indicators: the catalogue's definitions, and the same numbers as on the board."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import BaseModel, StringConstraints

from prilavok.doors.api.routes import reads
from prilavok.doors.api.shapes import AskedDay, Listed, Shape
from prilavok.insights.metrics.catalogue import CATALOGUE, find_indicator, read_number
from prilavok.insights.metrics.indicator import Indicator as Definition
from prilavok.insights.metrics.reading import Scope
from prilavok.insights.metrics.spans import Span
from prilavok.kit.errors import Refused

router = Router(tags=["indicators"])


class Indicator(Shape):
    """A named number. Texts are in your language. follows: which filters it obeys beside the currency.

    unit `table`: it has rows, which the board shows, and no single value.
    """

    id: str
    name: str
    meaning: str
    formula: str
    unit: str
    source: str
    freshness: str
    owner: str
    follows: list[str]


class IndicatorValue(Shape):
    """The value as an exact fraction; `whole` rounded half away from nought, null where nothing was to be measured.

    basis_points: the same in hundredths of a per cent, where the unit is a share.
    """

    id: str
    unit: str
    top: int
    bottom: int
    whole: int | None
    basis_points: int | None


class ValueAsked(BaseModel):
    """since, until: local days, both counted."""

    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    since: AskedDay
    until: AskedDay
    place: UUID | None = None


def _shape(one: Definition) -> Indicator:
    return Indicator(
        id=one.id,
        name=str(one.name),
        meaning=str(one.meaning),
        formula=str(one.formula),
        unit=one.unit,
        source=str(one.source),
        freshness=str(one.freshness),
        owner=str(one.owner),
        follows=list(one.follows),
    )


@reads(router, "/indicators", needs="board.see", gives=Listed[Indicator])
def list_of_indicators(request: HttpRequest) -> Listed[Indicator]:
    """The whole catalogue."""
    return Listed(items=[_shape(one) for one in CATALOGUE])


@reads(router, "/indicators/{indicator}", needs="board.see", gives=Indicator)
def one_indicator(request: HttpRequest, indicator: str) -> Indicator:
    """One definition."""
    return _shape(find_indicator(indicator))


@reads(router, "/indicators/{indicator}/value", needs="board.see", gives=IndicatorValue)
def value_of_indicator(request: HttpRequest, indicator: str, asked: Query[ValueAsked]) -> IndicatorValue:
    """The value over days, in one currency, at one place or all."""
    if asked.until < asked.since:
        raise Refused("span.backwards", _("The last day is before the first."))
    found = find_indicator(indicator)
    value = read_number(indicator, Scope(asked.currency, Span(asked.since, asked.until), asked.place))
    return IndicatorValue(
        id=found.id,
        unit=found.unit,
        top=value.top,
        bottom=value.bottom,
        whole=value.whole,
        basis_points=value.basis_points if found.unit == "share" else None,
    )
