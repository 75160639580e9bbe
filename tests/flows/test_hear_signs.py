"""What a messenger tells beside words: states, changes, echoes, files, other names; in any order, told twice once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from tests import made_up_channel, make, talking
from tests.made_up_channel import MadeUp, connected, row, tell

from prilavok.adapters.channels.port import Attached, Chosen, Means
from prilavok.domains.conversations.queries import (
    brought_with,
    list_conversations,
    list_messages,
    list_tries,
    read_conversation,
)
from prilavok.domains.conversations.types import MessageView
from prilavok.domains.customers.queries import customer_of, find_identifier_leaves, leaves_with
from prilavok.flows import fetch_brought, hear_echo, hear_press, hear_signs, send_message, tie_names
from prilavok.flows.answer_message import answer
from prilavok.kit import clock
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.errors import noted as _
from prilavok.kit.files import open_file, show_file
from prilavok.kit.words import Person, stores

pytestmark = pytest.mark.usefixtures("rolled_back", "at")
#: prilavok.flows.hear_signs, prilavok.flows.hear_echo, prilavok.flows.hear_press, prilavok.flows.tie_names and prilavok.flows.fetch_brought are run
#: by the worker here, as in the shop
RUN = (fetch_brought, hear_echo, hear_press, hear_signs, send_message, tie_names)
LOST = OutsideFailed("unknown", "http.no_answer", _("No answer."))


@pytest.fixture
def at() -> Iterator[None]:
    clock.set_clock(make.AT)
    yield


@pytest.fixture
def channel(monkeypatch: pytest.MonkeyPatch) -> MadeUp:
    return made_up_channel.install(monkeypatch.setattr)


def leaf(ours: UUID, user: str = "ann") -> UUID:
    return find_identifier_leaves("telegram", [f"{ours}:{user}"])[f"{ours}:{user}"]


def thread(ours: UUID, user: str = "ann") -> list[MessageView]:
    (one,) = list_conversations(leaves=leaves_with(leaf(ours, user))).rows
    return list(list_messages(one.id).rows)


def talk(ours: UUID, user: str = "ann") -> UUID:
    return list_conversations(leaves=leaves_with(leaf(ours, user))).rows[0].id


def answered(ours: UUID, text: str = "Yes, it is") -> UUID:
    """Staff answer, and the worker sends it; the message."""
    message = answer(talk(ours), text, key=text, actor=talking.operator(), at=make.AT)
    talking.send_all()
    return message


def test_what_became_of_an_answer_is_heard_in_any_order_and_counts_once(channel: MadeUp) -> None:
    ours = connected()
    tell(channel, ours, row("text", text="Is it red?", outside_id="in-1"))
    answered(ours)
    read, late = row("state", about="out-1", state="read"), row("state", about="out-1", state="delivered")
    tell(channel, ours, read, late, row("state", about="out-1", state="failed", trouble="x"))
    tell(channel, ours, replace(read, key="again"))
    assert [(one.state, one.error) for one in thread(ours)] == [("received", ""), ("read", "")]
    assert make.verbs_of([talk(ours)])["message.read"] == 1
    assert "message.delivered" not in make.verbs_of([talk(ours)])


def test_a_failure_told_later_is_seen_with_its_reason(channel: MadeUp) -> None:
    ours = connected()
    tell(channel, ours, row("text", text="Is it red?"))
    answered(ours)
    tell(channel, ours, row("state", about="out-1", state="failed", trouble="whatsapp.undeliverable"))
    assert [(one.state, one.error) for one in thread(ours)][1] == ("failed", "whatsapp.undeliverable")


def test_all_that_was_said_before_is_read_at_once(channel: MadeUp) -> None:
    ours = connected()
    tell(channel, ours, row("text", text="Is it red?"))
    answered(ours, "One")
    answered(ours, "Two")
    tell(channel, ours, row("state", state="read", before=True, about="out-2"))
    assert [one.state for one in thread(ours)] == ["received", "read", "read"]


def test_words_are_changed_and_taken_back_where_they_were_said(channel: MadeUp) -> None:
    ours = connected()
    first = row("text", text="Is it red?", outside_id="in-1")
    second = row("text", text="And blue?", outside_id="in-2", about="in-1")
    tell(channel, ours, first, second)
    tell(channel, ours, row("edit", text="Is it green?", about="in-1"), row("removed", about="in-2"))
    tell(channel, ours, row("edit", text="of nothing we know", about="in-9"))
    found = thread(ours)
    assert [one.text for one in found] == ["Is it green?", None]
    assert found[1].parts["answers"] == str(found[0].id)


def test_our_own_words_come_back_and_are_no_second_message(channel: MadeUp) -> None:
    ours = connected()
    tell(channel, ours, row("text", text="Is it red?"))
    answered(ours, "Yes")
    tell(channel, ours, row("echo", text="Yes", outside_id="out-1"))
    assert [one.text for one in thread(ours)] == ["Is it red?", "Yes"]


def test_words_without_an_answer_that_come_back_were_said(channel: MadeUp) -> None:
    ours = connected()
    tell(channel, ours, row("text", text="Is it red?"))
    channel.answers = [LOST]
    message = answered(ours, "Yes")
    assert [one.state for one in thread(ours)] == ["received", "unknown"] and len(channel.said) == 1
    tell(channel, ours, row("echo", text="Yes", outside_id="e-7"))
    assert [one.state for one in thread(ours)] == ["received", "sent"]
    tell(channel, ours, row("state", about="e-7", state="delivered"))
    assert [one.state for one in list_tries(message)] == ["delivered"]


def test_what_was_said_by_another_program_is_kept_and_answers(channel: MadeUp) -> None:
    ours = connected()
    tell(channel, ours, row("text", text="Is it red?"))
    assert read_conversation(talk(ours)).waiting_since is not None
    said = row("echo", text="From the phone: yes", outside_id="e-1")
    tell(channel, ours, said, replace(said, key="again"))
    assert [(one.direction, one.text, one.state) for one in thread(ours)][1:] == [
        ("out", "From the phone: yes", "sent")
    ]
    assert read_conversation(talk(ours)).waiting_since is None
    assert channel.said == [], "what was said is not said again"
    tell(channel, ours, row("state", about="e-1", state="read"))
    assert thread(ours)[1].state == "sent", "no try of ours: its state is not ours to know"


def test_two_names_of_one_person_are_one_customer(channel: MadeUp) -> None:
    ours = connected()
    tell(channel, ours, row("text", user="77010000001", text="Is it red?"))
    first = customer_of(leaf(ours, "77010000001"))
    tell(channel, ours, row("text", user="KZ.123", text="It is me, by another name", also=("77010000001",)))
    assert customer_of(leaf(ours, "KZ.123")) == first is not None
    assert len(thread(ours, "KZ.123")) == 2, "one conversation goes on"
    tell(channel, ours, row("renumbered", user="KZ.456", also=("KZ.123",)))
    assert customer_of(leaf(ours, "KZ.456")) == first
    tell(channel, ours, row("text", user="stranger", text="Hello"))
    assert customer_of(leaf(ours, "stranger")) != first


def test_files_are_fetched_once_kept_with_their_person_and_gone_with_them(channel: MadeUp) -> None:
    ours = connected()
    png = b"\x89PNG\r\n\x1a\n" + b"0" * 50
    channel.files = {"p1": png, "gone": OutsideFailed("final", "x.gone", _("Gone.")), "v1": b"OggS" + b"0" * 30}
    files = (Attached("photo", "p1", "cat.png", "image/png", 58), Attached("document", "gone"), Attached("voice", "v1"))
    big = Attached("video", "big", size=fetch_brought.MOST_BYTES + 1)
    one = row("media", media="photo", files=(*files, big, Attached("place", at=(43.2, 76.9))), outside_id="m1")
    tell(channel, ours, one, replace(one, key="again under another key"))
    talking.send_all()
    found = brought_with([thread(ours)[0].id])[thread(ours)[0].id]
    assert [(one.kind, one.state) for one in found] == [
        ("photo", "kept"), ("document", "gone"), ("voice", "kept"), ("video", "large"),
    ]  # fmt: skip
    assert channel.fetched.count("p1") == 2, "two messages, each with its own"
    kept = found[0].file
    assert (
        kept is not None and show_file(kept, make.AT).kind == "image/png" and show_file(kept, make.AT).name == "cat.png"
    )
    with open_file(kept, make.AT) as stream:
        assert stream.read() == png
    for store in stores():
        if store.table in {"conversations_brought", "kit_stored_file"}:
            store.erase(Person((leaf(ours),)), make.AT)
    assert make.ask("SELECT count(*) FROM kit_stored_file WHERE owner = %s", leaf(ours)) == [(0,)]


def test_where_no_key_is_said_twice_a_lost_answer_is_asked_for_again_under_its_key(channel: MadeUp) -> None:
    ours = connected()
    tell(channel, ours, row("text", text="Is it red?"))
    channel.means = Means(text=4096, keyed=True)
    channel.answers = [LOST]
    message = answered(ours)
    clock.set_clock(make.AT + timedelta(days=1))
    talking.send_all()
    assert [one.state for one in thread(ours)] == ["received", "sent"]
    assert len(channel.said) == 2 and len({one.key for one in channel.said}) == 1
    assert [str(one.id) for one in list_tries(message)] == [channel.said[0].key]
    assert channel.said[0].human


def test_elsewhere_a_lost_answer_is_not_said_again_by_itself(channel: MadeUp) -> None:
    ours = connected()
    tell(channel, ours, row("text", text="Is it red?"))
    channel.answers = [LOST]
    answered(ours)
    clock.set_clock(make.AT + timedelta(days=1))
    talking.send_all()
    assert [one.state for one in thread(ours)] == ["received", "unknown"] and len(channel.said) == 1


def test_a_sign_put_to_a_message_waits_for_nobody(channel: MadeUp) -> None:
    ours = connected()
    tell(channel, ours, row("text", text="Is it red?"))
    answered(ours)
    tell(channel, ours, row("reaction", text="👍", about="out-1"))
    found = thread(ours)
    assert [(one.kind, one.text) for one in found][2] == ("reaction", "👍")
    assert found[2].parts["about"] == str(found[1].id)
    assert read_conversation(talk(ours)).waiting_since is None


def test_goods_chosen_in_the_messengers_catalogue_wait_for_an_answer(channel: MadeUp) -> None:
    ours = connected()
    goods = (Chosen("oats-1", 2, 99_000, "KZT"), Chosen("milk-2", 1, 45_000, "KZT"))
    tell(channel, ours, row("order", text="By six, please", goods=goods))
    (one,) = thread(ours)
    assert (one.kind, one.text) == ("media", "By six, please\n2 × oats-1\n1 × milk-2")
    assert list(one.parts.get("goods", ()))[1] == {
        "product": "milk-2",
        "quantity": 1,
        "price": 45_000,
        "currency": "KZT",
    }
    assert read_conversation(talk(ours)).waiting_since is not None


def test_a_press_that_wants_no_word_back_gets_none(channel: MadeUp) -> None:
    ours = connected()
    tell(
        channel,
        ours,
        row("text", text="Hello"),
        row("press", pressed="orders:yes"),
        row("press", press="p1", pressed="x"),
    )
    assert make.ask("SELECT facts->>'press' FROM kit_job WHERE verb = 'press.answer'") == [("p1",)]
