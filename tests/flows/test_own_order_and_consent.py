"""A customer takes back an order and says what they may be written about; only their own."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests import make

from prilavok.domains.baskets.types import Wish
from prilavok.domains.consent.queries import may_write
from prilavok.domains.orders.errors import OrderEnded, OrderMovedOn
from prilavok.domains.orders.queries import read_order
from prilavok.domains.orders.types import Placed
from prilavok.domains.payments.queries import list_refunds
from prilavok.domains.pricing.actions import set_prices
from prilavok.domains.pricing.types import NewPrice
from prilavok.domains.shipments.queries import open_code, read_shipment
from prilavok.domains.stock.actions import open_stock
from prilavok.domains.stock.queries import free_at
from prilavok.domains.stock.types import Opening
from prilavok.domains.tasks.actions import put_task
from prilavok.domains.tasks.queries import list_tasks_about
from prilavok.domains.tasks.types import NewTask
from prilavok.flows.call_off_order import call_off_order
from prilavok.flows.change_basket import change_basket
from prilavok.flows.meet_visitor import Visitor, meet_visitor
from prilavok.flows.place_order import place_order
from prilavok.flows.quote_basket import quote_basket
from prilavok.flows.say_consent import say_consent
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import SYSTEM

LATER = make.AT + timedelta(minutes=1)


def _visitor() -> Visitor:
    return meet_visitor(None, actor=SYSTEM, at=make.AT)


def _goods() -> tuple[UUID, UUID]:
    place, variant = make.place(), make.variant()
    set_prices([NewPrice(make.price_list(place), variant, 50_000, 1, make.AT)], at=make.AT)
    opening = Opening(place, variant, 5, False)
    open_stock([opening], occurred=make.AT, actor=SYSTEM, at=make.AT, origin="load")
    return place, variant


def _ordered(visitor: Visitor, place: UUID, variant: UUID) -> Placed:
    wishes = [Wish(variant, 2)]
    change_basket(visitor.leaf, wishes, place=place, touchpoint="site", actor=visitor.actor, at=make.AT)
    quote = quote_basket(visitor.leaf, touchpoint="site", actor=visitor.actor, at=make.AT)
    return place_order(quote.id, leaf=visitor.leaf, touchpoint="site", actor=visitor.actor, at=make.AT)


def test_an_order_taken_back_frees_its_goods_and_its_code_once(rolled_back: None) -> None:
    visitor, (place, variant) = _visitor(), _goods()
    placed = _ordered(visitor, place, variant)
    assert free_at(place, [variant]) == {variant: 3}
    assert call_off_order(placed.order, leaf=visitor.leaf, actor=visitor.actor, at=LATER) is True
    assert free_at(place, [variant]) == {variant: 5} and make.on_hand(place, variant) == 5
    shipment = read_shipment(placed.order)
    assert shipment is not None and (shipment.state, open_code(shipment.id)) == ("cancelled", "")
    assert call_off_order(placed.order, leaf=visitor.leaf, actor=visitor.actor, at=LATER) is False
    assert make.verbs_of([placed.order])["order.cancelled"] == 1


def test_what_somebody_was_to_ask_about_it_need_not_be_asked_any_more(rolled_back: None) -> None:
    visitor, (place, variant) = _visitor(), _goods()
    order = _ordered(visitor, place, variant).order
    for kind in ("order.doubted", "delivery.late", "stock.count"):
        task = NewTask(kind=kind, key=f"{kind}:{order}", place=place, subject_kind="order", subject=order,
                       due_at=LATER, facts={})  # fmt: skip
        put_task(task, actor=SYSTEM, at=make.AT)
    assert call_off_order(order, leaf=visitor.leaf, actor=visitor.actor, at=LATER)
    left = [task.kind for task in list_tasks_about(order) if task.done_at is None]
    assert left == ["stock.count"]


def test_nobody_takes_back_anothers_order(rolled_back: None) -> None:
    visitor, other, (place, variant) = _visitor(), _visitor(), _goods()
    placed = _ordered(visitor, place, variant)
    with pytest.raises(NotFound):
        call_off_order(placed.order, leaf=other.leaf, actor=other.actor, at=LATER)
    assert free_at(place, [variant]) == {variant: 3}
    assert make.verbs_of([placed.order])["order.cancelled"] == 0


def test_money_that_no_bank_of_ours_took_is_given_back_by_a_person(rolled_back: None) -> None:
    visitor, (place, variant) = _visitor(), _goods()
    placed = _ordered(visitor, place, variant)
    make.ask(
        'INSERT INTO payments_transaction (id, "order", kind, method, amount, currency, occurred_at, recorded_at,'
        " origin) VALUES (gen_random_uuid(), %s, 'capture', 'card', 100000, 'KZT', %s, %s, 'live') RETURNING id",
        placed.order,
        make.AT,
        make.AT,
    )
    assert call_off_order(placed.order, leaf=visitor.leaf, actor=visitor.actor, at=LATER)
    assert not call_off_order(placed.order, leaf=visitor.leaf, actor=visitor.actor, at=LATER)
    assert free_at(place, [variant]) == {variant: 5}
    [task] = list_tasks_about(placed.order)
    assert (task.kind, task.facts["amount"], list_refunds([placed.order])) == ("payment.surplus", 100_000, [])


def test_an_order_that_is_another_by_now_is_looked_at_again(rolled_back: None) -> None:
    visitor, (place, variant) = _visitor(), _goods()
    placed = _ordered(visitor, place, variant)
    version = read_order(placed.order).version
    with pytest.raises(OrderMovedOn) as moved:
        call_off_order(placed.order, leaf=visitor.leaf, version=version + 1, actor=visitor.actor, at=LATER)
    assert (moved.value.version, free_at(place, [variant])) == (version, {variant: 3})
    for _twice in range(2):  # what is cancelled is what was wanted
        call_off_order(placed.order, leaf=visitor.leaf, version=version, actor=visitor.actor, at=LATER)
    assert (read_order(placed.order).commercial, read_order(placed.order).version) == ("cancelled", version + 1)
    [told] = make.ask("SELECT acts, actor_kind FROM orders_change WHERE order_id = %s", placed.order)
    assert told == ('[{"kind": "cancel", "ground": ""}]', "leaf")


def test_what_was_handed_over_is_not_taken_back(rolled_back: None) -> None:
    visitor, (place, variant) = _visitor(), _goods()
    placed = _ordered(visitor, place, variant)
    make.ask("UPDATE orders_order SET commercial = 'completed' WHERE id = %s RETURNING id", placed.order)
    with pytest.raises(OrderEnded):
        call_off_order(placed.order, leaf=visitor.leaf, actor=visitor.actor, at=LATER)
    assert free_at(place, [variant]) == {variant: 3}


def test_the_last_word_of_consent_counts(rolled_back: None) -> None:
    visitor = _visitor()
    channels = ["sms", "telegram"]
    say_consent(visitor.leaf, channels, "orders", yes=True, source="checkout", actor=visitor.actor, at=make.AT)
    assert [may_write([visitor.leaf], channel, "orders") for channel in channels] == [True, True]
    assert may_write([visitor.leaf], "sms", "offers") is False
    say_consent(visitor.leaf, ["sms"], "orders", yes=False, source="own_page", actor=visitor.actor, at=LATER)
    assert [may_write([visitor.leaf], channel, "orders") for channel in channels] == [False, True]
    assert make.verbs_of([visitor.leaf])["consent.given"] == 2
