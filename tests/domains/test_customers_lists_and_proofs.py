"""Lists and proofs in any order: whoever proved a contact is one customer with nobody who proved another."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import make, people

from prilavok.domains.customers.actions import recognise_leaf, separate_at, settle_evidence, take_in_people
from prilavok.domains.customers.queries import (
    current_rules,
    customer_of,
    explain_path,
    find_identifier_leaves,
    list_suggestions,
    what_if,
)
from prilavok.domains.customers.types import ListedPerson, NewIdentifier
from prilavok.kit.events.actor import SYSTEM, Actor

AT = make.AT
STAFF = Actor("staff", uuid4())
PHONES = tuple(f"+770764011{nth:02}" for nth in range(4))
NAMES = ("Мадина Оспанова", "Мадина", "Иван Примеров", "")

a_row = st.tuples(
    st.sampled_from(("crm:1", "crm:2", "")),
    st.lists(st.integers(0, 3), min_size=1, max_size=3, unique=True),
    st.sampled_from(NAMES),
)
a_proof = st.tuples(st.integers(0, 3), st.sampled_from(("browser", "messenger")))


def later(seconds: int) -> datetime:
    return AT + timedelta(seconds=seconds)


def take_in(*rows: tuple[str, Sequence[int], str], at: datetime = AT) -> None:
    told = [ListedPerson(code, tuple(NewIdentifier("phone", PHONES[n]) for n in of), name) for code, of, name in rows]
    take_in_people(told, source="crm", actor=SYSTEM, at=at, origin="import")


def leaf_of(kind: str, value: str) -> UUID:
    return find_identifier_leaves(kind, [value])[value]


def proves(nth: int, kind: str = "browser", at: datetime = AT) -> UUID:
    """The nth person proves the nth phone, from a leaf nobody met before."""
    if kind == "browser":
        leaf = people.browser(at)
    else:
        leaf = people.messenger(at)
        recognise_leaf(leaf, actor=Actor("leaf", leaf), at=at)
    people.prove(leaf, PHONES[nth], at)
    return leaf


def rows(question: str) -> Any:
    return make.ask(question)


def held_together() -> None:
    """No evidence that holds leads from one customer to another, and every customer hangs together by it."""
    owned: dict[Any, Any] = dict(rows("SELECT leaf_id, customer_id FROM customers_leaf_owner WHERE valid_to IS NULL"))
    beside: dict[Any, set[Any]] = {leaf: {leaf} for leaf in owned}
    for one, other in rows("SELECT one_id, other_id FROM customers_evidence WHERE holds AND revoked_at IS NULL"):
        assert owned[one] == owned[other]
        joined = beside[one] | beside[other]
        for leaf in joined:
            beside[leaf] = joined
    assert len({id(one) for one in beside.values()}) == len(set(owned.values()))


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.one_of(a_row, a_proof), min_size=3, max_size=9))
def test_in_any_order_of_lists_and_proofs_two_provers_are_two(rolled_back: None, steps: list[Any]) -> None:
    with transaction.atomic():
        came: dict[int, set[UUID]] = {}
        for second, step in enumerate(steps):
            if len(step) == 3:
                take_in(step, at=later(second))
            else:
                came.setdefault(step[0], set()).add(proves(step[0], step[1], later(second)))
            held_together()
            whose = {nth: {customer_of(leaf) for leaf in leaves} for nth, leaves in came.items()}
            assert all(len(one) == 1 for one in whose.values()), "who proved it twice is one"
            assert all(customer_of(leaf_of("phone", PHONES[nth])) in one for nth, one in whose.items())
            assert len(set.union(set(), *whose.values())) == len(whose)
        told = what_if(current_rules())
        assert (told.joins, told.splits, told.holds, told.drops) == ((), (), (), ())
        transaction.set_rollback(True)


def test_a_list_s_word_goes_with_whoever_comes_first_and_the_rest_stays_tied(rolled_back: None) -> None:
    take_in(("", (1, 0, 2), "Мадина"))  # the row has no code: its first phone held the others together
    first = proves(0, at=later(1))
    assert {customer_of(leaf_of("phone", PHONES[nth])) for nth in (0, 1, 2)} == {customer_of(first)}
    second = proves(1, at=later(2))
    assert customer_of(leaf_of("phone", PHONES[1])) == customer_of(second) != customer_of(first)
    assert customer_of(leaf_of("phone", PHONES[2])) == customer_of(first)
    held_together()
    assert [one.why for one in list_suggestions().rows] == ["listed"] * 2
    assert [tie.strength for tie in explain_path(leaf_of("phone", PHONES[0]), leaf_of("phone", PHONES[2]))] == [
        "asserted"
    ]


def test_what_proved_two_one_is_taken_back_and_no_list_holds_them(rolled_back: None) -> None:
    take_in(("crm:1", (0, 1), "Мадина"))
    first, second = proves(0, at=later(1)), people.browser(later(2))
    people.prove(second, PHONES[0], later(2))
    people.prove(second, PHONES[1], later(3))
    assert customer_of(first) == customer_of(second) == customer_of(leaf_of("import", "crm:1"))
    [tie] = explain_path(second, leaf_of("phone", PHONES[0]))
    together = customer_of(first)
    assert together is not None
    separate_at(together, tie.id, actor=STAFF, at=later(4))
    assert customer_of(first) == customer_of(leaf_of("import", "crm:1")) == customer_of(leaf_of("phone", PHONES[0]))
    assert customer_of(second) == customer_of(leaf_of("phone", PHONES[1])) != customer_of(first)
    held_together()
    assert [one.why for one in list_suggestions().rows] == ["listed"]


def test_a_proof_that_other_rules_let_hold_takes_out_its_contact_alone(rolled_back: None) -> None:
    take_in(("crm:1", (0, 1), "Мадина"))
    first, chat = proves(0, at=later(1)), proves(2, "messenger", at=later(2))
    evidence = uuid4()
    make.ask(
        "INSERT INTO customers_evidence (id, one_id, other_id, strength, source, observed_at, recorded_at, holds, dropped)"
        " VALUES (%s, %s, %s, 'verified', 'code', %s, %s, false, 'apart') RETURNING id",
        evidence, chat, leaf_of("phone", PHONES[1]), later(3), later(3),
    )  # fmt: skip
    settle_evidence([evidence], {}, actor=SYSTEM, at=later(4))
    assert customer_of(leaf_of("phone", PHONES[1])) == customer_of(chat) != customer_of(first)
    held_together()


def test_a_row_without_a_code_gives_nothing_to_a_person_of_another_name(rolled_back: None) -> None:
    take_in(("crm:1", (0,), "Мадина Оспанова"))
    take_in(("", (0, 1), "Иван Примеров"), at=later(1))
    assert customer_of(leaf_of("phone", PHONES[1])) != customer_of(leaf_of("phone", PHONES[0]))
    assert [one.why for one in list_suggestions().rows] == ["asserted"]
    held_together()
