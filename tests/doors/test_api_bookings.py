"""A guest books a time over the public API, once however often the call is sent; what is taken is told."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests import make
from tests.bookings_world import NOW, TOMORROW, WEEK, Salon, open_salon
from tests.doors.api_callers import Program, program_of
from tests.shop_world import open_counter

from prilavok.domains.bookings.actions import put_resource
from prilavok.domains.bookings.types import NewResource
from prilavok.kit import clock

pytestmark = pytest.mark.usefixtures("rolled_back")


def guest_of_shop() -> Program:
    nobody = program_of(None)
    return Program(nobody.client, nobody.post("/shop/guest", None).json()["token"])


def test_a_time_is_found_booked_moved_and_given_back() -> None:
    clock.set_clock(NOW)
    salon, guest, other = open_salon(), guest_of_shop(), guest_of_shop()
    [service] = guest.get(f"/shop/services?place={salon.place}").json()["items"]
    slots = guest.get(f"/shop/services/{service['id']}/slots?place={salon.place}&day={TOMORROW}&days=1").json()["items"]
    assert len(slots) == 8
    body = {"service": service["id"], "place": str(salon.place), "starts_at": slots[0]["starts_at"], "words": "Ann"}
    made = guest.post("/shop/bookings", body, HTTP_IDEMPOTENCY_KEY="one")
    again = guest.post("/shop/bookings", body, HTTP_IDEMPOTENCY_KEY="one")
    assert (made.status_code, again.content) == (201, made.content), made.content
    booking = made.json()["id"]
    assert make.ask("SELECT count(*) FROM bookings_booking") == [(1,)]
    taken = other.post("/shop/bookings", body)
    assert (taken.status_code, taken.json()["type"].rsplit("/", 1)[-1].rsplit("#", 1)[-1]) == (409, "booking.taken")
    outside = body | {"starts_at": (NOW + timedelta(minutes=7)).isoformat()}
    assert other.post("/shop/bookings", outside).status_code == 422
    assert other.get(f"/shop/bookings/{booking}").status_code == 404
    assert other.post(f"/shop/bookings/{booking}/cancel", {}).status_code == 404
    moved = guest.post(f"/shop/bookings/{booking}/move", {"starts_at": slots[3]["starts_at"], "version": 1})
    assert (moved.status_code, moved.json()["starts_at"], moved.json()["version"]) == (200, slots[3]["starts_at"], 2)
    stale = guest.post(f"/shop/bookings/{booking}/move", {"starts_at": slots[4]["starts_at"], "version": 1})
    assert stale.status_code == 412
    assert other.post("/shop/bookings", body).status_code == 201
    ended = guest.post(f"/shop/bookings/{booking}/cancel", {}, HTTP_IDEMPOTENCY_KEY="end")
    assert (ended.status_code, ended.json()["state"]) == (200, "cancelled")
    assert [one["id"] for one in guest.get("/shop/bookings").json()["items"]] == [booking]


def _body(salon: Salon, starts_at: str, **more: object) -> dict[str, object]:
    return {"service": str(salon.service), "place": str(salon.place), "starts_at": starts_at} | more


def _first(salon: Salon, nth: int = 0) -> str:
    return salon.wanted(nth).starts_at.isoformat()


def _refused(answer: Any, booking: str) -> bool:
    told = answer.json()
    return (answer.status_code, told["code"], [one["id"] for one in told["bookings"]]) == (
        409, "booking.overlaps", [booking],
    )  # fmt: skip


def test_without_a_key_the_same_time_elsewhere_is_refused_with_what_they_have() -> None:
    clock.set_clock(NOW)
    here, guest = open_salon(2), guest_of_shop()
    there = replace(open_salon(1), service=here.service)
    put_resource(
        NewResource(place=there.place, kind="master", name={"ru": "M"}, gives=(here.service,), week=WEEK),
        of=None, version=None, at=NOW,
    )  # fmt: skip
    made = guest.post("/shop/bookings", _body(here, _first(here)))
    assert made.status_code == 201, made.content
    for other in (_body(there, _first(here)), _body(here, _first(here)), _body(here, _first(here), party=1, words="x")):
        answer = guest.post("/shop/bookings", other)
        assert _refused(answer, made.json()["id"]), answer.content
        assert answer.json()["bookings"] == [made.json()]
    assert make.ask("SELECT count(*) FROM bookings_booking") == [(1,)]
    assert guest_of_shop().post("/shop/bookings", _body(there, _first(here))).json()["place"] == str(there.place)
    keyed = guest.post("/shop/bookings", _body(there, _first(here, 1)), HTTP_IDEMPOTENCY_KEY="k")
    assert (keyed.status_code, keyed.json()["place"]) == (201, str(there.place))


def test_what_was_cancelled_or_moved_is_booked_anew() -> None:
    clock.set_clock(NOW)
    salon, guest = open_salon(), guest_of_shop()
    body = _body(salon, _first(salon))
    one = guest.post("/shop/bookings", body).json()["id"]
    assert guest.post(f"/shop/bookings/{one}/cancel", {}).json()["state"] == "cancelled"
    two = guest.post("/shop/bookings", body)
    assert (two.status_code, two.json()["state"], two.json()["id"] != one) == (201, "booked", True)
    moved = guest.post(f"/shop/bookings/{two.json()['id']}/move", {"starts_at": _first(salon, 2)})
    assert moved.status_code == 200
    three = guest.post("/shop/bookings", body)
    assert (three.status_code, three.json()["starts_at"]) == (201, two.json()["starts_at"])
    assert len({one, two.json()["id"], three.json()["id"]}) == 3


def test_other_goods_for_a_fitting_room_are_not_the_old_ones() -> None:
    clock.set_clock(NOW)
    shop = open_counter(5, 5, at=NOW)
    shirt, dress = shop.variants
    room = open_salon(place=shop.place, kind="fitting_room", resource="room", grace=20)
    guest = guest_of_shop()
    goods = [{"variant": str(shirt), "quantity": 1}, {"variant": str(shirt), "quantity": 1}]
    made = guest.post("/shop/bookings", _body(room, _first(room), goods=goods))
    assert made.json()["goods"] == [{"variant": str(shirt), "quantity": 2}], "two lines of one thing are one wish"
    other = guest.post("/shop/bookings", _body(room, _first(room), goods=[{"variant": str(dress), "quantity": 1}]))
    assert _refused(other, made.json()["id"])
    assert make.ask("SELECT count(*) FROM bookings_goods WHERE variant_id = %s", dress) == [(0,)]


def test_a_key_names_one_wish_for_good() -> None:
    clock.set_clock(NOW)
    salon, guest = open_salon(), guest_of_shop()
    body = _body(salon, _first(salon))
    made = guest.post("/shop/bookings", body, HTTP_IDEMPOTENCY_KEY="k")
    guest.post(f"/shop/bookings/{made.json()['id']}/cancel", {})
    again = guest.post("/shop/bookings", body, HTTP_IDEMPOTENCY_KEY="k")
    assert (again.content, again.headers["Idempotent-Replayed"]) == (made.content, "true")
    other = guest.post("/shop/bookings", body | {"party": 2}, HTTP_IDEMPOTENCY_KEY="k")
    assert (other.status_code, other.json()["code"]) == (422, "key.reused")
