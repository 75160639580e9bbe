"""Counting in a real browser: a scanner at the tablet, one thumb, a phone's width; the office explains the number."""

from typing import Any
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.browser.screens import RULES, screens, settled
from tests.browser.test_counter import PHONE, SMALL_TARGETS, WIDE
from tests.conftest import OwnDatabase
from tests.doors.web_people import PASSWORD, hire
from tests.promises.house_at_work import ask

from prilavok.domains.staff.actions import assign_place
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM

SHELF = (
    "SELECT p.code, p.id, v.sku, v.id, s.on_hand FROM fact_stock s JOIN places_place p ON p.id = s.place"
    " JOIN catalog_variant v ON v.id = s.variant WHERE p.kind = 'store' AND v.unit = 'piece' AND s.held = 0"
    " AND s.on_hand > 5 ORDER BY p.code, v.sku LIMIT 1"
)


def sign_in(chromium: Any, address: str, login: str, **device: Any) -> Any:
    page = chromium.new_context(base_url=address, locale="ru", **device).new_page()
    page.goto("/sign-in")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


def looked_at(page: Any, name: str) -> None:
    settled(page)
    page.screenshot(path=screens() / f"{name}.png", full_page=True)
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]][:2]) for one in found] == [], name
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, f"{name} is cut off"


@pytest.mark.usefixtures("quick_passwords")
def test_a_shelf_is_counted_with_scanner_and_thumb(browser: Any, served: str, own_shop: OwnDatabase) -> None:
    _code, place, sku, variant, lies = ask(own_shop, SHELF)[0]
    hire("cashier")
    assign_place("cashier", UUID(str(place)), actor=SYSTEM, at=clock.now())
    page = sign_in(browser, served, "cashier", **PHONE)
    page.goto("/tablet/papers")
    looked_at(page, "stock-papers-empty")
    page.get_by_role("link", name="Инвентаризация").click()
    page.get_by_role("button", name="Начать").click()
    expect(page.locator("#paper .empty")).to_be_visible()
    for text in (sku, sku, f"3*{sku}"):  # faster than any answer comes back
        page.locator("#scan").fill(text)
        page.locator("#scan").press("Enter")
    expect(page.locator(".pick-units")).to_have_text("5\u00a0шт.")
    expect(page.locator("#scan")).to_be_focused()
    assert page.evaluate(SMALL_TARGETS) == []
    looked_at(page, "stock-count")
    page.keyboard.press("F3")
    expect(page.locator(".pick-units")).to_have_text("2\u00a0шт.")
    page.locator("input[name=units]").fill(str(lies - 1))
    page.get_by_role("button", name="Записать").click()
    expect(page.locator(".pick-units")).to_have_text(f"{lies - 1}\u00a0шт.")
    page.get_by_role("button", name="Подсчёт верен").click()
    expect(page.locator("#paper")).to_contain_text("проведён")
    looked_at(page, "stock-count-booked")
    assert ask(own_shop, "SELECT on_hand FROM fact_stock WHERE place = %s AND variant = %s", place, variant) == [
        (lies - 1,)
    ]
    hire("manager")
    office = sign_in(browser, served, "manager", **WIDE)
    office.goto(f"/office/stock/{place}/{variant}")
    looked_at(office, "stock-why")
    office.goto("/office/papers")
    looked_at(office, "stock-papers")
    office.locator("td.name a").first.click()
    looked_at(office, "stock-paper")
