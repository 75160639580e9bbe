"""A customer sees that they were read, by who leads the conversation alone, and that somebody writes to them.

Covers prilavok.flows.show_read, prilavok.flows.show_typing.
"""

from datetime import timedelta
from uuid import UUID

import pytest
from tests import made_up_channel, make, talking
from tests.made_up_channel import MadeUp, row, tell

from prilavok.domains.connections.actions import switch_connection
from prilavok.domains.conversations.queries import end_of_thread
from prilavok.flows.show_read import show_read
from prilavok.flows.show_typing import show_typing
from prilavok.flows.take_conversation import take_conversation
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor

AT, NOW = make.AT, make.AT + timedelta(minutes=1)


@pytest.fixture
def channel(rolled_back: None, monkeypatch: pytest.MonkeyPatch) -> MadeUp:
    clock.set_clock(NOW)
    return made_up_channel.install(monkeypatch.setattr)


def asked(channel: MadeUp, connection: UUID, *words: str, names: bool = True) -> UUID:
    """Ann writes so many times; the conversation."""
    rows = [row("text", text=text, outside_id=text.upper() if names else "") for text in words]
    tell(channel, connection, *rows)
    ((conversation,),) = make.ask("SELECT id FROM conversations_conversation WHERE state = 'open'")
    return UUID(str(conversation))


def states(conversation: UUID) -> list[str]:
    return [one.state for one in end_of_thread(conversation) if one.direction == "in"]


def leading(conversation: UUID) -> Actor:
    who = talking.operator()
    take_conversation(conversation, actor=who, at=NOW)
    return who


def marked(conversation: UUID, who: Actor) -> bool:
    told = show_read(conversation, actor=who, at=NOW)
    talking.send_all()
    return told


def test_words_are_read_once_who_leads_the_conversation_sees_them(channel: MadeUp) -> None:
    talk = asked(channel, made_up_channel.connected(), "one", "two")
    assert marked(talk, talking.operator()) is False, "nobody leads it yet"
    leader = leading(talk)
    passer = Actor("staff", make.ask("SELECT gen_random_uuid()")[0][0])
    assert marked(talk, passer) is False and marked(talk, SYSTEM) is False
    assert (channel.marks, states(talk)) == ([], ["received", "received"])
    assert marked(talk, leader) is True
    assert (channel.marks, states(talk)) == ([("ann", "TWO")], ["read", "read"]), "the last covers all before it"
    assert marked(talk, leader) is False, "looking again marks nothing again"
    assert channel.marks == [("ann", "TWO")]


@pytest.mark.parametrize("why", ["no name", "cannot", "off"])
def test_where_no_mark_can_be_made_it_is_noted_here_alone(channel: MadeUp, why: str) -> None:
    connection = made_up_channel.connected()
    talk = asked(channel, connection, "one", names=why != "no name")
    leader = leading(talk)
    if why == "cannot":
        channel.can -= {"read"}
    if why == "off":
        switch_connection(connection, False, version=1, actor=SYSTEM, at=NOW)
    assert marked(talk, leader) is (why == "off")
    assert (channel.marks, states(talk)) == ([], ["read"])


def test_a_name_longer_than_is_kept_is_no_name_at_all(channel: MadeUp) -> None:
    talk = asked(channel, made_up_channel.connected(), "w" * 121)
    assert marked(talk, leading(talk)) is False and channel.marks == []


def test_the_sign_of_writing_comes_once_in_five_seconds_and_never_late(channel: MadeUp) -> None:
    connection = made_up_channel.connected()
    talk, who = asked(channel, connection, "one"), talking.operator()
    told = [show_typing(talk, actor=who, at=NOW + timedelta(seconds=nth)) for nth in (0, 1, 4, 5)]
    assert told == [True, False, False, True]
    clock.set_clock(NOW + timedelta(seconds=5))
    talking.send_all()
    assert channel.marks == [("ann", "")] * 2
    show_typing(talk, actor=who, at=NOW + timedelta(seconds=20))
    clock.set_clock(NOW + timedelta(seconds=26))
    talking.send_all()
    assert channel.marks == [("ann", "")] * 2, "what comes late would be a lie"


@pytest.mark.parametrize("why", ["cannot", "off", "stopped", "stranger"])
def test_no_sign_goes_where_nothing_can_be_said(channel: MadeUp, why: str) -> None:
    connection = made_up_channel.connected()
    talk, by = asked(channel, connection, "one"), ""
    if why == "cannot":
        channel.can -= {"typing"}
    elif why == "off":
        switch_connection(connection, False, version=1, actor=SYSTEM, at=NOW)
    elif why == "stopped":
        tell(channel, connection, row("stopped"))
    else:
        by = f"{connection}:{connection}"
    assert show_typing(talk, by=by, actor=talking.operator(), at=NOW) is False
    talking.send_all()
    assert channel.marks == [] and make.ask("SELECT 1 FROM kit_job WHERE verb = 'message.show_typing'") == []
