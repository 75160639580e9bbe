"""What was loaded: rows and amounts refused with their reasons, how dates were moved, what a stated rule made."""

from decimal import Decimal

from babel.numbers import format_decimal
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from prilavok.doors.web.board.said import locale
from prilavok.doors.web.parts.rights import needs
from prilavok.insights.metrics import loads as metrics
from prilavok.insights.metrics.reading import Row
from prilavok.kit import clock


def hundredths(amount: int) -> str:
    """An amount of a file, whose currency the file alone knows: hundredths written as a decimal."""
    return str(format_decimal(Decimal(amount) / 100, format="#,##0.00", locale=locale()))


@needs("board.see")
def loads(request: HttpRequest) -> HttpResponse:
    """Every import with its steps; refusals by reason; marks of what no source told."""
    steps: dict[object, list[Row]] = {}
    for row in metrics.read_steps():
        written = {"came": row["amount_in"], "loaded": row["amount_loaded"], "refused": row["amount_refused"]}
        told = {name: hundredths(amount) if amount else "" for name, amount in written.items()}
        steps.setdefault(row["run"], []).append(row | told)
    return render(request, "board/loads.html", {
        "loads": [(row, steps.get(row["run"], [])) for row in metrics.read_loads()],
        "refusals": [row | {"written": hundredths(row["amount"])} for row in metrics.read_refusals()],
        "refused": metrics.read_refused(), "generated": metrics.read_generated(), "at": clock.now(),
    })  # fmt: skip
