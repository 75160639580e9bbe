"""Visitors become known: met by token, proven by code, never told apart by what a stranger may not know."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import make, people
from tests.conftest import OwnDatabase
from tests.racing import all_at_once

from prilavok.domains.customers.actions import open_leaf, recognise_leaf
from prilavok.domains.customers.errors import CodeEnded, CodesTooMany, CodeWrong, ContactFiller, LeafOfAnother
from prilavok.domains.customers.queries import customer_of, list_leaves
from prilavok.domains.customers.types import CodeSent
from prilavok.flows.meet_visitor import Visitor, meet_visitor
from prilavok.flows.note_view import note_view
from prilavok.flows.prove_code import prove_code
from prilavok.flows.send_code import send_code
from prilavok.flows.undo_join import undo_join
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.timeline import timeline

AT = make.AT
STAFF = Actor("staff", uuid4())


def later(minutes: int) -> datetime:
    return AT + timedelta(minutes=minutes)


def visitor(at: datetime = AT) -> Visitor:
    return meet_visitor(None, actor=SYSTEM, at=at)


def send(who: Visitor, phone: str, at: datetime = AT, address: str = "192.0.2.7") -> CodeSent:
    return send_code(who.leaf, phone, actor=who.actor, language="en", address=address, at=at)


# ---------------------------------------------------------------- meeting


def test_a_known_token_costs_one_question_and_no_write(rolled_back: None) -> None:
    met = visitor()
    assert met.new and met.customer is None and met.actor == Actor("leaf", met.leaf)
    customer = people.prove(met.leaf, people.new_phone()).customer
    with CaptureQueriesContext(connection) as asked:
        again = meet_visitor(met.token, actor=SYSTEM, at=later(1))
    assert again == Visitor(met.token, met.leaf, customer, new=False)
    assert [one["sql"].split()[0] for one in asked.captured_queries] == ["SELECT"]


@pytest.mark.parametrize("token", ["", "forged", "A" * 59, "ключ", "x" * 10_000])
def test_a_token_that_is_not_ours_is_answered_by_a_new_one(rolled_back: None, token: str) -> None:
    met = meet_visitor(token, actor=SYSTEM, at=AT)
    assert met.new and met.token != token
    assert meet_visitor(met.token, actor=SYSTEM, at=AT) == Visitor(met.token, met.leaf, None, new=False)


def test_who_only_looks_once_leaves_no_row_and_is_the_same_when_they_come_back(rolled_back: None) -> None:
    before = make.rows_of_all_tables()
    first = meet_visitor(None, actor=SYSTEM, at=AT, looking=True)
    assert make.grown(before) == {}
    product = uuid4()
    note_view(first.leaf, product, actor=first.actor, at=AT)
    assert make.grown(before) == {"kit_behaviour": 1}
    back = meet_visitor(first.token, actor=SYSTEM, at=later(1))
    assert back == Visitor(first.token, first.leaf, None, new=False)
    assert [(one.verb, one.subject) for one in timeline([back.leaf])] == [("product.viewed", product)]


# ---------------------------------------------------------------- codes


def test_a_code_read_at_the_outbox_makes_the_visitor_known(rolled_back: None) -> None:
    people.sms()
    phone = people.new_phone()
    household, card = people.household(phone)
    who = visitor()
    sent = send(who, phone)
    proved = prove_code(who.leaf, sent.code, people.digits_sent(phone), actor=who.actor, at=later(1))
    assert (proved.customer, proved.leaf, proved.token) == (household, who.leaf, None)
    assert meet_visitor(who.token, actor=SYSTEM, at=later(2)).customer == household
    assert who.leaf in list_leaves(household) and card in list_leaves(household)


def test_a_stranger_cannot_tell_a_known_phone_from_an_unknown_one(rolled_back: None) -> None:
    people.sms()
    known, unknown = people.new_phone(), people.new_phone()
    people.household(known)
    told, rows = [], []
    for phone in (known, unknown):
        who = visitor()
        before = make.rows_of_all_tables()
        sent = send(who, phone)
        told.append((sent.kind, re.sub(r"\d", "", sent.masked), sent.expires_at))
        rows.append({table: n for table, n in make.grown(before).items() if table != "kit_bucket"})
        with pytest.raises(CodeWrong) as refused:
            wrong = f"{(int(people.digits_sent(phone)) + 1) % 1_000_000:06d}"
            prove_code(who.leaf, sent.code, wrong, actor=who.actor, at=AT)
        told[-1] += (refused.value.code, refused.value.facts)  # type: ignore[assignment]
        assert customer_of(who.leaf) is None
    assert told[0] == told[1] and rows[0] == rows[1]


def test_a_wrong_try_is_counted_though_it_was_refused(rolled_back: None) -> None:
    people.sms()
    phone, who = people.new_phone(), visitor()
    sent = send(who, phone)
    right = people.digits_sent(phone)
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(CodeWrong) as refused:
            prove_code(who.leaf, sent.code, "no", actor=who.actor, at=AT)
        assert refused.value.left == left
    with pytest.raises(CodeEnded):
        prove_code(who.leaf, sent.code, right, actor=who.actor, at=AT)
    assert customer_of(who.leaf) is None


def test_on_a_shared_tablet_the_second_person_gets_a_token_of_their_own(rolled_back: None) -> None:
    people.sms()
    tablet, first, second = visitor(), people.new_phone(), people.new_phone()
    one = prove_code(tablet.leaf, send(tablet, first).code, people.digits_sent(first), actor=tablet.actor, at=AT)
    two = prove_code(tablet.leaf, send(tablet, second).code, people.digits_sent(second), actor=tablet.actor, at=AT)
    assert two.customer != one.customer and two.token and two.leaf != tablet.leaf
    assert meet_visitor(two.token, actor=SYSTEM, at=AT) == Visitor(two.token, two.leaf, two.customer, new=False)
    assert meet_visitor(tablet.token, actor=SYSTEM, at=AT).customer == one.customer
    assert tablet.leaf not in list_leaves(two.customer)


def test_codes_are_limited_by_phone_by_leaf_and_by_address(rolled_back: None) -> None:
    people.sms()
    phone = people.new_phone()
    for _ in range(3):
        send(visitor(), phone, address="198.51.100.1")
    with pytest.raises(CodesTooMany) as refused:
        send(visitor(), phone, address="198.51.100.1")
    assert refused.value.seconds == 300
    for nth in range(9):
        send(visitor(), phone, address=f"198.51.100.{nth + 2}")
    with pytest.raises(CodesTooMany) as refused:
        send(visitor(), phone, address="198.51.100.77")
    assert refused.value.seconds == 60
    one = visitor()
    for nth in range(5):
        send(one, people.new_phone(), address=f"203.0.113.{nth}")
    with pytest.raises(CodesTooMany) as refused:
        send(one, people.new_phone(), address="203.0.113.77")
    assert refused.value.seconds == 60
    for nth in range(20):
        send(visitor(), people.new_phone(), address=f"2001:db8:0:1::{nth:x}")
    with pytest.raises(CodesTooMany):
        send(visitor(), people.new_phone(), address="2001:db8:0:1::ffff")
    send(visitor(), people.new_phone(), address="2001:db8:0:2::1")


def test_a_filler_number_gets_no_code(rolled_back: None) -> None:
    people.sms()
    who = visitor()
    before = make.rows_of_all_tables()
    with pytest.raises(ContactFiller):
        send(who, "8 777 777 77 77")
    assert make.grown(before).keys() <= {"kit_bucket"}


# ---------------------------------------------------------------- at the same moment


def proving(leaf: UUID, phone: str) -> Callable[[], Any]:
    def act() -> Any:
        with story():
            return people.prove(leaf, phone)

    return act


def test_eight_browsers_proving_one_phone_at_one_moment_are_one_customer(own_database: OwnDatabase) -> None:
    for _round in range(5):
        phone, leaves = people.new_phone(), [people.browser() for _ in range(8)]
        proofs = all_at_once([proving(leaf, phone) for leaf in leaves])
        [customer] = {proof.customer for proof in proofs}
        assert set(leaves) < set(list_leaves(customer)) and len(list_leaves(customer)) == 9
    assert make.ask("SELECT count(*) FROM customers_customer") == [(5,)]


def test_one_token_met_by_many_requests_at_one_moment_is_one_leaf(own_database: OwnDatabase) -> None:
    for nth in range(10):
        found = all_at_once([partial(open_leaf, "telegram", f"c:{nth}", at=AT)] * 6)
        assert len(set(found)) == 1
    assert make.ask("SELECT count(*) FROM customers_leaf") == [(10,)]


def test_joins_of_the_same_people_at_one_moment_lose_nobody(own_database: OwnDatabase) -> None:
    def act(leaf: UUID, mail: str) -> Callable[[], Any]:
        def tell() -> Any:
            with story():
                return people.prove_mail(leaf, mail)

        return tell

    for nth in range(5):
        leaves = [people.messenger() for _ in range(4)]
        for leaf in leaves:
            recognise_leaf(leaf, actor=STAFF, at=AT)
        mails = [f"a{nth}@mail.example", f"b{nth}@mail.example"]
        all_at_once([act(leaf, mail) for leaf in leaves for mail in mails])
        [whose] = {customer_of(leaf) for leaf in leaves}
        assert whose is not None and len(list_leaves(whose)) == 6


def test_a_join_undone_twice_at_one_moment_is_undone_once(own_database: OwnDatabase) -> None:
    phone, leaf = people.new_phone(), people.messenger()
    people.household(phone)
    alone = recognise_leaf(leaf, actor=STAFF, at=AT)
    join = people.prove(leaf, phone, later(1)).joined
    assert join is not None

    def act() -> str:
        try:
            return f"{len(undo_join(join, actor=STAFF, at=later(2)))} back"
        except Exception as refused:
            return type(refused).__name__

    assert sorted(all_at_once([act] * 4)) == ["1 back", "JoinUndone", "JoinUndone", "JoinUndone"]
    assert customer_of(leaf) == alone


def test_a_browser_proving_two_phones_at_one_moment_is_one_person_s(own_database: OwnDatabase) -> None:
    leaf, first, second = people.browser(), people.new_phone(), people.new_phone()

    def act(phone: str) -> Callable[[], bool]:
        def tell() -> bool:
            try:
                proving(leaf, phone)()
            except LeafOfAnother:
                return False
            return True

        return tell

    assert sorted(all_at_once([act(first), act(second)])) == [False, True]
