"""Who is who: proofs tie, words alone do not, joins are explained and undone exactly."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from tests import make, people

from prilavok.domains.customers.actions import (
    assert_contact,
    browser_value,
    is_browser_token,
    leaf_of_browser,
    name_customer,
    new_browser_token,
    open_leaf,
    prove_contact,
    prove_leaf,
    put_code,
    recognise_leaf,
    undo_join,
)
from prilavok.domains.customers.errors import (
    ContactFiller,
    ContactUnfit,
    FamilyPhone,
    JoinUnderOther,
    JoinUndone,
    JoinUnknown,
    LeafOfAnother,
    LeafUnknown,
)
from prilavok.domains.customers.queries import (
    contact_addresses,
    customer_of,
    find_by_phone,
    find_identifier_leaves,
    identifiers_of_leaves,
    leaves_with,
    list_joins,
    list_leaves,
    opens,
    proves,
    read_customer,
    read_join,
    why_one_person,
)
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.timeline import timeline
from prilavok.kit.search.finding import find

AT = make.AT
STAFF = Actor("staff", uuid4())


def later(minutes: int) -> "make.datetime":
    return AT + timedelta(minutes=minutes)


def phone_leaf(phone: str) -> UUID:
    return find_identifier_leaves("phone", [phone])[phone]


# ---------------------------------------------------------------- leaves


def test_an_identifier_names_one_leaf_whoever_asks(rolled_back: None) -> None:
    before = make.rows_of_all_tables()
    first = open_leaf("telegram", "bot:7", at=AT)
    assert open_leaf("telegram", "bot:7", at=later(1)) == first
    assert open_leaf("browser", "bot:7", at=AT) == leaf_of_browser("bot:7") != first
    assert make.grown(before) == {"customers_leaf": 2, "customers_identifier": 2}
    assert customer_of(first) is None and leaves_with(first) == [first]


def test_a_browser_s_token_is_ours_or_refused_without_a_question(rolled_back: None) -> None:
    token = new_browser_token()
    assert is_browser_token(token) and len(token) == 59
    assert len(browser_value(token)) == 64 and token not in browser_value(token)
    for wrong in ["", token[:-1], token + "A", token + "=", "A" + token[1:], " " + token, "ё" * 59, "é", "A" * 59,
                  "A" * 5_000_000, "\x00", token.swapcase()]:  # fmt: skip
        assert not is_browser_token(wrong), wrong[:80]


# ---------------------------------------------------------------- proofs


def test_a_phone_proven_from_a_browser_makes_one_customer_of_both(rolled_back: None) -> None:
    leaf, phone = people.browser(), people.new_phone()
    proof = people.prove(leaf, phone)
    other = phone_leaf(phone)
    assert (proof.leaf, proof.joined) == (leaf, None)
    assert customer_of(leaf) == customer_of(other) == proof.customer
    assert set(leaves_with(leaf)) == set(leaves_with(other)) == {leaf, other}
    assert make.verbs_of([proof.customer]) == {"customer.recognised": 1}
    assert make.ask(
        "SELECT leaf, facts->>'kind', actor_kind, actor FROM kit_event WHERE verb = 'customer.recognised'"
    ) == [(leaf, "phone", "leaf", leaf)]
    assert make.ask("SELECT leaf, facts->>'kind' FROM kit_event WHERE verb = 'contact.verified'") == [(leaf, "phone")]
    assert [(one.leaf, one.channel, one.address, one.made_up, one.verified) for one in contact_addresses([other])] == [
        (other, "phone", phone, True, True)
    ]
    assert find("customer", phone)


def test_a_proof_told_again_changes_nothing(rolled_back: None) -> None:
    leaf, phone = people.browser(), people.new_phone()
    proof = people.prove(leaf, phone)
    before = make.rows_of_all_tables()
    assert people.prove(leaf, phone, later(1)) == proof
    assert make.grown(before) == {}


def test_a_loaded_household_s_phone_however_written_attaches_the_browser_to_the_household(rolled_back: None) -> None:
    phone = people.new_phone()
    customer, card = people.household(phone)
    leaf = people.browser()
    written = f"+1 ({phone[2:5]}) {phone[5:8]}-{phone[8:]}"
    proof = prove_contact(leaf, "phone", written, source="code", actor=Actor("leaf", leaf), at=AT)
    assert (proof.customer, proof.joined) == (customer, None)
    assert set(leaves_with(leaf)) == {leaf, card, phone_leaf(phone)}
    found = find_by_phone(written)
    assert found is not None and (found.leaf, found.customer) == (phone_leaf(phone), customer)


def test_a_messenger_s_user_known_alone_is_joined_to_the_household_whose_phone_they_prove(rolled_back: None) -> None:
    phone = people.new_phone()
    customer, card = people.household(phone)
    leaf = people.messenger()
    alone = recognise_leaf(leaf, actor=Actor("leaf", leaf), at=AT)
    assert alone == recognise_leaf(leaf, actor=Actor("leaf", leaf), at=later(1)) == customer_of(leaf) != customer
    proof = people.prove(leaf, phone, later(2))
    assert proof.customer == customer == customer_of(leaf)
    assert proof.joined is not None
    join = read_join(proof.joined)
    assert (join.kept, join.gone, join.leaves, join.undone_at) == (customer, alone, (leaf,), None)
    assert list_joins(customer) == list_joins(alone) == [join]
    assert make.verbs_of([customer]) == {"customer.joined": 1}
    assert list_leaves(alone) == []
    assert [one.address for one in contact_addresses([leaf]) if one.verified] == [
        identifiers_of_leaves([leaf])[leaf][1]
    ]


def test_of_two_customers_the_one_known_longer_is_kept(rolled_back: None) -> None:
    old, young = people.messenger(), people.messenger()
    kept = recognise_leaf(old, actor=Actor("leaf", old), at=later(1))
    gone = people.prove_mail(young, "a@shop.example", later(2)).customer
    proof = people.prove_mail(old, "a@shop.example", later(3))
    assert proof.customer == kept != gone
    assert proof.joined and read_join(proof.joined).gone == gone


@pytest.mark.parametrize("filler", ["+70000000000", "8 777 777 77 77", "+7 000 000-00-00", "+77777777777"])
def test_a_filler_number_proves_and_names_nobody(rolled_back: None, filler: str) -> None:
    leaf = people.browser()
    before = make.rows_of_all_tables()
    with pytest.raises((ContactFiller, Refused)):
        people.prove(leaf, filler)
    with pytest.raises((ContactFiller, Refused)):
        assert_contact(leaf, "phone", filler, source="checkout", at=AT)
    with pytest.raises((ContactFiller, Refused)):
        put_code(leaf, "phone", filler, digits="123456", at=AT)
    assert make.grown(before) == {}


def test_an_address_of_no_kind_and_a_leaf_of_nobody_are_refused(rolled_back: None) -> None:
    leaf = people.browser()
    for kind, value in [("email", "no mail"), ("email", "a@b"), ("card", "2990000000017"), ("email", "a@b.kz,c@d.kz")]:
        with pytest.raises(ContactUnfit):
            prove_contact(leaf, kind, value, source="code", actor=STAFF, at=AT)
    with pytest.raises(LeafUnknown):
        people.prove(uuid4(), people.new_phone())


# ---------------------------------------------------------------- nobody by accident


def test_a_phone_only_named_attaches_and_opens_nothing(rolled_back: None) -> None:
    phone = people.new_phone()
    customer, card = people.household(phone)
    leaf = people.browser()
    before = make.rows_of_all_tables()
    assert assert_contact(leaf, "phone", phone, source="checkout", at=AT) == phone_leaf(phone)
    assert assert_contact(leaf, "phone", phone, source="checkout", at=later(1)) == phone_leaf(phone)
    assert make.grown(before) == {"customers_evidence": 1, "customers_suggestion": 1}
    assert customer_of(leaf) is None and leaves_with(leaf) == [leaf]
    assert set(list_leaves(customer)) == {card, phone_leaf(phone)}


def test_on_a_shared_tablet_the_second_person_is_not_joined_to_the_first(rolled_back: None) -> None:
    tablet, first, second = people.browser(), people.new_phone(), people.new_phone()
    owner = people.prove(tablet, first).customer
    household, card = people.household(second)
    before = make.rows_of_all_tables()
    for stranger in (second, people.new_phone()):
        with pytest.raises(LeafOfAnother):
            people.prove(tablet, stranger)
    assert set(make.grown(before)) <= {"customers_leaf", "customers_identifier"}
    assert set(list_leaves(owner)) == {tablet, phone_leaf(first)}
    assert set(list_leaves(household)) == {card, phone_leaf(second)}


def test_two_with_phones_of_their_own_are_not_joined_by_a_family_s_phone(rolled_back: None) -> None:
    wife, husband = people.messenger(), people.messenger()
    hers, his = people.new_phone(), people.new_phone()
    her = people.prove(wife, hers).customer
    him = people.prove(husband, his).customer
    with pytest.raises(FamilyPhone):
        people.prove(wife, his)
    people.prove_mail(husband, "both@home.example")
    with pytest.raises(FamilyPhone):
        people.prove_mail(wife, "both@home.example")
    assert (customer_of(wife), customer_of(husband)) == (her, him)
    assert make.ask("SELECT count(*) FROM customers_join") == [(0,)]


def test_a_person_s_second_phone_that_nobody_has_becomes_theirs(rolled_back: None) -> None:
    leaf, first, second = people.messenger(), people.new_phone(), people.new_phone()
    customer = people.prove(leaf, first).customer
    assert people.prove(leaf, second, later(1)).customer == customer
    assert set(list_leaves(customer)) == {leaf, phone_leaf(first), phone_leaf(second)}


def test_a_visitor_known_by_the_messenger_alone_is_the_same_when_they_prove_a_phone_in_the_browser(
    rolled_back: None,
) -> None:
    phone = people.new_phone()
    household, card = people.household(phone)
    leaf, chat = people.browser(), people.messenger()
    prove_leaf(leaf, chat, source="passport", actor=Actor("leaf", chat), at=AT)
    proof = people.prove(leaf, phone, later(1))
    assert proof.customer == household == customer_of(chat) and proof.joined is not None


# ---------------------------------------------------------------- what a leaf has proven by itself


def test_a_passport_opens_the_messenger_and_never_the_browser_that_made_it(rolled_back: None) -> None:
    mine, theirs, nothing = proves("code"), proves("messenger"), proves("phone")
    phone = people.new_phone()
    people.household(phone)
    trap, victim = people.browser(), people.messenger()
    prove_leaf(trap, victim, source="passport", actor=Actor("leaf", victim), at=AT)
    assert opens(trap) == opens(victim) == nothing
    proof = prove_contact(victim, "phone", phone, source="telegram_contact", actor=Actor("leaf", victim), at=later(1))
    assert customer_of(trap) == proof.customer
    assert (opens(victim), opens(trap)) == (theirs, nothing)
    assert (nothing.see_own, nothing.see_personal, nothing.spend, nothing.take) == ("no", "no", "no", "no")
    home, chat = people.browser(), people.messenger()
    people.prove(home, people.new_phone())
    prove_leaf(home, chat, source="passport", actor=Actor("leaf", chat), at=later(2))
    assert (opens(home), opens(chat)) == (mine, theirs)
    assert opens(people.browser()) == nothing


# ---------------------------------------------------------------- why, and undoing


def test_a_join_is_undone_exactly(rolled_back: None) -> None:
    phone = people.new_phone()
    customer, card = people.household(phone)
    leaf, device = people.messenger(), people.browser()
    alone = people.prove_mail(leaf, "me@mail.example").customer
    people.prove_mail(device, "me@mail.example")
    mail = find_identifier_leaves("email", ["me@mail.example"])["me@mail.example"]
    proof = people.prove(leaf, phone, later(5))
    assert proof.joined is not None
    why = why_one_person(customer)
    assert {one.leaf for one in why.leaves} == {card, phone_leaf(phone), leaf, device, mail}
    assert [one.id for one in why.joins] == [proof.joined]
    assert len(why.evidence) == 4
    assert not find("customer", "me@mail.example") or find("customer", "me@mail.example")[0].subject == customer
    assert set(undo_join(proof.joined, actor=STAFF, at=later(9))) == {leaf, device, mail}
    assert set(list_leaves(alone)) == {leaf, device, mail}
    assert set(list_leaves(customer)) == {card, phone_leaf(phone)}
    done = read_join(proof.joined)
    assert (done.undone_at, done.undone_by) == (later(9), STAFF.id)
    assert make.ask("SELECT id, revoked_by FROM customers_evidence WHERE revoked_at IS NOT NULL") == [
        (done.evidence, STAFF.id)
    ]
    assert make.verbs_of([customer]) == {"customer.joined": 1, "customer.separated": 1}
    for side, leaves in ((customer, [card, phone_leaf(phone)]), (alone, [leaf, device, mail])):
        assert [one.subject for one in timeline(leaves, verbs=["customer.separated"])] == [side]
    assert [one.subject for one in find("customer", "me@mail.example")] == [alone]
    with pytest.raises(JoinUndone):
        undo_join(proof.joined, actor=STAFF, at=later(10))
    with pytest.raises(JoinUnknown):
        undo_join(uuid4(), actor=STAFF, at=later(10))


def test_a_browser_that_proved_the_phone_since_goes_back_with_the_phone(rolled_back: None) -> None:
    phone, wrong = people.new_phone(), people.messenger()
    elder = recognise_leaf(wrong, actor=Actor("leaf", wrong), at=AT - timedelta(days=900))
    owner, card = people.household(phone)
    join = people.prove(wrong, phone, later(1)).joined
    device, other = people.browser(), people.browser()
    assert people.prove(device, phone, later(2)).customer == elder
    people.prove_mail(wrong, "x@mail.example", later(3))
    people.prove_mail(other, "x@mail.example", later(4))
    assert join is not None
    assert set(undo_join(join, actor=STAFF, at=later(5))) == {card, phone_leaf(phone), device}
    assert customer_of(device) == owner and customer_of(other) == customer_of(wrong) == elder


def test_a_join_that_a_later_one_stands_on_is_undone_after_it(rolled_back: None) -> None:
    first, second, third = people.messenger(), people.messenger(), people.messenger()
    eldest = recognise_leaf(third, actor=STAFF, at=AT - timedelta(days=3))
    middle = recognise_leaf(second, actor=STAFF, at=AT - timedelta(days=2))
    people.prove_mail(first, "one@mail.example", AT - timedelta(days=1))
    below = people.prove_mail(second, "one@mail.example", later(1)).joined
    people.prove_mail(second, "two@mail.example", later(2))
    above = people.prove_mail(third, "two@mail.example", later(3)).joined
    assert below is not None and above is not None
    assert (customer_of(first), read_join(above).gone) == (eldest, middle)
    before = make.rows_of_all_tables()
    with pytest.raises(JoinUnderOther):
        undo_join(below, actor=STAFF, at=later(4))
    assert make.grown(before) == {}
    undo_join(above, actor=STAFF, at=later(5))
    undo_join(below, actor=STAFF, at=later(6))
    assert len({customer_of(one) for one in (first, second, third)}) == 3


def test_a_name_makes_a_customer_findable(rolled_back: None) -> None:
    customer = people.prove(people.browser(), people.new_phone()).customer
    name_customer(customer, "  Айгуль   Сейтова ")
    assert read_customer(customer).name == "Айгуль Сейтова"
    assert [one.subject for one in find("customer", "сейтова")] == [customer]
