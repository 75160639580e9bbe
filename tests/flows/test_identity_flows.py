"""Stories of identity: decided, separated with consents kept strict, quarantined with a task, rules switched on."""

import contextlib
import json
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
from tests import make, people
from tests.conftest import OwnDatabase
from tests.racing import all_at_once

from prilavok.domains.consent.actions import give_consent, withdraw_consent
from prilavok.domains.consent.queries import may_write
from prilavok.domains.customers.actions import assert_contact, put_rules, recognise_leaf
from prilavok.domains.customers.errors import (
    EvidenceUnknown,
    JoinUnderOther,
    JoinUndone,
    LeafOfAnother,
    RuleUnfit,
    SuggestionDecided,
)
from prilavok.domains.customers.queries import (
    current_rules,
    customer_of,
    explain_path,
    find_identifier_leaves,
    list_leaves,
    list_suggestions,
    read_trial,
    what_if,
)
from prilavok.domains.customers.types.identity import KindRule, ListedValue
from prilavok.domains.tasks.queries import list_tasks
from prilavok.flows.change_identity_rules import change_list, switch_on_rules
from prilavok.flows.decide_suggestion import decide_suggestion
from prilavok.flows.name_contact import name_contact
from prilavok.flows.quarantine_person import KIND, quarantine_person
from prilavok.flows.separate_person import separate_person
from prilavok.flows.settle_identity import settle_identity
from prilavok.flows.try_identity_rules import try_rules
from prilavok.flows.undo_join import undo_join
from prilavok.flows.write_message import write_message
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.registry import Due

AT = make.AT
STAFF = Actor("staff", uuid4())


def later(minutes: int) -> datetime:
    return AT + timedelta(minutes=minutes)


def due(verb: str, facts: dict[str, object]) -> Due:
    return Due(uuid4(), "default", verb, facts, None, AT, 1, 8)


def two_joined(mail: str = "both@mail.example") -> tuple[UUID, UUID, UUID, UUID]:
    """Two messengers joined by one mail; the leaves, the customer and the join."""
    one, other = people.messenger(), people.messenger()
    with story():
        recognise_leaf(one, actor=STAFF, at=AT)
        recognise_leaf(other, actor=STAFF, at=later(1))
        people.prove_mail(one, mail, later(2))
    with story():
        join = people.prove_mail(other, mail, later(3)).joined
    customer = customer_of(one)
    assert join is not None and customer is not None
    return one, other, customer, join


def settle_all() -> int:
    """Do the queued settling as a worker would; how many runs it took."""
    runs = 0
    while jobs := make.ask("SELECT id, facts FROM kit_job WHERE verb = 'identity.settle' ORDER BY id"):
        for id, facts in jobs:
            runs += 1
            make.ask("DELETE FROM kit_job WHERE id = %s RETURNING 1", id)
            with story():
                settle_identity(due("identity.settle", json.loads(str(facts))))
    return runs


@pytest.mark.parametrize("way", ["undo", "separate"])
def test_a_no_said_together_counts_for_both_and_a_yes_for_its_own(rolled_back: None, way: str) -> None:
    one, other, customer, join = two_joined()
    for leaf in (one, other):
        give_consent(leaf, "telegram", "offers", source="desk", actor=STAFF, at=AT)
    give_consent(one, "telegram", "orders", source="desk", actor=STAFF, at=later(4))
    withdraw_consent(other, "telegram", "offers", source="desk", actor=STAFF, at=later(5))
    if way == "undo":
        undo_join(join, actor=STAFF, at=later(6))
    else:
        separate_person(customer, explain_path(one, other)[-1].id, actor=STAFF, at=later(6))
    assert customer_of(one) != customer_of(other)
    assert [may_write([leaf], "telegram", "offers") for leaf in (one, other)] == [False, False]
    assert [may_write([leaf], "telegram", "orders") for leaf in (one, other)] == [True, False]


def test_what_was_said_before_stays_each_one_s_own(rolled_back: None) -> None:
    one, other, customer, _join = two_joined()
    give_consent(one, "telegram", "offers", source="desk", actor=STAFF, at=AT)
    withdraw_consent(other, "telegram", "offers", source="desk", actor=STAFF, at=later(2))
    said = make.ask("SELECT count(*) FROM consent_consent")
    separate_person(customer, explain_path(one, other)[-1].id, actor=STAFF, at=later(6))
    assert [may_write([leaf], "telegram", "offers") for leaf in (one, other)] == [True, False]
    assert make.ask("SELECT count(*) FROM consent_consent") == said


def test_a_contact_named_in_a_conversation_is_asserted_by_its_leaf(rolled_back: None) -> None:
    leaf, phone = people.browser(), people.new_phone()
    people.household(phone)
    said = write_message(leaf, "I am from number five", key="k", actor=Actor("leaf", leaf), at=AT).conversation
    contact = name_contact(said, phone, actor=STAFF, at=later(1))
    assert make.ask(
        "SELECT one_id, other_id, strength, source, holds FROM customers_evidence WHERE source = 'desk'"
    ) == [(leaf, contact, "asserted", "desk", False)]
    mail = name_contact(said, "named@mail.example", actor=STAFF, at=later(1))
    assert customer_of(leaf) is None and customer_of(mail) is None and len(list_suggestions().rows) == 1


def test_a_suggestion_is_decided_once_though_two_press_at_one_moment(own_database: OwnDatabase) -> None:
    phone, visitor = people.new_phone(), people.browser()
    customer, _card = people.household(phone)
    assert_contact(visitor, "phone", phone, source="checkout", at=AT)
    [waiting] = list_suggestions().rows

    def press(answer: bool) -> str:
        try:
            decide_suggestion(waiting.id, answer, actor=STAFF, at=later(1))
        except SuggestionDecided:
            return "decided"
        return str(answer)

    said = all_at_once([partial(press, answer) for answer in (True, False, True, False)])
    assert said.count("decided") == 3
    assert (customer_of(visitor) == customer) == ("True" in said)


def test_a_person_over_the_cap_makes_one_task_a_day(rolled_back: None) -> None:
    put_rules([KindRule("person", "limited", 3)], actor=STAFF, at=AT)
    for nth in range(4):
        people.prove_mail(people.browser(), "crowd@mail.example", later(nth))
    events = make.ask("SELECT id, subject FROM kit_event WHERE verb = 'customer.quarantined'")
    assert len(events) == 2
    for event, _subject in events * 2:
        quarantine_person(due("quarantine.tell", {"event": str(event)}))
    [task] = list_tasks(kind=KIND)
    assert (task.subject, task.facts, task.place) == (events[0][1], {"leaves": 3}, None)


def test_rules_are_tried_and_switched_on_and_people_follow(rolled_back: None) -> None:
    one, other, customer, _join = two_joined()
    stricter = [KindRule("email", "shared")]
    told = read_trial(try_rules(stricter, actor=STAFF, at=later(4)))
    assert told.ended_at is not None and (told.splits, told.joins) == (1, 0) and told.split == ((customer, 3),)
    assert customer_of(one) == customer_of(other) and settle_all() == 0
    with pytest.raises(RuleUnfit):
        switch_on_rules([KindRule("phone", "leased")], actor=STAFF, at=later(5))
    assert switch_on_rules(stricter, actor=STAFF, at=later(5)) == 1
    assert settle_all() == 1
    assert customer_of(one) != customer_of(other)
    assert switch_on_rules(stricter, actor=STAFF, at=later(6)) == 0 and settle_all() == 0
    looser = [KindRule("email", "limited", 10, 365)]
    assert read_trial(try_rules(looser, actor=STAFF, at=later(7))).joins == 1
    switch_on_rules(looser, actor=STAFF, at=later(7))
    settle_all()
    assert customer_of(one) == customer_of(other)


def test_a_settling_killed_halfway_is_finished_by_its_next_try(
    rolled_back: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, so_much in (("LONGEST", 0), ("TOGETHER", 1), ("FIRST", 2)):
        monkeypatch.setattr(f"prilavok.flows.settle_identity.{name}", so_much)
    pairs = [two_joined(f"{nth}@mail.example")[:2] for nth in range(3)]
    switch_on_rules([KindRule("email", "shared")], actor=STAFF, at=later(5))
    [(since,)] = make.ask("SELECT facts->>'since' FROM kit_job WHERE verb = 'identity.settle'")
    settle_identity(due("identity.settle", {"since": since}))
    apart = [customer_of(one) != customer_of(other) for one, other in pairs]
    assert 0 < sum(apart) < 3
    assert settle_all() >= 2  # the one that was queued first is still there, as after a kill
    assert all(customer_of(one) != customer_of(other) for one, other in pairs)
    assert what_if(current_rules()).unsettled == frozenset()


def test_a_number_put_on_the_list_lets_go_whom_it_joined(rolled_back: None) -> None:
    one, other, _customer, _join = two_joined("office@mail.example")
    line = ListedValue("email", "office@mail.example", "shared", "own")
    assert change_list(line, actor=STAFF, at=later(5)) == 1
    settle_all()
    assert customer_of(one) != customer_of(other)
    assert change_list(None, [str(uuid4()), "no id"], actor=STAFF, at=later(6)) == 0


def test_joins_and_separations_from_many_workers_end_without_deadlock_in_one_answer(
    own_database: OwnDatabase,
) -> None:
    chats = [people.messenger() for _ in range(6)]
    for nth, chat in enumerate(chats):
        with story():
            recognise_leaf(chat, actor=SYSTEM, at=later(nth))
    mails = [f"race-{nth}@mail.example" for nth in range(3)]

    def work(nth: int) -> None:
        for turn in range(6):
            at = later(10 + turn)
            if nth % 3 == 2:
                tear(at)
            else:
                with contextlib.suppress(LeafOfAnother), story():
                    people.prove_mail(chats[(nth + turn) % 6], mails[(nth * 2 + turn) % 3], at)

    def tear(at: datetime) -> None:
        for id, leaf in make.ask(
            "SELECT id, one_id FROM customers_evidence WHERE holds AND revoked_at IS NULL LIMIT 1"
        ):
            owner = customer_of(leaf)  # type: ignore[arg-type]
            try:
                if owner is not None:
                    separate_person(owner, id, actor=STAFF, at=at)  # type: ignore[arg-type]
            except EvidenceUnknown:
                pass
        for (join,) in make.ask("SELECT id FROM customers_join WHERE undone_at IS NULL ORDER BY id DESC LIMIT 1"):
            with contextlib.suppress(JoinUndone, JoinUnderOther):
                undo_join(join, actor=STAFF, at=at)  # type: ignore[arg-type]

    all_at_once([partial(work, nth) for nth in range(6)])
    known = [leaf for mail in mails for leaf in find_identifier_leaves("email", [mail]).values()]
    owners = {leaf: customer_of(leaf) for leaf in (*chats, *known)}
    assert None not in {owners[chat] for chat in chats}
    ties = make.ask("SELECT one_id, other_id FROM customers_evidence WHERE holds AND revoked_at IS NULL")
    for one, other in ties:
        assert owners[one] == owners[other]  # type: ignore[index]
    for customer in {owner for owner in owners.values() if owner}:
        mine = list_leaves(customer)
        assert all(explain_path(mine[0], leaf) for leaf in mine[1:])
