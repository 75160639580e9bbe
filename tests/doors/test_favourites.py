"""Favourites on the site: the heart everywhere, and the page that says what became cheaper and what is here again."""

import json
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from tests import make
from tests.doors.web_people import client_of
from tests.small_shop import Shop, open_small_shop
from tests.talking import connect

from prilavok.domains.favourites.queries import list_favourites
from prilavok.domains.pricing.actions import put_price_lists, set_prices
from prilavok.domains.pricing.types import NewPrice
from prilavok.domains.stock.actions import open_stock
from prilavok.domains.stock.types import Opening
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM


@pytest.fixture
def shop(rolled_back: None, quick_passwords: None) -> Shop:
    made = open_small_shop()
    connect()
    return made


def own_list(shop: Shop) -> UUID:
    return put_price_lists([("t-alm", {"en": "Almaty"}, "KZT", shop.places["t-alm"])])["t-alm"]


def page(client: Any, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, (address, response.status_code, response.content[:300])
    return str(response.content.decode())


def press(client: Any, variant: UUID, **more: str) -> str:
    answer = client.post("/shop/favourites/change", {"variant": str(variant), "next": "/shop/favourites", **more})
    assert answer.status_code == 303, answer.content[:300]
    return page(client, answer.headers["Location"])


def pressed(shown: str, variant: UUID) -> list[str]:
    return re.findall(rf'id="heart-{variant}" [^>]*aria-pressed="(\w+)"', shown)


def named(shown: str) -> list[str]:
    return re.findall(r'<li class="line favourite">\s*<div class="line-words"><a href="[^"]+">([^<]+)</a>', shown)


def test_the_heart_stands_wherever_goods_do_and_says_what_it_is(shop: Shop) -> None:
    milk, cheese = shop.variants["milk"], shop.variants["cheese"]
    visitor = client_of(HTTP_ACCEPT_LANGUAGE="en")
    empty = page(visitor, "/shop/favourites")
    assert "Nothing in your favourites yet" in empty and "Press the heart" in empty
    for variant in (milk, cheese):
        visitor.post("/shop/compare/change", {"variant": str(variant)})
    visitor.post("/shop/basket/change", {"variant": str(milk), "add": "1"})
    where = ["/shop/", "/shop/c/Food/Dairy", "/shop/?q=молоко", f"/shop/p/{shop.products['milk']}", "/shop/compare",
             "/shop/basket"]  # fmt: skip
    for address in where:
        assert pressed(page(visitor, address), milk) == ["false"], address
    there = press(visitor, milk)
    assert named(there) == ["Milk"] and "In your favourites: Milk" in there
    for address in where:
        shown = page(visitor, address)
        assert pressed(shown, milk) == ["true"], address
        assert "false" in pressed(shown, cheese) or address not in ("/shop/c/Food/Dairy", "/shop/compare"), address
    # Another browser has none of it; neither has it any way to this one's.
    assert pressed(page(client_of(), "/shop/"), milk) == ["false"]
    # Of what is not ours nothing is kept.
    refused = visitor.post("/shop/favourites/change", {"variant": str(make.COMPANY), "next": "/shop/favourites"})
    assert "This product is not known here" in page(visitor, refused.headers["Location"])


def test_a_script_gets_the_heart_alone_and_is_told_why_not(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    milk, visitor = shop.variants["milk"], client_of(HTTP_ACCEPT_LANGUAGE="en")

    def ask(variant: UUID, **more: str) -> str:
        form = {"variant": str(variant), "part": "1", "next": "/shop/c/Food", **more}
        answer = visitor.post("/shop/favourites/change", form, HTTP_HX_REQUEST="true")
        assert answer.status_code == 200, answer.content[:300]
        return str(answer.content.decode())

    on = ask(milk)
    assert pressed(on, milk) == ["true"] and "<html" not in on and 'name="out"' in on
    assert 'name="next" value="/shop/c/Food"' in on and "In your favourites: Milk" in on
    off = ask(milk, out="1", large="1")
    assert pressed(off, milk) == ["false"] and 'name="out"' not in off and "heart-large" in off
    monkeypatch.setattr("prilavok.domains.favourites.actions.MOST_FAVOURITES", 0)
    full = ask(shop.variants["cheese"])
    assert pressed(full, shop.variants["cheese"]) == ["false"] and "Take something out first" in full


def test_the_page_says_what_became_cheaper_and_what_is_here_again(shop: Shop) -> None:
    at, place = clock.now(), shop.places["t-alm"]
    milk, cheese = shop.variants["milk"], shop.variants["cheese"]
    visitor = client_of(HTTP_ACCEPT_LANGUAGE="en")
    press(visitor, milk)
    first = press(visitor, cheese)
    assert named(first) == ["Cheese", "Milk"], "the latest first"
    assert "Cheaper by" not in first and "Back in stock" not in first and "here since" in first
    set_prices([NewPrice(own_list(shop), milk, 49_000, 1, at)], at=at)
    set_prices([NewPrice(own_list(shop), cheese, 460_000, 1000, at)], at=at)
    open_stock([Opening(place, cheese, 5_000, True)], occurred=at, actor=SYSTEM, at=at, origin="load")
    told = page(visitor, "/shop/favourites")
    assert re.search(r"Cheaper by [^<]*60<", told), told[-6000:]
    assert "550" in told and "when you put it here" in told and told.count("Back in stock") == 2
    assert named(page(visitor, "/shop/favourites?only=cheaper")) == ["Milk"]
    assert named(page(visitor, "/shop/favourites?only=back")) == ["Cheese"]
    assert named(page(visitor, "/shop/favourites?only=here")) == ["Cheese", "Milk"]
    # All that lies here goes into the basket by one act, once.
    assert "Put all 2 that lie here into the basket" in told
    done = visitor.post("/shop/favourites/basket", {"next": "/shop/favourites"})
    after = page(visitor, done.headers["Location"])
    assert "2 products are in the basket" in after and after.count("In the basket") == 2
    assert "that lie here into the basket" not in after
    visitor.post("/shop/favourites/basket", {"next": "/shop/favourites"})
    rows = make.ask("SELECT quantity FROM baskets_line ORDER BY quantity")
    assert rows == [(1,), (250,)]


def test_what_was_taken_out_is_put_back_as_it_was(shop: Shop) -> None:
    milk, visitor = shop.variants["milk"], client_of(HTTP_ACCEPT_LANGUAGE="en")
    press(visitor, milk)
    leaf = make.ask("SELECT leaf_id FROM favourites_favourite")[0][0]
    [before] = list_favourites([leaf])
    assert before.price is not None and (before.price.amount, before.price.currency, before.there) == (
        55_000, "KZT", True,
    )  # fmt: skip
    gone = press(visitor, milk, out="1", next=f"/shop/favourites?gone={milk}")
    assert "Taken out: Milk" in gone and "Put it back" in gone and named(gone) == []
    at = clock.now()
    set_prices([NewPrice(own_list(shop), milk, 49_000, 1, at)], at=at)
    back = press(visitor, milk)
    assert named(back) == ["Milk"] and "Cheaper by" in back and "Taken out" not in back
    assert list_favourites([leaf]) == [before]


def test_what_is_renamed_or_sold_no_more_is_said_as_it_is(shop: Shop) -> None:
    milk, visitor = shop.variants["milk"], client_of(HTTP_ACCEPT_LANGUAGE="en")
    press(visitor, milk)
    renamed = json.dumps({"en": "Whole milk"})
    make.ask("UPDATE catalog_product SET name = %s WHERE id = %s RETURNING 1", renamed, shop.products["milk"])
    assert named(page(visitor, "/shop/favourites")) == ["Whole milk"]
    make.ask("UPDATE catalog_product SET archived_at = now() WHERE id = %s RETURNING 1", shop.products["milk"])
    ended = page(visitor, "/shop/favourites")
    assert "Not on sale any more" in ended and "To the basket" not in ended
    assert named(press(visitor, milk, out="1")) == []
    assert "This product is not on sale any more" in press(visitor, milk)


def test_a_shelf_asks_once_for_all_hearts_and_for_who_never_had_one_not_at_all(
    shop: Shop, budget: Callable[[str], Any]
) -> None:
    visitor = client_of(HTTP_ACCEPT_LANGUAGE="en")
    page(visitor, "/shop/")
    with budget("shop/favourites none"):
        page(visitor, "/shop/favourites")
    visitor.post("/shop/basket/change", {"variant": str(shop.variants["milk"]), "add": "1"})
    with budget("shop/shelf"):
        page(visitor, "/shop/c/Food")
    for code in ("milk", "cheese"):
        press(visitor, shop.variants[code])
    with budget("shop/shelf hearts"):
        page(visitor, "/shop/c/Food")
    with budget("shop/favourites"):
        page(visitor, "/shop/favourites")
