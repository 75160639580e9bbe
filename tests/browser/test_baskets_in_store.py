"""The basket of a phone goes on in the store: scanned at the tablet, then at the till; every screen redraws by itself."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.browser.screens import OVER, RULES, screens, settled
from tests.conftest import OwnDatabase
from tests.doors.live_world import web
from tests.doors.web_people import PASSWORD, hire
from tests.scanning import qr_codes
from tests.small_shop import Shop, open_small_shop

from prilavok.domains.baskets.types import Wish
from prilavok.domains.customers.actions import browser_value, new_browser_token, open_leaf
from prilavok.flows.change_basket import change_basket
from prilavok.flows.reactions import REACTIONS
from prilavok.kit import clock
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.relay import relay_once

pytestmark = [pytest.mark.quiet, pytest.mark.browser]


@pytest.fixture
def served(own_database: OwnDatabase) -> Iterator[tuple[str, Shop]]:
    """The small shop, at an address of its own."""
    shop = open_small_shop()
    hire("owner", "owner", "ru")
    with web(own_database) as (address, _process):
        yield address, shop


def _stands(page: Any, name: str) -> None:
    settled(page)
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, (name, found.generate_report())
    assert page.evaluate(OVER) == 0, name
    page.screenshot(path=screens() / f"{name}.png", full_page=True)


def _at_work(browser: Any, address: str, path: str, width: int) -> Any:
    page = browser.new_context(base_url=address, viewport={"width": width, "height": 800}).new_page()
    page.goto(f"/sign-in?next={path}")
    page.fill("input[name=login]", "owner")
    page.fill("input[name=password]", PASSWORD)
    page.click("form button.primary")
    page.goto(path)
    page.select_option("#standing-place", index=0)
    page.click(".standing button")
    return page


def _scan(page: Any, shown: Any) -> None:
    """What the phone shows at this moment is scanned: a scanner types it and presses Enter."""
    [code] = qr_codes(shown.request.get("/shop/basket/code").text())
    page.keyboard.press("F2")
    page.keyboard.insert_text(code)
    page.keyboard.press("Enter")


def test_a_basket_goes_from_the_phone_to_the_tablet_and_the_till(served: tuple[str, Shop], browser: Any) -> None:
    address, shop = served
    token = new_browser_token()
    leaf = open_leaf("browser", browser_value(token), at=clock.now())
    change_basket(
        leaf, [Wish(shop.variants["milk"], 2)], place=shop.places["t-alm"], touchpoint="site",
        actor=Actor("leaf", leaf), at=clock.now(),
    )  # fmt: skip
    phone = browser.new_context(base_url=address, locale="ru-RU", viewport={"width": 390, "height": 844})
    phone.add_cookies([{"name": "counter", "value": token, "url": address}])
    basket, shown = phone.new_page(), phone.new_page()
    basket.goto("/shop/basket")
    basket.locator("html[data-line=up]").wait_for(state="attached")
    shown.goto("/shop/basket/code")
    _stands(shown, "shop-basket-code")
    tablet = _at_work(browser, address, "/tablet/basket", 390)
    _stands(tablet, "tablet-baskets")
    _scan(tablet, shown)
    expect(tablet.locator("#basket")).to_contain_text("Молоко")
    _stands(tablet, "tablet-basket")
    tablet.locator("#basket input[name=amount]").fill("3")
    tablet.keyboard.press("Tab")
    relay_once(REACTIONS)
    expect(basket.locator("#lines")).to_contain_text("Планшет", timeout=10_000)
    till = _at_work(browser, address, "/till/counter", 1280)
    _scan(till, shown)
    expect(till.locator("#basket-note")).to_be_visible()
    _stands(till, "till-basket")
    till.keyboard.press("F7")  # off the sale, and on it again: the counter itself stays
    expect(till.locator("#till .empty")).to_be_visible()
    _scan(till, shown)
    expect(till.locator("#till tbody tr")).to_have_count(1)
    till.keyboard.press("F9")
    expect(till.locator(".receipt")).to_be_visible()
    relay_once(REACTIONS)
    expect(basket.locator("#lines .line")).to_have_count(0, timeout=10_000)
    expect(tablet.locator("#basket .pick")).to_have_count(0, timeout=10_000)
