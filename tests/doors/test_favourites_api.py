"""Favourites for programs: by a guest, by somebody known, once per key, and never of anybody else."""

from typing import Any
from uuid import UUID

import pytest
from tests import make, people
from tests.doors.api_callers import V1, Program, program_of
from tests.small_shop import Shop, open_small_shop

from prilavok.domains.pricing.actions import put_price_lists, set_prices
from prilavok.domains.pricing.types import NewPrice
from prilavok.kit import clock


@pytest.fixture
def shop(rolled_back: None, quick_passwords: None) -> Shop:
    return open_small_shop()


def new_guest() -> Program:
    nobody = program_of(None)
    return Program(nobody.client, nobody.post("/shop/guest", None).json()["token"])


def send(guest: Program, method: str, variant: UUID, body: Any = None, **headers: str) -> Any:
    given = guest._with(headers) | ({"content_type": "application/json"} if method == "put" else {})
    call = getattr(guest.client, method)
    return call(f"{V1}/shop/favourites/{variant}", *([body or {}] if method == "put" else []), **given)


def listed(guest: Program, place: UUID) -> list[dict[str, Any]]:
    answer = guest.get(f"/shop/favourites?place={place}")
    assert answer.status_code == 200, answer.content
    return list(answer.json()["favourites"])


def test_a_program_keeps_favourites_and_is_told_what_became_cheaper(shop: Shop) -> None:
    guest, place = new_guest(), shop.places["t-alm"]
    milk, bread = shop.variants["milk"], shop.variants["bread"]
    assert listed(guest, place) == []
    assert [send(guest, "put", milk, {"place": str(place)}).json() for _ in range(2)] == [
        {"variant": str(milk), "favourite": True, "changed": True},
        {"variant": str(milk), "favourite": True, "changed": False},
    ]
    assert send(guest, "put", bread).status_code == 200
    own = put_price_lists([("t-alm", {"en": "Almaty"}, "KZT", place)])["t-alm"]
    set_prices([NewPrice(own, milk, 49_000, 1, clock.now())], at=clock.now())
    first, second = listed(guest, place)
    assert (first["variant"], first["price"], first["cheaper"], first["back"]) == (str(bread), None, None, False)
    assert first["then"] == {"place": None, "price": None, "per": None, "there": None} and first["on_sale"]
    money = {"amount": 49_000, "currency": "KZT"}
    assert (second["variant"], second["sku"], second["now"], second["free"]) == (str(milk), "milk", money, 48)
    assert second["cheaper"] == {"amount": 6_000, "currency": "KZT"}
    then = {"place": str(place), "price": {"amount": 55_000, "currency": "KZT"}, "per": 1, "there": True}
    assert second["then"] == then
    assert [send(guest, "delete", milk).json()["changed"] for _ in range(2)] == [True, False]
    assert [one["variant"] for one in listed(guest, place)] == [str(bread)]
    assert listed(new_guest(), place) == [], "another guest has none of it"


def test_a_call_sent_again_under_its_key_is_done_once(shop: Shop) -> None:
    guest, milk = new_guest(), shop.variants["milk"]
    key = {"HTTP_IDEMPOTENCY_KEY": "love-1"}
    first = guest.client.put(
        f"{V1}/shop/favourites/{milk}", {}, content_type="application/json", **guest._with({}), **key
    )
    assert first.json()["changed"] and first.headers["Idempotent-Replayed"] == "false"
    send(guest, "delete", milk)
    again = guest.client.put(
        f"{V1}/shop/favourites/{milk}", {}, content_type="application/json", **guest._with({}), **key
    )
    assert again.content == first.content and again.headers["Idempotent-Replayed"] == "true"
    assert listed(guest, shop.places["t-alm"]) == [], "the answer was given again, nothing was done again"
    other = guest.client.put(
        f"{V1}/shop/favourites/{milk}", {"place": str(shop.places["t-alm"])}, content_type="application/json",
        **guest._with({}), **key,
    )  # fmt: skip
    assert other.status_code == 422 and other.json()["code"] == "key.reused"


def test_what_is_not_ours_is_refused(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    guest, place = new_guest(), shop.places["t-alm"]
    unknown = send(guest, "put", make.COMPANY)
    assert (unknown.status_code, unknown.json()["code"]) == (422, "basket.not_on_sale")
    assert send(guest, "put", shop.variants["milk"], {"place": str(shop.places["t-msk"])}).status_code == 404
    assert send(guest, "put", shop.variants["milk"], {"price": 1}).status_code == 422, "the price is ours"
    assert guest.get(f"/shop/favourites?place={shop.places['t-msk']}").status_code == 404
    assert program_of(None).get(f"/shop/favourites?place={place}").status_code == 401
    monkeypatch.setattr("prilavok.domains.favourites.actions.MOST_FAVOURITES", 0)
    full = send(guest, "put", shop.variants["milk"])
    assert (full.status_code, full.json()["code"]) == (422, "favourites.full")
    assert listed(guest, place) == []


def test_of_somebody_known_it_is_one_list_on_every_device(shop: Shop) -> None:
    phone, tablet, stranger = new_guest(), new_guest(), new_guest()
    place, milk, bread = shop.places["t-alm"], shop.variants["milk"], shop.variants["bread"]
    send(phone, "put", milk)
    send(tablet, "put", bread)
    leaves = {row[1]: row[0] for row in make.ask("SELECT leaf_id, variant_id FROM favourites_favourite")}
    people.prove(leaves[milk], "+77011234567", clock.now())
    assert [one["variant"] for one in listed(tablet, place)] == [str(bread)]
    people.prove(leaves[bread], "+77011234567", clock.now())
    both = [str(bread), str(milk)]
    assert [one["variant"] for one in listed(tablet, place)] == both
    assert [one["variant"] for one in listed(phone, place)] == both and listed(stranger, place) == []
    assert send(tablet, "delete", milk).json()["changed"]
    assert [one["variant"] for one in listed(phone, place)] == [str(bread)]
