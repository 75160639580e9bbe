"""A sale at a till is on the shop's page, at the guest's door and in the office at once, and the screens are told."""

import time
from datetime import timedelta
from typing import Any

import httpx
import pytest
from tests.conftest import OwnDatabase
from tests.doors.live_world import Screen
from tests.promises.house_at_work import ask, process, program, served, signed_in, until

from prilavok.kit import clock

pytestmark = pytest.mark.quiet  # what happens is to be seen in a second, whatever else runs

SOLD = (
    "SELECT s.place, p.code, v.id, v.sku, v.product_id, s.available FROM fact_stock s"
    " JOIN places_place p ON p.id = s.place JOIN catalog_variant v ON v.id = s.variant"
    " JOIN fact_variant f ON f.variant = v.id WHERE p.kind = 'store' AND v.unit = 'piece'"
    " AND s.available BETWEEN 8 AND 60 ORDER BY p.code, v.sku LIMIT 1"
)


@pytest.mark.thin("app, bot and tills offline; warehouses on their way")
def test_a_sale_at_a_till_is_seen_everywhere(own_shop: OwnDatabase) -> None:
    place, code, variant, sku, product, free = ask(own_shop, SOLD)[0]
    with (
        served(own_shop) as address,
        process(own_shop, "prilavok.doors.cli", "relay"),
        httpx.Client(base_url=address, follow_redirects=True) as shopper,
        signed_in(address, "manager") as office,
        program(address, "owner") as till,
    ):
        shopper.cookies.set("store", str(place))
        page = f"/shop/p/{product}"
        before = shopper.get(page).text
        assert f"variant:{variant}" in before, "the page says which stock it shows"
        with Screen(address, {"Cookie": f"counter={shopper.cookies['counter']}"}) as screen:
            assert screen.status == 200
            began = time.monotonic()
            _sell(till, code, sku, 3)
            until(lambda: f"variant:{variant}" in screen.topics)
            told = time.monotonic() - began
            assert shopper.get(page).text != before
        print(f"the shop's screen was told {told:.2f} s after the till began to report")
        assert _free_in_api(address, place, sku) == free - 3
        listed = office.get("/office/stock", params={"place": code, "q": sku}).text
        assert f">{free - 3}" in listed.replace("\u00a0", "").replace(" ", "")
        assert ask(own_shop, "SELECT available FROM fact_stock WHERE place = %s AND variant = %s", place, variant) == [
            (free - 3,)
        ]


def _sell(till: httpx.Client, place: str, sku: str, units: int) -> None:
    sale: dict[str, Any] = {
        "receipt": "s1-story",
        "place": place,
        "at": (clock.now() - timedelta(seconds=1)).isoformat(),
        "currency": "KZT",
        "method": "cash",
        "lines": [{"sku": sku, "quantity": units, "list_amount": 1000 * units}],
    }
    answer = till.post("/sales", json={"source": "till-1", "sales": [sale]})
    assert answer.status_code == 200 and answer.json()["outcomes"][0]["outcome"] == "new", answer.text


def _free_in_api(address: str, place: Any, sku: str) -> int:
    with httpx.Client(base_url=f"{address}/api/v1/shop") as guest:
        token = guest.post("/guest").json()["token"]
        answer = guest.get(
            "/products", params={"place": str(place), "q": sku}, headers={"Authorization": f"Bearer {token}"}
        )
        assert answer.status_code == 200, answer.text
        variants = [one for found in answer.json()["items"] for one in found["variants"]]
        return int(next(one["free"] for one in variants if one["sku"] == sku))
