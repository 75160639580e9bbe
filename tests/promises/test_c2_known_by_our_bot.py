"""A customer is known in a browser by the shop's bot: whole house, real processes, people in the sandbox of Telegram."""

import html
import re
from pathlib import Path

import httpx
import pytest
from tests.conftest import OwnDatabase
from tests.promises.counter_at_work import counter
from tests.promises.house_at_work import ask, until
from tests.promises.telegram_people import Telegram
from tests.small_shop import open_small_shop

from prilavok.domains.customers.queries import find_identifier_leaves, leaves_with

pytestmark = pytest.mark.quiet  # what happens is to be seen in a second, whatever else runs


@pytest.fixture
def home(reachable_folder: Path) -> Path:
    folder = reachable_folder / "home of the bot"
    folder.mkdir()
    return folder


class Browser:
    """A browser at the shop that fills in forms."""

    def __init__(self, port: int) -> None:
        self.client = httpx.Client(
            base_url=f"http://127.0.0.1:{port}", headers={"Accept-Language": "en"}, follow_redirects=True
        )
        self.client.get("/shop/sign-in")

    def post(self, path: str, **form: str) -> httpx.Response:
        told = {**form, "csrfmiddlewaretoken": self.client.cookies["csrftoken"]}
        return self.client.post(path, data=told, headers={"Referer": f"{self.client.base_url}/shop/sign-in"})

    def to_bot(self) -> tuple[str, str]:
        """The code that the page takes digits for, and what the link into the bot carries."""
        page = self.post("/shop/sign-in/bot", then="/shop/me")
        found = re.search(r'href="[^"]+/t/prilavok_demo_bot\?start=([A-Za-z0-9_-]+)"', html.unescape(page.text))
        assert found and 'class="qr"' in page.text, page.text
        return re.findall(r'name="code" value="([0-9a-f-]{36})"', page.text)[0], found[1]

    def knows(self) -> bool:
        return "/shop/sign-out" in self.client.get("/shop/me").text


def _digits(telegram: Telegram, person: int, after: int) -> str:
    """What the bot answers to the last Start."""
    until(lambda: len(telegram.texts(person)) > after)
    found = re.search(r"\b\d{6}\b", telegram.texts(person)[-1])
    assert found, telegram.texts(person)
    return found[0]


def test_pressing_start_and_typing_its_digits_makes_a_browser_known(own_database: OwnDatabase, home: Path) -> None:
    open_small_shop()
    with counter(own_database, home) as port:
        telegram = Telegram(port)
        until(telegram.has_bot, seconds=60)
        anna, eve = telegram.person("Anna", "12025550191"), telegram.person("Eve", "12025550192")
        mine, evil = Browser(port), Browser(port)
        code, token = mine.to_bot()
        telegram.act(anna, "start", payload=token)
        digits = _digits(telegram, anna, 1)
        assert not mine.knows(), "who presses Start is not yet in that browser"
        assert (
            "no longer valid" in evil.post("/shop/sign-in/enter", code=code, digits=digits, next="/shop/sign-in").text
        )
        assert "You are signed in" in mine.post("/shop/sign-in/enter", code=code, digits=digits, then="/shop/me").text
        assert mine.knows() and not evil.knows()
        ((bot,),) = ask(own_database, "SELECT id FROM connections_connection WHERE code = 'telegram'")
        leaf = find_identifier_leaves("telegram", [f"{bot}:{anna}"])[f"{bot}:{anna}"]
        assert len(leaves_with(leaf)) == 2

        # Eve sends Anna the link of a browser of her own, and then one that Anna has used already comes to Eve.
        _stolen, token_of_eve = evil.to_bot()
        telegram.act(anna, "start", payload=token_of_eve)
        _digits(telegram, anna, 3)
        assert not evil.knows() and len(leaves_with(leaf)) == 2
        telegram.act(eve, "start", payload=token)
        until(lambda: len(telegram.texts(eve)) > 1)
        assert "too old" in telegram.texts(eve)[-1]
