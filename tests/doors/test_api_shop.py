"""A guest orders over the public API: six calls, and everything that is refused on the way.

Whoever tries coupons out is slowed down by prilavok.flows.slow_down_coupons.
"""

from typing import Any
from uuid import UUID, uuid4

import pytest
from tests import make
from tests.doors.api_callers import V1, Program, program_of
from tests.promotions import published
from tests.shop_world import PRICE, Counter, open_counter

from prilavok.domains.promotions.actions import put_codes
from prilavok.domains.promotions.types.keeping import NewCode
from prilavok.kit.search import write_entries

pytestmark = pytest.mark.usefixtures("rolled_back")


def _guest() -> Program:
    nobody = program_of(None)
    answer = nobody.post("/shop/guest", None)
    assert answer.status_code == 201
    return Program(nobody.client, answer.json()["token"])


def _now() -> Any:
    from prilavok.kit import clock

    return clock.now()


def _counter(*units: int) -> Counter:
    return open_counter(*units, at=_now())


def _put(guest: Program, counter: Counter, *quantities: int, **more: Any) -> Any:
    lines = [
        {"variant": str(variant), "quantity": quantity}
        for variant, quantity in zip(counter.variants, quantities, strict=False)
    ]
    body = {"place": str(counter.place), "lines": lines, **more.pop("body", {})}
    return guest.client.put(V1 + "/shop/basket", body, content_type="application/json", **guest._with(more))


def _enter(guest: Program, *codes: str) -> Any:
    body = {"coupons": list(codes)}
    return guest.client.put(V1 + "/shop/basket", body, content_type="application/json", **guest._with({}))


def _quote(guest: Program, **more: Any) -> Any:
    return guest.post("/shop/quotes", {}, **more)


def test_a_search_keeps_to_the_shelf_it_names() -> None:
    counter, guest = _counter(5), _guest()
    [product] = [one["id"] for one in guest.get(f"/shop/products?place={counter.place}").json()["items"]]
    write_entries("product", [(UUID(product), "name", "Кумыс")])
    asked = f"/shop/products?place={counter.place}&q=Кумыс"
    for category, found in (
        ("", [product]),
        ("&category=Shelf", [product]),
        ("&category=Shel", []),
        ("&category=x", []),
    ):
        assert [one["id"] for one in guest.get(asked + category).json()["items"]] == found, category


def test_six_calls_make_an_order() -> None:
    counter, guest = _counter(5, 7), _guest()
    shown = guest.get(f"/shop/products?place={counter.place}&limit=200").json()["items"]
    offered = {one["variants"][0]["id"]: one["variants"][0] for one in shown}
    assert offered.keys() == {str(variant) for variant in counter.variants}
    first = offered[str(counter.variant)]
    assert (first["price"], first["per"], first["free"]) == ({"amount": PRICE, "currency": "KZT"}, 1, 5)
    basket = _put(guest, counter, 2, 1).json()
    assert (basket["version"], basket["place"], len(basket["lines"])) == (2, str(counter.place), 2)
    quote = _quote(guest)
    assert quote.status_code == 201
    assert quote.json()["amount"] == {"amount": 3 * PRICE, "currency": "KZT"}
    answer = guest.post("/shop/orders", {"quote": quote.json()["id"], "basket_version": 2})
    assert answer.status_code == 201
    order = answer.json()
    assert order["new"] is True
    seen = guest.get(f"/shop/orders/{order['order']}").json()
    assert (seen["number"], seen["commercial"], seen["payment"], seen["fulfilment"]) == (
        order["number"], "placed", "unpaid", "open",
    )  # fmt: skip
    assert [(line["variant"], line["quantity"], line["handed_over"]) for line in seen["lines"]] == [
        (str(counter.variants[0]), 2, 0),
        (str(counter.variants[1]), 1, 0),
    ]
    assert len(seen["pickup"]["code"]) == 6 and seen["pickup"]["state"] == "planned"
    assert guest.get("/shop/basket").json() == {"id": None, "version": 0, "place": None, "lines": [], "coupons": []}
    left = guest.get(f"/shop/products/{shown[0]['id']}?place={counter.place}").json()["variants"][0]["free"]
    assert left == 3


def test_the_same_quote_is_the_same_order_and_the_same_key_the_same_answer() -> None:
    counter, guest = _counter(5), _guest()
    key = {"headers": {"Idempotency-Key": "put-1"}}
    first, again = _put(guest, counter, 2, **key), _put(guest, counter, 2, **key)
    assert first.content == again.content
    assert (first.headers["Idempotent-Replayed"], again.headers["Idempotent-Replayed"]) == ("false", "true")
    assert _put(guest, counter, 3, **key).json()["code"] == "key.reused"
    one = _quote(guest, headers={"Idempotency-Key": "q"})
    assert _quote(guest, headers={"Idempotency-Key": "q"}).json() == one.json()
    assert _quote(guest).json()["id"] != one.json()["id"]
    named = {"headers": {"Idempotency-Key": "o"}}
    placed = guest.post("/shop/orders", {"quote": one.json()["id"]}, **named)
    replayed = guest.post("/shop/orders", {"quote": one.json()["id"]}, **named)
    assert (replayed.status_code, replayed.content) == (201, placed.content)
    assert replayed.headers["Idempotent-Replayed"] == "true"
    assert guest.post("/shop/orders", {"quote": str(uuid4())}, **named).json()["code"] == "key.reused"
    known = guest.post("/shop/orders", {"quote": one.json()["id"]})
    assert (placed.status_code, known.status_code) == (201, 200)
    assert known.json() == {**placed.json(), "new": False}
    assert make.ask("SELECT count(*) FROM orders_order WHERE leaf_id = %s", _leaf(guest)) == [(1,)]


def test_whoever_tries_codes_out_is_slowed_down_however_many_guests_they_are() -> None:
    counter, promotion = _counter(5), published("autumn", right=True)
    put_codes([NewCode("AUTUMN", promotion)], at=_now())
    guest = _guest()
    _put(guest, counter, 1)
    assert _enter(guest, "autumn").json()["coupons"] == ["AUTUMN"]
    for _ in range(12):
        assert _enter(guest, "AUTUMN").status_code == 200, "one that is in it is no try"
    tried = [_enter(_guest(), f"GUESS{nth}") for nth in range(9)]
    assert [(one.status_code, one.json()["code"]) for one in tried] == [(422, "coupon.unknown")] * 9
    before = make.rows_of_all_tables()
    too_often = _enter(guest, "AUTUMN", "SPRING")
    assert (too_often.status_code, too_often.json()["code"]) == (429, "limit.reached")
    assert int(too_often.headers["Retry-After"]) > 0
    assert make.grown(before) == {}, "a refusal writes nothing"
    assert guest.get("/shop/basket").json()["coupons"] == ["AUTUMN"]


def test_what_is_no_longer_free_is_told_with_where_it_is() -> None:
    counter, guest, other = _counter(3, 9), _guest(), _guest()
    near = make.place()
    from prilavok.domains.stock.actions import open_stock
    from prilavok.domains.stock.types import Opening
    from prilavok.kit.events.actor import SYSTEM

    open_stock([Opening(near, counter.variant, 4, False)], occurred=_now(), actor=SYSTEM, at=_now(), origin="load")
    _put(guest, counter, 2, 1)
    quote = _quote(guest).json()["id"]
    _put(other, counter, 2)
    assert other.post("/shop/orders", {"quote": _quote(other).json()["id"]}).status_code == 201
    before = make.rows_of_all_tables()
    answer = guest.post("/shop/orders", {"quote": quote})
    assert make.grown(before) == {}, "a refusal writes nothing"
    assert answer.status_code == 409
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["code"] == "order.out_of_stock"
    lack = {"variant": str(counter.variant), "asked": 2, "free": 1, "elsewhere": [str(near)], "wait_until": None}
    assert told["lacks"] == [lack]


def test_a_changed_basket_gets_its_new_price_with_the_refusal() -> None:
    counter, guest = _counter(9), _guest()
    _put(guest, counter, 1)
    quote = _quote(guest).json()
    _put(guest, counter, 4)
    answer = guest.post("/shop/orders", {"quote": quote["id"]})
    assert (answer.status_code, answer.json()["code"]) == (409, "quote.ended")
    fresh = answer.json()["quote"]
    assert fresh["amount"]["amount"] == 4 * PRICE
    assert guest.post("/shop/orders", {"quote": fresh["id"]}).status_code == 201
    assert guest.post("/shop/orders", {"quote": quote["id"]}).json()["code"] == "basket.closed"


def test_what_is_not_the_guests_is_not_there() -> None:
    counter, guest, stranger = _counter(5), _guest(), _guest()
    _put(guest, counter, 1)
    quote = _quote(guest).json()["id"]
    assert stranger.post("/shop/orders", {"quote": quote}).json()["code"] == "quote.unknown"
    assert stranger.get("/shop/basket").json()["lines"] == []
    order = guest.post("/shop/orders", {"quote": quote}).json()["order"]
    assert stranger.get(f"/shop/orders/{order}").status_code == 404
    assert stranger.post("/shop/orders", {"quote": quote}).status_code == 404


def test_what_a_basket_refuses() -> None:
    counter, guest = _counter(5), _guest()
    assert _quote(guest).json()["code"] == "basket.empty"
    unknown = Counter(counter.place, (uuid4(),))
    assert _put(guest, unknown, 1).json()["code"] == "basket.not_on_sale"
    assert _put(guest, counter, 1_000_001).json()["code"] == "request.unfit"
    assert _put(guest, counter, 1).status_code == 200
    answer = _put(guest, counter, 2, body={"version": 1})
    assert (answer.status_code, answer.json()["code"]) == (412, "version.changed")
    assert _put(guest, counter, 2, body={"place": str(uuid4())}).json()["code"] == "place.unknown"
    bare = guest.client.put(V1 + "/shop/basket", {"lines": []}, content_type="text/plain", **guest._with({}))
    assert bare.status_code == 415
    elsewhere = make.place()
    assert _put(guest, counter, body={"place": str(elsewhere)}).status_code == 200
    assert _quote(guest).json()["code"] == "price.none"


def test_nobody_and_staff_are_no_guests() -> None:
    for token in ("", "x", "a" * 43):
        program = Program(program_of(None).client, token)
        answer = program.get("/shop/basket")
        assert (answer.status_code, answer.json()["code"]) == (401, "token.refused" if token else "token.missing")
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="prilavok"'
    assert program_of("owner").get("/shop/basket").status_code == 401
    assert _guest().get("/orders").status_code == 401
    assert _guest().get("/shop/basket?colour=red").json()["code"] == "request.unfit"


def test_an_address_begins_so_many_guests_and_a_guest_asks_so_often(monkeypatch: pytest.MonkeyPatch) -> None:
    from prilavok.doors.api import shop_guests
    from prilavok.kit.limits import BucketsInMemory, Limit
    from prilavok.kit.settings import where

    guest, another = _guest(), _guest()
    make.ask("DELETE FROM kit_bucket RETURNING 1")
    monkeypatch.setenv("PRILAVOK_GUESTS", "2")
    where.cache_clear()
    try:
        nobody = program_of(None)
        assert [nobody.post("/shop/guest", None).status_code for _ in range(3)] == [201, 201, 429]
        other = nobody.client.post(V1 + "/shop/guest", REMOTE_ADDR="203.0.113.9")
        assert other.status_code == 201, "another address has a bucket of its own"
    finally:
        monkeypatch.undo()
        where.cache_clear()
    monkeypatch.setattr(shop_guests, "BY_GUEST", BucketsInMemory(Limit("shop guest", capacity=2, per_minute=2)))
    assert [guest.get("/shop/basket").status_code for _ in range(3)] == [200, 200, 429]
    assert another.get("/shop/basket").status_code == 200


def _leaf(guest: Program) -> UUID:
    from prilavok.domains.customers.actions import browser_value
    from prilavok.domains.customers.queries import find_leaf

    found = find_leaf("browser", browser_value(guest.token))
    assert found is not None
    return found.leaf


def test_two_lines_of_one_product_are_one_demand() -> None:
    counter, guest = _counter(9), _guest()
    milk = str(counter.variant)
    lines = [{"variant": milk, "quantity": 2}, {"variant": milk, "quantity": 3}]
    assert _put(guest, counter, body={"lines": lines}).json()["lines"] == [{"variant": milk, "quantity": 5}]
    lines = [{"variant": milk, "quantity": 999_999}, {"variant": milk, "quantity": 2}]
    over = _put(guest, counter, body={"lines": lines})
    assert (over.status_code, over.json()["code"]) == (422, "basket.full")
    assert guest.get("/shop/basket").json()["lines"] == [{"variant": milk, "quantity": 5}]
