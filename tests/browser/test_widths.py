"""Pages keep within the width of their window: what is wider scrolls inside itself, and nothing lies on anything."""

from typing import Any

import pytest
from tests import people
from tests.browser.screens import OVER
from tests.conftest import OwnDatabase
from tests.doors.web_people import PASSWORD, hire

from prilavok.domains.customers.actions import browser_value, new_browser_token, open_leaf
from prilavok.kit import clock


def test_no_page_is_wider_than_its_window(own_shop: OwnDatabase, served: str, browser: Any) -> None:
    hire("owner", "owner", "ru")
    page = browser.new_context(base_url=served, locale="ru-RU").new_page()
    page.set_default_timeout(30_000)
    page.goto("/sign-in?next=/office/imports")
    page.fill("input[name=login]", "owner")
    page.fill("input[name=password]", PASSWORD)
    page.click("form button.primary")
    page.wait_for_url("**/office/imports")
    run = page.locator("tbody a").first.get_attribute("href")
    for width in (390, 800, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        for address in ("/office/imports", run, "/outbox", "/board/loads"):
            page.goto(address)
            assert page.evaluate(OVER) == 0, (address, width)

    page.set_viewport_size({"width": 360, "height": 740})
    names = "customers orders segments identity suggestions imports imports/bring tracking erasures promotions points"
    names += " products stock papers attributes lots prices taxes gift-cards delivery/days places bookings jobs waiting"
    over = {}
    for name in names.split():
        page.goto(f"/office/{name}")
        over[name] = page.evaluate(OVER)
    assert {name: pixels for name, pixels in over.items() if pixels} == {}

    for width in (390, 760, 800, 1023, 1024, 1119, 1120, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto("/shop/")
        assert page.evaluate(OVER) == 0, width
        find, links = page.locator(".shop-find").bounding_box(), page.locator(".shop-nav").bounding_box()
        assert find["width"] >= 180, (width, find)
        beside = find["x"] + find["width"] <= links["x"] or find["y"] + find["height"] <= links["y"]
        assert beside, (width, find, links)
        inside = page.evaluate(
            "[...document.querySelectorAll('.shop-nav a')].map(one => one.getBoundingClientRect().x)"
        )
        assert inside == sorted(inside) and min(inside) >= links["x"] - 1, (width, inside, links)


@pytest.mark.parametrize("language", ["ru-RU", "kk-KZ", "en-GB"])
def test_own_pages_keep_within_a_phone(own_shop: OwnDatabase, served: str, browser: Any, language: str) -> None:
    token = new_browser_token()
    people.prove(open_leaf("browser", browser_value(token), at=clock.now()), people.new_phone())
    known = browser.new_context(base_url=served, locale=language, viewport={"width": 390, "height": 844})
    known.add_cookies([{"name": "counter", "value": token, "url": served}])
    page = known.new_page()
    page.goto("/shop/")
    for address in (
        "/shop/me",
        "/shop/me/pin",
        "/shop/me/preferences",
        "/shop/me/code",
        "/shop/me/contacts",
        "/shop/sign-in",
    ):
        page.goto(address)
        assert page.url == served + address and page.evaluate(OVER) == 0, address
