"""The sandbox's SMS and mail are read on one page, codes among them; where messages really go out there is none."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from tests import make, people, talking
from tests.doors.web_people import client_of, hire

from prilavok.domains.connections.queries import list_connections, open_secrets, read_connection
from prilavok.doors.cli.seed import seed
from prilavok.flows import send_message, tell_customer
from prilavok.flows.send_code import send_code
from prilavok.kit import clock
from prilavok.kit.events.actor import Actor
from prilavok.kit.settings import where

RUN = (send_message, tell_customer)
PHONE = "+1 202 555 01 55"


@pytest.fixture
def owner(rolled_back: None, quick_passwords: None) -> Iterator[Any]:
    clock.set_clock(make.AT)
    yield client_of(hire("owner", language="en"))


def _page(client: Any, address: str = "/outbox") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def _send() -> None:
    browser = people.browser()
    send_code(browser, PHONE, actor=Actor("leaf", browser), language="en", address="192.0.2.1", at=clock.now())
    talking.send_all()


def test_an_empty_outbox_teaches_and_a_code_is_read_there(owner: Any) -> None:
    talking.connect()
    assert "Ask for a code in the shop" in _page(owner)
    _send()
    page = _page(owner)
    ((digits,),) = make.ask("SELECT substring(text FROM '[0-9]{6}') FROM conversations_message")
    assert str(digits) in page and "+12025550155" in page and "sent" in page
    assert "Ask for a code in the shop" not in page
    assert "+12025550155" not in _page(owner, "/outbox?channel=mail")
    assert str(digits) in _page(owner, "/outbox?channel=sms")
    assert str(digits) in _page(owner, "/outbox?channel=' OR 1=1")


def test_a_code_that_has_ended_is_nowhere(owner: Any) -> None:
    talking.connect()
    _send()
    ((first,),) = make.ask("SELECT substring(text FROM '[0-9]{6}') FROM conversations_message")
    clock.set_clock(make.AT + timedelta(minutes=11))
    _send()
    page = _page(owner)
    assert "A code that has ended" in page
    assert make.ask("SELECT count(*) FROM conversations_message WHERE text LIKE %s", f"%{first}%") == [(0,)]


def test_the_outbox_is_for_those_who_may_and_only_in_the_sandbox(owner: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client_of(hire("cashier")).get("/outbox").status_code == 403
    assert client_of().get("/outbox").status_code == 302
    monkeypatch.setenv("PRILAVOK_OUTSIDE", "live")
    where.cache_clear()
    try:
        assert owner.get("/outbox").status_code == 404
    finally:
        monkeypatch.undo()
        where.cache_clear()


def test_what_an_installation_begins_with_has_sandboxes_with_secrets_of_its_own(rolled_back: None) -> None:
    seed()
    seed()
    kinds = {one.code: (one.kind, one.provider, one.sandbox) for one in list_connections()}
    assert kinds == {
        "site": ("site", "site", False),
        "telegram": ("telegram", "telegram_bot", True),
        "sms": ("sms", "outbox", True),
        "mail": ("mail", "outbox", True),
        "card": ("payments", "sandbox_card", True),
        "online": ("payments", "sandbox_page", True),
    }
    bot = read_connection("telegram")
    secrets = open_secrets(bot.id)
    assert bot.settings == {"username": "prilavok_demo_bot"} and set(secrets) == {"token", "webhook_secret"}
    stored = make.ask("SELECT name::text, settings::text, secrets FROM connections_connection WHERE id = %s", bot.id)
    for secret in secrets.values():
        assert len(secret.reveal()) > 20 and secret.reveal() not in repr(stored)
        assert secret.reveal() not in repr(secrets)
        assert secret.reveal().encode() not in bytes(stored[0][2])


def test_a_real_installation_begins_with_its_site_alone(rolled_back: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRILAVOK_OUTSIDE", "live")
    where.cache_clear()
    try:
        seed()
        assert [one.code for one in list_connections()] == ["site"]
    finally:
        monkeypatch.undo()
        where.cache_clear()
