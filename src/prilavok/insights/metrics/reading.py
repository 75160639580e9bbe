"""How an indicator is read: the scope it is counted in, exact fractions as values, and the one way to the database."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from prilavok.insights.metrics.spans import Span
from prilavok.kit.money import round_half_away

# The one condition of all indicators of orders. The place is asked only where one is chosen: the texts differ,
# so that each has a plan of its own.
_WITHIN = "currency = %(currency)s AND local_day BETWEEN %(first)s AND %(last)s"
_UNTIL = "currency = %(currency)s AND local_day <= %(last)s"
_AT_PLACE = " AND place = %(place)s"
_JSONB = 3802  # the fixed number of the type in every PostgreSQL


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted: one currency (amounts of different ones are never added), days, one place or all."""

    currency: str
    span: Span
    place: UUID | None = None

    @property
    def parameters(self) -> dict[str, object]:
        """Values of the marks in an indicator's SQL."""
        days: dict[str, object] = {"currency": self.currency, "first": self.span.first, "last": self.span.last}
        return days | ({"place": self.place} if self.place else {})

    def over(self, span: Span) -> "Scope":
        """The same over other days."""
        return replace(self, span=span)


@dataclass(frozen=True, slots=True)
class Reading:
    """The value of one indicator as an exact fraction; `bottom` 0 means that there was nothing to divide by."""

    top: int
    bottom: int = 1

    @property
    def value(self) -> Fraction | None:
        """The exact value, None where nothing was there to measure."""
        return Fraction(self.top, self.bottom) if self.bottom else None

    @property
    def whole(self) -> int | None:
        """Rounded half away from zero to the unit (a minor unit of money, a piece)."""
        return round_half_away(self.top, self.bottom) if self.bottom else None

    @property
    def basis_points(self) -> int | None:
        """A share in basis points, rounded half away from zero."""
        return round_half_away(self.top * 10_000, self.bottom) if self.bottom else None

    def change(self, before: "Reading") -> int | None:
        """By how many basis points of the value before it grew; None where that was nothing or cannot be compared."""
        now, then = self.value, before.value
        if now is None or not then:
            return None
        growth = (now - then) / abs(then)
        return round_half_away(growth.numerator * 10_000, growth.denominator)


Row = dict[str, Any]


def written(text: str, scope: Scope) -> str:
    """The SQL as it is run: `{within}` becomes the scope, `{until}` the same from the first order on."""
    place = _AT_PLACE if scope.place else ""
    return text.replace("{within}", _WITHIN + place).replace("{until}", _UNTIL + place).replace("{at_place}", place)


def ask(text: str, scope: Scope, **more: object) -> list[Row]:
    """Run an indicator's SQL in a scope and return its rows by column name."""
    return ask_plainly(written(text, scope), scope.parameters | more)


_asked: ContextVar[dict[tuple[object, ...], list[Row]] | None] = ContextVar("asked", default=None)


@contextmanager
def one_reading() -> Iterator[None]:
    """Within it the same question is asked once: what a page says twice is one number, and costs once."""
    mark = _asked.set({})
    try:
        yield
    finally:
        _asked.reset(mark)


def ask_plainly(text: str, parameters: Mapping[str, object]) -> list[Row]:
    """Run SQL of indicators that knows no scope."""
    used = {name: value for name, value in parameters.items() if f"%({name})s" in text}
    known = _asked.get()
    question = (text, *sorted(used.items()))
    if known is None:
        return _run(text, used)
    if question not in known:
        known[question] = _run(text, used)
    return known[question]


def _run(text: str, parameters: Mapping[str, Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(text, parameters)
        names = [column.name for column in cursor.description]
        words = {column.name for column in cursor.description if column.type_code == _JSONB}
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for row in rows:
        for name in words:  # Django leaves jsonb of plain SQL as text
            row[name] = orjson.loads(row[name]) if row[name] is not None else None
    return rows


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which local days hold orders of a currency, and how many orders."""

    currency: str
    facts: Span
    orders: int


COVERAGE_SQL = """
SELECT currency, min(local_day) AS first, max(local_day) AS last, count(*) AS orders
FROM counted_order GROUP BY currency ORDER BY count(*) DESC, currency
"""


@dataclass(frozen=True, slots=True)
class Shop:
    """A place as filters and lists of indicators name it."""

    id: UUID
    code: str
    name: dict[str, str]
    zone: str


SHOPS_SQL = """
SELECT place, code, name, zone FROM named_place WHERE currency = %(currency)s ORDER BY length(code), code
"""


def read_shops(currency: str) -> list[Shop]:
    """The places that sell in a currency, by code."""
    rows = ask_plainly(SHOPS_SQL, {"currency": currency})
    return [Shop(row["place"], row["code"], row["name"], row["zone"]) for row in rows]


def read_coverage() -> list[Coverage]:
    """Every currency there are orders in, the one with most orders first."""
    return [
        Coverage(row["currency"], Span(_day(row["first"]), _day(row["last"])), row["orders"])
        for row in ask_plainly(COVERAGE_SQL, {})
    ]


def _day(value: object) -> date:
    if not isinstance(value, date):
        raise TypeError("a day is a date")
    return value
