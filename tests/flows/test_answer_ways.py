"""An answer asks its channel first: what is open, until when, how much it carries; and what failed is said once more.

Covers prilavok.insights.answer_ways, prilavok.flows.answer_message, prilavok.flows.say_again, prilavok.flows.outgoing.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from tests import make, talking
from tests.flows.test_every_messenger import hear, one_person
from tests.people import new_phone

from prilavok.adapters.channels.port import open_channel
from prilavok.domains.connections.actions import switch_connection
from prilavok.domains.connections.queries import read_connection
from prilavok.domains.connections.types import NewConnection
from prilavok.domains.consent.actions import give_consent, withdraw_consent
from prilavok.domains.conversations.actions import begin_saying, end_saying
from prilavok.domains.conversations.errors import (
    ConversationUnknown,
    NobodyToAnswer,
    NotAgain,
    SaidTooMuch,
    TooManyBytes,
    TooManyParts,
    WayClosed,
)
from prilavok.domains.conversations.queries import find_conversation, list_tries, read_message
from prilavok.domains.customers.queries import find_leaf, leaves_with
from prilavok.flows.answer_message import answer
from prilavok.flows.connect_outside import connect_outside
from prilavok.flows.outgoing import why_not_said
from prilavok.flows.say_again import say_again
from prilavok.insights.answer_ways import Way, answer_ways
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.secrets import Secret

AT, DAY, WEEK = make.AT, timedelta(hours=24), timedelta(days=7)
PROVIDERS = {
    "whatsapp": ("whatsapp_cloud", {"number": "77015550100"}),
    "instagram": ("instagram_login", {"username": "ours"}),
    "vk": ("vk_community", {"group_id": "216789012"}),
}


@pytest.fixture(autouse=True)
def ours(rolled_back: None) -> dict[str, UUID]:
    more = [
        NewConnection(channel, channel, provider, {"en": channel}, settings)
        for channel, (provider, settings) in PROVIDERS.items()
    ]
    return talking.connect() | connect_outside(more, actor=SYSTEM, at=AT)


def talk_of(leaf: UUID) -> UUID:
    found = find_conversation(leaves_with(leaf))
    assert found is not None
    return found.id


def ways(leaf: UUID, at: datetime) -> list[tuple[str, str]]:
    return [(one.to.channel, one.why) for one in answer_ways(talk_of(leaf), leaf, at)]


def named(leaf: UUID, channel: str, at: datetime = AT) -> Way:
    return next(one for one in answer_ways(talk_of(leaf), leaf, at) if one.to.channel == channel)


def said() -> list[tuple[str, str, str]]:
    return make.ask("SELECT channel, state, text FROM conversations_message WHERE direction = 'out' ORDER BY id")


def refused(with_what: type[Refused], do: Callable[[], object]) -> Refused:
    """It is refused, and nothing was kept or queued by it."""
    asked = "SELECT (SELECT count(*) FROM conversations_message), (SELECT count(*) FROM kit_job)"
    before = make.ask(asked)
    with pytest.raises(with_what) as told:
        do()
    assert make.ask(asked) == before
    return told.value


def test_a_person_may_answer_to_the_instant_the_window_shuts_and_another_way_is_there() -> None:
    whatsapp = hear("whatsapp", "77011112233", at=AT)
    one_person(new_phone(), whatsapp, hear("vk", "4242", at=AT - timedelta(hours=1)))
    assert named(whatsapp, "whatsapp").until == AT + DAY and named(whatsapp, "vk").until is None
    assert ways(whatsapp, AT + DAY - timedelta(microseconds=1)) == [("whatsapp", ""), ("vk", "")]
    assert ways(whatsapp, AT + DAY) == [("whatsapp", "window"), ("vk", "")]

    who, talk = talking.operator(), talk_of(whatsapp)
    closed = refused(WayClosed, lambda: answer(talk, "Yes", key="a", actor=who, at=AT + DAY))
    assert closed.code == "message.way_closed" and said() == []
    answer(talk, "Yes", by=named(whatsapp, "vk").name, key="b", actor=who, at=AT + DAY)
    assert said() == [("vk", "queued", "Yes")], "the way that was chosen, and no other"


def test_a_proven_contact_that_agreed_is_a_way_too_and_one_that_did_not_is_none() -> None:
    phone = new_phone()
    whatsapp = hear("whatsapp", "77011112233", at=AT)
    one_person(phone, whatsapp)
    assert ways(whatsapp, AT + DAY) == [("whatsapp", "window")]
    found = find_leaf("phone", phone)
    assert found is not None
    give_consent(found.leaf, "sms", "orders", source="checkout", actor=SYSTEM, at=AT)
    assert ways(whatsapp, AT + DAY) == [("whatsapp", "window"), ("sms", "")]
    sms, talk = named(whatsapp, "sms"), talk_of(whatsapp)
    assert (sms.to.address, sms.until, sms.heard) == (phone, None, None)
    answer(talk, "Yes", by=sms.name, key="a", actor=talking.operator(), at=AT + DAY)
    assert said() == [("sms", "queued", "Yes")]
    withdraw_consent(found.leaf, "sms", "orders", source="link", actor=SYSTEM, at=AT + DAY)
    assert ways(whatsapp, AT + DAY) == [("whatsapp", "window")]
    refused(NobodyToAnswer, lambda: answer(talk, "No", by=sms.name, key="b", actor=talking.operator(), at=AT + DAY))


def test_what_a_person_writes_may_follow_for_seven_days_where_the_network_says_so() -> None:
    leaf = hear("instagram", "17841", at=AT)
    assert named(leaf, "instagram").until == AT + WEEK
    assert ways(leaf, AT + WEEK - timedelta(seconds=1)) == [("instagram", "")]
    assert ways(leaf, AT + WEEK) == [("instagram", "window")]


def test_who_stopped_us_and_a_login_switched_off_are_told_apart_and_words_open_the_way_again(
    ours: dict[str, UUID],
) -> None:
    leaf = hear("telegram", "7001", at=AT)
    hear("telegram", "7001", kind="stopped", text="", at=AT + timedelta(minutes=1))
    assert ways(leaf, AT + DAY) == [("telegram", "stopped")]
    hear("telegram", "7001", at=AT + timedelta(minutes=2))
    assert ways(leaf, AT + DAY) == [("telegram", "")]
    message = answer(talk_of(leaf), "Yes", key="a", actor=talking.operator(), at=AT + timedelta(minutes=3))
    begin_saying(message, ours["telegram"], keyed=False, at=AT)
    end_saying(message, "failed", error="telegram.blocked", actor=SYSTEM, at=AT + timedelta(minutes=3))
    assert ways(leaf, AT + DAY) == [("telegram", "blocked")]
    hear("telegram", "7001", at=AT + timedelta(minutes=4))
    assert ways(leaf, AT + DAY) == [("telegram", "")]
    switch_connection(ours["telegram"], False, version=1, actor=SYSTEM, at=AT)
    assert ways(leaf, AT + DAY) == [("telegram", "off")]


def test_what_does_not_fit_is_refused_in_the_channels_own_measure() -> None:
    instagram, vk = hear("instagram", "17841"), hear("vk", "4242")
    means, who = open_channel("instagram_login").means, talking.operator()
    assert means.text_bytes == 1000

    def say(leaf: UUID, text: str) -> UUID:
        return answer(talk_of(leaf), text, key=text[:1] + str(len(text)), actor=who, at=AT)

    assert refused(TooManyBytes, lambda: say(instagram, "ы" * 501)).facts["most"] == 1000
    say(instagram, "ы" * 500)
    assert refused(SaidTooMuch, lambda: say(vk, "a" * 4_001)).facts["most"] == 4_000
    assert [(channel, len(text)) for channel, _, text in said()] == [("instagram", 500)]
    stranger = named(vk, "vk").name
    refused(NobodyToAnswer, lambda: answer(talk_of(instagram), "?", by=stranger, key="x", actor=who, at=AT))


def test_an_answer_by_sms_that_falls_into_too_many_is_refused_before_it_is_kept(ours: dict[str, UUID]) -> None:
    phone = new_phone()
    leaf = hear("telegram", "7001", at=AT)
    one_person(phone, leaf)
    found = find_leaf("phone", phone)
    assert found is not None
    give_consent(found.leaf, "sms", "orders", source="checkout", actor=SYSTEM, at=AT)
    opens = {"key": Secret("a-key"), "hook_secret": Secret("a secret")}
    switch_connection(ours["sms"], False, version=1, actor=SYSTEM, at=AT)
    connect_outside([NewConnection("smsc", "sms", "smsc", {"en": "SMS"}, {}, opens)], actor=SYSTEM, at=AT)
    sms, talk, who = named(leaf, "sms"), talk_of(leaf), talking.operator()
    assert sms.parts == 15
    many = "🙂" * (33 * 15)
    told = refused(TooManyParts, lambda: answer(talk, f"{many}🙂", by=sms.name, key="a", actor=who, at=AT))
    assert told.facts["most"] == 15
    answer(talk, many, by=sms.name, key="b", actor=who, at=AT)
    assert [channel for channel, _, _ in said()] == ["sms"]


def test_one_form_sent_by_two_ways_is_one_answer() -> None:
    whatsapp = hear("whatsapp", "77011112233", at=AT)
    one_person(new_phone(), whatsapp, hear("vk", "4242", at=AT - timedelta(hours=1)))
    talk, who = talk_of(whatsapp), talking.operator()
    first = answer(talk, "Yes", by=named(whatsapp, "whatsapp").name, key="a", actor=who, at=AT)
    assert answer(talk, "Yes", by=named(whatsapp, "vk").name, key="a", actor=who, at=AT) == first
    assert said() == [("whatsapp", "queued", "Yes")]
    answer(talk, "Yes", by=named(whatsapp, "vk").name, key="b", actor=who, at=AT)
    assert len(said()) == 2


def test_a_window_that_shuts_while_an_answer_waits_is_seen_before_the_provider_is_asked() -> None:
    leaf = hear("whatsapp", "77011112233", at=AT)
    message = read_message(answer(talk_of(leaf), "Yes", key="a", actor=talking.operator(), at=AT + timedelta(hours=23)))
    line = read_connection("whatsapp")
    assert why_not_said(message, line, AT + DAY - timedelta(seconds=1)) == ""
    assert why_not_said(message, line, AT + DAY) == "message.window"


@pytest.mark.parametrize(("state", "sure"), [("failed", False), ("unknown", True)])
def test_what_did_not_arrive_is_tried_once_more_and_pressed_twice_it_is_one_try(
    ours: dict[str, UUID], state: str, sure: bool
) -> None:
    leaf, who = hear("telegram", "7001", at=AT), talking.operator()
    talk, at = talk_of(leaf), AT + timedelta(minutes=1)
    message = answer(talk, "Yes", key="a", actor=who, at=at)
    make.ask("DELETE FROM kit_job RETURNING 1")
    begin_saying(message, ours["telegram"], keyed=False, at=at)
    end_saying(message, state, error="telegram.down", actor=SYSTEM, at=at)
    if state == "unknown":
        refused(NotAgain, lambda: say_again(talk, message, sure=False, actor=who, at=at))
    other = talk_of(hear("vk", "4242"))
    make.ask("DELETE FROM kit_job RETURNING 1")
    refused(ConversationUnknown, lambda: say_again(other, message, sure=True, actor=who, at=at))
    assert say_again(talk, message, sure=sure, actor=who, at=at) is True
    assert read_message(message).state == "queued" and read_message(message).error == ""
    assert say_again(talk, message, sure=True, actor=who, at=at) is False
    assert make.ask("SELECT verb, facts->>'message' FROM kit_job") == [("message.send", str(message))]
    assert make.verbs_of([talk])["message.again"] == 1
    begin_saying(message, ours["telegram"], keyed=False, at=at)
    end_saying(message, "sent", names=["901"], actor=SYSTEM, at=at)
    assert [(one.nth, one.state) for one in list_tries(message)] == [(1, state), (2, "sent")]
    assert say_again(talk, message, sure=True, actor=who, at=at) is False, "what arrived is not sent again"
    assert len(said()) == 1


def test_nothing_is_said_again_into_a_window_that_has_shut(ours: dict[str, UUID]) -> None:
    leaf, who = hear("whatsapp", "77011112233", at=AT), talking.operator()
    message = answer(talk_of(leaf), "Yes", key="a", actor=who, at=AT)
    begin_saying(message, ours["whatsapp"], keyed=False, at=AT)
    end_saying(message, "failed", error="whatsapp.down", actor=SYSTEM, at=AT)
    refused(WayClosed, lambda: say_again(talk_of(leaf), message, sure=True, actor=who, at=AT + DAY))
    assert read_message(message).state == "failed"
