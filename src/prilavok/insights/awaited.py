"""Goods that orders wait for: by which day they come, and from when such an order can be picked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from prilavok.domains.places.queries import read_place
from prilavok.domains.places.types import PlaceView
from prilavok.domains.pricing.types import QuoteView
from prilavok.domains.stock.queries import awaited_by
from prilavok.domains.stock.types import Promisable
from prilavok.domains.stock.types.supply import AwaitedView
from prilavok.insights.gift_lines import promised_to_sell


def day_to_wait(place: PlaceView, units: Mapping[UUID, int], at: datetime, *, touchpoint: str) -> date | None:
    """By which day all of it is there for an order that waits; None where all is free now, or not all of it comes."""
    here = promised_to_sell(place, list(units), touchpoint=touchpoint, at=at)
    return latest_day(here, units)


def agreed_day(quote: QuoteView, last: date | None, at: datetime, *, touchpoint: str) -> date | None:
    """The same of a quote's goods for somebody who agreed to wait until a last day; None: beyond it, or not at all."""
    if last is None:
        return None
    units = {one.variant: one.quantity for one in quote.lines}
    day = day_to_wait(read_place(quote.place), units, at, touchpoint=touchpoint)
    return day if day is not None and day <= last else None


def latest_day(here: Mapping[UUID, Promisable], units: Mapping[UUID, int]) -> date | None:
    """The same of what can be promised at a place."""
    lacking = {variant: count for variant, count in units.items() if count > here[variant].free}
    days = [here[variant].wait_until(count) for variant, count in lacking.items()]
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def day_awaited(waits: Sequence[AwaitedView]) -> date | None:
    """By which day all that an order waits for is expected; None where nobody knows of some of it."""
    days = [one.day for one in waits if one.day is not None]
    return max(days) if days and len(days) == len(waits) else None


def day_known(waits: Sequence[AwaitedView]) -> date | None:
    """The same as the customer knows it."""
    days = [one.told_on for one in waits if one.told_on is not None]
    return max(days) if days and len(days) == len(waits) else None


def after_day(day: date, zone: str, at: datetime) -> datetime:
    """From when goods of a day can be picked for certain: the first instant after it at a place, never before now."""
    return max(at, datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)))


def goods_from(order: UUID, zone: str, at: datetime) -> datetime | None:
    """From when all goods of an order are there to be picked: now, after the day they come; None: nobody knows.

    What is late may come today at the soonest.
    """
    waits = awaited_by([order]).get(order, [])
    if not waits:
        return at
    day = day_awaited(waits)
    return None if day is None else after_day(max(day, at.astimezone(ZoneInfo(zone)).date()), zone, at)


@dataclass(frozen=True, slots=True)
class LineAwaited:
    """Units of one variant that an order waits for. day: by which all of them are expected, None: nobody knows."""

    units: int
    day: date | None


def lines_awaited(order: UUID) -> dict[UUID, LineAwaited]:
    """By variant what the order waits for; what it has already is left out."""
    return orders_awaited([order]).get(order, {})


def orders_awaited(orders: Sequence[UUID]) -> dict[UUID, dict[UUID, LineAwaited]]:
    """The same of several orders; one that waits for nothing is left out."""
    found = {}
    for order, waits in awaited_by(orders).items():
        variants = dict.fromkeys(one.variant for one in waits)
        of = {goods: [one for one in waits if one.variant == goods] for goods in variants}
        found[order] = {
            goods: LineAwaited(sum(one.units for one in rows), day_awaited(rows)) for goods, rows in of.items()
        }
    return found
