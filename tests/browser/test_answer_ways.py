"""An operator sees by which way an answer goes and till when, takes another where one is closed, sends failed words again."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import expect
from tests import make, talking
from tests.browser.screens import screens, settled, stands_well
from tests.conftest import OwnDatabase
from tests.doors.live_world import web
from tests.doors.role_processes import role
from tests.doors.web_people import PASSWORD, hire
from tests.flows.test_every_messenger import hear, one_person
from tests.people import new_phone

from prilavok.adapters.channels.port.sms import parts_of_sms
from prilavok.domains.connections.queries import read_connection
from prilavok.domains.connections.types import NewConnection
from prilavok.domains.consent.actions import give_consent
from prilavok.domains.conversations.actions import begin_saying, end_saying
from prilavok.domains.conversations.queries import find_conversation
from prilavok.domains.customers.queries import find_leaf
from prilavok.flows.answer_message import answer
from prilavok.flows.connect_outside import connect_outside
from prilavok.insights.answer_ways import answer_ways
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.secrets import Secret

ASKED = "SELECT channel, state, text FROM conversations_message WHERE direction = 'out' AND author_kind = 'staff'"


@pytest.fixture
def live(own_shop: OwnDatabase) -> Iterator[str]:
    """The address of the web process itself, beside the relay that tells its screens what happened."""
    with web(own_shop) as (address, _process), role("relay", own_shop):
        yield address


def test_a_closed_window_offers_another_way_and_failed_words_go_again(live: str, browser: Any) -> None:
    now, person = clock.now(), hire("operator", "operator", "ru")
    talking.connect()
    settings = {"whatsapp": ("whatsapp_cloud", {"number": "77015550100"}), "vk": ("vk_community", {"group_id": "2"})}
    connect_outside(
        [NewConnection(one, one, provider, {"en": one}, more) for one, (provider, more) in settings.items()],
        actor=SYSTEM,
        at=now,
    )
    with story():
        vk = hear("vk", "4242", at=now - timedelta(days=3))
        whatsapp = hear("whatsapp", "77011112233", at=now - timedelta(hours=25))
        one_person(new_phone(), vk, whatsapp)
    talk = find_conversation([vk, whatsapp])
    assert talk is not None
    who = Actor("staff", person.id)
    tried = {}
    for state in ("failed", "unknown"):
        message = answer(talk.id, f"Ответ: {state}", by=_way(talk.id, vk), key=state, actor=who, at=now)
        with story():
            begin_saying(message, read_connection("vk").id, keyed=False, at=now)
        with story():
            end_saying(message, state, error="http.no_answer", actor=SYSTEM, at=now)
        tried[state] = message

    size = {"width": 1440, "height": 900}
    page = browser.new_context(base_url=live, locale="ru-RU", viewport=size).new_page()
    page.set_default_timeout(30_000)
    page.goto(f"/sign-in?next=/desk/conversations/{talk.id}")
    page.fill("input[name=login]", "operator")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/conversations/{talk.id}")
    settled(page)
    stands_well(page)
    page.screenshot(path=screens() / "desk-ways.png")
    expect(page.locator("#ways input:checked + span")).to_contain_text("ВКонтакте")
    expect(page.locator("#ways input:disabled + span")).to_contain_text("WhatsApp")
    expect(page.locator("#ways [role=status]")).to_contain_text("Ваш ответ пойдёт другим путём")

    # They write in WhatsApp again while the operator types: both ways are open, and what was chosen stays.
    page.fill("#answer-text", "Да, есть")
    with story():
        hear("whatsapp", "77011112233", at=clock.now())
    expect(page.locator("#ways input:disabled")).to_have_count(0)
    expect(page.locator("#ways input:checked + span")).to_contain_text("ВКонтакте")
    expect(page.locator("#answer-text")).to_have_value("Да, есть")
    page.locator("#ways label", has_text="WhatsApp").click()
    page.focus("#answer-text")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#thread .said-out .said-words").last).to_have_text("Да, есть")
    assert ("whatsapp", "queued", "Да, есть") in make.ask(ASKED)

    page.locator(f"form[action$='/again/{tried['failed']}'] button").click()
    expect(page.locator("#toasts")).to_contain_text("Отправляется ещё раз")
    page.locator("details.again summary").click()
    page.locator(f"form[action$='/again/{tried['unknown']}'] button").click()
    page.wait_for_load_state("load")
    expect(page.locator("details.again")).to_have_count(0)
    states = {text: (channel, state) for channel, state, text in make.ask(ASKED)}
    assert states == {
        "Ответ: failed": ("vk", "queued"),
        "Ответ: unknown": ("vk", "queued"),
        "Да, есть": ("whatsapp", "queued"),
    }
    page.set_viewport_size({"width": 390, "height": 844})
    settled(page)
    stands_well(page)
    page.screenshot(path=screens() / "desk-ways-phone.png", full_page=True)


def test_what_fits_is_counted_while_one_types_and_the_last_hour_runs_down(live: str, browser: Any) -> None:
    now = clock.now()
    hire("operator", "operator", "ru")
    opens = {"key": Secret("a-key"), "hook_secret": Secret("a secret")}
    more = [
        NewConnection("instagram", "instagram", "instagram_login", {"en": "i"}, {"username": "ours"}),
        NewConnection("whatsapp", "whatsapp", "whatsapp_cloud", {"en": "w"}, {"number": "77015550100"}),
        NewConnection("sms", "sms", "smsc", {"en": "SMS"}, {}, opens),
    ]
    connect_outside(more, actor=SYSTEM, at=now)
    phone = new_phone()
    with story():
        instagram = hear("instagram", "17841", at=now - timedelta(days=1))
        whatsapp = hear("whatsapp", "77011112233", at=now - timedelta(hours=23, minutes=15))
        one_person(phone, instagram, whatsapp)
    found, talk = find_leaf("phone", phone), find_conversation([instagram, whatsapp])
    assert found is not None and talk is not None
    with story():
        give_consent(found.leaf, "sms", "orders", source="checkout", actor=SYSTEM, at=now)

    page = browser.new_context(base_url=live, locale="ru-RU", viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(30_000)
    page.clock.install()
    page.goto(f"/sign-in?next=/desk/conversations/{talk.id}")
    page.fill("input[name=login]", "operator")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/conversations/{talk.id}")
    count, trouble = page.locator("#answer-count"), page.locator("#answer-trouble")
    expect(page.locator("#ways input:checked + span [data-left]")).to_have_text(re.compile(r"^осталось: 4[345]:\d\d$"))
    expect(count).to_have_text("")
    page.fill("#answer-text", " Да, есть 🙂 ")
    expect(count).to_have_text("10 / 4000")

    page.locator("#ways label", has_text="Instagram").click()
    expect(count).to_have_text("10 / 1000 · 19 / 1000 B")
    page.fill("#answer-text", "ы" * 501)
    expect(trouble).to_contain_text("Слишком длинно")
    page.locator("#answer button.primary").click()
    assert make.ask(ASKED) == [], "the browser lets nothing go that does not fit"
    settled(page)
    stands_well(page)
    page.screenshot(path=screens() / "desk-too-long.png")

    page.locator("#ways label", has_text="SMS").click()
    for text in (
        "я" * 70,
        "я" * 71,
        "a" * 160,
        "a" * 161,
        "[" * 81,
        "€" * 77 + "a" * 7,
        "🙂" * 35,
        "🙂" * 36,
        "ё" * 999,
    ):
        page.fill("#answer-text", text)
        expect(count).to_have_text(f"{len(text)} / 1000 · {len(parts_of_sms(text))} SMS")
        expect(trouble).to_have_text("")
    page.fill("#answer-text", "🙂" * 496)
    expect(trouble).to_contain_text("Слишком длинно")

    # Files go by WhatsApp, and not by SMS or Instagram: each way says so before anything is sent.
    page.fill("#answer-text", "")
    expect(page.locator("#answer-files")).to_be_disabled()
    page.locator("#ways label", has_text="WhatsApp").click()
    png = b"\x89PNG\r\n\x1a\n" + bytes(100)
    told = []
    page.on("request", lambda one: told.append((one.url.rpartition("/")[2], one.headers.get("content-type", ""))))
    page.set_input_files("#answer-files", [{"name": "red.png", "mimeType": "image/png", "buffer": png}])
    page.locator("#ways label", has_text="Instagram").click()
    expect(trouble).to_have_text("Этим путём файлы не отправляются.")
    page.locator("#answer button.primary").click()
    assert make.ask(ASKED) == []
    page.locator("#ways label", has_text="WhatsApp").click()
    expect(trouble).to_have_text("")
    expect(page.locator("#answer-named")).to_have_text("red.png")
    settled(page)
    stands_well(page)
    page.screenshot(path=screens() / "desk-files.png")
    page.focus("#answer-text")
    page.clock.fast_forward(6_000)  # the sign that somebody writes goes out once in five seconds
    with page.expect_response("**/typing"):
        page.keyboard.type("!")
    page.keyboard.press("Backspace")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#thread .said-out .said-photo img")).to_have_attribute("alt", "отправленное фото")
    assert make.ask(ASKED) == [("whatsapp", "queued", None)]
    expect(page.locator("#answer-files")).to_have_value("")
    kinds = {url: kind.partition(";")[0] for url, kind in told if kind}
    assert kinds == {"typing": "application/x-www-form-urlencoded", "answer": "multipart/form-data"}, "files go once"

    # The window of WhatsApp shuts while the page stands open: it asks by itself what is possible now.
    page.fill("#answer-text", "Да, есть")
    page.locator("#ways label", has_text="WhatsApp").click()
    clock.move_clock(timedelta(minutes=46))
    page.clock.fast_forward(46 * 60_000)
    expect(page.locator("#ways input:disabled + span")).to_contain_text("WhatsApp")
    expect(page.locator("#ways input:checked + span")).to_contain_text("Instagram")
    expect(page.locator("#answer-text")).to_have_value("Да, есть")


def _way(conversation: UUID, leaf: UUID) -> str:
    return next(one.name for one in answer_ways(conversation, leaf, clock.now()) if one.to.leaf == leaf)
