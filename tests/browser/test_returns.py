"""Goods come back at the till in a real browser: by the scanner, the keyboard and the thumb, on a wide screen and a phone."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.browser.screens import RULES, screens
from tests.browser.test_counter import PHONE, SMALL_TARGETS, WIDE, World, _at_work, world  # noqa: F401
from tests.scanning import picture, scanned

from prilavok.domains.orders.queries import list_returns
from prilavok.domains.receipts.queries import list_receipts
from prilavok.flows.sell_at_till import Paying, Selling, sell
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM

pytestmark = pytest.mark.quiet  # what happens is to be seen in a second, whatever else runs


def _shown(page: Any, name: str) -> None:
    page.wait_for_load_state("load")
    expect(page.locator(".htmx-request")).to_have_count(0)
    page.screenshot(path=screens() / f"{name}.png", full_page=True)
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    assert page.evaluate(SMALL_TARGETS) == []


def test_a_receipt_is_scanned_and_one_item_exchanged(world: World, browser: Any) -> None:  # noqa: F811
    troubles: list[str] = []
    goods = [Selling(one.id, 2) for one in world.goods]
    paid = [Paying("cash", 2 * sum(world.prices))]
    sold = sell(goods, paid, place=world.place, key="sold", actor=SYSTEM, at=clock.now()).receipt
    page = _at_work(browser, world, troubles, "/till/counter", **WIDE)
    page.keyboard.type(sold.number)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/till/returns/{sold.order}")
    expect(page.locator("[name^=units-]:focus")).to_have_count(1)
    page.keyboard.type("1")
    page.keyboard.press("F6")
    expect(page.locator(".to-pay strong")).to_be_visible()
    page.locator("#instead-scan").fill(world.goods[1].barcode or world.goods[1].sku)
    page.keyboard.press("Enter")
    expect(page.locator("input[name=instead]")).to_have_count(1)
    expect(page.locator("[name^=units-]").first).to_have_value("1")
    _shown(page, "till-return")
    page.keyboard.press("F9")
    page.wait_for_url("**/till/receipts/*")
    [taken] = list_returns([sold.order])
    assert taken.exchange is not None and taken.exchanged == min(world.prices)
    _shown(page, "till-return-receipt")
    assert scanned(picture(page.locator(".qr").screenshot())) == list_receipts([sold.order])[-1].number
    narrow = _at_work(browser, world, troubles, f"/till/returns/{sold.order}", **PHONE)
    narrow.locator("[name^=units-]").last.fill("1")
    narrow.locator("[name^=reason-]").last.select_option("faulty")
    expect(narrow.locator(".to-pay strong")).to_be_visible()
    _shown(narrow, "till-return-phone")
    # A look that another overtakes is broken off, which htmx tells the console.
    assert [one for one in troubles if not one.startswith(("htmx:afterRequest", "htmx:sendAbort"))] == []
