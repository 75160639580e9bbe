"""The guest's order in docs/api.md works as written, alone and beside another chain: in a shell, on a real server."""

import json
import re
import subprocess
from typing import Any

from tests.conftest import OwnDatabase
from tests.doors.api_callers import program_of
from tests.house.source import ROOT
from tests.promises.house_at_work import served

from prilavok.domains.catalog.actions import put_cards
from prilavok.domains.catalog.queries import list_variant_keys
from prilavok.domains.catalog.types import NewCard
from prilavok.domains.places.actions import put_legal_entities, put_places
from prilavok.domains.places.types import NewLegalEntity, NewPlace
from prilavok.domains.pricing.actions import put_price_lists, set_prices
from prilavok.domains.pricing.types import NewPrice
from prilavok.kit import clock

ALIEN = 1300  # products, more than twelve pages of a hundred


def _another_chain() -> None:
    # Its store and its cards come first by code, it sells them in another currency, and has nothing of them left.
    put_legal_entities([NewLegalEntity("alien", {"en": "Alien"}, "llc", "US")])
    store = NewPlace("0001", {"en": "Alien"}, "store", "America/New_York", "USD", "alien", {})
    places = put_places([store])
    now = clock.now()
    codes = [f"0{nth:05}" for nth in range(ALIEN)]
    put_cards([NewCard(code, {"en": code}, ("Alien",), "piece") for code in codes], at=now)
    keys = list_variant_keys(codes)
    prices = put_price_lists([("alien", {"en": "Alien"}, "USD", places["0001"])])["alien"]
    set_prices([NewPrice(prices, keys[code].id, 100, 1, now) for code in codes], at=now)


def test_the_six_calls_of_the_guide_make_an_order(own_shop: OwnDatabase) -> None:
    _six_calls(own_shop)


def test_the_six_calls_make_an_order_beside_another_chain(own_shop: OwnDatabase) -> None:
    _another_chain()
    _six_calls(own_shop)


def test_each_page_of_a_store_is_full_of_what_it_sells(own_shop: OwnDatabase) -> None:
    del own_shop
    guest = program_of(None)
    guest = type(guest)(guest.client, guest.post("/shop/guest", None).json()["token"])
    stores = {one["code"]: one for one in guest.get("/shop/stores").json()["items"]}
    before = _pages(guest, stores["demo-almaty"]["id"])
    assert [len(page) for page in before[:-1]] == [50] * (len(before) - 1) and len(before) > 1
    _another_chain()
    assert _pages(guest, stores["demo-almaty"]["id"]) == before, "what another chain sells is nothing to this store"
    alien = next(one for one in guest.get("/shop/stores").json()["items"] if one["code"] == "0001")
    assert sum(map(len, _pages(guest, alien["id"]))) == ALIEN
    assert _pages(guest, alien["id"], "&free=1") == [[]], "nothing of it is free"
    free = [code for page in _pages(guest, stores["demo-almaty"]["id"], "&free=2") for code in page]
    assert set(free) < {code for page in before for code in page} and free == sorted(free)


def _pages(guest: Any, place: str, more: str = "") -> list[list[str]]:
    pages, after = [], ""
    while True:
        told = guest.get(f"/shop/products?place={place}&limit=50{more}{after}").json()
        pages.append([one["code"] for one in told["items"]])
        if told["next"] is None:
            return pages
        after = f"&after={told['next']}"


def _six_calls(own_shop: OwnDatabase) -> None:
    guide = (ROOT / "docs" / "api.md").read_text()
    [lines] = re.findall(r"## Guest order in six calls\n.*?```bash\n(.*?)```", guide, re.DOTALL)
    with served(own_shop) as address:
        done = subprocess.run(
            ["bash", "-eu", "-c", f"PRILAVOK={address}/api/v1\n{lines}"], capture_output=True, text=True, timeout=60
        )
    assert done.returncode == 0, done.stderr
    assert '{"id"' in done.stdout, done.stdout
    order = json.loads(done.stdout[done.stdout.rindex('{"id"') :])
    assert (order["commercial"], order["pickup"]["state"], order["lines"][0]["quantity"]) == ("placed", "planned", 2)
    assert re.fullmatch(r"\d{6}", order["pickup"]["code"])
