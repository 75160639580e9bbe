"""O4 at its doors: ordered on the site, picked on the tablet, changed and paid with points at the till, seen at home."""

import re
from typing import Any
from uuid import UUID

import pytest
from tests import make
from tests.doors.counter_world import PART, Counter, Ordered, at_work, open_counter
from tests.doors.test_till import _field, _hand_over, _open, _plain, _receipt
from tests.doors.test_till_points import PHONE, asked
from tests.doors.web_people import client_of
from tests.people import prove, sms
from tests.promises.test_o12_ordered_ahead_and_collected_without_waiting import ordered, page, to_ready
from tests.scanning import qr_codes
from tests.small_shop import AT

from prilavok.domains.customers.queries import leaves_with
from prilavok.domains.loyalty.queries import points_of
from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.shipments.queries import open_code, read_shipment
from prilavok.domains.stock.queries import stock_at
from prilavok.doors.web.shop.visitor import COOKIE
from prilavok.flows.meet_visitor import meet_visitor
from prilavok.kit import clock
from prilavok.kit.events.actor import Actor
from prilavok.kit.ledger.checks import check

MILK = "4870000000017"
PRICE = 55_000


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None) -> Counter:
    clock.set_clock(AT)
    return open_counter()


def known_guest(counter: Counter) -> tuple[Any, UUID]:
    """Somebody on the site who has proven the phone of the customer c-1, at a store of their choice; their leaf."""
    sms()
    guest = client_of()
    guest.get("/shop/")
    leaf = meet_visitor(guest.cookies[COOKIE].value, actor=Actor("system"), at=AT).leaf
    prove(leaf, PHONE)
    guest.post("/shop/stores/choose", {"place": str(counter.here)})
    return guest, leaf


@pytest.mark.thin("a fiscal receipt: the printer of a till is not connected yet")
def test_ordered_on_the_site_changed_at_the_counter_and_paid_with_points(counter: Counter) -> None:
    guest, leaf = known_guest(counter)
    tablet, till = at_work("cashier", counter.here, "picker"), at_work("cashier", counter.here)
    milk = counter.shop.variants["milk"]
    lay, held = stock_at(counter.here, milk).on_hand, _points(leaf)
    order = ordered(guest, counter)
    shipment = read_shipment(order)
    assert shipment is not None and stock_at(counter.here, milk).held == 1
    assert read_order(order).number in page(tablet.get("/tablet/picking"))
    to_ready(tablet, shipment.id)
    assert make.verbs_of([shipment.id])["shipment.ready"] == 1
    # What the customer shows is scanned; a wrong code, and this one at another store, open nothing.
    [code] = qr_codes(page(guest.get(f"/shop/order/{order}")))
    wrong = f"{(int(code) + 1) % 10**6:06}"
    elsewhere = at_work("cashier", counter.elsewhere, "elsewhere")
    for who, said in ((till, wrong), (elsewhere, code)):
        assert who.post("/till/scan", {"scan": said}, headers=PART).status_code == 404
    waiting = Ordered(order, shipment.id, read_order(order).number, code)
    _open(till, waiting)
    # One more is scanned into the order: looked at, then confirmed.
    shown = _plain(till.post(f"/till/orders/{order}/scan", {"scan": MILK}, headers=PART))
    form = {name: _field(shown, name) for name in ("key", "version", "amount", "after")}
    assert (form["amount"], form["after"]) == (str(PRICE), str(2 * PRICE)) and read_order(order).amount == PRICE
    shown = _plain(till.post(f"/till/orders/{order}/confirm", form, headers=PART))
    assert read_order(order).amount == 2 * PRICE and stock_at(counter.here, milk).held == 2
    # And one is left.
    act = {"act": "take_out", "variant": str(milk)}
    shown = _plain(till.post(f"/till/orders/{order}/act", act, headers=PART))
    form = {name: _field(shown, name) for name in ("key", "version", "amount", "after")}
    shown = _plain(till.post(f"/till/orders/{order}/confirm", form, headers=PART))
    assert [line.quantity for line in list_lines(order) if line.kept] == [1] and read_order(order).amount == PRICE
    # Points are spent by the word that was sent to the customer, not by the pickup code.
    shown, digits = asked(till, waiting, shown, 5)
    before = make.rows_of_all_tables()
    refused = _hand_over(till, waiting, shown, asked=_field(shown, "asked"), points_code="000000")
    assert refused.status_code == 422 and "kit_move" not in make.grown(before)
    receipt = _receipt(_hand_over(till, waiting, shown, asked=_field(shown, "asked"), points_code=digits, given="1000"))
    assert (receipt.order, receipt.points_used) == (order, 5) and receipt.earned > 0
    assert stock_at(counter.here, milk).on_hand == lay - 1 and stock_at(counter.here, milk).held == 0
    assert _points(leaf) == held - 5 + receipt.earned
    # At home: the order is done, its code is no more, and the points have arrived in the profile.
    own = page(guest.get(f"/shop/order/{order}"))
    assert qr_codes(own) == [] and open_code(shipment.id) == ""
    assert receipt.number in page(guest.get(f"/shop/order/{order}/receipt"))
    assert re.search(rf"\b{_points(leaf)}\b", page(guest.get("/shop/me")).replace(" ", ""))
    head = read_order(order)
    assert (head.commercial, head.payment, head.fulfilment) == ("completed", "paid", "handed_over")
    assert till.post("/till/scan", {"scan": code}, headers=PART).status_code == 404, "good once"
    assert make.verbs_of([order])["order.completed"] == 1 and check() == []


def _points(leaf: UUID) -> int:
    return sum(one.points for one in points_of(leaves_with(leaf)))
