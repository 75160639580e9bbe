"""My contacts on a phone and on a wide screen, by keys alone; each page looked at by axe, light and dark."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect
from tests import people, talking
from tests.browser.test_counter import PHONE, WIDE
from tests.browser.test_sign_in_by_bot import stays_inside
from tests.browser.test_stock_papers import looked_at
from tests.conftest import OwnDatabase
from tests.doors.live_world import web
from tests.make import ask

pytestmark = pytest.mark.browser


@pytest.fixture
def served(own_shop: OwnDatabase) -> Iterator[str]:
    """The address of a shop that can write."""
    talking.connect()
    with web(own_shop) as (address, _process):
        yield address


def _digits(page: Any, to: str) -> None:
    page.locator("input[name=digits]").fill(people.digits_sent(to))
    page.keyboard.press("Enter")


@pytest.mark.parametrize(
    ("device", "name"), [(PHONE, "own-contacts-phone"), (WIDE, "own-contacts")], ids=["phone", "wide"]
)
def test_a_contact_is_added_taken_away_and_disowned(
    served: str, browser: Any, device: dict[str, Any], name: str
) -> None:  # fmt: skip
    page = browser.new_context(base_url=served, locale="ru", **device).new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    phone, mail = people.new_phone(), f"{name}@example.com"
    page.goto("/shop/sign-in?next=/shop/me/contacts")
    page.locator("input[name=contact]").fill(phone)
    page.keyboard.press("Enter")
    page.wait_for_url("**/shop/sign-in?code=*")
    _digits(page, phone)
    page.wait_for_url("**/shop/me/contacts")
    looked_at(page, name)
    stays_inside(page, device)
    page.locator("input[name=contact]").fill(mail)
    page.keyboard.press("Enter")
    page.wait_for_url("**/shop/me/contacts?code=*")
    expect(page.locator("input[name=digits]")).to_be_focused()
    looked_at(page, f"{name}-code")
    stays_inside(page, device)
    _digits(page, mail)
    page.wait_for_url("**/shop/me/contacts")
    rows = page.locator("#contacts .consents li")
    expect(rows).to_have_count(2)
    rows.first.locator("a").focus()
    page.keyboard.press("Enter")
    page.locator("#removal").wait_for()
    looked_at(page, f"{name}-removal")
    stays_inside(page, device)
    page.locator("#removal a.quiet").click()
    page.wait_for_url("**/shop/me/contacts")
    expect(rows).to_have_count(2)
    # Who was told says no, on another device.
    [(text,)] = ask("SELECT text FROM conversations_message WHERE template = 'contact.added' AND address = %s", phone)
    link = re.search(r"/shop/not-me/\S+", str(text))
    assert link
    reader = browser.new_context(base_url=served, locale="ru", **device).new_page()
    reader.goto(link[0])
    looked_at(reader, f"{name}-not-me")
    reader.locator("form button").click()
    expect(reader.locator("form")).to_have_count(0)
    page.goto("/shop/me/contacts")
    page.wait_for_url("**/shop/me")
    expect(page.locator("form[action$='/sign-out']")).to_have_count(0)
    assert troubles == []
    page.context.close()
    reader.context.close()
