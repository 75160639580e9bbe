"""Customers write on the site, staff answer where they were asked, and what is sent ends sent, failed or unknown."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from tests import make, people, talking

from prilavok.domains.conversations.errors import (
    ConversationUnknown,
    NobodyToAnswer,
    NothingSaid,
    NoWayToWrite,
    SaidTooMuch,
)
from prilavok.domains.conversations.queries import (
    list_messages,
    list_out,
    read_conversation,
    read_message,
)
from prilavok.flows import connect_outside, listen_outside, read_arrivals, send_message
from prilavok.flows.answer_message import answer
from prilavok.flows.make_passport import make_passport
from prilavok.flows.resolve_conversation import resolve_conversation
from prilavok.flows.take_conversation import take_conversation
from prilavok.flows.write_message import Written, write_message
from prilavok.kit import clock
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.queue import requeue
from prilavok.kit.settings import where

pytestmark = pytest.mark.usefixtures("rolled_back", "at")
#: prilavok.flows.send_message, prilavok.flows.connect_outside and prilavok.flows.listen_outside among them
RUN = (read_arrivals, send_message)
ANN = 8001
LATER = make.AT + timedelta(minutes=2)


@pytest.fixture
def at() -> Iterator[None]:
    clock.set_clock(make.AT)
    yield


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> talking.BotApi:
    return talking.install(monkeypatch.setattr)


@pytest.fixture
def operator() -> Actor:
    return talking.operator()


def _write(leaf: UUID, text: str = "Hello", key: str = "k", product: UUID | None = None) -> Written:
    return write_message(leaf, text, key=key, product=product, actor=Actor("leaf", leaf), at=make.AT)


def _asked_in_telegram(text: str = "Hello") -> UUID:
    ours = talking.connect()
    talking.arrive(ours["telegram"], talking.message(ANN, text=text))
    (row,) = make.ask("SELECT conversation_id FROM conversations_message WHERE text = %s", text)
    return UUID(str(row[0]))


def _buried() -> list[tuple[object, ...]]:
    return make.ask("SELECT id FROM kit_job WHERE verb = 'message.send' AND buried_at IS NOT NULL")


def test_what_is_sent_twice_by_a_browser_is_kept_once() -> None:
    ann, ben = people.browser(), people.browser()
    one, again, other = _write(ann), _write(ann, "Changed"), _write(ben)
    assert one.new and not again.new and again.message == one.message
    assert other.new and other.conversation != one.conversation, "a key is the browser's own"
    assert [message.text for message in list_messages(one.conversation).rows] == ["Hello"]


def test_nothing_and_too_much_are_refused_and_open_nothing() -> None:
    ann = people.browser()
    before = make.rows_of_all_tables()
    with pytest.raises(NothingSaid):
        _write(ann, " \n\x00 ")
    with pytest.raises(SaidTooMuch):
        _write(ann, "a" * 4001)
    assert make.grown(before) == {}


def test_the_first_answer_ends_the_waiting_and_is_noted(operator: Actor) -> None:
    ann, product = people.browser(), uuid4()
    written = _write(ann, product=product)
    talk = read_conversation(written.conversation)
    assert (talk.waiting_since, talk.first_answer_at, talk.about_kind, talk.about) == (
        make.AT,
        None,
        "product",
        product,
    )
    first = answer(written.conversation, "Yes", key="a", actor=operator, at=LATER)
    assert answer(written.conversation, "Yes, twice", key="a", actor=operator, at=LATER) == first
    answer(written.conversation, "And more", key="b", actor=operator, at=LATER + timedelta(minutes=1))
    talk = read_conversation(written.conversation)
    assert (talk.waiting_since, talk.first_answer_at, talk.staff) == (None, LATER, operator.id)
    said = list_messages(written.conversation).rows
    assert [(one.direction, one.text, one.state) for one in said] == [
        ("in", "Hello", "received"),
        ("out", "Yes", "sent"),
        ("out", "And more", "sent"),
    ]
    assert (said[1].channel, said[1].leaf, said[1].answers) == ("site", ann, written.message)
    assert make.verbs_of([written.conversation]) == {
        "conversation.opened": 1,
        "message.received": 1,
        "message.sent": 2,
        "conversation.handed_over": 1,
    }
    assert make.ask("SELECT count(*) FROM kit_job WHERE verb = 'message.send'") == [(0,)]


def test_an_answer_goes_where_the_question_came_from(api: talking.BotApi, operator: Actor) -> None:
    conversation = _asked_in_telegram()
    message = answer(conversation, "Yes", key="a", actor=operator, at=make.AT)
    assert read_message(message).state == "queued"
    api.answers = [talking.told(200, ok=True, result={"message_id": 4100})]
    talking.send_all()
    assert api.asked == [
        (f"http://127.0.0.1:8001/bot{talking.TOKEN}/sendMessage", {"chat_id": ANN, "text": "Yes"}),
    ]
    sent = read_message(message)
    assert (sent.state, sent.outside_id, sent.error) == ("sent", "4100", "")
    assert make.verbs_of([conversation])["message.sent"] == 1


def test_one_who_blocked_us_gets_nothing_and_it_is_said(api: talking.BotApi, operator: Actor) -> None:
    conversation = _asked_in_telegram()
    api.answers = [talking.told(403, ok=False, error_code=403, description="Forbidden: bot was blocked by the user")]
    message = answer(conversation, "Yes", key="a", actor=operator, at=make.AT)
    talking.send_all()
    assert (read_message(message).state, read_message(message).error) == ("failed", "telegram.blocked")
    assert make.verbs_of([conversation])["message.failed"] == 1
    assert len(api.asked) == 1


def test_told_to_slow_down_we_wait_as_long_as_told(api: talking.BotApi, operator: Actor) -> None:
    conversation = _asked_in_telegram()
    api.answers = [talking.told(429, ok=False, error_code=429, parameters={"retry_after": 37})]
    message = answer(conversation, "Yes", key="a", actor=operator, at=make.AT)
    talking.send_all()
    assert read_message(message).state == "queued" and len(api.asked) == 1
    clock.set_clock(make.AT + timedelta(seconds=36))
    talking.send_all()
    assert len(api.asked) == 1
    clock.set_clock(make.AT + timedelta(seconds=60))
    talking.send_all()
    assert read_message(message).state == "sent" and api.said() == ["Yes", "Yes"]


def test_without_an_answer_it_stays_unknown_until_a_person_decides(api: talking.BotApi, operator: Actor) -> None:
    conversation = _asked_in_telegram()
    api.answers = [OutsideFailed("unknown", "outside.broken_off", "%(host)s broke off", host="h")]
    message = answer(conversation, "Yes", key="a", actor=operator, at=make.AT)
    talking.send_all()
    clock.set_clock(make.AT + timedelta(days=2))
    talking.send_all()
    assert (read_message(message).state, len(api.asked)) == ("unknown", 1)
    assert make.verbs_of([conversation])["message.unresolved"] == 1
    ((job,),) = _buried()
    requeue([UUID(str(job))], actor=operator, at=clock.now())
    talking.send_all()
    assert (read_message(message).state, len(api.asked)) == ("sent", 2)
    assert _buried() == []


def test_our_own_mistake_after_the_attempt_began_is_a_doubt(
    api: talking.BotApi, operator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = _asked_in_telegram()
    monkeypatch.setattr("prilavok.adapters.channels.telegram_bot.adapter.TelegramBot.send", lambda *_given: 1 // 0)
    message = answer(conversation, "Yes", key="a", actor=operator, at=make.AT)
    talking.send_all()
    assert read_message(message).state == "unknown"
    rows = make.ask("SELECT error FROM kit_job WHERE verb = 'message.send'")
    assert rows == [("OutsideFailed unknown job.unanswered",)] and api.asked == []


def test_nobody_to_answer_and_no_such_conversation(operator: Actor) -> None:
    with pytest.raises(ConversationUnknown):
        answer(uuid4(), "Yes", key="a", actor=operator, at=LATER)
    written = _write(people.browser())
    make.ask("UPDATE conversations_message SET address = NULL RETURNING 1")
    with pytest.raises(NobodyToAnswer):
        answer(written.conversation, "Yes", key="a", actor=operator, at=LATER)


def test_a_conversation_is_taken_once_and_resolved_once(operator: Actor) -> None:
    ann = people.browser()
    written = _write(ann)
    assert take_conversation(written.conversation, actor=operator, at=LATER)
    assert not take_conversation(written.conversation, actor=operator, at=LATER)
    other = talking.operator()
    assert take_conversation(written.conversation, actor=other, at=LATER)
    assert read_conversation(written.conversation).staff == other.id
    with pytest.raises(ValueError, match="staff"):
        take_conversation(written.conversation, actor=Actor("leaf", ann), at=LATER)
    assert resolve_conversation(written.conversation, actor=operator, at=LATER)
    assert not resolve_conversation(written.conversation, actor=operator, at=LATER)
    talk = read_conversation(written.conversation)
    assert (talk.state, talk.resolved_at, talk.waiting_since) == ("resolved", LATER, None)
    assert _write(ann, "Another thing", "k2").conversation != written.conversation


def test_a_passport_is_for_ones_own_and_needs_a_messenger() -> None:
    ann, ben = people.browser(), people.browser()
    written = _write(ann)
    with pytest.raises(NoWayToWrite):
        make_passport(ann, "telegram", actor=Actor("leaf", ann), at=make.AT)
    talking.connect()
    with pytest.raises(ConversationUnknown):
        make_passport(ben, "telegram", conversation=written.conversation, actor=Actor("leaf", ben), at=make.AT)
    link = make_passport(ann, "telegram", actor=Actor("leaf", ann), at=make.AT)
    token = link.rpartition("=")[2]
    assert token not in repr(make.ask("SELECT digest::text, conversation FROM conversations_passport"))
    assert link.startswith(where().sandbox_url("telegram"))
    assert list_out().rows == ()


def test_messengers_are_asked_at_every_start_to_post_to_us(api: talking.BotApi) -> None:
    connected = talking.connect()
    assert connect_outside.connect_outside([], actor=SYSTEM, at=make.AT) == {}
    for seconds in (0, 5):
        assert listen_outside.listen_outside(actor=SYSTEM, at=make.AT + timedelta(seconds=seconds)) == 1
    clock.set_clock(make.AT + timedelta(seconds=10))
    talking.send_all()
    here = f"http://127.0.0.1:{where().port}/hooks/telegram"
    assert [(url.rpartition("/")[2], asked["url"], asked["secret_token"]) for url, asked in api.asked] == [
        ("setWebhook", here, talking.WEBHOOK_SECRET)
    ] * 2
    make.ask('UPDATE connections_connection SET "on" = false WHERE id = %s RETURNING 1', connected["telegram"])
    assert listen_outside.listen_outside(actor=SYSTEM, at=make.AT) == 0
