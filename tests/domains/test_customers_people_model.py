"""Any order of proofs, decisions, joins, separations and undoings leaves each leaf one owner, and every person held together by evidence."""

import os
from collections import Counter
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from tests import make, people

from prilavok.domains.customers.actions import (
    assert_contact,
    decide_suggestion,
    recognise_leaf,
    separate_at,
    undo_join,
)
from prilavok.domains.customers.errors import FamilyPhone, JoinUnderOther, LeafOfAnother
from prilavok.domains.customers.queries import (
    current_rules,
    kinds_of_leaves,
    list_leaves,
    list_suggestions,
    read_join,
    what_if,
)
from prilavok.kit.events.actor import Actor

STAFF = Actor("staff", uuid4())
SEEN: Counter[str] = Counter()
OWNERS = "SELECT leaf_id, customer_id FROM customers_leaf_owner WHERE valid_to IS NULL"

LONG = bool(os.environ.get("PRILAVOK_LONG"))


def owners() -> dict[UUID, UUID]:
    """Whose each leaf is, as the table says it."""
    rows = make.ask(OWNERS)
    assert len({leaf for leaf, _ in rows}) == len(rows)
    return dict(rows)  # type: ignore[arg-type]


class People(RuleBasedStateMachine):
    """Browsers and messengers prove phones and mails; staff undo joins in any order they like."""

    def __init__(self) -> None:
        super().__init__()
        self.around = transaction.atomic()
        self.around.__enter__()
        self.at = make.AT
        self.phones = [people.new_phone() for _ in range(2)]
        self.mails = [f"{uuid4().hex}@mail.example" for _ in range(3)]
        people.household(self.phones[0])
        self.leaves = [people.browser(), *(people.messenger() for _ in range(4))]
        for leaf in self.leaves[1:]:
            recognise_leaf(leaf, actor=Actor("leaf", leaf), at=self.now())
        self.joins: list[UUID] = []
        self.seen: set[str] = set()
        self.ever = set(owners())

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.around.__exit__(None, None, None)

    def now(self) -> "make.datetime":
        self.at += timedelta(seconds=1)
        return self.at

    @rule(which=st.integers(0, 4))
    def comes_with_a_new_browser(self, which: int) -> None:
        self._prove(people.browser(self.now()), which)

    @rule(leaf=st.integers(0, 4), which=st.integers(0, 4))
    def proves(self, leaf: int, which: int) -> None:
        self._prove(self.leaves[leaf], which)

    def _prove(self, leaf: UUID, which: int) -> None:
        before = owners()
        tell = people.prove if which < 2 else people.prove_mail
        contact = (self.phones + self.mails)[which]
        try:
            proof = tell(leaf, contact, self.now())
        except LeafOfAnother as refused:
            assert owners() == before
            kind = kinds_of_leaves([leaf])[leaf]
            assert isinstance(refused, FamilyPhone) == (kind != "browser")
            return
        after = owners()
        changed = {one for one in after if one in before and before[one] != after[one]}
        if proof.joined is None:
            assert changed == set() and len(after) - len(before) <= 2
            return
        join = read_join(proof.joined)
        assert changed == set(join.leaves) == {one for one, whose in before.items() if whose == join.gone}
        assert {after[one] for one in changed} == {join.kept} == {proof.customer}
        SEEN["joined"] += 1
        self.joins.append(proof.joined)

    @rule(leaf=st.integers(0, 4), which=st.integers(0, 1))
    def names(self, leaf: int, which: int) -> None:
        before = owners()
        assert_contact(self.leaves[leaf], "phone", self.phones[which], source="checkout", at=self.now())
        assert owners() == before

    @precondition(lambda self: len(self.joins) > 1)
    @rule(nth=st.integers(0, 100))
    def undoes_one_of_several(self, nth: int) -> None:
        self._undo(nth)

    @precondition(lambda self: self.joins)
    @rule(nth=st.integers(0, 100))
    def undoes(self, nth: int) -> None:
        self._undo(nth)

    def _undo(self, nth: int) -> None:
        join = self.joins[nth % len(self.joins)]
        before, done = owners(), read_join(join)
        try:
            went = set(undo_join(join, actor=STAFF, at=self.now()))
        except JoinUnderOther:
            SEEN["under other"] += 1
            assert owners() == before
            return
        self.joins.remove(join)
        after = owners()
        # A separation may have taken some of what came away before.
        came = {leaf for leaf in done.leaves if before[leaf] == done.kept}
        changed = {one for one in before if before[one] != after[one]}
        assert changed >= went >= came
        # What hung together only by what a separation took is somebody's who had nothing; no other customer changes.
        fresh = {after[one] for one in changed} - {done.gone}
        assert not fresh & set(before.values())
        if "separated" not in self.seen:
            assert changed == went and not fresh
        # What went along beyond what came was attached since, and stood with what came only.
        for one in went - set(done.leaves):
            since = make.ask(
                "SELECT min(valid_from) FROM customers_leaf_owner WHERE leaf_id = %s AND customer_id = %s",
                one, done.kept,
            )  # fmt: skip
            assert since[0][0] > done.joined_at  # type: ignore[operator]
        SEEN["undone"] += 1
        SEEN["more than came"] += went > set(done.leaves)

    @precondition(lambda self: list_suggestions().rows)
    @rule(nth=st.integers(0, 100), answer=st.booleans())
    def decides(self, nth: int, answer: bool) -> None:
        waiting = list_suggestions().rows
        asked, before = waiting[nth % len(waiting)], owners()
        proof = decide_suggestion(asked.id, answer, actor=STAFF, at=self.now())
        after = owners()
        if answer:
            assert after[asked.one] == after[asked.other]
            if proof is not None and proof.joined is not None:
                self.joins.append(proof.joined)
                SEEN["decided"] += 1
        else:
            assert after == before

    @precondition(lambda self: self.joins)  # else most steps take apart what is hardly together
    @rule(nth=st.integers(0, 1000))
    def separates(self, nth: int) -> None:
        ties = make.ask("SELECT id, one_id FROM customers_evidence WHERE holds AND revoked_at IS NULL ORDER BY id")
        if not ties:
            return
        evidence, one = ties[nth % len(ties)]
        before = owners()
        customer = before[one]  # type: ignore[index]
        parts = separate_at(customer, evidence, actor=STAFF, at=self.now()).parts  # type: ignore[arg-type]
        after = owners()
        went = {leaf for _, leaves in parts for leaf in leaves}
        assert {leaf for leaf in before if before[leaf] != after[leaf]} == went
        # Whoever takes leaves over had nothing before: nobody is joined by a separation.
        assert not {whose for whose, _ in parts} & set(before.values())
        self.joins = [join for join in self.joins if read_join(join).undone_at is None]
        SEEN["separated"] += bool(parts)
        if parts:
            self.seen.add("separated")

    @rule()
    def other_rules_are_none(self) -> None:
        told = what_if(current_rules())
        assert (told.joins, told.splits, told.holds, told.drops) == ((), (), (), ())

    @invariant()
    def nobody_is_lost(self) -> None:
        now = owners()
        assert self.ever <= now.keys()
        self.ever = set(now)

    @invariant()
    def every_person_is_held_together_by_evidence_and_no_evidence_crosses(self) -> None:
        now = owners()
        ties = make.ask("SELECT one_id, other_id FROM customers_evidence WHERE holds AND revoked_at IS NULL")
        beside: dict[UUID, set[UUID]] = {}
        for one, other in ties:
            assert now[one] == now[other]  # type: ignore[index]
            beside.setdefault(one, set()).add(other)  # type: ignore[arg-type]
            beside.setdefault(other, set()).add(one)  # type: ignore[arg-type]
        for customer in set(now.values()):
            mine = set(list_leaves(customer))
            reached, ahead = set(), [min(mine)]
            while ahead:
                leaf = ahead.pop()
                if leaf not in reached:
                    reached.add(leaf)
                    ahead += beside.get(leaf, set())
            assert reached == mine

    @invariant()
    def whose_a_leaf_was_is_one_line_without_gaps(self) -> None:
        assert make.ask(
            "SELECT count(*) FROM (SELECT valid_to, lead(valid_from) OVER (PARTITION BY leaf_id ORDER BY valid_from,"
            " valid_to NULLS LAST) AS next FROM customers_leaf_owner) h WHERE valid_to IS DISTINCT FROM next"
        ) == [(0,)]


def test_any_interleaving_of_proofs_joins_and_undoings(rolled_back: None) -> None:
    run_state_machine_as_test(
        People,
        settings=settings(
            max_examples=60 if LONG else 16,
            stateful_step_count=45,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],  # making a failure smaller takes minutes with a database below
            suppress_health_check=list(HealthCheck),
        ),
    )
    # What the run has met, so that it cannot pass by meeting nothing.
    assert SEEN["joined"] > 20 and SEEN["undone"] > 10 and SEEN["separated"] > 10, SEEN
