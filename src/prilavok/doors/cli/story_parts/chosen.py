"""Who and what the story is about, read beforehand: a made-up customer who bought much, a store, three things in it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.baskets.queries import find_open_basket
from prilavok.domains.conversations.queries import find_conversation
from prilavok.domains.customers.queries import list_customers, list_identifiers, list_leaves, read_customers
from prilavok.domains.customers.types import CustomerView
from prilavok.domains.orders.queries import list_orders
from prilavok.domains.orders.types import OrderFilter
from prilavok.domains.places.queries import read_places
from prilavok.domains.places.types import PlaceView
from prilavok.domains.staff.types import StaffActor
from prilavok.insights.lists.customers import Bought, bought_by
from prilavok.insights.shop_found import find_offers
from prilavok.insights.shop_products import Offer, well_stocked
from prilavok.insights.shop_stores import list_stores

_MOST_PEOPLE = 5_000
_MOST_TRIED = 40
_LATEST_ORDERS = 50
_AT_ONCE = 200
#: so many pieces are free, so that the story leaves something for those who come by
_ENOUGH = 3
_THINGS = 3


@dataclass(frozen=True, slots=True)
class Chosen:
    """Somebody with a made-up phone who has nothing open with us; where they buy; what they will want, in order."""

    customer: CustomerView
    phone: str
    orders: int
    place: PlaceView
    goods: tuple[Offer, ...]


def choose(reader: StaffActor, at: datetime) -> Chosen | None:
    """The one who bought most often and is free for the story; None where nobody is, or no store has what it takes."""
    stocked: dict[UUID, tuple[Offer, ...]] = {}
    for customer, bought in _by_purchases(reader)[:_MOST_TRIED]:
        phone = _made_up_phone(customer)
        leaves = list_leaves(customer)
        basket = find_open_basket(leaves)
        if not phone or find_conversation(leaves) or (basket and basket.lines):
            continue
        for place in _stores_of(leaves, bought.currency, at):
            goods = stocked.setdefault(place.id, _goods(place, at))
            if len(goods) == _THINGS:
                return Chosen(read_customers([customer])[customer], phone, bought.orders, place, goods)
    return None


def _by_purchases(reader: StaffActor) -> list[tuple[UUID, Bought]]:
    bought: dict[UUID, Bought] = {}
    after, seen = None, 0
    while seen < _MOST_PEOPLE:
        page = list_customers(made_up=True, after=after, limit=_AT_ONCE)
        bought |= bought_by(reader, [one.id for one in page.rows])
        after, seen = page.after, seen + len(page.rows)
        if after is None:
            break
    return sorted(bought.items(), key=lambda pair: (-pair[1].orders, pair[0]))


def _made_up_phone(customer: UUID) -> str:
    known = list_identifiers([customer], raw=True).get(customer, [])
    return next((one.value for one in known if one.kind == "phone" and one.made_up and one.value), "")


def _stores_of(leaves: list[UUID], currency: str, at: datetime) -> Iterator[PlaceView]:
    """Stores of the currency: those the person bought at, the usual one first, then any that sells."""
    orders = list_orders(OrderFilter(leaves=tuple(leaves)), limit=_LATEST_ORDERS).rows
    usual = Counter(order.place for order in orders if order.place)
    known = read_places(list(usual))
    own = [known[place] for place, _times in usual.most_common() if place in known]
    others = [row.place for row in list_stores(at=at).rows]
    for place in (*own, *others):
        if place.currency == currency and place.kind in ("store", "pickup"):
            yield place


def _goods(place: PlaceView, at: datetime) -> tuple[Offer, ...]:
    """Things sold by the piece that the desk finds by their number: those of which enough is free before the last."""
    chosen: list[Offer] = []
    for offer in sorted(well_stocked(place, at, most=_MOST_TRIED), key=lambda one: one.free < _ENOUGH):
        found = find_offers(place, offer.variant.sku, at, most=12)[0]
        if offer.price and offer.free > 0 and offer.variant.id in {one.variant.id for one in found}:
            chosen.append(offer)
        if len(chosen) == _THINGS:
            break
    return tuple(chosen)
