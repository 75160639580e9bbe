"""S3: shop, desk, tablet, till, programs and bot say one stock, price, sender, next delivery and day at the door.

The bot: prilavok.flows.bot_slots, prilavok.flows.hear_command. The tablet: prilavok.flows.sell_ahead, by the prices of
prilavok.flows.priced_deal.
"""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests import people, talking
from tests.doors.api_callers import Program, program_of
from tests.doors.counter_world import PART, Counter, at_work, open_counter
from tests.doors.test_desk import asked
from tests.doors.test_papers import plain
from tests.doors.web_people import client_of
from tests.flows.test_collecting_slots import collecting
from tests.promises.test_s3_everyone_says_the_same_day import expect

from prilavok.domains.orders.queries import read_order
from prilavok.domains.places.types import Sends
from prilavok.domains.shipments.queries import list_zones, read_promise, read_shipment
from prilavok.domains.shipments.types import Span
from prilavok.domains.shipments.types.delivering import Point
from prilavok.domains.stock.queries import awaited_by, list_awaited, promised_drift
from prilavok.doors.web.shop.visitor import COOKIE
from prilavok.flows import answer_press, hear_command, read_arrivals, send_message, share_phone
from prilavok.flows.keep_delivery_terms import PriceTold, name_zone, price_delivery, say_sending
from prilavok.flows.meet_visitor import meet_visitor
from prilavok.flows.pick_shipment import start_shipment
from prilavok.insights.said import weekday_words
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor

RUN = (answer_press, hear_command, read_arrivals, send_message, share_phone)  # what the worker runs here
ANN = 7601
#: Monday 23 November 2026, noon in Almaty
NOON = datetime(2026, 11, 23, 7, tzinfo=UTC)
MIDDLE = Point(43_238_000, 76_945_000)
FEE = 90_000
TERMS = {
    "place": "", "zone": "", "cut_off": "15:00", "leaves": "18:00", "least": "1", "most": "1", "until": "21:00",
    "weekday": ["1", "2", "3", "4", "5"],
}  # fmt: skip


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None) -> Counter:
    """A shop of two stores that brings to one part of town, 48 of milk in the first; it is Monday noon."""
    clock.set_clock(NOON)
    counter, actor = open_counter(), Actor("system")
    say_sending(counter.here, Sends(True, MIDDLE.latitude, MIDDLE.longitude), actor=actor, at=NOON)
    zone = name_zone("medeu", {"ru": "Медеу", "en": "Medeu"}, MIDDLE, actor=actor, at=NOON)
    told = PriceTold(counter.here, zone, None, FEE, None, "KZT")
    price_delivery(told, actor=actor, at=NOON - timedelta(hours=1))
    return counter


def bot_said(ours: dict[str, UUID], api: talking.BotApi, text: str) -> str:
    """What the bot answers at once."""
    before = len(api.said())
    talking.arrive(ours["telegram"], talking.message(ANN, clock.now(), text=text), at=clock.now())
    talking.send_all()
    return "\n".join(api.said()[before:])


def said_at(manager: Any, counter: Counter, ours: dict[str, UUID], api: talking.BotApi) -> dict[str, str]:
    """What each door says of milk, by its name; the bot in English, the others in Russian."""
    milk, product = counter.shop.variants["milk"], counter.shop.products["milk"]
    stamp = f"{clock.now():%H%M%S%f}-{len(api.said())}"
    guest = client_of()
    guest.get("/shop/")
    guest.post("/shop/stores/choose", {"place": str(counter.here)})
    page = plain(guest.get(f"/shop/p/{product}"))
    guest.post("/shop/basket/change", {"variant": str(milk), "units": "1"})
    _leaf, conversation = asked(key=stamp, name=stamp)
    desk, address = at_work("operator", counter.here, f"op-{stamp}"), f"/desk/conversations/{conversation}"
    desk.post(f"{address}/store", {"place": str(counter.here)}, headers=PART)
    till = at_work("cashier", counter.here, f"till-{stamp}")
    till.post("/till/scan", {"scan": "49*milk"})
    return {
        "page": page,
        "basket": plain(guest.get("/shop/basket")),
        "desk": plain(desk.get(f"{address}/products?q=молоко", headers=PART)),
        "tablet": plain(till.get("/tablet/home?q=milk")),
        "stock": plain(manager.get(f"/office/stock/{counter.here}/{milk}")),
        "till": plain(till.get("/till/counter")),
        "bot": bot_said(ours, api, "Do you have milk?"),
    }


def at_every_door(
    manager: Any, counter: Counter, ours: dict[str, UUID], api: talking.BotApi, day: date, *more: str
) -> None:
    """Each door names this day, the sender and these words, the bot in English."""
    for name, page in said_at(manager, counter, ours, api).items():
        assert weekday_words(day, "en" if name == "bot" else "ru") in page, (name, day)
        assert ("Shop in Almaty" if name == "bot" else "Лавка в Алматы") in page, name
        for words in () if name == "bot" else more:
            assert words in page, (name, words)


def fields(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(quote|wait_until|key)" value="([^"]*)"', page))


def ordered_home(guest: Any, **more: str) -> UUID:
    """What is in the basket, ordered to a door in the shop, paid there."""
    form = fields(plain(guest.get("/shop/checkout/home"))) | {
        "zone": f"{list_zones()[0].id}:{FEE}", "address": "Абая 10, 5", "recipient": "Айгуль", "phone": "+77010001122",
        "pay": "door",
    }  # fmt: skip
    placed = guest.post("/shop/checkout/home/place", form | more)
    assert placed.status_code == 303, plain(placed)[:3000]
    return UUID(re.findall(r"/shop/order/([0-9a-f-]{36})", placed.headers["Location"])[0])


def guest_with(counter: Counter, units: int) -> Any:
    guest = client_of()
    guest.get("/shop/")
    guest.post("/shop/stores/choose", {"place": str(counter.here)})
    guest.post("/shop/basket/change", {"variant": str(counter.shop.variants["milk"]), "units": str(units)})
    return guest


def test_every_door_says_one_day_and_the_order_keeps_it(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    api, ours = talking.install(monkeypatch.setattr), talking.connect()
    manager, guest = at_work("manager", None), guest_with(counter, 2)
    product = counter.shop.products["milk"]
    # Nobody has said how parcels go: no door makes a day up.
    for name, page in said_at(manager, counter, ours, api).items():
        assert ("we cannot say yet by when" if name == "bot" else "пока не можем сказать, когда привезём") in page, name
    # The office looks first, which keeps nothing, and then keeps it.
    looked = plain(manager.post("/office/delivery/days", TERMS | {"do": "look"}))
    assert weekday_words(date(2026, 11, 24), "ru") in looked and "сейчас: дня нет" in looked
    assert weekday_words(date(2026, 11, 24), "ru") not in plain(guest.get(f"/shop/p/{product}"))
    for wrong in ({"cut_off": "19:00"}, {"least": "2"}, {"weekday": []}, {"until": "25:00"}):
        assert manager.post("/office/delivery/days", TERMS | wrong | {"do": "keep"}).status_code == 422
    assert at_work("cashier", counter.here, "other").post("/office/delivery/days", TERMS).status_code == 403
    assert manager.post("/office/delivery/days", TERMS | {"do": "keep"}).status_code == 303
    at_every_door(manager, counter, ours, api, date(2026, 11, 24))
    # A day off moves it for everybody; taken back, it is as before.
    rest = {"since": "2026-11-24", "place": ""}
    assert manager.post("/office/delivery/days/rest", rest).status_code == 303
    _paper, coming = expect(manager, counter, 4, 12)
    at_every_door(manager, counter, ours, api, date(2026, 11, 25))
    assert manager.post("/office/delivery/days/rest", rest | {"again": "1"}).status_code == 303
    # Programs read the same facts.
    nobody = program_of(None)
    program = Program(nobody.client, nobody.post("/shop/guest", None).json()["token"])
    [told] = program.get(f"/shop/products/{product}?place={counter.here}").json()["variants"]
    assert (told["free"], told["coming"][0]["units"]) == (48, 12)
    assert told["home"] == {
        "zone": str(list_zones()[0].id), "earliest": "2026-11-24", "latest": "2026-11-24", "by": "2026-11-24T16:00:00Z",
        "why": ["way"], "senders": [str(counter.here)], "wait_until": None, "nothing": None,
    }  # fmt: skip
    # What was ordered is promised that day, whatever is said later.
    order = ordered_home(guest)
    clock.set_clock(NOON + timedelta(hours=4))
    for page in (plain(guest.get(f"/shop/order/{order}")), plain(manager.get(f"/office/orders/{order}"))):
        assert f"У двери не позже: {weekday_words(date(2026, 11, 24), 'ru')}" in page
    at_every_door(manager, counter, ours, api, date(2026, 11, 25))
    # What is not there is said with the day on which it comes, by the bot too.
    assert coming in plain(guest.get(f"/shop/p/{product}"))
    said = bot_said(ours, api, "/product milk")
    assert f"Next delivery there: 12\xa0pcs, {weekday_words(date(2026, 11, 27), 'en')}" in said
    assert bot_said(ours, api, "/product no such thing").startswith("Nothing of that name is sold here.")
    assert bot_said(ours, api, "Do you have an elephant?") == "", "a person answers that"


def switch_ahead(manager: Any, counter: Counter) -> None:
    """The office lets orders wait in the store, to be collected and to be sent."""
    assert manager.post(f"/office/places/{counter.here}/ahead", {"allowed": "yes"}).status_code == 302
    kept = {
        "place": str(counter.here),
        "version": "1",
        "sends": "yes",
        "ahead": "yes",
        "latitude": "43.238",
        "longitude": "76.945",
    }
    assert manager.post("/office/delivery/places", kept).status_code == 303


def test_ordered_ahead_to_a_door_and_at_the_tablet_and_asked_of_the_bot(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    api, ours = talking.install(monkeypatch.setattr), talking.connect()
    manager, seller = at_work("manager", None), at_work("cashier", counter.here)
    assert manager.post("/office/delivery/days", TERMS | {"do": "keep"}).status_code == 303
    milk = str(counter.shop.variants["milk"])
    expect(manager, counter, 2, 12)
    # Until the shop wants it nothing that is to come is ordered to a door; the refusal says what to do.
    guest = guest_with(counter, 50)
    form = fields(plain(guest.get("/shop/checkout/home"))) | {
        "zone": f"{list_zones()[0].id}:{FEE}", "address": "Абая 10, 5", "recipient": "Айгуль", "phone": "+77010001122",
        "pay": "door", "wait_until": "2026-12-31",
    }  # fmt: skip
    assert "wait_until" not in fields(plain(guest.get("/shop/checkout/home")))
    assert guest.post("/shop/checkout/home/place", form).status_code == 409
    switch_ahead(manager, counter)
    friday = weekday_words(date(2026, 11, 27), "ru")
    page = plain(guest.get("/shop/checkout/home"))
    assert fields(page)["wait_until"] == "2026-11-25" and f"не позже: {friday}" in page
    assert f"у вашей двери не позже: {friday}" in plain(guest.get("/shop/basket"))
    order = ordered_home(guest)
    assert f"У двери не позже: {friday}" in plain(guest.get(f"/shop/order/{order}"))
    assert [one.units for one in awaited_by([order])[order]] == [2]
    # The tablet: what is to come, kept for whose phone is said, collected here; two clicks are one order.
    chosen = plain(seller.get(f"/tablet/home?variant={milk}&quantity=3"))
    assert "Заказать заранее, забрать здесь" in chosen
    amount = re.findall(r'name="amount" value="(\d+)"', chosen)[0]
    asks = fields(chosen) | {"variant": [milk], "quantity": ["3"], "amount": amount, "phone": "+77010001133"}
    assert seller.post("/tablet/home/ahead", asks | {"amount": "1"}).status_code == 409
    assert seller.post("/tablet/home/ahead", asks | {"wait_until": "2026-11-24"}).status_code == 409
    for _twice in range(2):
        assert seller.post("/tablet/home/ahead", asks).status_code == 302
    mine = [row for row in list_awaited(counter.here, UUID(milk)) if row.order != order]
    assert [(row.units, f"{row.day}") for row in mine] == [(3, "2026-11-25")]
    shipment = read_shipment(mine[0].order)
    assert shipment is not None and shipment.kind == "collect" and read_promise(shipment.id) is not None
    # The bot says that it can be ordered ahead, and by when it would be at the door.
    said = bot_said(ours, api, "How much is milk?")
    assert "None at Shop in Almaty now" in said and "Order ahead: http" in said
    assert f"by {weekday_words(date(2026, 11, 27), 'en')}" in said
    assert promised_drift() == []


def test_a_time_of_collecting_is_chosen_in_the_bot(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    api, ours = talking.install(monkeypatch.setattr), talking.connect()
    collecting(
        counter.here, week={day: (Span(0, 1440),) for day in range(1, 8)}, minutes=60, capacity=2, lead=60, warn=20
    )
    guest = guest_with(counter, 1)
    leaf = meet_visitor(guest.cookies[COOKIE].value, actor=Actor("system"), at=clock.now()).leaf
    people.prove(leaf, phone := people.new_phone())
    contact = {"contact": {"phone_number": phone, "user_id": ANN, "first_name": "A"}}
    talking.arrive(ours["telegram"], talking.message(ANN, clock.now(), **contact), at=clock.now())
    quote = fields(plain(guest.get("/shop/checkout")))["quote"]
    placed = guest.post("/shop/checkout/place", {"quote": quote})
    order = UUID(re.findall(r"/shop/order/([0-9a-f-]{36})", placed.headers["Location"])[0])
    shipment = read_shipment(order)
    assert shipment is not None

    def pressed(carried: str, user: int = ANN) -> tuple[str, list[dict[str, str]]]:
        before = len(api.asked)
        talking.arrive(ours["telegram"], talking.press(user, carried), at=clock.now())
        talking.send_all()
        [sent] = [told for url, told in api.asked[before:] if url.endswith("/sendMessage")]
        rows = sent.get("reply_markup", {}).get("inline_keyboard", [])
        return sent["text"], [one for row in rows for one in row]

    assert read_order(order).number in bot_said(ours, api, "/orders")
    _said, buttons = pressed(f"sl:o:{order.hex}")
    was, chosen = read_promise(shipment.id), buttons[2]["callback_data"]
    said, _none = pressed(chosen)
    now = read_promise(shipment.id)
    assert (
        was is not None
        and now is not None
        and now.slot_starts == datetime.fromtimestamp(int(chosen.rpartition(":")[2]), UTC)
    )
    assert now.slot_starts != was.slot_starts and said.startswith("Kept: order")
    # Another's order, a time that is none, and an order that is being picked change nothing.
    talking.arrive(ours["telegram"], talking.message(ANN + 1, clock.now(), text="hello"), at=clock.now())
    pressed(chosen, ANN + 1)
    pressed(f"sl:t:{order.hex}:12")
    start_shipment(shipment.id, place=counter.here, actor=SYSTEM, at=clock.now())
    pressed(buttons[3]["callback_data"])
    assert read_promise(shipment.id) == now
