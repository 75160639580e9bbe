"""The office connects messengers: by their manifests, never showing a secret again, for whoever may and nobody else."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from tests import make, talking

from prilavok.adapters.channels.port import offered_channels
from prilavok.domains.connections.actions import note_health
from prilavok.domains.connections.queries import list_connections, open_secrets, read_connection
from prilavok.kit.events.actor import SYSTEM

GIVEN = {"field-username": "ours_bot", "field-token": talking.TOKEN, "field-webhook_secret": "a-secret"}
PAGE = "/office/connections"


@pytest.fixture
def owner(signed_in: Callable[..., Any]) -> Any:
    return signed_in("owner", language="en")


def text_of(answer: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def made(owner: Any) -> UUID:
    assert owner.post(f"{PAGE}/new/telegram_bot", GIVEN | {"name": "Shop bot"}).status_code == 303
    (one,) = list_connections("telegram")
    return one.id


def test_an_empty_page_says_what_can_be_connected(
    owner: Any, budget: Callable[[str], AbstractContextManager[None]]
) -> None:
    with budget("office connections"):
        answer = owner.get(PAGE)
    said = text_of(answer)
    assert "Nothing is connected yet" in said
    for one in offered_channels().values():
        assert one.title in said and f"{PAGE}/new/{one.provider}" in answer.content.decode()


def test_a_bot_is_connected_and_seen_with_how_it_goes(owner: Any) -> None:
    one = made(owner)
    assert read_connection(one).name["en"] == "Shop bot"
    assert "not looked at yet" in text_of(owner.get(PAGE))
    note_health(one, listens=False, waiting=3, trouble="channel.deaf", actor=SYSTEM, at=make.AT)
    said = text_of(owner.get(PAGE))
    assert "the provider posts elsewhere, or not at all" in said and "3 things wait there" in said
    note_health(one, listens=True, waiting=0, trouble="", actor=SYSTEM, at=make.AT)
    assert "tells us" in text_of(owner.get(PAGE)) and "wait there" not in text_of(owner.get(PAGE))


def test_a_secret_is_never_shown_again_and_stays_where_nothing_is_put(owner: Any) -> None:
    one = made(owner)
    shown = owner.get(f"{PAGE}/{one}").content.decode()
    assert talking.TOKEN not in shown and "a-secret" not in shown and "ours_bot" in shown
    assert f"/hooks/{read_connection(one).code}" in shown
    assert "Tried against Telegram" in shown, "what nobody could try is told"
    changed = {"field-username": "other_bot", "field-token": "", "field-webhook_secret": "", "version": "1"}
    assert owner.post(f"{PAGE}/{one}", changed).status_code == 303
    assert read_connection(one).settings == {"username": "other_bot"}
    assert open_secrets(one)["token"].reveal() == talking.TOKEN
    stale = owner.post(f"{PAGE}/{one}", changed)
    assert stale.status_code == 422 and "Somebody has changed this connection" in text_of(stale)


def test_what_is_missing_is_named_in_the_readers_language_and_nothing_is_kept(signed_in: Callable[..., Any]) -> None:
    owner = signed_in("owner", language="kk")
    answer = owner.post(f"{PAGE}/new/telegram_bot", GIVEN | {"field-token": ""})
    assert answer.status_code == 422 and "Толтырыңыз: BotFather берген бот токені" in text_of(answer)
    assert 'value="ours_bot"' in answer.content.decode() and "a-secret" not in answer.content.decode()
    assert list_connections("telegram") == []
    assert owner.get(f"{PAGE}/new/nobody").status_code == 404


def test_it_is_switched_off_and_on(owner: Any) -> None:
    one = made(owner)
    assert owner.post(f"{PAGE}/{one}/switch", {"version": "1", "on": "no"}).status_code == 303
    assert not read_connection(one).on and "switched off" in text_of(owner.get(PAGE))
    owner.post(f"{PAGE}/{one}/switch", {"version": "1", "on": "yes"})
    assert not read_connection(one).on, "an old page changes nothing"
    owner.post(f"{PAGE}/{one}/switch", {"version": "2", "on": "yes"})
    assert read_connection(one).on


@pytest.mark.parametrize("role", ["cashier", "operator", "marketer"])
def test_nobody_else_connects_or_looks(signed_in: Callable[[str], Any], role: str) -> None:
    other = signed_in(role)
    assert other.get(PAGE).status_code in {403, 404}
    assert other.post(f"{PAGE}/new/telegram_bot", GIVEN).status_code in {403, 404}
    assert list_connections("telegram") == []
