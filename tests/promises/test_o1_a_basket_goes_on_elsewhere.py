"""O1: a basket begun in one channel is continued in another: the same basket, with who put what in."""

import re
from typing import Any

import httpx
import pytest
from tests import make, people, talking
from tests.bookings_world import NOW
from tests.conftest import OwnDatabase
from tests.doors import counter_world
from tests.doors.counter_world import PART, at_work
from tests.doors.test_till import _field, _receipt
from tests.doors.web_people import client_of
from tests.promises.storm import serving
from tests.scanning import qr_codes
from tests.shop_world import open_counter

from prilavok.domains.baskets.queries import find_open_basket, read_basket
from prilavok.domains.baskets.types import Wish
from prilavok.domains.customers.actions import browser_value, open_leaf, prove_contact
from prilavok.domains.customers.queries import find_leaf, leaves_with
from prilavok.domains.orders.queries import read_order
from prilavok.domains.stock.queries import stock_at
from prilavok.doors.web.shop.visitor import COOKIE
from prilavok.flows import read_arrivals, send_message, share_phone
from prilavok.flows.change_basket import change_basket
from prilavok.flows.meet_visitor import meet_visitor
from prilavok.flows.place_order import place_order
from prilavok.flows.quote_basket import quote_basket
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.ledger.checks import check

#: what the worker runs here
RUN = (read_arrivals, send_message, share_phone)
ANN = 7411
PHONE = "+77015550101"


def test_the_site_the_messenger_and_the_operator_fill_one_basket(own_database: OwnDatabase) -> None:
    at = clock.now()
    tea, cake = open_counter(9, 9, at=at).variants
    [(place,)] = make.ask("SELECT id FROM places_place")
    with serving(own_database) as [(address, _web)]:
        site = httpx.Client(base_url=f"{address}/api/v1/shop")
        site.headers["Authorization"] = f"Bearer {site.post('/guest').json()['token']}"
        wish = {"place": str(place), "lines": [{"variant": str(tea), "quantity": 2}]}
        begun = site.put("/basket", json=wish).json()
        browser = find_leaf("browser", browser_value(site.headers["Authorization"].removeprefix("Bearer ")))
        assert browser is not None
        with story():
            messenger = open_leaf("telegram", "made-up:7", at=at)
        assert find_open_basket(leaves_with(messenger)) is None, "nobody knows yet that they are one person"
        # The phone is proved in both: from now on they are one.
        for leaf in (browser.leaf, messenger):
            with story():
                prove_contact(leaf, "phone", PHONE, source="code", actor=Actor("leaf", leaf), at=at)
        there = find_open_basket(leaves_with(messenger))
        assert there is not None and str(there.id) == begun["id"]
        change_basket(messenger, [Wish(cake, 1)], touchpoint="bot", actor=Actor("leaf", messenger), at=at)
        seen = site.get("/basket").json()
        assert (seen["id"], {line["variant"] for line in seen["lines"]}) == (begun["id"], {str(tea), str(cake)})
        # The operator takes one out and orders for them; the site shows an empty basket and the order.
        desk = Actor("staff", make.leaf())
        change_basket(messenger, [Wish(tea, 1)], touchpoint="desk", actor=desk, at=at)
        hands = {(line.variant, line.touchpoint, line.added_by_kind) for line in read_basket(there.id).lines}
        assert hands == {(tea, "desk", "staff"), (cake, "bot", "leaf")}
        quote = quote_basket(messenger, touchpoint="desk", actor=desk, at=at)
        order = place_order(quote.id, leaf=messenger, touchpoint="desk", actor=desk, at=at)
        assert site.get("/basket").json()["lines"] == []
        told = site.get(f"/orders/{order.order}").json()
        assert (told["number"], len(told["lines"])) == (order.number, 2)
    assert [stock_at(place, one).held for one in (tea, cake)] == [1, 1]


def page(answer: Any) -> str:
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " "))


def test_one_basket_from_the_site_by_telegram_and_desk_to_tablet_and_till(
    rolled_back: None, quick_passwords: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.set_clock(NOW)
    counter, _api, ours = counter_world.open_counter(), talking.install(monkeypatch.setattr), talking.connect()
    milk, cheese = str(counter.shop.variants["milk"]), str(counter.shop.variants["cheese"])
    site, tablet, till = client_of(), at_work("cashier", counter.here), at_work("cashier", counter.here, "till")
    # The site: two of milk, by a guest who proves a phone.
    site.get("/shop/")
    site.post("/shop/stores/choose", {"place": str(counter.here)})
    site.post("/shop/basket/change", {"variant": milk, "amount": "2"})
    leaf = meet_visitor(site.cookies[COOKIE].value, actor=SYSTEM, at=NOW).leaf
    phone = people.new_phone()
    people.prove(leaf, phone, at=NOW)
    begun = find_open_basket([leaf])
    assert begun is not None
    # Telegram: the same person asks for cheese; the operator who answers sees the basket and puts it in.
    contact = {"phone_number": phone, "user_id": ANN, "first_name": "A"}
    talking.arrive(ours["telegram"], talking.message(ANN, contact=contact))
    talking.arrive(ours["telegram"], talking.message(ANN, text="И полкило сыра, пожалуйста"))
    operator = at_work("operator", counter.here)
    [(talk,)] = make.ask("SELECT id FROM conversations_conversation WHERE channel = 'telegram'")
    assert "Молоко" in page(operator.get(f"/desk/conversations/{talk}"))
    operator.post(f"/desk/conversations/{talk}/wish", {"variant": cheese, "quantity": "500"})
    # The tablet: shown by its code, every hand is named; one of milk is enough after all.
    [code] = qr_codes(site.get("/shop/basket/code").content.decode())
    address = tablet.post("/tablet/basket/open", {"scan": code}).headers["Location"]
    seen = page(tablet.get(address))
    assert "milk · Сайт · покупатель" in seen and "cheese · Стол оператора · Test operator" in seen
    tablet.post(f"{address}/wish", {"variant": milk, "amount": "1"})
    assert {(str(one.variant), one.quantity, one.touchpoint) for one in read_basket(begun.id).lines} == {
        (milk, 1, "tablet"),
        (cheese, 500, "desk"),
    }
    assert "Планшет" in page(site.get("/shop/basket"))
    # The till: the same code brings it on the counter; the cheese is left for another day.
    on_counter = page(till.post("/till/scan", {"scan": code}, headers=PART))
    assert "Молоко" in on_counter and "Сыр" in on_counter
    drawn = page(till.post(f"/till/lines/{cheese}", {"quantity": "0", "unit": "gram"}, headers=PART))
    form = {name: _field(drawn, name) for name in ("key", "version", "amount")}
    receipt = _receipt(till.post("/till/pay", form | {"method": "cash"}, headers=PART))
    assert (receipt.amount, read_order(receipt.order).leaf) == (55_000, leaf)
    left = read_basket(begun.id)
    assert (left.state, [(str(one.variant), one.quantity) for one in left.lines]) == ("open", [(cheese, 500)])
    for again in (
        site.get("/shop/basket"),
        tablet.get(address),
        operator.get(f"/desk/conversations/{talk}/basket", headers=PART),
    ):
        assert "Сыр" in page(again)
    # Ordered from the tablet it is an order once, and nowhere a basket any more.
    change_basket(leaf, [Wish(counter.shop.variants["cheese"], 0), Wish(counter.shop.variants["milk"], 3)],
                  touchpoint="site", actor=Actor("leaf", leaf), at=NOW)  # fmt: skip
    quote = re.findall(r'name="quote" value="([^"]*)"', page(tablet.post(f"{address}/quote")))[0]
    assert tablet.post(f"{address}/collect", {"quote": quote}).status_code == 302
    done = read_basket(begun.id)
    assert done.state == "ordered" and done.order is not None and read_order(done.order).touchpoint == "tablet"
    assert "Молоко" not in page(site.get("/shop/basket")) and find_open_basket([leaf]) is None
    assert check() == []
