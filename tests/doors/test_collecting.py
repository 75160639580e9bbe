"""Slots through the doors: set up in the office, chosen on the site and over the API, moved, seen on the tablet."""

import re
from datetime import timedelta
from typing import Any

import pytest
from tests import make
from tests.doors.counter_world import at_work, open_counter, order_of
from tests.doors.test_api_shop import _guest, _put, _quote
from tests.flows.test_collecting_slots import collecting
from tests.shop_world import open_counter as open_priced

from prilavok.domains.shipments.queries import collecting_slots, list_collecting_terms, read_promise
from prilavok.domains.shipments.types import Span
from prilavok.doors.web.parts.slot_forms import read_collecting_spans, write_collecting_spans
from prilavok.flows.watch_promises import tell_late
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM

pytestmark = pytest.mark.usefixtures("rolled_back", "quick_passwords")
ALL_DAY = {day: (Span(0, 1440),) for day in range(1, 8)}
FORM = {"since": "2026-01-01", "minutes": "30", "capacity": "2", "lead": "60", "ahead": "3", "warn": "20"}


def _page(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " "))


def test_the_office_says_how_a_store_collects() -> None:
    place = open_counter().here
    address = f"/office/places/{place}/collecting"
    assert at_work("cashier", place).get(address).status_code == 403
    manager = at_work("manager", None)
    assert "collecting" in _page(manager.get(f"/office/places/{place}"))
    week = {f"day-{nth}": "09:00-21:00*4" for nth in range(1, 8)}
    assert manager.post(address, {**FORM, **week}).status_code == 302
    [terms] = list_collecting_terms(place, clock.now().date())
    assert (terms.minutes, terms.capacity, terms.warn, terms.week[1]) == (30, 2, 20, [Span(540, 1260, 4)])
    assert 'value="09:00–21:00*4"' in _page(manager.get(address))
    for wrong in ({"minutes": "x"}, {"warn": "61"}, {"day-1": "nine"}, {"day-1": "9:00-12:00, 11:00-13:00"}):
        assert manager.post(address, {**FORM, **week, **wrong}).status_code == 422
    assert list_collecting_terms(place, clock.now().date()) == [terms]
    tomorrow = (clock.now() + timedelta(days=1)).date().isoformat()
    assert manager.post(f"{address}/days", {"since": tomorrow, "spans": ""}).status_code == 302
    assert "заказы не выдаются" in _page(manager.get(address))
    assert manager.post(f"{address}/days", {"since": tomorrow, "again": "1"}).status_code == 302


def test_hours_are_typed_and_written_back() -> None:
    spans = read_collecting_spans("22:00-02:00, 10.00 – 14:00*3")
    assert spans == (Span(600, 840, 3), Span(1320, 1560))
    assert read_collecting_spans(write_collecting_spans(spans)) == spans
    assert read_collecting_spans("10:00") is None and read_collecting_spans("") == ()


def test_a_guest_chooses_a_slot_over_the_api_and_moves_it() -> None:
    counter, guest = open_priced(9, at=clock.now()), _guest()
    collecting(counter.place, week=ALL_DAY)
    offered = guest.get(f"/shop/places/{counter.place}/collecting").json()
    first, second = offered["slots"][0]["starts_at"], offered["slots"][1]["starts_at"]
    assert offered["ready_by"] == first
    _put(guest, counter, 1)
    quote = _quote(guest).json()["id"]
    order = guest.post("/shop/orders", {"quote": quote, "slot": first}).json()["order"]
    promise = guest.get(f"/shop/orders/{order}/promise").json()
    assert (promise["ready_by"], promise["slot_starts"], promise["expected_at"]) == (first, first, None)
    other = _guest()
    _put(other, counter, 1)
    late = other.post("/shop/orders", {"quote": _quote(other).json()["id"], "slot": first})
    assert late.status_code == 422 and late.json()["code"] == "shipment.slot_full"
    assert [one["starts_at"] for one in late.json()["free"]][0] == second
    assert other.post(f"/shop/orders/{order}/slot", {"slot": second}).status_code == 404
    moved = guest.post(f"/shop/orders/{order}/slot", {"slot": second})
    assert moved.status_code == 200 and moved.json()["slot_starts"] == second
    assert other.post("/shop/orders", {"quote": _quote(other).json()["id"], "slot": first}).status_code == 201


def test_the_tablet_shows_what_is_to_be_ready_first_and_what_is_late() -> None:
    counter = open_counter()
    collecting(counter.here, week=ALL_DAY, lead=5, warn=5, minutes=5)
    first, second = order_of(counter, milk=1), order_of(counter, "c-2", milk=1)
    assert tell_late(first.shipment, actor=SYSTEM, at=clock.now() + timedelta(minutes=30))
    page = _page(at_work("cashier", counter.here).get("/tablet/picking"))
    assert page.index(first.number) < page.index(second.number)
    promise = read_promise(first.shipment)
    assert promise is not None and "badge-bad" in page
    assert f"/tablet/shipments/{first.shipment}" in page


def test_staff_move_a_slot_as_agreed() -> None:
    counter = open_counter()
    collecting(counter.here, week=ALL_DAY)
    ordered = order_of(counter, milk=1)
    manager = at_work("manager", None)
    address = f"/office/orders/{ordered.order}"
    assert 'name="slot"' in _page(manager.get(address))
    slots = [one for one in collecting_slots(counter.here, zone="Asia/Almaty", at=clock.now()) if one.free]
    wanted = slots[3].starts_at
    assert manager.post(f"{address}/slot", {"slot": wanted.isoformat()}).status_code == 302
    promise = read_promise(ordered.shipment)
    assert promise is not None and promise.slot_starts == wanted
    assert manager.post(f"{address}/slot", {"slot": "soon"}).status_code == 422
    assert at_work("marketer", None).post(f"{address}/slot", {"slot": wanted.isoformat()}).status_code == 403
    assert make.verbs_of([ordered.shipment])["shipment.moved"] == 1


def test_the_store_moves_a_slot_at_its_tablet() -> None:
    counter = open_counter()
    collecting(counter.here, week=ALL_DAY)
    ordered = order_of(counter, milk=1)
    tablet, elsewhere = at_work("cashier", counter.here), at_work("cashier", counter.elsewhere, "elsewhere")
    address = f"/tablet/shipments/{ordered.shipment}"
    assert f'action="{address}/slot"' in _page(tablet.get(address))
    slots = [one for one in collecting_slots(counter.here, zone="Asia/Almaty", at=clock.now()) if one.free]
    first, wanted = read_promise(ordered.shipment), slots[3].starts_at
    form = {"slot": wanted.isoformat()}
    assert elsewhere.post(f"{address}/slot", form).status_code == 404
    assert at_work("marketer", None).post(f"{address}/slot", form).status_code == 403
    for unclear in ("", "soon"):
        assert tablet.post(f"{address}/slot", {"slot": unclear}).status_code == 422
    assert read_promise(ordered.shipment) == first
    for _twice in range(2):
        assert tablet.post(f"{address}/slot", form).status_code == 302
    promise = read_promise(ordered.shipment)
    assert promise is not None and promise.slot_starts == wanted
    assert make.verbs_of([ordered.shipment])["shipment.moved"] == 1
    # Once it is being picked it is no longer moved: not offered, and refused to who kept the page open.
    assert tablet.post(f"{address}/start").status_code == 302
    assert f'action="{address}/slot"' not in _page(tablet.get(address))
    assert tablet.post(f"{address}/slot", {"slot": slots[4].starts_at.isoformat()}).status_code == 302
    assert read_promise(ordered.shipment) == promise
