"""The office's calendar of bookings: a day and a week of a place, who may look at which, and moving from it."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests import make
from tests.bookings_world import NOW, TOMORROW, book, open_salon
from tests.doors.counter_world import Counter, at_work, open_counter

from prilavok.domains.bookings.actions import put_other_days
from prilavok.domains.bookings.queries import read_booking
from prilavok.domains.places.types import SaidDay
from prilavok.flows.book_by_phone import book_by_phone
from prilavok.flows.cancel_booking import cancel_booking
from prilavok.flows.keep_days_off import say_day
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM

CALENDAR = "/office/bookings/calendar"


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None) -> Counter:
    """A shop of two stores."""
    clock.set_clock(NOW)
    return open_counter()


def page(answer: Any) -> str:
    assert answer.status_code == 200, answer.content.decode()[:500]
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " "))


def looked(client: Any, place: UUID | None = None, day: date = TOMORROW, **more: str) -> str:
    where = f"&place={place}" if place else ""
    return page(client.get(f"{CALENDAR}?day={day}{where}{''.join(f'&{k}={v}' for k, v in more.items())}"))


def grid(text: str) -> list[tuple[str, str]]:
    """The cells of the wide table: kind and words."""
    table = text[text.index('<table class="calendar-grid') : text.index("</table>")]
    cells = re.findall(r'<td class="calendar-(\w+)"[^>]*>(.*?)</td>', table)
    return [(kind, re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", words)).strip()) for kind, words in cells]


def test_a_day_shows_who_comes_when_and_what_is_free(counter: Counter) -> None:
    salon, other = open_salon(2, place=counter.here), open_salon(place=counter.elsewhere)
    booking = book(salon, counter.shop.leaves["c-1"], nth=1, resource=salon.master)
    gone = book(salon, nth=3, resource=salon.master)
    cancel_booking(gone, version=1, actor=SYSTEM, at=NOW)
    elsewhere = book(other)
    text = looked(at_work("owner", None), counter.here)
    assert "Сейтова" not in text and str(elsewhere) not in text
    told = grid(text)
    assert [kind for kind, _words in told] == ["free", "free", "visit", "free"]
    assert [words for kind, words in told if kind == "free"] == [
        "свободно 10:00–11:00", "свободно 10:00–18:00", "свободно 12:00–18:00",
    ]  # fmt: skip
    [visit] = [words for kind, words in told if kind == "visit"]
    assert visit.startswith("11:00–12:00 Айгуль С. Стрижка записан Перенести"), visit
    assert f"/office/bookings/{booking}/move" in text and str(gone) not in text
    narrow = text[text.index('<ol class="calendar-hours') :]
    assert re.findall(r"<h3>([^<]+)</h3>", narrow) == [f"{hour}:00" for hour in range(10, 18)]
    eleven = narrow[narrow.index("<h3>11:00") : narrow.index("<h3>12:00")]
    assert "Айгуль С." in eleven and "Мастер 0 · Стрижка" in eleven and "Мастер 1 11:00–12:00" in eleven


def test_somebody_who_called_is_known_by_a_masked_phone(counter: Counter) -> None:
    salon = open_salon(place=counter.here)
    clerk = at_work("owner", None)
    person = make.ask("SELECT id FROM staff_staff WHERE login = 'owner'")[0][0]
    from prilavok.kit.events.actor import Actor

    actor = Actor("staff", UUID(str(person)))
    book_by_phone("+7 701 555 01 23", salon.wanted(), key="k", actor=actor, at=NOW)
    text = looked(clerk, counter.here)
    assert "701 555 01 23" not in text and "7015550123" not in text
    assert grid(text)[0][1].startswith("10:00–11:00 +7 701 *** ** 23 Стрижка"), grid(text)


def test_a_week_stands_by_day_and_each_day_is_a_click_away(counter: Counter) -> None:
    salon = open_salon(2, place=counter.here)
    book(salon, counter.shop.leaves["c-1"], resource=salon.master)
    friday = TOMORROW + timedelta(days=3)
    put_other_days([salon.master], [friday], (), at=NOW)
    text = looked(at_work("owner", None), counter.here, view="week")
    table = text[text.index("calendar-week") : text.index("</table>")]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", table)[1:]
    assert len(rows) == 7 and [row.count("Айгуль С.") > 0 for row in rows] == [False, True, *[False] * 5]
    assert "свободно: 11:00–18:00" in rows[1] and "выходной" in rows[4] and rows[4].count("свободно") == 1
    assert f"day={friday}" in rows[4] and "Перенести" in rows[1]
    assert f"day={TOMORROW + timedelta(days=7)}&amp;view=week" in text, "the week after"


def test_a_closed_day_says_so_and_who_works_nevertheless(counter: Counter) -> None:
    salon = open_salon(2, place=counter.here)
    say_day(counter.here, TOMORROW, SaidDay(TOMORROW, (), {"ru": "Учёт"}), actor=SYSTEM, at=NOW)
    owner = at_work("owner", None)
    empty = looked(owner, counter.here)
    assert "Учёт" in empty and "В этот день никто не работает" in empty and "calendar-grid" not in empty
    put_other_days([salon.master], [TOMORROW], ((600, 720),), at=NOW)
    text = looked(owner, counter.here)
    assert grid(text) == [("free", "свободно 10:00–12:00"), ("closed", "")]
    assert "закрыто вместе с точкой" in text and "другие часы" in text and "Точка в этот день закрыта" in text
    named = page(owner.get(f"/office/bookings/resources/{salon.masters[1]}"))
    assert 'id="place-days"' in named and "закрыто · Учёт" in named
    assert 'id="place-days"' not in page(owner.get(f"/office/bookings/resources/{salon.master}"))


def test_where_nobody_can_be_booked_the_page_teaches(counter: Counter) -> None:
    assert "Что может быть" not in looked(at_work("cashier", counter.here))
    text = looked(at_work("owner", None), counter.here)
    assert 'class="empty"' in text and 'href="/office/bookings"' in text


def test_a_place_is_looked_at_by_whose_it_is(counter: Counter) -> None:
    here, there = open_salon(place=counter.here), open_salon(place=counter.elsewhere)
    mine, theirs = book(here), book(there)
    cashier = at_work("cashier", counter.here)
    text = looked(cashier)
    assert f"/office/bookings/{mine}/move" in text and "<select" not in text[text.index('id="calendar"') :]
    assert cashier.get(f"{CALENDAR}?place={counter.elsewhere}").status_code == 404
    assert cashier.get(f"/office/bookings/{theirs}/move").status_code == 404
    to = there.wanted(3).starts_at
    moved = cashier.post(f"/office/bookings/{theirs}/move", {"starts": to.isoformat(), "version": "1"})
    assert moved.status_code == 404 and read_booking(theirs).version == 1
    assert at_work("marketer", None).get(CALENDAR).status_code == 403
    owner = at_work("owner", None)
    assert str(theirs) in looked(owner, counter.elsewhere) and str(mine) in looked(owner, counter.here)
    assert owner.get(f"{CALENDAR}?place={UUID(int=5)}").status_code == 404


def test_a_booking_is_moved_by_choosing_another_time(counter: Counter) -> None:
    salon = open_salon(2, place=counter.here)
    booking = book(salon, counter.shop.leaves["c-1"], resource=salon.master)
    book(salon, nth=2, resource=salon.master)
    owner, address = at_work("owner", None), f"/office/bookings/{booking}/move"
    shown = page(owner.get(address))
    times = re.findall(r'name="starts" value="([^"]+)"', shown)
    assert len(times) == 8 and f"day={TOMORROW}" in shown, "the day it stands on, with the way back"
    alone = page(owner.get(f"{address}?day={TOMORROW}&resource={salon.master}"))
    assert len(re.findall(r'name="starts"', alone)) == 7, "another booking stands at twelve"
    taken = salon.wanted(2).starts_at.isoformat()
    told = owner.post(address, {"starts": taken, "resource": str(salon.master), "version": "1"})
    assert told.status_code == 409 and "Это время уже заняли" in told.content.decode()
    to = salon.wanted(5).starts_at
    done = owner.post(address, {"starts": to.isoformat(), "version": "1"})
    assert (done.status_code, done.headers["Location"]) == (302, f"{CALENDAR}?place={counter.here}&day={TOMORROW}")
    assert read_booking(booking).starts_at == to and read_booking(booking).resource == salon.master
    assert "15:00–16:00 Айгуль С." in " ".join(words for _kind, words in grid(looked(owner, counter.here)))
    cancel_booking(booking, version=2, actor=SYSTEM, at=NOW)
    assert "ничего нельзя" in page(owner.get(address))


def test_the_calendar_costs_the_same_however_much_is_booked(counter: Counter, budget: Any) -> None:
    salon = open_salon(3, place=counter.here)
    owner = at_work("owner", None)
    book(salon, counter.shop.leaves["c-1"])
    book(salon)
    looked(owner, counter.here)
    for nth in range(2):
        for view in ("day", "week"):
            with budget(f"office/calendar {view}"):
                looked(owner, counter.here, view=view)
        if not nth:
            for more in range(1, 6):
                book(salon, nth=more)
