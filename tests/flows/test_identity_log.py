"""The whole log of evidence in slices: tried by a job that is found again, settled beside rules and joins that come in.

Covers prilavok.flows.try_identity_rules, prilavok.flows.settle_identity.
"""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests import make, people
from tests.conftest import OwnDatabase
from tests.racing import all_at_once

from prilavok.domains.customers.errors import LeafOfAnother, RuleUnfit, TrialUnknown
from prilavok.domains.customers.queries import (
    current_rules,
    customer_of,
    list_trials,
    read_trial,
    rules_with,
    what_if,
)
from prilavok.domains.customers.rules.identity import components
from prilavok.domains.customers.types.identity import IdentityRules, KindRule, WhatIf
from prilavok.doors.worker import know_all_jobs
from prilavok.flows.change_identity_rules import switch_on_rules
from prilavok.flows.settle_identity import settle_identity
from prilavok.flows.try_identity_rules import try_rules
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.jobs.queue import buried
from prilavok.kit.jobs.registry import Due
from prilavok.kit.jobs.runner import run_due

AT = make.AT
STAFF = Actor("staff", uuid4())
SHARED, FREE = [KindRule("email", "shared")], [KindRule("email", "limited", 10, 365)]


def later(minutes: int) -> datetime:
    return AT + timedelta(minutes=minutes)


def work() -> None:
    """All that is due in the queues of the trial and of the settling, a second later."""
    know_all_jobs()
    clock.move_clock(timedelta(seconds=2))
    while any(run_due(queue) for queue in ("default", "chores")):
        pass
    assert buried() == ()


def pairs(count: int, name: str = "pair") -> list[tuple[UUID, UUID]]:
    """Messengers two by two, each two of one mail."""
    made = [(people.messenger(), people.messenger()) for _ in range(count)]
    for nth, both in enumerate(made):
        for leaf in both:
            with story():
                people.prove_mail(leaf, f"{name}-{nth}@mail.example", later(1))
    return made


def in_slices(rules: IdentityRules, limit: int) -> list[WhatIf]:
    """The whole log by so many leaves at a time."""
    told = [what_if(rules, limit=limit)]
    while (last := told[-1].last) is not None:
        told.append(what_if(rules, behind=last, limit=limit))
    return told


def test_slices_of_any_size_come_to_what_the_whole_log_comes_to(rolled_back: None) -> None:
    """Evidence in random order, revoked here and there, so that what hangs together lies far apart in the log."""
    leaves = [people.messenger() for _ in range(12)]
    mails = [f"slice-{nth}@mail.example" for nth in range(9)]
    tries = [SHARED, [KindRule("telegram", "unique")], [KindRule("person", "limited", 3)]]

    @settings(
        max_examples=25, deadline=None, phases=(Phase.generate,), suppress_health_check=list(HealthCheck), database=None
    )
    @given(
        st.lists(st.tuples(st.integers(0, 11), st.integers(0, 8), st.booleans()), min_size=1, max_size=9),
        st.integers(1, 5),
        st.sampled_from(tries),
    )
    def logs(steps: list[tuple[int, int, bool]], limit: int, changes: Sequence[KindRule]) -> None:
        for who, mail, revoked in steps:
            try:
                with story():
                    people.prove_mail(leaves[who], mails[mail], later(who + mail))
            except LeafOfAnother:
                continue
            if revoked:
                make.ask(
                    "UPDATE customers_evidence SET revoked_at = %s WHERE id IN"
                    " (SELECT id FROM customers_evidence ORDER BY id DESC LIMIT 1) RETURNING 1",
                    AT,
                )
        rules = rules_with(changes)
        whole, told = what_if(rules), in_slices(rules, limit)
        assert sum(one.evidence for one in told) == whole.evidence
        assert Counter(id for one in told for id in one.holds) == Counter(whole.holds)
        assert Counter(drop for one in told for drop in one.drops) == Counter(whole.drops)
        assert Counter(group for one in told for group in one.joins) == Counter(whole.joins)
        assert frozenset().union(*(one.unsettled for one in told)) == whole.unsettled
        assert max(one.largest[:1] for one in told) == whole.largest[:1]

    logs()


def test_a_slice_asks_no_more_where_the_log_is_long(rolled_back: None) -> None:
    asked = []
    for more in (3, 12):
        pairs(more, f"of-{more}")
        with CaptureQueriesContext(connection) as queries:
            told = what_if(rules_with(SHARED), limit=3)
        assert 3 <= told.evidence <= 6 and told.last is not None
        asked.append(len(queries))
    assert asked[0] == asked[1] < 20


def test_a_trial_goes_on_by_itself_and_is_found_again(own_database: OwnDatabase, monkeypatch: Any) -> None:
    clock.set_clock(later(5))
    for name, so_much in (("WAITED", 0), ("FIRST", 2), ("MOST", 2)):
        monkeypatch.setattr(f"prilavok.flows.try_identity_rules.{name}", so_much)
    joined = pairs(6)
    whole = what_if(rules_with(SHARED))
    trial = try_rules(SHARED, actor=STAFF, at=clock.now())
    begun = read_trial(trial)
    assert begun.ended_at is None and (begun.expected, begun.evidence) == (12, 0)
    know_all_jobs()
    clock.move_clock(timedelta(seconds=2))
    assert run_due("chores", limit=1).done == 1
    halfway = read_trial(trial)
    assert halfway.ended_at is None and 0 < halfway.evidence < 12 and 0 < halfway.splits < 6
    # What comes in meanwhile is read or not; rules that begin meanwhile change nothing of the question.
    switch_on_rules([KindRule("card", "unique")], actor=STAFF, at=clock.now())
    work()
    found = read_trial(trial)
    assert found.ended_at is not None and (found.evidence, found.joins, found.splits) == (12, 0, 6)
    assert sorted(found.split) == sorted(whole.splits) and found.largest == whole.largest
    assert found.changes == tuple(SHARED) and found.asked_by == STAFF.id
    assert all(customer_of(one) == customer_of(other) for one, other in joined)
    assert [one.id for one in list_trials()] == [trial]
    assert make.ask("SELECT count(*) FROM kit_job WHERE verb = 'identity.try'") == [(0,)]


def test_only_the_latest_trials_are_kept_and_unfit_rules_are_not_tried(rolled_back: None) -> None:
    first = try_rules(SHARED, actor=STAFF, at=later(1))
    for nth in range(20):
        try_rules(FREE, actor=STAFF, at=later(2 + nth))
    assert make.ask("SELECT count(*) FROM customers_rule_trial") == [(20,)]
    with pytest.raises(TrialUnknown):
        read_trial(first)
    with pytest.raises(RuleUnfit):
        try_rules([KindRule("phone", "leased")], actor=STAFF, at=later(30))
    assert make.ask("SELECT count(*) FROM customers_rule_trial") == [(20,)]


def test_rules_changed_again_while_settling_and_joins_that_come_in_meanwhile(
    own_database: OwnDatabase, monkeypatch: Any
) -> None:
    """Two workers settle a change, then its opposite and another, while people prove mails: one answer at the end."""
    clock.set_clock(later(5))
    for name, so_much in (("LONGEST", 0), ("TOGETHER", 1), ("FIRST", 2), ("MOST", 4)):
        monkeypatch.setattr(f"prilavok.flows.settle_identity.{name}", so_much)
    known = [leaf for both in pairs(10) for leaf in both]
    know_all_jobs()
    switch_on_rules(SHARED, actor=STAFF, at=clock.now())
    assert run_due("default", limit=1).done == 1

    def settle() -> None:
        for _turn in range(200):
            if not run_due("default", limit=3):
                break

    def change() -> None:
        for nth, rules in enumerate((FREE, SHARED, [*FREE, KindRule("telegram", "limited", 3, 365)])):
            switch_on_rules(rules, actor=STAFF, at=later(6 + nth))

    def prove() -> None:
        for nth in range(10):
            try:
                with story():
                    people.prove_mail(known[2 * nth], f"pair-{(nth + 1) % 10}@mail.example", later(10 + nth))
            except LeafOfAnother:
                pass

    all_at_once([settle, settle, change, prove])
    work()
    assert what_if(current_rules()).unsettled == frozenset()
    ties = make.ask("SELECT one_id, other_id FROM customers_evidence WHERE holds AND revoked_at IS NULL")
    owned = dict(make.ask("SELECT leaf_id, customer_id FROM customers_leaf_owner WHERE valid_to IS NULL"))
    for group in components(owned.keys(), ties):  # type: ignore[arg-type]
        assert len({owned[leaf] for leaf in group}) == 1


def test_a_slice_undone_by_a_crash_is_done_again_from_where_it_began(own_database: OwnDatabase) -> None:
    clock.set_clock(later(5))
    joined = pairs(4)
    switch_on_rules(SHARED, actor=STAFF, at=clock.now())
    [(id, facts)] = make.ask("SELECT id, facts FROM kit_job WHERE verb = 'identity.settle'")
    with pytest.raises(ConnectionError), story():
        settle_identity(Due(id, "default", "identity.settle", json.loads(str(facts)), None, AT, 1, 8))  # type: ignore[arg-type]
        raise ConnectionError("the machine went")
    assert all(customer_of(one) == customer_of(other) for one, other in joined)
    work()
    assert all(customer_of(one) != customer_of(other) for one, other in joined)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kit_event WHERE verb = 'customer.separated'")
        assert cursor.fetchone() == (16,), "each told of both sides"
