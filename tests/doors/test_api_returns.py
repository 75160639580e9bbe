"""Returns over the API: named by a key, at a place of one's own, listed with their refunds and settlements."""

from typing import Any
from uuid import UUID

import pytest
from tests import make
from tests.doors.api_callers import program_of
from tests.doors.counter_world import Counter, open_counter
from tests.small_shop import AT

from prilavok.domains.orders.actions import set_return_goods, settle_money
from prilavok.domains.orders.queries import list_lines, list_returns
from prilavok.domains.orders.types.settling import Passed
from prilavok.domains.places.actions import put_legal_entities, put_places
from prilavok.domains.places.queries import read_place
from prilavok.domains.places.types import NewLegalEntity, NewPlace
from prilavok.flows.sell_at_till import Paying, Selling, sell
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM

PRICE = 55_000
pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture
def counter(rolled_back: None) -> Counter:
    clock.set_clock(AT)
    return open_counter()


@pytest.fixture
def order(counter: Counter) -> UUID:
    goods = [Selling(counter.shop.variants["milk"], 3)]
    return sell(goods, [Paying("cash", 3 * PRICE)], place=counter.here, key="k", actor=SYSTEM, at=AT).receipt.order


def body(order: UUID, units: int = 1, **more: Any) -> dict[str, Any]:
    line = {"line": str(list_lines(order)[0].id), "quantity": units, "reason": "changed_mind", "condition": "for_sale"}
    return {"place": "t-alm", "lines": [line]} | more


def test_a_return_is_named_by_its_key_and_listed(order: UUID) -> None:
    owner = program_of("owner")
    path = f"/orders/{order}/returns"
    assert owner.post(path, body(order)).json()["code"] == "return.key_missing"
    headers = {"Idempotency-Key": "r-1"}
    made = owner.post(path, body(order, version=1), headers=headers)
    assert made.status_code == 200, made.content
    told = made.json()
    assert (told["amount"]["amount"], told["money"]["amount"], told["lines"][0]["sku"]) == (PRICE, PRICE, "milk")
    assert owner.post(path, body(order, version=1), headers=headers).json() == told
    assert owner.post(path, body(order, 2), headers=headers).json()["code"] == "key.reused"
    assert owner.post(path, body(order, version=1), headers={"Idempotency-Key": "r-2"}).status_code == 412
    assert owner.post(path, body(order, 3), headers={"Idempotency-Key": "r-3"}).json()["code"] == "return.too_many"
    assert owner.get(path).json() == {"items": [told]}
    assert len(list_returns([order])) == 1


def test_terms_and_rights_hold_here_too(order: UUID) -> None:
    owner, operator = program_of("owner"), program_of("operator")
    set_return_goods("Food", "food", actor=SYSTEM, at=AT)
    path, key = f"/orders/{order}/returns", {"Idempotency-Key": "r"}
    refused = owner.post(path, body(order), headers=key)
    assert (refused.status_code, refused.json()["code"]) == (409, "return.outside_terms")
    assert operator.post(path, body(order), headers=key).status_code == 403
    assert owner.post(path, body(order, place="nowhere"), headers=key).status_code == 404
    assert owner.post(path, body(order, ground="goodwill"), headers=key).json()["allowed"] == "goodwill"


def test_settlements_are_listed(order: UUID) -> None:
    owner = program_of("owner")
    put_legal_entities([NewLegalEntity("other", {"en": "Other"}, "llp", "KZ")])
    put_places([NewPlace("t-oth", {"en": "Other"}, "store", "Asia/Almaty", "KZT", "other", {})])
    path = f"/orders/{order}/returns"
    taken = owner.post(path, body(order, place="t-oth"), headers={"Idempotency-Key": "r"}).json()
    rows = owner.get("/settlements").json()["items"]
    assert {(one["kind"], one["debtor"], one["amount"]["amount"]) for one in rows} == {
        ("money", taken["seller"], PRICE),
        ("goods", taken["taker"], PRICE),
    }
    every = owner.get("/settlements/all").json()["items"]
    assert sorted(every, key=lambda one: one["kind"]) == sorted(rows, key=lambda one: one["kind"])


def test_all_settlements_are_listed_also_those_of_no_return(counter: Counter, order: UUID) -> None:
    owner = program_of("owner")
    put_legal_entities([NewLegalEntity("other", {"en": "Other"}, "llp", "KZ")])
    there = put_places([NewPlace("t-oth", {"en": "Other"}, "store", "Asia/Almaty", "KZT", "other", {})])["t-oth"]
    firms = [read_place(place).legal_entity for place in (there, counter.here)]
    passed = Passed(make.leaf(), order, there, firms[0], firms[1], 500, "KZT")
    assert settle_money(passed, at=AT)
    assert owner.get("/settlements").json()["items"] == []
    [row] = owner.get("/settlements/all").json()["items"]
    assert (row["return_id"], row["order"], row["kind"]) == (None, str(order), "money")
    assert (row["debtor"], row["creditor"], row["amount"]["amount"]) == (str(firms[0]), str(firms[1]), 500)
    assert program_of("operator").get("/settlements/all").status_code == 403


def test_a_return_is_previewed_as_it_is_taken_then(order: UUID) -> None:
    owner, path = program_of("owner"), f"/orders/{order}/returns"
    before = make.rows_of_all_tables()
    seen = owner.post(f"{path}/preview", body(order, 2))
    assert seen.status_code == 200, seen.content
    shown = seen.json()
    assert {table for table in make.grown(before) if table != "kit_bucket"} == set()
    assert shown["ways"] == [{"method": "cash", "amount": {"amount": 2 * PRICE, "currency": "KZT"}}]
    assert (shown["version"], shown["outside"], shown["points_back"]) == (1, "", 0)
    taken = owner.post(path, body(order, 2, version=shown["version"]), headers={"Idempotency-Key": "r"}).json()
    sums = ("amount", "points_amount", "withheld", "money", "points_back", "points_taken")
    assert {name: shown[name] for name in sums} == {name: taken[name] for name in sums}
    assert owner.post(f"{path}/preview", body(order, 2)).json()["code"] == "return.too_many"
    set_return_goods("Food", "food", actor=SYSTEM, at=AT)
    assert owner.post(f"{path}/preview", body(order, 1)).json()["outside"] == "not_returnable"
    assert owner.post(f"{path}/preview", body(order, place="nowhere")).status_code == 404
    assert program_of("marketer").post(f"{path}/preview", body(order)).status_code == 403


def test_all_of_the_body_names_the_return(order: UUID) -> None:
    owner, path, key = program_of("owner"), f"/orders/{order}/returns", {"Idempotency-Key": "r"}
    made = owner.post(path, body(order, version=1), headers=key)
    assert (made.status_code, made.headers["Idempotent-Replayed"]) == (200, "false")
    for other in (body(order), body(order, version=2), body(order, version=1, other_piece=True)):
        assert owner.post(path, other, headers=key).json()["code"] == "key.reused"
    again = owner.post(path, body(order, version=1), headers=key)
    assert (again.content, again.headers["Idempotent-Replayed"]) == (made.content, "true")
    assert len(list_returns([order])) == 1
