"""O3: the same wish ordered in two channels is held and asked about; it is never put together or merged by itself.

prilavok.flows.compare_order holds it, prilavok.flows.doubt_answers hears the button, prilavok.flows.settle_doubt obeys.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from tests import make, people, talking
from tests.doors.counter_world import Counter, Ordered, at_work, open_counter, order_of

from prilavok.domains.consent.actions import give_consent
from prilavok.domains.customers.queries import find_identifier_leaves
from prilavok.domains.orders.queries import find_doubt, read_order
from prilavok.domains.stock.actions import open_stock
from prilavok.domains.stock.queries import list_holds
from prilavok.domains.stock.types import Opening
from prilavok.domains.tasks.queries import list_tasks
from prilavok.doors.worker import know_all_jobs
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.timeline import events_about
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.runner import run_due

ANN = 9001
WAY = "calls: the confirming call is a task for staff; Telegram alone among messengers"


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None, monkeypatch: pytest.MonkeyPatch) -> Counter:
    """Two stores; people at work; a bot in the sandbox."""
    clock.set_clock(make.AT)
    know_all_jobs()
    made = open_counter()
    talking.install(monkeypatch.setattr)
    return made


def _order(counter: Counter, **wishes: int) -> Ordered:
    """Ordered a minute later than the last one; what follows an order has followed."""
    clock.move_clock(timedelta(minutes=1))
    made = order_of(counter, **wishes)
    _follow(made.order, "order.placed", "order.compare")
    return made


def _follow(order: UUID, verb: str, job: str) -> None:
    for event in events_about(order):
        if event.verb == verb:
            queue_jobs([NewJob(verb=job, facts={"event": str(event.id)}, key=f"{job} {event.id}")], clock.now())
    run_due()


def _states(*orders: Ordered) -> list[str]:
    return [read_order(one.order).commercial for one in orders]


def _held_units(counter: Counter, code: str) -> int:
    return sum(hold.units for hold in list_holds(counter.here, counter.shop.variants[code]))


def _open(order: Ordered) -> bool:
    doubt = find_doubt(order.order)
    return doubt is not None and doubt.open


@pytest.mark.thin(WAY)
def test_the_second_is_not_picked_until_the_customer_says_in_telegram(counter: Counter) -> None:
    ours = talking.connect()
    talking.arrive(ours["telegram"], talking.message(ANN, text="Hello"))
    value = f"{ours['telegram']}:{ANN}"
    messenger = find_identifier_leaves("telegram", [value])[value]
    counter.shop.leaves["c-1"] = messenger
    give_consent(messenger, "telegram", "orders", source="test", actor=Actor("leaf", messenger), at=clock.now())
    first, second = _order(counter, milk=2), _order(counter, milk=1)
    assert (_open(first), _open(second)) == (False, True)
    picker = at_work("cashier", counter.here)
    floor = picker.get("/tablet/picking").content.decode()
    assert floor.count(f"/tablet/shipments/{first.shipment}/start") == 1
    assert f"/tablet/shipments/{second.shipment}/start" not in floor and first.number in floor
    refused = picker.post(f"/tablet/shipments/{second.shipment}/start")
    assert refused.status_code == 422
    assert [task.subject for task in list_tasks(counter.here, kind="order.doubted")] == [second.order]
    _follow(second.order, "order.doubted", "notice.tell")
    ((text, parts),) = make.ask("SELECT text, parts FROM conversations_message WHERE template = 'order.doubted'")
    assert first.number in str(text) and second.number in str(text)
    presses = {one["text"]: one["press"] for one in _buttons(parts)}
    assert len(presses) == 3
    stranger = talking.press(ANN + 1, presses["Only the earlier one"])
    talking.arrive(ours["telegram"], stranger)
    assert _open(second) and _states(first, second) == ["placed", "placed"], "a button is nobody else's"
    press = talking.press(ANN, presses["Only the earlier one"])
    talking.arrive(ours["telegram"], press)
    talking.arrive(ours["telegram"], press | {"update_id": press["update_id"] + 500})
    assert _states(first, second) == ["placed", "cancelled"]
    assert _held_units(counter, "milk") == 2 and list_tasks(counter.here, kind="order.doubted") == []
    said = make.ask("SELECT count(*) FROM conversations_message WHERE template = 'order.settled'")
    assert said == [(1,)]
    talking.arrive(ours["telegram"], talking.press(ANN, presses["Both are wanted"]))
    assert _states(first, second) == ["placed", "cancelled"], "what was said stays"
    verbs = make.verbs_of([second.order])
    assert (verbs["order.doubted"], verbs["order.settled"], verbs["order.cancelled"]) == (1, 1, 1)


def _buttons(parts: Any) -> list[dict[str, str]]:
    import json

    told = json.loads(parts) if isinstance(parts, str) else parts
    return list(told["buttons"])


def test_a_substitute_is_asked_about_too_and_nothing_is_merged_by_itself(counter: Counter) -> None:
    lies = [Opening(counter.here, counter.shop.variants["cheese"], 900, False)]
    open_stock(lies, occurred=clock.now(), actor=SYSTEM, at=clock.now(), origin="load")
    first = _order(counter, milk=2)
    cheese = _order(counter, cheese=500)
    doubt = find_doubt(cheese.order)
    assert doubt is not None and (doubt.alike, doubt.other) == ("substitute", first.order)
    assert _states(first, cheese) == ["placed", "placed"], "nothing is merged or ended by itself"


def _cancelled(ordered: Ordered) -> None:
    """By somebody in the office, as its customer asked."""
    office = at_work("manager", None, f"boss-{ordered.number}")
    form = {"ground": "asked", "version": str(read_order(ordered.order).version)}
    assert office.post(f"/office/orders/{ordered.order}/cancel", form).status_code == 302


def test_what_ended_or_was_long_ago_is_not_compared(counter: Counter) -> None:
    _cancelled(_order(counter, milk=1))
    first = _order(counter, milk=1)
    assert not _open(first), "a cancelled order is no wish"
    second = _order(counter, milk=1)
    assert _open(second)
    _cancelled(first)
    assert not _open(second), "with the first gone nothing is left to be asked"
    picker = at_work("cashier", counter.here)
    assert picker.post(f"/tablet/shipments/{second.shipment}/start").status_code == 302
    clock.move_clock(timedelta(days=3, minutes=1))
    assert not _open(_order(counter, milk=1))


def test_one_that_is_being_picked_goes_on(counter: Counter) -> None:
    _order(counter, milk=1)
    clock.move_clock(timedelta(minutes=1))
    quick = order_of(counter, milk=1)
    at_work("cashier", counter.here).post(f"/tablet/shipments/{quick.shipment}/start")
    _follow(quick.order, "order.placed", "order.compare")
    assert find_doubt(quick.order) is None


def test_the_customer_says_on_their_page_and_nobody_else_may(counter: Counter) -> None:
    client = Client(HTTP_HOST="localhost")
    talking.connect()
    phone = people.new_phone()
    leaf = people.browser()
    people.prove(leaf, phone)
    counter.shop.leaves["c-1"] = leaf
    first, second = _order(counter, milk=1), _order(counter, milk=1)
    assert client.post(f"/shop/order/{second.order}/doubt", {"wanted": "first"}).status_code == 404
    assert _open(second)
    client.get("/shop/")
    sent = client.post("/shop/sign-in/send", {"phone": phone, "then": "/shop/me"}).headers["Location"]
    form = {"code": sent.split("code=")[1][:36], "digits": people.digits_sent(phone), "then": "/shop/me"}
    assert client.post("/shop/sign-in/enter", form).status_code == 303
    assert 'id="doubt"' in client.get(f"/shop/order/{second.order}").content.decode()
    assert client.post(f"/shop/order/{second.order}/doubt", {"wanted": "all"}).status_code == 303
    assert _open(second)
    assert client.post(f"/shop/order/{second.order}/doubt", {"wanted": "second"}).status_code == 303
    assert _states(first, second) == ["cancelled", "placed"]
    assert 'id="doubt"' not in client.get(f"/shop/order/{second.order}").content.decode()


def test_staff_say_it_for_who_was_called(counter: Counter) -> None:
    first, second = _order(counter, milk=1), _order(counter, milk=1)
    picker, operator = at_work("cashier", counter.here), at_work("operator", None)
    stranger = at_work("cashier", counter.elsewhere, "cashier-elsewhere")
    assert stranger.post(f"/office/orders/{second.order}/doubt", {"wanted": "both"}).status_code == 404
    assert _open(second)
    assert 'id="doubt"' in operator.get(f"/office/orders/{second.order}").content.decode()
    assert operator.post(f"/office/orders/{second.order}/doubt", {"wanted": "both"}).status_code == 302
    assert _states(first, second) == ["placed", "placed"] and not _open(second)
    assert list_tasks(counter.here, kind="order.doubted") == []
    again = operator.post(f"/office/orders/{second.order}/doubt", {"wanted": "first"})
    assert again.status_code == 422 and _states(first, second) == ["placed", "placed"]
    assert picker.post(f"/tablet/shipments/{second.shipment}/start").status_code == 302
