"""O8: bought on the site, collected, returned in a store of another legal entity, one item exchanged; all adds up."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import UUID, uuid4

import pytest
from django.db import connections
from tests import make
from tests.conftest import OwnDatabase
from tests.counter_world import CASHIER, buyer_with_phone, earned, hand
from tests.promises.house_at_work import ask
from tests.shop_world import PRICE, open_counter, placed

from prilavok.domains.loyalty.queries import points_of
from prilavok.domains.orders.queries import list_lines, list_returns, read_order
from prilavok.domains.orders.types.returning import Agreed, BringBack, ReturnView
from prilavok.domains.payments.queries import list_payments, paid_for
from prilavok.domains.places.actions import put_legal_entities, put_places
from prilavok.domains.places.types import NewLegalEntity, NewPlace
from prilavok.domains.receipts.queries import list_receipts
from prilavok.domains.stock.queries import stock_at
from prilavok.flows.exchange_goods import Selling, exchange_goods, preview_exchange
from prilavok.flows.hand_over_order import Paying
from prilavok.flows.return_goods import preview_return, return_goods
from prilavok.insights.lists.settlements import sum_settlements
from prilavok.insights.reconciliation import check_order_sums
from prilavok.kit.errors import Said
from prilavok.kit.idempotency.answers import InProgress
from prilavok.kit.ids import new_id
from prilavok.kit.ledger.checks import check

NOW = make.AT


def other_entitys_store() -> UUID:
    put_legal_entities([NewLegalEntity("other", {"en": "Other"}, "llp", "KZ")])
    return put_places([NewPlace("other-store", {"en": "Other store"}, "store", "Asia/Almaty", "KZT", "other", {})])[
        "other-store"
    ]


@pytest.mark.thin("a fiscal receipt, several parts, what a marketplace or a courier takes back")
def test_bought_on_the_site_returned_at_another_entity_one_item_exchanged(own_database: OwnDatabase) -> None:
    own = own_database
    counter, there = open_counter(5, 5), other_entitys_store()
    instead = open_counter(7, place=there, price=2 * PRICE)
    make.programme()
    card = buyer_with_phone()
    earned(card, 1000, counter.place)
    order = placed(counter, card, 2, 1).order
    hand(order, Paying("points", 900), Paying("cash", 3 * PRICE - 900), place=counter.place)
    assert points_of([card])[0].points == 100 + 36
    one, other = list_lines(order)
    # One unit comes back at a store of another legal entity: its share in points, the rest in cash.
    brought = [BringBack(one.id, 1, "changed_mind", "for_sale")]
    seen = preview_return(order, brought, place=there, actor=CASHIER, at=NOW)
    assert (seen.amount, seen.points_amount, seen.money, seen.outside) == (PRICE, 300, PRICE - 300, "")
    first = return_goods(
        order, brought, Agreed(seen.order.version, seen.money), key="one", place=there, actor=CASHIER, at=NOW
    )
    assert (first.points_taken, first.withheld, points_of([card])[0].points) == (12, 0, 136 + 300 - 12)
    # Another is exchanged there for what costs twice as much: the customer pays the difference.
    brought, new = [BringBack(other.id, 1, "wrong_size", "for_sale")], new_id(NOW)
    wanted = [Selling(instead.variant, 1)]
    plan = preview_exchange(order, brought, wanted, place=there, actor=CASHIER, at=NOW)
    assert (plan.back.money, plan.to_pay, plan.given) == (PRICE - 300, PRICE + 300, 0)
    second = exchange_goods(
        order, brought, wanted, [Paying("cash", plan.to_pay, given=2000)],
        Agreed(plan.back.order.version, plan.back.money), new_order=new, key="two", place=there, actor=CASHIER, at=NOW,
    )  # fmt: skip
    assert (second.exchange, second.exchanged, paid_for(new)) == (new, PRICE - 300, 2 * PRICE)
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


def test_two_tills_take_the_same_unit_back_once(own_database: OwnDatabase) -> None:
    counter = open_counter(9)
    order = placed(counter, make.leaf(), 3).order
    hand(order, Paying("cash", 3 * PRICE), place=counter.place)
    [line] = list_lines(order)
    gate = threading.Barrier(8)

    def till(key: str) -> ReturnView | Said:
        gate.wait()
        try:
            return return_goods(
                order, [BringBack(line.id, 1, "faulty", "for_sale")], Agreed(), key=key, place=counter.place,
                actor=CASHIER, at=NOW,
            )  # fmt: skip
        except Said as refused:
            return refused
        finally:
            connections.close_all()

    keys = ["same", "same", *(str(uuid4()) for _ in range(6))]
    with ThreadPoolExecutor(len(keys)) as hands:
        answers = list(hands.map(partial(till), keys))
    taken = {one.id for one in answers if isinstance(one, ReturnView)}
    refused = [one for one in answers if isinstance(one, Said)]
    assert len(taken) == 3 and {one.code for one in refused if not isinstance(one, InProgress)} <= {"return.too_many"}
    assert len(list_returns([order])) == 3 and list_lines(order)[0].returned == 3
    assert (paid_for(order), stock_at(counter.place, counter.variant).on_hand) == (0, 9)
    assert check() == []
