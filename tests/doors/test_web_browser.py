"""The frame in a real browser: signing in, keys in any layout, palette, theme, the content policy, accessibility."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.doors.web_people import client_of, hire

pytestmark = pytest.mark.browser


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console complained of."""
    return []


@pytest.fixture(scope="module")
def owner(module_served: str) -> Any:
    """One owner for the whole file."""
    return hire("owner")


@pytest.fixture
def page(module_served: str, owner: Any, browser: Any, complaints: list[str]) -> Iterator[Any]:
    """A page signed in as the owner, in Russian; the test fails on any complaint of the browser's console."""
    context = browser.new_context(base_url=module_served, viewport={"width": 1280, "height": 800}, locale="ru-RU")
    session = client_of(owner).cookies["sessionid"].value  # of this test alone: one test signs out
    context.add_cookies([{"name": "sessionid", "value": session, "url": module_served}])
    opened = context.new_page()
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.goto("/office/orders")
    opened.wait_for_selector(".sidebar")
    yield opened
    context.close()
    assert complaints == []


def _press(page: Any, code: str, letter: str, **more: bool) -> None:
    """A key by its place, with the letter a Russian layout puts there."""
    page.evaluate(
        "([code, key, more]) => (document.activeElement ?? document.body).dispatchEvent("
        "new KeyboardEvent('keydown', { code, key, bubbles: true, cancelable: true, ...more }))",
        [code, letter, more],
    )


def test_keys_work_by_their_place_in_a_russian_layout(page: Any) -> None:
    _press(page, "KeyK", "л", ctrlKey=True)
    assert page.locator("#palette").evaluate("dialog => dialog.open")
    page.locator("#palette-found [role=option]").nth(7).wait_for()  # an empty palette offers the screens
    page.keyboard.press("Escape")
    page.wait_for_selector("#palette", state="hidden")
    page.wait_for_function("document.activeElement.type !== 'search'")  # the focus goes back a moment after it closed
    _press(page, "Slash", ",", shiftKey=True)
    page.wait_for_selector("#keys")
    page.keyboard.press("Escape")
    page.wait_for_selector("#keys", state="hidden")
    _press(page, "KeyG", "п")
    _press(page, "KeyS", "ы")
    page.wait_for_url("**/office/stock")
    _press(page, "Slash", ".")
    assert page.evaluate("document.activeElement.type") == "search"
    _press(page, "KeyG", "п")
    _press(page, "KeyO", "щ")
    assert page.url.endswith("/office/stock"), "letters typed into a field open nothing"


def test_the_workplace_is_changed_by_its_number_and_by_tab(page: Any) -> None:
    names = page.locator(".sidebar .tabs a span").all_inner_texts()
    assert names[3:] == ["Офис", "Табло"]
    _press(page, "KeyG", "п")
    _press(page, "Digit5", "5")
    page.wait_for_url("**/board/")
    expect(page.locator(".sidebar .tabs [aria-current=true]")).to_have_text("Табло")
    page.locator(".brand").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.keyGo") == "Digit1"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid", "one sees where one is"
    page.keyboard.press("Shift+?")
    expect(page.locator("#keys")).to_contain_text("Табло")


def test_on_a_phone_the_strip_of_screens_shows_where_one_is_in_kazakh_too(page: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.click("button[name=language][value=kk]")
    expect(page.locator("html")).to_have_attribute("lang", "kk")
    expect(page.locator(".sidebar .tabs [aria-current=true]")).to_have_text("Кеңсе")
    expect(page.locator(".sidebar [aria-current=page]")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    cut = "[...document.querySelectorAll('.sidebar a')].filter((one) => one.scrollWidth > one.clientWidth + 1).length"
    assert page.evaluate(cut) == 0


def test_the_palette_is_walked_by_arrows(page: Any) -> None:
    page.keyboard.press("Control+k")
    expect(page.locator('#palette-found [aria-selected="true"]')).to_have_count(1)
    page.keyboard.press("ArrowDown")
    chosen = page.locator('#palette-found [aria-selected="true"]')
    assert chosen.get_attribute("id") == page.locator("#palette-query").get_attribute("aria-activedescendant")
    target = chosen.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{target}")


def test_the_theme_changes_at_once_and_stays(page: Any) -> None:
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click('.themes [value="dark"]')
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    assert page.locator('.themes [value="dark"]').get_attribute("aria-pressed") == "true"


def test_a_lost_connection_shows_and_heals(page: Any) -> None:
    sign = page.locator("[data-line-sign]")
    assert sign.is_hidden()
    page.context.set_offline(True)
    sign.wait_for(state="visible")
    page.context.set_offline(False)
    sign.wait_for(state="hidden")


def test_the_content_policy_stops_what_is_not_ours(page: Any, complaints: list[str]) -> None:
    ran = page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.planted = 1';"
        " document.head.append(s); return window.planted }"
    )
    assert ran is None
    page.evaluate("() => { setTimeout('window.planted = 2'); document.body.setAttribute('style', 'opacity: 0') }")
    page.wait_for_timeout(50)
    assert page.evaluate("window.planted ?? null") is None
    assert page.evaluate("getComputedStyle(document.body).opacity") == "1"
    assert len(complaints) == 3
    complaints.clear()


def test_nothing_stands_in_anybodys_way(page: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    told = []
    for address in ("/office/orders", "/office/stock", "/sign-out", "/sign-in"):
        if address == "/sign-out":
            with page.expect_navigation(url="**/sign-in*"):
                page.click(".person button")
            continue
        for theme in ("light", "dark"):
            page.context.add_cookies([{"name": "theme", "value": theme, "url": page.url}])
            page.goto(address)
            for one in Axe().run(page, options=rules).response["violations"]:
                told += [(address, theme, one["id"], node["html"][:160]) for node in one["nodes"]]
    assert told == []


def test_it_fits_a_phone(page: Any) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    for address in ("/office/orders", "/office/stock"):
        page.goto(address)
        wide = page.evaluate(
            "() => document.documentElement.scrollWidth <= 360 ? [] : [...document.querySelectorAll('body *')].filter("
            "one => one.getBoundingClientRect().right > 361).slice(0, 6).map(one => one.outerHTML.slice(0, 120))"
        )
        assert wide == [], address
