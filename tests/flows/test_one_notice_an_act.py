"""One act at the store is one message to the customer, and its words are true: short picks, lost goods, ended orders."""

from uuid import UUID

import pytest
from tests import make, people, talking
from tests.counter_world import CASHIER
from tests.shop_world import PRICE, Counter, open_counter, placed

from prilavok.domains.consent.actions import give_consent
from prilavok.domains.conversations.queries import list_out
from prilavok.domains.orders.queries import list_changes, list_lines, read_order
from prilavok.domains.orders.types import LineAct, Placed
from prilavok.domains.tasks.queries import list_tasks_about
from prilavok.flows.change_at_pickup import confirm_change
from prilavok.flows.lose_hold import lose_holds
from prilavok.flows.pick_shipment import pick, ready_shipment
from prilavok.flows.sell_at_till import Paying, Selling, sell
from prilavok.flows.tell_of_event import tell_of_event
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.timeline import events_about
from prilavok.kit.jobs.registry import Due
from prilavok.kit.ledger.checks import check

pytestmark = pytest.mark.usefixtures("rolled_back")
NOW = make.AT


@pytest.fixture(autouse=True)
def shown_clock(rolled_back: None) -> None:
    clock.set_clock(NOW)


@pytest.fixture
def buyer() -> UUID:
    """Somebody who agreed to be told by SMS."""
    talking.connect()
    browser = people.browser()
    people.prove(browser, people.new_phone())
    give_consent(browser, "sms", "orders", source="test", actor=Actor("leaf", browser), at=NOW)
    return browser


def _said(order: Placed) -> list[tuple[str | None, str]]:
    """What the customer is told of all that happened since the order was placed: template and words."""
    for event in [*events_about(order.order), *events_about(order.shipment)]:
        if event.verb != "order.placed":
            tell_of_event(event, actor=SYSTEM)
    return [(one.template, str(one.text)) for one in list_out().rows if one.kind == "notice"]


def _not_found(counter: Counter, order: Placed, *short: int) -> bool:
    for line, missing in zip(list_lines(order.order), short, strict=True):
        pick(order.shipment, line.id, line.left - missing, missing, place=counter.place, actor=CASHIER, at=NOW)
    return ready_shipment(order.shipment, place=counter.place, actor=CASHIER, at=NOW)


def test_a_short_pick_is_told_once_with_what_lies_ready(buyer: UUID) -> None:
    counter = open_counter(5, 5)
    order = placed(counter, buyer, 2, 1)
    assert _not_found(counter, order, 1, 1)
    [(template, text)] = _said(order)
    assert template == "order.ready"
    assert text.count("We are sorry: we did not find") + text.count("на полке не нашлось") == 1 and "sold" not in text
    assert [sorted(one.taken.values()) for one in list_changes(order.order)] == [[1, 1]], "both lines in one change"
    assert (read_order(order.order).commercial, read_order(order.order).amount) == ("placed", PRICE)
    assert [task.kind for task in list_tasks_about(order.order)] == ["hold.lost", "hold.lost"]
    assert check() == []


def test_an_order_of_which_nothing_was_found_is_ended_and_told_once(buyer: UUID) -> None:
    counter = open_counter(5, 5)
    order = placed(counter, buyer, 2, 1)
    assert not _not_found(counter, order, 2, 1)
    [(template, text)] = _said(order)
    assert template == "order.cancelled" and read_order(order.order).number in text
    assert not any(word in text for word in ("0.00", "0,00", "sold", "продан"))
    assert make.verbs_of([order.order])["order.cancelled"] == 1
    assert make.verbs_of([order.shipment])["shipment.ready"] == 0
    assert not ready_shipment(order.shipment, place=counter.place, actor=CASHIER, at=NOW), "a second click harms nobody"
    assert len(_said(order)) == 1
    assert check() == []


def test_goods_sold_at_the_till_are_told_once(buyer: UUID) -> None:
    counter = open_counter(2, 1)
    order = placed(counter, buyer, 2, 1)
    sell([Selling(counter.variant, 1)], [Paying("cash", PRICE)], place=counter.place, key="s", actor=CASHIER, at=NOW)
    [(event,)] = make.ask("SELECT id FROM kit_event WHERE verb = 'discrepancy.found'")
    lose_holds(Due(UUID(str(event)), "default", "hold.lose", {"event": str(event)}, None, NOW, 1, 8))
    assert [template for template, _text in _said(order)] == ["hold.lost"]


def test_everything_left_at_the_counter_is_told_as_an_end_and_not_as_nothing_to_pay(buyer: UUID) -> None:
    counter = open_counter(5, 5)
    order = placed(counter, buyer, 1)
    out = [LineAct("take_out", counter.variant, 1)]
    confirm_change(order.order, out, key="k", place=counter.place, actor=CASHIER, at=NOW)
    assert read_order(order.order).commercial == "cancelled"
    assert [template for template, _text in _said(order)] == ["order.cancelled"]


def test_a_change_at_the_counter_is_told_as_it_was(buyer: UUID) -> None:
    counter = open_counter(5, 5)
    order = placed(counter, buyer, 2)
    out = [LineAct("take_out", counter.variant, 1)]
    confirm_change(order.order, out, key="k", place=counter.place, actor=CASHIER, at=NOW)
    assert [template for template, _text in _said(order)] == ["order.changed"]
