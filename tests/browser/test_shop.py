"""A customer's way through the shop in a real browser, on a phone and on a wide screen: find, choose, ask, order."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.browser.screens import RULES, screens
from tests.conftest import OwnDatabase
from tests.doors.live_world import web
from tests.doors.web_people import hire
from tests.make import ask
from tests.sandboxes.sandbox_process import until
from tests.talking import connect

from prilavok.domains.baskets.queries import find_open_basket
from prilavok.domains.baskets.types import Wish
from prilavok.domains.conversations.queries import list_conversations, list_out
from prilavok.flows.answer_message import answer
from prilavok.flows.change_basket import change_basket
from prilavok.kit import clock
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.relay import relay_once

pytestmark = pytest.mark.quiet  # what happens is to be seen in a second, whatever else runs

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
WIDE = {"viewport": {"width": 1280, "height": 860}}


def _open(browser: Any, served: str, troubles: list[str], **more: Any) -> Any:
    page = browser.new_context(base_url=served, locale="ru-RU", **more).new_page()
    page.set_default_timeout(30_000)
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    return page


def _shown(page: Any, name: str) -> None:
    """The screen stands in nobody's way, fits its width, its targets fit a thumb; its picture is kept."""
    page.wait_for_load_state("load")
    expect(page.locator(".htmx-request")).to_have_count(0)
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], name
    page.screenshot(path=screens() / f"{name}.png")


@pytest.fixture
def served(own_shop: OwnDatabase) -> Iterator[str]:
    """The web process itself, live line and all, over the small made-up shop with its connections."""
    connect()
    with web(own_shop) as (address, _process):
        yield address


def test_a_customer_orders_on_a_phone(served: str, browser: Any) -> None:
    troubles: list[str] = []
    page = _open(browser, served, troubles, **PHONE)
    page.goto("/shop/")
    _shown(page, "shop-front")
    page.fill("#shop-q", "кофе")
    page.keyboard.press("Enter")
    page.wait_for_selector("ul.offers")
    _shown(page, "shop-found")
    assert ask("SELECT payload ->> 'query' FROM kit_behaviour WHERE verb = 'product.searched'") == [("кофе",)]
    page.locator("a.offer-name").first.click()
    page.wait_for_selector("#buy")
    _shown(page, "shop-product")
    page.click("#buy form button.primary")
    expect(page.locator("#basket-badge .dot-count")).to_be_visible()
    page.goto("/shop/basket")
    _shown(page, "shop-basket")
    page.goto("/shop/checkout")
    _shown(page, "shop-checkout")
    page.click("form.confirm button")
    page.wait_for_selector(".pickup .code")
    _shown(page, "shop-order")
    page.goto("/shop/chat")
    page.fill("textarea", "Здравствуйте! Молоть умеете?")
    page.click("#say button")
    expect(page.locator(".bubble-mine")).to_have_count(1)
    _shown(page, "shop-chat")
    page.goto("/shop/stores")
    _shown(page, "shop-stores")
    page.goto("/shop/me")
    _shown(page, "shop-me-stranger")
    assert troubles == []


def test_goods_are_compared_on_a_phone(served: str, browser: Any) -> None:
    """Put there from the shelf without leaving it; the first column stays while the rest is scrolled, by keys too."""
    troubles: list[str] = []
    page = _open(browser, served, troubles, **PHONE)
    page.goto("/shop/compare")
    expect(page.locator(".empty h2")).to_have_text("Пока нечего сравнивать")
    _shown(page, "shop-compare-empty")
    page.goto("/shop/")
    page.locator(".shelves a").first.click()
    page.wait_for_selector("ul.offers")
    compare = page.locator("li.offer form[action='/shop/compare/change'] button")
    for nth in range(4):
        compare.nth(nth).click()
        expect(page.locator("#toasts .toast")).to_have_count(1)
        expect(page.locator("#toasts .toast")).to_contain_text("В сравнении: ")
        page.evaluate("document.getElementById('toasts').replaceChildren()")
    page.goto("/shop/compare")
    page.wait_for_selector(".compare td")
    _shown(page, "shop-compare")
    first = page.locator(".compare tbody th").first
    before = first.bounding_box()
    page.locator(".compare").focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    # Waited for from outside: the page itself evaluates no texts.
    until(lambda: page.locator(".compare").evaluate("one => one.scrollLeft") > 50)
    assert first.bounding_box()["x"] == before["x"], "the first column stays"
    page.get_by_role("button", name="Только различия").click()
    page.wait_for_url("**only=1*")
    expect(page.locator(".compare tbody tr:not(.differs)")).to_have_count(0)
    page.locator(".compare thead form button").first.click()
    expect(page.locator(".note")).to_contain_text("Убрано: ")
    _shown(page, "shop-compare-differences")
    assert troubles == []


def test_a_press_that_comes_to_nothing_says_so_and_leaves_the_page_whole(served: str, browser: Any) -> None:
    page = _open(browser, served, [], **PHONE)
    page.goto("/shop/?q=кофе")
    page.locator("a.offer-name").first.click()
    page.wait_for_selector("#buy")
    page.evaluate("document.querySelector('[name=csrfmiddlewaretoken]').value = 'of another browser'")
    page.click("#buy form button.primary")
    expect(page.locator("#toasts .toast-bad")).to_contain_text(
        "Эта форма устарела. Откройте страницу заново. Ничего не изменено."
    )
    expect(page.locator("#buy form button.primary")).to_be_enabled()
    expect(page.locator("#basket-badge .dot-count")).to_have_count(0)


def _relay() -> None:
    while relay_once({}):
        pass


def test_a_customer_on_a_wide_screen_is_answered_and_known(served: str, browser: Any) -> None:
    troubles: list[str] = []
    page = _open(browser, served, troubles, **WIDE)
    page.goto("/shop/")
    _shown(page, "shop-front-wide")
    page.locator(".shelves a").first.click()
    page.wait_for_selector("ul.offers")
    page.locator("#more a").wait_for()  # the shelf stands as a whole
    first = page.locator("li.offer").count()
    page.click("#more a")
    expect(page.locator("li.offer")).to_have_count(2 * first)
    page.locator(".offer-add").first.click()
    expect(page.locator("#basket-badge .dot-count")).to_contain_text("1")
    expect(page.locator(".toast")).to_have_count(1)
    _shown(page, "shop-shelf-wide")
    page.locator("a.offer-name").first.click()
    page.wait_for_selector("#buy")
    page.click(".chat-panel summary")
    page.fill(".chat-panel textarea", "Когда привезёте ещё?")
    page.click(".chat-panel #say button")
    expect(page.locator(".bubble-mine")).to_have_count(1)
    talk = list_conversations(limit=1).rows[0].id
    operator = Actor("staff", hire("operator").id)
    answer(talk, "Завтра после обеда.", key="a-1", actor=operator, at=clock.now())
    _relay()
    expect(page.locator(".bubble:not(.bubble-mine)")).to_contain_text("Завтра после обеда.")
    _shown(page, "shop-product-wide")
    _a_change_elsewhere_is_seen_here(page)
    _known_by_a_code(page)
    assert troubles == []


def _a_change_elsewhere_is_seen_here(page: Any) -> None:
    """The basket is changed elsewhere (by an operator, in Telegram): it changes on this screen too."""
    page.goto("/shop/basket")
    line = page.locator(".lines .line")
    expect(line).to_have_count(1)
    leaf = list_conversations(limit=1).rows[0].leaf
    basket = find_open_basket([leaf])
    assert basket is not None
    by = Actor("staff", hire("manager").id)
    more = [Wish(basket.lines[0].variant, basket.lines[0].quantity + 1)]
    change_basket(leaf, more, touchpoint="desk", actor=by, at=clock.now())
    _relay()
    expect(page.locator(".line-amount input[name=amount]")).to_have_value(str(more[0].quantity))
    _shown(page, "shop-basket-wide")


def _known_by_a_code(page: Any) -> None:
    """Sign in with the code of the sandbox's outbox: the purchases of a year stand on the own page."""
    page.goto("/shop/me")
    phone = _phone_of_a_customer()
    page.fill("input[name=contact]", phone)
    page.click(".phone-form button")
    page.wait_for_selector(".digits")
    _shown(page, "shop-code")
    digits = re.search(r"\d{6}", str(list_out(channels=["sms"], limit=1).rows[0].text))
    assert digits
    page.fill(".digits", digits[0])
    page.keyboard.press("Enter")
    page.locator(".own-order").nth(2).wait_for()
    _shown(page, "shop-me")
    page.locator(".own-order").first.click()
    page.wait_for_selector("#order")
    _shown(page, "shop-order-till")
    page.goto("/shop/me/points")
    _shown(page, "shop-points")
    page.goto("/shop/me/why")
    _shown(page, "shop-why")
    page.goto("/shop/checkout")
    page.check("input[name=tell]")
    _shown(page, "shop-checkout-wide")


def _phone_of_a_customer() -> str:
    """The phone of the made-up customer who bought most."""
    rows = ask(
        "SELECT i.value FROM customers_identifier i JOIN leaf_customer c ON c.leaf = i.leaf_id JOIN leaf_customer mine"
        " ON mine.customer = c.customer JOIN orders_order o ON o.leaf_id = mine.leaf WHERE i.kind = 'phone'"
        " GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
    )
    return str(rows[0][0])


def test_the_shop_in_the_dark_in_kazakh_and_without_scripts(served: str, browser: Any) -> None:
    troubles: list[str] = []
    page = _open(browser, served, troubles, color_scheme="dark", java_script_enabled=False, **PHONE)
    page.goto("/shop/")
    page.click("button[name=language][value=kk]")
    expect(page.locator("html")).to_have_attribute("lang", "kk")
    page.locator(".offer-add").first.click()
    expect(page.locator("#basket-badge .dot-count")).to_be_visible()
    page.goto("/shop/basket")
    page.fill(".line-amount input[name=amount]", "2")
    page.click(".line-amount button")
    expect(page.locator(".line-amount input[name=amount]")).to_have_value("2")
    page.click("main .big")
    page.click("form.confirm button")
    expect(page.locator(".pickup .code")).to_be_visible()
    page.screenshot(path=screens() / "shop-order-dark.png")
    page.locator(".ask-twice summary").click()
    page.click(".ask-twice button")
    expect(page.locator(".pickup")).to_have_count(0)
    assert troubles == []
