"""Known people compared by likeness: suggested with what agrees, joined only as far as the owner said, and undone."""

import argparse
from typing import Any
from uuid import UUID

import pytest
from tests import make, people
from tests.doors.conftest import quick_passwords  # noqa: F401  # a fixture
from tests.doors.web_people import client_of, hire
from tests.matching_world import World

from prilavok.domains.customers.actions import put_customers
from prilavok.domains.customers.queries import (
    customer_of,
    list_customer_ids,
    list_joins,
    list_leaves,
    list_suggestions,
    people_to_compare,
    why_one_person,
)
from prilavok.domains.customers.types import NewCustomer, NewIdentifier
from prilavok.doors.cli.match import arguments, run, wrong_together
from prilavok.flows.decide_suggestion import decide_suggestion
from prilavok.flows.suggest_alike import Compared, suggest_alike
from prilavok.flows.undo_join import undo_join
from prilavok.kit.events.actor import SYSTEM

pytestmark = pytest.mark.usefixtures("rolled_back")
AT, PEOPLE, TWICE = make.AT, 200, 30


def _known(code: str, row: dict[str, str], *contacts: NewIdentifier) -> NewCustomer:
    card = NewIdentifier("card", "29" + code.replace("-", "").translate(str.maketrans("ab", "12")).rjust(11, "0"))
    traits = {"birth_date": row["birth_date"], "city": row["city"]}
    return NewCustomer(code, (card, *contacts), f"{row['last_name']} {row['first_name']}", traits=traits)


@pytest.fixture
def twice() -> dict[UUID, UUID]:
    """Two hundred customers, of whom thirty are known a second time, by another clerk; first by second."""
    world = World(7)
    rows = world.people(PEOPLE, family_phone=0.0)
    once = [
        _known(f"a-{nth}", row, NewIdentifier("phone", row["phone"]), NewIdentifier("email", row["email"]))
        for nth, row in enumerate(rows)
    ]
    again = [_known(f"b-{nth}", world.again(rows[nth], slips=0.05)) for nth in range(TWICE)]
    put_customers([*once, *again], source="load:test", seen=AT, at=AT, origin="load")
    ids = list_customer_ids([one.code for one in (*once, *again)])
    return {ids[f"b-{nth}"]: ids[f"a-{nth}"] for nth in range(TWICE)}


def _compare(**more: Any) -> Compared:
    return suggest_alike(least=0.9, actor=SYSTEM, at=AT, **more)


def test_who_is_alike_is_suggested_once_and_nobody_is_joined(twice: dict[UUID, UUID]) -> None:
    people.household("+77010000001")  # made up: compared with nobody
    before = make.ask("SELECT leaf_id, customer_id FROM customers_leaf_owner ORDER BY 1")
    assert len(list(people_to_compare())) == PEOPLE + TWICE
    found = _compare()
    assert found.people == PEOPLE + TWICE and found.joined == 0
    rows = list_suggestions(limit=200).rows
    pairs = [frozenset({customer_of(one.one), customer_of(one.other)}) for one in rows]
    true = {frozenset(pair) for pair in twice.items()}
    assert found.suggested == len(rows) == len(set(pairs))
    assert len(true & set(pairs)) >= TWICE * 0.8, "nearly all of those known twice"
    assert len(set(pairs) - true) <= TWICE / 5, "brothers and sisters, now and then"
    assert {one.why for one in rows} == {"alike"}
    best = rows[0].alike
    assert best is not None and 0.9 <= best["confidence"] < 1 and "birth_date" in [part[0] for part in best["parts"]]
    assert make.ask("SELECT DISTINCT strength, source, holds FROM customers_evidence WHERE source = 'alike'") == [
        ("ambient", "alike", False)
    ]
    assert make.ask("SELECT leaf_id, customer_id FROM customers_leaf_owner ORDER BY 1") == before
    decide_suggestion(rows[0].id, False, actor=SYSTEM, at=AT)
    assert _compare() == Compared(PEOPLE + TWICE, 0, 0), "asked once, and a no is remembered"


def test_the_owner_s_threshold_and_cap_join_so_many_and_each_is_undone(twice: dict[UUID, UUID]) -> None:
    before = make.ask("SELECT leaf_id, customer_id FROM customers_leaf_owner WHERE valid_to IS NULL ORDER BY 1")
    found = _compare(join_from=0.95, at_most=5)
    assert found.joined == 5 and found.suggested > 5
    decided = list_suggestions(decided=True, limit=50).rows
    assert len(decided) == 5 and all(one.answer and one.decided_by is None and one.join for one in decided)
    for one in decided:
        customer = customer_of(one.one)
        assert customer is not None and customer == customer_of(one.other)
        assert ("verified", "alike") in {(tie.strength, tie.source) for tie in why_one_person(customer).evidence}
        [join] = list_joins(customer)
        undo_join(join.id, actor=SYSTEM, at=AT)
    after = make.ask("SELECT leaf_id, customer_id FROM customers_leaf_owner WHERE valid_to IS NULL ORDER BY 1")
    assert after == before


def test_two_with_phones_of_their_own_wait_for_a_person_however_alike(twice: dict[UUID, UUID]) -> None:
    for nth, second in enumerate(twice):
        [leaf] = list_leaves(second)
        people.prove(leaf, f"+770541{nth * 371 + 12345:05}", AT)
    found = _compare(join_from=0.9, at_most=100)
    assert found.joined == 0 and found.suggested > 0
    assert all(one.decided_at is None for one in list_suggestions(limit=200).rows)


def test_the_screen_tells_what_agrees(twice: dict[UUID, UUID], quick_passwords: None) -> None:  # noqa: F811
    _compare()
    waiting = list_suggestions().rows[0]
    client = client_of(hire("owner", language="en"))
    listed = client.get("/office/suggestions").content.decode()
    assert "alike, nothing proven" in listed
    told = client.get(f"/office/suggestions/{waiting.id}").content.decode()
    assert "nobody has proven that they are one person" in told and "One person with a confidence of 9" in told
    assert "date of birth" in told and "surname" in told
    client.post(f"/office/suggestions/{waiting.id}/decide", {"answer": "yes"})
    assert customer_of(waiting.one) == customer_of(waiting.other)


def test_the_command_says_what_came_of_it_and_what_does_not_go_together(
    twice: dict[UUID, UUID], capsys: pytest.CaptureFixture[str]
) -> None:
    parser = argparse.ArgumentParser()
    arguments(parser)
    for words, sentence in {
        "": "name a list",
        "list.csv --customers": "name a list",
        "list.csv --join-from 0.9 --at-most 3": "go with --customers",
        "--customers --join-from 0.9": "wants --at-most",
        "--customers --at-most 3": "wants --at-most",
    }.items():
        assert sentence in wrong_together(parser.parse_args(words.split()))
        assert run(parser.parse_args(words.split())) == 2
    assert list_suggestions().rows == ()
    assert run(parser.parse_args(["--customers", "--least", "0.9", "--language", "en"])) == 0
    assert f"{PEOPLE + TWICE} people compared; " in capsys.readouterr().out
    assert list_suggestions().rows != ()
