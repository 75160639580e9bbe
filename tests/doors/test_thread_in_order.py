"""One talk across the site's chat and Telegram: every line once and in the order of the day, on every screen."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from tests import make, people, talking
from tests.doors.web_people import client_of, hire

from prilavok.domains.customers.queries import customer_of
from prilavok.doors.live.stream import SHOP_COOKIE
from prilavok.flows import come_by_link, read_arrivals, send_message
from prilavok.flows.answer_message import answer
from prilavok.flows.make_passport import make_passport
from prilavok.flows.meet_visitor import meet_visitor
from prilavok.flows.write_message import write_message
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor

pytestmark = pytest.mark.usefixtures("rolled_back", "quick_passwords")
RUN = (read_arrivals, come_by_link, send_message)  # by the worker, as in the shop
ANN = 5077
BOT = "We go on here"  # the first words of what the bot says to those who come by our button


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[talking.BotApi]:
    clock.set_clock(make.AT)
    yield talking.install(monkeypatch.setattr)


class Ann:
    """A visitor of the site who goes on in Telegram; the operator who answers; and what each screen shows."""

    def __init__(self) -> None:
        self.connections, self.operator = talking.connect(), talking.operator()
        met = meet_visitor(None, actor=SYSTEM, at=clock.now())
        assert met.token is not None
        self.leaf, self.who = met.leaf, Actor("leaf", met.leaf)
        self.site = Client(SERVER_NAME="localhost", headers={"Accept-Language": "en"})
        self.site.cookies[SHOP_COOKIE] = met.token
        self.talk = write_message(met.leaf, "Is the tea fresh?", key="1", actor=self.who, at=clock.now()).conversation

    def answered(self, words: str) -> None:
        answer(self.talk, words, key=words, actor=self.operator, at=clock.now())

    def start(self, after: float) -> dict[str, Any]:
        """The press of START, so many seconds after the beginning."""
        link = make_passport(self.leaf, "telegram", actor=self.who, at=clock.now())
        return talking.message(ANN, make.AT + timedelta(seconds=after), text=f"/start {link.rpartition('=')[2]}")

    def told(self, *updates: dict[str, Any]) -> None:
        """Telegram tells of this, one thing at a time."""
        for one in updates:
            talking.arrive(self.connections["telegram"], one, at=clock.now())

    def desk(self) -> list[str]:
        """The lines of the thread, where it went on included."""
        page = _page(client_of(hire("operator", "t-operator", "en")), f"/desk/conversations/{self.talk}/thread")
        return _lines(r'<li class="said-moved">(.*?)</li>|<p class="said-words">(.*?)</p>', page)

    def account(self) -> list[str]:
        """What the customer reads on the site."""
        return _lines(r'<li class="bubble[^"]*">()<p>(.*?)</p>', _page(self.site, "/shop/chat/thread"))

    def timeline(self) -> list[str]:
        """The talk on the customer's page, the first first."""
        customer = customer_of(self.leaf)
        page = _page(client_of(hire("owner", "t-owner", "en")), f"/office/customers/{customer}?kind=talk")
        return _lines(r'<div class="moment-words"><span>(.*?)</span><p class="muted">(.*?)</p>', page)[::-1]


def _page(client: Any, address: str) -> str:
    found = client.get(address)
    assert found.status_code == 200, (address, found.status_code)
    return str(found.content.decode())


def _lines(pattern: str, page: str) -> list[str]:
    said = ["|".join(part for part in found if part) for found in re.findall(pattern, page, re.DOTALL)]
    lines = [unescape(re.sub(r"<[^>]+>", "", one)).strip() for one in said]
    return [BOT if one.startswith(BOT) else one for one in lines]


def _later(seconds: float) -> None:
    clock.set_clock(make.AT + timedelta(seconds=seconds))


BEGUN = ["Began a conversation|Site chat", "Wrote to us|Site chat", "Was written to|Site chat"]


def test_who_came_over_by_the_button_came_before_they_wrote(api: talking.BotApi) -> None:
    ann = Ann()
    _later(20)
    ann.answered("Yes, come over to Telegram if you like")
    start = ann.start(40)
    _later(40.3)
    ann.told(start)
    talking.send_all()
    _later(50.2)
    ann.told(talking.message(ANN, clock.now(), text="Two of them then"))
    _later(60)
    ann.answered("Kept for you")
    talking.send_all()
    thread = ["Is the tea fresh?", "Yes, come over to Telegram if you like", BOT, "Two of them then", "Kept for you"]
    assert ann.desk() == [*thread[:2], "goes on in Telegram", *thread[2:]]
    assert ann.account() == thread
    assert ann.timeline() == [
        *BEGUN,
        "Went on with the conversation|Telegram",
        "Was written to|Telegram",
        "Wrote to us|Telegram",
        "Was written to|Telegram",
    ]


def test_it_is_so_too_where_telegram_was_heard_late_and_twice(api: talking.BotApi) -> None:
    ann = Ann()
    _later(20)
    ann.answered("Yes")
    start, words = ann.start(40), talking.message(ANN, make.AT + timedelta(seconds=45), text="Two of them then")
    _later(300)
    ann.told(start, start, words)
    ann.told(start | {"update_id": start["update_id"] + 900}, words | {"update_id": words["update_id"] + 900})
    talking.send_all()
    assert ann.desk() == ["Is the tea fresh?", "Yes", "goes on in Telegram", "Two of them then", BOT]
    assert ann.account() == ["Is the tea fresh?", "Yes", "Two of them then", BOT]
    assert ann.timeline() == [
        *BEGUN,
        "Went on with the conversation|Telegram",
        "Wrote to us|Telegram",
        "Was written to|Telegram",
    ]
    moved = make.ask("SELECT occurred_at FROM kit_event WHERE verb = 'conversation.continued'")
    assert moved == [(make.AT + timedelta(seconds=40, microseconds=999_999),)]


def test_a_talk_begun_in_telegram_begins_before_its_first_words(api: talking.BotApi) -> None:
    clock.set_clock(make.AT)
    ours = talking.connect()
    words = talking.message(ANN, make.AT, text="Hello")
    _later(300)
    talking.arrive(ours["telegram"], words, at=clock.now())
    told = make.ask(
        "SELECT verb FROM kit_event WHERE verb IN ('conversation.opened', 'message.received') ORDER BY occurred_at, id"
    )
    assert told == [("conversation.opened",), ("message.received",)]


def test_what_is_no_words_is_told_as_what_it_is(api: talking.BotApi) -> None:
    ours, phone = talking.connect(), people.new_phone()
    talking.arrive(ours["telegram"], talking.message(ANN, text="/start"))
    contact = {"phone_number": phone, "first_name": "Ann", "user_id": ANN}
    _later(1)
    talking.arrive(ours["telegram"], talking.message(ANN, clock.now(), contact=contact), at=clock.now())
    _later(2)
    talking.arrive(ours["telegram"], talking.press(ANN, "orders:no"), at=clock.now())
    leaf = make.ask("SELECT leaf_id FROM conversations_message WHERE kind = 'start'")[0][0]
    customer = customer_of(UUID(str(leaf)))
    page = _page(client_of(hire("owner", "t-owner", "en")), f"/office/customers/{customer}")
    titles = _lines(r'<div class="moment-words"><span>(.*?)</span>()', page)[::-1]
    assert titles.count("Opened the chat") == titles.count("Shared a phone number") == 1
    assert titles.count("Wants no news about orders") == 1 and "Wrote to us" not in titles
    assert titles.index("Opened the chat") < titles.index("Shared a phone number")
    assert titles.index("Shared a phone number") < titles.index("Wants no news about orders")
