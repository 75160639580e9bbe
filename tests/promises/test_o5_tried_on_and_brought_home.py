"""O5: looked at online, tried on in the nearest store, ordered and paid from the phone, brought home."""

import re
from pathlib import Path
from uuid import UUID

import pytest
from tests.bookings_world import NOW, book, open_salon
from tests.delivery_world import FEE, open_town
from tests.doors.card_world import connected, running_terminal
from tests.doors.counter_world import at_work
from tests.doors.web_people import client_of
from tests.shop_world import PRICE

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.orders.queries import read_order
from prilavok.domains.shipments.queries import goods_in, list_shipments
from prilavok.domains.stock.queries import stock_at
from prilavok.kit import clock


@pytest.mark.thin("the app itself: its part is played by the site on a phone")
def test_looked_at_tried_on_ordered_paid_and_brought(rolled_back: None, quick_passwords: None, tmp_path: Path) -> None:
    clock.set_clock(NOW)
    town = open_town((3,), (2,))
    variant = town.counter.variant
    visitor = client_of(HTTP_ACCEPT_LANGUAGE="en")
    visitor.post("/shop/stores/choose", {"place": str(town.store)})
    product = visitor.get(f"/shop/p/{read_variants([variant])[variant].product}").content.decode()
    assert "15" in product
    # The fitting room of the store keeps the piece; it is tried on, and stays in the store.
    room = open_salon(place=town.store, kind="fitting_room", resource="room", grace=20)
    fitting = book(room, goods={variant: 1})
    assert stock_at(town.store, variant).available == 2
    visitor.post("/shop/basket/change", {"variant": str(variant), "amount": "2"})
    page = visitor.get("/shop/checkout/home").content.decode()
    quote = re.search(r'name="quote" value="([^"]+)"', page)
    assert quote
    form = {
        "quote": quote[1], "zone": f"{town.zone}:{FEE}", "address": "Абая 10, 5", "recipient": "Айгуль",
        "phone": "+77010001122", "note": "", "pay": "before",
    }  # fmt: skip
    with running_terminal(tmp_path) as terminal, connected(terminal):
        placed = visitor.post("/shop/checkout/home/place", form)
        order = UUID(placed.headers["Location"].split("/")[3].partition("?")[0])
        # Paid is paid: pressing again charges nothing.
        visitor.post(f"/shop/order/{order}/pay")
    head = read_order(order)
    assert (head.amount, head.payment) == (2 * PRICE + FEE, "paid")
    [parcel] = list_shipments([order])
    assert parcel.place == town.store and fitting
    courier = at_work("cashier", town.store)
    courier.post(f"/tablet/shipments/{parcel.id}/start")
    [goods] = goods_in([parcel.id])
    courier.post(f"/tablet/shipments/{parcel.id}/lines/{goods.line}")
    courier.post(f"/tablet/shipments/{parcel.id}/ready")
    assert "Being put together" in visitor.get(f"/shop/order/{order}").content.decode()
    courier.post(f"/tablet/courier/{parcel.id}/take")
    assert "on its way" in visitor.get(f"/shop/order/{order}").content.decode()
    # What is on its way cannot be called off from the page any more.
    visitor.post(f"/shop/order/{order}/cancel")
    courier.post(f"/tablet/courier/{parcel.id}/give", {"key": "given"})
    assert read_order(order).commercial == "completed"
    assert "With you" in visitor.get(f"/shop/order/{order}").content.decode()
