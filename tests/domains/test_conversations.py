"""Conversations, messages, passports and connections: one of each however many ask at once, and a person's words go."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import make, people
from tests.conftest import OwnDatabase
from tests.racing import all_at_once

from prilavok.domains.connections.actions import put_connection
from prilavok.domains.connections.queries import find_working, open_secrets, read_connection
from prilavok.domains.connections.types import NewConnection
from prilavok.domains.conversations.actions import (
    end_sending,
    hide_ended_codes,
    make_passport,
    open_conversation,
    use_passport,
    write_in,
    write_out,
)
from prilavok.domains.conversations.errors import ConversationUnknown, PassportEnded
from prilavok.domains.conversations.queries import (
    end_of_thread,
    find_conversation,
    list_messages,
    list_out,
    messenger_reaches,
    read_conversation,
    read_message,
)
from prilavok.domains.conversations.rules import is_token, may_become, tidy_words, told_at
from prilavok.domains.conversations.types import NewIn, NewOut
from prilavok.kit.db.connections import story
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.secrets import SealBroken, Secret
from prilavok.kit.words import Person, stores

SITE = uuid4()


def _open(leaf: UUID, *others: UUID) -> UUID:
    return open_conversation(
        [leaf, *others], leaf, channel="site", connection_id=SITE, actor=Actor("leaf", leaf), at=make.AT
    ).conversation


def _in(conversation: UUID, leaf: UUID, key: str, minutes: int = 0, **more: Any) -> NewIn:
    said_at = make.AT + timedelta(minutes=minutes)
    given: dict[str, Any] = {"channel": "site", "connection": SITE, "address": "here", "text": key, **more}
    return NewIn(conversation=conversation, leaf=leaf, key=key, said_at=said_at, **given)


def _out(leaf: UUID, key: str = "k", **more: Any) -> NewOut:
    given: dict[str, Any] = {"conversation": None, "channel": "sms", "connection": SITE, "address": "+1", **more}
    return NewOut(leaf=leaf, text="words of ours", key=key, **given)


@pytest.mark.usefixtures("rolled_back")
def test_a_thread_goes_by_when_it_was_said_and_never_by_the_future() -> None:
    leaf = people.browser()
    talk = _open(leaf)
    late = make.AT + timedelta(minutes=10)
    for key, minutes in (("second", 2), ("first", 1), ("from the future", 600)):
        write_in(_in(talk, leaf, key, minutes), actor=Actor("leaf", leaf), at=late)
    rows = list_messages(talk).rows
    assert [one.text for one in rows] == ["first", "second", "from the future"]
    assert rows[2].said_at == late
    found = read_conversation(talk)
    assert (found.waiting_since, found.last_at, found.version) == (
        make.AT + timedelta(minutes=1, microseconds=999_999),
        late,
        4,
    )


@pytest.mark.usefixtures("rolled_back")
def test_a_thread_is_read_page_by_page_without_gaps() -> None:
    leaf = people.browser()
    talk = _open(leaf)
    for nth in range(7):
        write_in(_in(talk, leaf, f"m{nth}", nth), actor=Actor("leaf", leaf), at=make.AT + timedelta(days=1))
    read, after = [], None
    while True:
        page = list_messages(talk, after=after, limit=3)
        read += [one.text for one in page.rows]
        if (after := page.after) is None:
            break
    assert read == [f"m{nth}" for nth in range(7)]
    assert [one.text for one in end_of_thread(talk, limit=2)] == ["m5", "m6"]
    assert len(end_of_thread(talk)) == 7


@pytest.mark.usefixtures("rolled_back")
def test_what_we_said_ends_once_and_doubt_may_be_settled() -> None:
    leaf = people.browser()
    one = write_out(_out(leaf), actor=SYSTEM, at=make.AT)
    assert not write_out(_out(leaf), actor=SYSTEM, at=make.AT).new
    assert end_sending(one.message, "unknown", actor=SYSTEM, at=make.AT, error="outside.broken_off")
    assert end_sending(one.message, "sent", actor=SYSTEM, at=make.AT, outside_id="77")
    assert not end_sending(one.message, "unknown", actor=SYSTEM, at=make.AT)
    assert (read_message(one.message).state, read_message(one.message).outside_id) == ("sent", "77")
    assert not end_sending(uuid4(), "sent", actor=SYSTEM, at=make.AT)
    assert make.verbs_of([one.message]) == {"message.unresolved": 1, "message.sent": 1}


@pytest.mark.usefixtures("rolled_back")
def test_codes_end_and_other_words_stay() -> None:
    leaf = people.browser()
    code = write_out(_out(leaf, "c", kind="code"), actor=SYSTEM, at=make.AT).message
    text = write_out(_out(leaf, "t"), actor=SYSTEM, at=make.AT).message
    assert hide_ended_codes(make.AT + timedelta(minutes=10)) == 0
    assert hide_ended_codes(make.AT + timedelta(minutes=10, seconds=1)) == 1
    assert (read_message(code).text, read_message(text).text) == (None, "words of ours")


@pytest.mark.usefixtures("rolled_back")
def test_a_persons_words_are_given_out_and_erased_and_nobody_elses() -> None:
    ann, ben = people.browser(), people.browser()
    for leaf in (ann, ben):
        talk = _open(leaf)
        write_in(_in(talk, leaf, f"said by {leaf}", parts={"media": "voice"}), actor=Actor("leaf", leaf), at=make.AT)
        write_out(_out(leaf, f"code {leaf}", kind="code"), actor=SYSTEM, at=make.AT)
    (store,) = [one for one in stores() if one.table == "conversations_message"]
    given_out = list(store.export(Person((ann,))))
    assert [row["text"] for row in given_out] == [f"said by {ann}"], "a code is no word of the person's"
    assert store.erase(Person((ann,)), make.AT) == 2
    assert make.ask("SELECT count(*) FROM conversations_message WHERE leaf_id = %s AND text IS NOT NULL", ann) == [(0,)]
    assert make.ask("SELECT DISTINCT address, parts::text FROM conversations_message WHERE leaf_id = %s", ann) == [
        (None, "{}")
    ]
    assert make.ask("SELECT count(*) FROM conversations_message WHERE leaf_id = %s AND text IS NOT NULL", ben) == [(2,)]
    kept = "SELECT count(address) FROM conversations_message WHERE leaf_id = %s AND direction = 'in'"
    assert (make.ask(kept, ann), make.ask(kept, ben)) == ([(0,)], [(1,)])


@pytest.mark.usefixtures("rolled_back")
def test_a_passport_is_good_once_for_an_hour_and_only_its_digest_is_kept() -> None:
    ann, ben, eve = people.browser(), people.messenger(), people.messenger()
    product = uuid4()
    token = make_passport(ann, product=product, at=make.AT)
    assert is_token(token) and token not in repr(make.ask("SELECT * FROM conversations_passport"))
    used = use_passport(token, ben, at=make.AT + timedelta(minutes=59))
    assert (used.leaf, used.product, used.new) == (ann, product, True)
    assert not use_passport(token, ben, at=make.AT + timedelta(days=1)).new
    old = make_passport(ann, at=make.AT)
    for wrong, leaf, at in ((token, eve, make.AT), (old, ben, make.AT + timedelta(hours=1)), ("x" * 32, ben, make.AT)):
        with pytest.raises(PassportEnded):
            use_passport(wrong, leaf, at=at)


@pytest.mark.usefixtures("rolled_back")
def test_unknown_things_are_not_found() -> None:
    for missing in (lambda: read_conversation(uuid4()), lambda: read_message(uuid4())):
        with pytest.raises(ConversationUnknown):
            missing()
    assert (
        find_conversation([]) is None and messenger_reaches([], make.AT) == [] and list_out(leaves=[uuid4()]).rows == ()
    )
    for unknown in ("nobody", uuid4()):
        with pytest.raises(NotFound):
            read_connection(unknown)
    with pytest.raises(NotFound):
        open_secrets(uuid4())


@pytest.mark.usefixtures("rolled_back")
def test_a_connection_is_kept_once_and_opens_only_with_our_ring() -> None:
    new = NewConnection("bot", "telegram", "telegram_bot", {"en": "Bot"}, {"username": "b"}, {"token": Secret("t0p")})
    kept = put_connection(new, at=make.AT)
    other = NewConnection("bot", "telegram", "telegram_bot", {"en": "Other"}, {}, {"token": Secret("changed")})
    assert put_connection(other, at=make.AT) == kept
    assert open_secrets(kept)["token"].reveal() == "t0p" and read_connection("bot").name == {"en": "Bot"}
    assert "t0p" not in repr(read_connection(kept)) + repr(new) + repr(open_secrets(kept))
    assert find_working("telegram") == read_connection(kept)
    make.ask('UPDATE connections_connection SET "on" = false RETURNING 1')
    assert find_working("telegram") is None
    make.ask("UPDATE connections_connection SET secrets = secrets || 'x'::bytea RETURNING 1")
    with pytest.raises(SealBroken):
        open_secrets(kept)


def _in_stories(acts: list[Callable[[], Any]]) -> list[Any]:
    """What each got, in a story of its own; None where a passport had ended."""

    def run(act: Callable[[], Any]) -> Any:
        try:
            with story():
                return act()
        except PassportEnded:
            return None

    return all_at_once([partial(run, act) for act in acts])


@pytest.fixture
def shared(own_database: OwnDatabase) -> Iterator[None]:
    yield


@pytest.mark.usefixtures("shared")
def test_many_at_once_meet_in_one_conversation_and_one_message() -> None:
    ann, phone = people.browser(), people.messenger()

    def speak(nth: int) -> tuple[UUID, UUID]:
        leaf, other = (ann, phone) if nth % 2 else (phone, ann)
        talk = _open(leaf, other)
        return talk, write_in(_in(talk, leaf, "same key"), actor=Actor("leaf", leaf), at=make.AT).message

    got = _in_stories([partial(speak, nth) for nth in range(8)])
    assert len(got) == 8 and len(set(got)) == 1
    assert make.verbs_of([got[0][0]]) == {"conversation.opened": 1, "message.received": 1}


@pytest.mark.usefixtures("shared")
def test_of_many_who_bring_one_passport_one_gets_in() -> None:
    ann = people.browser()
    comers = [people.messenger() for _ in range(8)]
    token = make_passport(ann, at=make.AT)
    got = _in_stories([partial(use_passport, token, comer, at=make.AT) for comer in comers])
    assert len(got) == 8 and len([one for one in got if one is not None]) == 1


@given(st.text(max_size=200))
def test_tidy_words_hold_nothing_that_cannot_be_stored(text: str) -> None:
    tidy = tidy_words(text)
    assert tidy == tidy.strip() == tidy_words(tidy) and not set(tidy) & set("\x00\x07\x1b\r\x7f")


def test_states_go_one_way() -> None:
    states = ["queued", "sent", "delivered", "read", "failed", "unknown", "received"]
    assert not any(may_become(end, after) for end in ("read", "failed", "received") for after in states)
    assert may_become("queued", "unknown") and may_become("unknown", "sent") and not may_become("sent", "unknown")
    assert told_at(make.AT + timedelta(days=1), make.AT) == make.AT
    part = timedelta(microseconds=1)
    assert told_at(make.AT + part, make.AT + timedelta(days=1)) == make.AT + part
    assert told_at(make.AT, make.AT + 700 * part) == make.AT + 700 * part, "heard within the second of the stamp"
    assert make.AT + timedelta(seconds=1) - part == told_at(make.AT, make.AT + timedelta(days=1))
