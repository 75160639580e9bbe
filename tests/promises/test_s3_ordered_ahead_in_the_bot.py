"""S3: what is to come is ordered in Telegram whole, in Russian, Kazakh and English; each hears the same day.

Through the sandbox of Telegram and the whole house: prilavok.flows.bot_ahead and its parts.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import OwnDatabase
from tests.promises.counter_at_work import counter
from tests.promises.house_at_work import ask, until
from tests.promises.telegram_people import Telegram
from tests.small_shop import open_small_shop

from prilavok.domains.places.queries import read_place
from prilavok.domains.stock.actions import allow_pre_orders
from prilavok.domains.stock.queries import stock_at
from prilavok.domains.stock.types import Goods, PaperHead
from prilavok.flows import write_stock_paper
from prilavok.flows.book_stock_paper import book
from prilavok.insights.said import weekday_words
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM

PEOPLE = (("ru", "Заказано: ", "12025550181"), ("kk", "Тапсырыс берілді: ", "12025550182"),
          ("en", "Ordered: ", "12025550183"))  # fmt: skip


@pytest.fixture
def home(reachable_folder: Path) -> Path:
    folder = reachable_folder / "home of orders ahead"
    folder.mkdir()
    return folder


def pressed(telegram: Telegram, who: int, count: int, nth: int) -> str:
    """What the pressed one of so many buttons says; the chat has moved on after it."""
    until(lambda: len(telegram.buttons(who)) == count)
    shown = telegram.buttons(who)
    telegram.press(who, shown[nth])
    until(lambda: telegram.buttons(who) != shown)
    return str(shown[nth]["text"])


def order_in(telegram: Telegram, language: str, phone: str, *, day: date, done: str) -> None:
    """Somebody asks for milk, presses its button, the store's and that of two, and hears that it is ordered."""
    who = telegram.person(language, phone, language)
    telegram.act(who, "start")
    telegram.act(who, "say", text="/product milk")
    pressed(telegram, who, 1, 0)
    assert weekday_words(day, language) in pressed(telegram, who, 1, 0)
    assert "2" in pressed(telegram, who, 3, 1)
    until(lambda: telegram.texts(who)[-1].startswith(done))


def test_what_is_to_come_is_ordered_in_the_bot_in_three_languages(own_database: OwnDatabase, home: Path) -> None:
    shop, at = open_small_shop(), clock.now()
    place, milk = shop.places["t-alm"], shop.variants["milk"]
    day = read_place(place).day_at(at) + timedelta(days=3)
    with story():
        allow_pre_orders(place, None, True, actor=SYSTEM, at=at)
    papers: tuple[tuple[Any, PaperHead, int], ...] = (
        ("write_off", PaperHead(reason="damaged", from_state="goods"), stock_at(place, milk).on_hand),
        ("expected", PaperHead(due_on=day), 9),
    )
    for kind, head, units in papers:
        made = write_stock_paper.draft(kind, place, head, [Goods(milk, units)], key=kind, actor=SYSTEM, at=at)
        book(made.id, actor=SYSTEM, at=at)
    with counter(own_database, home) as port:
        telegram = Telegram(port)
        until(telegram.has_bot, seconds=120)
        for language, done, phone in PEOPLE:
            order_in(telegram, language, phone, day=day, done=done)
    rows = ask(
        own_database,
        """SELECT o.touchpoint, a.units, l.paper_id IS NOT NULL FROM orders_order o
             JOIN stock_allocation a ON a."order" = o.id LEFT JOIN stock_paper_line l ON l.id = a.line_id
            WHERE o.place_id = %s AND o.touchpoint = 'bot'""",
        place,
    )
    assert rows == [("bot", 2, True)] * 3, "each waits for two of the nine that come"
