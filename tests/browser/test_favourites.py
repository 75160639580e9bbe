"""Favourites in a real browser: the heart by thumb and by key, in both languages of the country, on phone and desk."""

from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import expect
from tests.browser import test_shop
from tests.browser.test_shop import PHONE, WIDE, _open, _shown
from tests.doors import conftest as of_doors
from tests.long_form import only_long
from tests.make import ask

from prilavok.domains.pricing.actions import set_prices
from prilavok.domains.pricing.types import NewPrice
from prilavok.kit import clock

browser, served = of_doors.browser, test_shop.served
pytestmark = pytest.mark.quiet


def _hearts(page: Any, on: bool) -> Any:
    return page.locator(f"li.offer .heart button[aria-pressed='{'true' if on else 'false'}']")


def _cheaper(variant: object) -> None:
    """The first price of a variant that holds now is a fifth lower from this moment on."""
    held = ask(
        "SELECT price_list_id, amount, per FROM pricing_version WHERE variant_id = %s AND valid_to IS NULL", variant
    )
    at = clock.now()
    lower = [
        NewPrice(UUID(str(of)), UUID(str(variant)), int(str(amount)) * 4 // 5, int(str(per)), at)
        for of, amount, per in held
    ]
    set_prices(lower, at=at)


def test_hearts_are_pressed_on_a_phone_and_the_page_says_what_became_cheaper(served: str, browser: Any) -> None:
    troubles: list[str] = []
    page = _open(browser, served, troubles, **PHONE)
    page.goto("/shop/favourites")
    expect(page.locator(".empty h2")).to_have_text("В избранном пока пусто")
    _shown(page, "shop-favourites-empty")
    page.goto("/shop/")
    page.locator(".shelves a").first.click()
    page.wait_for_selector("ul.offers")
    for nth in range(3):
        _hearts(page, False).nth(0).focus()
        page.keyboard.press("Enter")
        expect(_hearts(page, True)).to_have_count(nth + 1)
        expect(page.locator(":focus")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#toasts .toast")).to_contain_text("В избранном: ")
    _shown(page, "shop-shelf-hearts")
    _cheaper(ask("SELECT variant_id FROM favourites_favourite ORDER BY added_at LIMIT 1")[0][0])
    page.goto("/shop/favourites")
    expect(page.locator(".favourite")).to_have_count(3)
    expect(page.locator(".badge-good")).to_contain_text("Дешевле на ")
    _shown(page, "shop-favourites")
    page.locator(".favourite form button.primary").first.click()
    expect(page.locator("#basket-badge .dot-count")).to_contain_text("1")
    page.locator(".favourite button.square").first.click()
    expect(page.locator(".favourite")).to_have_count(2)
    page.get_by_role("button", name="Вернуть").click()
    expect(page.locator(".favourite")).to_have_count(3)
    page.goto("/shop/basket")
    expect(page.locator(".line .heart [aria-pressed='true']")).to_have_count(1)
    _shown(page, "shop-basket-hearts")
    page.locator(".line .line-words > a").first.click()
    page.locator("#buy .heart button").first.click()
    expect(page.locator("#buy .heart button").first).to_have_attribute("aria-pressed", "false")
    _shown(page, "shop-product-heart")
    assert troubles == []


@only_long
def test_favourites_in_kazakh_on_a_wide_screen_and_without_scripts(served: str, browser: Any) -> None:
    troubles: list[str] = []
    page = _open(browser, served, troubles, java_script_enabled=False, **WIDE)
    page.goto("/shop/")
    page.click("button[name=language][value=kk]")
    for nth in range(2):
        _hearts(page, False).first.click()
        expect(_hearts(page, True)).to_have_count(nth + 1)
    page.goto("/shop/favourites")
    expect(page.locator("h1")).to_have_text("Таңдаулылар")
    expect(page.locator(".favourite")).to_have_count(2)
    page.locator("form[action='/shop/favourites/basket'] button").click()
    expect(page.locator("#basket-badge .dot-count")).to_contain_text("2")
    page.locator(".favourite button.square").first.click()
    expect(page.locator(".note")).to_contain_text("Алынды")
    # The same browser with its scripts: each screen stands wide and narrow.
    cookies = page.context.cookies()
    for name, size in (("wide", WIDE), ("phone", PHONE)):
        page = _open(browser, served, troubles, **size)
        page.context.add_cookies(cookies)
        for screen, address in (("favourites", "/shop/favourites"), ("hearts", "/shop/"), ("me-hearts", "/shop/me")):
            page.goto(address)
            expect(page.locator("html")).to_have_attribute("lang", "kk")
            _shown(page, f"shop-{screen}-kk-{name}")
    assert troubles == []
