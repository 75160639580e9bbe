"""S3: what is expected by a day is ordered in the shop, at the desk and by programs, waits, and is kept as it comes.

prilavok.flows.allow_ahead says where orders may wait.
"""

import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests import people, talking
from tests.doors.api_callers import Program, program_of
from tests.doors.counter_world import PART, Counter, at_work, open_counter
from tests.doors.test_desk import asked
from tests.doors.test_papers import act, begin, plain, scan
from tests.doors.web_people import client_of
from tests.promises.test_s3_everyone_says_the_same_day import said

from prilavok.domains.orders.queries import read_order
from prilavok.domains.places.queries import read_place
from prilavok.domains.shipments.queries import read_promise, read_shipment
from prilavok.domains.stock.queries import awaited_by, list_awaited, list_holds_of, promised_drift
from prilavok.domains.tasks.queries import list_tasks_about
from prilavok.doors.web.shop.visitor import COOKIE
from prilavok.flows import read_arrivals, send_message, share_phone
from prilavok.flows.follow_supply import follow_supply
from prilavok.flows.meet_visitor import meet_visitor
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.timeline import events_about
from prilavok.kit.ledger.checks import check

RUN = (read_arrivals, send_message, share_phone)  # what the worker runs here
ANN = 7501
THIN = "by phone nothing is ordered before it comes; the bot leads to the page where it is"


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None) -> Counter:
    """A shop of two stores, 48 of milk in the first."""
    return open_counter()


def in_days(counter: Counter, days: int) -> date:
    return read_place(counter.here).day_at(clock.now()) + timedelta(days=days)


def expected(manager: Any, counter: Counter, days: int, units: int) -> str:
    paper = begin(manager, "expected", counter.here, "office", due_on=in_days(counter, days).isoformat())
    scan(manager, paper, f"{units}*milk", paper)
    assert act(manager, paper, "book").status_code == 302
    return paper


def allow(manager: Any, counter: Counter, *, variant: bool = False, allowed: str = "yes") -> None:
    milk = counter.shop.variants["milk"]
    where = f"/office/stock/{counter.here}/{milk}/ahead" if variant else f"/office/places/{counter.here}/ahead"
    assert manager.post(where, {"allowed": allowed}).status_code == 302


def guest_with(counter: Counter, units: int) -> Any:
    guest = client_of()
    guest.get("/shop/")
    guest.post("/shop/stores/choose", {"place": str(counter.here)})
    guest.post("/shop/basket/change", {"variant": str(counter.shop.variants["milk"]), "units": str(units)})
    return guest


def fields(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(quote|version|wait_until)" value="([^"]*)"', page))


def order_in_shop(guest: Any, **more: str) -> UUID:
    placed = guest.post("/shop/checkout/place", fields(plain(guest.get("/shop/checkout"))) | more)
    assert placed.status_code == 303, placed.content.decode()[:1500]
    return UUID(re.findall(r"/shop/order/([0-9a-f-]{36})", placed.headers["Location"])[0])


def held(order: UUID) -> int:
    return sum(hold.units for hold in list_holds_of(order))


def followed(order: UUID) -> None:
    """What the worker does of each order.awaited, twice over."""
    for event in [one for one in events_about(order) if one.verb == "order.awaited"] * 2:
        follow_supply(order, key=event.id, actor=SYSTEM, at=clock.now())


@pytest.mark.thin(THIN)
def test_milk_is_ordered_before_it_comes_and_kept_for_whoever_ordered_first(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    api, ours = talking.install(monkeypatch.setattr), talking.connect()
    manager, tablet = at_work("manager", None), at_work("cashier", counter.here)
    milk, product = counter.shop.variants["milk"], counter.shop.products["milk"]
    paper = expected(manager, counter, 4, 12)
    guest = guest_with(counter, 50)
    # Off until the shop says otherwise: the basket cannot be ordered, whatever a form says.
    basket = plain(guest.get("/shop/basket"))
    assert "Можно заказать заранее" not in basket and 'href="/shop/checkout"' not in basket
    form = fields(plain(guest.get("/shop/checkout"))) | {"wait_until": in_days(counter, 30).isoformat()}
    assert guest.post("/shop/checkout/place", form).status_code == 409
    assert at_work("cashier", counter.here, "other").post(f"/office/places/{counter.here}/ahead").status_code == 403
    allow(manager, counter)
    day = said(in_days(counter, 4))
    assert f"Можно заказать заранее: всё ожидается {day}" in plain(guest.get("/shop/basket"))
    assert f"Вы заказываете заранее: всё ожидается {day}" in plain(guest.get("/shop/checkout"))
    # One who may be written to.
    leaf = meet_visitor(guest.cookies[COOKIE].value, actor=Actor("system"), at=clock.now()).leaf
    phone = people.new_phone()
    people.prove(leaf, phone)
    talking.arrive(
        ours["telegram"], talking.message(ANN, contact={"phone_number": phone, "user_id": ANN, "first_name": "A"})
    )
    first = order_in_shop(guest, tell="yes")
    assert (held(first), [one.units for one in awaited_by([first])[first]]) == (48, [2])
    own = plain(guest.get(f"/shop/order/{first}"))
    assert f"2 шт. ещё не пришло, ожидается {day}" in own
    followed(first)
    talking.send_all()
    before = len(api.said())
    # Everybody says the same of what is left: ten, on that day; nothing is free now.
    for address, who in ((f"/shop/p/{product}", guest), (f"/tablet/stock/{counter.here}/{milk}", tablet)):
        page = plain(who.get(address))
        assert "10 шт" in page and day in page, address
    number = read_order(first).number
    why = plain(manager.get(f"/office/stock/{counter.here}/{milk}"))
    assert number in why and f"ждёт поставки {day}" in why and "10 шт" in why
    assert f"2 шт. ещё не пришло, ожидается {day}" in plain(manager.get(f"/office/orders/{first}"))
    assert "заказы ждут: 2" in plain(manager.get(paper))
    # It is not picked yet.
    shipment = read_shipment(first)
    assert shipment is not None
    assert f"остальное ожидается {day}" in plain(tablet.get("/tablet/picking"))
    assert tablet.post(f"/tablet/shipments/{shipment.id}/start").status_code == 422
    # The day moves: the order's promise with it, its customer is told once, its store has a task.
    later = in_days(counter, 9)
    form = {"due_on": later.isoformat(), f"units-{milk}": "12", "reason": "поставщик перенёс"}
    assert act(manager, paper, "otherwise", **form).status_code == 302
    followed(first)
    talking.send_all()
    assert len(api.said()) == before + 1 and number in api.said()[-1]
    assert [task.kind for task in list_tasks_about(first)] == ["order.awaited"]
    assert "поговорите с клиентом" in plain(tablet.get("/tablet/picking"))
    promise = read_promise(shipment.id)
    assert promise is not None and read_place(counter.here).day_at(promise.ready_by) > later
    assert said(later) in plain(guest.get(f"/shop/order/{first}"))
    # Half of it comes: whoever ordered first has all, the second waits on.
    second = order_in_shop(guest_with(counter, 10))
    receiving = act(manager, paper, "bring").headers["Location"]
    line = f"{receiving}/lines/{milk}"
    assert manager.post(line, {"units": "5", "currency": "KZT"}).status_code == 302
    assert act(manager, receiving, "book").status_code == 302
    assert (held(first), held(second), [one.units for one in awaited_by([second])[second]]) == (50, 3, [7])
    followed(first)
    followed(second)
    assert [task.done_at is not None for task in list_tasks_about(first)] == [True]
    assert tablet.post(f"/tablet/shipments/{shipment.id}/start").status_code == 302
    # The rest never comes: the second is visibly short, and what it had is free again once it is cancelled.
    assert act(manager, paper, "close").status_code == 302
    followed(second)
    assert [(one.day, one.units) for one in awaited_by([second])[second]] == [(None, 7)]
    assert "день неизвестен" in plain(manager.get(f"/office/orders/{second}"))
    assert [task.kind for task in list_tasks_about(second)] == ["order.awaited"]
    form = {"ground": "asked", "version": str(read_order(second).version)}
    assert manager.post(f"/office/orders/{second}/cancel", form).status_code == 302
    assert (held(second), awaited_by([second])) == (0, {})
    talking.send_all()
    assert len(api.said()) == before + 1, "nobody is told of another's order"
    assert check() == [] and promised_drift() == []


def test_an_operator_says_the_day_and_the_order_waits(counter: Counter) -> None:
    manager = at_work("manager", None)
    expected(manager, counter, 3, 5)
    allow(manager, counter)
    leaf, conversation = asked()
    desk, address = at_work("operator", counter.here), f"/desk/conversations/{conversation}"
    desk.post(f"{address}/store", {"place": str(counter.here)}, headers=PART)
    milk = counter.shop.variants["milk"]
    basket = plain(desk.post(f"{address}/wish", {"variant": str(milk), "quantity": "49"}, headers=PART))
    day = said(in_days(counter, 3))
    assert f"можно заказать заранее, всё ожидается {day}" in basket
    promised = plain(desk.post(f"{address}/quote", headers=PART))
    assert f"остальное ожидается {day}" in promised
    asks = fields(promised)
    assert asks["wait_until"] == in_days(counter, 3).isoformat()
    # An operator whose page said nothing of waiting promises nothing.
    refused = plain(desk.post(f"{address}/place", {"quote": asks["quote"]}, headers=PART))
    assert "Не всё ещё свободно; заказ не оформлен." in refused and list_awaited(counter.here, milk) == []
    for _twice in range(2):
        assert desk.post(f"{address}/place", asks, headers=PART).headers["HX-Redirect"] == address
    [order] = [row.order for row in list_awaited(counter.here, milk)]
    assert read_order(order).leaf == leaf and held(order) == 48
    assert promised_drift() == []


def test_programs_order_before_it_comes(counter: Counter) -> None:
    manager, owner, nobody = at_work("manager", None), program_of("owner"), program_of(None)
    expected(manager, counter, 2, 5)
    guest = Program(nobody.client, nobody.post("/shop/guest", None).json()["token"])
    milk = str(counter.shop.variants["milk"])
    lines = [{"variant": milk, "quantity": 51}]
    body = {"place": str(counter.here), "lines": lines}
    put = guest.client.put("/api/v1/shop/basket", body, content_type="application/json", **guest._with({}))
    assert put.status_code == 200, put.content
    allow(manager, counter, variant=True)
    goods = guest.get(f"/shop/products/{counter.shop.products['milk']}?place={counter.here}").json()
    assert [(one["pre_order"], one["coming"][0]["units"]) for one in goods["variants"]] == [(True, 5)]
    quote, day = guest.post("/shop/quotes", {}).json()["id"], in_days(counter, 2).isoformat()
    for until in (None, in_days(counter, 1).isoformat()):
        refused = guest.post("/shop/orders", {"quote": quote, "wait_until": until})
        assert (refused.status_code, refused.json()["code"]) == (409, "order.out_of_stock")
        assert [(one["free"], one["wait_until"]) for one in refused.json()["lacks"]] == [(48, day)]
    placed = guest.post("/shop/orders", {"quote": quote, "wait_until": "2099-12-31"})
    assert placed.status_code == 201, placed.content
    assert guest.post("/shop/orders", {"quote": quote, "wait_until": day}).json()["new"] is False
    order = placed.json()["order"]
    [line] = guest.get(f"/shop/orders/{order}").json()["lines"]
    assert (line["awaited"], line["comes_on"]) == (3, day)
    why = owner.get(f"/stock/{counter.here}/{milk}").json()
    assert (why["coming"], why["pre_order"]) == ([{"day": day, "units": 2}], True)
    assert why["awaited"] == [{"order": order, "day": day, "units": 3}]
    assert promised_drift() == []
