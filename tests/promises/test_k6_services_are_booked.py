"""K6: booked on the site, reminded and moved in Telegram, seen at the salon at once, kept; another one is missed.

prilavok.flows.hear_bookings is run by the worker as in the shop; the office sets up by prilavok.flows.set_up_bookings.
"""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from tests import make, people, talking
from tests.bookings_world import NOW, TOMORROW
from tests.doors.counter_world import at_work, open_counter
from tests.doors.web_people import client_of, hire

from prilavok.domains.bookings.queries import list_bookings_at, list_resources, list_services, read_booking
from prilavok.doors.live.ears import topics_of_customer
from prilavok.doors.web.shop.visitor import COOKIE
from prilavok.flows import (
    answer_press,
    hear_bookings,
    miss_bookings,
    read_arrivals,
    remind_bookings,
    send_message,
    set_up_bookings,
    tell_of_booking,
)
from prilavok.flows.meet_visitor import meet_visitor
from prilavok.kit import clock
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.notices import Cursor, Notice
from prilavok.kit.events.timeline import events_about
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.runner import run_due

#: what the worker runs here
RUN = (read_arrivals, send_message, hear_bookings, set_up_bookings, answer_press, remind_bookings, miss_bookings)
ANN = 7301


def page(answer: Any) -> str:
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " "))


def set_up(boss: Any, place: Any) -> None:
    """The office names a service and two masters."""
    told = {"name-ru": "Стрижка", "name-en": "Haircut", "code": "haircut", "kind": "appointment", "sku": ""}
    numbers = {"minutes": 60, "before": 0, "after": 0, "step": 60, "notice": 0, "ahead": 30, "change": 60}
    assert boss.post("/office/bookings/services/new", told | numbers | {"grace": 15, "remind": 120}).status_code == 302
    [haircut] = list_services()
    week = {f"day-{nth}": "10:00-14:00, 15:00-19:00" for nth in range(1, 8)}
    for name in ("Анна", "Борис"):
        master = {"name-ru": name, "place": str(place), "kind": "master", "seats": 1, "holds": 1, "staff": ""}
        kept = boss.post("/office/bookings/resources/new", master | week | {"gives": str(haircut.id)})
        assert kept.status_code == 302, kept.content.decode()[:2000]
    for address in ("", f"/services/{haircut.id}", f"/resources/{list_resources()[0].id}", "/services/new"):
        page(boss.get(f"/office/bookings{address}"))


@pytest.mark.thin("courses, visits paid ahead, and kiosks are not there yet")
def test_booked_on_the_site_moved_in_telegram_seen_at_the_salon(
    rolled_back: None, quick_passwords: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.set_clock(NOW)
    counter, api, ours = open_counter(), talking.install(monkeypatch.setattr), talking.connect()
    boss, salon = client_of(hire("manager")), at_work("cashier", counter.here)
    set_up(boss, counter.here)
    [haircut] = list_services()
    # A guest proves a phone, books with anyone, and the same phone is in Telegram.
    guest = client_of()
    guest.get("/shop/")
    leaf = meet_visitor(guest.cookies[COOKIE].value, actor=Actor("system"), at=NOW).leaf
    phone = people.new_phone()
    people.prove(leaf, phone)
    contact = {"contact": {"phone_number": phone, "user_id": ANN, "first_name": "A"}}
    talking.arrive(ours["telegram"], talking.message(ANN, **contact))
    shown = page(guest.get(f"/shop/bookings/{haircut.id}?day={TOMORROW}&place={counter.here}"))
    [first, *_rest] = re.findall(r'name="starts" value="([^"]+)"', shown)
    form = {"place": str(counter.here), "starts": first, "key": "k6", "party": "1", "words": "Ann", "phone": ""}
    assert guest.post(f"/shop/bookings/{haircut.id}/make", form).status_code == 303
    [booked] = list_bookings_at(counter.here, NOW, NOW + timedelta(days=3))
    for event in events_about(booked.id):
        tell_of_booking.tell_of_booking(event, actor=Actor("system"))
    talking.send_all()
    assert "You are booked: Haircut" in api.said()[-1] or "Вы записаны" in api.said()[-1]
    # Two hours before, the reminder comes with its button; a press shows times, another takes one.
    clock.set_clock(booked.starts_at - timedelta(hours=2))
    queue_jobs([NewJob(verb="bookings.remind", key="now", queue="chores")], clock.now())
    run_due("chores")
    [reminded] = [one for one in events_about(booked.id) if one.verb == "booking.reminded"]
    tell_of_booking.tell_of_booking(reminded, actor=Actor("system"))
    talking.send_all()
    [change] = pressed_by(api)[:1]
    assert change == f"bk:m:{booked.id.hex}"
    stranger = 7302
    talking.arrive(ours["telegram"], talking.press(stranger, change), at=clock.now())
    talking.arrive(ours["telegram"], talking.press(stranger, "bk:t:nonsense:99"), at=clock.now())
    talking.send_all()
    assert read_booking(booked.id) == booked or read_booking(booked.id).starts_at == booked.starts_at
    talking.arrive(ours["telegram"], talking.press(ANN, change), at=clock.now())
    talking.send_all()
    times = [one for one in pressed_by(api) if one.startswith("bk:t:")]
    assert times and f"bk:x:{booked.id.hex}" in pressed_by(api)
    talking.arrive(ours["telegram"], talking.press(ANN, times[1]), at=clock.now())
    moved = read_booking(booked.id)
    assert moved.starts_at != booked.starts_at and moved.starts_at.timestamp() == int(times[1].split(":")[-1])
    # The salon's open screen and the guest's are told by the event, and show the new time when they ask again.
    [event] = [one for one in events_about(booked.id) if one.verb == "booking.moved"]
    notice = Notice(
        Cursor(1, event.id), event.verb, event.subject_kind, event.subject, event.leaf, event.place, 1
    )  # fmt: skip
    assert topics_of_customer([notice]) == [f"booking:{booked.id}"]
    local = moved.starts_at + timedelta(hours=5)
    assert local.strftime("%H:%M") in page(salon.get(f"/tablet/bookings?day={local.date()}"))
    assert local.strftime("%H:%M") in page(guest.get(f"/shop/booking/{booked.id}"))
    # They come; somebody else does not.
    missed_form = form | {"starts": moved.starts_at.isoformat(), "key": "other", "phone": "+7 701 555 09 87"}
    assert client_of().post(f"/shop/bookings/{haircut.id}/make", missed_form).status_code == 303
    clock.set_clock(moved.starts_at)
    assert salon.post(f"/tablet/bookings/{booked.id}/came").status_code == 302
    clock.set_clock(moved.starts_at + timedelta(minutes=15))
    queue_jobs([NewJob(verb="bookings.miss", key="now", queue="chores")], clock.now())
    run_due("chores")
    run_due()
    states = {one.state: one.id for one in list_bookings_at(counter.here, NOW, NOW + timedelta(days=9))}
    assert states.keys() == {"kept", "missed"} and states["kept"] == booked.id
    assert make.verbs_of([booked.id]) == {
        "booking.made": 1,
        "booking.reminded": 1,
        "booking.moved": 1,
        "booking.kept": 1,
    }
    whose = make.ask("SELECT customer_id FROM customers_leaf_owner WHERE leaf_id = %s AND valid_to IS NULL", leaf)
    life = page(boss.get(f"/office/customers/{whose[0][0]}"))
    assert "Стрижка" in life or "Записал" in life


def pressed_by(api: talking.BotApi) -> list[str]:
    """What the buttons of the last message with any carry."""
    for _url, asked in reversed(api.asked):
        markup = (asked or {}).get("reply_markup") if isinstance(asked, dict) else None
        rows = (json.loads(markup) if isinstance(markup, str) else markup or {}).get("inline_keyboard")
        if rows:
            return [button["callback_data"] for row in rows for button in row]
    return []
