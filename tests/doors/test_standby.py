"""The doors of the till without a connection: what it is told, what it brings, and what staff see of it."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from tests import make
from tests.counter_world import CASHIER
from tests.doors.counter_world import at_work
from tests.make import AT
from tests.offline_till import lines_of, told
from tests.promotions import published
from tests.shop_world import PRICE, Counter, open_counter

from prilavok.domains.pricing.actions import set_prices
from prilavok.domains.pricing.types import NewPrice
from prilavok.domains.promotions.actions import put_codes
from prilavok.domains.promotions.types.acts import OffTogether
from prilavok.domains.promotions.types.keeping import NewCode
from prilavok.domains.staff.queries import find_staff
from prilavok.domains.stock.queries import stock_at
from prilavok.domains.tills.queries import find_brought, list_tills
from prilavok.domains.tills.types import TillView, ToldGiven
from prilavok.flows.open_till import open_till, withdraw
from prilavok.flows.sell_gift_cards import name_gift_goods
from prilavok.kit import clock
from prilavok.kit.ids import new_id
from prilavok.kit.instants import milliseconds

pytestmark = pytest.mark.usefixtures("rolled_back", "quick_passwords")
LATER = AT + timedelta(hours=3)


@pytest.fixture
def counter() -> Counter:
    clock.set_clock(LATER)
    return open_counter(9)


@pytest.fixture
def till(counter: Counter) -> TillView:
    return open_till(counter.place, "Касса", actor=CASHIER, at=AT - timedelta(hours=1))


def _post(client: Any, what: str, body: object, status: int = 200) -> Any:
    answer = client.post(f"/till/standby/{what}", json.dumps(body), content_type="application/json")
    assert answer.status_code == status, answer.content
    return answer.json()


def _brought(client: Any, till: TillView, *sales: object, status: int = 200) -> Any:
    sent = {"till": str(till.id), "sent": milliseconds(LATER), "sales": list(sales)}
    return _post(client, "bring", sent, status)["brought"]


def test_a_till_is_told_goods_prices_and_who_sells_and_nothing_of_customers(counter: Counter, till: TillView) -> None:
    client = at_work("cashier", counter.place)
    card = make.variant()  # sold at the counter, and never without a connection: that would issue no card
    set_prices([NewPrice(make.price_list(counter.place), card, PRICE, 1, AT)], at=AT)
    name_gift_goods(card, free=False, days=None, actor=CASHIER, at=AT)
    published("later", OffTogether(100), at=LATER + timedelta(days=1, hours=1))
    limited = published("limited", OffTogether(100), in_all=30)
    free = published("free", OffTogether(100), right=True)
    put_codes([NewCode("FREE", free), NewCode("ONCE", free, 1)], at=AT)
    assert _post(client, "pin", {"pin": "111111"}, 422)["refused"]
    assert _post(client, "pin", {"pin": "204060"}) == {"has_pin": True}
    state = client.get("/till/standby/state").json()
    assert (state["staff"]["has_pin"], [one["code"] for one in state["tills"]]) == (True, [till.code])
    answer = client.get(f"/till/standby/knowledge?till={till.id}").json()
    known = answer["knowledge"]
    assert [one["id"] for one in known["goods"]] == [str(counter.variant)]
    assert [(one["amount"], one["per"]) for one in known["prices"]] == [(PRICE, 1)]
    assert {one["id"] for one in known["book"]["promotions"]} >= {str(limited), str(free)}
    assert [code for code, _promotion, _coupon in known["codes"]] == ["FREE"]
    assert [one["promotion"] for one in answer["leases"]] == [str(limited)] * 3
    [person] = known["staff"]
    assert set(person) == {"id", "name", "salt", "digest", "rounds"} and "204060" not in str(answer)
    again = client.get(f"/till/standby/knowledge?till={till.id}&have={answer['edition']}").json()
    assert "knowledge" not in again and again["known_at"] == milliseconds(LATER)
    page = client.get("/till/standby").content.decode()
    assert "Test cashier" not in page  # the page itself is kept in the browser: nobody's name is on it
    files = client.get("/till/standby/files").json()["files"]
    assert all(client.get(file).status_code == 200 for file in files) and len(files) > 5
    assert client.get("/till/worker.js").headers["Content-Type"].startswith("text/javascript")


def test_a_till_of_another_store_and_a_withdrawn_one_are_told_nothing(counter: Counter, till: TillView) -> None:
    stranger = at_work("cashier", make.place(), "stranger")
    assert stranger.get(f"/till/standby/knowledge?till={till.id}").status_code == 404
    assert stranger.get("/till/standby/knowledge?till=none").status_code == 404
    client = at_work("cashier", counter.place)
    withdraw(till.id, actor=CASHIER, at=AT)
    gone = client.get(f"/till/standby/knowledge?till={till.id}")
    assert (gone.status_code, gone.json()) == (410, {"withdrawn": True})
    assert client.get("/till/standby/state").json()["tills"] == []


def test_all_that_is_brought_is_recorded_or_set_aside_each_once(counter: Counter, till: TillView) -> None:
    client = at_work("cashier", counter.place)
    cashier = find_staff("cashier")
    assert cashier is not None
    good = msgspec.to_builtins(told(till, cashier.id, lines_of(counter.variant, 2, PRICE)))
    wrong = {**good, "id": str(uuid4()), "number": "T1-00002"}
    strange: list[object] = [
        good, wrong, {**good, "lines": "none", "id": "no id"}, "not a sale at all", {"id": None, "x": "\x00"}, 7,
        {**good, "id": str(new_id()), "amount": 10**30},
    ]  # fmt: skip
    first = _brought(client, till, *strange)
    assert [one["state"] for one in first] == ["recorded", *["aside"] * 6]
    assert [one["reason"] for one in first] == ["", "id", *["garbled"] * 5]
    assert first[0]["id"] == good["id"] and first[0]["receipt"]
    before = make.rows_of_all_tables()
    assert _brought(client, till, *strange) == first
    assert {name for name in make.grown(before) if name != "django_session"} == set()
    assert stock_at(counter.place, counter.variant).on_hand == 7
    assert client.post("/till/standby/bring", "{", content_type="application/json").status_code == 422
    assert client.post("/till/standby/bring", b"\xff", content_type="application/json").status_code == 422


def test_what_is_kept_for_a_till_is_asked_for_and_given_back(counter: Counter, till: TillView) -> None:
    client = at_work("cashier", counter.place)
    [(sku,)] = make.ask("SELECT sku FROM catalog_variant WHERE id = %s", counter.variant)
    lent = _post(client, "lend", {"till": str(till.id), "text": sku, "units": 4})["leases"]
    assert stock_at(counter.place, counter.variant).available == 5
    refused = _post(client, "lend", {"till": str(till.id), "text": sku, "units": 6}, 422)
    assert refused["refused"] and refused["leases"] == lent
    unknown = _post(client, "lend", {"till": str(till.id), "text": "?", "units": "x"}, 422)
    assert unknown["refused"] == "Это нельзя отложить для кассы. Здесь нет ни такого промокода, ни такого товара."
    back = {"till": str(till.id), "leases": [lent[0]["id"], "none", str(uuid4())]}
    assert _post(client, "give-back", back) == {"leases": []}
    assert stock_at(counter.place, counter.variant).available == 9


def test_staff_open_and_withdraw_tills_and_settle_what_was_set_aside(counter: Counter, budget: Any) -> None:
    manager = at_work("manager", None)
    assert manager.post("/till/tills/open", {"name": " ", "place": str(counter.place)}).status_code == 422
    manager.post("/till/tills/open", {"name": "У входа", "place": str(counter.place)})
    [till] = [one for one in list_tills(counter.place) if one.name == "У входа"]
    cashier = at_work("cashier", counter.place)
    hired = find_staff("cashier")
    assert hired is not None and cashier.get("/till/tills").status_code == 403
    sales = [told(till, hired.id, lines_of(counter.variant, 1, PRICE), nth=nth, at=LATER) for nth in (1, 2)]
    told_wrong = [{**msgspec.to_builtins(one), "cashier": str(uuid4())} for one in sales]
    assert [one["reason"] for one in _brought(cashier, till, *told_wrong)] == ["cashier", "cashier"]
    _brought(
        cashier, till, msgspec.to_builtins(told(till, hired.id, lines_of(counter.variant, 1, PRICE), nth=3, at=LATER))
    )
    with budget("till/tills"):
        page = manager.get("/till/tills").content.decode()
    assert all(words in page for words in ("У входа", "T1-00001", "T1-00002", "T1-00003", "того, кто её пробил"))
    again = f"/till/tills/brought/{sales[0].id}/again"
    assert manager.post(again).status_code == 422
    make.ask("UPDATE tills_sale SET told = told || jsonb_build_object('cashier', %s::text) WHERE id = %s RETURNING 1", str(hired.id), sales[0].id)  # fmt: skip
    assert manager.post(again).status_code == 302
    assert manager.post(again).status_code == 422
    drop = f"/till/tills/brought/{sales[1].id}/drop"
    assert (manager.post(drop, {"note": ""}).status_code, manager.post(drop, {"note": "проба"}).status_code) == (
        422,
        302,
    )
    states = [_state(one.id) for one in sales]
    assert states == ["recorded", "dropped"]
    manager.post(f"/till/tills/{till.id}/withdraw")
    assert [one.withdrawn_at for one in list_tills(counter.place)] == [LATER]


def _state(sale: UUID) -> str:
    found = find_brought(sale)
    assert found is not None
    return found.state


def test_whatever_a_till_sends_bars_the_way_to_no_other_sale(counter: Counter, till: TillView) -> None:
    client = at_work("cashier", counter.place)
    cashier = make.ask("SELECT id FROM staff_staff LIMIT 1")[0][0]
    promotion, other = published("some", OffTogether(100), right=True), published("more", OffTogether(50), right=True)
    put_codes([NewCode("OTHER", other, 1)], at=AT)
    [(version, coupon)] = make.ask(
        "SELECT v.id, c.id FROM promotions_version v, promotions_coupon c WHERE v.promotion_id = %s", promotion
    )
    odd = [
        told(
            till, cashier, lines_of(counter.variant, 1, PRICE, ToldGiven(promotion, version, f"{right}", 100)), nth=nth
        )
        for nth, right in enumerate((uuid4(), coupon), 1)  # no coupon has this id; this one is another promotion's
    ]
    good = told(till, cashier, lines_of(counter.variant, 1, PRICE), nth=3)
    sales = [msgspec.to_builtins(one) for one in (*odd, good)]
    brought = _post(client, "bring", {"till": str(till.id), "sent": milliseconds(LATER), "sales": sales})["brought"]
    assert [(one["state"], one["reason"]) for one in brought] == [("aside", "coupon")] * 2 + [("recorded", "")]
    assert make.ask("SELECT count(*) FROM promotions_use") == [(0,)]
    deep = '{"till": ' + "[" * 50_000 + "]" * 50_000 + "}"
    for what, status in (("bring", 422), ("lend", 404), ("give-back", 404), ("pin", 422)):
        assert client.post(f"/till/standby/{what}", deep, content_type="application/json").status_code == status


def test_a_till_of_another_store_keeps_its_sales_until_its_own_staff_bring_them(
    counter: Counter, till: TillView
) -> None:
    own, other = at_work("cashier", counter.place), at_work("cashier", make.place(), "stranger")
    cashier = make.ask("SELECT id FROM staff_staff LIMIT 1")[0][0]
    sale = told(till, cashier, lines_of(counter.variant, 1, PRICE))
    sent = {"till": str(till.id), "sent": milliseconds(LATER), "sales": [msgspec.to_builtins(sale)]}
    refused = other.post("/till/standby/bring", json.dumps(sent), content_type="application/json")
    assert (refused.status_code, find_brought(sale.id)) == (404, None)
    assert [one["state"] for one in _post(own, "bring", sent)["brought"]] == ["recorded"]
