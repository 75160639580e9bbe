"""The office's calendar of bookings in a real browser: a day, a week, a phone, the keyboard, and a booking moved."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect
from tests.bookings_world import STAFF, Salon, open_salon
from tests.browser.walks import Walk
from tests.conftest import OwnDatabase
from tests.long_form import only_long
from tests.small_shop import open_small_shop

from prilavok.domains.bookings.queries import read_booking
from prilavok.domains.bookings.types import Wanted
from prilavok.domains.places.types import SaidDay
from prilavok.flows.keep_days_off import say_day
from prilavok.flows.make_booking import make_booking
from prilavok.flows.set_up_bookings import keep_other_days
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM

_AT = "/office/bookings/calendar"
_ZONE = ZoneInfo("Asia/Almaty")


@only_long
@pytest.mark.usefixtures("quick_passwords")
def test_a_manager_sees_the_day_and_moves_a_booking(own_shop: OwnDatabase, served: str, browser: Any) -> None:
    shop = open_small_shop()
    place, at = shop.places["t-alm"], clock.now()
    walk = Walk(browser, served)
    walk.shows(f"{_AT}?place={place}", "calendar-empty")
    salon = open_salon(2, place=place)
    hall = open_salon(1, place=place, seats=3, holds=2, resource="table", kind="table")
    today = at.astimezone(_ZONE).date()
    day = today - timedelta(days=today.weekday()) + timedelta(days=8)  # the Tuesday of next week

    def book(of: Salon, hour: int, leaf: str, party: int = 1) -> UUID:
        starts = datetime.combine(day, time(hour), _ZONE)
        wanted = Wanted(service=of.service, place=place, starts_at=starts, resource=of.master, party=party)
        whose = shop.leaves[leaf]
        return make_booking(wanted, leaf=whose, key=f"k{hour}", touchpoint="site", actor=STAFF, at=at).booking

    booking = book(salon, 11, "c-1")
    book(hall, 12, "c-1", party=3)
    keep_other_days([salon.masters[1]], [day], ((600, 840),), actor=STAFF, at=at)
    say_day(place, day + timedelta(days=1), SaidDay(day + timedelta(days=1), (), {"ru": "Учёт", "kk": "Есеп"}),
            actor=SYSTEM, at=at)  # fmt: skip
    walk.shows(f"{_AT}?place={place}&day={day}", "calendar-day")
    walk.shows(f"{_AT}?place={place}&day={day}&view=week", "calendar-week")
    walk.shows(f"{_AT}?place={place}&day={day + timedelta(days=1)}", "calendar-closed")
    phone = walk.pages["-phone"]
    phone.goto(f"{_AT}?place={place}&day={day}")
    expect(phone.locator(".calendar-grid")).to_be_hidden()
    expect(phone.locator(".calendar-hours > li").nth(1)).to_contain_text("11:00–12:00")
    page = walk.wide
    page.goto(f"{_AT}?place={place}&day={day}")
    expect(page.locator(".calendar-hours")).to_be_hidden()
    page.keyboard.press("w")
    expect(page.locator(".calendar-week tbody tr")).to_have_count(7)
    page.keyboard.press("n")
    page.wait_for_url(f"**day={day + timedelta(days=7)}*")
    page.keyboard.press("p")
    page.wait_for_url(f"**day={day}*")
    page.keyboard.press("d")
    page.locator(f".calendar-grid a[href*='{booking}']").press("Enter")
    walk.stands("", "calendar-move")
    page.locator(".slot").filter(has_text="15:00").locator("input").check()
    page.locator("main button.primary").press("Enter")
    page.wait_for_url(f"**{_AT}?**day={day}")
    expect(page.locator(f".calendar-grid td:has(a[href*='{booking}'])")).to_contain_text("15:00–16:00")
    assert read_booking(booking).starts_at == datetime.combine(day, time(15), _ZONE)
    assert walk.troubles == []
