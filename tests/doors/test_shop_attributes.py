"""Attributes in the shop: a shelf narrowed by them with true counts, the page of a product, comparison and search."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from html import unescape
from importlib import import_module
from itertools import product
from urllib.parse import quote, urlencode
from uuid import UUID

import pytest
from django.db import connection
from tests import make
from tests.doors.web_people import client_of

from prilavok.domains.catalog.actions import put_cards
from prilavok.domains.catalog.queries import list_variant_keys
from prilavok.domains.catalog.types import AttributeView, CardSays, NewAttribute, NewCard, NewChoice, NewGroup, Says
from prilavok.domains.places.queries import read_place
from prilavok.domains.pricing.actions import set_prices
from prilavok.domains.pricing.types import NewPrice
from prilavok.domains.stock.actions import open_stock
from prilavok.domains.stock.types import Opening
from prilavok.flows.compare_goods import compare_goods
from prilavok.flows.describe_goods import describe_goods
from prilavok.flows.keep_attributes import end_attribute, keep_attribute
from prilavok.insights.compared import read_compared
from prilavok.insights.shop_shelf import read_shelf
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.search import write_entries

SHELF = ("Молочное", "Молоко")
PATH = "Молочное/Молоко"
#: code -> of whose milk it is, its fat in thousandths, organic
GOODS: dict[str, tuple[str, int | None, bool | None]] = {
    "cow-low": ("cow", 1500, True),
    "cow-fat": ("cow", 3200, None),
    "goat-fat": ("goat", 3200, True),
    "goat-none": ("goat", None, False),
    "oat": ("oat", 1500, True),
}
SOURCE = NewAttribute(
    "milk_of",
    {"ru": "Чьё молоко", "kk": "Кімнің сүті", "en": "Milk of"},
    "choice",
    group=NewGroup("inside", {"ru": "Состав", "kk": "Құрамы", "en": "What is in it"}),
    facet=True,
    shelves=("Молочное",),
    choices=(
        NewChoice("cow", {"ru": "Коровье", "en": "Cow"}),
        NewChoice("goat", {"ru": "Козье", "en": "Goat"}, 1),
        NewChoice("oat", {"ru": "Овсяное", "en": "Oat"}, 2),
        NewChoice("camel", {"ru": "Верблюжье", "en": "Camel"}, 3),
    ),
)
FAT = NewAttribute(
    "fat", {"ru": "Жирность", "en": "Fat"}, "number", unit={"ru": "%", "en": "%"}, facet=True, shelves=("Молочное",)
)
ORGANIC = NewAttribute("organic", {"ru": "Органик", "en": "Organic"}, "yes_no", facet=True, shelves=("Молочное",))


@dataclass(frozen=True)
class Dairy:
    place: UUID
    variants: dict[str, UUID]
    products: dict[str, UUID]
    source: AttributeView
    fat: AttributeView
    organic: AttributeView


@pytest.fixture
def dairy(rolled_back: None) -> Dairy:
    at = clock.now() - timedelta(days=1)
    place = make.place()
    prices = make.price_list(place)
    put_cards([NewCard(code, {"ru": f"Молоко {code}"}, SHELF, "piece") for code in GOODS], at=at)
    keys = list_variant_keys(list(GOODS))
    variants, products = {code: keys[code].id for code in GOODS}, {code: keys[code].product for code in GOODS}
    set_prices([NewPrice(prices, one, 50_000, 1, at) for one in variants.values()], at=at)
    open_stock([Opening(place, variants["oat"], 5, False)], occurred=at, actor=SYSTEM, at=at, origin="load")
    write_entries("product", [(products[code], "name", f"Молоко {code}") for code in GOODS])
    source, fat, organic = (keep_attribute(one, actor=SYSTEM, at=at) for one in (SOURCE, FAT, ORGANIC))
    ids = {one.code: one.id for one in source.choices}
    describe_goods(
        [
            CardSays(
                products[code],
                {source.id: Says((ids[of],)), fat.id: Says(number=thousandths), organic.id: Says(yes=yes)},
            )
            for code, (of, thousandths, yes) in GOODS.items()
        ],
        actor=SYSTEM,
        at=at,
    )
    return Dairy(place, variants, products, source, fat, organic)


def page_of(dairy: Dairy, address: str) -> str:
    client = client_of(HTTP_ACCEPT_LANGUAGE="en")
    client.cookies["store"] = str(dairy.place)
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()[:300]
    return unescape(str(answer.content.decode()))


def names(page: str) -> list[str]:
    return [name.removeprefix("Молоко ") for name in re.findall(r'class="offer-name"[^>]*>([^<]+)<', page)]


def fits(code: str, asked: dict[str, tuple[str, ...]], but: str = "") -> bool:
    of, fat, organic = GOODS[code]
    low, high = (float(asked.get(f"fat.{end}", (std,))[0]) for end, std in (("from", "-inf"), ("to", "inf")))
    told = {
        "milk_of": "milk_of" not in asked or of in asked["milk_of"],
        "fat": low == float("-inf") and high == float("inf") or (fat is not None and low <= fat / 1000 <= high),
        "organic": "organic" not in asked or {True: "yes", False: "no"}.get(organic, "") in asked["organic"],
    }
    return all(well for name, well in told.items() if name != but)


ASKED = [
    {name: texts for name, texts in zip(("milk_of", "fat.from", "fat.to", "organic"), chosen, strict=True) if texts}
    for chosen in product(
        ((), ("cow",), ("cow", "oat"), ("camel",)),
        ((), ("2",)),
        ((), ("2.5",), ("3.2",)),
        ((), ("yes",), ("no",), ("yes", "no")),
    )
]


@pytest.mark.parametrize("free", [False, True])
def test_counts_are_those_of_what_choosing_it_would_show(dairy: Dairy, free: bool) -> None:
    place, at = read_place(dairy.place), clock.now()
    for asked in ASKED:
        shelf = read_shelf(place, PATH, asked, at=at, free=free)
        there = [code for code in GOODS if not free or code == "oat"]
        assert {one.variant.id for one in shelf.page.rows} == {dairy.variants[one] for one in there if fits(one, asked)}
        by_code = {one.attribute.code: one for one in shelf.facets}
        source = {tick.value: tick.goods for tick in by_code["milk_of"].ticks} if "milk_of" in by_code else {}
        wanted = [GOODS[one][0] for one in there if fits(one, asked, but="milk_of")]
        assert source == {
            one: wanted.count(one)
            for one in ("cow", "goat", "oat", "camel")
            if one in wanted or one in asked.get("milk_of", ())
        }, asked
        told = [GOODS[one][2] for one in there if fits(one, asked, but="organic") and GOODS[one][2] is not None]
        ticks = [(tick.value, tick.goods) for tick in by_code["organic"].ticks] if "organic" in by_code else []
        both = [("yes", told.count(True)), ("no", told.count(False))]
        assert ticks == (both if told or "organic" in asked else []), asked
        fats = [GOODS[one][1] or 0 for one in there if fits(one, asked, but="fat") and GOODS[one][1] is not None]
        if "fat" in by_code:
            span = (by_code["fat"].lowest, by_code["fat"].highest)
            assert span == ((min(fats), max(fats)) if fats else (None, None)), asked
        else:
            assert len(set(fats)) < 2 and not {"fat.from", "fat.to"} & asked.keys()


def test_the_address_holds_what_is_chosen_and_an_old_link_hurts_nobody(dairy: Dairy) -> None:
    shelf = f"/shop/c/{quote(PATH)}"
    page = page_of(dairy, shelf)
    assert names(page) == sorted(GOODS) and 'name="a.milk_of" value="goat"' in page and "Camel" not in page
    page = page_of(dairy, f"{shelf}?{urlencode({'a.milk_of': ['cow', 'goat'], 'a.fat.from': '3,2'}, doseq=True)}")
    assert names(page) == ["cow-fat", "goat-fat"]
    assert re.search(r'value="goat" checked', page) and 'value="3.2"' in page
    assert names(page_of(dairy, f"{shelf}?a.milk_of=donkey&a.fat.from=abc&a.nothing=1&a.organic=%00")) == sorted(GOODS)
    assert "Nothing" not in page and 'id="facets"' in page


def test_yes_and_no_are_offered_each_with_its_count(dairy: Dairy) -> None:
    shelf = f"/shop/c/{quote(PATH)}"
    counted = r'name="a.organic" value="(yes|no)"[^>]*><span>([^<]+)</span> <small[^>]*>(\d+)<'
    assert re.findall(counted, page_of(dairy, shelf)) == [("yes", "yes", "3"), ("no", "no", "1")]
    page = page_of(dairy, f"{shelf}?a.organic=no")
    assert names(page) == ["goat-none"] and "Organic: no" in page
    assert names(page_of(dairy, f"{shelf}?a.organic=no&a.organic=yes")) == ["cow-low", "goat-fat", "goat-none", "oat"]
    # what says nothing any more is in neither
    says = CardSays(dairy.products["goat-none"], {dairy.organic.id: Says()})
    describe_goods([says], actor=SYSTEM, at=clock.now())
    assert re.findall(counted, page_of(dairy, shelf)) == [("yes", "yes", "3"), ("no", "no", "0")]


def test_what_was_said_before_noes_were_packed_is_packed_by_the_migration(dairy: Dairy) -> None:
    own = CardSays(dairy.products["oat"], {dairy.organic.id: Says(yes=False)}, dairy.variants["oat"])
    describe_goods([own], actor=SYSTEM, at=clock.now())
    packed = make.ask("SELECT id, facets FROM catalog_variant ORDER BY id")
    no = dairy.organic.key_of(False)
    assert [id for id, facets in packed if no in facets] == sorted([dairy.variants["goat-none"], dairy.variants["oat"]])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_variant SET facets = array_remove(facets, %s)", [no])
        cursor.execute(import_module("prilavok.migrations.0048_noes_packed")._PACK)
    assert make.ask("SELECT id, facets FROM catalog_variant ORDER BY id") == packed


def test_a_shelf_without_attributes_has_no_filters(dairy: Dairy) -> None:
    for one in (dairy.source, dairy.fat, dairy.organic):
        end_attribute(one.id, actor=SYSTEM, at=clock.now())
    page = page_of(dairy, f"/shop/c/{quote(PATH)}?a.milk_of=cow")
    assert 'id="facets"' not in page and names(page) == sorted(GOODS)


def test_a_renamed_value_is_renamed_everywhere_at_once(dairy: Dairy) -> None:
    shelf, about = f"/shop/c/{quote(PATH)}", f"/shop/p/{dairy.products['cow-fat']}"
    assert "Cow" in page_of(dairy, shelf) and "Cow" in page_of(dairy, about)
    renamed = replace(SOURCE, choices=(NewChoice("cow", {"ru": "Коровье", "en": "From cows"}),))
    keep_attribute(renamed, actor=SYSTEM, at=clock.now())
    for address in (shelf, about):
        page = page_of(dairy, address)
        assert "From cows" in page and not re.search(r"Cow\b", page), address


def test_what_goods_say_now_is_counted_at_once(dairy: Dairy) -> None:
    shelf = f"/shop/c/{quote(PATH)}"
    counted = r'value="goat"[^>]*><span>Goat</span> <small[^>]*>(\d+)<'
    assert re.findall(counted, page_of(dairy, shelf)) == ["2"]
    goat = next(one.id for one in dairy.source.choices if one.code == "goat")
    says = {dairy.source.id: Says((goat,))}
    describe_goods([CardSays(dairy.products["oat"], says)], actor=SYSTEM, at=clock.now())
    assert re.findall(counted, page_of(dairy, shelf)) == ["3"]


def test_the_page_of_a_product_says_it_under_headings(dairy: Dairy) -> None:
    page = page_of(dairy, f"/shop/p/{dairy.products['goat-fat']}")
    said = page[page.index('aria-labelledby="said"') : page.index("</section>", page.index('aria-labelledby="said"'))]
    assert re.findall(r"<h3>([^<]+)</h3>", said) == ["What is in it"]
    assert re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", said) == [
        ("Fat", "3.2\u00a0%"),
        ("Organic", "yes"),
        ("Milk of", "Goat"),
    ]
    own = {dairy.fat.id: Says(number=4000)}
    describe_goods(
        [CardSays(dairy.products["goat-fat"], own, dairy.variants["goat-fat"])], actor=SYSTEM, at=clock.now()
    )
    assert "4\u00a0%" in page_of(dairy, f"/shop/p/{dairy.products['goat-fat']}")
    assert names(page_of(dairy, f"/shop/c/{quote(PATH)}?a.fat.from=4")) == ["goat-fat"]


def test_comparison_shows_in_what_goods_differ(dairy: Dairy) -> None:
    leaf, at = make.leaf(), clock.now()
    for code in ("cow-fat", "goat-fat"):
        compare_goods(leaf, dairy.variants[code], touchpoint="site", actor=Actor("leaf", leaf), at=at)
    [shelf] = read_compared([leaf], read_place(dairy.place), at)
    traits = {one.code: one.differs for one in shelf.traits if one.attribute}
    assert traits == {"fat": False, "organic": True, "milk_of": True}
    keep_attribute(replace(SOURCE, compared=False), actor=SYSTEM, at=at)
    [shelf] = read_compared([leaf], read_place(dairy.place), at)
    assert [one.code for one in shelf.traits if one.attribute] == ["fat", "organic"]


def test_search_finds_goods_by_their_values_and_narrows_by_them(dairy: Dairy) -> None:
    assert set(names(page_of(dairy, f"/shop/?q={quote('молоко козье')}"))) == {"goat-fat", "goat-none"}
    page = page_of(dairy, f"/shop/?q={quote('молоко')}")
    assert set(names(page)) == set(GOODS) and 'name="a.milk_of" value="cow"' in page
    page = page_of(dairy, f"/shop/?q={quote('молоко')}&a.milk_of=cow&a.fat.to=2")
    assert names(page) == ["cow-low"]
    assert re.findall(r'value="oat"[^>]*><span>Oat</span> <small[^>]*>(\d+)<', page) == ["1"]
