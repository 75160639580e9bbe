"""Advertising goes to whoever agreed to it, asked again in the moment of sending, at the hours of their own clock."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from tests import make, people, talking
from tests.doors.conftest import quick_passwords  # noqa: F401  # a fixture
from tests.doors.web_people import client_of, hire

from prilavok.domains.consent.actions import give_consent, put_consents, withdraw_consent
from prilavok.domains.consent.errors import NotAgreed
from prilavok.domains.consent.queries import list_consents, may_write
from prilavok.domains.consent.types import NewConsent
from prilavok.domains.conversations.queries import read_message
from prilavok.domains.customers.queries import leaves_with, list_joins, list_leaves, owned_since
from prilavok.domains.orders.actions import record_sales
from prilavok.flows import send_message
from prilavok.flows.messages import unsubscribe_link
from prilavok.flows.offer_customer import offer_customer
from prilavok.flows.tell_customer import tell_customer
from prilavok.flows.undo_join import undo_join
from prilavok.flows.unsubscribe import unsubscribe
from prilavok.insights.customer_clock import CustomerClock, read_customer_clock
from prilavok.kit import clock
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import SYSTEM, Actor

pytestmark = pytest.mark.usefixtures("rolled_back", "at")
RUN = (send_message,)  # done by the worker, as in the shop
NOON = datetime(2026, 3, 4, 7, 30, tzinfo=UTC)  # a Wednesday, 12:30 in Almaty, 9:30 and 19:30 at the ends of Russia
NIGHT = datetime(2026, 3, 4, 19, 0, tzinfo=UTC)  # midnight in Almaty
MORNING = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)  # 9:00 in Almaty
WORDS = {"ru": "Скидка на хлеб", "en": "Less for bread"}


@pytest.fixture
def at() -> Iterator[None]:
    clock.set_clock(NOON)
    yield


def _known(phone: str) -> tuple[UUID, UUID]:
    """A browser whose Kazakh phone is proven, and whose it is."""
    browser = people.browser()
    return browser, people.prove(browser, phone).customer


def _agree(leaf: UUID, purpose: str = "offers") -> None:
    give_consent(leaf, "sms", purpose, source="own_page", actor=Actor("leaf", leaf), at=clock.now())


def _sent(message: UUID) -> tuple[str, str]:
    talking.send_all()
    found = read_message(message)
    return found.state, found.error


def test_an_offer_goes_only_to_whoever_agreed_to_offers() -> None:
    talking.connect()
    browser, customer = _known("+77012220101")
    _agree(browser, "orders")
    with pytest.raises(NotAgreed):
        offer_customer(customer, WORDS, key="bread", actor=SYSTEM, at=NOON)
    _agree(browser)
    message = offer_customer(customer, WORDS, key="bread", actor=SYSTEM, at=NOON)
    assert offer_customer(customer, WORDS, key="bread", actor=SYSTEM, at=NOON) == message, "sent again it is the same"
    assert _sent(message) == ("sent", "")
    told = read_message(message)
    assert told.text is not None and told.text.startswith("Скидка на хлеб") and "/shop/unsubscribe/" in told.text
    assert told.parts["headers"] == {
        "List-Unsubscribe": re.sub(r".*(<?http\S+).*", r"<\1>", told.text, flags=re.DOTALL),
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def test_a_no_said_before_the_sending_holds_and_a_service_message_still_goes() -> None:
    talking.connect()
    browser, customer = _known("+77012220102")
    _agree(browser)
    _agree(browser, "orders")
    message = offer_customer(customer, WORDS, key="bread", actor=SYSTEM, at=NOON)
    clock.move_clock(timedelta(seconds=1))
    withdraw_consent(browser, "sms", "offers", source="own_page", actor=Actor("leaf", browser), at=clock.now())
    assert _sent(message) == ("failed", "consent.none")
    notice = tell_customer(browser, "bot.hello", {}, key="hello", actor=SYSTEM, at=NOON)
    assert notice is not None and _sent(notice) == ("sent", "")


def test_an_offer_of_the_night_waits_for_the_morning_of_the_customer() -> None:
    talking.connect()
    browser, customer = _known("+77012220103")
    _agree(browser)
    _agree(browser, "orders")
    clock.set_clock(NIGHT)
    message = offer_customer(customer, WORDS, key="bread", actor=SYSTEM, at=NIGHT)
    notice = tell_customer(browser, "bot.hello", {}, key="hello", actor=SYSTEM, at=NIGHT)
    assert _sent(message) == ("queued", "")
    assert notice is not None and read_message(notice).state == "sent", "what serves the customer waits for no hour"
    assert make.ask("SELECT run_at FROM kit_job WHERE verb = 'message.send'") == [(MORNING,)]
    clock.set_clock(MORNING)
    assert _sent(message) == ("sent", "")


def test_mail_keeps_to_the_hours_of_the_phones_its_reader_is_known_by() -> None:
    """The store they last bought at says nothing where their phone is of another country."""
    talking.connect()
    place, variant, sent = make.place(), make.variant(), {}
    for phone in ("+77012220131", "+79161230132", ""):
        reader = people.messenger()
        customer = people.prove_mail(reader, f"reader{phone[1:]}@zones.example", NOON).customer
        if phone:
            customer = people.prove(reader, phone, NOON).customer
        sold = make.sale(place, reader, [make.line(variant)], at=NOON - timedelta(days=1))
        record_sales([sold], actor=SYSTEM, at=NOON, origin="live")
        give_consent(reader, "mail", "offers", source="own_page", actor=Actor("leaf", reader), at=NOON)
        sent[phone] = offer_customer(customer, WORDS, key=f"bread {phone}", actor=SYSTEM, at=MORNING)
    clock.set_clock(MORNING)
    talking.send_all()
    states = {phone: (read_message(one).channel, read_message(one).state) for phone, one in sent.items()}
    assert states == {"+77012220131": ("mail", "sent"), "+79161230132": ("mail", "queued"), "": ("mail", "sent")}
    # Not before nine at Kaliningrad, where it is two hours later than in Greenwich.
    assert make.ask("SELECT run_at FROM kit_job WHERE verb = 'message.send'") == [(MORNING.replace(hour=7),)]
    # Two phones of two countries: the hours of both.
    assert read_customer_clock([people.browser()], ["+77012220133", "+79161230134"]) == CustomerClock(
        ("KZ", "RU"), ("Asia/Almaty", "Europe/Kaliningrad", "Asia/Kamchatka")
    )


def test_what_waited_is_asked_again_in_the_morning() -> None:
    talking.connect()
    browser, customer = _known("+77012220104")
    _agree(browser)
    clock.set_clock(NIGHT)
    message = offer_customer(customer, WORDS, key="bread", actor=SYSTEM, at=NIGHT)
    talking.send_all()
    unsubscribe(unsubscribe_link(browser, "sms", NIGHT).rpartition("/")[2], actor=SYSTEM, at=NIGHT)
    clock.set_clock(MORNING)
    assert _sent(message) == ("failed", "consent.none")


def test_the_link_ends_offers_by_a_press_without_a_login_and_never_by_looking() -> None:
    browser, _customer = _known("+77012220105")
    _agree(browser)
    page = "/shop/unsubscribe/" + unsubscribe_link(browser, "sms", NOON).rpartition("/")[2]
    clock.move_clock(timedelta(seconds=1))
    stranger = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    for _time in range(2):
        looked = stranger.get(page)
        assert looked.status_code == 200 and b'method="post"' in looked.content and not looked.cookies
    assert may_write(leaves_with(browser), "sms", "offers")
    assert stranger.post(page, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not may_write(leaves_with(browser), "sms", "offers")
    [last, *_rest] = list_consents(leaves_with(browser))
    assert (last.given, last.source, last.purpose) == (False, "unsubscribe", "offers")
    assert stranger.post(page).status_code == 200, "a second press harms nothing"
    assert stranger.post(page[:-2] + "xx").status_code == 422
    with pytest.raises(Refused):
        unsubscribe(page.rpartition("/")[2], actor=SYSTEM, at=NOON + timedelta(days=731))
    limited = [stranger.get(page).status_code for _time in range(40)]
    assert limited[-1] == 429 and set(limited) == {200, 429}


def test_a_file_gives_no_yes_without_proof_and_every_no() -> None:
    browser, _customer = _known("+77012220106")
    told = [
        NewConsent(browser, "sms", "offers", True, "paper"),
        NewConsent(browser, "mail", "offers", True, "paper", make.AT, "2025-01"),
        NewConsent(browser, "telegram", "offers", False, "paper"),
    ]
    assert put_consents(told, actor=SYSTEM, at=NOON, origin="import") == 2
    leaves = leaves_with(browser)
    assert [may_write(leaves, channel, "offers") for channel in ("sms", "mail", "telegram")] == [False, True, False]
    assert [one.waits for one in list_consents(leaves)] == [False, False, True]
    assert make.verbs_of([browser]) == {"consent.given": 1, "consent.withdrawn": 1}
    _agree(browser)
    assert may_write(leaves, "sms", "offers"), "said by the person, it counts"


def test_joined_and_told_apart_the_stricter_of_what_was_said_counts() -> None:
    phone = people.new_phone()
    (kept, card), browser = people.household(phone), people.messenger()
    gone = people.prove_mail(browser, "two@apart.example", NOON).customer
    withdraw_consent(card, "sms", "offers", source="own_page", actor=SYSTEM, at=NOON)
    give_consent(browser, "sms", "offers", source="own_page", actor=SYSTEM, at=NOON + timedelta(minutes=1))
    together = NOON + timedelta(minutes=2)
    assert people.prove(browser, phone, together).customer == kept
    leaves = list_leaves(kept)
    assert not may_write(leaves, "sms", "offers", since=owned_since(leaves)), "the no of one binds both"
    give_consent(card, "sms", "offers", source="own_page", actor=SYSTEM, at=NOON + timedelta(minutes=3))
    assert may_write(leaves, "sms", "offers", since=owned_since(leaves)), "said as one person it holds"
    withdraw_consent(browser, "sms", "offers", source="own_page", actor=SYSTEM, at=NOON + timedelta(minutes=4))
    [join] = list_joins(kept)
    undo_join(join.id, actor=SYSTEM, at=NOON + timedelta(minutes=5))
    for customer in (kept, gone):
        apart = list_leaves(customer)
        assert not may_write(apart, "sms", "offers", since=owned_since(apart)), "neither has a yes of the other's"


def test_the_servers_of_a_mail_provider_press_for_all_of_their_readers() -> None:
    people_of_it = [_known(f"+7701222{number}")[0] for number in range(2000, 2040)]
    pages = []
    for browser in people_of_it:
        give_consent(browser, "mail", "offers", source="own_page", actor=Actor("leaf", browser), at=NOON)
        pages.append("/shop/unsubscribe/" + unsubscribe_link(browser, "mail", NOON).rpartition("/")[2])
    clock.move_clock(timedelta(seconds=1))
    provider, one_click = Client(SERVER_NAME="localhost"), {"List-Unsubscribe": "One-Click"}
    guesses = [provider.post(pages[0][:-4] + f"{number:04}", one_click).status_code for number in range(1000, 1035)]
    assert guesses == [422] * 30 + [429] * 5, "guessing links is what is limited by network"
    old = (
        "/shop/unsubscribe/" + unsubscribe_link(people_of_it[0], "mail", NOON - timedelta(days=731)).rpartition("/")[2]
    )
    assert provider.post(old, one_click).status_code == 422, "a link of ours that has ended is no guess"
    assert [provider.post(page, one_click).status_code for page in pages] == [200] * 40
    assert not any(may_write(leaves_with(browser), "mail", "offers") for browser in people_of_it)
    # Each press again is the same no: nothing is written, and one link alone comes to an end of its tries.
    again = [provider.post(pages[0], one_click).status_code for _time in range(32)]
    assert again == [200] * 29 + [429] * 3 and provider.post(pages[1], one_click).status_code == 200
    assert [len(list_consents([browser])) for browser in people_of_it] == [2] * 40
    assert make.verbs_of([people_of_it[0]])["consent.withdrawn"] == 1
    # A yes said since is answered by a no of its own.
    clock.move_clock(timedelta(minutes=2))
    give_consent(people_of_it[0], "mail", "offers", source="own_page", actor=SYSTEM, at=clock.now())
    clock.move_clock(timedelta(seconds=1))
    assert provider.post(pages[0], one_click).status_code == 200
    assert not may_write(leaves_with(people_of_it[0]), "mail", "offers")
    assert [one.given for one in list_consents([people_of_it[0]])] == [False, True, False, True]


@pytest.mark.parametrize(
    ("language", "told"),
    [("ru", "Эта ссылка недействительна."), ("kk", "Бұл сілтеме жарамсыз."), ("en", "This link is not valid.")],
)
def test_a_link_that_is_none_is_refused_in_the_readers_language(language: str, told: str) -> None:
    shown = Client(SERVER_NAME="localhost", headers={"accept-language": language}).get("/shop/unsubscribe/nothing")
    assert shown.status_code == 422
    assert f"<h1>{told}</h1>" in shown.content.decode() and "link.invalid" not in shown.content.decode()


@pytest.mark.usefixtures("quick_passwords")
def test_staff_write_an_offer_and_are_told_where_nobody_agreed() -> None:
    talking.connect()
    browser, customer = _known("+77012220107")
    marketer, cashier = client_of(hire("marketer", language="en")), client_of(hire("cashier"))
    page = f"/office/customers/{customer}/offer"
    assert cashier.post(page, {"ru": "Скидка"}).status_code == 403
    told = marketer.post(page, {"ru": "Скидка", "key": "one"}).content.decode()
    assert "did not agree to offers" in told and "Скидка" in told, "what was typed is kept"
    assert "Write the offer first" in marketer.post(page, {"ru": " "}).content.decode()
    assert make.ask("SELECT count(*) FROM conversations_message WHERE kind = 'offer'") == [(0,)]
    _agree(browser)
    for _time in range(2):
        assert marketer.post(page, {"ru": "Скидка", "key": "one"}).status_code == 303
    assert make.ask("SELECT count(*) FROM conversations_message WHERE kind = 'offer'") == [(1,)]
