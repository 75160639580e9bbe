"""An order brought home is changed before it leaves: on the own page, by programs, in office, desk and tablet."""

import re
from typing import Any
from uuid import UUID

import pytest
from tests.delivery_world import ADDRESS, FEE, Town, open_town, sent_home
from tests.doors.api_callers import Program, program_of
from tests.doors.counter_world import at_work
from tests.doors.test_api_shop_card import _json
from tests.doors.test_delivery_web import ADDRESS as HOME
from tests.doors.web_people import client_of
from tests.flows.test_change_home import brought
from tests.flows.test_delivery import readied
from tests.make import AT, ask, grown, leaf, rows_of_all_tables
from tests.shop_world import PRICE

from prilavok.domains.orders.queries import read_order
from prilavok.domains.shipments.queries import find_delivery, list_shipments
from prilavok.flows.deliver_parcel import take_parcel
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM


@pytest.fixture
def town(rolled_back: None, quick_passwords: None) -> Town:
    clock.set_clock(AT)
    return open_town((9, 9))


def page(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, (answer.status_code, answer.content[:900])
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " "))


def drawn(text: str) -> dict[str, str]:
    """The fields that a preview was drawn with."""
    found = {name: re.search(rf'name="{name}" value="([^"]*)"', text) for name in ("version", "sum", "key")}
    return {name: one[1] for name, one in found.items() if one}


def words(town: Town, **more: str) -> dict[str, str]:
    home = {"address": ADDRESS, "recipient": "Айгуль", "phone": "+7 701 000 11 22", "note": "домофон 5"}
    return home | {"zone": str(town.zone)} | more


def visited(town: Town) -> tuple[Any, UUID]:
    """A visitor of the site who ordered two of the first product home."""
    visitor = client_of(HTTP_ACCEPT_LANGUAGE="en")
    visitor.post("/shop/stores/choose", {"place": str(town.store)})
    visitor.post("/shop/basket/change", {"variant": str(town.counter.variant), "amount": "2"})
    quote = re.search(r'name="quote" value="([^"]+)"', page(visitor.get("/shop/checkout/home")))
    assert quote
    form = HOME | {"quote": quote[1], "zone": f"{town.zone}:{FEE}", "pay": "door"}
    address = visitor.post("/shop/checkout/home/place", form).headers["Location"].partition("?")[0]
    return visitor, UUID(address.rsplit("/", 1)[1])


def test_a_customer_changes_it_on_the_page_of_the_order(town: Town) -> None:
    visitor, order = visited(town)
    first, second = town.counter.variants
    address = f"/shop/order/{order}/change"
    assert address in page(visitor.get(f"/shop/order/{order}"))
    assert f'name="amount-{first}" value="2"' in page(visitor.get(address))
    visitor.post("/shop/basket/change", {"variant": str(second), "amount": "1"})
    assert f'name="amount-{second}" value="0"' in page(visitor.get(address)), "what is in the basket may come along"
    form = HOME | {"zone": str(town.zone), f"amount-{first}": "1", f"amount-{second}": "3", "note": "у ворот"}
    before = rows_of_all_tables()
    looked = page(visitor.post(address, form | {"act": "look"}))
    assert grown(before) == {} and "What it would make" in looked
    seen = drawn(looked)
    assert seen["sum"] == str(4 * PRICE + FEE)
    other = page(visitor.post(address, form | seen | {"act": "confirm", "sum": "1"}), 412)
    assert "у ворот" in other and read_order(order).amount == 2 * PRICE + FEE, "what was typed stays typed"
    for _twice in range(2):
        done = visitor.post(address, form | seen | {"act": "confirm"})
        assert (done.status_code, done.headers["Location"]) == (303, f"/shop/order/{order}")
    assert read_order(order).amount == 4 * PRICE + FEE and brought(order) == {town.store: {first: 1, second: 3}}
    agreed = find_delivery(order)
    assert agreed is not None and agreed.note == "у ворот"

    stranger = client_of(HTTP_ACCEPT_LANGUAGE="en")
    assert stranger.get(address).status_code == 404 and stranger.post(address, form).status_code == 404
    [parcel] = [one for one in list_shipments([order]) if one.waits]
    readied(parcel.id, parcel.place)
    take_parcel(parcel.id, place=town.store, actor=SYSTEM, at=clock.now())
    gone = page(visitor.post(address, form | {"act": "look"}), 409)
    assert "has left already" in gone and address not in page(visitor.get(f"/shop/order/{order}"))


@pytest.mark.parametrize("space", ["office", "desk", "tablet"])
def test_staff_change_it_for_a_customer(town: Town, space: str) -> None:
    first, second = town.counter.variants
    order = sent_home(town, leaf(), 2).order
    staff = at_work("cashier", town.store) if space == "tablet" else at_work("operator", None)
    address = f"/{space}/orders/{order}/change"
    shown = {"office": f"/office/orders/{order}", "tablet": f"/tablet/home/paid/{order}"}
    if space in shown:
        assert address in page(staff.get(shown[space]))
    assert f'name="amount-{first}" value="2"' in page(staff.get(address))

    [(sku,)] = ask("SELECT sku FROM catalog_variant WHERE id = %s", second)
    assert f'name="amount-{second}" value="0"' in page(staff.post(address, words(town) | {"code": str(sku)}))
    page(staff.post(address, words(town) | {"code": "nothing like it"}), 422)
    form = words(town) | {f"amount-{first}": "2", f"amount-{second}": "1"}
    seen = drawn(page(staff.post(address, form | {"act": "look"})))
    done = staff.post(address, form | seen | {"act": "confirm"})
    assert (done.status_code, done.headers["Location"]) == (302, address)
    assert brought(order) == {town.store: {first: 2, second: 1}}
    page(staff.post(address, form | seen | {"act": "confirm", "key": "other"}), 412)
    elsewhere = at_work("cashier", open_town((1,)).store, "elsewhere")
    assert elsewhere.post(address, form | {"act": "look"}).status_code == 404
    assert at_work("marketer", None, "nobody").get(address).status_code == 403


def test_programs_look_and_change(town: Town) -> None:
    first, second = town.counter.variants
    nobody = program_of(None)
    guest = Program(nobody.client, nobody.post("/shop/guest", None).json()["token"])
    wish = {"place": str(town.store), "lines": [{"variant": str(first), "quantity": 2}]}
    guest.send("PUT", "/shop/basket", data=_json(wish), content_type="application/json")
    home = {"address": "Абая 10, 5", "recipient": "Айгуль", "phone": "+77010001122", "zone": str(town.zone)}
    quote = guest.post("/shop/quotes", {}).json()["id"]
    order = guest.post("/shop/orders", {"quote": quote, "home": home | {"expected": FEE}}).json()["order"]
    acts = [
        {"kind": "take_out", "variant": str(first), "quantity": 1},
        {"kind": "add", "variant": str(second), "quantity": 2},
    ]
    for caller, path in ((guest, f"/shop/orders/{order}"), (program_of("manager"), f"/orders/{order}")):
        looked = caller.post(f"{path}/changes/preview", {"acts": acts}).json()
        assert looked["amount"]["amount"] == looked["before"]["amount"] + PRICE
        assert looked["costs"]["amount"] == FEE and looked["places"] == [str(town.store)]
        confirm = {"acts": acts, "version": looked["version"], "amount": looked["amount"]["amount"]}
        stale = caller.post(f"{path}/changes", confirm | {"version": 1 + looked["version"]})
        assert (stale.status_code, stale.json()["code"]) == (412, "order.moved_on")
        dear = caller.post(f"{path}/changes", confirm | {"amount": 1})
        assert (dear.status_code, dear.json()["code"]) == (412, "order.costs_moved_on")
        told = [
            caller.send(
                "POST", f"{path}/changes", data=_json(confirm), content_type="application/json",
                headers={"Idempotency-Key": "c1"},
            )
            for _twice in range(2)
        ]  # fmt: skip
        assert [one.status_code for one in told] == [200, 200] and told[0].content == told[1].content
        assert told[0].json()["amount"] == looked["amount"] and told[0].json()["new"] is True
        acts = [{"kind": "add", "variant": str(first), "quantity": 1}]
    assert read_order(UUID(order)).amount == 4 * PRICE + FEE
    nothing = guest.post(f"/shop/orders/{order}/changes/preview", {})
    assert (nothing.status_code, nothing.json()["code"]) == (422, "delivery.no_change")
    stranger = Program(nobody.client, nobody.post("/shop/guest", None).json()["token"])
    assert stranger.post(f"/shop/orders/{order}/changes/preview", {"acts": acts}).status_code == 404
