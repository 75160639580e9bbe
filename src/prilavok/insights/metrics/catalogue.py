"""The catalogue of indicators: every definition in one list, and the one way to read any of them as a number."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from prilavok.insights.metrics import buyers, campaigns, cohorts, loads, points, promises, returned, rfm, sales
from prilavok.insights.metrics.indicator import Indicator
from prilavok.insights.metrics.reading import Reading, Row, Scope
from prilavok.kit.errors import NotFound

CATALOGUE: tuple[Indicator, ...] = (
    *sales.INDICATORS, *returned.INDICATORS, *buyers.INDICATORS, *rfm.INDICATORS, *cohorts.INDICATORS,
    *points.INDICATORS, *campaigns.INDICATORS, *promises.INDICATORS, *loads.INDICATORS,
)  # fmt: skip

_BY_ID = {indicator.id: indicator for indicator in CATALOGUE}

# Indicators with the same SQL are read together: one question for all of them.
_READERS: dict[str, Callable[[Scope], Row]] = {
    sales.TOTALS_SQL: sales.read_totals,
    returned.TOTALS_SQL: returned.read_totals,
    buyers.TOTALS_SQL: buyers.read_totals,
    points.DAYS_SQL: points.read_totals,
    campaigns.TOTALS_SQL: campaigns.read_totals,
    campaigns.REACH_SQL: campaigns.read_reach,
    promises.KEPT_SQL: promises.read_kept,
    loads.REFUSED_SQL: lambda scope: loads.read_refused(scope.currency),
}


def find_indicator(id: str) -> Indicator:
    """The definition. NotFound where the catalogue has no such indicator."""
    if id not in _BY_ID:
        raise NotFound("indicator.unknown", _("There is no such indicator: %(id)s"), id=id[:40])
    return _BY_ID[id]


def read_numbers(ids: tuple[str, ...], scope: Scope) -> dict[str, Reading]:
    """The values of several indicators in one scope, each SQL asked once. Tables have no value and are refused."""
    rows: dict[str, Row] = {}
    values: dict[str, Reading] = {}
    for id in ids:
        indicator = find_indicator(id)
        if not indicator.top:
            raise NotFound("indicator.table", _("This indicator is a table, not one number: %(id)s"), id=id)
        if indicator.sql not in rows:
            rows[indicator.sql] = _READERS[indicator.sql](scope)
        row = rows[indicator.sql]
        values[id] = Reading(int(row[indicator.top]), int(row[indicator.bottom]) if indicator.bottom else 1)
    return values


def read_number(id: str, scope: Scope) -> Reading:
    """The value of one indicator: the same number on board, in the API, in mail and in segments."""
    return read_numbers((id,), scope)[id]
