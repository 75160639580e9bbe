"""The shop as customers use it, without scripts: look, choose, order, be told why not; and what strangers never see."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.doors.web_people import client_of
from tests.make import ask, on_hand
from tests.small_shop import Shop, open_small_shop
from tests.talking import connect

from prilavok.domains.pricing.actions import set_prices
from prilavok.domains.pricing.types import NewPrice
from prilavok.flows.change_basket import change_basket
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM

_SHOWN_PRICE = re.compile(r'class="price">([^<]*)<')


@pytest.fixture
def shop(rolled_back: None) -> Iterator[Shop]:
    made = open_small_shop()
    connect()
    yield made


@pytest.fixture
def visitor(shop: Shop) -> Any:
    return client_of(HTTP_ACCEPT_LANGUAGE="en")


def _page(client: Any, address: str, status: int = 200, **headers: Any) -> str:
    response = client.get(address, **headers)
    assert response.status_code == status, (address, response.status_code, response.content.decode()[:400])
    return str(response.content.decode())


def _post(client: Any, address: str, **form: object) -> Any:
    response = client.post(address, {name: str(value) for name, value in form.items()})
    assert response.status_code in (200, 302, 303, 409), (address, response.status_code, response.content[:400])
    return response


def _addresses(shop: Shop) -> dict[str, str]:
    return {
        "shop/front": "/shop/",
        "shop/shelf": "/shop/c/Food",
        "shop/found": "/shop/?q=milk",
        "shop/product": f"/shop/p/{shop.products['milk']}",
        "shop/stores": "/shop/stores",
        "shop/basket": "/shop/basket",
        "shop/badge": "/shop/basket/badge",
        "shop/compare": "/shop/compare",
        "shop/checkout": "/shop/checkout",
        "shop/sign-in": "/shop/sign-in",
        "shop/me": "/shop/me",
        "shop/chat": "/shop/chat",
    }


def test_every_page_keeps_to_its_queries(shop: Shop, visitor: Any, budget: Callable[[str], Any]) -> None:
    _page(visitor, "/shop/")
    _post(visitor, "/shop/basket/change", variant=shop.variants["milk"], amount=2)
    for sku in ("milk", "cheese"):
        _post(visitor, "/shop/compare/change", variant=shop.variants[sku])
    for name, address in _addresses(shop).items():
        with budget(name):
            _page(visitor, address)


# ---------------------------------------------------------------- looking


def test_the_front_shows_the_store_its_shelves_and_what_there_is(shop: Shop, visitor: Any) -> None:
    page = _page(visitor, "/shop/")
    assert "Shop in Almaty" in page and "/shop/c/Food" in page
    assert "Milk" in page and "Cheese" not in page, "what the store has none of is not plenty"
    assert "Shop in Moscow" not in _page(visitor, "/shop/stores"), "a warehouse serves nobody"


def test_every_page_is_private_and_keeps_one_token(shop: Shop, visitor: Any) -> None:
    first = visitor.get("/shop/")
    cookie = first.cookies["counter"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["max-age"] == 400 * 24 * 3600
    assert first.headers["Cache-Control"] == "private, no-store"
    token = cookie.value
    assert visitor.get("/shop/me").cookies["counter"].value == token
    visitor.cookies["counter"] = "forged"
    assert visitor.get("/shop/me").cookies["counter"].value not in {token, "forged"}


def test_a_shelf_is_paged_and_narrowed_to_what_is_there(shop: Shop, visitor: Any) -> None:
    whole = _page(visitor, "/shop/c/Food")
    assert "Milk" in whole and "Cheese" in whole and "4,500" in whole
    assert "Bread" not in whole, "without a price at the store it is not sold there"
    free = _page(visitor, "/shop/c/Food?free=1")
    assert "Milk" in free and "Cheese" not in free
    assert "Milk" in _page(visitor, "/shop/c/Food/Dairy")
    _page(visitor, "/shop/c/No/Such", 404)


def test_a_search_forgives_a_slip_and_another_layout(shop: Shop, visitor: Any) -> None:
    for typed in ("молако", "Vjkjrj", "молоко"):
        assert "Milk" in _page(visitor, f"/shop/?q={typed}"), typed
    nothing = _page(visitor, "/shop/?q=zzzzqqq")
    assert "Nothing like it in this store" in nothing and "Milk" not in nothing


def test_a_search_is_told_by_its_page_once_and_narrowing_it_is_none(shop: Shop, visitor: Any) -> None:
    found = _page(visitor, "/shop/?q=milk+%26+%22co%22")
    [form] = re.findall(r'<form hidden [^>]*hx-post="/shop/searched"[^>]*hx-trigger="load"[^>]*>.*?</form>', found)
    assert 'name="q" value="milk &amp; &quot;co&quot;"' in form
    for narrowed in ("/shop/?q=milk&free=1", "/shop/?q=milk&brand=A", "/shop/?q=", "/shop/c/Food"):
        assert "/shop/searched" not in _page(visitor, narrowed)
    assert ask("SELECT count(*) FROM kit_behaviour WHERE verb = 'product.searched'") == [(0,)], "a reading wrote"
    assert visitor.get("/shop/searched").status_code == 405
    for _ in range(2):
        assert visitor.post("/shop/searched", {"q": "milk"}).status_code == 204
    assert visitor.post("/shop/searched", {"q": " "}).status_code == visitor.post("/shop/searched").status_code == 204
    assert ask("SELECT payload::text FROM kit_behaviour WHERE verb = 'product.searched'") == [('{"query": "milk"}',)]


def test_a_product_shows_the_stores_own_price_and_is_noted_by_its_own_request(shop: Shop, visitor: Any) -> None:
    milk = shop.products["milk"]
    page = _page(visitor, f"/shop/p/{milk}")
    assert "550" in _SHOWN_PRICE.findall(page)[0], "the store's own price, not the one of all"
    assert f"variant:{shop.variants['milk']}" in page
    assert ask("SELECT count(*) FROM kit_behaviour WHERE verb = 'product.viewed'") == [(0,)], "a reading wrote"
    assert visitor.post(f"/shop/p/{milk}/seen").status_code == 204
    assert ask("SELECT count(*) FROM kit_behaviour WHERE verb = 'product.viewed' AND subject = %s", milk) == [(1,)]
    _page(visitor, f"/shop/p/{uuid4()}", 404)
    assert visitor.post(f"/shop/p/{uuid4()}/seen").status_code == 404


# ---------------------------------------------------------------- the basket


def _basket(client: Any) -> list[tuple[object, ...]]:
    leaf = _leaf(client)
    return ask(
        "SELECT l.variant_id, l.quantity FROM baskets_line l JOIN baskets_basket b ON b.id = l.basket_id"
        " WHERE b.leaf_id = %s AND b.state = 'open' ORDER BY l.id",
        leaf,
    )


def _leaf(client: Any) -> UUID:
    from prilavok.flows.meet_visitor import meet_visitor

    return meet_visitor(client.cookies["counter"].value, actor=SYSTEM, at=clock.now()).leaf


def test_a_basket_is_filled_changed_and_emptied_by_plain_forms(shop: Shop, visitor: Any) -> None:
    milk = shop.variants["milk"]
    assert "The basket is empty" in _page(visitor, "/shop/basket")
    _post(visitor, "/shop/basket/change", variant=milk, add=1)
    _post(visitor, "/shop/basket/change", variant=milk, add=1)
    assert _basket(visitor) == [(milk, 2)]
    _post(visitor, "/shop/basket/change", variant=milk, amount="3")
    page = _page(visitor, "/shop/basket")
    assert "1,650" in page and "Order for collection" in page
    _post(visitor, "/shop/basket/change", variant=milk, amount="many")
    assert "Write how much as a number" in _page(visitor, "/shop/basket")
    assert _basket(visitor) == [(milk, 3)], "what cannot be read changes nothing"
    _post(visitor, "/shop/basket/change", variant=uuid4(), add=1)
    assert "not known here" in _page(visitor, "/shop/basket")
    _post(visitor, "/shop/basket/change", variant=milk, amount="0")
    assert _basket(visitor) == []


def test_goods_by_weight_are_asked_for_in_kilograms(shop: Shop, visitor: Any) -> None:
    cheese = shop.variants["cheese"]
    _page(visitor, "/shop/")
    _post(visitor, "/shop/basket/change", variant=cheese, amount="0,3")
    assert _basket(visitor) == [(cheese, 300)]
    page = _page(visitor, "/shop/basket")
    assert 'value="0.3"' in page and "1,350" in page and "None left here now" in page
    assert "cannot be ordered as it stands" in page


def test_what_staff_added_says_so(shop: Shop, visitor: Any) -> None:
    from tests.doors.web_people import hire

    from prilavok.domains.baskets.types import Wish
    from prilavok.kit.events.actor import Actor

    _page(visitor, "/shop/")
    operator = Actor("staff", hire("operator").id)
    change_basket(_leaf(visitor), [Wish(shop.variants["milk"], 1)], touchpoint="desk", actor=operator, at=clock.now())
    assert "Added by our staff · Desk" in _page(visitor, "/shop/basket")


# ---------------------------------------------------------------- the order


def _place(client: Any) -> Any:
    page = _page(client, "/shop/checkout")
    form = dict(re.findall(r'name="(quote|version)" value="([^"]*)"', page))
    return _post(client, "/shop/checkout/place", **form)


def _ordered(client: Any, shop: Shop, amount: int = 2) -> str:
    _page(client, "/shop/")
    _post(client, "/shop/basket/change", variant=shop.variants["milk"], amount=amount)
    placed = _place(client)
    assert placed.status_code == 303
    return str(placed.headers["Location"]).partition("?")[0]


def test_an_order_holds_its_goods_and_shows_its_code_to_its_owner_alone(shop: Shop, visitor: Any) -> None:
    store, milk = shop.places["t-alm"], shop.variants["milk"]
    free = ask("SELECT available FROM fact_stock WHERE place = %s AND variant = %s", store, milk)[0][0]
    address = _ordered(visitor, shop)
    page = _page(visitor, address)
    code = re.search(r'class="code" aria-label="(\d{6})"', page)
    assert code and "1,100" in page and "Cancel the order" in page
    left = ask("SELECT available FROM fact_stock WHERE place = %s AND variant = %s", store, milk)[0][0]
    assert isinstance(free, int) and left == free - 2 and on_hand(store, milk) == free
    assert "The basket is empty" in _page(visitor, "/shop/basket")
    assert address in _page(visitor, "/shop/me")
    stranger = client_of()
    _page(stranger, "/shop/")
    for theirs in (address, f"{address}/receipt"):
        assert code[1] not in _page(stranger, theirs, 404)
    assert stranger.post(f"{address}/cancel").status_code == 404
    assert "Cancel the order" in _page(visitor, address), "nobody else's cancelling counts"


def test_the_same_form_sent_twice_is_one_order(shop: Shop, visitor: Any) -> None:
    _page(visitor, "/shop/")
    _post(visitor, "/shop/basket/change", variant=shop.variants["milk"], amount=1)
    form = dict(re.findall(r'name="(quote|version)" value="([^"]*)"', _page(visitor, "/shop/checkout")))
    first, second = (_post(visitor, "/shop/checkout/place", **form) for _time in range(2))
    assert first.headers["Location"].partition("?")[0] == second.headers["Location"].partition("?")[0]
    assert ask("SELECT count(*) FROM orders_order WHERE leaf_id = %s", _leaf(visitor)) == [(1,)]


def test_an_order_is_taken_back_once_and_its_goods_are_free(shop: Shop, visitor: Any) -> None:
    store, milk = shop.places["t-alm"], shop.variants["milk"]
    free = ask("SELECT available FROM fact_stock WHERE place = %s AND variant = %s", store, milk)
    address = _ordered(visitor, shop)
    for _time in range(2):
        assert _post(visitor, f"{address}/cancel").status_code == 303
    page = _page(visitor, address)
    assert "This order was cancelled" in page and 'class="code"' not in page
    assert ask("SELECT available FROM fact_stock WHERE place = %s AND variant = %s", store, milk) == free
    order = UUID(address.rsplit("/", 1)[1])
    assert ask("SELECT count(*) FROM kit_event WHERE verb = 'order.cancelled' AND subject = %s", order) == [(1,)]


def test_a_basket_changed_meanwhile_is_shown_anew_and_nothing_is_ordered(shop: Shop, visitor: Any) -> None:
    _page(visitor, "/shop/")
    _post(visitor, "/shop/basket/change", variant=shop.variants["milk"], amount=1)
    form = dict(re.findall(r'name="(quote|version)" value="([^"]*)"', _page(visitor, "/shop/checkout")))
    (prices,) = ask("SELECT id FROM pricing_list WHERE code = 't-alm'")[0]
    assert isinstance(prices, UUID)
    set_prices([NewPrice(prices, shop.variants["milk"], 70_000, 1, clock.now())], at=clock.now())
    _post(visitor, "/shop/basket/change", variant=shop.variants["milk"], amount=2)
    asked_again = visitor.post("/shop/checkout/place", form)
    page = asked_again.content.decode()
    assert asked_again.status_code == 409
    assert "Nothing was ordered yet" in page and "price changed" in page and "1,400" in page and "550" in page
    assert ask("SELECT count(*) FROM orders_order WHERE leaf_id = %s", _leaf(visitor)) == [(0,)]
    form = dict(re.findall(r'name="(quote|version)" value="([^"]*)"', page))
    assert _post(visitor, "/shop/checkout/place", **form).status_code == 303


def test_who_came_too_late_is_told_what_is_free_and_takes_it_with_one_touch(shop: Shop, visitor: Any) -> None:
    milk = shop.variants["milk"]
    _page(visitor, "/shop/")
    _post(visitor, "/shop/basket/change", variant=milk, amount=40)
    form = dict(re.findall(r'name="(quote|version)" value="([^"]*)"', _page(visitor, "/shop/checkout")))
    quicker = client_of(HTTP_ACCEPT_LANGUAGE="en")
    _ordered(quicker, shop, 20)
    late = visitor.post("/shop/checkout/place", form)
    page = late.content.decode()
    assert late.status_code == 409 and "Somebody was quicker" in page
    free = ask("SELECT available FROM fact_stock WHERE place = %s AND variant = %s", shop.places["t-alm"], milk)[0][0]
    assert f'name="units" value="{free}"' in page
    assert _basket(visitor) == [(milk, 40)], "the basket is as it was"
    _post(visitor, "/shop/basket/change", variant=milk, units=free)
    assert _place(visitor).status_code == 303


# ---------------------------------------------------------------- talking


def test_a_message_sent_twice_is_said_once_and_seen_by_nobody_else(shop: Shop, visitor: Any) -> None:
    page = _page(visitor, f"/shop/chat?product={shop.products['milk']}")
    assert "Milk" in page and "A person answers here" in page
    for _time in range(2):
        _post(visitor, "/shop/chat/write", text="Is it fresh?", key="k-1", product=shop.products["milk"])
    assert _page(visitor, "/shop/chat").count("Is it fresh?") == 1
    _post(visitor, "/shop/chat/write", text="   ", key="k-2", next="/shop/chat")
    assert "Write something first" in _page(visitor, "/shop/chat")
    stranger = client_of(HTTP_ACCEPT_LANGUAGE="en")
    _page(stranger, "/shop/")
    assert "Is it fresh?" not in _page(stranger, "/shop/chat")


def test_an_answer_is_marked_until_it_is_read(shop: Shop, visitor: Any) -> None:
    from tests.doors.web_people import hire

    from prilavok.flows.answer_message import answer
    from prilavok.kit.events.actor import Actor

    _page(visitor, "/shop/chat")
    _post(visitor, "/shop/chat/write", text="Is it fresh?", key="k-1")
    (talk,) = ask("SELECT id FROM conversations_conversation WHERE leaf_id = %s", _leaf(visitor))[0]
    assert isinstance(talk, UUID) and "New answer" not in _page(visitor, "/shop/")
    answer(talk, "Baked today.", key="a-1", actor=Actor("staff", hire("operator").id), at=clock.now())
    assert "New answer" in _page(visitor, "/shop/")
    read = _page(visitor, "/shop/chat")
    assert "Baked today." in read and "Test" in read
    assert "New answer" not in _page(visitor, "/shop/")


def test_the_way_into_telegram_carries_a_fresh_passport(shop: Shop, visitor: Any) -> None:
    _page(visitor, "/shop/")
    told = visitor.post("/shop/chat/on/telegram", {"product": str(shop.products["milk"])}).content.decode()
    link = re.search(r'href="([^"]*/t/ours_bot\?start=[A-Za-z0-9_-]{32,64})"', told)
    assert link, told
    again = visitor.post("/shop/chat/on/telegram").content.decode()
    assert link[1] not in again, "a passport is good once"


def test_the_shop_without_stores_says_so(rolled_back: None) -> None:
    client = client_of(HTTP_ACCEPT_LANGUAGE="en")
    for address in ("/shop/", "/shop/basket", "/shop/c/x"):
        assert "The shop opens soon" in _page(client, address)
    _page(client, "/shop/me")
    _page(client, "/shop/stores")


def test_what_is_not_there_is_said_in_the_shops_own_frame(shop: Shop, visitor: Any) -> None:
    gone = _page(visitor, f"/shop/order/{uuid4()}", 404)
    assert "There is no such order" in gone and "To the shelves" in gone and "sign-in?" not in gone
    assert "begin from the first one" in _page(visitor, "/shop/c/Food?after=forged", 422)
