"""The stores a customer may choose from: those that have prices and something on the shelf, with today's hours."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from prilavok.domains.places.queries import list_places, read_places
from prilavok.domains.places.types import PlaceView
from prilavok.insights.lists.found import find_places
from prilavok.insights.metrics.reading import ask_plainly
from prilavok.kit.open_hours import knows_week, other_days, spans_on
from prilavok.kit.pages import Mark, Page
from prilavok.kit.words import Words

_OFFERED_FIRST = "KZT"
_MOST_COMPARED = 20
# One probe of the shelf a store: as an EXISTS it would be turned into a reading of all the stock of all the stores.
_SELLS = """n.kind IN ('store', 'pickup')
   AND EXISTS (SELECT FROM price_list_place l WHERE l.place = n.place OR (l.place IS NULL AND l.currency = n.currency))
   AND (SELECT true FROM fact_stock s WHERE s.place = n.place AND s.available > 0 LIMIT 1)"""
_SELLING = f"SELECT n.place FROM named_place n WHERE {_SELLS}"
_DEFAULT = f"""
WITH offered AS MATERIALIZED (
    SELECT n.place, n.code, n.currency <> %(first)s AS later FROM named_place n WHERE {_SELLS}
     ORDER BY later, n.code LIMIT {_MOST_COMPARED}
)
SELECT offered.place FROM offered, LATERAL (
    SELECT count(*) AS variants FROM (
        SELECT FROM fact_stock s WHERE s.place = offered.place AND s.available > 0 LIMIT 500
    ) AS counted
) AS stocked
ORDER BY offered.later, stocked.variants DESC, offered.code LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class HoursToday:
    """When a store is open today by its own clock. spans: pairs of "HH:MM", empty on a closed day or unknown hours.

    known: whether the hours are told at all. open_until: while it is open, else "". name: what day it is, where the
    store has other hours on it.
    """

    spans: tuple[tuple[str, str], ...]
    known: bool
    open_until: str
    name: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoreRow:
    """A store as the chooser shows it."""

    place: PlaceView
    hours: HoursToday


def hours_today(place: PlaceView, at: datetime) -> HoursToday:
    """Today's spans at the place, and until when it is open if it is."""
    local = at.astimezone(ZoneInfo(place.zone))
    day = local.date()
    known = knows_week(place.hours) or day in other_days(place.hours)
    spans = tuple((begin, end) for begin, end in spans_on(place.hours, day)) if known else ()
    now = local.strftime("%H:%M")
    until = next((end for begin, end in spans if begin <= now < end), "")
    return HoursToday(spans, known, until, place.day_names.get(day.isoformat(), {}))


def list_stores(*, text: str = "", at: datetime, after: Mark | None = None, limit: int = 30) -> Page[StoreRow]:
    """Stores that sell, by code; with a text the likest ones."""
    selling = [row["place"] for row in ask_plainly(_SELLING, {})]
    if text:
        meant = [place for place in find_places(text, 60) if place in set(selling)]
        known = read_places(meant)
        return Page(tuple(_rows([known[place] for place in meant if place in known], at)))
    return list_places(among=selling, after=after, limit=limit).turned(lambda places: _rows(places, at))


def default_store() -> UUID | None:
    """The store shown to somebody who has chosen none: the best stocked in tenge, else the best of all; None: none."""
    rows = ask_plainly(_DEFAULT, {"first": _OFFERED_FIRST})
    return rows[0]["place"] if rows else None


def _rows(places: Sequence[PlaceView], at: datetime) -> list[StoreRow]:
    return [StoreRow(place, hours_today(place, at)) for place in places]
