"""A loaded household is one person by card, by phone however it is written, and by a name with mistakes."""

import re
from uuid import UUID

import httpx
import pytest
from tests.conftest import OwnDatabase
from tests.promises.house_at_work import ask, load_stores, served, signed_in

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


@pytest.mark.thin(
    "messengers, devices, marketplace buyers; what each way of arriving opens; a phone spoken at the till"
)
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
        [(unknown,)] = ask(
            own_database,
            "SELECT '+1' || 200 + g || '5550199' FROM generate_series(1, 799) g WHERE NOT"
            " EXISTS (SELECT FROM customers_identifier WHERE value = '+1' || 200 + g || '5550199') LIMIT 1",
        )
        assert found(client, unknown) == []
        asked = httpx.get(f"{address}/search", params={"q": people[0][3]}, follow_redirects=True)
        assert "/sign-in" in str(asked.url) and people[0][1] not in asked.text
