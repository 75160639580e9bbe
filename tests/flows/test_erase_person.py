"""Erasing a person: every store is empty of them, sums stay, and what is listed is erased again in a restored copy."""

import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from tests import make, people

from prilavok.domains.customers.actions import browser_value, new_browser_token, open_leaf, put_customers
from prilavok.domains.customers.errors import ErasedAlready, JoinedInto
from prilavok.domains.customers.queries import (
    find_leaf,
    list_customer_ids,
    list_customers,
    read_customers,
    read_erasure_of,
)
from prilavok.domains.customers.types import NewCustomer, NewIdentifier
from prilavok.domains.orders.actions import record_sales
from prilavok.domains.orders.errors import OrdersOpen
from prilavok.flows.erase_again import erase_again
from prilavok.flows.erase_person import erase_person
from prilavok.flows.meet_visitor import meet_visitor
from prilavok.kit.erased import list_erased
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.settings import where

LATER = make.AT + timedelta(days=1)


def _person(code: str, phone: str, card: str) -> UUID:
    known = NewCustomer(
        code,
        (NewIdentifier("card", card), NewIdentifier("phone", phone)),
        "Zulfiqar Quetzalov",
        traits={"pet": "axolotl"},
    )
    put_customers([known], source="load:test", seen=make.AT, at=make.AT, origin="load")
    return list_customer_ids([code])[code]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of one's own, so that the erasure list of this test is nobody else's."""
    monkeypatch.setenv("PRILAVOK_HOME", str(tmp_path))
    where.cache_clear()
    return tmp_path


def test_a_person_is_erased_once_and_the_proof_names_nobody(rolled_back: None, home: Path) -> None:
    customer = _person("q-1", "+77015550101", "2990000000901")
    leaf = find_leaf("card", "2990000000901")
    assert leaf is not None
    erasure = erase_person(customer, actor=SYSTEM, at=LATER)
    proof = read_erasure_of(customer)
    assert (proof.id, proof.erased_at, proof.people) == (erasure, LATER, (customer,))
    assert proof.counts["customers_identifier"] == 2 and proof.counts["customers_contact_point"] == 1
    assert proof.counts["customers_customer"] == 1 and leaf.leaf in proof.leaves
    assert "Zulfiqar" not in json.dumps(make.ask("SELECT row_to_json(e) FROM customers_erasure e"), default=str)
    assert find_leaf("phone", "+77015550101") is None and read_customers([customer]) == {}
    assert customer not in [one.id for one in list_customers(limit=100).rows]
    assert make.verbs_of([customer])["customer.erased"] == 1
    [listed] = list_erased(home)
    assert (listed.erasure, listed.people, set(listed.leaves)) == (erasure, (customer,), set(proof.leaves))
    assert (home / "erased").stat().st_mode & 0o777 == 0o600
    with pytest.raises(ErasedAlready):
        erase_person(customer, actor=SYSTEM, at=LATER)
    with pytest.raises(NotFound):
        erase_person(uuid4(), actor=SYSTEM, at=LATER)
    assert len(list_erased(home)) == 1
    assert _person("q-1", "+77015550101", "2990000000901") != customer, "a returning person is somebody new"


def test_nothing_is_erased_while_an_order_is_open(rolled_back: None, home: Path) -> None:
    customer = _person("q-2", "+77015550102", "2990000000902")
    known = find_leaf("card", "2990000000902")
    assert known is not None
    place, variant = make.place(), make.variant()
    sold = make.sale(place, known.leaf, [make.line(variant)])
    record_sales([sold], actor=SYSTEM, at=make.AT, origin="live")
    make.ask("UPDATE orders_order SET commercial = 'placed' WHERE id = %s RETURNING id", sold.id)
    with pytest.raises(OrdersOpen) as refused:
        erase_person(customer, actor=SYSTEM, at=LATER)
    assert refused.value.numbers == (sold.number,)
    assert read_customers([customer])[customer].name == "Zulfiqar Quetzalov" and list_erased(home) == []
    make.ask("UPDATE orders_order SET commercial = 'completed' WHERE id = %s RETURNING id", sold.id)
    before = make.ask("SELECT count(*), sum(amount) FROM orders_order")
    erase_person(customer, actor=SYSTEM, at=LATER)
    assert make.ask("SELECT count(*), sum(amount) FROM orders_order") == before
    assert make.ask("SELECT count(*) FROM leaf_customer WHERE customer = %s", customer) == [(2,)]


def test_who_was_joined_goes_with_the_one_they_were_joined_into(rolled_back: None, home: Path) -> None:
    people.sms()
    phone = people.new_phone()
    (kept, _card), mail = people.household(phone), people.messenger()
    gone = people.prove_mail(mail, "quetzal@axolotl.example").customer
    joined = people.prove(mail, phone)
    assert joined.joined and joined.customer == kept
    make.ask("UPDATE customers_customer SET name = 'Hidden Quetzal' WHERE id = %s RETURNING id", gone)
    with pytest.raises(JoinedInto):
        erase_person(gone, actor=SYSTEM, at=LATER)
    erase_person(kept, actor=SYSTEM, at=LATER)
    assert make.ask("SELECT name FROM customers_customer WHERE id = ANY(%s::uuid[])", [kept, gone]) == [("",), ("",)]
    assert read_erasure_of(gone).customer == kept


def test_what_is_listed_is_erased_again_where_the_database_forgot_it(rolled_back: None, home: Path) -> None:
    customer = _person("q-3", "+77015550103", "2990000000903")
    before = transaction.savepoint()
    erasure = erase_person(customer, actor=SYSTEM, at=LATER)
    transaction.savepoint_rollback(before)  # as a restored copy: it knows nothing of the erasure
    assert read_customers([customer])[customer].name == "Zulfiqar Quetzalov"
    assert erase_again(actor=SYSTEM, at=LATER + timedelta(hours=1)) == [erasure]
    assert read_customers([customer]) == {} and find_leaf("phone", "+77015550103") is None
    proof = read_erasure_of(customer)
    assert (proof.id, proof.erased_at, proof.again_at) == (erasure, LATER, LATER + timedelta(hours=1))
    assert erase_again(actor=SYSTEM, at=LATER) == [], "a second start finds nothing to do"
    assert make.verbs_of([customer])["customer.erased"] == 0, "history tells nobody anything"
    (home / "erased").write_text("half a li")
    assert erase_again(actor=SYSTEM, at=LATER) == []
    assert [one.erasure for one in list_erased(home)] == [erasure], "a new home gets its list from the proofs"


def test_the_browser_of_an_erased_person_is_somebody_new(rolled_back: None, home: Path) -> None:
    token = new_browser_token()
    leaf = open_leaf("browser", browser_value(token), at=make.AT)
    phone = people.new_phone()
    customer = people.prove(leaf, phone).customer
    erase_person(customer, actor=SYSTEM, at=LATER)
    looked = meet_visitor(token, actor=SYSTEM, at=LATER, looking=True)
    assert looked.new and looked.leaf != leaf and looked.token != token
    came = meet_visitor(token, actor=SYSTEM, at=LATER)
    assert came.new and came.leaf != leaf and came.customer is None
    assert people.prove(came.leaf, phone).customer != customer
