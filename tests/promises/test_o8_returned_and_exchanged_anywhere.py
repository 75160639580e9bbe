"""O8: bought on the site, collected, returned in a store of another legal entity, one item exchanged; all adds up.

Each step at a door of the house: the customer's browser, the tills of two stores, programs of the counter."""

import re
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests import make, people
from tests.conftest import OwnDatabase
from tests.counter_world import earned
from tests.doors.api_callers import Program, program_of
from tests.doors.counter_world import Ordered, at_work
from tests.doors.test_till import _field, _hand_over, _open, _receipt
from tests.doors.test_till_points import _ask
from tests.doors.test_till_returns import confirm, fields, look
from tests.doors.web_people import client_of
from tests.promises.arrivals_tried import PHONE, signed_in
from tests.promises.house_at_work import ask
from tests.racing import all_at_once
from tests.shop_world import PRICE, Counter, open_counter

from prilavok.domains.loyalty.queries import points_of
from prilavok.domains.orders.queries import list_lines, list_returns, read_order
from prilavok.domains.payments.queries import list_payments, paid_for
from prilavok.domains.places.actions import put_legal_entities, put_places
from prilavok.domains.places.types import NewLegalEntity, NewPlace
from prilavok.domains.receipts.queries import list_receipts
from prilavok.domains.shipments.queries import open_code, read_shipment
from prilavok.domains.stock.queries import stock_at
from prilavok.insights.lists.settlements import sum_settlements
from prilavok.insights.reconciliation import check_order_sums
from prilavok.kit import clock
from prilavok.kit.ledger.checks import check

NOW = make.AT


def other_entitys_store() -> UUID:
    put_legal_entities([NewLegalEntity("other", {"en": "Other"}, "llp", "KZ")])
    return put_places([NewPlace("other-store", {"en": "Other store"}, "store", "Asia/Almaty", "KZT", "other", {})])[
        "other-store"
    ]


def ordered_on_the_site(visitor: Any, counter: Counter, *quantities: int) -> Ordered:
    """What the browser orders to be collected, with the code that its page shows."""
    visitor.post("/shop/stores/choose", {"place": str(counter.place)})
    for variant, quantity in zip(counter.variants, quantities, strict=False):
        visitor.post("/shop/basket/change", {"variant": str(variant), "amount": str(quantity)})
    form = dict(re.findall(r'name="(quote|version)" value="([^"]*)"', visitor.get("/shop/checkout").content.decode()))
    placed = visitor.post("/shop/checkout/place", form)
    assert placed.status_code == 303, placed.content[:300]
    address = placed.headers["Location"].partition("?")[0]
    order = UUID(address.rsplit("/", 1)[1])
    shipment = read_shipment(order)
    assert shipment is not None
    code = open_code(shipment.id)
    shown = re.sub(r"\D", "", re.sub(r"<[^>]*>", " ", visitor.get(address).content.decode()))
    assert code in shown, "the customer is shown the code"
    return Ordered(order, shipment.id, read_order(order).number, code)


def comes_back(line: UUID, reason: str, **more: str) -> dict[str, str]:
    return {f"units-{line}": "1", f"reason-{line}": reason, f"condition-{line}": "for_sale"} | more


@pytest.mark.thin("a fiscal receipt, several parts, what a marketplace or a courier takes back")
def test_bought_on_the_site_returned_at_another_entity_one_item_exchanged(
    own_database: OwnDatabase, quick_passwords: None
) -> None:
    own = own_database
    clock.set_clock(NOW)
    people.sms()
    counter, there = open_counter(5, 5), other_entitys_store()
    instead = open_counter(7, place=there, price=2 * PRICE)
    make.programme()
    visitor = signed_in(client_of(HTTP_ACCEPT_LANGUAGE="en"))
    bought = ordered_on_the_site(visitor, counter, 2, 1)
    order, leaf = bought.order, read_order(bought.order).leaf
    earned(leaf, 1000, counter.place)
    # Collected at the till by its code; the customer says the digits that spend 900 points, the rest is cash.
    till = at_work("cashier", counter.place)
    page = _open(till, bought)
    page = re.sub(r"\s+", " ", _ask(till, bought, page, 900).content.decode())
    said = {"asked": _field(page, "asked"), "points_code": people.digits_sent(PHONE)}
    receipt = _receipt(_hand_over(till, bought, page, **said))
    assert {one.method: one.amount for one in receipt.tenders} == {"points": 900, "cash": 3 * PRICE - 900}
    assert points_of([leaf])[0].points == 100 + 36
    one, other = list_lines(order)
    # One unit comes back at a store of another legal entity: its share in points, the rest in cash.
    other_till = at_work("cashier", there, "there")
    form = comes_back(one.id, "changed_mind")
    seen = fields(look(other_till, order, form))
    assert seen["money"] == str(PRICE - 300)
    assert confirm(other_till, order, form | seen).headers["HX-Redirect"].startswith("/till/receipts/")
    [first] = list_returns([order])
    assert (first.amount, first.points_amount, first.points_taken, first.withheld) == (PRICE, 300, 12, 0)
    assert points_of([leaf])[0].points == 136 + 300 - 12
    # Another is exchanged there for what costs twice as much: the customer pays the difference.
    [(sku,)] = ask(own, "SELECT sku FROM catalog_variant WHERE id = %s", instead.variant)
    form = comes_back(other.id, "wrong_size")
    seen = fields(look(other_till, order, form | {"scan": str(sku)}))
    assert (seen["money"], seen["amount"]) == (str(PRICE - 300), str(2 * PRICE)), "of it so much is paid already"
    assert confirm(other_till, order, form | seen | {"method": "cash", "given": "20"}).status_code < 300
    [second] = [one for one in list_returns([order]) if one.id != first.id]
    new = second.exchange
    assert new is not None and (second.exchanged, paid_for(new)) == (PRICE - 300, 2 * PRICE)
    # Money: what stays paid is the unit that was kept, with its share of points; every way gave back what came by it.
    assert (paid_for(order), read_order(order).owed, read_order(order).fulfilment) == (PRICE, PRICE, "handed_over")
    sums = dict.fromkeys(("capture", "refund"), 0)
    for payment in list_payments([order]):
        sums[payment.kind] += payment.amount
    assert (sums["capture"], sums["refund"]) == (3 * PRICE, 2 * PRICE)
    # Goods lie where they came back; stock, points and receipts of the right entity.
    assert [stock_at(there, variant).on_hand for variant in (*counter.variants, instead.variant)] == [1, 1, 6]
    assert [stock_at(counter.place, variant).on_hand for variant in counter.variants] == [3, 4]
    receipts = {one.number[: one.number.index("-")]: one.kind for one in list_receipts([order, new])}
    assert receipts == {"entity": "refund", "other": "sale"}
    assert [one.kind for one in list_receipts([order])] == ["sale", "refund", "refund"]
    # The seller owes the money that was given for it, the store owes the goods it keeps.
    owed = {(one.kind, one.debtor.code): one.amount for one in sum_settlements(since=None, until=None)}
    assert owed == {("money", "entity"): 2 * (PRICE - 300), ("goods", "other"): 2 * PRICE}
    told = ask(own, "SELECT verb, count(*) FROM kit_event WHERE subject = %s GROUP BY 1", order)
    assert {"return.received": 2, "points.returned": 2, "points.taken_back": 2, "payment.refunded": 4}.items() <= dict(
        told
    ).items()
    acts = ask(own, "SELECT acts -> 0 ->> 'kind' FROM orders_change WHERE order_id = %s", order)
    assert acts == [("return",), ("return",)]
    assert check() == [] and check_order_sums() == []


def test_two_tills_take_the_same_unit_back_once(own_database: OwnDatabase, quick_passwords: None) -> None:
    clock.set_clock(NOW)
    counter = open_counter(9)
    bought = ordered_on_the_site(client_of(HTTP_ACCEPT_LANGUAGE="en"), counter, 3)
    till = at_work("cashier", counter.place)
    _receipt(_hand_over(till, bought, _open(till, bought)))
    order = bought.order
    [line] = list_lines(order)
    [(code,)] = ask(own_database, "SELECT code FROM places_place WHERE id = %s", counter.place)
    token = program_of("manager").token
    body = {
        "place": code,
        "lines": [{"line": str(line.id), "quantity": 1, "reason": "faulty", "condition": "for_sale"}],
    }

    def program(key: str) -> Any:
        return Program(client_of(), token).post(f"/orders/{order}/returns", body, headers={"Idempotency-Key": key})

    keys = ["same", "same", *(str(uuid4()) for _ in range(6))]
    answers = all_at_once([partial(program, key) for key in keys])
    taken = {one.json()["id"] for one in answers if one.status_code == 200}
    refused = {one.json()["code"] for one in answers if one.status_code != 200}
    assert len(taken) == 3 and refused <= {"return.too_many", "call.in_progress"}
    assert len(list_returns([order])) == 3 and list_lines(order)[0].returned == 3
    assert (paid_for(order), stock_at(counter.place, counter.variant).on_hand) == (0, 9)
    assert check() == []
