"""A no that a list tells of an address binds the address, whosever row it stood in and whoever has the address.

Shows prilavok.flows.moving_in.consents through the doors: the list is brought in the office, the offer written there.
"""

from datetime import timedelta
from typing import Any

import pytest
from tests import people, talking
from tests.doors.listed_world import NOON, offered, sent, whose
from tests.doors.test_bringing import bring, columns, work
from tests.doors.web_people import client_of, hire
from tests.small_shop import open_small_shop

from prilavok.domains.consent.actions import give_consent
from prilavok.domains.consent.queries import list_consents
from prilavok.domains.customers.queries import list_leaves
from prilavok.domains.imports.queries import list_runs, read_list
from prilavok.insights.own_page import read_own_page
from prilavok.kit import clock
from prilavok.kit.events.actor import Actor

HEAD = "Код;ФИО;Почта;Согласие email;Дата;Источник;Текст;Отписан\n"
FIELDS = ("code", "name", "email", "consent_mail", "consent_at", "consent_source", "consent_text", "unsubscribed_at")


@pytest.fixture
def owner(rolled_back: None, quick_passwords: None) -> Any:
    clock.set_clock(NOON)
    open_small_shop()
    return client_of(hire("owner", language="ru"))


def brought(client: Any, rows: str, source: str = "oldcrm", head: str = HEAD, fields: tuple[str, ...] = FIELDS) -> None:
    """The list, taken in from end to end."""
    address = bring(client, (head + rows).encode(), source=source).headers["Location"]
    told = read_list(list_runs().rows[0].id)
    assert client.post(f"{address}/columns", columns(told, *fields)).status_code == 302
    work()
    client.post(f"{address}/start")
    work()
    assert list_runs().rows[0].state == "done"


def shown(mail: str) -> list[tuple[bool, bool]]:
    """What their own page says of offers by mail: yes, waits."""
    _leaf, customer = whose("email", mail)
    return [(one.given, one.waits) for one in read_own_page(customer, list_leaves(customer)).consents]


def test_a_duplicate_row_that_unsubscribed_ends_the_offers_to_its_address(owner: Any) -> None:
    talking.connect()
    brought(owner, "1;Иван Петров;dup@mail.example;да;01.02.2025;анкета;ред 1;\n"
                   "2;Иван Петров;dup@mail.example;;;;;01.03.2025\n")  # fmt: skip
    leaf, customer = whose("email", "dup@mail.example")
    assert whose("import", "oldcrm:1")[1] == customer != whose("import", "oldcrm:2")[1]
    people.prove_mail(people.browser(), "dup@mail.example", clock.now())
    _leaf, customer = whose("email", "dup@mail.example")
    assert offered(customer) == "none" and sent() == []
    assert shown("dup@mail.example") == [(False, False)]
    # What they say themselves, once it is theirs, counts again.
    clock.move_clock(timedelta(minutes=1))
    give_consent(leaf, "mail", "offers", source="own_page", actor=Actor("leaf", leaf), at=clock.now())
    assert offered(customer) == "" and sent() == [("dup@mail.example", "sent", "")]
    assert shown("dup@mail.example") == [(True, False)]


def test_a_no_under_another_name_in_the_list_of_another_system_ends_them_as_well(owner: Any) -> None:
    talking.connect()
    brought(owner, "11;Ваня;vanya@mail.example;да;01.02.2025;анкета;ред 1;\n")
    people.prove_mail(people.browser(), "vanya@mail.example", clock.now())
    _leaf, customer = whose("email", "vanya@mail.example")
    assert offered(customer) == "" and sent() == [("vanya@mail.example", "sent", "")]
    brought(owner, "77;Иван Петров;vanya@mail.example;01.03.2025\n", source="mailer", head="Ид;ФИО;Почта;Отписан\n",
            fields=("code", "name", "email", "unsubscribed_at"))  # fmt: skip
    assert whose("import", "mailer:77")[1] != customer == whose("email", "vanya@mail.example")[1]
    assert offered(customer) == "none"
    # Nor does a later yes of the list that had told of them take back what another said.
    brought(owner, "11;Ваня;vanya@mail.example;да;01.04.2025;анкета;ред 1;\n")
    assert offered(customer) == "none" and shown("vanya@mail.example") == [(False, False)]


def test_a_no_goes_with_the_address_to_whoever_proves_it_and_leaves_with_it(owner: Any) -> None:
    talking.connect()
    people.prove_mail(people.browser(), "asel@mail.example", clock.now())
    clock.move_clock(timedelta(minutes=1))
    brought(owner, "5;Асель;87015550061;asel@mail.example;08.02.2025\n", head="Код;ФИО;Телефон;Почта;Отписан SMS\n",
            fields=("code", "name", "phone", "email", "unsubscribed_sms"))  # fmt: skip
    phone, customer = whose("phone", "+77015550061")
    assert whose("email", "asel@mail.example")[1] == customer
    people.prove(people.browser(), "+77015550061", clock.now())
    assert whose("phone", "+77015550061")[1] != customer
    said = [(one.leaf, one.given) for one in list_consents(list_leaves(whose("phone", "+77015550061")[1]))]
    assert said == [(phone, False)] and list_consents(list_leaves(customer)) == []


def test_who_came_back_in_the_same_list_is_written_to_again(owner: Any) -> None:
    talking.connect()
    brought(owner, "8;Гани;gani@mail.example;да;01.04.2025;анкета;ред 1;01.03.2025\n")
    _leaf, customer = whose("email", "gani@mail.example")
    assert offered(customer) == "" and sent() == [("gani@mail.example", "sent", "")]
