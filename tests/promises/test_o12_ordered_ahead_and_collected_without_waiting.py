"""O12: coffee ordered on the way, paid by card before, made by its time, told ready, taken for the code at no till.

prilavok.flows.pay_own_order charges, prilavok.flows.give_out_paid hands over.
"""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from tests import make, people, talking
from tests.bookings_world import NOW
from tests.doors.card_world import connected, running_terminal
from tests.doors.counter_world import at_work, open_counter
from tests.doors.web_people import client_of
from tests.flows.test_collecting_slots import collecting
from tests.scanning import qr_codes

from prilavok.domains.orders.queries import read_order
from prilavok.domains.payments.queries import list_attempts
from prilavok.domains.shipments.queries import open_code, read_promise, read_shipment
from prilavok.domains.shipments.types import Span
from prilavok.domains.stock.queries import stock_at
from prilavok.doors.web.shop.visitor import COOKIE
from prilavok.flows import read_arrivals, send_message, share_phone
from prilavok.flows.meet_visitor import meet_visitor
from prilavok.flows.tell_of_event import tell_of_event
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.timeline import events_about
from prilavok.kit.ledger.checks import check

#: what the worker runs here
RUN = (read_arrivals, send_message, share_phone)
ANN = 7401


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running terminal."""
    with running_terminal(tmp_path_factory.mktemp("card")) as address:
        yield address


def page(answer: Any) -> str:
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " "))


def to_ready(tablet: Any, shipment: Any) -> None:
    assert tablet.post(f"/tablet/shipments/{shipment}/start").status_code == 302
    shown = page(tablet.get(f"/tablet/shipments/{shipment}"))
    for line in dict.fromkeys(re.findall(r"/lines/([0-9a-f-]{36})", shown)):
        assert tablet.post(f"/tablet/shipments/{shipment}/lines/{line}").status_code == 302
    assert tablet.post(f"/tablet/shipments/{shipment}/ready").status_code == 302


def ordered(guest: Any, counter: Any, **more: str) -> UUID:
    guest.post("/shop/basket/change", {"variant": str(counter.shop.variants["milk"]), "amount": "1"})
    form = dict(re.findall(r'name="(quote|version)" value="([^"]*)"', page(guest.get("/shop/checkout"))))
    placed = guest.post("/shop/checkout/place", form | more)
    assert placed.status_code == 303, placed.content.decode()[:1000]
    return UUID(re.findall(r"/shop/order/([0-9a-f-]{36})", placed.headers["Location"])[0])


@pytest.mark.thin("a wallet's contactless payment confirmed by a provider we did not write; a screen that calls orders")
def test_coffee_is_paid_on_the_way_and_taken_without_a_till(
    rolled_back: None, quick_passwords: None, terminal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.set_clock(NOW)
    counter, api, ours = open_counter(), talking.install(monkeypatch.setattr), talking.connect()
    all_day = {day: (Span(0, 1440),) for day in range(1, 8)}
    collecting(counter.here, week=all_day, minutes=5, capacity=1, lead=10, warn=5)
    guest, tablet = client_of(), at_work("cashier", counter.here)
    guest.get("/shop/")
    leaf = meet_visitor(guest.cookies[COOKIE].value, actor=Actor("system"), at=NOW).leaf
    phone = people.new_phone()
    people.prove(leaf, phone)
    talking.arrive(
        ours["telegram"], talking.message(ANN, contact={"phone_number": phone, "user_id": ANN, "first_name": "A"})
    )
    guest.post("/shop/stores/choose", {"place": str(counter.here)})
    with connected(terminal):
        order = ordered(guest, counter, tell="yes")
        own = page(guest.get(f"/shop/order/{order}"))
        assert f"/shop/order/{order}/pay" in own and "pickup-bars" in own
        waiting = read_shipment(order)
        assert waiting is not None and qr_codes(own) == [open_code(waiting.id)], "six digits, and nothing about anybody"
        paid = guest.post(f"/shop/order/{order}/pay")
        assert paid.status_code == 303 and read_order(order).payment == "paid"
        assert guest.post(f"/shop/order/{order}/pay").status_code == 303
        assert [one.state for one in list_attempts(order)] == ["captured"], "twice pressed, once charged"
        # A stranger neither sees nor pays it.
        assert client_of().post(f"/shop/order/{order}/pay").status_code in (302, 303, 404)
        late = client_of()
        late.get("/shop/")
        late.post("/shop/stores/choose", {"place": str(counter.here)})
        unpaid = ordered(late, counter)
    shipment, other = read_shipment(order), read_shipment(unpaid)
    assert shipment is not None and other is not None
    first, second = read_promise(shipment.id), read_promise(other.id)
    # As soon as possible: the first slot, and for who comes later the next one.
    assert first is not None and second is not None and first.ready_by < second.ready_by
    queue = page(tablet.get("/tablet/picking"))
    assert queue.index(read_order(order).number) < queue.index(read_order(unpaid).number)
    to_ready(tablet, shipment.id)
    [ready] = [one for one in events_about(shipment.id) if one.verb == "shipment.ready"]
    told = tell_of_event(ready, actor=SYSTEM)
    talking.send_all()
    code = open_code(shipment.id)
    assert told is not None and code in api.said()[-1]
    # Taken for the code alone; a wrong code, another store's and an unpaid order hand over nothing.
    on_hand = stock_at(counter.here, counter.shop.variants["milk"]).on_hand
    wrong = f"{(int(code) + 1) % 10**6:06}"
    elsewhere = at_work("cashier", counter.elsewhere, "elsewhere")
    for who, said in ((tablet, wrong), (elsewhere, code), (tablet, open_code(other.id))):
        assert who.post("/tablet/collect", {"code": said}).status_code == 302
    assert stock_at(counter.here, counter.shop.variants["milk"]).on_hand == on_hand
    assert at_work("marketer", None).post("/tablet/collect", {"code": code}).status_code == 403
    [code] = qr_codes(guest.get(f"/shop/order/{order}").content.decode())  # as a scanner reads it off the phone
    for _again in range(2):
        assert tablet.post("/tablet/collect", {"code": code}).status_code == 302
    assert read_order(order).commercial == "completed" and read_order(unpaid).commercial == "placed"
    assert stock_at(counter.here, counter.shop.variants["milk"]).on_hand == on_hand - 1
    assert make.verbs_of([order])["order.completed"] == 1
    assert check() == []
