"""Which lots end soon or have ended, where, and how much of them is likely there."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.places.queries import name_places, read_place
from prilavok.domains.places.types import PlaceName
from prilavok.domains.stock.queries import looked_at_before, lots_ending, lots_here
from prilavok.domains.stock.types import LotView
from prilavok.insights.told_apart import told_apart


@dataclass(frozen=True, slots=True)
class EndingLot:
    """units: likely there. sold_until: the last day on which the shop sells it. ended: that day is over."""

    lot: LotView
    place: PlaceName
    variant: VariantView
    units: int
    sold_until: date
    ended: bool


def list_ending(at: datetime, *, place: UUID | None = None, days: int | None = None) -> list[EndingLot]:
    """Lots for sale that have ended or end within the days that the shop warns before, those that end first first.

    days: within so many days instead.
    """
    most = looked_at_before(days)
    if most is None:
        return []
    standing = lots_ending(at.date() + timedelta(days=most + 1), place=place)
    sold = {one.lot.variant for one in standing}
    told, variants = told_apart(sold), read_variants(list(sold))
    places, likely = name_places(), _Likely()
    today: dict[UUID, date] = {}
    found = []
    for one in standing:
        said, ends = told.get(one.lot.variant), one.lot.best_before
        if said is None or said.way != "lot" or ends is None or one.lot.blocked_at is not None:
            continue
        now = today.setdefault(one.place, read_place(one.place).day_at(at))
        until = ends - timedelta(days=said.stop_days)
        if until - timedelta(days=said.warn_days if days is None else days) > now:
            continue
        if units := likely.of(one.place, one.lot):
            found.append(EndingLot(one.lot, places[one.place], variants[one.lot.variant], units, until, until < now))
    return found


class _Likely:
    """How much of each lot is there, each place and variant asked once."""

    def __init__(self) -> None:
        self._known: dict[tuple[UUID, UUID], dict[UUID, int]] = defaultdict(dict)

    def of(self, place: UUID, lot: LotView) -> int:
        key = (place, lot.variant)
        if key not in self._known:
            self._known[key] = lots_here(place, lot.variant).likely
        return self._known[key].get(lot.id, 0)
