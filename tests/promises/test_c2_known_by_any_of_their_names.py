"""A loaded household is one person by card, by phone however it is written, and by a name with mistakes."""

import re
from uuid import UUID

import httpx
import pytest
from tests import make, people
from tests.conftest import OwnDatabase
from tests.promises.house_at_work import ask, load_stores, served, signed_in
from tests.small_shop import AT, open_small_shop

from prilavok.domains.customers.actions import assert_contact, prove_contact, recognise_leaf
from prilavok.domains.customers.queries import (
    customer_of,
    find_by_phone,
    find_leaf,
    leaves_with,
    list_leaves,
    opens,
    proves,
)
from prilavok.flows.meet_visitor import meet_visitor
from prilavok.flows.prove_code import prove_code
from prilavok.flows.send_code import send_code
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM, Actor

_HIT = re.compile(r'href="/office/customers/([0-9a-f-]{36})"')


def found(client: httpx.Client, text: str) -> list[UUID]:
    """The customers that the search offers for a text, the likest first."""
    answer = client.get("/search", params={"q": text})
    assert answer.status_code == 200
    return [UUID(one) for one in dict.fromkeys(_HIT.findall(answer.text))]


def spellings(phone: str) -> list[str]:
    """The number as people write it."""
    area, line = phone[2:5], phone[-4:]
    return [phone, phone[2:], f"+1 ({area}) 555-{line}", f"1 {area} 555 {line}", f"{area}.555.{line}"]


def misspelt(name: str) -> list[str]:
    """The name with two letters swapped, one left out, one doubled, and in small letters."""
    first, last = name.split()[0], name.split()[-1]
    swapped = last[:1] + last[2] + last[1] + last[3:]
    at = next(place for place in range(3, len(last) - 1) if last[place - 1] != last[place + 1])
    return [
        f"{first} {swapped}",
        f"{last[:at]}{last[at + 1 :]} {first}",
        f"{first} {last[:2]}{last[1]}{last[2:]}",
        name.lower(),
    ]


@pytest.mark.thin("marketplace buyers and callers have no door yet")
def test_a_household_is_found_by_whatever_it_is_known_by(own_database: OwnDatabase) -> None:
    load_stores("3217")
    people = ask(
        own_database,
        "SELECT c.id, c.name, max(i.value) FILTER (WHERE i.kind = 'card'), max(i.value) FILTER (WHERE i.kind = 'phone')"
        " FROM customers_customer c JOIN customers_leaf_owner o ON o.customer_id = c.id"
        " JOIN customers_identifier i ON i.leaf_id = o.leaf_id WHERE length(split_part(c.name, ' ', -1)) > 6"
        " GROUP BY c.id ORDER BY c.code LIMIT 3",
    )
    assert len(people) == 3
    with served(own_database) as address, signed_in(address, "operator") as client:
        for customer, name, card, phone in people:
            assert found(client, card) == [customer], card
            for written in spellings(phone):
                assert found(client, written) == [customer], written
            for written in misspelt(name):
                assert customer in found(client, written), written
            page = client.get(f"/office/customers/{customer}")
            assert name in page.text and card in page.text
        # Of an area that nobody here has: no slip of the finger away from anybody.
        unknown = "+17008009911"
        assert found(client, unknown) == []
        asked = httpx.get(f"{address}/search", params={"q": people[0][3]}, follow_redirects=True)
        assert "/sign-in" in str(asked.url) and people[0][1] not in asked.text


@pytest.mark.thin("marketplace buyers and callers have no door yet")
def test_one_person_by_phone_card_browser_and_messenger_each_opening_what_it_proves(own_database: OwnDatabase) -> None:
    shop = open_small_shop()
    people.sms()
    customer, phone = shop.customers["c-1"], "+77011234567"
    for written in ("8 701 123 45 67", "+7 (701) 123-45-67", "7701 1234567", "701-123-45-67"):
        found = find_by_phone(written)
        assert found is not None and found.customer == customer, written
    card = find_leaf("card", "2990000000017")
    assert card is not None and card.customer == customer

    browser = meet_visitor(None, actor=SYSTEM, at=AT)
    sent = send_code(browser.leaf, "8 701 123 45 67", actor=browser.actor, language="kk", address="192.0.2.3", at=AT)
    assert (
        prove_code(browser.leaf, sent.code, people.digits_sent(phone), actor=browser.actor, at=AT).customer == customer
    )
    chat = people.messenger(AT)
    with story():
        prove_contact(chat, "phone", phone, source="telegram_contact", actor=Actor("leaf", chat), at=AT)
    for leaf in (browser.leaf, chat, card.leaf):
        assert customer_of(leaf) == customer and {browser.leaf, chat, card.leaf} < set(leaves_with(leaf))
    assert opens(browser.leaf) == proves("code") and opens(browser.leaf).see_personal == "yes"
    assert opens(chat) == proves("messenger") and opens(chat).see_personal == "masked"
    assert opens(card.leaf) == proves("phone")  # by itself: whoever scans it adds what a scan proves


def test_a_messenger_s_user_without_a_phone_is_one_person(own_database: OwnDatabase) -> None:
    chat = people.messenger(AT)
    with story():
        person = recognise_leaf(chat, actor=Actor("leaf", chat), at=AT)
    with story():
        assert recognise_leaf(chat, actor=Actor("leaf", chat), at=AT) == person
    assert list_leaves(person) == [chat] and make.verbs_of([person]) == {"customer.recognised": 1}


def test_a_stranger_naming_somebody_s_phone_learns_and_takes_nothing(own_database: OwnDatabase) -> None:
    shop = open_small_shop()
    customer = shop.customers["c-1"]
    before = set(list_leaves(customer))
    stranger = meet_visitor(None, actor=SYSTEM, at=AT)
    with story():
        assert_contact(stranger.leaf, "phone", "8 701 123 45 67", source="checkout", at=AT)
    assert meet_visitor(stranger.token, actor=SYSTEM, at=AT).customer is None
    assert leaves_with(stranger.leaf) == [stranger.leaf] and set(list_leaves(customer)) == before
    opened = opens(stranger.leaf)
    assert (opened.see_own, opened.see_personal, opened.spend, opened.take) == ("no", "no", "no", "no")
