"""A gift card pays an order brought home at every door: the site, the program of a guest, the tablet, the office."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.delivery_world import FEE, Town, open_town, sent_home
from tests.doors.api_callers import Program, program_of
from tests.doors.counter_world import at_work
from tests.doors.test_api_shop_card import _json
from tests.doors.test_delivery_web import ADDRESS
from tests.doors.web_people import client_of
from tests.flows.test_delivery import readied
from tests.make import leaf
from tests.shop_world import PRICE

from prilavok.domains.giftcards.queries import gift_holds_of, read_gift_card, shown_codes
from prilavok.domains.orders.queries import read_order
from prilavok.domains.shipments.queries import list_shipments
from prilavok.flows.issue_gift_card import issue_by_staff
from prilavok.kit import clock
from prilavok.kit.events.actor import Actor

WHOLE = PRICE + FEE


@pytest.fixture
def town(rolled_back: None, quick_passwords: None) -> Town:
    return open_town((9,))


def card(town: Town, amount: int) -> tuple[UUID, str]:
    at = clock.now()
    made = issue_by_staff(amount, place=town.store, key=str(uuid4()), actor=Actor("staff", uuid4()), at=at)
    return made, shown_codes(at, card=made)[0].code


def page(answer: Any) -> str:
    assert answer.status_code == 200, (answer.status_code, answer.content[:600])
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " "))


def sums(text: str) -> str:
    return text.replace(",", "").replace(" ", "").replace("KZT", "")


def test_a_visitor_of_the_site_pays_a_part_and_the_rest_at_the_door(town: Town) -> None:
    visitor = client_of(HTTP_ACCEPT_LANGUAGE="en")
    visitor.post("/shop/stores/choose", {"place": str(town.store)})
    visitor.post("/shop/basket/change", {"variant": str(town.counter.variant), "amount": "1"})
    quote = re.search(r'name="quote" value="([^"]+)"', page(visitor.get("/shop/checkout/home")))
    assert quote
    form = ADDRESS | {"quote": quote[1], "zone": f"{town.zone}:{FEE}", "pay": "door"}
    address = visitor.post("/shop/checkout/home/place", form).headers["Location"].partition("?")[0]
    order = UUID(address.rsplit("/", 1)[1])
    made, code = card(town, 30_000)
    assert f"{address}/gift-card" in page(visitor.get(address))
    told = page(visitor.post(f"{address}/gift-card", {"code": code}, follow=True))
    assert "pays it when it is sent" in told and f"…{code[-4:]}" in told and "Left to pay</span>" in told
    assert [one.amount for one in gift_holds_of(order, clock.now())] == [30_000]

    [parcel] = list_shipments([order])
    readied(parcel.id, parcel.place)
    courier = at_work("cashier", town.store)
    assert courier.post(f"/tablet/courier/{parcel.id}/take").status_code == 302
    assert read_gift_card(made).balance == 0
    gone = page(visitor.get(address))
    assert f"{address}/gift-card" not in gone, "nothing more is kept for what a courier has"
    door = page(courier.get(f"/tablet/courier/{parcel.id}"))
    assert f"{(WHOLE - 30_000) // 100}" in sums(door)
    key = re.search(r'name="key" value="([^"]+)"', door)
    assert key
    assert courier.post(f"/tablet/courier/{parcel.id}/give", {"key": key[1], "given": ""}).status_code == 302
    assert (read_order(order).commercial, read_order(order).payment) == ("completed", "paid")


def test_a_guest_pays_home_by_rest(town: Town) -> None:
    nobody = program_of(None)
    guest = Program(nobody.client, nobody.post("/shop/guest", None).json()["token"])
    wish = {"place": str(town.store), "lines": [{"variant": str(town.counter.variant), "quantity": 1}]}
    guest.send("PUT", "/shop/basket", data=_json(wish), content_type="application/json")
    quote = guest.post("/shop/quotes", {}).json()["id"]
    home = {"address": "Абая 10, 5", "recipient": "Айгуль", "phone": "+77010001122", "zone": str(town.zone)}
    placed = guest.post("/shop/orders", {"quote": quote, "home": home | {"pay": "before", "expected": FEE}})
    order = placed.json()["order"]
    made, code = card(town, 2 * WHOLE)
    kept = guest.post(f"/shop/orders/{order}/gift-cards", {"code": code})
    assert kept.status_code == 200 and kept.json()["due"]["amount"] == 0
    assert [one["amount"]["amount"] for one in kept.json()["items"]] == [WHOLE]
    assert guest.post(f"/shop/orders/{order}/pay", {}).json()["amount"]["amount"] == 0
    assert guest.post(f"/shop/orders/{order}/gift-cards/{made}/drop", {}).json()["due"]["amount"] == WHOLE
    assert read_gift_card(made).free == 2 * WHOLE


@pytest.mark.parametrize("space", ["tablet", "office"])
def test_staff_enter_the_card_that_the_customer_says(town: Town, space: str) -> None:
    order = sent_home(town, leaf(), 1, pay="before").order
    made, code = card(town, WHOLE - 100)
    staff = at_work("cashier", town.store) if space == "tablet" else at_work("operator", None)
    shown = f"/tablet/home/paid/{order}" if space == "tablet" else f"/office/orders/{order}"
    act = f"/{space}/orders/{order}/gift-card"
    assert act in page(staff.get(shown))
    answer = staff.post(act, {"code": code})
    assert (answer.status_code, answer.headers["Location"]) == (302, shown)
    assert read_gift_card(made).held == WHOLE - 100 and code[-4:] in page(staff.get(shown))
    staff.post(f"{act}/{made}/drop")
    assert read_gift_card(made).held == 0
    assert staff.post(act, {"code": "1234 5678 9012 3456"}).status_code == 302, "told on the page"
    elsewhere = at_work("cashier", open_town((1,)).store, "elsewhere")
    assert elsewhere.post(act, {"code": code}).status_code == 404
    assert at_work("marketer", None, "nobody").post(act, {"code": code}).status_code == 403
    assert read_gift_card(made).held == 0
