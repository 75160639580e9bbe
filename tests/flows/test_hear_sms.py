"""An SMS to a number of ours: words of whoever has the phone, and the one word that ends what we write.

Covers prilavok.flows.hear_sms and the no that is said in words in a messenger.
"""

from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

import pytest
from tests import make, talking
from tests.flows.test_ask_standing import Provider, connect
from tests.flows.test_every_messenger import hear
from tests.people import new_phone

from prilavok.domains.consent.actions import give_consent
from prilavok.domains.consent.queries import asks_to_stop, may_write
from prilavok.domains.conversations.queries import find_conversation, list_messages
from prilavok.domains.customers.actions import open_leaf, prove_contact
from prilavok.domains.customers.queries import contact_addresses, customer_of, find_leaf, leaves_with
from prilavok.flows.answer_message import answer
from prilavok.flows.messages import way_to
from prilavok.insights.answer_ways import answer_ways
from prilavok.kit.arrivals.keep import NewArrival, keep_arrivals
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.runner import run_due

AT = make.AT


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Provider:
    made = Provider()
    monkeypatch.setattr("prilavok.flows.messages.speak", made.speak)
    return made


@pytest.fixture
def ours(rolled_back: None) -> UUID:
    return connect("smsc")


def text_in(connection: UUID, phone: str, text: str, nth: int = 1) -> None:
    told = urlencode({"phone": phone.removeprefix("+"), "mes": text, "to": "77770001122", "ts": 1772442001 + nth})
    keep_arrivals(connection, [NewArrival(f"sms:{phone}:{nth}", told.encode())], at=AT)
    queue_jobs([NewJob(verb="arrivals.read", facts={"connection": str(connection)}, key=str(connection))], AT)
    run_due()
    assert make.ask("SELECT error FROM kit_arrival WHERE error IS NOT NULL") == []


def known(phone: str) -> UUID:
    """Somebody at a browser who proved the phone; the leaf of the phone."""
    browser = open_leaf("browser", phone * 4, at=AT)
    prove_contact(browser, "phone", phone, source="code", actor=Actor("leaf", browser), at=AT)
    found = find_leaf("phone", phone)
    assert found is not None
    return found.leaf


def test_words_come_to_whoever_has_the_phone_and_a_person_answers_there(ours: UUID, provider: Provider) -> None:
    phone = new_phone()
    leaf = known(phone)
    text_in(ours, phone, "Заказ готов?")
    talk = find_conversation(leaves_with(leaf))
    assert talk is not None and (talk.channel, talk.leaf) == ("sms", leaf)
    assert provider.sent == [] and make.ask("SELECT 1 FROM kit_job WHERE verb = 'message.send'") == []
    (way,) = answer_ways(talk.id, talk.leaf, AT)
    assert (way.to.channel, way.to.address, way.why) == ("sms", phone, "")
    answer(talk.id, "Да, готов", key="a", actor=talking.operator(), at=AT + timedelta(seconds=10))
    talking.send_all()
    assert [(one["phones"], one["mes"]) for one in provider.sent] == [(phone, "Да, готов")]
    text_in(ours, phone, "Спасибо", nth=60)
    text_in(ours, phone, "Спасибо", nth=60)
    again = find_conversation(leaves_with(leaf))
    assert again is not None and again.id == talk.id
    assert [one.text for one in list_messages(talk.id).rows] == ["Заказ готов?", "Да, готов", "Спасибо"]


def test_a_number_nobody_has_is_somebody_new_and_joins_nobody(ours: UUID) -> None:
    phone, other = new_phone(), known(new_phone())
    text_in(ours, phone, "Есть кто?")
    found = find_leaf("phone", phone)
    assert found is not None and customer_of(found.leaf) not in {None, customer_of(other)}
    assert leaves_with(found.leaf) == [found.leaf]


@pytest.mark.parametrize("word", ["СТОП", "стоп.", " Stop ", "«Отписаться»", "Тоқтату!"])
def test_one_word_ends_notices_and_offers_and_opens_no_conversation(ours: UUID, provider: Provider, word: str) -> None:
    phone = new_phone()
    leaf = known(phone)
    for purpose in ("orders", "offers"):
        give_consent(leaf, "sms", purpose, source="checkout", actor=SYSTEM, at=AT)
    text_in(ours, phone, word)
    for purpose in ("orders", "offers"):
        assert not may_write(leaves_with(leaf), "sms", purpose)
    assert find_conversation(leaves_with(leaf)) is None and provider.sent == []
    said = make.ask("SELECT kind, text FROM conversations_message WHERE leaf_id = %s", leaf)
    assert said == [("stopped", word.strip())]


def test_a_sentence_with_such_a_word_is_a_question(ours: UUID) -> None:
    phone = new_phone()
    leaf = known(phone)
    give_consent(leaf, "sms", "orders", source="checkout", actor=SYSTEM, at=AT)
    text_in(ours, phone, "Стоп, не тот размер")
    assert may_write(leaves_with(leaf), "sms", "orders")
    assert find_conversation(leaves_with(leaf)) is not None
    assert not any(map(asks_to_stop, ("", "стопка", "не стоп", "stop it", "0")))


def test_a_no_in_a_messenger_is_a_no_to_offers_too(rolled_back: None) -> None:
    talking.connect()
    for user, told in (("7001", {"text": "Стоп"}), ("7002", {"kind": "stopped", "text": ""})):
        leaf = hear("telegram", user)
        for purpose in ("orders", "offers"):
            give_consent(leaf, "telegram", purpose, source="messenger", actor=SYSTEM, at=AT)
        hear("telegram", user, **told)
        assert [may_write(leaves_with(leaf), "telegram", one) for one in ("orders", "offers")] == [False, False]


def test_a_number_that_wrote_proves_nothing(ours: UUID) -> None:
    phone = new_phone()
    text_in(ours, phone, "Это я")
    found = find_leaf("phone", phone)
    assert found is not None
    assert [one.verified for one in contact_addresses(leaves_with(found.leaf)) if one.channel == "phone"] in (
        [],
        [False],
    )
    assert way_to(leaves_with(found.leaf), AT) is None, "no notice goes to a phone that nobody proved"
    browser = open_leaf("browser", phone * 4, at=AT)
    prove_contact(browser, "phone", phone, source="code", actor=Actor("leaf", browser), at=AT)
    assert {browser, found.leaf} <= set(leaves_with(browser)), "who proves the phone has what was said from it"
