"""Who shows which of our prices, and where it is not the one that is true now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.places.queries import name_places, read_places
from prilavok.domains.places.types import PlaceName, PlaceView
from prilavok.domains.pricing.queries import list_fetched, list_outside, price_at, prices_changed, told_counts
from prilavok.domains.pricing.types.outside import ComparedPrice, FetchedView, OutsideView, ShownView, ToldPrice
from prilavok.domains.promotions.queries import turns_between
from prilavok.insights.reckoning import shown_prices
from prilavok.kit.money import round_half_away
from prilavok.kit.pages import Page

#: a system outside shows what a site shows
TOUCHPOINT = "site"
#: how far back it is looked for the instant from which a shown price was ours no longer
_FAR = timedelta(days=31)
_TURNS = 40
_INSTANT = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class DifferingRow:
    """A price that an outside system shows and that is not ours, with its words."""

    shown: ShownView
    outside: OutsideView
    variant: VariantView
    place: PlaceName

    def late(self, at: datetime) -> bool:
        """Whether it is over the lag that was stated for the system."""
        since = self.shown.differs_since
        return since is not None and since + timedelta(minutes=self.outside.lag_minutes) <= at


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """An outside system that fetches prices. place: None, of all. behind_since: when the first price changed after.

    changed: how many did; variant, before, now: the first of them, list prices in minor units where there were any.
    """

    outside: OutsideView
    fetched: FetchedView
    place: PlaceName | None
    changed: int
    behind_since: datetime | None
    variant: VariantView | None
    before: int | None
    now: int | None

    def late(self, at: datetime) -> bool:
        """Whether it is over the lag that was stated for the system."""
        since = self.behind_since
        return since is not None and since + timedelta(minutes=self.outside.lag_minutes) <= at


def compare(
    told: Sequence[ToldPrice], at: datetime, *, known: Mapping[ToldPrice, datetime] = MappingProxyType({})
) -> list[ComparedPrice]:
    """What is shown beside what is true now, for anybody on the site of the place.

    known: since when some of them are known to differ, which is not looked for again.
    """
    compared = []
    for place in read_places([one.place for one in told]).values():
        here = [one for one in told if one.place == place.id]
        true = _true(here, place, at)
        differing = {one for one in here if true.get(one.variant) != one.amount}
        since = dict(known) | _since([one for one in here if one in differing and one not in known], place, at)
        compared += [
            ComparedPrice(one, true.get(one.variant), since[one] if one in differing else None) for one in here
        ]
    return compared


def _true(told: Sequence[ToldPrice], place: PlaceView, at: datetime) -> dict[UUID, int]:
    """Ours by variant, for as many units as were told."""
    prices = shown_prices([one.variant for one in told], place, touchpoint=TOUCHPOINT, at=at)
    found = {}
    for one in told:
        if price := prices.get(one.variant):
            now = price.amount if price.now is None else price.now
            found[one.variant] = now if price.per == one.per else round_half_away(now * one.per, price.per)
    return found


def _since(told: Sequence[ToldPrice], place: PlaceView, at: datetime) -> dict[ToldPrice, datetime]:
    """From when on ours was another than each: the change before which it was ours, else the telling itself."""
    if not told:
        return {}
    changed = prices_changed(place.id, at - _FAR, at, among=[one.variant for one in told])
    turns = turns_between(at - _FAR, at)
    found: dict[ToldPrice, datetime] = {}
    for turn in sorted({*changed.values(), *turns}, reverse=True)[:_TURNS]:
        asked = [one for one in told if one not in found and (turn in turns or changed.get(one.variant) == turn)]
        true = _true(asked, place, turn - _INSTANT) if asked else {}
        found |= {one: turn for one in asked if true.get(one.variant) == one.amount}
    return {one: found.get(one, at) for one in told}


def named_differing(page: Page[ShownView]) -> Page[DifferingRow]:
    """The same prices with the words of systems, goods and places."""
    outside = {one.id: one for one in list_outside()}
    places = name_places()

    def named(shown: Sequence[ShownView]) -> list[DifferingRow]:
        known = read_variants([one.told.variant for one in shown])
        return [
            DifferingRow(one, outside[one.outside], known[one.told.variant], places[one.told.place]) for one in shown
        ]

    return page.turned(named)


def list_readers(at: datetime) -> list[ReadingRow]:
    """Every outside system that fetches prices, place by place, and whether prices have changed since it did."""
    outside = {one.id: one for one in list_outside() if one.kind == "reads"}
    fetched = list_fetched(list(outside))
    places = name_places() if fetched else {}
    return [_reading(outside[one.outside], one, places, at) for one in fetched]


def _reading(outside: OutsideView, fetched: FetchedView, places: Mapping[UUID, PlaceName], at: datetime) -> ReadingRow:
    place = places.get(fetched.place) if fetched.place else None
    began: dict[UUID, tuple[datetime, UUID]] = {}
    for where in [fetched.place] if fetched.place else [one.id for one in places.values()]:
        for variant, since in prices_changed(where, fetched.fetched_at, at).items():
            began.setdefault(variant, (since, where))
    if not began:
        return ReadingRow(outside, fetched, place, 0, None, None, None, None)
    variant, (since, where) = min(began.items(), key=lambda one: (one[1][0], one[0]))
    before, now = price_at(variant, where, fetched.fetched_at), price_at(variant, where, at)
    return ReadingRow(
        outside, fetched, places.get(where), len(began), since, read_variants([variant]).get(variant),
        before.amount if before else None, now.amount if now else None,
    )  # fmt: skip


def count_told() -> list[tuple[OutsideView, int, int]]:
    """Every outside system that tells what it shows, with how many prices it told and how many are not ours."""
    counts = told_counts()
    return [(one, *counts.get(one.id, (0, 0))) for one in list_outside() if one.kind == "tells"]
