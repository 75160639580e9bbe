"""What a provider of SMS answered nothing to, or told nothing of, is asked for until it is known.

Covers prilavok.flows.ask_standing and what prilavok.flows.hear_signs makes of posts about SMS.
"""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from tests import make, people, talking

from prilavok.domains.connections.types import NewConnection
from prilavok.domains.conversations.actions import say_anew
from prilavok.domains.conversations.queries import list_tries, read_message
from prilavok.domains.conversations.types import NewOut
from prilavok.domains.customers.actions import open_leaf
from prilavok.doors.worker import know_all_jobs
from prilavok.flows.ask_standing import NOT_TAKEN
from prilavok.flows.connect_outside import connect_outside
from prilavok.flows.messages import write_and_queue
from prilavok.flows.outgoing import SENT, UNKNOWN
from prilavok.kit import clock
from prilavok.kit.arrivals.keep import NewArrival, keep_arrivals
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.http import Answer
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.runner import run_due
from prilavok.kit.secrets import Secret

OPENS = {"key": Secret("a-key"), "hook_secret": Secret("a secret")}


class Provider:
    """Stands where the network stands. sent, asked: the forms; sends, stands: the next answers, the last stays."""

    def __init__(self) -> None:
        self.sent, self.asked = list[dict[str, str]](), list[dict[str, str]]()
        self.sends: list[object] = [{"id": 101, "cnt": 1}]
        self.stands: list[object] = [{"status": 1}]

    def speak(self, method: str, url: str, *, form: dict[str, str], **more: Any) -> Answer:
        kept, answers = (
            (self.asked, self.stands) if "/status.php" in url or "getSMSStatus" in url else (self.sent, self.sends)
        )
        kept.append(form)
        told = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(told, OutsideFailed):
            raise told
        return Answer(200, {}, json.dumps(told).encode())


NO_ANSWER = OutsideFailed("unknown", "http.no_answer", "%(provider)s does not answer.", provider="SMSC")


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Provider:
    made = Provider()
    monkeypatch.setattr("prilavok.flows.messages.speak", made.speak)
    return made


@pytest.fixture
def ours(rolled_back: None) -> UUID:
    return connect("smsc")


def connect(name: str) -> UUID:
    know_all_jobs()
    new = NewConnection("ours", "sms", name, {"en": "SMS"}, {"host": "smsc.kz"}, OPENS)
    return connect_outside([new], actor=SYSTEM, at=make.AT)["ours"]


def say(connection: UUID, kind: str = "notice") -> UUID:
    """A message on its way, and sent as the provider lets it be."""
    at, phone = clock.now(), people.new_phone()
    new = NewOut(
        conversation=None, leaf=open_leaf("phone", phone, at=at), kind=kind, channel="sms", connection=connection,
        address=phone, text="Your order is ready", key=f"k:{phone}",
    )  # fmt: skip
    message = write_and_queue(new, actor=SYSTEM, at=at).message
    talking.send_all()
    return message


def pass_by(by: timedelta) -> None:
    """So much time goes by, and the worker does what is due."""
    clock.move_clock(by)
    talking.send_all()


def state(message: UUID) -> tuple[str, str]:
    found = read_message(message)
    return found.state, found.error


def asks() -> int:
    """How many questions wait."""
    return len(make.ask("SELECT id FROM kit_job WHERE verb = 'message.ask'"))


def post(connection: UUID, phone: str, outside_id: str, status: int) -> None:
    told = urlencode({"id": outside_id, "phone": phone.removeprefix("+"), "status": status, "ts": "1772442002"})
    keep_arrivals(connection, [NewArrival(f"post:{phone}:{outside_id}:{status}", told.encode())], at=make.AT)
    queue_jobs([NewJob(verb="arrivals.read", facts={"connection": str(connection)}, key=str(connection))], make.AT)
    run_due()


MINUTE = timedelta(minutes=1)


def test_a_try_without_an_answer_that_did_arrive_is_found_out_and_nothing_is_sent_twice(
    ours: UUID, provider: Provider
) -> None:
    provider.sends = [NO_ANSWER]
    message = say(ours)
    assert state(message) == ("unknown", "http.no_answer") and asks() == 1 and provider.asked == []
    provider.stands = [{"status": 1}]
    pass_by(MINUTE)
    assert state(message) == ("delivered", "")
    (named,) = {one["id"] for one in provider.sent} | {one["id"] for one in provider.asked}
    assert read_message(message).outside_id == named
    pass_by(timedelta(days=3))
    assert len(provider.sent) == len(provider.asked) == 1 and asks() == 0
    assert [(one.nth, one.state) for one in list_tries(message)] == [(1, "delivered")]


def test_what_waits_at_the_provider_is_sent_and_its_posts_find_it(ours: UUID, provider: Provider) -> None:
    provider.sends = [NO_ANSWER]
    message = say(ours)
    provider.stands = [{"status": -1}]
    pass_by(MINUTE)
    assert state(message) == ("sent", "")
    found = read_message(message)
    post(ours, str(found.address), found.outside_id, 1)
    assert state(message) == ("delivered", "")
    pass_by(timedelta(days=3))
    assert len(provider.asked) == 1, "what has come to an end is asked no more"


def test_only_the_last_no_is_believed_and_then_it_goes_out_once_more_by_itself(ours: UUID, provider: Provider) -> None:
    provider.sends, provider.stands = [NO_ANSWER], [{"error": "message not found", "error_code": 3}]
    message = say(ours)
    for wait in UNKNOWN[:-1]:
        pass_by(wait)
        assert state(message)[0] == "unknown" and len(provider.sent) == 1
    provider.sends = [{"id": 202, "cnt": 1}]
    pass_by(UNKNOWN[-1])
    assert state(message) == ("sent", "") and len(provider.sent) == 2
    assert [(one.nth, one.state, one.error) for one in list_tries(message)] == [
        (1, "failed", NOT_TAKEN),
        (2, "sent", ""),
    ]
    assert provider.sent[0]["id"] != provider.sent[1]["id"]
    assert make.verbs_of([message])["message.again"] == 1


@pytest.mark.parametrize("kind", ["notice", "code"])
def test_a_second_try_that_never_arrived_and_a_code_are_left_to_people(
    ours: UUID, provider: Provider, kind: str
) -> None:
    provider.sends, provider.stands = [NO_ANSWER], [{"status": -3}]
    message = say(ours, kind)
    for wait in (*UNKNOWN, *UNKNOWN):
        pass_by(wait)
    assert state(message) == ("failed", NOT_TAKEN) and asks() == 0
    assert len(provider.sent) == (2 if kind == "notice" else 1)


def test_an_arrival_at_the_last_moment_stands_before_a_second_try(ours: UUID, provider: Provider) -> None:
    provider.sends, provider.stands = [NO_ANSWER], [{"status": -3}, {"status": -3}, {"status": 0}]
    message = say(ours)
    for wait in UNKNOWN:
        pass_by(wait)
    assert state(message) == ("sent", "") and len(provider.sent) == 1


def test_a_lost_post_is_made_good_by_asking(ours: UUID, provider: Provider) -> None:
    message = say(ours)
    assert state(message) == ("sent", "") and asks() == 1
    provider.stands = [{"status": 0}, {"status": 20, "err": 6}]
    pass_by(SENT[0])
    assert state(message) == ("sent", "") and asks() == 1
    pass_by(SENT[1])
    assert state(message) == ("failed", "sms.switched_off") and asks() == 0
    assert [one["id"] for one in provider.asked] == ["101", "101"]


def test_a_post_that_comes_leaves_nothing_to_ask(ours: UUID, provider: Provider) -> None:
    message = say(ours)
    post(ours, str(read_message(message).address), "101", 1)
    assert state(message) == ("delivered", "")
    pass_by(timedelta(days=3))
    assert provider.asked == [] and asks() == 0


def test_a_provider_that_is_asked_and_down_is_asked_later_and_the_message_stays_unknown(
    ours: UUID, provider: Provider
) -> None:
    provider.sends = [NO_ANSWER]
    message = say(ours)
    provider.stands = [OutsideFailed("temporary", "sms.down", "%(provider)s is down.", provider="SMSC"), {"status": 1}]
    pass_by(MINUTE)
    assert state(message)[0] == "unknown" and asks() == 1
    pass_by(timedelta(hours=1))
    assert state(message) == ("delivered", "") and len(provider.sent) == 1


def test_what_a_person_sends_again_meanwhile_is_not_judged_by_the_try_before(ours: UUID, provider: Provider) -> None:
    provider.sends = [NO_ANSWER, {"id": 303, "cnt": 1}]
    message = say(ours)
    say_anew(message, actor=SYSTEM, at=clock.now())
    facts = {"message": str(message)}
    queue_jobs([NewJob(verb="message.send", facts=facts, key=f"{message}:2", queue="outside")], clock.now())
    talking.send_all()
    assert state(message) == ("sent", "")
    provider.stands = [{"status": -3}]
    pass_by(MINUTE)
    assert state(message) == ("sent", "") and provider.asked == []


def test_who_is_asked_by_its_own_number_alone_is_not_asked_of_a_try_without_an_answer(
    rolled_back: None, provider: Provider
) -> None:
    connection = connect("mobizon")
    provider.sends = [NO_ANSWER, {"code": 0, "data": {"messageId": "77"}}]
    message = say(connection)
    assert state(message)[0] == "unknown" and asks() == 0
    taken = say(connection)
    assert state(taken) == ("sent", "") and asks() == 1
    provider.stands = [{"code": 0, "data": [{"id": 77, "status": "DELIVRD"}]}]
    pass_by(SENT[0])
    assert state(taken) == ("delivered", "") and [one["ids"] for one in provider.asked] == ["77"]
    assert len(provider.sent) == 2
