"""Goods that are to come are ordered whole in the bot: store, day, time, how many; by the facts of the site.

The flows are prilavok.flows.bot_ahead, prilavok.flows.bot_ahead_asks, prilavok.flows.bot_ahead_count,
prilavok.flows.bot_ahead_deal and prilavok.flows.order_ahead.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests import make, talking
from tests.doors.counter_world import Counter, at_work, open_counter
from tests.doors.test_papers import act, begin, scan
from tests.flows.test_collecting_slots import collecting
from tests.promises.test_s3_everyone_says_the_same_day import expect

from prilavok.domains.orders.queries import orders_of_leaves, read_order
from prilavok.domains.orders.types import OrderView
from prilavok.domains.shipments.queries import read_promise, read_shipment
from prilavok.domains.shipments.types import Span
from prilavok.domains.stock.queries import awaited_by, promised_drift
from prilavok.flows import answer_press, hear_command, read_arrivals, send_message
from prilavok.insights.bot_ahead import AheadPress, read_ahead_press, write_press
from prilavok.insights.said import weekday_words
from prilavok.kit import clock
from prilavok.kit.ledger.checks import check

RUN = (answer_press, hear_command, read_arrivals, send_message)  # what the worker runs here
#: Monday 23 November 2026, noon in Almaty
NOON = datetime(2026, 11, 23, 7, tzinfo=UTC)
COMES = date(2026, 11, 25)


@dataclass
class Chat:
    """Somebody's chat with the bot, in a language."""

    api: talking.BotApi
    connection: UUID
    user: int
    language: str = "en"

    def say(self, text: str) -> tuple[str, list[dict[str, str]]]:
        return self._told(talking.message(self.user, clock.now(), text=text), "message")

    def press(self, carried: str) -> tuple[str, list[dict[str, str]]]:
        assert len(carried.encode()) <= 64, "Telegram carries no more"
        return self._told(talking.press(self.user, carried), "callback_query")

    def _told(self, update: dict[str, Any], kind: str) -> tuple[str, list[dict[str, str]]]:
        update[kind]["from"]["language_code"] = self.language
        before = len(self.api.asked)
        talking.arrive(self.connection, update, at=clock.now())
        talking.send_all()
        [sent] = [told for url, told in self.api.asked[before:] if url.endswith("/sendMessage")]
        rows = sent.get("reply_markup", {}).get("inline_keyboard", [])
        return sent["text"].replace("\u00a0", " "), [one for row in rows for one in row]


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None) -> Counter:
    """A store without milk, which orders may wait for: twelve come in two days."""
    clock.set_clock(NOON)
    counter, manager = open_counter(), at_work("manager", None)
    assert manager.post(f"/office/places/{counter.here}/ahead", {"allowed": "yes"}).status_code == 302
    expect(manager, counter, 2, 12)
    gone = begin(manager, "write_off", counter.here, "office", from_state="goods", reason="damaged")
    scan(manager, gone, "48*milk", gone)
    assert act(manager, gone, "book").status_code == 302
    return counter


@pytest.fixture
def chat(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> Chat:
    api, ours = talking.install(monkeypatch.setattr), talking.connect()
    return Chat(api, ours["telegram"], 7701)


def slots(counter: Counter) -> None:
    week = {day: (Span(600, 720),) for day in range(1, 8)}
    collecting(counter.here, week=week, minutes=60, capacity=1, lead=60, warn=20, ahead=5)


def orders(counter: Counter) -> list[OrderView]:
    """What was ordered in the bot at the store."""
    rows = make.ask("SELECT id FROM orders_order WHERE place_id = %s AND touchpoint = 'bot' ORDER BY id", counter.here)
    return [read_order(row[0]) for row in rows]


def asked_where(chat: Chat) -> list[dict[str, str]]:
    text, buttons = chat.say("/product milk")
    assert "None at Shop in Almaty now" in text and [one["text"].split(":")[0] for one in buttons] == ["Order ahead"]
    _text, places = chat.press(buttons[0]["callback_data"])
    return places


def test_a_store_a_day_a_time_and_how_many_and_it_is_ordered_once(counter: Counter, chat: Chat) -> None:
    slots(counter)
    places = asked_where(chat)
    assert [one["text"] for one in places] == [f"Shop in Almaty · {weekday_words(COMES, 'en')}"]
    text, days = chat.press(places[0]["callback_data"])
    assert f"comes to Shop in Almaty by {weekday_words(COMES, 'en')}. On which day" in text
    first = COMES + timedelta(days=1)
    assert days[0]["text"] == weekday_words(first, "en"), "the day after it comes, as on the site"
    text, hours = chat.press(days[0]["callback_data"])
    assert [one["text"] for one in hours] == ["10:00", "11:00"] and weekday_words(first, "en") in text
    text, counts = chat.press(hours[1]["callback_data"])
    assert "ready for you by 26 November, 11:00. How many?" in text
    assert [one["text"].split(" · ")[0].replace("\u00a0", " ") for one in counts] == ["1 pc", "2 pcs", "3 pcs"]
    assert orders(counter) == [], "nothing is ordered before the last press"
    for _twice in range(2):
        text, none = chat.press(counts[1]["callback_data"])
        assert text.startswith("Ordered: ") and "26 November, 11:00" in text and none == []
    [order] = orders(counter)
    assert [one.units for one in awaited_by([order.id])[order.id]] == [2] and order.number in text
    shipment = read_shipment(order.id)
    promise = read_promise(shipment.id) if shipment else None
    assert promise is not None and promise.slot_starts == datetime(2026, 11, 26, 6, tzinfo=UTC)
    assert [one.id for one in orders_of_leaves([order.leaf])] == [order.id]
    # The slot is full now; who asks for it hears so and nothing is written.
    other = Chat(chat.api, chat.connection, 7702)
    refused, _none = other.press(counts[0]["callback_data"])
    assert orders(counter) == [order] and "Ordered" not in refused
    assert promised_drift() == [] and check() == []


@pytest.mark.parametrize(
    ("language", "button", "asks", "done"),
    [
        ("ru", "Заказать заранее", "поступит", "Заказано: "),
        ("kk", "Алдын ала тапсырыс", "келеді", "Тапсырыс берілді: "),
        ("en", "Order ahead", "comes to", "Ordered: "),
    ],
)
def test_a_store_without_slots_in_each_language(
    counter: Counter, chat: Chat, language: str, button: str, asks: str, done: str
) -> None:
    chat.language = language
    _text, buttons = chat.say("/product milk")
    assert buttons[0]["text"].startswith(button)
    _text, places = chat.press(buttons[0]["callback_data"])
    assert weekday_words(COMES, language) in places[0]["text"]
    text, counts = chat.press(places[0]["callback_data"])
    assert asks in text and len(counts) == 3
    text, _none = chat.press(counts[0]["callback_data"])
    assert text.startswith(done)
    assert len(orders(counter)) == 1


def test_what_is_not_so_any_more_is_said_and_orders_nothing(counter: Counter, chat: Chat) -> None:
    places = asked_where(chat)
    _text, counts = chat.press(places[0]["callback_data"])
    press = read_ahead_press(counts[0]["callback_data"].removeprefix("oa:"))
    assert press is not None and press.place == counter.here and press.day == COMES and press.count == 1

    def refused(**other: Any) -> str:
        said = {"variant": press.variant, "place": press.place, "day": press.day, "count": 1, "amount": press.amount}
        return chat.press(f"oa:{write_press(AheadPress(**said | other))}")[0]

    gone = "This cannot be ordered ahead like that any more."
    assert gone in refused(day=COMES - timedelta(days=1)), "nobody agreed to wait until it comes"
    assert gone in refused(day=None)
    assert "The sum has changed meanwhile" in refused(amount=1)
    assert gone in refused(variant=uuid4()) and gone in chat.press("oa:nonsense")[0]
    assert "Ordered" not in refused(place=uuid4())
    assert orders(counter) == []
    manager = at_work("manager", None, "later")
    assert manager.post(f"/office/places/{counter.here}/ahead", {"allowed": "no"}).status_code == 302
    assert gone in refused() and gone in chat.press(places[0]["callback_data"])[0]
    assert orders(counter) == [] and promised_drift() == []


def test_a_button_carries_what_was_chosen() -> None:
    variant, place, last = uuid4(), uuid4(), date(2099, 12, 31)
    for press in (
        AheadPress(variant),
        AheadPress(variant, place),
        AheadPress(variant, place, last),
        AheadPress(variant, place, None, 10**8 - 1),
        AheadPress(variant, place, None, 10**8 - 1, 9, 36**6 - 1),
        AheadPress(variant, place, last, None, 9, 36**6 - 1),
    ):
        assert read_ahead_press(write_press(press)) == press and len(write_press(press)) <= 61
    for garbage in ("", ".", "x", "x.y", "é" * 22, f"{'A' * 22}.zzzzzzzzzzzz", f"{'A' * 22}....", f"{'A' * 22}.-1",
                    f"{'A' * 22}...0", f"{'A' * 30}", f"{'A' * 22}.1.2.3.4.5"):  # fmt: skip
        assert read_ahead_press(garbage) in (None, AheadPress(UUID(int=0))), garbage
