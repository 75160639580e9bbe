"""A login is connected by what its provider's manifest asks for, set otherwise without its secrets, switched off and on."""

from dataclasses import replace

import pytest
from tests import make, people, talking

from prilavok.adapters.channels.port import offered_channels
from prilavok.domains.connections.errors import ConnectionChanged, SettingMissing, SettingUnfit
from prilavok.domains.connections.queries import find_working, list_connections, open_secrets, read_connection
from prilavok.domains.conversations.actions import write_out
from prilavok.domains.conversations.queries import read_message
from prilavok.domains.conversations.types import NewOut
from prilavok.flows import channel_settings
from prilavok.flows.keep_channel import add_channel, change_channel, switch_channel
from prilavok.flows.outgoing import outgoing_of
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import SYSTEM

pytestmark = pytest.mark.usefixtures("rolled_back")
RUN = (channel_settings,)
GIVEN = {"username": "ours_bot", "token": talking.TOKEN, "webhook_secret": "a secret"}


def queued() -> int:
    ((count,),) = make.ask("SELECT count(*) FROM kit_job WHERE verb = 'channel.listen'")
    assert isinstance(count, int)
    return count


def test_what_the_manifest_asks_for_is_kept_and_secrets_apart() -> None:
    by = talking.operator()
    one = add_channel("telegram_bot", "  Our bot ", GIVEN | {"stranger": "x"}, actor=by, at=make.AT)
    other = add_channel("telegram_bot", "", GIVEN, actor=by, at=make.AT)
    kept, second = read_connection(one), read_connection(other)
    assert (kept.kind, kept.provider, kept.settings, kept.sandbox, kept.on) == (
        "telegram", "telegram_bot", {"username": "ours_bot"}, True, True,
    )  # fmt: skip
    assert kept.name["kk"] == "Our bot" and second.name["ru"] == offered_channels()["telegram_bot"].title
    assert kept.code != second.code and kept.code.startswith("telegram-")
    assert {name: secret.reveal() for name, secret in open_secrets(one).items()} == {
        "token": talking.TOKEN,
        "webhook_secret": "a secret",
    }
    assert queued() == 2


@pytest.mark.parametrize("given", [{}, {"username": "x"}, GIVEN | {"token": "  "}])
def test_what_is_needed_must_be_there(given: dict[str, str]) -> None:
    with pytest.raises(SettingMissing):
        add_channel("telegram_bot", "", given, actor=talking.operator(), at=make.AT)
    assert list_connections("telegram") == [] and queued() == 0


@pytest.mark.parametrize("value", ["x" * 4_001, "a\x00b", "a\x7fb"])
def test_what_no_setting_is_like_is_refused(value: str) -> None:
    with pytest.raises(SettingUnfit):
        add_channel("telegram_bot", "", GIVEN | {"username": value}, actor=talking.operator(), at=make.AT)
    assert list_connections("telegram") == []


def test_a_provider_that_is_none_is_not_found() -> None:
    with pytest.raises(NotFound):
        add_channel("../payments", "", {}, actor=talking.operator(), at=make.AT)


def test_a_secret_left_empty_stays_and_of_two_who_change_the_second_is_told() -> None:
    by = talking.operator()
    one = add_channel("telegram_bot", "", GIVEN, actor=by, at=make.AT)
    fresh = {"username": "renamed_bot", "token": "", "webhook_secret": "another"}
    change_channel(one, "", fresh, version=1, actor=by, at=make.AT)
    assert read_connection(one).settings == {"username": "renamed_bot"} and read_connection(one).version == 2
    assert {name: secret.reveal() for name, secret in open_secrets(one).items()} == {
        "token": talking.TOKEN,
        "webhook_secret": "another",
    }
    with pytest.raises(ConnectionChanged):
        change_channel(one, "", GIVEN, version=1, actor=by, at=make.AT)
    with pytest.raises(SettingMissing):
        change_channel(one, "", {"token": "x"}, version=2, actor=by, at=make.AT)
    assert read_connection(one).version == 2
    assert make.verbs_of([one]) == {"connection.changed": 1}


def test_it_is_switched_off_and_on() -> None:
    by = talking.operator()
    one = add_channel("telegram_bot", "", GIVEN, actor=by, at=make.AT)
    switch_channel(one, False, version=1, actor=by, at=make.AT)
    assert not read_connection(one).on
    with pytest.raises(ConnectionChanged):
        switch_channel(one, True, version=1, actor=by, at=make.AT)
    switch_channel(one, True, version=2, actor=by, at=make.AT)
    assert read_connection(one).on
    assert make.verbs_of([one]) == {"connection.switched_off": 1, "connection.switched_on": 1}


def test_a_provider_of_sms_is_taken_before_the_page_of_the_sandbox() -> None:
    ours, by = talking.connect(), talking.operator()
    found = find_working("sms")
    assert found is not None and (found.id, found.provider) == (ours["sms"], "outbox")
    one = add_channel("smsc", "", {"host": "smsc.kz", "key": "a key", "hook_secret": "a secret"}, actor=by, at=make.AT)
    found = find_working("sms")
    assert found is not None and found.id == one
    switch_channel(one, False, version=1, actor=by, at=make.AT)
    found = find_working("sms")
    assert found is not None and found.id == ours["sms"]


def test_a_phone_goes_to_a_provider_of_sms_in_digits() -> None:
    ours = talking.connect()
    new = NewOut(
        conversation=None, leaf=people.browser(), channel="sms", connection=ours["sms"], address="+77011234567",
        text="Your code: 1234", key="k", kind="code",
    )  # fmt: skip
    message = read_message(write_out(new, actor=SYSTEM, at=make.AT).message)
    assert outgoing_of(message, "key").address == "77011234567"
    assert outgoing_of(replace(message, channel="whatsapp"), "key").address == "+77011234567"
