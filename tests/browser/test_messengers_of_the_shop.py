"""The shop's ways into messengers: many stand behind one button, opened by keyboard; a phone's page stays short and narrow."""

from typing import Any

from tests import talking
from tests.browser.screens import screens, settled, stands_well
from tests.conftest import OwnDatabase

from prilavok.domains.connections.actions import put_connection
from prilavok.domains.connections.types import NewConnection
from prilavok.kit import clock

MORE = {
    "whatsapp": ("whatsapp_cloud", {"number": "77015550100"}),
    "vk": ("vk_community", {"screen_name": "ours_shop"}),
    "viber": ("viber_bot", {"uri": "ours_bot"}),
    "max": ("max_bot", {"username": "ours_bot"}),
}


def test_a_choice_of_messengers_is_folded_and_opened_by_keyboard(
    own_shop: OwnDatabase, served: str, browser: Any
) -> None:
    talking.connect()
    for channel, (provider, settings) in MORE.items():
        put_connection(NewConnection(channel, channel, provider, {"ru": channel}, settings), at=clock.now())
    size = {"width": 390, "height": 844}
    page = browser.new_context(base_url=served, locale="ru-RU", viewport=size, has_touch=True).new_page()
    page.set_default_timeout(30_000)
    for path, folds in (("/shop/sign-in", 2), ("/shop/chat", 1)):
        page.goto(path)
        settled(page)
        fold = page.locator("details.messengers > summary").last
        assert page.locator("details.messengers > summary").count() == folds
        assert page.locator("details.messengers button:visible").count() == 0
        fold.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("details.messengers[open] button:visible")
        assert page.locator("details.messengers button:visible").count() == 1 + len(MORE)
        stands_well(page)
        page.screenshot(path=screens() / f"messengers-{path.rpartition('/')[2]}.png", full_page=True)
