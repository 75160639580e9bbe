"""The search of the shop as customers use it: slips in three scripts, and what is found narrowed by shelf and brand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, quote
from uuid import UUID

import pytest
from tests import make
from tests.doors.counter_world import at_work
from tests.doors.web_people import client_of

from prilavok.domains.catalog.actions import put_cards
from prilavok.domains.catalog.queries import list_variant_keys
from prilavok.domains.catalog.types import NewCard
from prilavok.domains.places.queries import read_place
from prilavok.domains.pricing.actions import set_prices
from prilavok.domains.pricing.types import NewPrice
from prilavok.domains.stock.actions import open_stock
from prilavok.domains.stock.types import Opening
from prilavok.insights.shop_products import well_stocked
from prilavok.insights.shop_shelves import shelves_here
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.search import write_entries

DAIRY, YOGURT, SWEETS = ("Молочное", "Сметана"), ("Молочное", "Йогурт"), ("Сладости", "Шоколад")


@dataclass(frozen=True)
class Counter:
    """Two stores with lists of their own, and a list of all places."""

    place: UUID
    own: UUID
    all: UUID
    other: UUID


@pytest.fixture
def counter(rolled_back: None) -> Iterator[Counter]:
    place, other = make.place(), make.place()
    made = Counter(place, make.price_list(place), make.price_list(), make.price_list(other))
    _sell(made.own, place, 5, ("Йогурт Снежок клубника", "Снежок", YOGURT), ("Қаймақ Ақбұлақ үй", "Ақбұлақ", DAIRY))
    _sell(made.all, place, 5, ("Chocolate Norwick dark", "Norwick", SWEETS))
    _sell(made.own, place, 0, ("Йогурт Norwick вишня", "Norwick", YOGURT))
    _sell(made.other, other, 5, ("Йогурт Дальний", "Дальний", YOGURT))
    yield made


def _sell(prices: UUID, place: UUID, units: int, *goods: tuple[str, str, Sequence[str]]) -> list[UUID]:
    at = clock.now() - timedelta(days=1)
    cards = [
        NewCard(f"found-{name}", {"ru": name}, tuple(category), "piece", brand=brand) for name, brand, category in goods
    ]
    put_cards(cards, at=at)
    keys = list_variant_keys([one.code for one in cards])
    write_entries("product", [(keys[one.code].product, "name", one.name["ru"]) for one in cards])
    variants = [keys[one.code].id for one in cards]
    set_prices([NewPrice(prices, variant, 150_000, 1, at) for variant in variants], at=at)
    opened = [Opening(place, variant, units, False) for variant in variants if units]
    open_stock(opened, occurred=at, actor=SYSTEM, at=at, origin="load")
    return variants


def _found(counter: Counter, text: str, **narrowed: str) -> tuple[list[str], str]:
    """The names on the page, in order, and the page."""
    client = client_of(HTTP_ACCEPT_LANGUAGE="en")
    client.cookies["store"] = str(counter.place)
    query = "&".join(f"{name}={quote(value)}" for name, value in {"q": text, **narrowed}.items())
    response = client.get(f"/shop/?{query}")
    page = unescape(response.content.decode())
    assert response.status_code == 200, page[:300]
    return re.findall(r'class="offer-name"[^>]*>([^<]+)<', page), page


def _choices(page: str, name: str, chosen: str = "") -> set[str]:
    """What the page offers to narrow by, of those not chosen."""
    links = re.findall(r'aria-pressed="false" role="button" href="\?([^"]+)">([^<]+)<', page)
    return {label for query, label in links if parse_qs(query).get(name, [chosen]) != [chosen]}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("йогрут снежок", "Йогурт Снежок клубника"),
        ("снежек", "Йогурт Снежок клубника"),
        ("cytjr", "Йогурт Снежок клубника"),  # "снеок" in the other layout, a letter left out
        ("қаймқ ақбұлақ", "Қаймақ Ақбұлақ үй"),
        ("каймак акбулак", "Қаймақ Ақбұлақ үй"),
        ("ақбұлқа", "Қаймақ Ақбұлақ үй"),
        ("chocolat norwikc", "Chocolate Norwick dark"),
        ("chcoolate", "Chocolate Norwick dark"),
    ],
)
def test_slips_are_forgiven_in_three_scripts(counter: Counter, typed: str, meant: str) -> None:
    names, _page = _found(counter, typed)
    assert names[:1] == [meant]


def test_what_was_found_is_narrowed_by_shelf_brand_and_what_lies_here(counter: Counter) -> None:
    names, page = _found(counter, "йогурт")
    assert set(names) == {"Йогурт Снежок клубника", "Йогурт Norwick вишня"}
    assert _choices(page, "brand") == {"Снежок", "Norwick"}, "what the store does not sell is no choice"
    assert _choices(page, "shelf") == set(), "where all stands on one shelf there is nothing to choose"
    assert "1 more product is sold in other stores only" in page
    names, page = _found(counter, "йогурт", brand="Norwick")
    assert names == ["Йогурт Norwick вишня"]
    assert _choices(page, "brand", "Norwick") == {"Снежок"} and "other stores only" not in page
    names, page = _found(counter, "йогурт", brand="Norwick", free="1")
    assert names == [] and 'aria-pressed="true"' in page, "a choice that leaves nothing can be taken back"
    assert _found(counter, "йогурт", free="1")[0] == ["Йогурт Снежок клубника"]
    names, page = _found(counter, "norwick")
    assert _choices(page, "shelf") == {"Молочное", "Сладости"}
    names, page = _found(counter, "norwick", shelf="Молочное")
    assert names == ["Йогурт Norwick вишня"]
    assert _found(counter, "norwick", shelf="Молочное/Йогурт")[0] == ["Йогурт Norwick вишня"]
    assert _found(counter, "norwick", shelf="Мол")[0] == [], "a shelf is named whole"
    assert _found(counter, "norwick", shelf="No\x00where' --")[0] == []


def test_a_brand_is_found_however_many_are_likelier(counter: Counter) -> None:
    many = [(f"Вафли Аист {nth}", "Аист", SWEETS) for nth in range(130)]
    _sell(counter.own, counter.place, 1, *many, ("Вафли Яркие", "Яркие", SWEETS))
    names, page = _found(counter, "вафли")
    assert len(names) == 48
    names, page = _found(counter, "вафли", brand="Яркие")
    assert names == ["Вафли Яркие"]


def test_a_shelf_counts_what_all_lists_of_the_store_sell_once(counter: Counter) -> None:
    at = clock.now()
    _way, shelves = shelves_here(read_place(counter.place), "", at)
    assert {one.category.path: one.variants for one in shelves} == {"Молочное": 3, "Сладости": 1}
    both = _sell(counter.all, counter.place, 1, ("Халва", "", SWEETS))
    set_prices([NewPrice(counter.own, both[0], 99_000, 1, at - timedelta(hours=1))], at=at)
    later = at + timedelta(minutes=10)
    way, below = shelves_here(read_place(counter.place), "Сладости", later)
    assert [one.path for one in way] == ["Сладости"] and [one.variants for one in below] == [2]
    _way, shelves = shelves_here(read_place(counter.place), "", later)
    assert {one.category.path: one.variants for one in shelves} == {"Молочное": 3, "Сладости": 2}


def test_the_front_never_shows_what_was_sold_since_it_was_looked_at(counter: Counter) -> None:
    goods = _sell(counter.own, counter.place, 9, *((f"Чай {nth}", "", (f"Полка {nth}",)) for nth in range(40)))
    place, at = read_place(counter.place), clock.now()
    first = [one.variant.id for one in well_stocked(place, at)]
    assert len(first) == 12 and set(first) <= set(goods)
    sold = first[0]
    make.ask(
        "UPDATE kit_balance SET posted = held WHERE account_id = (SELECT id FROM kit_account"
        " WHERE holder = %s AND unit = %s AND book = 'stock' AND state = 'goods') RETURNING 1",
        counter.place,
        sold,
    )
    then = [one.variant.id for one in well_stocked(place, at)]
    assert sold not in then and len(then) == 12 and then[:11] == first[1:]


def test_the_tablet_finds_goods_and_says_what_they_cost(counter: Counter, quick_passwords: None) -> None:
    response = at_work("cashier", counter.place).get(f"/tablet/home?q={quote('снежек')}")
    assert response.status_code == 200
    assert "Йогурт Снежок клубника" in response.content.decode() and "1,500" in response.content.decode().replace(
        "\xa0", ","
    )
