"""A time is booked on a phone, stands in the journal of the tablet at once, and the office says what may be booked."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.bookings_world import open_salon
from tests.browser.screens import OVER, RULES, screens, settled
from tests.conftest import OwnDatabase
from tests.doors.live_world import web
from tests.doors.web_people import PASSWORD, hire
from tests.small_shop import open_small_shop

from prilavok.flows.reactions import REACTIONS
from prilavok.kit import clock
from prilavok.kit.events.relay import relay_once

pytestmark = [pytest.mark.quiet, pytest.mark.browser]


@pytest.fixture
def served(own_database: OwnDatabase) -> Iterator[str]:
    """The small shop with a salon of two masters."""
    shop = open_small_shop()
    open_salon(2, place=shop.places["t-alm"])
    with web(own_database) as (address, _process):
        yield address


def stands(page: Any, name: str) -> None:
    settled(page)
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, (name, found.generate_report())
    assert page.evaluate(OVER) == 0, name
    page.screenshot(path=screens() / f"{name}.png", full_page=True)


def test_booked_on_a_phone_and_seen_on_the_tablet(served: str, browser: Any) -> None:
    tomorrow = (clock.now() + timedelta(days=1, hours=5)).date().isoformat()
    hire("owner", "owner", "ru")
    tablet = browser.new_context(base_url=served, viewport={"width": 1024, "height": 768}).new_page()
    tablet.goto(f"/sign-in?next=/tablet/bookings?day={tomorrow}")
    tablet.fill("input[name=login]", "owner")
    tablet.fill("input[name=password]", PASSWORD)
    tablet.click("form button.primary")
    tablet.goto("/tablet/bookings")
    if tablet.locator("#standing-place").count():
        tablet.select_option("#standing-place", index=0)
        tablet.click(".standing button")
    tablet.goto(f"/tablet/bookings?day={tomorrow}")
    guest = browser.new_context(
        base_url=served, locale="ru-RU", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    ).new_page()
    guest.goto("/shop/bookings")
    stands(guest, "shop-services")
    guest.click(".store a.button")
    guest.locator(f"a.day[href*='day={tomorrow}']").click()
    stands(guest, "shop-times")
    guest.locator(".slot").nth(1).click()
    guest.fill("input[name=phone]", "+7 701 555 01 23")
    guest.fill("input[name=words]", "Анна")
    guest.click("form.booking-form button.primary")
    guest.wait_for_selector("#booking")
    stands(guest, "shop-booking")
    relay_once(REACTIONS)
    expect(tablet.locator("#journal")).to_contain_text("Анна", timeout=10_000)
    stands(tablet, "tablet-bookings")
    tablet.goto(f"/tablet/bookings/times?day={tomorrow}")
    stands(tablet, "tablet-times")
    for address, name in (("", "office-bookings"), ("/services/new", "office-service")):
        tablet.goto(f"/office/bookings{address}")
        stands(tablet, name)
    tablet.goto("/office/bookings")
    tablet.click("table >> nth=1 >> a")
    stands(tablet, "office-resource")
