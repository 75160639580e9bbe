"""Bookings through the doors: chosen and booked in the shop, seen and moved on the tablet, told back when taken.

prilavok.flows.book_by_phone books for who calls.
"""

import re
from typing import Any
from uuid import UUID

import pytest
from tests import make
from tests.bookings_world import NOW, TOMORROW, Salon, book, open_salon
from tests.doors.counter_world import Counter, at_work, open_counter
from tests.doors.web_people import client_of

from prilavok.domains.baskets.types import Wish
from prilavok.domains.bookings.queries import goods_booked, list_bookings_at, read_booking
from prilavok.domains.stock.queries import stock_at
from prilavok.flows.change_basket import change_basket
from prilavok.kit import clock
from prilavok.kit.events.actor import Actor

PHONE = "+7 701 555 01 23"


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None) -> Counter:
    """A shop of two stores."""
    clock.set_clock(NOW)
    return open_counter()


def page(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " "))


def booked_at(place: UUID) -> list[UUID]:
    return [one.id for one in list_bookings_at(place, NOW, NOW.replace(year=2027))]


def form(salon: Salon, nth: int = 0, **more: str) -> dict[str, str]:
    asked = {"place": str(salon.place), "starts": salon.wanted(nth).starts_at.isoformat(), "key": f"key-{nth}"}
    return asked | {"phone": PHONE, "words": "Анна", "party": "1"} | more


def test_a_guest_books_without_javascript_and_moves_and_cancels(counter: Counter) -> None:
    salon, guest = open_salon(2, place=counter.here), client_of()
    assert "Стрижка" in page(guest.get("/shop/bookings"))
    shown = page(guest.get(f"/shop/bookings/{salon.service}?day={TOMORROW}"))
    assert "10:00" in shown and "Мастер 0" in shown and "day-chosen" in shown
    nameless = guest.post(f"/shop/bookings/{salon.service}/make", form(salon, phone=""))
    assert nameless.status_code == 303 and booked_at(salon.place) == []
    made = guest.post(f"/shop/bookings/{salon.service}/make", form(salon))
    [booking] = booked_at(salon.place)
    assert (made.status_code, made.headers["Location"]) == (303, f"/shop/booking/{booking}?new=1")
    again = guest.post(f"/shop/bookings/{salon.service}/make", form(salon))
    assert again.headers["Location"] == f"/shop/booking/{booking}" and booked_at(salon.place) == [booking]
    own = page(guest.get(f"/shop/booking/{booking}"))
    assert "10:00" in own and "Анна" in own and "move=" in own
    assert str(booking) in page(guest.get("/shop/me"))
    assert client_of().get(f"/shop/booking/{booking}").status_code == 404, "it is nobody else's"
    to = salon.wanted(3).starts_at
    assert client_of().post(f"/shop/booking/{booking}/move", {"starts": to.isoformat()}).status_code != 200
    assert guest.get(f"/shop/bookings/{salon.service}?move={booking}").status_code == 200
    moved = guest.post(f"/shop/booking/{booking}/move", {"starts": to.isoformat(), "version": "1"})
    assert moved.status_code == 303 and read_booking(booking).starts_at == to
    stale = guest.post(f"/shop/booking/{booking}/cancel", {"version": "1"})
    assert stale.status_code == 303 and read_booking(booking).state == "booked"
    assert guest.post(f"/shop/booking/{booking}/cancel", {"version": "2"}).status_code == 303
    assert read_booking(booking).state == "cancelled"


def test_what_was_taken_meanwhile_is_told_with_the_nearest(counter: Counter) -> None:
    salon = open_salon(place=counter.here)
    asked = form(salon)
    book(salon)
    taken = client_of().post(f"/shop/bookings/{salon.service}/make", asked)
    assert taken.status_code == 409
    assert "Это время уже заняли" in page(taken) and "11:00" in page(taken) and 'value="Анна"' in page(taken)
    assert len(booked_at(salon.place)) == 1


def test_the_journal_of_the_tablet(counter: Counter) -> None:
    salon, other = open_salon(2, place=counter.here), open_salon(place=counter.elsewhere)
    whose = counter.shop.leaves["c-1"]
    booking, elsewhere = book(salon, whose), book(other)
    worker = at_work("cashier", counter.here)
    day = page(worker.get(f"/tablet/bookings?day={TOMORROW}"))
    assert "Айгуль С." in day and "Сейтова" not in day and "10:00" in day
    assert "Мастер 0" in day and "Мастер 1" in day and str(elsewhere) not in day
    part = page(worker.get(f"/tablet/bookings?day={TOMORROW}", headers={"HX-Request": "true", "HX-Target": "journal"}))
    assert 'id="journal"' in part and "<html" not in part
    made = worker.post(
        "/tablet/bookings/make",
        form(salon, 2, service=str(salon.service), phone="8 701 555 02 34", words="Пётр"),
    )
    assert made.status_code == 302 and len(booked_at(counter.here)) == 2
    assert "Пётр" in page(worker.get(f"/tablet/bookings?day={TOMORROW}"))
    assert worker.post(f"/tablet/bookings/{elsewhere}/came").status_code == 404
    to = salon.wanted(5).starts_at
    worker.post(f"/tablet/bookings/{booking}/move", {"starts": to.isoformat(), "version": "1"})
    assert read_booking(booking).starts_at == to
    assert worker.get(f"/tablet/bookings/times?move={booking}").status_code == 200
    early = worker.post(f"/tablet/bookings/{booking}/missed")
    assert early.status_code == 422 and read_booking(booking).state == "booked"
    clock.set_clock(to)
    assert worker.post(f"/tablet/bookings/{booking}/came").status_code == 302
    assert read_booking(booking).state == "kept"
    assert worker.post(f"/tablet/bookings/{booking}/cancel").status_code == 422


def test_goods_of_the_basket_wait_in_the_fitting_room(counter: Counter) -> None:
    from prilavok.doors.web.shop.visitor import COOKIE
    from prilavok.flows.meet_visitor import meet_visitor

    room = open_salon(place=counter.here, kind="fitting_room", resource="room")
    guest = client_of()
    guest.get("/shop/")
    leaf = meet_visitor(guest.cookies[COOKIE].value, actor=Actor("system"), at=NOW).leaf
    milk = counter.shop.variants["milk"]
    change_basket(leaf, [Wish(milk, 2)], place=counter.here, touchpoint="site", actor=Actor("leaf", leaf), at=NOW)
    free = stock_at(counter.here, milk).available
    assert 'name="goods"' in page(guest.get(f"/shop/bookings/{room.service}?day={TOMORROW}"))
    guest.post(f"/shop/bookings/{room.service}/make", form(room, goods=str(milk)))
    [booking] = booked_at(counter.here)
    assert goods_booked([booking]) == {booking: {milk: 2}}
    assert stock_at(counter.here, milk).available == free - 2
    worker = at_work("cashier", counter.here)
    assert "2 шт" in page(worker.get(f"/tablet/bookings?day={TOMORROW}"))
    clock.set_clock(read_booking(booking).starts_at)
    worker.post(f"/tablet/bookings/{booking}/came")
    assert worker.post(f"/tablet/bookings/{booking}/free").status_code == 302
    assert stock_at(counter.here, milk).available == free
    assert make.verbs_of([booking])["booking.kept"] == 1
