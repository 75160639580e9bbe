"""People from files: known codes and identifiers stay whose they are, and every tie has its evidence."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests import make

from prilavok.domains.customers.actions import open_receipt_leaves, put_customers
from prilavok.domains.customers.queries import (
    find_identifier_leaves,
    list_customer_ids,
    list_evidence,
    list_first_leaves,
    list_identifiers,
    list_leaves,
    owners_of,
    read_customer,
)
from prilavok.domains.customers.types import NewCustomer, NewIdentifier

SEEN = make.AT - timedelta(days=30)
CARD, PHONE = NewIdentifier("card", "2990000000017"), NewIdentifier("phone", "+77011234567")
MAIL = NewIdentifier("email", "aigul@example.com")


def put(*customers: NewCustomer) -> int:
    return put_customers(customers, source="load:file", seen=SEEN, at=make.AT, origin="load")


def values_of(code: str) -> list[tuple[str, str]]:
    customer = list_customer_ids([code])[code]
    return [(one.kind, one.value) for one in list_identifiers([customer], raw=True).get(customer, [])]


def test_a_person_comes_with_leaves_evidence_and_contacts(rolled_back: None) -> None:
    assert put(NewCustomer("c-1", (CARD, PHONE, MAIL), "Айгуль", False, "kk", {"city": "Almaty"}, "asserted")) == 1
    customer = list_customer_ids(["c-1"])["c-1"]
    leaves = find_identifier_leaves("card", [CARD.value]) | find_identifier_leaves("phone", [PHONE.value])
    card, phone, mail = (
        leaves[CARD.value],
        leaves[PHONE.value],
        find_identifier_leaves("email", [MAIL.value])[MAIL.value],
    )
    assert list_leaves(customer) == sorted([card, phone, mail])
    assert list_first_leaves()["c-1"] == card
    assert values_of("c-1") == [("card", CARD.value), ("phone", PHONE.value), ("email", MAIL.value)]
    ties = list_evidence([card])
    assert {(tie.one, tie.other, tie.strength, tie.source, tie.observed_at, tie.revoked_at) for tie in ties} == {
        (card, other, "asserted", "load:file", SEEN, None) for other in (phone, mail)
    }
    assert len(ties) == 2
    assert make.ask('SELECT channel, address, made_up, "on" FROM customers_contact_point ORDER BY 1') == [
        ("email", MAIL.value, False, True),
        ("phone", PHONE.value, False, True),
    ]
    view = read_customer(customer)
    assert (view.code, view.name, view.traits, view.language, view.created_at, view.origin) == (
        "c-1",
        "Айгуль",
        {"city": "Almaty"},
        "kk",
        SEEN,
        "load",
    )


def test_a_known_person_stays_as_they_were(rolled_back: None) -> None:
    put(NewCustomer("c-1", (CARD,), "Айгуль"))
    before = make.rows_of_all_tables()
    assert put(NewCustomer("c-1", (CARD, PHONE), "Somebody else")) == 0
    assert make.grown(before) == {}
    assert read_customer(list_customer_ids(["c-1"])["c-1"]).name == "Айгуль"


def test_a_file_takes_no_phone_over_from_a_known_person(rolled_back: None) -> None:
    put(NewCustomer("c-1", (CARD, PHONE)))
    assert put(NewCustomer("c-2", (MAIL, PHONE))) == 1
    owner = owners_of([find_identifier_leaves("phone", [PHONE.value])[PHONE.value]])
    assert list(owner.values()) == [list_customer_ids(["c-1"])["c-1"]]
    assert values_of("c-1") == [("card", CARD.value), ("phone", PHONE.value)]
    assert values_of("c-2") == [("email", MAIL.value)]
    assert list_evidence([find_identifier_leaves("email", [MAIL.value])[MAIL.value]]) == []
    assert make.ask("SELECT count(*) FROM customers_contact_point WHERE address = %s", PHONE.value) == [(1,)]


def test_of_two_people_of_one_file_with_one_phone_the_first_keeps_it(rolled_back: None) -> None:
    before = make.rows_of_all_tables()
    assert put(NewCustomer("c-1", (CARD, PHONE)), NewCustomer("c-2", (MAIL, PHONE))) == 2
    assert make.grown(before) == {
        "customers_customer": 2,
        "customers_leaf": 3,
        "customers_identifier": 3,
        "customers_leaf_owner": 3,
        "customers_evidence": 1,
        "customers_contact_point": 2,
    }
    assert values_of("c-1") == [("card", CARD.value), ("phone", PHONE.value)]
    assert values_of("c-2") == [("email", MAIL.value)]
    assert len(list_evidence(list_leaves(list_customer_ids(["c-1"])["c-1"]))) == 1
    assert list_evidence(list_leaves(list_customer_ids(["c-2"])["c-2"])) == []


def test_what_is_left_of_a_person_whose_first_identifier_is_another_s_is_still_tied(rolled_back: None) -> None:
    put(NewCustomer("c-1", (CARD,)))
    put(NewCustomer("c-2", (CARD, PHONE, MAIL)))
    leaves = list_leaves(list_customer_ids(["c-2"])["c-2"])
    assert len(leaves) == 2
    assert [{tie.one, tie.other} for tie in list_evidence(leaves)] == [set(leaves)]


def test_the_same_value_of_another_kind_is_another_identifier(rolled_back: None) -> None:
    put(NewCustomer("c-1", (NewIdentifier("card", "0042"),)))
    put(NewCustomer("c-2", (NewIdentifier("browser", "0042"),)))
    assert (values_of("c-1"), values_of("c-2")) == ([("card", "0042")], [("browser", "0042")])


def test_a_code_twice_in_a_file_is_one_person_the_first(rolled_back: None) -> None:
    assert put(NewCustomer("c-1", (CARD,), "First"), NewCustomer("c-1", (PHONE,), "Second")) == 1
    assert read_customer(list_customer_ids(["c-1"])["c-1"]).name == "First"
    assert values_of("c-1") == [("card", CARD.value)]


def test_a_made_up_person_is_marked_in_every_place(rolled_back: None) -> None:
    put(NewCustomer("c-1", (CARD, NewIdentifier("phone", "+15555550101", True)), "Made Up", True))
    assert make.ask("SELECT made_up FROM customers_customer") == [(True,)]
    assert make.ask("SELECT kind, made_up FROM customers_identifier ORDER BY 1") == [("card", False), ("phone", True)]
    assert make.ask("SELECT made_up FROM customers_contact_point") == [(True,)]


@pytest.mark.parametrize("people", [[], [NewCustomer("c-1", ())]], ids=["nobody", "nobody with an identifier"])
def test_few_people_are_no_trouble(rolled_back: None, people: list[NewCustomer]) -> None:
    before = make.rows_of_all_tables()
    assert put(*people) == len(people)
    assert make.grown(before) == ({"customers_customer": 1} if people else {})


def test_a_receipt_read_again_finds_the_leaf_it_had(rolled_back: None) -> None:
    source, other = uuid4(), uuid4()
    first = open_receipt_leaves(source, ["41", "42"], at=make.AT, origin="live")
    before = make.rows_of_all_tables()
    assert open_receipt_leaves(source, ["42"], at=make.AT, origin="live") == {"42": first["42"]}
    assert make.grown(before) == {}
    assert open_receipt_leaves(other, ["42"], at=make.AT, origin="live")["42"] != first["42"]
    assert owners_of(list(first.values())) == {}
