"""Papers of stock at the REST door: made once by a key, confirmed, arrived, taken back; rights at the place."""

from typing import Any
from uuid import UUID

import pytest
from tests.doors.api_callers import Program, program_of
from tests.small_shop import AT, Shop, open_small_shop

from prilavok.domains.staff.actions import assign_place
from prilavok.domains.stock.queries import stock_at
from prilavok.kit.events.actor import SYSTEM


@pytest.fixture
def shop(rolled_back: None, quick_passwords: None) -> Shop:
    return open_small_shop()


def made(program: Program, key: str, **wanted: Any) -> Any:
    return program.post("/papers", wanted, headers={"Idempotency-Key": key})


def milk(shop: Shop, place: str = "t-alm") -> int:
    return stock_at(shop.places[place], shop.variants["milk"]).on_hand


def line(quantity: int, **more: int) -> dict[str, object]:
    return {"sku": "milk", "quantity": quantity, **more}


def test_a_receiving_is_made_once_and_booked_once(shop: Shop) -> None:
    owner, here = program_of("owner"), str(shop.places["t-alm"])
    wanted = {"kind": "receiving", "place": here, "supplier": "Milk Ltd", "lines": [line(24, cost=960_000)]}
    first, again = made(owner, "a", **wanted), made(owner, "a", **wanted)
    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    assert again.headers["Idempotent-Replayed"] == "true"
    assert made(owner, "a", **{**wanted, "supplier": "x"}).json()["code"] == "key.reused"
    paper = first.json()["id"]
    assert milk(shop) == 48
    assert owner.post(f"/papers/{paper}/confirm", {"version": 7}).status_code == 412
    for _ in range(2):
        booked = owner.post(f"/papers/{paper}/confirm", {"version": 1})
        assert (booked.status_code, booked.json()["state"], milk(shop)) == (200, "done", 72)
    [move] = [one for one in owner.get(f"/stock/{here}/{shop.variants['milk']}/moves").json()["items"] if one["paper"]]
    assert (move["paper"], move["change"], move["balance"]) == (paper, 24, 72)
    assert [one["id"] for one in owner.get("/papers?kind=receiving&state=done").json()["items"]] == [paper]
    assert owner.get(f"/papers/{paper}").json()["lines"][0]["cost"] == 960_000
    assert program_of("operator").get(f"/papers/{paper}").json()["lines"][0]["cost"] is None
    back = owner.post(f"/papers/{paper}/take-back", {})
    assert back.json()["takes_back"] == paper and milk(shop) == 48


def test_a_transfer_arrives_and_a_count_finds_what_is_missing(shop: Shop) -> None:
    owner = program_of("owner")
    here, there = (str(shop.places[code]) for code in ("t-alm", "t-msk"))
    paper = made(owner, "t", kind="transfer", place=here, to_place=there, lines=[line(8)]).json()["id"]
    early = owner.post(f"/papers/{paper}/arrived", {"lines": [line(8)]})
    assert early.json()["code"] == "paper.closed" or early.status_code == 422
    assert owner.post(f"/papers/{paper}/confirm", {}).json()["state"] == "sent"
    before = milk(shop, "t-msk")
    for _ in range(2):
        assert owner.post(f"/papers/{paper}/arrived", {"lines": [line(7)]}).json()["lines"][0]["booked"] == -1
    assert (milk(shop), milk(shop, "t-msk")) == (40, before + 7)
    count = made(owner, "c", kind="count", place=here, lines=[line(39)]).json()
    assert count["lines"][0]["shown"] == 40
    assert owner.post(f"/papers/{count['id']}/confirm", {}).json()["lines"][0]["booked"] == -1
    assert milk(shop) == 39


def test_what_cannot_be_is_refused_and_changes_nothing(shop: Shop) -> None:
    owner, here = program_of("owner"), str(shop.places["t-alm"])
    for code, wanted in (
        ("paper.unfit", {"kind": "write_off", "place": here}),
        ("paper.unfit", {"kind": "transfer", "place": here, "to_place": here}),
        ("paper.unfit", {"kind": "receiving", "place": here, "lines": [{"sku": "nothing", "quantity": 1}]}),
        ("paper.unfit", {"kind": "receiving", "place": str(UUID(int=7))}),
        ("request.unfit", {"kind": "gift", "place": here}),
    ):
        assert made(owner, code, **wanted).json()["code"] == code
    assert owner.get("/papers").json()["items"] == []
    paper = made(owner, "w", kind="write_off", place=here, reason="lost", lines=[line(999)]).json()["id"]
    assert owner.post(f"/papers/{paper}/confirm", {"from_holds": True}).json()["code"] == "stock.short"
    assert owner.post(f"/papers/{UUID(int=7)}/confirm", {}).json()["code"] == "paper.unknown"
    assert milk(shop) == 48


def test_a_cashier_acts_at_their_own_place_alone(shop: Shop) -> None:
    owner, cashier = program_of("owner"), program_of("cashier")
    wanted = {"kind": "receiving", "lines": [line(1)]}
    assert made(cashier, "a", place=str(shop.places["t-alm"]), **wanted).status_code == 403, "no place is theirs yet"
    assign_place("cashier.program", shop.places["t-alm"], actor=SYSTEM, at=AT)
    cashier = program_of("cashier", login="cashier.other")
    assign_place("cashier.other", shop.places["t-msk"], actor=SYSTEM, at=AT)
    from prilavok.doors.api.tokens import give_token
    from prilavok.kit import clock

    token = give_token("cashier.other", clock.now().replace(year=clock.now().year + 1))
    cashier = Program(cashier.client, token)
    paper = made(owner, "o", place=str(shop.places["t-alm"]), **wanted).json()["id"]
    assert cashier.post(f"/papers/{paper}/confirm", {}).status_code == 403
    assert made(cashier, "b", place=str(shop.places["t-msk"]), **wanted).status_code == 201
    assert made(cashier, "c", kind="write_off", place=str(shop.places["t-msk"]), reason="lost").status_code == 403
    assert milk(shop) == 48
