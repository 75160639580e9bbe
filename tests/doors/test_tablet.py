"""The tablet: what waits at one's store, one order being picked, tasks; another store's is nobody's here."""

import re
from typing import Any

import pytest
from django.utils.translation import gettext, override
from tests.doors.counter_world import PART, Counter, Ordered, at_work, open_counter, order_of
from tests.doors.web_people import client_of, hire
from tests.make import verbs_of

from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None) -> Counter:
    """A shop of two stores."""
    return open_counter()


def _line(shipment: Any) -> str:
    from prilavok.domains.orders.queries import list_lines
    from prilavok.domains.shipments.queries import shipment_of_id

    return str(list_lines(shipment_of_id(shipment).order)[0].id)


def _state(ordered: Ordered) -> str:
    from prilavok.domains.shipments.queries import shipment_of_id

    return shipment_of_id(ordered.shipment).state


def _page(client: Any, address: str = "/tablet/picking", **more: Any) -> str:
    return re.sub(r"\s+", " ", client.get(address, **more).content.decode().replace("\u00a0", " "))


def test_an_empty_floor_teaches(counter: Counter) -> None:
    page = _page(at_work("cashier", counter.here))
    assert 'class="empty"' in page and "floor-card" not in page


def test_what_waits_is_of_this_store_alone(counter: Counter) -> None:
    here = order_of(counter, milk=2)
    page = _page(at_work("cashier", counter.here))
    assert here.number in page and "2 шт" in page
    assert "Айгуль С." in page and "Сейтова" not in page, "a cashier sees a masked name"
    assert here.code not in page, "the pickup code is the customer's alone"
    other = _page(at_work("cashier", counter.elsewhere, "other"))
    assert here.number not in other


def test_picking_from_the_shelf_to_ready(counter: Counter) -> None:
    ordered = order_of(counter, milk=2)
    client = at_work("cashier", counter.here)
    assert client.post(f"/tablet/shipments/{ordered.shipment}/start").status_code == 302
    assert _state(ordered) == "picking"
    assert "Test cashier" in _page(client), "the list says who has it in hand"
    early = client.post(f"/tablet/shipments/{ordered.shipment}/ready")
    assert early.status_code == 422 and _state(ordered) == "picking"
    line = f"/tablet/shipments/{ordered.shipment}/lines/{_line(ordered.shipment)}"
    part = client.post(line, {}, headers={**PART, "HX-Target": "picked"}).content.decode()
    assert 'id="picked"' in part and "<html" not in part and "pick-done" in part
    back = client.post(line, {"act": "back"}, headers={**PART, "HX-Target": "picked"}).content.decode()
    assert "pick-done" not in back and f"/tablet/shipments/{ordered.shipment}/ready" not in back
    client.post(line)
    assert client.post(f"/tablet/shipments/{ordered.shipment}/ready").status_code == 302
    assert _state(ordered) == "ready"
    assert verbs_of([ordered.shipment]) == {"shipment.planned": 1, "shipment.picked": 1, "shipment.ready": 1}
    assert client.post(f"/tablet/shipments/{ordered.shipment}/ready").status_code == 302, "a second click harms nobody"
    assert verbs_of([ordered.shipment])["shipment.ready"] == 1


def test_one_of_two_is_not_there(counter: Counter) -> None:
    from prilavok.domains.orders.queries import list_lines, read_order

    ordered = order_of(counter, milk=2)
    client = at_work("cashier", counter.here)
    line = f"/tablet/shipments/{ordered.shipment}/lines/{_line(ordered.shipment)}"
    for typed in ("3", "-1", "one", "9" * 20):
        assert client.post(line, {"short": typed}).status_code == 422
    assert "pick-short" in client.post(line, {"short": "1"}, headers={**PART, "HX-Target": "picked"}).content.decode()
    client.post(f"/tablet/shipments/{ordered.shipment}/ready")
    (kept,) = list_lines(ordered.order)
    assert (kept.quantity, kept.cancelled) == (2, 1)
    assert read_order(ordered.order).amount == 55_000
    assert _state(ordered) == "ready"


def test_of_an_order_of_which_nothing_is_there_the_button_says_that_it_ends_it(counter: Counter) -> None:
    from prilavok.domains.orders.queries import read_order

    ordered = order_of(counter, milk=2)
    client, there = at_work("cashier", counter.here), {**PART, "HX-Target": "picked"}
    line = f"/tablet/shipments/{ordered.shipment}/lines/{_line(ordered.shipment)}"
    some = client.post(line, {"short": "1"}, headers=there).content.decode()
    client.post(line, {"act": "back"})
    none = client.post(line, {"short": "2"}, headers=there).content.decode()
    with override("ru"):  # of the cashier's screens
        assert _button(some) == gettext("Ready: tell the customer")
        assert _button(none) == gettext("Cancel the order: tell the customer")
    assert client.post(f"/tablet/shipments/{ordered.shipment}/ready").status_code == 302
    assert (read_order(ordered.order).commercial, _state(ordered)) == ("cancelled", "cancelled")


def _button(page: str) -> str:
    found = re.search(r'/ready">.*?<button class="primary touch">(.*?)</button>', page, re.DOTALL)
    assert found
    return re.sub(r"<svg.*?</svg>|<[^>]+>", "", found.group(1), flags=re.DOTALL).strip()


def test_another_stores_order_is_not_there(counter: Counter) -> None:
    ordered = order_of(counter, milk=2)
    stranger = at_work("cashier", counter.elsewhere)
    line = _line(ordered.shipment)
    assert stranger.get(f"/tablet/shipments/{ordered.shipment}").status_code == 404
    for step in ("start", "ready", f"lines/{line}"):
        assert stranger.post(f"/tablet/shipments/{ordered.shipment}/{step}").status_code == 404
    assert _state(ordered) == "planned" and verbs_of([ordered.shipment]) == {"shipment.planned": 1}


def test_roles_without_the_right_are_refused(counter: Counter) -> None:
    ordered = order_of(counter, milk=1)
    for role in ("marketer", "operator"):
        client = at_work(role, counter.here)
        assert client.get("/tablet/picking").status_code == 403
        assert client.post(f"/tablet/shipments/{ordered.shipment}/start").status_code == 403
    assert client_of().get("/tablet/picking").headers["Location"].startswith("/sign-in")
    assert _state(ordered) == "planned"


def test_a_cashier_without_a_store_is_told_so(counter: Counter) -> None:
    ordered = order_of(counter, milk=1)
    client = client_of(hire("cashier"))
    assert 'class="empty"' in _page(client) and ordered.number not in _page(client)
    assert client.post(f"/tablet/shipments/{ordered.shipment}/start").status_code == 422
    assert client.post("/tablet/place", {"place": str(counter.here)}).status_code == 422, (
        "the store is not theirs to choose"
    )
    assert ordered.number not in _page(client)


def test_a_manager_chooses_the_store(counter: Counter) -> None:
    ordered = order_of(counter, milk=1)
    client = client_of(hire("manager"))
    assert ordered.number not in _page(client)
    warehouse = counter.shop.places["t-msk"]
    assert client.post("/tablet/place", {"place": "nowhere"}).status_code == 422
    # A warehouse sends orders home: they are picked there, and no till stands in it.
    assert client.post("/tablet/place", {"place": str(warehouse)}).status_code == 302
    assert client.post("/tablet/bookings/place", {"place": str(warehouse)}).status_code == 422
    client.post("/tablet/place", {"place": str(counter.here)})
    page = _page(client)
    assert ordered.number in page and "Айгуль Сейтова" in page, "a manager may see names raw"


def test_ready_ones_say_until_when(counter: Counter) -> None:
    ordered = order_of(counter, milk=1)
    client = at_work("cashier", counter.here)
    client.post(f"/tablet/shipments/{ordered.shipment}/lines/{_line(ordered.shipment)}")
    client.post(f"/tablet/shipments/{ordered.shipment}/ready")
    page = _page(client, headers={**PART, "HX-Target": "waiting"})
    assert "<html" not in page and ordered.number in page
    assert f"/tablet/shipments/{ordered.shipment}/start" not in page
    assert page.count("<time") == 2


def test_a_task_of_the_store_is_done_once(counter: Counter) -> None:
    from prilavok.domains.tasks.actions import put_task
    from prilavok.domains.tasks.types import NewTask
    from prilavok.flows.finish_task import finish_place_task
    from prilavok.kit.events.actor import Actor

    at, milk = clock.now(), counter.shop.variants["milk"]
    task = put_task(
        NewTask(kind="stock.count", key="t", subject_kind="variant", subject=milk, due_at=at, place=counter.here),
        actor=SYSTEM,
        at=at,
    )
    assert task is not None
    assert at_work("cashier", counter.elsewhere, "other").post(f"/tablet/tasks/{task}/done").status_code == 404
    client = at_work("cashier", counter.here)
    assert "Молоко" in _page(client) and f"/tablet/tasks/{task}/done" in _page(client)
    assert client.post(f"/tablet/tasks/{task}/done").status_code == 302
    assert f"/tablet/tasks/{task}/done" not in _page(client)
    assert verbs_of([task]) == {"task.made": 1, "task.done": 1}
    assert not finish_place_task(task, place=counter.here, actor=Actor("staff", milk), at=at), "done is done"
    assert verbs_of([task])["task.done"] == 1
