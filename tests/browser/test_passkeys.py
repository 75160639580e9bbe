"""A customer adds a passkey in a real browser and is signed in by it on the next visit."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.browser.screens import RULES, screens, settled
from tests.conftest import OwnDatabase
from tests.doors.live_world import web
from tests.people import new_phone, prove

from prilavok.domains.customers.actions import browser_value, new_browser_token, open_leaf
from prilavok.kit import clock

pytestmark = pytest.mark.browser


@pytest.fixture
def served(own_shop: OwnDatabase) -> Iterator[str]:
    """The address of the shop."""
    with web(own_shop) as (address, _process):
        yield address


def _known_visitor() -> str:
    """The token of a browser whose holder proved a phone."""
    token = new_browser_token()
    leaf = open_leaf("browser", browser_value(token), at=clock.now())
    prove(leaf, new_phone(), at=clock.now())
    return token


def test_a_passkey_is_added_and_signs_in(served: str, browser: Any) -> None:
    home = served.replace("127.0.0.1", "localhost")
    context = browser.new_context(locale="ru", viewport={"width": 390, "height": 844})
    troubles: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: troubles.append(str(error)))
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    context.add_cookies([{"name": "counter", "value": _known_visitor(), "url": home}])
    page.goto(f"{home}/shop/me")
    form = page.locator("form[data-passkey=add]")
    form.locator("input[name=label]").fill("Телефон Айгерим")
    settled(page)
    page.screenshot(path=screens() / "shop-passkey.png", full_page=True)
    assert Axe().run(page, options={"runOnly": RULES["runOnly"]}).response["violations"] == []
    form.locator("button").click()
    page.locator("text=Телефон Айгерим").wait_for()
    _leaves(page)
    page.goto(f"{home}/shop/sign-in")
    page.locator("form[data-passkey=enter] button").click()
    page.wait_for_url("**/shop/me")
    page.locator("text=Телефон Айгерим").wait_for()
    page.locator("form[action$='/passkey/drop'] button").click()
    page.wait_for_selector("text=Телефон Айгерим", state="detached")
    _leaves(page)
    page.goto(f"{home}/shop/sign-in")
    page.locator("form[data-passkey=enter] button").click()
    page.locator(".toast-bad").wait_for()
    assert troubles == []
    context.close()


def _leaves(page: Any) -> None:
    """Sign out, and have it answered: a page opened meanwhile would cut the form off on its way."""
    with page.expect_response("**/sign-out"):
        page.locator("form[action$='/sign-out'] button").click()
    page.wait_for_load_state("load")
    page.locator("form[action$='/sign-out']").wait_for(state="detached")


def test_at_a_bare_address_no_passkey_is_offered(served: str, browser: Any) -> None:
    page = browser.new_page()
    page.goto(f"{served}/shop/sign-in")
    settled(page)  # the script has had its say
    assert page.locator("form[data-passkey=enter]").is_hidden()
    page.close()
