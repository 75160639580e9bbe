"""Exchanges over the API: previewed, named by a key, the difference in cash or by the place's card terminal, once.

prilavok.flows.charge_rest charges the card.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tests import make
from tests.doors.api_callers import program_of
from tests.doors.card_world import connected, running_terminal
from tests.doors.counter_world import Counter, open_counter
from tests.small_shop import AT

from prilavok.domains.orders.actions import set_return_goods
from prilavok.domains.orders.queries import list_lines, list_returns, read_order
from prilavok.domains.payments.queries import list_attempts, paid_for
from prilavok.flows.sell_at_till import Paying, Selling, sell
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.ledger.checks import check

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


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("card")
    with running_terminal(folder) as address:
        yield address


def body(counter: Counter, order: UUID, taken: int, instead: int, **more: Any) -> dict[str, Any]:
    line = {"line": str(list_lines(order)[0].id), "quantity": taken, "reason": "wrong_size", "condition": "for_sale"}
    other = {"variant": str(counter.shop.variants["milk"]), "quantity": instead}
    return {"place": "t-alm", "lines": [line], "instead": [other]} | more


def grown(before: dict[str, int]) -> dict[str, int]:
    """What came to be since, but for the bucket that counts a program's calls."""
    return {table: rows for table, rows in make.grown(before).items() if table != "kit_bucket"}


def units(counter: Counter) -> int:
    return make.on_hand(counter.here, counter.shop.variants["milk"])


@pytest.mark.parametrize(("taken", "instead", "given", "paid"), [(1, 1, 0, 0), (2, 1, PRICE, 0), (1, 2, 0, PRICE)])
def test_an_exchange_is_previewed_and_made_once(
    counter: Counter, order: UUID, taken: int, instead: int, given: int, paid: int
) -> None:
    owner, path, lies = program_of("owner"), f"/orders/{order}/exchanges", units(counter)
    wanted = body(counter, order, taken, instead)
    before = make.rows_of_all_tables()
    seen = owner.post(f"{path}/preview", wanted).json()
    assert grown(before) == {}
    assert [seen[name]["amount"] for name in ("money", "amount", "to_pay", "given")] == [
        taken * PRICE, instead * PRICE, paid, given,
    ]  # fmt: skip
    assert seen["ways"] == ([{"method": "cash", "amount": {"amount": given, "currency": "KZT"}}] if given else [])
    agreed = wanted | {"version": seen["version"], "money": taken * PRICE, "amount": instead * PRICE}
    assert owner.post(path, agreed).json()["code"] == "return.key_missing"
    key = {"Idempotency-Key": "x-1"}
    made = owner.post(path, agreed, headers=key)
    assert made.status_code == 200, made.content
    told = made.json()
    assert (told["back"]["exchanged"]["amount"], told["back"]["exchange"]) == (
        min(taken, instead) * PRICE, told["sold"]["order"],
    )  # fmt: skip
    new = UUID(told["sold"]["order"])
    assert (told["sold"]["amount"]["amount"], told["sold"]["number"]) == (instead * PRICE, read_order(new).number)
    assert owner.post(path, agreed, headers=key).json() == told
    assert owner.post(path, agreed | {"place": "t-ast"}, headers=key).json()["code"] == "key.reused"
    assert owner.post(path, agreed, headers={"Idempotency-Key": "x-2"}).status_code == (422 if taken == 2 else 412)
    assert (paid_for(order), paid_for(new), units(counter)) == (
        (3 - taken) * PRICE,
        instead * PRICE,
        lies + taken - instead,
    )
    assert [one.id for one in list_returns([order])] == [UUID(told["back"]["id"])]
    assert owner.get(f"/orders/{order}/returns").json() == {"items": [told["back"]]}
    assert check() == []


def test_what_is_refused_changes_nothing(counter: Counter, order: UUID) -> None:
    owner, path, key = program_of("owner"), f"/orders/{order}/exchanges", {"Idempotency-Key": "x"}
    right = body(counter, order, 1, 2, version=1)
    nothing = {"variant": "00000000-0000-7000-8000-000000000000", "quantity": 1}
    operator = program_of("operator")
    before = make.rows_of_all_tables()
    tried = {
        "money": (right | {"money": PRICE - 1}, 412, "return.moved_on"),
        "amount": (right | {"amount": PRICE}, 412, "return.moved_on"),
        "version": (right | {"version": 7}, 412, "order.moved_on"),
        "too many": (body(counter, order, 4, 1, version=1), 422, "return.too_many"),
        "unknown goods": (right | {"instead": [nothing]}, 422, "price.none"),
        "nothing instead": (right | {"instead": []}, 422, "request.unfit"),
        "no such place": (right | {"place": "nowhere"}, 404, "place.unknown"),
        "no card terminal": (right | {"method": "card"}, 422, "payment.not_offered"),
    }
    for name, (sent, status, code) in tried.items():
        answer = owner.post(path, sent, headers=key)
        assert (answer.status_code, answer.json()["code"]) == (status, code), name
    assert operator.post(path, right, headers=key).status_code == 403
    assert operator.post(f"{path}/preview", body(counter, order, 1, 2)).status_code == 403
    assert grown(before) == {} and list_returns([order]) == []


def test_terms_hold_here_too(counter: Counter, order: UUID) -> None:
    owner, path, key = program_of("owner"), f"/orders/{order}/exchanges", {"Idempotency-Key": "x"}
    set_return_goods("Food", "food", actor=SYSTEM, at=AT)
    assert owner.post(f"{path}/preview", body(counter, order, 1, 1)).json()["outside"] == "not_returnable"
    wanted = body(counter, order, 1, 2, version=1, method="card")
    refused = owner.post(path, wanted, headers=key)  # before any card is charged
    assert (refused.status_code, refused.json()["code"]) == (409, "return.outside_terms")
    made = owner.post(path, body(counter, order, 1, 1, version=1, ground="goodwill"), headers=key)
    assert made.json()["back"]["allowed"] == "goodwill"


def test_the_difference_by_card_is_charged_once(counter: Counter, order: UUID, terminal: str) -> None:
    owner, path = program_of("owner"), f"/orders/{order}/exchanges"
    wanted, key = body(counter, order, 1, 2, version=1, method="card"), {"Idempotency-Key": "by-card"}
    with connected(terminal):
        told = owner.post(path, wanted, headers=key)
        assert told.status_code == 200, told.content
        new = UUID(told.json()["sold"]["order"])
        assert owner.post(path, wanted, headers=key).json() == told.json()
    assert [(one.state, one.amount) for one in list_attempts(new)] == [("captured", PRICE)]
    assert (paid_for(new), len(list_returns([order])), check()) == (2 * PRICE, 1, [])


def test_two_lines_of_one_variant_are_one_demand(counter: Counter, order: UUID) -> None:
    owner, path = program_of("owner"), f"/orders/{order}/exchanges/preview"
    wanted = body(counter, order, 2, 1)
    other, line = wanted["instead"][0], wanted["lines"][0]
    seen = owner.post(path, wanted | {"instead": [other, other | {"quantity": 2}]}).json()
    assert (seen["amount"]["amount"], seen["to_pay"]["amount"]) == (3 * PRICE, PRICE)
    assert owner.post(path, wanted | {"lines": [line, line]}).json()["code"] == "return.too_many"
    most = owner.post(path, wanted | {"instead": [other | {"quantity": 10**9}]})
    assert most.status_code in (200, 422), most.content


def test_all_of_the_body_names_the_exchange(counter: Counter, order: UUID) -> None:
    owner, path, key = program_of("owner"), f"/orders/{order}/exchanges", {"Idempotency-Key": "e"}
    wanted = body(counter, order, 1, 2, version=1, method="cash")
    made = owner.post(path, wanted, headers=key)
    assert made.status_code == 200, made.content
    lots = [{"variant": str(counter.shop.variants["milk"]), "quantity": 2, "lots": [{"code": "L1", "quantity": 2}]}]
    for other in ({"method": "card"}, {"version": 2}, {"money": PRICE}, {"instead": lots}, {"overruled": True}):
        answer = owner.post(path, wanted | other, headers=key)
        assert (answer.status_code, answer.json()["code"]) == (422, "key.reused"), other
    again = owner.post(path, wanted, headers=key)
    assert (again.content, again.headers["Idempotent-Replayed"]) == (made.content, "true")
    assert len(list_returns([order])) == 1
