"""What a messenger's bot answers of goods: price, stock, the next delivery, by when they are at the door."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.baskets.queries import find_open_basket
from prilavok.domains.catalog.queries import offered_variants, variants_of
from prilavok.domains.favourites.queries import list_favourites
from prilavok.domains.places.queries import read_places
from prilavok.domains.places.types import PlaceView
from prilavok.domains.shipments.queries import last_zone
from prilavok.insights.home_way import GoodsHome, goods_home
from prilavok.insights.shop_found import find_offers
from prilavok.insights.shop_products import Elsewhere, Offer, offers_of, stocked_elsewhere
from prilavok.insights.shop_stores import default_store

MOST = 3
#: what is written before the words that name goods
COMMAND = "/product"
_ASKS = (
    re.compile(r"(?:а\s+)?(?:есть ли|есть|сколько стоит|поч[её]м|когда будет|когда привезут)\s+(?:у вас\s+)?(.+)"),
    re.compile(r"(?:do you have|have you got|is there|how much is|when will you have)\s+(?:(?:any|the|some)\s+)?(.+)"),
    re.compile(r"(.+?)\s+(?:бар\s+ма|қанша тұрады|қашан келеді)"),
)


@dataclass(frozen=True, slots=True)
class GoodsAnswer:
    """What is told of goods at a store, the likest first: each with where else it lies and how it goes home."""

    place: PlaceView
    offers: tuple[Offer, ...]
    elsewhere: tuple[tuple[Elsewhere, ...], ...]
    home: GoodsHome


def words_asked(text: str) -> str:
    """The words for goods in a question about them ("Do you have milk?"); "" where it is no such question."""
    tidy = " ".join(text.strip().rstrip("?!. ").split())
    if tidy.startswith(COMMAND):
        return tidy.removeprefix(COMMAND).strip()[:80]
    found = (ask.fullmatch(tidy.lower()) for ask in _ASKS) if len(tidy) < 100 else ()
    return next((one[1].strip() for one in found if one), "")


def answer_words(leaves: Sequence[UUID], text: str, at: datetime) -> GoodsAnswer | None:
    """What a text means at the store of these leaves; None where nothing is sold under it, or nowhere."""
    place = store_of(leaves)
    found = find_offers(place, text, at, most=MOST)[0] if place else []
    return _answer(leaves, place, [one for one in found if one.price], at) if place else None


def answer_product(leaves: Sequence[UUID], product: UUID, at: datetime) -> GoodsAnswer | None:
    """The same of one product."""
    place = store_of(leaves)
    if place is None:
        return None
    variants = [one.id for one in variants_of([product]).get(product, [])][:MOST]
    return _answer(leaves, place, [one for one in offers_of(variants, place, at) if one.price], at)


def answer_favourites(leaves: Sequence[UUID], at: datetime) -> tuple[GoodsAnswer | None, int]:
    """The same of the latest favourites that are sold there, and how many favourites there are in all."""
    kept = [one.variant for one in list_favourites(leaves)]
    place = store_of(leaves) if kept else None
    if place is None:
        return None, len(kept)
    on_sale = offered_variants(kept)
    sold = [one for one in offers_of([one for one in kept if one in on_sale], place, at) if one.price]
    return _answer(leaves, place, sold[:MOST], at), len(kept)


def store_of(leaves: Sequence[UUID]) -> PlaceView | None:
    """The store at which somebody is told of goods: that of their basket, else the one shown to anybody."""
    basket = find_open_basket(leaves)
    chosen = (basket.place if basket else None) or default_store()
    return read_places([chosen]).get(chosen) if chosen else None


def _answer(leaves: Sequence[UUID], place: PlaceView, offers: Sequence[Offer], at: datetime) -> GoodsAnswer | None:
    if not offers:
        return None
    variants = [one.variant.id for one in offers]
    home = goods_home(place, variants, at, touchpoint="site", chosen=last_zone(leaves))
    elsewhere = stocked_elsewhere(variants, place, at)
    return GoodsAnswer(place, tuple(offers), tuple(elsewhere[one] for one in variants), home)
