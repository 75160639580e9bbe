"""Sales of tills we did not make: each once, each with its own outcome, also when many tell of them at once."""

import json
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from tests.doors.api_callers import Program, program_of
from tests.racing import all_at_once
from tests.small_shop import Shop, open_small_shop

from prilavok.flows import report_sale
from prilavok.kit import clock
from prilavok.kit.words import Person, stores

CARD = "2990000000017"
MANY = 40  # receipts of one call


@pytest.fixture
def shop(rolled_back: None, quick_passwords: None) -> Shop:
    return open_small_shop()


def _sale(receipt: str, **other: Any) -> dict[str, Any]:
    """Three of milk for 165 000 less 15 000."""
    line = {"sku": "milk", "quantity": 3, "list_amount": 165_000, "promotion_amount": 15_000}
    return {
        "receipt": receipt, "place": "t-alm", "at": "2026-03-01T20:15:00+00:00", "currency": "KZT", "method": "card",
        "lines": [line], **other,
    }  # fmt: skip


def _post(program: Program, *sales: dict[str, Any], key: str = "", source: str = "retail-1c") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return program.post("/sales", json.dumps({"source": source, "sales": sales}), headers=headers)


def _outcomes(answer: Any) -> list[tuple[str, str, str | None]]:
    assert answer.status_code == 200, answer.content
    return [(one["receipt"], one["outcome"], one["code"]) for one in answer.json()["outcomes"]]


def _count() -> dict[str, int]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM orders_order), (SELECT count(*) FROM orders_line),"
            " (SELECT count(*) FROM kit_move), (SELECT count(*) FROM kit_event), (SELECT count(*) FROM customers_leaf)"
        )
        return dict(zip(("orders", "lines", "moves", "events", "leaves"), cursor.fetchone(), strict=True))


def test_a_reported_sale_is_an_order_with_stock_money_and_points(shop: Shop) -> None:
    program = program_of("owner")
    before = program.get(f"/customers/{shop.customers['c-1']}").json()["points"][0]["points"]
    (outcome,) = _post(program, _sale("Z-1", card=CARD)).json()["outcomes"]
    assert (outcome["outcome"], outcome["code"], outcome["detail"]) == ("new", None, None)
    order = program.get(f"/orders/{outcome['order']}").json()
    assert (order["number"], order["origin"], order["touchpoint"]) == (outcome["number"], "live", "till")
    assert (order["placed_at"], order["local_day"]) == ("2026-03-01T20:15:00Z", "2026-03-02")
    assert (order["amount"], order["paid_amount"]) == ({"amount": 150_000, "currency": "KZT"},) * 2
    assert [(one["method"], one["amount"]["amount"]) for one in order["payments"]] == [("card", 150_000)]
    assert (order["commercial"], order["payment"], order["fulfilment"]) == ("completed", "paid", "handed_over")
    assert (order["customer"], order["points"]) == (str(shop.customers["c-1"]), 15)
    assert program.get(f"/customers/{shop.customers['c-1']}").json()["points"][0]["points"] == before + 15
    stock = program.get(f"/stock/{shop.places['t-alm']}/{shop.variants['milk']}").json()
    assert (stock["on_hand"], {one["cause"]: one["units"] for one in stock["causes"]}["sale"]) == (45, -5)


def test_a_sale_without_a_card_waits_on_a_leaf_of_its_own(shop: Shop) -> None:
    from prilavok.domains.customers.models import Leaf, LeafOwner
    from prilavok.domains.orders.models import Order

    (outcome,) = _post(program_of("owner"), _sale("Z-1")).json()["outcomes"]
    leaf = Order.objects.get(id=outcome["order"]).leaf_id
    assert Leaf.objects.get(id=leaf).kind == "receipt"
    assert not LeafOwner.objects.filter(leaf=leaf).exists()


def test_a_sale_told_again_changes_nothing_and_names_the_stored_order(shop: Shop) -> None:
    program = program_of("owner")
    (first,) = _post(program, _sale("Z-1", card=CARD)).json()["outcomes"]
    counted = _count()
    (again,) = _post(program, _sale("Z-1")).json()["outcomes"]
    assert (again["outcome"], again["order"], again["number"]) == ("known", first["order"], first["number"])
    assert _count() == counted
    (other,) = _post(program, _sale("Z-1"), source="another-till").json()["outcomes"]
    assert other["outcome"] == "new" and other["order"] != first["order"]


@pytest.mark.parametrize("key", ["", "call-1"])
def test_a_sale_that_cannot_be_read_back_is_not_recorded_and_is_sent_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    program, before = program_of("owner"), _count()
    with monkeypatch.context() as unread:
        unread.setattr(report_sale, "known_sales", lambda source, keys: {})
        answer = _post(program, _sale("Z-1"), _sale("Z-2"), key=key)
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (409, "call.in_progress", "1")
    assert _count() == before
    assert _outcomes(_post(program, _sale("Z-1"), _sale("Z-2"), key=key)) == [
        ("Z-1", "new", None),
        ("Z-2", "new", None),
    ]


def test_equal_keys_in_one_call_are_one_sale(shop: Shop) -> None:
    before = _count()["orders"]
    answer = _post(program_of("owner"), _sale("Z-1"), _sale("Z-2"), _sale("Z-1", card=CARD))
    assert _outcomes(answer) == [("Z-1", "new", None), ("Z-2", "new", None), ("Z-1", "known", None)]
    told = answer.json()["outcomes"]
    assert told[0]["order"] == told[2]["order"] != told[1]["order"]
    assert _count()["orders"] == before + 2


def test_more_units_than_any_shop_has_are_refused(shop: Shop) -> None:
    lines = [
        [{"sku": "milk", "quantity": quantity, "list_amount": 100}] for quantity in (10**9, 10**9 + 1, 999_999_999_999)
    ]
    answer = _post(program_of("owner"), *(_sale(f"q-{nth}", lines=one) for nth, one in enumerate(lines)))
    assert _outcomes(answer) == [
        ("q-0", "new", None), ("q-1", "refused", "sale.impossible"), ("q-2", "refused", "sale.impossible"),
    ]  # fmt: skip


def test_a_refusal_never_undoes_a_neighbour(shop: Shop) -> None:
    before = _count()
    impossible = [{"sku": "milk", "quantity": 1, "list_amount": 100, "promotion_amount": 101}]
    answer = _post(
        program_of("owner"),
        _sale("a", place="nowhere"), _sale("b"), _sale("c", card="1"), _sale("d", currency="USD"),
        _sale("e", at="2099-01-01T00:00:00Z"), _sale("f", lines=[{"sku": "x", "quantity": 1, "list_amount": 1}]),
        _sale("g", lines=impossible), _sale("h", method="cash", card=CARD), _sale("a"),
    )  # fmt: skip
    assert _outcomes(answer) == [
        ("a", "refused", "sale.place_unknown"), ("b", "new", None), ("c", "refused", "sale.card_unknown"),
        ("d", "refused", "sale.currency_differs"), ("e", "refused", "sale.in_future"),
        ("f", "refused", "sale.product_unknown"), ("g", "refused", "sale.impossible"), ("h", "new", None),
        ("a", "refused", "sale.place_unknown"),
    ]  # fmt: skip
    for one in answer.json()["outcomes"]:
        assert (one["order"] is None) == (one["outcome"] == "refused") == (one["detail"] is not None)
    after = _count()
    assert (after["orders"] - before["orders"], after["leaves"] - before["leaves"]) == (2, 1)
    again = _post(program_of("owner", login="other"), _sale("c"))
    assert _outcomes(again) == [("c", "new", None)], "what was refused may be told again, put right"


def test_goods_already_handed_over_are_never_refused_for_stock(shop: Shop) -> None:
    from prilavok.kit.events.models import Event

    lines = [{"sku": "milk", "quantity": 60, "list_amount": 3_300_000}]
    assert _outcomes(_post(program_of("owner"), _sale("Z-9", lines=lines))) == [("Z-9", "new", None)]
    found = Event.objects.filter(verb="discrepancy.found", origin="live")
    assert [one.facts["units"] for one in found] == [-12]


def test_a_right_that_ends_at_a_place_records_there_alone(shop: Shop) -> None:
    from prilavok.domains.staff.models import Staff

    cashier = program_of("cashier")
    assert _outcomes(_post(cashier, _sale("Z-1"))) == [("Z-1", "refused", "sale.place_forbidden")]
    Staff.objects.filter(login="cashier.program").update(place=shop.places["t-alm"])
    there = _post(cashier, _sale("Z-1"), _sale("Z-2", place="t-msk"))
    assert _outcomes(there) == [("Z-1", "new", None), ("Z-2", "refused", "sale.place_forbidden")]
    assert _post(program_of("marketer"), _sale("Z-3")).status_code == 403


def test_a_call_with_a_key_is_answered_once(shop: Shop) -> None:
    program, other = program_of("owner"), program_of("manager")
    first = _post(program, _sale("Z-1"), key="k-1")
    counted = _count()
    again = _post(program, _sale("Z-1"), key="k-1")
    assert again.content == first.content and first.json()["outcomes"][0]["outcome"] == "new"
    assert (first.headers["Idempotent-Replayed"], again.headers["Idempotent-Replayed"]) == ("false", "true")
    assert _count() == counted
    differing = _post(program, _sale("Z-2"), key="k-1")
    assert (differing.status_code, differing.json()["code"]) == (422, "key.reused")
    assert _count() == counted
    assert _outcomes(_post(other, _sale("Z-2"), key="k-1")) == [("Z-2", "new", None)], "keys are each caller's own"
    for wrong in ("", " ", "x" * 201, "ключ"):
        answer = program.post("/sales", "{}", headers={"Idempotency-Key": wrong.encode().decode("latin-1")})
        assert answer.status_code == 422, wrong


@pytest.mark.parametrize(
    "change",
    [{"receipt": ""}, {"receipt": "x" * 81}, {"receipt": "a\x00"}, {"lines": []}, {"method": "magic"}, {"tip": 1},
     {"currency": "tenge"}, {"at": 1_772_000_000}, {"at": "2026-03-01T20:15:00"},
     {"lines": [{"sku": "milk", "quantity": -1, "list_amount": 1}]},
     {"lines": [{"sku": "milk", "quantity": 1.5, "list_amount": 1}]},
     {"lines": [{"sku": "milk", "quantity": 1.0, "list_amount": 1}]},
     {"lines": [{"sku": "milk", "quantity": "1", "list_amount": 1}]},
     {"lines": [{"sku": "milk", "quantity": True, "list_amount": 1}]},
     {"lines": [{"sku": "milk", "quantity": 10**12 + 1, "list_amount": 1}]},
     {"lines": [{"sku": "milk", "quantity": 1, "list_amount": 10**30}]}],
)  # fmt: skip
def test_what_is_no_sale_refuses_the_whole_call(shop: Shop, change: dict[str, Any]) -> None:
    program = program_of("owner")
    before = _count()
    answer = _post(program, _sale("Z-1"), _sale("Z-2") | change)
    assert (answer.status_code, answer.json()["code"]) == (422, "request.unfit")
    (place, *_more) = {one["field"] for one in answer.json()["errors"]}
    assert place.startswith("body.sales.1.")
    assert _count() == before


def test_many_sales_at_once_and_no_more(shop: Shop) -> None:
    program = program_of("owner")
    sales = [_sale(f"Z-{nth}") for nth in range(101)]
    assert _post(program, *sales).status_code == 422
    assert {outcome for _key, outcome, _code in _outcomes(_post(program, *sales[:100]))} == {"new"}


def test_all_calls_write_in_one_order_so_that_none_waits_for_another_for_ever(shop: Shop) -> None:
    from django.db import connection

    sales = [_sale(key, method=method) for key, method in (("c", "cash"), ("a", "card"), ("d", "cash"), ("b", "card"))]
    assert {outcome for _key, outcome, _code in _outcomes(_post(program_of("owner"), *sales))} == {"new"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT source_key FROM orders_order WHERE origin = 'live' ORDER BY ctid")
        assert "".join(row[0] for row in cursor.fetchall()) == "abcd"
        cursor.execute(
            "SELECT o.source_key FROM customers_leaf l JOIN orders_order o ON o.leaf_id = l.id"
            " WHERE o.origin = 'live' ORDER BY l.ctid"
        )
        assert "".join(row[0] for row in cursor.fetchall()) == "abcd"


def test_two_tills_telling_of_the_same_sales_at_once_record_each_once(own_database: Any) -> None:
    from django.db import connection

    from prilavok.domains.orders.models import Order
    from prilavok.domains.orders.types import Sale, SaleLine
    from prilavok.flows.report_sale import Outcome, Report, report_sales
    from prilavok.kit import clock
    from prilavok.kit.events.actor import SYSTEM
    from prilavok.kit.ids import new_id
    from prilavok.kit.ledger.models import Move

    shop = open_small_shop()
    at = clock.now()
    placed = at - timedelta(hours=1)
    variants = list(shop.variants.values())
    source = shop.run  # any id will do for a name space

    def _report(key: int) -> Report:
        lines = tuple(SaleLine(variants[(nth + key) % 3], 1, 10_000, 0, 0, 0) for nth in range(3))
        sale = Sale(
            new_id(placed), f"R-{key}", source, f"R-{key}", "till", shop.places["t-alm"], source, "KZT", placed,
            placed.date(), lines,
        )  # fmt: skip
        return Report(sale, ("cash", "card")[key % 2], CARD if key % 3 else "")

    def reports(turn: int) -> list[Report]:
        # Every caller in another order of receipts, goods and ways to pay: what would deadlock unsorted.
        made = [_report(key) for key in range(MANY)]
        return made[turn:] + made[:turn] if turn % 2 else list(reversed(made))

    def call(turn: int) -> dict[str, Outcome]:
        return report_sales(reports(turn), source=source, actor=SYSTEM, at=at)

    moves = Move.objects.count()
    told = all_at_once([partial(call, turn) for turn in range(8)])
    assert Order.objects.filter(source=source).count() == MANY
    by_key = {key: {one[key].order for one in told} for key in told[0]}
    assert all(len(orders) == 1 for orders in by_key.values()), "all callers hear of the one stored order"
    assert sum(one.new for answer in told for one in answer.values()) == MANY
    # 30 000 tiyn each earn three; a receipt without a card earns nobody anything.
    points = sum(3 for key in range(MANY) if key % 3)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(units) FROM kit_move WHERE cause = 'earn' AND origin = 'live'")
        assert cursor.fetchone()[0] == points
        cursor.execute("SELECT sum(units) FROM kit_move WHERE cause = 'sale' AND origin = 'live'")
        assert cursor.fetchone()[0] == MANY * 3
    assert Move.objects.count() > moves


def test_an_answer_that_named_somebody_erased_says_so_and_one_with_the_figures_of_their_card_is_told_again(
    shop: Shop,
) -> None:
    program = program_of("owner")
    figures, named = _post(program, _sale("4411"), key="figures"), _post(program, _sale("87015550123"), key="named")
    [store] = [one for one in stores() if one.table == "kit_answered"]
    assert store.erase(Person((), values=("4411",), contacts=("+77015550123",)), clock.now()) == 1
    again = _post(program, _sale("4411"), key="figures")
    assert (again.content, again.headers["Idempotent-Replayed"]) == (figures.content, "true")
    before, gone = _count(), _post(program, _sale("87015550123"), key="named")
    assert (gone.status_code, gone.headers["Content-Type"]) == (410, "application/problem+json")
    assert gone.json()["code"] == "call.answer_erased" and named.status_code == 200 and _count() == before
