"""What a seller can order home for a customer: goods at this store's prices, and where they are free."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.places.queries import name_places, read_place, read_sending
from prilavok.domains.places.types import PlaceName
from prilavok.domains.pricing.types import PricedWish, ShownPrice
from prilavok.domains.shipments.types.delivering import ZoneView
from prilavok.domains.shipments.types.routing import Route
from prilavok.domains.stock.types import Coming
from prilavok.insights.awaited import day_to_wait
from prilavok.insights.home_way import HomeWay, goods_home, wait_of, zones_with_days
from prilavok.insights.promised import free_for
from prilavok.insights.reckoning import NOBODY, Reckoned, reckon
from prilavok.insights.said_goods import said_lines
from prilavok.insights.sending import Asked, Offer, read_route
from prilavok.insights.shop_found import find_offers

MOST_FOUND = 12
NAMED = 3
TABLET = "tablet"


@dataclass(frozen=True, slots=True)
class HomeGoods:
    """One variant found. here: free at this store; elsewhere: what other places that send have free, the most first.

    coming: the next delivery here. way: how one goes home. ahead: whether an order may wait here for what comes.
    said: the first of its attributes in the seller's language, "" where none are said.
    """

    variant: VariantView
    price: ShownPrice
    here: int
    elsewhere: tuple[tuple[PlaceName, int], ...]
    coming: Coming | None = None
    way: HomeWay | None = None
    ahead: bool = False
    said: str = ""

    @property
    def anywhere(self) -> bool:
        """Whether anybody could send one, now or once it has come."""
        return self.here > 0 or bool(self.elsewhere) or bool(self.way and self.way.wait_until) or self.ahead


@dataclass(frozen=True, slots=True)
class HomeSale:
    """What the customer wants, what it comes to, and who would send it. amount: minor units, None: not sold here.

    ahead_until: by which day all of it has come for an order that waits to be collected here; None: it cannot wait.
    """

    lines: tuple[tuple[VariantView, int, int | None], ...]
    amount: int | None
    route: Route | None
    senders: tuple[PlaceName, ...]
    zones: tuple[tuple[ZoneView, Offer, HomeWay], ...]
    ahead_until: date | None = None

    @property
    def waits(self) -> date | None:
        """The day until which the order waits for goods; None where all of it is there."""
        return wait_of([way for _zone, _offer, way in self.zones])


def find_home_goods(place: UUID, text: str, at: datetime, language: str) -> list[HomeGoods]:
    """What a typed text means and this store sells, with where it is free."""
    offers, _elsewhere = find_offers(read_place(place), text, at, most=MOST_FOUND, touchpoint=TABLET)
    free = free_for(TABLET, [offer.variant.id for offer in offers], at)
    sending = {one for one, kept in read_sending(list(free)).items() if kept.told.sends}
    others = sending - {place}
    places = name_places(others)
    ways = goods_home(read_place(place), [one.variant.id for one in offers], at, touchpoint=TABLET).ways
    said = said_lines([one.variant for one in offers], language)
    return [
        HomeGoods(
            one.variant, one.price, one.free, _elsewhere_of(one.variant.id, free, others, places), one.coming,
            ways.get(one.variant.id), one.ahead and one.coming is not None,
            said.get(one.variant.id, ""),
        )
        for one in offers
        if one.price
    ]  # fmt: skip


def read_home_sale(place: UUID, wishes: Sequence[PricedWish], at: datetime) -> HomeSale:
    """The goods chosen so far, at today's prices of this store."""
    here, variants = read_place(place), read_variants([wish.variant for wish in wishes])
    known = [wish for wish in wishes if wish.variant in variants]
    reckoned = reckon(known, here, touchpoint=TABLET, who=NOBODY, at=at) if known else None
    amounts = _amounts(reckoned)
    lines = tuple((variants[wish.variant], wish.quantity, amounts.get(wish.variant)) for wish in known)
    amount = None if not lines or any(one is None for *_line, one in lines) else sum(amounts.values())
    asked = Asked({wish.variant: wish.quantity for wish in known}, here, None, touchpoint=TABLET)
    route = read_route(asked, at) if known else None
    places = name_places()
    senders = tuple(places[part.place] for part in route.parts) if route else ()
    wants = {wish.variant: wish.quantity for wish in known}
    zones = zones_with_days(here, wants, amount, at, touchpoint=TABLET) if amount is not None else []
    ahead = day_to_wait(here, wants, at, touchpoint=TABLET) if amount is not None else None
    return HomeSale(lines, amount, route, senders, tuple(zones), ahead)


def _amounts(reckoned: Reckoned | None) -> dict[UUID, int]:
    return {line.variant: line.amount for line in reckoned.priced.lines} if reckoned else {}


def _elsewhere_of(
    variant: UUID, free: Mapping[UUID, Mapping[UUID, int]], sending: set[UUID], places: Mapping[UUID, PlaceName]
) -> tuple[tuple[PlaceName, int], ...]:
    rows = [(places[one], free[one][variant]) for one in sending if free[one].get(variant, 0) > 0]
    return tuple(sorted(rows, key=lambda row: (-row[1], row[0].code))[:NAMED])
