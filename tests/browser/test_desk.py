"""An operator's work at the desk in a real browser: read, answer, fill the basket, place the order; by keyboard too."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.browser.screens import RULES, screens, settled
from tests.conftest import OwnDatabase
from tests.doors.test_desk import asked
from tests.doors.web_people import PASSWORD, hire


def _shown(page: Any, name: str) -> None:
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    page.screenshot(path=screens() / f"{name}.png")


def test_an_operator_answers_and_orders(own_shop: OwnDatabase, served: str, browser: Any) -> None:
    hire("operator", "operator", "ru")
    _leaf, conversation = asked()
    troubles: list[str] = []
    context = browser.new_context(base_url=served, locale="ru-RU", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto("/sign-in?next=/desk/conversations")
    page.fill("input[name=login]", "operator")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#inbox")
    _shown(page, "desk-inbox")
    page.click("#inbox .inbox-rows a")
    page.wait_for_url(f"**/desk/conversations/{conversation}")
    expect(page.locator("#answer-text")).to_be_focused()
    page.keyboard.type("Да, двадцать сортов.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#thread .said-out .said-words")).to_have_text("Да, двадцать сортов.")
    expect(page.locator("#answer-text")).to_have_value("")
    settled(page)  # what was sent comes back live, and the panels with it
    page.fill("#find-store", "almaty")
    page.locator("#stores button").first.click()
    expect(page.locator("#basket header span")).to_be_visible()
    page.fill("#find-product", "чай")
    page.locator("#products form button").first.click()
    expect(page.locator("#basket .basket-rows li")).to_have_count(1)
    _shown(page, "desk-basket")
    page.click("form[action$='/quote'] button")
    page.locator("form[action$='/place'] button").click()
    expect(page.locator("#toasts")).to_contain_text("demo-almaty")
    expect(page.locator("#basket .basket-rows li")).to_have_count(0)
    assert troubles == []
