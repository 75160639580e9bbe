"""Notices go where the customer agreed to, in their language and once; codes go to the very address they prove."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from tests import make, people, talking

from prilavok.domains.consent.actions import give_consent, withdraw_consent
from prilavok.domains.conversations.errors import NoWayToWrite
from prilavok.domains.conversations.queries import list_out, read_message
from prilavok.domains.conversations.types import MessageView
from prilavok.domains.customers.queries import customer_of, leaves_with
from prilavok.flows import read_arrivals, send_message
from prilavok.flows.messages import way_to
from prilavok.flows.notices import TEMPLATES, code_text, notice_text
from prilavok.flows.record_sales import record_sales_here
from prilavok.flows.tell_customer import tell_customer, write_code
from prilavok.flows.tell_of_event import tell_of_event
from prilavok.flows.write_message import write_message
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.facts import OrderCancelled
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.events.timeline import events_about
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.runner import run_due
from prilavok.kit.money import Money
from prilavok.kit.settings import where

pytestmark = pytest.mark.usefixtures("rolled_back", "at")
#: prilavok.flows.tell_of_event is also run as the job notice.tell
RUN = (read_arrivals, send_message)
ANN = 9001
PLACED = {"number": "26-000001", "amount": Money(123_450, "KZT"), "place": {"ru": "Абая", "en": "Abay"}}

NOT_FOUND = {"reason": "not_found", "missed": ({"ru": "Сыр"}, {"ru": "Хлеб"})}


@pytest.fixture
def at() -> Iterator[None]:
    clock.set_clock(make.AT)
    yield


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> talking.BotApi:
    return talking.install(monkeypatch.setattr)


def _known(phone: str = "") -> UUID:
    """A browser whose phone is proven."""
    browser = people.browser()
    people.prove(browser, phone or people.new_phone())
    return browser


def _agree(leaf: UUID, channel: str) -> None:
    give_consent(leaf, channel, "orders", source="test", actor=Actor("leaf", leaf), at=clock.now())


def _tell(leaf: UUID, key: str = "k", language: str | None = "en") -> MessageView | None:
    told = tell_customer(leaf, "order.placed", PLACED, key=key, actor=SYSTEM, at=clock.now(), language=language)
    return read_message(told) if told else None


def test_nobody_is_told_who_did_not_agree() -> None:
    talking.connect()
    ann = _known()
    assert _tell(ann) is None and _tell(people.browser()) is None
    _agree(ann, "mail")
    assert _tell(ann) is None, "there is no mail address"
    assert list_out().rows == ()


def test_sms_goes_to_the_proven_phone_once() -> None:
    talking.connect()
    phone = people.new_phone()
    ann = _known(phone)
    _agree(ann, "sms")
    told = _tell(ann)
    assert told is not None
    assert (told.channel, told.address, told.kind, told.template) == ("sms", phone, "notice", "order.placed")
    assert told.text is not None and "26-000001" in told.text and "Abay" in told.text and "1,234.50" in told.text
    again = _tell(ann)
    assert again is not None and again.id == told.id
    talking.send_all()
    assert read_message(told.id).state == "sent"
    assert len(list_out().rows) == 1


def test_a_messenger_linked_by_proof_comes_first_and_its_blocking_falls_back(api: talking.BotApi) -> None:
    ours = talking.connect()
    phone = people.new_phone()
    ann = _known(phone)
    _agree(ann, "sms")
    own = {"phone_number": phone, "first_name": "A", "user_id": ANN}
    talking.arrive(ours["telegram"], talking.message(ANN, contact=own))
    told = _tell(ann)
    assert told is not None and (told.channel, told.address) == ("telegram", str(ANN))
    clock.set_clock(make.AT + timedelta(minutes=1))
    talking.arrive(ours["telegram"], talking.blocked(ANN))
    fallen = _tell(ann, "k2")
    assert fallen is not None and (fallen.channel, fallen.address) == ("sms", phone)
    withdraw_consent(ann, "sms", "orders", source="test", actor=Actor("leaf", ann), at=clock.now())
    assert _tell(ann, "k3") is None


def test_a_phone_that_was_only_named_is_not_written_to() -> None:
    talking.connect()
    _household, card = people.household(people.new_phone())
    _agree(card, "sms")
    assert way_to(leaves_with(card), make.AT) is None


def test_a_made_up_contact_is_written_to_in_the_sandbox_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    talking.connect()
    ann = _known()
    _agree(ann, "sms")
    assert way_to(leaves_with(ann), make.AT) is not None
    monkeypatch.setenv("PRILAVOK_OUTSIDE", "live")
    where.cache_clear()
    try:
        assert way_to(leaves_with(ann), make.AT) is None
        with pytest.raises(NoWayToWrite):
            write_code(
                ann, "phone", people.new_phone(), "123456", code=uuid4(), language="en", actor=SYSTEM, at=make.AT
            )
    finally:
        monkeypatch.undo()
        where.cache_clear()


def test_an_outbox_never_says_that_it_sent_where_it_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    talking.connect()
    message = write_code(
        people.browser(), "phone", "+77017654321", "123456", code=uuid4(), language="en", actor=SYSTEM, at=make.AT
    )
    monkeypatch.setenv("PRILAVOK_OUTSIDE", "live")
    where.cache_clear()
    try:
        talking.send_all()
    finally:
        monkeypatch.undo()
        where.cache_clear()
    assert (read_message(message).state, read_message(message).error) == ("failed", "outside.sandbox")


def test_a_code_is_written_once_to_its_address_and_needs_a_way() -> None:
    leaf, code = people.browser(), uuid4()
    with pytest.raises(NoWayToWrite):
        write_code(leaf, "phone", "+12025550101", "042042", code=code, language="kk", actor=SYSTEM, at=make.AT)
    talking.connect()
    one = write_code(leaf, "phone", "+12025550101", "042042", code=code, language="kk", actor=SYSTEM, at=make.AT)
    again = write_code(leaf, "phone", "+12025550101", "042042", code=code, language="kk", actor=SYSTEM, at=make.AT)
    mail = write_code(leaf, "email", "a@example.org", "777777", code=uuid4(), language="en", actor=SYSTEM, at=make.AT)
    assert one == again and read_message(one).channel == "sms" and read_message(mail).channel == "mail"
    assert "042042" in str(read_message(one).text) and read_message(one).conversation is None


def test_what_follows_an_order_is_told_once_an_event() -> None:
    talking.connect()
    ann, place = _known(), make.place()
    _agree(ann, "sms")
    make.programme()
    sale = make.sale(place, ann, [make.line(make.variant(), 1, 120_000)])
    recorded = record_sales_here([sale], method={sale.id: "cash"}, actor=SYSTEM, at=make.AT, origin="live")
    (order,) = recorded.orders
    (event,) = [one for one in events_about(order) if one.verb == "order.completed"]
    for _ in range(2):
        facts = {"event": str(event.id), "subject": str(order)}
        queue_jobs([NewJob(verb="notice.tell", facts=facts, key=f"{event.id}{_}")], make.AT)
    run_due()
    (told,) = list_out().rows
    assert told.template == "order.completed" and sale.number in str(told.text)
    assert "1" + "200" in str(told.text).replace("\xa0", "").replace(" ", ""), "the points are told"
    other = [one for one in events_about(order) if one.verb != "order.completed"]
    assert other and not any(tell_of_event(one, actor=SYSTEM) for one in other)


@pytest.mark.parametrize(("reason", "told"), [("customer", True), ("not_collected", True), ("hold_lost", False)])
def test_an_order_that_ended_by_a_lost_hold_is_not_told_twice(reason: str, told: bool) -> None:
    talking.connect()
    ann = _known()
    _agree(ann, "sms")
    sale = make.sale(make.place(), ann, [make.line(make.variant())])
    (order,) = record_sales_here([sale], method={sale.id: "cash"}, actor=SYSTEM, at=make.AT, origin="load").orders
    facts = OrderCancelled(order, reason)  # type: ignore[arg-type]
    record(
        [NewEvent(verb="order.cancelled", occurred_at=make.AT, subject_kind="order", subject=order, facts=facts)],
        make.AT,
    )
    (event,) = [one for one in events_about(order) if one.verb == "order.cancelled"]
    assert (tell_of_event(event, actor=SYSTEM) is not None) is told


def test_a_notice_stands_in_the_open_conversation() -> None:
    talking.connect()
    ann = _known()
    _agree(ann, "sms")
    written = write_message(ann, "Where is it?", key="k", actor=Actor("leaf", ann), at=make.AT)
    told = _tell(ann)
    assert told is not None and told.conversation == written.conversation


@pytest.mark.parametrize("template", sorted(TEMPLATES))
@pytest.mark.parametrize("language", ["ru", "kk", "en", "de", ""])
def test_every_template_has_words_in_every_language(template: str, language: str) -> None:
    facts = PLACED | {
        "code": "123456",
        "until": make.AT,
        "points": 3,
        "goods": {"ru": "Сыр"},
        "reason": "staff",
        "other": "S-2",
        "wanted": "both",
        "why": "No",
        "service": {"ru": "Стрижка"},
        "resource": {"ru": "Анна"},
        "was": make.AT,
        "link": "https://localhost/shop/draft/x",
        "when": make.AT,
        "day": make.AT.date(),
        "worse": False,
        "home": False,
        "name": {"ru": "Сыр"},
        "price": PLACED["amount"],
        "per": "",
        "free": "",
        "coming": "",
        "coming_on": "",
        "elsewhere": "",
        "ahead": False,
        "zone": "",
        "any": True,
        "may": True,
        "senders": ({"ru": "Абая"},),
        "nothing": "",
        "waits": "",
        "due": make.AT,
        "outcome": "replacement",
        "back": PLACED["amount"],
        "all": 3,
        "comes": make.AT.date(),
        "units": 2,
    }
    for more in (
        {},
        {"day": None},
        *({"outcome": one} for one in ("money", "reduction", "repair", "refused")),
        {"worse": True},
        {"all": 0, "when": None},
        {"home": True},
        {"home": True, "worse": True},
        {"zone": {"ru": "Медеу"}, "free": "3", "per": "1 kg", "elsewhere": "A: 1"},
        {"zone": {"ru": "Медеу"}, "nothing": "no_terms", "coming": "3", "coming_on": "day", "ahead": True},
        {"zone": {"ru": "Медеу"}, "waits": "day", "any": False},
        {"zone": {"ru": "Медеу"}, "nothing": "no_route", "may": False},
        {"elsewhere": {"en": "Dostyk"}, "over": True},
        NOT_FOUND,
        NOT_FOUND | {"paid": PLACED["amount"]},
    ):
        text = notice_text(template, facts | more, language)
        assert text and "%(" not in text and "{" not in text and len(text) < 600
    assert "123456" in code_text("123456", language)


def _placed_told(leaf: UUID, key: str) -> str:
    message = tell_customer(leaf, "order.placed", PLACED, key=key, actor=SYSTEM, at=clock.now())
    assert message is not None
    return str(read_message(message).text)


def _said_in(language: str) -> str:
    return notice_text("order.placed", PLACED, language)


def test_who_chose_no_language_is_written_to_in_the_one_they_last_turned_to_us_in(api: talking.BotApi) -> None:
    ours, phone = talking.connect(), people.new_phone()
    browser = _known(phone)
    who = Actor("leaf", browser)
    _agree(browser, "sms")
    assert _placed_told(browser, "1") == _said_in("ru")  # nothing was said yet: the first of the house
    write_message(browser, "Сәлем", key="1", language="kk", actor=who, at=clock.now())
    assert _placed_told(browser, "2") == _said_in("kk")
    clock.set_clock(make.AT + timedelta(minutes=1))
    contact = {"phone_number": phone, "first_name": "Ann", "user_id": ANN}
    talking.arrive(ours["telegram"], talking.message(ANN, clock.now(), contact=contact), at=clock.now())
    assert _placed_told(browser, "3") == _said_in("en")  # their messenger speaks English
    clock.set_clock(make.AT + timedelta(minutes=2))
    write_message(browser, "Hola", key="2", language="es", actor=who, at=clock.now())
    assert _placed_told(browser, "4") == _said_in("en")  # a language we have no words in changes nothing
    write_code(browser, "phone", phone, "123456", code=uuid4(), language="ru", actor=who, at=clock.now())
    assert _placed_told(browser, "5") == _said_in("ru")  # they asked for it on a page in Russian
    other = people.browser()
    write_message(other, "Hello", key="1", language="en", actor=Actor("leaf", other), at=clock.now())
    assert _placed_told(browser, "6") == _said_in("ru")  # what a stranger writes says nothing of them


def test_the_language_somebody_chose_stays_whatever_their_messenger_speaks(api: talking.BotApi) -> None:
    ours, phone = talking.connect(), people.new_phone()
    browser = _known(phone)
    make.ask("UPDATE customers_customer SET language = 'kk' WHERE id = %s RETURNING id", customer_of(browser))
    contact = {"phone_number": phone, "first_name": "Ann", "user_id": ANN}
    talking.arrive(ours["telegram"], talking.message(ANN, contact=contact))
    assert _placed_told(browser, "1") == _said_in("kk")
