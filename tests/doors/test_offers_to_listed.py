"""A shop moves in with subscribers whose consent is proven: they can be written to before they ever signed in.

Shows prilavok.insights.offer_way through the doors: the list is brought in the office, the offer written there.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from tests import make, people, talking
from tests.doors.listed_world import NOON, marketer, offered, sent, whose
from tests.doors.test_bringing import bring, columns, work
from tests.doors.web_people import client_of, hire
from tests.small_shop import Shop, open_small_shop

from prilavok.domains.consent.actions import give_consent, withdraw_consent
from prilavok.domains.consent.queries import list_consents
from prilavok.domains.conversations.actions import end_sending
from prilavok.domains.conversations.queries import read_message
from prilavok.domains.customers.queries import list_leaves
from prilavok.domains.customers.types.identity import ListedValue
from prilavok.domains.imports.queries import list_runs, read_list
from prilavok.flows import send_message
from prilavok.flows.change_identity_rules import change_list
from prilavok.flows.messages import way_to
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM

RUN = (send_message,)  # done by the worker, as in the shop
HEAD = "Код;Имя;Телефон;E-mail;Согласие на SMS;Согласие на рассылку;Дата согласия;Источник согласия;Текст согласия\n"
FIELDS = (
    "code",
    "name",
    "phone",
    "email",
    "consent_sms",
    "consent_mail",
    "consent_at",
    "consent_source",
    "consent_text",
)
PROOF = "01.02.2026;анкета;ред 3\n"


@pytest.fixture
def shop(rolled_back: None, quick_passwords: None) -> Iterator[Shop]:
    clock.set_clock(NOON)
    yield open_small_shop()


@pytest.fixture
def owner(shop: Shop) -> Any:
    return client_of(hire("owner", language="ru"))


def brought(client: Any, rows: str, source: str = "bitrix") -> None:
    """The list, taken in from end to end."""
    address = bring(client, (HEAD + rows).encode(), source=source).headers["Location"]
    told = read_list(list_runs().rows[0].id)
    assert client.post(f"{address}/columns", columns(told, *FIELDS)).status_code == 302
    work()
    client.post(f"{address}/start")
    work()
    assert list_runs().rows[0].state == "done"


def offer_to(kind: str, value: str, key: str = "one") -> UUID:
    """An offer of a marketer to whose the contact is; the message."""
    _leaf, customer = whose(kind, value)
    assert marketer("en").post(f"/office/customers/{customer}/offer", {"ru": "Скидка", "key": key}).status_code == 303
    ((message,),) = make.ask("SELECT id FROM conversations_message WHERE key = %s", f"offer:{key}")
    return UUID(str(message))


def test_who_is_proven_to_have_agreed_is_written_to_and_who_only_said_yes_is_not(owner: Any) -> None:
    talking.connect()
    brought(owner, f"u1;Асель;87015550011;u1@mail.example;да;да;{PROOF}u2;Берик;87015550012;;да;;;;\n"
                   f"u3;Вера;87015550013;;нет;;{PROOF}u4;Гани;87015550014;;;;;;\n")  # fmt: skip
    leaf, first = whose("phone", "+77015550011")
    answers = [offered(whose("phone", f"+7701555001{nth}")[1]) for nth in (1, 2, 3, 4)]
    assert answers == ["", "waits", "none", "none"]
    assert sent() == [("+77015550011", "sent", "")]
    ((text,),) = make.ask(
        "SELECT DISTINCT text FROM conversations_message WHERE kind = 'offer' AND text LIKE 'Скидка%%'"
    )
    assert str(text).startswith("Скидка\n") and "/shop/unsubscribe/" in str(text)
    # Of their own orders nobody is told at a contact that nobody has proven, also where a yes to that is kept.
    give_consent(leaf, "sms", "orders", source="checkout", actor=SYSTEM, at=clock.now())
    assert way_to(list_leaves(first), make.AT) is None
    # The link in it ends the offers by SMS; the letter is another yes, and goes on.
    clock.move_clock(timedelta(seconds=1))
    link = "/shop/unsubscribe/" + str(text).rpartition("/shop/unsubscribe/")[2].split()[0]
    assert Client(SERVER_NAME="localhost").post(link).status_code == 200
    assert offer_to("phone", "+77015550011") and sent()[1:] == [("u1@mail.example", "sent", "")]
    withdraw_consent(leaf, "mail", "offers", source="own_page", actor=SYSTEM, at=clock.now())
    clock.move_clock(timedelta(seconds=1))
    assert offered(first) == "none"


def test_a_contact_of_two_people_or_of_nobody_is_not_written_to(owner: Any) -> None:
    talking.connect()
    brought(owner, f"u1;Асель;87015550021;;да;;{PROOF}u2;Берик;87015550022;;да;;{PROOF}")
    brought(owner, f"k1;Пётр;87015550021;petr@mail.example;да;да;{PROOF}", source="other")
    assert [offered(whose("phone", f"+7701555002{nth}")[1]) for nth in (1, 2)] == ["shared", ""]
    _mail, second = whose("email", "petr@mail.example")
    # What the row says of the phone is of somebody else's contact; its own letter is claimed by nobody else.
    assert second != whose("phone", "+77015550021")[1]
    assert offered(second) == ""
    assert [one[0] for one in sent()] == ["+77015550022", "petr@mail.example"]
    # Staff say that they are two: the phone stands with both nevertheless.
    ((suggestion,),) = make.ask("SELECT id FROM customers_suggestion WHERE decided_at IS NULL")
    owner.post(f"/office/suggestions/{suggestion}/decide", {"answer": "no"})
    assert offered(whose("phone", "+77015550021")[1]) == "shared"
    change_list(ListedValue("phone", "+77015550022", "shared", "own"), actor=SYSTEM, at=clock.now())
    assert offered(whose("phone", "+77015550022")[1]) == "shared"
    # Proven by a code it is theirs, and the yes of the list holds.
    people.prove(people.browser(), "+77015550021", clock.now())
    assert offered(whose("phone", "+77015550021")[1]) == ""


def test_the_yes_of_a_row_under_another_name_is_not_of_whoever_has_the_contact(owner: Any) -> None:
    talking.connect()
    brought(owner, "u1;Асель;87015550071;;;;;;\n")
    # Another name under her code: with her phone alone nobody is made of it, with a new one somebody else is.
    brought(owner, f"u1;Пётр;87015550071;;да;;{PROOF}")
    _leaf, customer = whose("phone", "+77015550071")
    assert offered(customer) == "none"
    brought(owner, f"u1;Вера;87015550072;;да;;{PROOF}")
    _leaf, other = whose("phone", "+77015550072")
    assert other != customer and offered(customer) == "none"
    # Whose the new phone is, is in doubt by the code: until somebody proves it nothing goes there.
    assert offered(other) == "shared"


def test_what_did_not_arrive_is_not_sent_again_until_somebody_proves_the_contact(owner: Any) -> None:
    talking.connect()
    brought(owner, f"u1;Асель;87015550031;;да;;{PROOF}")
    message = offer_to("phone", "+77015550031")
    assert sent() == [("+77015550031", "sent", "")]
    assert end_sending(message, "failed", actor=SYSTEM, at=clock.now(), error="sms.unknown_number")
    _leaf, customer = whose("phone", "+77015550031")
    assert offered(customer) == "undelivered"
    people.prove(people.browser(), "+77015550031", clock.now())
    assert offered(whose("phone", "+77015550031")[1]) == ""


def test_a_yes_that_names_no_contact_is_of_those_they_have_proven(owner: Any) -> None:
    brought(owner, f"u1;Асель;87015550041;;;;;;\nu2;Берик;87015550042;;да;;{PROOF}")
    leaf, customer = whose("phone", "+77015550041")
    assert offered(whose("phone", "+77015550042")[1]) == "no_line", "where nothing is connected it says so"
    talking.connect()
    give_consent(leaf, "sms", "offers", source="checkout", actor=SYSTEM, at=clock.now())
    assert offered(customer) == "unproven"
    # Nor does it bring back what was refused of the very contact.
    _leaf, other = whose("phone", "+77015550042")
    withdraw_consent(_leaf, "sms", "offers", source="unsubscribe", actor=SYSTEM, at=clock.now())
    clock.move_clock(timedelta(seconds=1))
    give_consent(_leaf, "sms", "offers", source="checkout", actor=SYSTEM, at=clock.now())
    assert offered(other) == "unproven"


def test_who_proves_the_contact_meanwhile_gets_nothing_that_another_agreed_to(owner: Any) -> None:
    talking.connect()
    browser = people.browser()
    people.prove_mail(browser, "asel@mail.example", clock.now())
    brought(owner, f"u1;Асель;87015550051;asel@mail.example;да;;{PROOF}")
    clock.set_clock(datetime(2026, 3, 4, 19, 0, tzinfo=UTC))  # midnight there: it waits for the morning
    message = offer_to("phone", "+77015550051")
    talking.send_all()
    assert read_message(message).state == "queued"
    assert whose("phone", "+77015550051")[1] == whose("email", "asel@mail.example")[1]
    people.prove(people.browser(), "+77015550051", clock.now())
    assert whose("phone", "+77015550051")[1] != whose("email", "asel@mail.example")[1]
    clock.set_clock(datetime(2026, 3, 5, 5, 0, tzinfo=UTC))
    talking.send_all()
    assert (read_message(message).state, read_message(message).error) == ("failed", "consent.none")
    assert [one.given for one in list_consents(list_leaves(whose("email", "asel@mail.example")[1]))] == [True]
