"""What touchpoints leave on the shelf, through the doors: office, REST, shop, till and the page that explains a number."""

import json
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from tests.doors.api_callers import program_of
from tests.doors.web_people import hire
from tests.small_shop import Shop, open_small_shop

from prilavok.domains.stock.queries import list_safety
from prilavok.kit import clock


@pytest.fixture
def shop(rolled_back: None, quick_passwords: None) -> Shop:
    """The small shop: 48 of milk in Almaty."""
    return open_small_shop()


def page(client: Any, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " "))


def test_the_office_keeps_back_ends_and_sets_again(shop: Shop, signed_in: Callable[[str], Any]) -> None:
    client, here, milk = signed_in("manager"), shop.places["t-alm"], shop.variants["milk"]
    assert "Неснижаемых остатков нет" in page(client, "/office/kept-back")
    form = {"key": "k", "code": "milk", "where": str(here), "touchpoint": ["site"], "number": "45", "measure": "units"}
    for _ in range(2):
        assert client.post("/office/kept-back/keep", form).status_code == 303
    [row] = list_safety(at=clock.now()).rows
    assert (row.said.variant, row.said.place, row.said.touchpoints, row.said.units) == (milk, here, ("site",), 45)
    shown = page(client, "/office/kept-back")
    assert f'id="safety-{row.id}"' in shown and "t-alm" in shown and "45" in shown
    told = page(client, f"/office/stock/{here}/{milk}")
    assert f"#safety-{row.id}" in told and re.search(r'class="number">3 ', told), "48 lie there, the site can sell 3"
    for _ in range(2):
        client.post(f"/office/kept-back/{row.id}/end")
    assert list_safety(at=clock.now()).rows == ()
    assert f"#safety-{row.id}" not in page(client, f"/office/stock/{here}/{milk}")
    ended = page(client, "/office/kept-back?state=ended")
    assert f'id="safety-{row.id}"' in ended and f"/office/kept-back/{row.id}/again" in ended
    for _ in range(2):
        client.post(f"/office/kept-back/{row.id}/again", {"key": "again"})
    [anew] = list_safety(at=clock.now()).rows
    assert anew.id != row.id and anew.said.units == 45


@pytest.mark.parametrize(
    "wrong",
    [{"number": "-1"}, {"number": "x"}, {"code": "ghost"}, {"where": "nowhere"}, {"touchpoint": ["till"]},
     {"number": "101", "measure": "percent"}, {"since": "never"}, {"until": "2001-01-01T00:00"}, {"category": "no/such"},
     {"where": "kind:moon"}, {"number": "\u0664"}, {"code": "a\x00b"}],
)  # fmt: skip
def test_what_is_typed_wrongly_is_refused_and_keeps_nothing(
    shop: Shop, signed_in: Callable[[str], Any], wrong: dict[str, Any]
) -> None:
    client = signed_in("manager")
    form = {"key": "k", "code": "" if "category" in wrong else "milk", "number": "1", "measure": "units"} | wrong
    assert client.post("/office/kept-back/keep", form).status_code == 303
    assert list_safety(at=clock.now()).rows == ()


def test_who_may_not_sees_it_and_changes_nothing(shop: Shop, signed_in: Callable[[str], Any]) -> None:
    hire("operator")
    operator = program_of("operator")
    refused = operator.post("/kept-back", {"units": 1}, headers={"Idempotency-Key": "a"})
    assert refused.status_code == 403 and operator.get("/kept-back").status_code == 200
    assert list_safety(at=clock.now()).rows == ()


def test_programs_keep_back_once_by_a_key(shop: Shop) -> None:
    manager, here, milk = program_of("manager"), str(shop.places["t-alm"]), str(shop.variants["milk"])

    def keep(key: str, **said: Any) -> Any:
        return manager.post("/kept-back", said, headers={"Idempotency-Key": key})

    said = {"variant": milk, "place": here, "touchpoints": ["site", "desk"], "share": 2_500}
    first, again = keep("one", **said), keep("one", **said)
    assert (first.status_code, again.status_code) == (201, 201) and first.json() == again.json()
    assert (first.json()["state"], first.json()["share"], first.json()["units"]) == ("running", 2_500, None)
    assert keep("one", **{**said, "share": 1}).json()["code"] == "key.reused"
    assert keep("two", units=1, share=1).json()["code"] == "safety.unfit"
    assert keep("three", units=1, touchpoints=["till"]).status_code == 422
    assert keep("four", variant=str(uuid4()), units=1).json()["code"] == "safety.unfit"
    why = manager.get(f"/stock/{here}/{milk}").json()
    kept = first.json()["id"]
    assert why["available"] == 48 and why["kept"] == [
        {"touchpoint": "site", "kept_back": kept, "units": 12, "sells": 36},
        {"touchpoint": "desk", "kept_back": kept, "units": 12, "sells": 36},
    ]
    assert [one["id"] for one in manager.get(f"/kept-back?place={here}").json()["items"]] == [kept]
    ended = manager.post(f"/kept-back/{kept}/end", {}).json()
    assert ended["state"] == "ended" and manager.post(f"/kept-back/{kept}/end", {}).json() == ended
    assert manager.get("/kept-back").json()["items"] == []
    assert [one["id"] for one in manager.get("/kept-back?ended=true").json()["items"]] == [kept]
    anew = manager.post(f"/kept-back/{kept}/again", {}, headers={"Idempotency-Key": "five"}).json()
    assert (anew["share"], anew["state"]) == (2_500, "running") and anew["id"] != kept
    assert manager.post(f"/kept-back/{uuid4()}/end", {}).json()["code"] == "safety.unknown"
    assert json.dumps(manager.get(f"/stock/{here}/{milk}").json()["kept"]).count(anew["id"]) == 2
