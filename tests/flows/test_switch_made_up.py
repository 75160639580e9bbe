"""Made-up names and contacts go and come back (prilavok.flows.switch_made_up); nobody real is touched."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from prilavok.domains.customers.actions import put_customers
from prilavok.domains.customers.types import MadeUp, NewCustomer, NewIdentifier
from prilavok.flows.switch_made_up import switch_made_up_off, switch_made_up_on
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.search.entries import write_entries
from prilavok.kit.search.finding import find

AT = datetime(2026, 5, 4, 9, tzinfo=UTC)
PEOPLE = (
    NewCustomer(
        "M-1",
        (
            NewIdentifier("card", "2990000000017"),
            NewIdentifier("phone", "+12015550101", True),
            NewIdentifier("email", "m1@example.com", True),
        ),
        "Айгүл Серікова",
        True,
        "kk",
    ),
    NewCustomer(
        "R-1",
        (NewIdentifier("card", "2990000000024"), NewIdentifier("phone", "+77017654321")),
        "Ирина Кузнецова",
        False,
        "ru",
    ),
)


def _known() -> dict[str, tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.code, c.name, c.made_up, c.language, (SELECT array_agg(i.value ORDER BY i.kind)"
            " FROM customers_identifier i JOIN customers_leaf_owner o ON o.leaf_id = i.leaf_id"
            " WHERE o.customer_id = c.id) FROM customers_customer c ORDER BY 1"
        )
        return {row[0]: row[1:] for row in cursor.fetchall()}


@pytest.fixture
def people(rolled_back: None) -> None:
    put_customers(PEOPLE, source="test", seen=AT, at=AT, origin="load")
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, id FROM customers_customer")
        ids = dict(cursor.fetchall())
    write_entries(
        "customer",
        [
            (ids[one.code], field, text)
            for one in PEOPLE
            for field, text in (("name", one.name), *((i.kind, i.value) for i in one.identifiers))
        ],
    )


def test_off_takes_made_up_names_and_contacts_and_leaves_the_real_ones(people: None) -> None:
    assert switch_made_up_off(actor=SYSTEM) == 1
    assert _known() == {
        "M-1": ("", True, "", ["2990000000017", None, None]),
        "R-1": ("Ирина Кузнецова", False, "ru", ["2990000000024", "+77017654321"]),
    }
    assert find("customer", "Серікова") == [] and find("customer", "2015550101") == []
    assert len(find("customer", "Кузнецова")) == 1 and len(find("customer", "2990000000017")) == 1
    assert switch_made_up_off(actor=SYSTEM) == 0


def test_on_gives_everything_back_and_nothing_to_others(people: None) -> None:
    before = _known()
    switch_made_up_off(actor=SYSTEM)
    given = [
        MadeUp("M-1", "Айгүл Серікова", "kk", (("phone", "+12015550101"), ("email", "m1@example.com"))),
        MadeUp("R-1", "Somebody Else", "en", (("phone", "+12015550102"),)),
        MadeUp("X-9", "Nobody Here", "en", ()),
    ]
    assert switch_made_up_on(given, actor=SYSTEM) == 1
    assert _known() == before
    assert len(find("customer", "Серікова")) == 1
    assert find("customer", "Somebody Else") == []
    assert switch_made_up_on(given, actor=SYSTEM) == 0
