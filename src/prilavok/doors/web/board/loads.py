"""What was loaded: rows and amounts refused with their reasons, how dates were moved, what a stated rule made."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from prilavok.doors.web.parts.rights import needs
from prilavok.insights.metrics import loads as metrics
from prilavok.insights.metrics.reading import Row
from prilavok.kit import clock


@needs("board.see")
def loads(request: HttpRequest) -> HttpResponse:
    """Every import with its steps; refusals by reason, each in its currency; marks of what no source told."""
    steps: dict[object, list[Row]] = {}
    for row in metrics.read_steps():
        steps.setdefault(row["run"], []).append(row)
    refusals = metrics.read_refusals()
    return render(request, "board/loads.html", {
        "loads": [(row, steps.get(row["run"], [])) for row in metrics.read_loads()],
        "refusals": refusals, "currencies": list(dict.fromkeys(row["currency"] for row in refusals)),
        "generated": metrics.read_generated(), "at": clock.now(),
    })  # fmt: skip
