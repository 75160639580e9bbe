"""Known people compared by likeness: suggested with what agrees, joined only as far as the owner said, and undone."""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests import make, people
from tests.doors.conftest import quick_passwords  # noqa: F401  # a fixture
from tests.doors.web_people import client_of, hire
from tests.matching_world import World

from prilavok.domains.customers.actions import put_customers, take_in_people
from prilavok.domains.customers.actions.leaves import make_findable
from prilavok.domains.customers.errors import JoinSettingUnfit, JoinsOff
from prilavok.domains.customers.queries import (
    count_joined_alike,
    customer_of,
    join_rule,
    learnt_model,
    list_customer_ids,
    list_joined_alike,
    list_joins,
    list_leaves,
    list_suggestions,
    people_to_compare,
    why_one_person,
)
from prilavok.domains.customers.types import ListedPerson, NewCustomer, NewIdentifier
from prilavok.doors.cli.match import arguments, run, wrong_together
from prilavok.flows.change_identity_law import join_by_itself, join_nobody
from prilavok.flows.compare_newcomer import compare_customer, compare_newcomer
from prilavok.flows.decide_suggestion import decide_suggestion
from prilavok.flows.join_surest import join_surest
from prilavok.flows.reactions import REACTIONS
from prilavok.flows.suggest_alike import Compared, suggest_alike
from prilavok.flows.undo_join import undo_join
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.registry import Due
from prilavok.kit.matching.preparing import fold_name

pytestmark = pytest.mark.usefixtures("rolled_back")
AT, PEOPLE, TWICE = make.AT, 200, 30
OWNER = Actor("staff", UUID(int=9))


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
    make_findable(list(ids.values()))
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
    with pytest.raises(JoinsOff):
        _compare(join_from=0.95, at_most=5)  # words alone switch nothing on
    join_by_itself(990_000, 5, actor=OWNER, at=AT)
    found = _compare()
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
    join_by_itself(990_000, 100, actor=OWNER, at=AT)
    found = _compare(join_from=0.9, at_most=100)
    assert found.joined == 0 and found.suggested > 0
    assert all(one.decided_at is None for one in list_suggestions(limit=200).rows)


def test_switched_off_nobody_is_joined_and_the_bound_is_of_a_day(twice: dict[UUID, UUID]) -> None:
    join_by_itself(990_000, 2, actor=OWNER, at=AT)
    assert join_nobody(actor=OWNER, at=AT)
    found = _compare()
    assert found.suggested > 5 and found.joined == 0 and make.ask("SELECT count(*) FROM customers_join") == [(0,)]
    sure = [(one.id, one.alike["confidence"]) for one in list_suggestions(limit=200).rows if one.alike]
    sure = sorted(sure, key=lambda one: -one[1])
    assert join_surest(sure, actor=SYSTEM, at=AT) == 0
    join_by_itself(990_000, 2, actor=OWNER, at=AT)
    assert join_surest(sure, at_most=1, actor=SYSTEM, at=AT) == 1, "narrowed by a word"
    assert join_surest(sure, join_from=0.9999999, actor=SYSTEM, at=AT) == 0
    assert join_surest(sure, actor=SYSTEM, at=AT + timedelta(hours=1)) == 1, "two a day, and one was made"
    assert join_surest(sure, actor=SYSTEM, at=AT + timedelta(hours=2)) == 0
    assert join_surest(sure, actor=SYSTEM, at=AT + timedelta(hours=24, minutes=30)) == 1, (
        "the first is a day ago, the second not"
    )
    assert count_joined_alike(AT + timedelta(hours=24, minutes=30)) == 2 and len(list_joined_alike()) == 3
    for millionths, most in ((989_999, 5), (1_000_000, 5), (995_000, 0), (995_000, 1001)):
        with pytest.raises(JoinSettingUnfit):
            join_by_itself(millionths, most, actor=OWNER, at=AT)


def test_the_owner_alone_sets_it_on_the_screen(twice: dict[UUID, UUID], quick_passwords: None) -> None:  # noqa: F811
    owner, manager = client_of(hire("owner", language="en")), client_of(hire("manager", language="en"))
    assert "Off: likeness alone joins nobody" in owner.get("/office/identity").content.decode()
    form = {"share": "99,5", "most": "3"}
    assert manager.post("/office/identity/joins", form).status_code == 403
    assert 'action="/office/identity/joins"' not in manager.get("/office/identity").content.decode()
    for wrong in ({"share": "98", "most": "3"}, {"share": "99.5", "most": ""}, {"share": "99.99999", "most": "3"},
                  {"share": "NaN", "most": "3"}, {"share": "1e99", "most": "3"}, {}):  # fmt: skip
        refused = owner.post("/office/identity/joins", wrong, follow=True).content.decode()
        assert "Nothing was changed" in refused and join_rule() is None
    told = owner.post("/office/identity/joins", form, follow=True).content.decode()
    assert "99.5 % or more" in told and "at most 3 pairs a day" in told and "Test owner" in told
    rule = join_rule()
    assert rule is not None and (rule.confidence, rule.most) == (0.995, 3)
    found = _compare()
    assert found.joined == 3
    listed = owner.get("/office/identity").content.decode()
    assert listed.count('#why">') == 3 and "joined within a day" in listed
    off = owner.post("/office/identity/joins", {"act": "off"}, follow=True).content.decode()
    assert "Nobody is joined by likeness alone" in off and join_rule() is None
    kept = make.ask("SELECT set_by IS NOT NULL, ended_by IS NOT NULL FROM customers_join_setting")
    assert kept == [(True, True)]


def test_a_newcomer_is_compared_with_those_already_known(twice: dict[UUID, UUID]) -> None:
    known = list(twice.items())
    assert learnt_model() == ""
    right = wrong = 0
    for second, _first in known:  # by the shares that training begins with
        compare_customer(second, actor=SYSTEM, at=AT)
    for one in list_suggestions(limit=200).rows:
        pair = (customer_of(one.one), customer_of(one.other))
        hit = pair in known or pair[::-1] in known
        right, wrong = right + hit, wrong + (not hit)
    assert right >= TWICE * 0.8 and wrong <= TWICE / 5
    assert make.ask("SELECT count(*) FROM customers_join") == [(0,)], "it suggests and never joins"
    before = make.rows_of_all_tables()
    for second, _first in known:
        assert compare_customer(second, actor=SYSTEM, at=AT) == 0
    assert make.grown(before) == {}, "nobody is asked twice"


def test_a_whole_name_told_the_other_way_round_is_the_same_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """No word of them is a known one: that each surname stands beside several names tells it."""
    surnames = ("Тян", "Огай", "Хегай", "Кох", "Бауэр", "Пак", "Юн", "Вебер", "Шульц", "Гофман")
    names = ("Глеб", "Вера", "Бекарыс", "Ақжүніс", "Айзере")
    told = [
        (f"{one} {two}", f"19{60 + nth}-{1 + at:02}-17")
        for nth, one in enumerate(surnames)
        for at, two in enumerate(names)
    ]
    told += [(" ".join(reversed(name.split())), born) for name, born in told[::4]]
    known = [
        NewCustomer(f"t-{nth}", (NewIdentifier("card", f"2900000000{nth:03}"),), name, traits={"birth_date": born})
        for nth, (name, born) in enumerate(told)
    ]
    put_customers(known, source="load:test", seen=AT, at=AT, origin="load")
    make_findable(list(list_customer_ids([one.code for one in known]).values()))
    compared: list[tuple[str, str]] = []

    @contextmanager
    def matching(files: Sequence[Iterable[dict[str, str]]], **_more: object) -> Iterator[SimpleNamespace]:
        compared.extend((row["first_name"], row["last_name"]) for row in files[0])
        yield SimpleNamespace(clusters=0, pairs=lambda least: iter(()))

    monkeypatch.setattr("prilavok.flows.suggest_alike.matching", matching)
    _compare()
    right = {(fold_name(first), fold_name(last)) for last in surnames for first in names}
    assert (len(compared), set(compared)) == (len(told), right)


def test_what_everybody_taught_judges_newcomers_and_the_owner_s_setting_holds_for_them(twice: dict[UUID, UUID]) -> None:
    _compare()
    assert '"prilavok matching"' in learnt_model()
    make.ask("DELETE FROM customers_suggestion RETURNING 1")
    join_by_itself(990_000, 2, actor=OWNER, at=AT)
    found = sum(compare_customer(second, actor=SYSTEM, at=AT) for second in twice)
    assert found >= TWICE * 0.8 and count_joined_alike(AT) == 2


def test_a_list_s_newcomer_is_compared_by_a_job_after_it_came(twice: dict[UUID, UUID]) -> None:
    second, first = next(iter(twice.items()))
    [[name, traits]] = make.ask("SELECT name, traits FROM customers_customer WHERE id = %s", first)
    told = ListedPerson("crm:1", (NewIdentifier("email", "newcomer@mail.kz"),), str(name))
    [taken] = take_in_people([told], source="crm", actor=SYSTEM, at=AT, origin="import")
    assert taken.new and list_suggestions().rows == (), "never in the transaction that takes somebody in"
    make.ask("UPDATE customers_customer SET traits = %s WHERE id = %s RETURNING 1", traits, taken.customer)
    [(reaction,)] = [line for verb, line in REACTIONS.items() if verb == "customer.recognised"]
    assert (reaction.job, reaction.also_for) == ("identity.compare", ("import",))
    compare_newcomer(Due(uuid4(), "default", "identity.compare", {"subject": str(taken.customer)}, "k", AT, 1, 8))
    rows = list_suggestions().rows
    assert rows and all(taken.leaf in (one.one, one.other) and one.why == "alike" for one in rows)
    assert first in {customer_of(one.one) for one in rows} | {customer_of(one.other) for one in rows}
    assert make.ask("SELECT count(*) FROM conversations_message") == [(0,)]
    assert compare_customer(uuid4(), actor=SYSTEM, at=AT) == 0


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
