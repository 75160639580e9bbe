"""Site, bot, one operator and the next: one history, and each goes on where the last one stopped."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests import make, people, talking

from prilavok.domains.conversations.queries import list_conversations, list_messages, read_conversation
from prilavok.domains.customers.queries import find_identifier_leaves, leaves_with
from prilavok.flows import read_arrivals, send_message
from prilavok.flows.answer_message import answer
from prilavok.flows.make_passport import make_passport
from prilavok.flows.take_conversation import take_conversation
from prilavok.flows.write_message import write_message
from prilavok.kit import clock
from prilavok.kit.events.actor import Actor

RUN = (read_arrivals, send_message)
ANN = 5001


@pytest.fixture
def began(rolled_back: None) -> Iterator[None]:
    clock.set_clock(make.AT)
    yield


def _later(minutes: int) -> None:
    clock.set_clock(make.AT + timedelta(minutes=minutes))


@pytest.mark.thin("the phone call and the visit to the store are not yet parts of a conversation")
def test_one_history_from_site_to_bot_to_operator_to_the_next(began: None, monkeypatch: pytest.MonkeyPatch) -> None:
    api, ours = talking.install(monkeypatch.setattr), talking.connect()
    phone = people.new_phone()
    people.household(phone)
    browser, first, second = people.browser(), talking.operator(), talking.operator()
    who = Actor("leaf", browser)
    asked = write_message(browser, "Do you have goat cheese?", key="1", actor=who, at=clock.now())
    link = make_passport(browser, "telegram", actor=who, at=clock.now())

    _later(1)
    talking.arrive(ours["telegram"], talking.message(ANN, clock.now(), text=f"/start {link.rpartition('=')[2]}"))
    _later(2)
    answer(asked.conversation, "We do, from Almaty", key="1", actor=first, at=clock.now())
    _later(3)
    contact = {"phone_number": phone, "first_name": "Ann", "user_id": ANN}
    talking.arrive(ours["telegram"], talking.message(ANN, clock.now(), contact=contact))
    _later(4)
    talking.arrive(ours["telegram"], talking.message(ANN, clock.now(), text="Two of them then"))
    _later(5)
    assert take_conversation(asked.conversation, actor=second, at=clock.now())
    answer(asked.conversation, "Two are kept for you", key="2", actor=second, at=clock.now())
    _later(6)
    back = write_message(browser, "I am on the site again", key="2", actor=who, at=clock.now())
    _later(7)
    answer(asked.conversation, "I see all of it", key="3", actor=second, at=clock.now())
    talking.send_all()

    assert back.conversation == asked.conversation
    messenger = find_identifier_leaves("telegram", [f"{ours['telegram']}:{ANN}"])[f"{ours['telegram']}:{ANN}"]
    everybody = leaves_with(browser)
    assert {browser, messenger} < set(everybody), "the household's own leaves are there too"
    (talk,) = list_conversations(leaves=everybody).rows
    assert (talk.id, talk.staff, talk.first_answer_at) == (
        asked.conversation,
        second.id,
        make.AT + timedelta(minutes=2),
    )
    said = [(one.channel, one.kind, one.text) for one in list_messages(talk.id).rows if one.kind != "notice"]
    assert said == [
        ("site", "text", "Do you have goat cheese?"),
        ("telegram", "start", None),
        ("telegram", "text", "We do, from Almaty"),
        ("telegram", "contact", None),
        ("telegram", "text", "Two of them then"),
        ("telegram", "text", "Two are kept for you"),
        ("site", "text", "I am on the site again"),
        ("site", "text", "I see all of it"),
    ]
    assert [text for text in api.said() if "come along" not in text and "we know you" not in text] == [
        "We do, from Almaty",
        "Two are kept for you",
    ], "what was asked on the site is answered on the site"
    assert read_conversation(talk.id).waiting_since is None
    assert make.verbs_of([talk.id])["conversation.handed_over"] == 2
    assert make.verbs_of([talk.id])["conversation.opened"] == 1
