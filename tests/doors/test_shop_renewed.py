"""The shop's lists keep how an offer is drawn, never what it says: whatever changes is seen by whoever looks next."""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape

import pytest
from tests import make
from tests.doors.web_people import client_of
from tests.promotions import published
from tests.small_shop import Shop, open_small_shop

from prilavok.domains.catalog.actions import put_cards
from prilavok.domains.catalog.queries import list_variant_keys
from prilavok.domains.catalog.types import NewCard
from prilavok.domains.pricing.actions import set_prices
from prilavok.domains.pricing.types import NewPrice
from prilavok.domains.promotions.actions import stop_promotion
from prilavok.domains.promotions.types.acts import Percent, Reach
from prilavok.domains.stock.types import Safety
from prilavok.flows.keep_back import keep_back
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.search import write_entries

LANGUAGES = ("en", "ru", "kk")
_HERE = {"en": "In stock: {}", "ru": "В наличии: {}", "kk": "Қолда бар: {}"}
_NONE = {"en": "None here now", "ru": "Здесь сейчас нет", "kk": "Мұнда қазір жоқ"}


@pytest.fixture
def shop(rolled_back: None) -> Iterator[Shop]:
    yield open_small_shop()


def _said(shop: Shop, language: str) -> dict[str, str]:
    """What each list and page says of the milk, without its marks."""
    client = client_of(HTTP_ACCEPT_LANGUAGE=language)
    client.cookies["store"] = str(shop.places["t-alm"])
    said = {}
    for address in ("/shop/", "/shop/c/Food", "/shop/c/Food/Dairy?free=1", "/shop/?q=молоко"):
        page = client.get(address).content.decode()
        lines = [one for one in page.split('<li class="offer">') if str(shop.products["milk"]) in one.split("</li>")[0]]
        said[address] = _plain(lines[0].split("</li>")[0]) if lines else ""
    page = client.get(f"/shop/p/{shop.products['milk']}").content.decode()
    said["product"] = _plain(
        page.split("<h1>")[1].split("</h1>")[0] + page.split('id="buy"')[1].partition(">")[2].split("</section>")[0]
    )
    return said


def _plain(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def _everywhere(shop: Shop, holds: tuple[str, ...], never: tuple[str, ...] = ()) -> None:
    for language in LANGUAGES:
        for page, text in _said(shop, language).items():
            for one in holds:
                assert one in text, (language, page, one, text)
            for one in never:
                assert one not in text, (language, page, one, text)


def _rename(shop: Shop, name: str) -> None:
    names = json.dumps(dict.fromkeys(LANGUAGES, name))
    make.ask("UPDATE catalog_product SET name = %s::jsonb WHERE id = %s RETURNING 1", names, shop.products["milk"])


def _own_list(shop: Shop) -> object:
    return make.ask("SELECT id FROM pricing_list WHERE place_id = %s", shop.places["t-alm"])[0][0]


def test_a_new_name_price_or_promotion_is_seen_by_whoever_looks_next(shop: Shop) -> None:
    at, variant = clock.now(), shop.variants["milk"]
    for language, name in zip(LANGUAGES, ("Milk", "Молоко", "Сүт"), strict=True):
        for page, text in _said(shop, language).items():
            assert name in text and "550" in text and "1 l" in text, (language, page, text)
    _rename(shop, 'Cream "<b>" & Co')
    _everywhere(shop, ('Cream "<b>" & Co', "550"), ("Milk", "Молоко", "Сүт"))
    _set_price(shop, 61_200, at)
    _everywhere(shop, ("Cream", "612"), ("550",))
    promotion = published("tenth", Percent(1000), at=at, reach=Reach(variants=(variant,)))
    _everywhere(shop, ("612", "551"), ("550",))
    with story():
        stop_promotion(promotion, actor=SYSTEM, at=clock.now())
    _everywhere(shop, ("612",), ("550", "551"))


def _set_price(shop: Shop, amount: int, at: datetime) -> None:
    price = NewPrice(_own_list(shop), shop.variants["milk"], amount, 1, at - timedelta(seconds=1))  # type: ignore[arg-type]
    assert set_prices([price], at=at) == 1


def test_what_was_sold_kept_back_or_taken_off_sale_is_seen_by_whoever_looks_next(shop: Shop) -> None:
    at, place, variant = clock.now(), shop.places["t-alm"], shop.variants["milk"]
    for language in LANGUAGES:
        for page, text in _said(shop, language).items():
            assert _HERE[language].format(48) in text, (language, page, text)
    keep_back(Safety(variant=variant, place=place, units=20, valid_from=at), key="some", actor=SYSTEM, at=at)
    for language in LANGUAGES:
        for page, text in _said(shop, language).items():
            assert _HERE[language].format(28) in text and _NONE[language] not in text, (language, page, text)
    keep_back(Safety(variant=variant, place=place, units=48, valid_from=at), key="all", actor=SYSTEM, at=at)
    for language in LANGUAGES:
        said = _said(shop, language)
        for page in ("/shop/", "/shop/c/Food/Dairy?free=1"):
            assert said[page] == "", (language, page, "nothing of it can be taken")
        for page in ("/shop/c/Food", "/shop/?q=молоко", "product"):
            assert _NONE[language] in said[page] and "28" not in said[page], (language, page, said[page])
    make.ask("UPDATE pricing_version SET valid_to = %s WHERE variant_id = %s RETURNING 1", at, variant)
    for language in LANGUAGES:
        said = _said(shop, language)
        assert [page for page, text in said.items() if text] == ["product"], "without a price it is on no list"
        assert "550" not in said["product"]


def test_goods_of_a_new_card_stand_on_the_shelf_at_once(shop: Shop) -> None:
    at, place = clock.now(), shop.places["t-alm"]
    client = client_of(HTTP_ACCEPT_LANGUAGE="en")
    client.cookies["store"] = str(place)
    assert "Kefir" not in client.get("/shop/c/Food/Dairy").content.decode()
    put_cards([NewCard("kefir", {"en": "Kefir", "ru": "Кефир"}, ("Food", "Dairy"), "piece", brand="Own")], at=at)
    key = list_variant_keys(["kefir"])["kefir"]
    write_entries("product", [(key.product, "name", "Кефир")])
    assert "Kefir" not in client.get("/shop/?q=кефир").content.decode(), "without a price it is not sold"
    set_prices([NewPrice(_own_list(shop), key.id, 70_000, 1, at - timedelta(seconds=1))], at=at)  # type: ignore[arg-type]
    for address in ("/shop/c/Food/Dairy", "/shop/?q=кефир"):
        page = client.get(address).content.decode()
        assert "Kefir" in page and "700" in page, address
