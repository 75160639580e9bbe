"""A guest books a time over the public API, once however often the call is sent; what is taken is told."""

from datetime import timedelta

import pytest
from tests import make
from tests.bookings_world import NOW, TOMORROW, open_salon
from tests.doors.api_callers import Program, program_of

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
