"""What a messenger's bot offers of goods that are to come: at which stores, on which days, and what a press carries.

A button carries at most 64 bytes: ids and numbers are written short. The facts are those of the site.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.places.queries import read_places
from prilavok.domains.places.types import PlaceView
from prilavok.insights.awaited import day_to_wait
from prilavok.insights.bot_goods import store_of
from prilavok.insights.collecting_times import CollectingTimes, collecting_times
from prilavok.insights.metrics.reading import ask_plainly

#: whose facts the bot tells: what the site leaves on the shelf, its prices and promotions
FACTS_OF = "site"
#: stores, days, times and quantities that are offered at once
MOST_PLACES, MOST_DAYS, MOST_TIMES, MOST_PIECES = 6, 8, 12, 3
MEASURED = 1000
_COMING = """
SELECT DISTINCT s.place FROM fact_supply s JOIN named_place n ON n.place = s.place
 WHERE s.variant = %(variant)s AND s.units > s.promised AND n.kind IN ('store', 'pickup')
   AND n.currency = %(currency)s AND stock_may_wait(s.place, s.variant) LIMIT 20"""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class AheadPress:
    """What a button of ordering ahead carries. amount: minor units as they were told.

    day: chosen; at a store without slots the last one to wait for. minute: of the chosen slot since 1970, instead of
    its day. count: pieces, or kilograms and litres. What was not chosen yet is None.
    """

    variant: UUID
    place: UUID | None = None
    day: date | None = None
    minute: int | None = None
    count: int | None = None
    amount: int | None = None

    @property
    def slot(self) -> datetime | None:
        """The beginning of the chosen slot."""
        return None if self.minute is None else datetime.fromtimestamp(self.minute * 60, UTC)

    def last_day(self, place: PlaceView) -> date:
        """By which day the goods are to have come: a slot is of the day after it at the soonest."""
        if self.slot is not None:
            return place.day_at(self.slot) - timedelta(days=1)
        return self.day or date.min


@dataclass(frozen=True, slots=True)
class AheadPlace:
    """A store at which the goods can be ordered ahead, and by which day they are there."""

    place: PlaceView
    day: date


def write_press(press: AheadPress) -> str:
    """The press as a button carries it, 61 bytes at most up to 21 million in the currency."""
    parts = [_short(press.variant) + (_short(press.place) if press.place else "")]
    parts += ["" if one is None else _base36(one) for one in _numbers(press)]
    return ".".join(parts).rstrip(".")


def read_ahead_press(text: str) -> AheadPress | None:
    """What a button carried; None where it is none of ours."""
    ids, *rest = text.split(".")
    try:
        variant, place = _long(ids[:22]), _long(ids[22:44]) if len(ids) > 22 else None
        day, minute, count, amount = ([int(one, 36) if one else None for one in rest] + [None] * 4)[:4]
        fit = len(ids) in (22, 44) and len(rest) <= 4 and (count is None or 0 < count < 10)
        fit = fit and 0 <= (minute or 0) < 10**8 and (amount or 0) >= 0
        return (
            AheadPress(variant, place, date.fromordinal(day) if day else None, minute, count, amount) if fit else None
        )
    except (ValueError, OverflowError):
        return None


def ahead_places(leaves: Sequence[UUID], variant: UUID, at: datetime) -> tuple[VariantView | None, list[AheadPlace]]:
    """The goods, and the stores at which they can be ordered ahead: the person's own first, then the soonest."""
    goods, own = read_variants([variant]).get(variant), store_of(leaves)
    if goods is None or own is None:
        return goods, []
    rows = ask_plainly(_COMING, {"variant": variant, "currency": own.currency})
    places = read_places(sorted({row["place"] for row in rows} | {own.id}))
    found = [AheadPlace(one, day) for one in places.values() if (day := ahead_day(one, variant, _unit(goods), at))]
    return goods, sorted(found, key=lambda one: (one.place.id != own.id, one.day, one.place.code))[:MOST_PLACES]


def ahead_day(place: PlaceView, variant: UUID, units: int, at: datetime) -> date | None:
    """By which day so many units are there for an order that waits; None: they are free now, or do not all come."""
    return day_to_wait(place, {variant: units}, at, touchpoint=FACTS_OF)


def ahead_times(place: PlaceView, day: date, at: datetime) -> CollectingTimes:
    """When an order that waits for goods of a day can be collected."""
    return collecting_times(place.id, at=at, wait_until=day)


def units_of(goods: VariantView, count: int) -> int:
    """So many pieces, kilograms or litres in smallest units."""
    return count * _unit(goods)


def _unit(goods: VariantView) -> int:
    return 1 if goods.unit == "piece" else MEASURED


def _numbers(press: AheadPress) -> tuple[int | None, ...]:
    day = press.day.toordinal() if press.day and press.minute is None else None
    return (day, press.minute, press.count, press.amount)


def _short(id: UUID) -> str:
    return urlsafe_b64encode(id.bytes).decode().rstrip("=")


def _long(text: str) -> UUID:
    return UUID(bytes=urlsafe_b64decode(f"{text}=="))


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"
