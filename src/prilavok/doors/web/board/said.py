"""How numbers of the catalogue are written on the board: tiles, changes, shares, and bars beside figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_decimal
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from prilavok.doors.web.board.chosen import Chosen
from prilavok.doors.web.parts.charts import Tile
from prilavok.doors.web.parts.workplaces import Text
from prilavok.insights.metrics.catalogue import find_indicator, read_numbers
from prilavok.insights.metrics.indicator import Indicator
from prilavok.insights.metrics.reading import Reading, Row
from prilavok.kit.money import Money, exponent, format_money, round_half_away
from prilavok.kit.words import say

NOTHING = "—"
_NOT_COMPARED = _("nothing before to compare with")


def locale() -> str:
    """The reader's language."""
    return (get_language() or "ru").split("-")[0]


def money(amount: int, currency: str, *, short: bool = True) -> str:
    """An amount in minor units; from a thousand whole units on `short` leaves out the small ones."""
    value, unit = Money(amount, currency), 10 ** exponent(currency)
    if short and abs(amount) >= 1000 * unit:
        value = Money(round_half_away(amount, unit) * unit, currency)
    return format_money(value, locale(), short=short)


def growth(now: int, before: int) -> str:
    """How much more or less in per cent; from ten times on as a multiple, where there was nothing "new"."""
    if not before:
        return gettext("new")
    if now >= 10 * before > 0:
        return f"×{count(round_half_away(now, before))}"
    return percent(round_half_away((now - before) * 10_000, abs(before)), signed=True)


def percent(basis_points: int, *, signed: bool = False) -> str:
    """Basis points as per cent with one decimal."""
    tenths = Decimal(round_half_away(basis_points, 10)) / 10
    shown = format_decimal(abs(tenths), format="#,##0.0", locale=locale())
    sign = "−" if tenths < 0 else "+" if signed and tenths > 0 else ""
    return f"{sign}{shown}\u00a0%"


def count(value: int) -> str:
    """A whole number."""
    return str(format_decimal(value, locale=locale()))


def value_of(indicator: Indicator, reading: Reading, currency: str) -> str:
    """The value in its unit; a dash where there was nothing to measure."""
    if reading.whole is None or reading.basis_points is None:
        return NOTHING
    if indicator.unit == "money":
        return money(reading.whole, currency, short=not indicator.bottom)
    if indicator.unit == "share":
        return percent(reading.basis_points)
    if indicator.bottom:
        hundredths = Decimal(round_half_away(reading.top * 100, reading.bottom)) / 100
        return str(format_decimal(hundredths, format="#,##0.00", locale=locale()))
    return count(reading.whole)


def change_of(indicator: Indicator, now: Reading, before: Reading) -> tuple[str, bool | None]:
    """How it changed and whether that is good: shares in percentage points, the rest in per cent, or ""."""
    if indicator.unit == "share":
        if now.basis_points is None or before.basis_points is None:
            return "", None
        change: int | None = now.basis_points - before.basis_points
        shown = gettext("%(points)s pp") % {"points": percent(change or 0, signed=True).removesuffix("\u00a0%")}
    else:
        change = now.change(before)
        shown = percent(change, signed=True) if change is not None else ""
    if not change or abs(change) < 5 or not shown:  # what rounds to nought is no change
        return (gettext("unchanged") if shown else ""), None
    return shown, None if indicator.good is None else (change > 0) == indicator.good


def tiles(chosen: Chosen, ids: Sequence[str]) -> list[Tile]:
    """Tiles of indicators in the chosen scope, each with its change and the way to its definition and rows."""
    now = read_numbers(tuple(ids), chosen.scope)
    before = read_numbers(tuple(ids), chosen.before) if chosen.before else {}
    return [_tile(chosen, find_indicator(id), now[id], before.get(id)) for id in ids]


def _tile(chosen: Chosen, indicator: Indicator, now: Reading, before: Reading | None) -> Tile:
    change, good = change_of(indicator, now, before) if before and indicator.follows else ("", None)
    note: Text = ""
    if before is None:
        note = _NOT_COMPARED if indicator.follows else ""
    elif change:
        note = gettext("from %(value)s") % {"value": value_of(indicator, before, chosen.currency)}
    address = f"{reverse('board:indicator', args=[indicator.id])}?{chosen.query()}"
    value = value_of(indicator, now, chosen.currency)
    return Tile(indicator.name, value, indicator.meaning, change, good, address, note)


def name_of_row(row: Row) -> str:
    """The name of a category or place in the reader's language; what has none says so."""
    if row["name"]:
        return say(row["name"], locale())
    return gettext("Without a category") if "path" in row else gettext("Without a place")


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure with a bar: width and start in thousandths of the drawing, so that no style is written into the page."""

    start: int
    width: int
    below: bool = False


def bars(values: Iterable[int]) -> list[Bar]:
    """Bars from the left edge, the largest filling the width; figures below nought have none."""
    figures = list(values)
    most = max([*figures, 1])
    return [Bar(0, max(value, 0) * 1000 // most) for value in figures]


def both_ways(values: Iterable[int]) -> list[Bar]:
    """Bars to both sides of the middle, the largest filling its half."""
    figures = list(values)
    most = max([abs(value) for value in figures] + [1])
    widths = [abs(value) * 500 // most for value in figures]
    return [
        Bar(500 - width if value < 0 else 500, width, value < 0) for value, width in zip(figures, widths, strict=True)
    ]
