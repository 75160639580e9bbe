"""Two leaves that may be one person's: suggested, decided by a person, undone like any join, remembered."""

from uuid import uuid4

import pytest
from tests import make, people
from tests.domains.test_customers_identity_rules import AT, STAFF, later, phone_leaf

from prilavok.domains.customers.actions import (
    assert_contact,
    decide_suggestion,
    list_identifier,
    undo_join,
    unlist_identifier,
)
from prilavok.domains.customers.errors import (
    FamilyPhone,
    SuggestionBroken,
    SuggestionDecided,
    SuggestionUnknown,
)
from prilavok.domains.customers.queries import (
    count_suggestions,
    current_rules,
    customer_of,
    list_leaves,
    list_listed,
    list_suggestions,
    opens,
    proves,
    read_suggestion,
    what_if,
)
from prilavok.domains.customers.types.identity import ListedValue


def test_a_named_phone_waits_for_a_person_and_a_yes_is_undone_like_any_join(rolled_back: None) -> None:
    phone = people.new_phone()
    customer, card = people.household(phone)
    visitor = people.browser()
    assert_contact(visitor, "phone", phone, source="checkout", at=later(1))
    [waiting] = list_suggestions().rows
    assert (waiting.why, waiting.answer, customer_of(visitor)) == ("asserted", None, None)
    proof = decide_suggestion(waiting.id, True, actor=STAFF, at=later(2))
    assert proof is not None and proof.joined is not None and proof.customer == customer == customer_of(visitor)
    assert opens(visitor) == proves("phone")  # a yes of staff lets no browser see what it has not proven
    done = read_suggestion(waiting.id)
    assert (done.answer, done.decided_by, done.join) == (True, STAFF.id, proof.joined)
    assert list_suggestions().rows == () and list_suggestions(decided=True).rows == (done,)
    with pytest.raises(SuggestionDecided):
        decide_suggestion(waiting.id, False, actor=STAFF, at=later(3))
    assert undo_join(proof.joined, actor=STAFF, at=later(4)) == (visitor,)
    assert set(list_leaves(customer)) == {card, phone_leaf(phone)} and customer_of(visitor) != customer
    assert_contact(visitor, "phone", phone, source="checkout", at=later(5))
    assert count_suggestions() == 0


def test_a_no_changes_nothing_and_is_remembered(rolled_back: None) -> None:
    phone = people.new_phone()
    people.household(phone)
    visitor = people.messenger()
    assert_contact(visitor, "phone", phone, source="chat", at=AT)
    [waiting] = list_suggestions().rows
    before = make.rows_of_all_tables()
    assert decide_suggestion(waiting.id, False, actor=STAFF, at=later(1)) is None
    assert make.grown(before) == {} and customer_of(visitor) is None
    assert_contact(visitor, "phone", phone, source="chat", at=later(2))
    assert count_suggestions() == 0
    with pytest.raises(SuggestionUnknown):
        decide_suggestion(uuid4(), True, actor=STAFF, at=later(2))


def test_a_form_filled_in_a_thousand_times_asks_twenty_times(rolled_back: None) -> None:
    phone = people.new_phone()
    people.household(phone)
    for _ in range(25):
        assert_contact(people.browser(), "phone", phone, source="checkout", at=AT)
    assert count_suggestions() == 20


def test_a_family_s_phone_is_decided_by_a_person_and_nobody_s_phone_by_none(rolled_back: None) -> None:
    wife, hers = people.messenger(), people.new_phone()
    husband, his = people.messenger(), people.new_phone()
    people.prove(wife, hers)
    him = people.prove(husband, his, later(1)).customer
    with pytest.raises(FamilyPhone):
        people.prove(wife, his, later(2))
    [waiting] = list_suggestions().rows
    assert waiting.why == "apart"
    list_identifier(ListedValue("phone", his, "shared", "other"), actor=STAFF, at=later(3))
    with pytest.raises(SuggestionBroken):
        decide_suggestion(waiting.id, True, actor=STAFF, at=later(3))
    assert read_suggestion(waiting.id).answer is None and customer_of(husband) == him
    unlist_identifier(next(line.id for line in list_listed() if line.kind == "phone"), at=later(4))
    proof = decide_suggestion(waiting.id, True, actor=STAFF, at=later(5))
    assert proof is not None and customer_of(wife) == customer_of(husband) == proof.customer
    told = what_if(current_rules())
    assert (told.joins, told.splits, told.holds, told.drops) == ((), (), (), ())
