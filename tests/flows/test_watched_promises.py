"""Promises in danger (watch_promises): told once before they are broken, a task that ends with the picking."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests import make
from tests.counter_world import CASHIER
from tests.flows.test_collecting_slots import _morning, _order, collecting
from tests.shop_world import Counter, open_counter

from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.shipments.queries import list_endangered, list_waiting_by_time, read_promise
from prilavok.domains.tasks.queries import list_tasks
from prilavok.flows.call_off_order import call_off_order
from prilavok.flows.notice_facts import facts_of
from prilavok.flows.notices import notice_text
from prilavok.flows.pick_shipment import pick, ready_shipment, start_shipment
from prilavok.flows.watch_promises import LATE, end_late_tasks, tell_late
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.timeline import events_by_id
from prilavok.kit.jobs.registry import Due

pytestmark = pytest.mark.usefixtures("rolled_back")


def _late_events(shipment: UUID) -> list[UUID]:
    rows = make.ask("SELECT id FROM kit_event WHERE verb = 'shipment.late' AND subject = %s", shipment)
    return [UUID(str(row[0])) for row in rows]


def _ready(counter: Counter, order: UUID, shipment: UUID) -> None:
    [line] = list_lines(order)
    pick(shipment, line.id, 1, 0, place=counter.place, actor=CASHIER, at=_morning(hour=9))
    assert ready_shipment(shipment, place=counter.place, actor=CASHIER, at=_morning(hour=9))


def test_a_promise_in_danger_is_told_once_and_its_task_ends_with_the_picking() -> None:
    counter, at = open_counter(9), _morning()
    collecting(counter.place)
    order = _order(counter, _morning(hour=10), at)
    calm = _morning(hour=9) + timedelta(minutes=29)
    assert list_endangered(calm, only=order.shipment) == [] and not tell_late(order.shipment, actor=SYSTEM, at=calm)
    warned = calm + timedelta(minutes=1)
    assert tell_late(order.shipment, actor=SYSTEM, at=warned)
    assert not tell_late(order.shipment, actor=SYSTEM, at=warned + timedelta(minutes=5))
    [late] = _late_events(order.shipment)
    promise = read_promise(order.shipment)
    assert promise is not None
    assert (promise.ready_by, promise.told_at, promise.now) == (
        _morning(hour=10), warned, warned + timedelta(hours=1),
    )  # fmt: skip
    [task] = list_tasks(counter.place, kind=LATE)
    assert (task.subject, task.due_at) == (order.shipment, promise.ready_by)
    [event] = events_by_id([late])
    said = notice_text("shipment.late", facts_of(event.verb, read_order(order.order), event.facts), "en")
    assert "10:00" in said and "10:30" in said
    _ready(counter, order.order, order.shipment)
    assert list_tasks(counter.place, kind=LATE) == []
    assert len(list_tasks(counter.place, kind=LATE, done=True)) == 1


def test_what_is_begun_in_time_is_given_longer_and_what_is_ready_is_not_watched() -> None:
    counter, at = open_counter(9), _morning()
    collecting(counter.place)
    begun, done = _order(counter, _morning(hour=10), at), _order(counter, _morning(hour=11), at)
    assert [one.id for one in list_waiting_by_time(counter.place)] == [begun.shipment, done.shipment]
    start_shipment(begun.shipment, place=counter.place, actor=CASHIER, at=at)
    _ready(counter, done.order, done.shipment)
    # A quarter of the half hour that picking needs is left.
    edge = _morning(hour=10) - timedelta(minutes=7, seconds=30)
    assert list_endangered(edge - timedelta(seconds=1)) == []
    assert list_endangered(edge + timedelta(hours=3)) == [begun.shipment]


def test_nobody_hurries_for_what_was_called_off() -> None:
    counter, at, leaf = open_counter(9), _morning(), make.leaf()
    collecting(counter.place)
    order = _order(counter, _morning(hour=10), at, leaf)
    warned = _morning(hour=9) + timedelta(minutes=30)
    assert tell_late(order.shipment, actor=SYSTEM, at=warned)
    call_off_order(order.order, leaf=leaf, actor=Actor("leaf", leaf), at=warned)
    [(ended,)] = make.ask("SELECT id FROM kit_event WHERE verb = 'shipment.cancelled' AND subject = %s", order.shipment)
    end_late_tasks(Due(UUID(int=1), "default", "promise.end", {"event": str(ended)}, None, warned, 1, 8))
    assert list_tasks(counter.place, kind=LATE) == [] and list_endangered(warned) == []
