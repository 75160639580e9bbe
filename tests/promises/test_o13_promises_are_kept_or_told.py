"""O13: what will be late is said before it is: one notice with a new time, one task, and a number on the board.

prilavok.flows.watch_promises is run by the schedule's chore as in the shop.
"""

import re
from datetime import timedelta
from typing import Any

import pytest
from tests import make, people, talking
from tests.bookings_world import NOW
from tests.doors.counter_world import at_work, open_counter
from tests.doors.web_people import client_of
from tests.flows.test_collecting_slots import collecting
from tests.promises.test_o12_ordered_ahead_and_collected_without_waiting import ordered, page, to_ready

from prilavok.domains.shipments.queries import read_promise, read_shipment
from prilavok.domains.shipments.types import Span
from prilavok.domains.tasks.queries import list_tasks
from prilavok.doors.schedule import CHORES
from prilavok.doors.web.shop.visitor import COOKIE
from prilavok.flows import read_arrivals, send_message, share_phone
from prilavok.flows.meet_visitor import meet_visitor
from prilavok.flows.tell_of_event import tell_of_event
from prilavok.flows.watch_promises import LATE
from prilavok.insights.metrics.catalogue import read_number
from prilavok.insights.metrics.reading import Scope
from prilavok.insights.metrics.spans import Span as Days
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.timeline import events_about
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.runner import run_due

#: what the worker runs here
RUN = (read_arrivals, send_message, share_phone)
ANN = 7402


def watch(nth: int) -> None:
    """The chore's minute has come: whoever is in danger is found, and told about."""
    assert "promises.watch" in {one.job for one in CHORES}
    queue_jobs([NewJob(verb="promises.watch", key=f"o13:{nth}", queue="chores")], clock.now())
    for queue in ("chores", "default"):
        run_due(queue)


def late_events(shipment: Any) -> list[Any]:
    return [one for one in events_about(shipment) if one.verb == "shipment.late"]


@pytest.mark.thin("carriers' own times; at home: tests/flows/test_door_promises.py")
def test_a_late_pick_is_told_before_the_customer_notices(
    rolled_back: None, quick_passwords: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.set_clock(NOW)
    counter, api, ours = open_counter(), talking.install(monkeypatch.setattr), talking.connect()
    all_day = {day: (Span(0, 1440),) for day in range(1, 8)}
    collecting(counter.here, week=all_day, minutes=30, capacity=1, lead=60, warn=20)
    guest, tablet = client_of(), at_work("cashier", counter.here)
    guest.get("/shop/")
    leaf = meet_visitor(guest.cookies[COOKIE].value, actor=Actor("system"), at=NOW).leaf
    phone = people.new_phone()
    people.prove(leaf, phone)
    contact = {"contact": {"phone_number": phone, "user_id": ANN, "first_name": "A"}}
    talking.arrive(ours["telegram"], talking.message(ANN, **contact))
    guest.post("/shop/stores/choose", {"place": str(counter.here)})
    late, kept = ordered(guest, counter, tell="yes"), ordered(guest, counter)
    slow, quick = read_shipment(late), read_shipment(kept)
    assert slow is not None and quick is not None
    promise = read_promise(slow.id)
    assert promise is not None
    # While there is time nobody is told anything.
    clock.set_clock(promise.warn_at - timedelta(minutes=1))
    watch(1)
    assert late_events(slow.id) == [] and list_tasks(counter.here, kind=LATE) == []
    # Nobody has begun and the last minutes of picking run: it is said now, before the time that was promised.
    clock.set_clock(promise.warn_at)
    for nth in range(2, 5):
        watch(nth)
    [event] = late_events(slow.id)
    assert event.occurred_at < promise.ready_by and late_events(quick.id) == []
    said = len(api.said())
    for _again in range(2):
        tell_of_event(event, actor=SYSTEM)
    talking.send_all()
    now = read_promise(slow.id)
    assert now is not None and now.now > promise.ready_by
    told = [one for one in api.said()[said:] if "will not be ready" in one]
    assert len(told) == 1
    [task] = list_tasks(counter.here, kind=LATE)
    assert task.subject == slow.id
    floor = page(tablet.get("/tablet/picking"))
    assert "badge-bad" in floor and floor.count(f"/tablet/shipments/{slow.id}") >= 2
    assert "Извините" in page(guest.get(f"/shop/order/{late}"))
    # Picked at last: the task is done by that alone; the other one was never late.
    clock.set_clock(promise.ready_by + timedelta(minutes=3))
    to_ready(tablet, slow.id)
    to_ready(tablet, quick.id)
    assert list_tasks(counter.here, kind=LATE) == []
    clock.set_clock(promise.ready_by + timedelta(days=1))
    watch(9)
    assert len(late_events(slow.id)) == 1 and make.verbs_of([task.id]) == {"task.made": 1, "task.done": 1}
    day = promise.ready_by.date()
    span = Days(day - timedelta(days=1), day + timedelta(days=1))
    scope = Scope("KZT", span, counter.here)
    assert (read_number("promises_kept", scope).top, read_number("promises_kept", scope).bottom) == (1, 2)
    assert read_number("promises_broken", scope).top == 0, "late, but not without a word"
    board = re.sub(r"\s+", " ", at_work("manager", None).get("/board/indicators/promises_kept").content.decode())
    assert "fact_promise" in board
