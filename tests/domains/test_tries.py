"""Tries to say a message: another try is another key, what became of it only moves forward, in whatever order it is told."""

from datetime import timedelta
from itertools import count
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import make, people

from prilavok.domains.conversations.actions import (
    begin_saying,
    change_words,
    end_saying,
    find_named,
    forget_early,
    keep_brought,
    name_message,
    note_seen,
    note_state,
    settle_by_echo,
    settle_by_key,
    write_in,
    write_out,
)
from prilavok.domains.conversations.models import Named
from prilavok.domains.conversations.queries import brought_with, last_heard_at, list_tries, read_message
from prilavok.domains.conversations.rules import told_at
from prilavok.domains.conversations.types import NewFile, NewIn, NewOut
from prilavok.kit.db.connections import rolled_back_around
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.words import Person, stores

OURS, ADDRESS = uuid4(), "79990000001"
_nths = count(1)
pytestmark = pytest.mark.usefixtures("rolled_back")


def said(leaf: UUID | None = None, text: str = "words of ours") -> UUID:
    leaf = leaf or people.browser()
    new = NewOut(
        conversation=None, leaf=leaf, channel="whatsapp", connection=OURS, address=ADDRESS, text=text,
        key=f"k{next(_nths)}",
    )  # fmt: skip
    return write_out(new, actor=SYSTEM, at=make.AT).message


def heard(leaf: UUID, text: str = "theirs", minutes: int = 0) -> UUID:
    new = NewIn(
        conversation=None, leaf=leaf, channel="whatsapp", connection=OURS, address=ADDRESS, key=f"h{next(_nths)}",
        said_at=make.AT + timedelta(minutes=minutes), text=text,
    )  # fmt: skip
    return write_in(new, actor=Actor("leaf", leaf), at=make.AT + timedelta(hours=1)).message


def begun(message: UUID, *, keyed: bool = False) -> UUID:
    return begin_saying(message, OURS, keyed=keyed, at=make.AT)


def ended(message: UUID, state: str = "sent", *names: str, error: str = "") -> None:
    end_saying(message, state, names=names, error=error, actor=SYSTEM, at=make.AT)


def told(name: str, state: str, *, address: str = ADDRESS, error: str = "") -> bool:
    return note_state(OURS, [address], name, state, error=error, actor=SYSTEM, at=make.AT)


def events_of(message: UUID) -> list[object]:
    return [row[0] for row in make.ask("SELECT verb FROM kit_event WHERE subject = %s ORDER BY id", message)]


def test_what_became_of_a_message_only_moves_forward_and_is_told_once() -> None:
    message = said()
    begun(message)
    ended(message, "sent", "w1")
    assert [told("w1", state) for state in ("read", "delivered", "read", "sent", "failed")] == [True] + [False] * 4
    assert read_message(message).state == "read"
    assert events_of(message) == ["message.sent", "message.read"]
    assert told("w1", "delivered", address="another"), "the same id of another address is another message"
    assert read_message(message).state == "read"
    assert [one.state for one in list_tries(message)] == ["read"]


def test_a_message_that_failed_stays_failed_and_another_try_has_another_key() -> None:
    message = said()
    first = begun(message)
    ended(message, "failed", error="whatsapp.window")
    assert (read_message(message).state, read_message(message).error) == ("failed", "whatsapp.window")
    second = begun(message)
    assert second != first
    assert [(one.nth, one.state, one.error) for one in list_tries(message)] == [
        (1, "failed", "whatsapp.window"),
        (2, "trying", ""),
    ]


@pytest.mark.parametrize(("keyed", "tries"), [(True, 1), (False, 2)])
def test_a_try_without_an_answer_is_gone_on_with_only_where_no_key_is_said_twice(keyed: bool, tries: int) -> None:
    message = said()
    first = begun(message)  # and the process was killed
    again = begun(message, keyed=keyed)
    assert (again == first) is keyed and len(list_tries(message)) == tries
    assert list_tries(message)[0].state == ("trying" if keyed else "unknown")


def test_another_connection_is_another_try_even_where_keys_are_known() -> None:
    message = said()
    first = begun(message, keyed=True)
    assert begin_saying(message, uuid4(), keyed=True, at=make.AT) != first


def test_what_is_told_before_the_answer_counts_as_soon_as_the_name_is_known() -> None:
    message = said()
    begun(message)
    assert told("early", "delivered") and read_message(message).state == "queued"
    ended(message, "sent", "early")
    assert read_message(message).state == "delivered"
    assert events_of(message) == ["message.sent", "message.delivered"]


def test_a_message_in_parts_is_as_far_as_its_last_part_and_failed_where_one_is() -> None:
    message = said()
    begun(message)
    ended(message, "sent", "p1", "p2")
    told("p1", "delivered")
    assert read_message(message).state == "sent"
    told("p2", "read")
    assert read_message(message).state == "delivered"
    other = said()
    begun(other)
    ended(other, "sent", "q1", "q2")
    told("q2", "failed", error="sms.absent")
    assert (read_message(other).state, read_message(other).error) == ("failed", "sms.absent")


def test_what_is_told_of_an_earlier_try_does_not_move_the_message() -> None:
    message = said()
    begun(message)
    ended(message, "sent", "old")
    begun(message)
    told("old", "delivered")
    assert [one.state for one in list_tries(message)] == ["delivered", "trying"]
    assert read_message(message).state == "sent"


def test_all_up_to_an_instant_is_read_and_nothing_later_or_of_another() -> None:
    leaf, stranger = people.browser(), people.browser()
    mine, later, theirs = said(leaf), said(leaf), said(stranger)
    for nth, (message, minutes) in enumerate(((mine, 0), (later, 5), (theirs, 0))):
        begun(message)
        end_saying(message, "sent", names=[f"m{nth}"], actor=SYSTEM, at=make.AT + timedelta(minutes=minutes))
    assert note_seen(OURS, leaf, make.AT + timedelta(minutes=1), "read", actor=SYSTEM, at=make.AT) == 1
    assert [read_message(one).state for one in (mine, later, theirs)] == ["read", "sent", "sent"]


def test_our_words_that_come_back_settle_a_try_without_an_answer_and_nothing_else() -> None:
    message, never_tried = said(text="ours"), said(text="not yet")
    begun(message)
    assert not settle_by_echo(OURS, ADDRESS, "other words", "e1", actor=SYSTEM, at=make.AT)
    assert not settle_by_echo(OURS, "elsewhere", "ours", "e1", actor=SYSTEM, at=make.AT)
    assert not settle_by_echo(OURS, ADDRESS, "not yet", "e1", actor=SYSTEM, at=make.AT)
    assert settle_by_echo(OURS, ADDRESS, "ours", "e1", actor=SYSTEM, at=make.AT)
    assert (read_message(message).state, read_message(never_tried).state) == ("sent", "queued")
    assert find_named(OURS, ADDRESS, "e1") == message


def test_a_key_told_back_settles_its_own_try_whatever_became_of_the_answer() -> None:
    message = said()
    first = begun(message)
    ended(message, "unknown")
    assert settle_by_key(first, OURS, ADDRESS, "w1", actor=SYSTEM, at=make.AT)
    assert told("w1", "delivered") and read_message(message).state == "delivered"
    assert not settle_by_key(uuid4(), OURS, ADDRESS, "w2", actor=SYSTEM, at=make.AT)
    assert not settle_by_key(first, uuid4(), ADDRESS, "w1", actor=SYSTEM, at=make.AT), "of another login"


def test_a_key_of_an_earlier_try_settles_that_one_alone() -> None:
    message = said()
    first = begun(message)
    begun(message)  # the first got no answer
    assert settle_by_key(first, OURS, ADDRESS, "w1", actor=SYSTEM, at=make.AT)
    told("w1", "read")
    assert [one.state for one in list_tries(message)] == ["read", "trying"]
    assert read_message(message).state == "queued"


def test_a_state_finds_its_message_by_any_name_of_whom_it_went_to() -> None:
    message = said()
    begun(message)
    ended(message, "sent", "w1")
    assert note_state(OURS, ["KZ.1", ADDRESS], "w1", "read", actor=SYSTEM, at=make.AT)
    assert read_message(message).state == "read"


def test_changed_words_keep_what_was_said_and_what_is_taken_back_is_gone() -> None:
    leaf = people.browser()
    message = heard(leaf, "is it red?")

    def change(text: str | None, minutes: int) -> bool:
        return change_words(
            message, text, said_at=make.AT + timedelta(minutes=minutes), at=make.AT + timedelta(hours=1)
        )

    assert change("is it blue?", 2) and not change("is it blue?", 2) and not change("an older change", 1)
    found = read_message(message)
    assert found.text == "is it blue?"
    assert found.parts["before"] == [
        {
            "text": "is it red?",
            "until": told_at(make.AT + timedelta(minutes=2), make.AT + timedelta(hours=1)).isoformat(),
        }
    ]
    assert change(None, 3) and not change("again", 4)
    found = read_message(message)
    assert found.text is None and "before" not in found.parts and found.parts["taken_back"]
    assert not change_words(said(leaf), "of ours", said_at=make.AT, at=make.AT), "ours is not theirs to change"


def test_files_are_noted_once_and_names_are_gone_with_the_person() -> None:
    leaf = people.browser()
    message = heard(leaf)
    files = [NewFile("photo", "AgAC", "cat.jpg", "image/jpeg", 10), NewFile("place", ""), NewFile("voice", "v1")]
    first = keep_brought(message, files, at=make.AT)
    assert len(first) == 2 and keep_brought(message, files, at=make.AT) == []
    assert name_message(message, OURS, ADDRESS, "m1", at=make.AT)
    assert [(one.kind, one.ref, one.state) for one in brought_with([message])[message]] == [
        ("photo", "AgAC", "waits"),
        ("voice", "v1", "waits"),
    ]
    person = Person((leaf,))
    for store in stores():
        if store.table.startswith("conversations_"):
            store.erase(person, make.AT)
    assert [(one.ref, one.name, one.state) for one in brought_with([message])[message]] == [("", "", "gone")] * 2
    assert find_named(OURS, ADDRESS, "m1") is None


def test_what_was_told_of_no_message_of_ours_is_let_go() -> None:
    told("stranger", "delivered")
    message = said()
    begun(message)
    ended(message, "sent", "ours")
    assert forget_early(make.AT) == 0 and forget_early(make.AT + timedelta(seconds=1)) == 1
    assert Named.objects.count() == 1


def test_a_window_is_counted_from_what_was_last_heard() -> None:
    leaf = people.browser()
    assert last_heard_at(leaf, OURS) is None
    heard(leaf, minutes=3)
    heard(leaf, minutes=1)
    found = last_heard_at(leaf, OURS)
    assert found is not None and found.replace(microsecond=0) == make.AT + timedelta(minutes=3)
    assert last_heard_at(leaf, uuid4()) is None


_DEEDS = st.lists(
    st.one_of(
        st.tuples(
            st.just("told"), st.sampled_from(["a", "b"]), st.sampled_from(["sent", "delivered", "read", "failed"])
        ),
        st.tuples(st.just("end"), st.sampled_from(["sent", "unknown", "failed"]), st.just("")),
    ),
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(_DEEDS)
def test_in_any_order_the_end_is_what_the_furthest_words_say(deeds: list[tuple[str, str, str]]) -> None:
    """A message of one part, `a`; words of `b` are of nobody's. The model: the answer once, then only forward."""
    further = {"sent": ("delivered", "read", "failed"), "delivered": ("read",), "read": (), "failed": ()}
    with rolled_back_around():
        message = said()
        begun(message)
        part, state = "sent", "queued"
        named = False
        for deed, which, value in deeds:
            if deed == "end":
                ended(message, which, *(["a"] if which == "sent" else []))
                if state in {"queued", "unknown"} and which != state:
                    state = which
                if which == "sent":
                    named = True
            elif told(which, value) and which == "a":
                part = value
            if named and (state == "unknown" or part in further.get(state, ())):
                state = part
            assert read_message(message).state == state, deeds
