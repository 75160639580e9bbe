"""The catalogue of indicators on screen: every definition, and each with its value and the way to its rows."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from prilavok.doors.web.board import said
from prilavok.doors.web.board.chosen import Chosen, board_page
from prilavok.doors.web.parts.rights import needs
from prilavok.doors.web.parts.workplaces import Text
from prilavok.insights.metrics import buyers, campaigns, cohorts, loads, points, promises, returned, rfm, sales
from prilavok.insights.metrics.catalogue import find_indicator
from prilavok.insights.metrics.indicator import Indicator
from prilavok.insights.metrics.reading import written
from prilavok.insights.metrics.rows import find_rows

_FAMILIES: tuple[tuple[Text, tuple[Indicator, ...]], ...] = (
    (_("Sales and baskets"), (*sales.INDICATORS, *returned.INDICATORS)),
    (_("Customers"), (*buyers.INDICATORS, *rfm.INDICATORS, *cohorts.INDICATORS)),
    (_("Points and coupons"), (*points.INDICATORS, *campaigns.INDICATORS)),
    (_("Promises"), promises.INDICATORS),
    (_("What was loaded"), loads.INDICATORS),
)


@needs("board.see")
def indicators(request: HttpRequest) -> HttpResponse:
    """The whole catalogue, by family."""
    return render(request, "board/indicators.html", {"families": _FAMILIES})


@board_page
def indicator(request: HttpRequest, chosen: Chosen, id: str) -> HttpResponse:
    """One indicator: what it means, its value in the chosen scope, its SQL as it is run, the way to its rows."""
    found = find_indicator(id)
    listed = find_rows(found.rows) if found.rows else None
    text = written(found.sql, chosen.scope)
    told = {
        "chosen": chosen, "indicator": found, "sql": text.strip(),
        "parameters": sorted(
            (name, str(value)) for name, value in chosen.scope.parameters.items() if f"%({name})s" in text
        ),
        "tile": said.tiles(chosen, [found.id])[0] if found.top else None,
        "rows_title": listed.name if listed else "",
        "rows_address": f"{reverse('board:rows', args=[found.rows])}?{chosen.query()}" if listed else "",
    }  # fmt: skip
    return render(request, "board/indicator.html", told)
