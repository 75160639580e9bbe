"""A guest orders home over the public API: zones with prices, the order with its parcels, refusals with their words."""

import pytest
from tests.delivery_world import FEE, open_town
from tests.doors.api_callers import Program, program_of
from tests.doors.test_api_shop_card import _json
from tests.shop_world import PRICE

pytestmark = pytest.mark.usefixtures("rolled_back")


def test_a_guest_orders_home() -> None:
    town = open_town((0,), (2,))
    nobody = program_of(None)
    guest = Program(nobody.client, nobody.post("/shop/guest", None).json()["token"])
    wish = {"place": str(town.store), "lines": [{"variant": str(town.counter.variant), "quantity": 2}]}
    assert guest.send("PUT", "/shop/basket", data=_json(wish), content_type="application/json").status_code == 200
    quote = guest.post("/shop/quotes", {}).json()["id"]
    [zone] = guest.get(f"/shop/quotes/{quote}/delivery").json()["zones"]
    assert (zone["zone"], zone["costs"]) == (str(town.zone), {"amount": FEE, "currency": "KZT"})
    home = {"address": "Абая 10, 5", "recipient": "Айгуль", "phone": "+77010001122", "zone": zone["zone"]}
    unfit = guest.post("/shop/orders", {"quote": quote, "home": home | {"phone": "1"}})
    assert (unfit.status_code, unfit.json()["type"].rpartition("#")[2]) == (422, "delivery.unfit")
    told = {"quote": quote, "home": home | {"expected": FEE}}
    first, again = guest.post("/shop/orders", told), guest.post("/shop/orders", told)
    assert (first.status_code, again.status_code) == (201, 200) and first.json()["order"] == again.json()["order"]
    order = guest.get(f"/shop/orders/{first.json()['order']}").json()
    assert order["amount"]["amount"] == 2 * PRICE + FEE and order["pickup"] is None
    [parcel] = order["home"]["parcels"]
    assert (parcel["place"], parcel["goods"]) == (str(town.places[1]), {str(town.counter.variant): 2})
    stranger = Program(nobody.client, nobody.post("/shop/guest", None).json()["token"])
    assert stranger.get(f"/shop/quotes/{quote}/delivery").status_code == 404
