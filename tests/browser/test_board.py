"""An owner's morning at the board in a real browser: what changed, where from, down to one customer's orders."""

import subprocess
import sys
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.browser.screens import screens, settled
from tests.conftest import OwnDatabase
from tests.doors.web_people import PASSWORD, hire
from tests.long_form import only_long

STORES = "352,366,414,3001"


def _load(own: OwnDatabase, *words: str) -> None:
    command = [sys.executable, "-m", "prilavok.doors.cli", "load", *words]
    done = subprocess.run(command, env=own.environment, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr


def _open(browser: Any, address: str, language: str, scheme: str = "light", width: int = 1440) -> Any:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, locale=language)
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{address}/sign-in?next=/board/")
    page.fill("input[name=login]", f"owner-{language}")
    page.fill("input[name=password]", PASSWORD)
    page.click("form button.primary")
    page.wait_for_url("**/board/")
    return page


def _settled(page: Any) -> None:
    settled(page)
    if page.locator("[data-chart]").count():
        page.wait_for_selector(".chart.drawn canvas")
    page.wait_for_timeout(400)  # the drawing of a chart is animated


def _accessible(page: Any) -> None:
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()


@only_long
def test_from_the_summary_to_the_orders_of_one_customer(own_shop: OwnDatabase, served: str, browser: Any) -> None:
    _load(own_shop, "journey", "--stores", STORES)
    for language in ("ru", "en"):
        hire("owner", f"owner-{language}", language)
    troubles: list[str] = []
    page = _open(browser, served, "en")
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(f"{served}/board/?currency=USD&period=quarter")
    _settled(page)
    expect(page.locator(".story-headline")).to_contain_text("Sales")
    assert "₸" not in page.locator("main").inner_text()
    page.locator(".why-here .contributions li").nth(2).wait_for()
    _accessible(page)
    page.screenshot(path=screens() / "board.png", full_page=True)
    sales = page.locator(".tiles .tile-value").first.inner_text()
    page.locator(".tile-value a").first.click()
    _settled(page)
    expect(page.locator(".tile-value").first).to_have_text(sales, use_inner_text=True)
    _accessible(page)
    page.click("text=Rows behind it")
    page.wait_for_selector("table tbody tr")
    expect(page.locator("tbody a[href*='/office/orders/']")).to_have_count(50)
    page.click("tr.more a")
    page.locator("tbody a[href*='/office/orders/']").nth(50).wait_for()
    _accessible(page)
    _other_screens(page, served)
    page.goto(f"{served}/board/?currency=KZT&period=all")
    _settled(page)
    assert "$" not in page.locator("main").inner_text()
    assert troubles == []


def _other_screens(page: Any, served: str) -> None:
    for screen in ("sales", "customers", "loyalty", "loads", "indicators"):
        page.goto(f"{served}/board/{screen}")
        _settled(page)
        _accessible(page)
        page.screenshot(path=screens() / f"board-{screen}.png", full_page=True)
    page.goto(f"{served}/board/customers?currency=USD&period=year")
    page.click(".cohorts tbody td a >> nth=0")
    page.wait_for_selector("text=First bought in")
    page.click("tbody a[href*='/office/customers/'] >> nth=0")
    page.wait_for_url("**/office/customers/**")
    page.goto(f"{served}/board/sales?currency=USD&period=quarter")
    page.click("#categories tbody a >> nth=0")
    page.wait_for_selector("#categories .path")
    place = page.locator("#board-place select")
    place.select_option(index=1)
    page.wait_for_url("**place=**")
    _settled(page)
    expect(page.locator("#board-place select.chosen")).to_have_count(1)
    page.emulate_media(color_scheme="dark")
    _settled(page)
    _accessible(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{served}/board/?currency=USD&period=quarter")
    _settled(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    _accessible(page)
