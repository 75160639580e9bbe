"""Signing in by the shop's bot on a phone and on a wide screen: the button, the QR code, the digits; looked at by axe."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import expect
from tests import talking
from tests.browser.test_counter import PHONE, WIDE
from tests.browser.test_stock_papers import looked_at
from tests.conftest import OwnDatabase
from tests.doors.live_world import web
from tests.make import ask

from prilavok.doors.worker import know_all_jobs
from prilavok.kit import clock

pytestmark = pytest.mark.browser
USER = 6_100_500


@pytest.fixture
def served(own_shop: OwnDatabase) -> Iterator[str]:
    """The address of a shop that has a bot."""
    talking.connect()
    know_all_jobs()
    with web(own_shop) as (address, _process):
        yield address


def _digits(link: str) -> str:
    """What the bot answers to who presses Start by the link."""
    [(bot,)] = ask("SELECT id FROM connections_connection WHERE code = 'telegram'")
    update = talking.message(USER, clock.now(), text=f"/start {link.rpartition('=')[2]}")
    talking.arrive(UUID(str(bot)), update, at=clock.now())
    [(text,)] = ask("SELECT text FROM conversations_message WHERE kind = 'code' ORDER BY id DESC LIMIT 1")
    found = re.search(r"\b\d{6}\b", str(text))
    assert found
    return found[0]


def stays_inside(page: Any, device: dict[str, Any]) -> None:
    """Nothing makes the page wider than the device, nor stands out of its card; a phone would zoom out and not scroll."""
    assert page.evaluate("document.documentElement.scrollWidth") <= device["viewport"]["width"]
    out = """() => [...document.querySelectorAll('.narrow :is(button, input, a)')].filter(one => one.offsetWidth
        && one.getBoundingClientRect().right > one.closest('.narrow').getBoundingClientRect().right - 12)
        .map(one => one.outerHTML)"""
    assert page.evaluate(out) == []


@pytest.mark.parametrize(("device", "name"), [(PHONE, "shop-bot-phone"), (WIDE, "shop-bot")], ids=["phone", "wide"])
def test_the_bot_is_opened_and_its_digits_sign_in(served: str, browser: Any, device: dict[str, Any], name: str) -> None:
    page = browser.new_context(base_url=served, locale="ru", **device).new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto("/shop/sign-in")
    looked_at(page, f"{name}-offered")
    stays_inside(page, device)
    page.locator("form[action$='/sign-in/bot'] button").click()
    page.wait_for_url("**/shop/sign-in?code=*")
    looked_at(page, name)
    stays_inside(page, device)
    opens = page.locator("a[target=_blank].primary")
    expect(opens).to_be_visible()
    code = page.locator(".bot-qr .qr")
    expect(code).to_be_visible() if device is WIDE else expect(code).to_be_hidden()
    page.locator("input[name=digits]").fill(_digits(str(opens.get_attribute("href"))))
    page.locator("form[action$='/sign-in/enter'] button").click()
    page.wait_for_url("**/shop/me")
    page.locator("form[action$='/sign-out']").wait_for()
    assert troubles == []
    page.context.close()
