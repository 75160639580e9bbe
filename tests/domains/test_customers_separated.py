"""People told apart: why two leaves are one person's, and a join undone at its evidence."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests import make, people
from tests.domains.test_customers_identity_rules import AT, STAFF, later, phone_leaf

from prilavok.domains.customers.actions import (
    prove_leaf,
    separate_at,
    undo_join,
)
from prilavok.domains.customers.errors import (
    EvidenceUnknown,
    JoinUndone,
)
from prilavok.domains.customers.queries import (
    customer_of,
    explain_path,
    list_joins,
    list_leaves,
    owned_then,
    owner_then,
    read_join,
)
from prilavok.kit.events.timeline import timeline


def test_the_way_between_two_leaves_is_the_shortest(rolled_back: None) -> None:
    chat, device, mail = people.messenger(), people.browser(), "way@mail.example"
    people.prove_mail(chat, mail, AT)
    people.prove_mail(device, mail, later(1))
    path = explain_path(chat, device)
    assert [(tie.source, tie.observed_at) for tie in path] == [("code", AT), ("code", later(1))]
    assert path[0].one == chat and path[1].one == device
    assert explain_path(chat, people.browser()) == explain_path(chat, chat) == []


def test_a_join_separated_at_its_evidence_is_as_before(rolled_back: None) -> None:
    phone = people.new_phone()
    customer, card = people.household(phone)
    chat, device = people.messenger(), people.browser()
    alone = people.prove_mail(chat, "sep@mail.example").customer
    people.prove_mail(device, "sep@mail.example", later(1))
    before = {one: set(list_leaves(one)) for one in (customer, alone)}
    join = people.prove(chat, phone, later(2)).joined
    assert join is not None
    [tie] = explain_path(chat, phone_leaf(phone))
    apart = separate_at(customer, tie.id, actor=STAFF, at=later(3))
    assert [(whose, set(leaves)) for whose, leaves in apart.parts] == [(alone, before[alone])]
    assert {one: set(list_leaves(one)) for one in before} == before
    assert read_join(join).undone_by == STAFF.id
    with pytest.raises(JoinUndone):
        undo_join(join, actor=STAFF, at=later(4))
    for evidence in (tie.id, uuid4()):
        with pytest.raises(EvidenceUnknown):
            separate_at(customer, evidence, actor=STAFF, at=later(4))
    assert owner_then(chat, later(1)) == alone == owner_then(chat, later(3))
    assert owner_then(chat, later(2)) == customer and owner_then(chat, AT - timedelta(1)) is None
    assert {span.leaf for span in owned_then(customer, later(2))} == before[customer] | before[alone]
    assert {span.leaf for span in owned_then(customer, later(1))} == before[customer]


def test_evidence_that_is_doubled_separates_nobody(rolled_back: None) -> None:
    chat, device = people.messenger(), people.browser()
    customer = people.prove_mail(chat, "two@mail.example").customer
    people.prove_mail(device, "two@mail.example", later(1))
    prove_leaf(device, chat, source="passport", actor=STAFF, at=later(2))
    [tie] = explain_path(chat, device)
    assert separate_at(customer, tie.id, actor=STAFF, at=later(3)).parts == ()
    assert customer_of(chat) == customer_of(device) == customer and len(explain_path(chat, device)) == 2


def test_a_leaf_that_was_nobody_s_before_gets_a_customer_of_its_own(rolled_back: None) -> None:
    phone = people.new_phone()
    customer, card = people.household(phone)
    device = people.browser()
    people.prove(device, phone, later(1))
    [tie] = explain_path(device, phone_leaf(phone))
    [(whose, leaves)] = separate_at(customer, tie.id, actor=STAFF, at=later(2)).parts
    assert leaves == (device,) and whose not in (customer, None) and customer_of(device) == whose
    assert list_joins(whose) == [] and set(list_leaves(customer)) == {card, phone_leaf(phone)}
    assert make.verbs_of([customer])["customer.separated"] == make.verbs_of([whose])["customer.separated"] == 1
    assert [one.subject for one in timeline([device], verbs=["customer.separated"])] == [whose]
