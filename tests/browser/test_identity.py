"""Who is who in a real browser: a suggestion is decided, a person comes apart at evidence, other rules are tried."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests import people
from tests.browser.screens import RULES, screens, settled
from tests.conftest import OwnDatabase
from tests.doors.web_people import PASSWORD, hire

from prilavok.domains.customers.actions import assert_contact
from prilavok.domains.customers.queries import customer_of
from prilavok.kit import clock

pytestmark = pytest.mark.browser
WIDE = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def _at_work(browser: Any, served: str, troubles: list[str], **screen: Any) -> Any:
    page = browser.new_context(base_url=served, **screen).new_page()
    page.set_default_timeout(30_000)
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto("/sign-in?next=/office/suggestions")
    page.fill("input[name=login]", "owner")
    page.fill("input[name=password]", PASSWORD)
    page.click("form button.primary")
    page.wait_for_url("**/office/suggestions")
    return page


def _shown(page: Any, name: str) -> None:
    """The screen stands in nobody's way and fits its width; its picture is kept."""
    settled(page)
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    page.screenshot(path=screens() / f"{name}.png", full_page=True)


def test_a_suggestion_is_decided_and_the_person_comes_apart_again(
    own_shop: OwnDatabase, served: str, browser: Any
) -> None:  # fmt: skip
    phone, chat = people.new_phone(), people.messenger()
    customer, _card = people.household(phone)
    assert_contact(chat, "phone", phone, source="checkout", at=clock.now())
    hire("owner", "owner", "ru")
    troubles: list[str] = []
    page = _at_work(browser, served, troubles, **WIDE)
    _shown(page, "identity-suggestions")
    page.click("tbody tr td:first-child a")
    _shown(page, "identity-suggestion")
    page.click("button[value=yes]")
    page.wait_for_url("**/office/suggestions")
    settled(page)
    assert customer_of(chat) == customer
    page.goto(f"/office/customers/{customer}#why")
    why = page.locator("#why")
    expect(why).to_contain_text("Сотрудник решил")
    _shown(page, "identity-why")
    why.locator("details.definition summary").first.click()
    expect(why.locator("details[open] button.primary")).to_be_visible()
    _shown(page, "identity-separate")
    why.locator("details[open] button.primary").click()
    expect(page.locator(".toast, .messages").first).to_be_visible()
    page.click("#why a[href$='/then']")
    page.wait_for_url("**/then")
    _shown(page, "identity-then")
    assert customer_of(chat) != customer
    assert troubles == []


@pytest.mark.parametrize(("language", "screen"), [("ru", WIDE), ("kk", PHONE)], ids=["wide", "phone"])
def test_rules_are_tried_before_they_hold(
    own_shop: OwnDatabase, served: str, browser: Any, language: str, screen: dict[str, Any]
) -> None:  # fmt: skip
    hire("owner", "owner", language)
    troubles: list[str] = []
    page = _at_work(browser, served, troubles, **screen)
    page.goto("/office/identity")
    _shown(page, f"identity-rules-{language}")
    page.locator("select[name=use-card]").select_option("shared")
    page.locator("button[name=try]").click()
    page.wait_for_url("**/tried/**")
    _shown(page, f"identity-tried-{language}")
    assert troubles == []
