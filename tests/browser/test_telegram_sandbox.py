"""A person in the chat page of the Telegram sandbox: by phone-sized screen and keyboard, heard and answered at once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.browser.screens import screens
from tests.sandboxes.sandbox_process import IVAN, USERNAME, Sandbox, sandbox, stop

KEYBOARD = {"keyboard": [[{"text": "Поделиться", "request_contact": True}], ["Мои заказы", "Корзина"]]}
#: controls lower than a finger needs; what is not shown has no offsetParent
SMALL = """[...document.querySelectorAll('button,summary,a.wide,a.key,input:not([type=hidden])')]
  .filter(one => one.offsetParent && one.getBoundingClientRect().height < 44).map(one => one.outerHTML)"""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Sandbox]:
    with sandbox("telegram", tmp_path) as made:
        made.call("getMe")
        yield made


def _write(world: Sandbox, text: str, **more: Any) -> int:
    answer = world.call("sendMessage", chat_id=IVAN, text=text, **more).json()
    assert answer["ok"], answer
    return int(answer["result"]["message_id"])


def _updates(world: Sandbox) -> list[Any]:
    return list(world.call("getUpdates").json()["result"])


def _accessible(page: Any) -> None:
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate(SMALL) == []


def test_a_person_talks_with_a_bot(world: Sandbox, browser: Any) -> None:
    page = browser.new_context(viewport={"width": 375, "height": 700}, locale="ru-RU").new_page()
    page.set_default_timeout(30_000)
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(f"{world.url}/t/{USERNAME}?start=from_site")
    _accessible(page)
    page.get_by_role("button", name="Иван").press("Enter")
    page.get_by_role("button", name="НАЧАТЬ").press("Enter")
    page.wait_for_selector("article")
    assert [one["message"]["text"] for one in _updates(world)] == ["/start from_site"]
    assert "from_site" not in page.content()

    _write(world, "Здравствуйте! <b>Чем</b> помочь?", reply_markup=KEYBOARD)
    page.wait_for_selector("text=<b>Чем</b> помочь?", timeout=30_000)
    asked = _write(world, "Верно?", reply_markup={"inline_keyboard": [[{"text": "Да", "callback_data": "yes"}]]})
    page.get_by_role("button", name="Да", exact=True).press("Enter")

    page.fill("#write input[name=text]", "черновик")
    world.call("sendChatAction", chat_id=IVAN, action="typing")
    page.wait_for_selector(".typing")
    assert page.input_value("#write input[name=text]") == "черновик"
    page.press("#write input[name=text]", "Enter")
    page.wait_for_selector("article.mine:has-text('черновик')")
    assert page.input_value("#write input[name=text]") == ""
    page.get_by_role("button", name="Поделиться").click()
    page.wait_for_selector("article.mine:has-text('+12125550143')")

    pressed, said, shared = _updates(world)[1:]
    assert (pressed["callback_query"]["data"], pressed["callback_query"]["message"]["message_id"]) == ("yes", asked)
    assert said["message"]["text"] == "черновик"
    assert shared["message"]["contact"]["user_id"] == shared["message"]["from"]["id"] == IVAN
    world.call("answerCallbackQuery", callback_query_id=pressed["callback_query"]["id"], text="Принято")
    page.wait_for_selector(".notice:has-text('Принято')")
    _accessible(page)
    page.screenshot(path=screens() / "telegram-sandbox.png")

    page.locator(".menu summary").press("Enter")
    _accessible(page)
    page.screenshot(path=screens() / "telegram-sandbox-menu.png")
    page.fill("input[name=first_name]", "Emma")
    page.fill("input[name=phone_number]", "+1 212 555 0144")
    page.locator(".menu form.fields button").click()
    page.wait_for_selector("article.mine:has-text('+12125550144')")
    contact = _updates(world)[-1]["message"]["contact"]
    assert contact["user_id"] != IVAN
    page.locator(".menu summary").press("Enter")
    page.get_by_role("button", name="Заблокировать").click()
    page.get_by_role("button", name="Разблокировать").first.wait_for()
    assert world.call("sendMessage", chat_id=IVAN, text="?").status_code == 403
    assert page.locator("#write").is_hidden()
    assert troubles == []
    stop(world)
    page.wait_for_selector("#line:not([hidden])")


def test_the_page_works_without_scripts_and_for_a_typed_phone(world: Sandbox) -> None:
    with httpx.Client(base_url=world.url, follow_redirects=True, headers={"accept-language": "kk"}) as person:
        place = f"/t/{USERNAME}"
        first = person.get(f"{place}?start=p1")
        assert "Сіз кімсіз?" in first.text
        policy = first.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        wrong = person.post(f"{place}/who", data={"name": "Дана", "phone": "12", "start": "p1"})
        assert (wrong.status_code, "7–15" in wrong.text) == (422, True)
        chat = person.post(f"{place}/who", data={"name": "Дана <i>", "phone": "+1 (212) 555-01-77", "start": "p1"})
        assert "Дана &lt;i&gt;" in chat.text and "<i>" not in chat.text
        assert "value='p1'" in chat.text
        person.post(f"{place}/act", data={"act": "start", "payload": "p1"})
        person.post(f"{place}/act", data={"act": "say", "text": "Сәлем"})
        stranger = person.post(f"{place}/act", data={"act": "block"}, headers={"origin": "http://evil.example"})
        assert stranger.status_code == 403
        assert [one["message"]["text"] for one in _updates(world)] == ["/start p1", "Сәлем"]
        assert _updates(world)[0]["message"]["from"]["id"] > 6_100_000_003
        assert person.get("/t/nobody_bot").status_code == 404
