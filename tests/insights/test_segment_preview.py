"""A preview of a segment: exact where customers are few, else an estimate that says between what numbers it lies."""

import math
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import make
from tests.people import household, new_phone

from prilavok.domains.audiences.types import Bought, Did, Reached
from prilavok.insights.segments import previewing
from prilavok.insights.segments.comparing import judge_anew
from prilavok.insights.segments.judging import judge_all, question_of
from prilavok.insights.segments.previewing import likely, preview, rounded
from prilavok.kit.events.facts import ProductViewed
from prilavok.kit.events.record import NewEvent, record_behaviour


@given(st.integers(1, 4_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n), st.integers(n, 10**7))))
def test_the_bounds_hold_what_was_seen(case: tuple[int, int, int]) -> None:
    found, drawn, people = case
    least, most = likely(found, drawn, people)
    assert found <= least <= found * people / drawn + 1 and found * people / drawn - 1 <= most
    assert most <= people - drawn + found


@pytest.mark.parametrize("share", [0.002, 0.01, 0.1, 0.5, 0.97])
def test_the_truth_lies_between_the_bounds_nineteen_times_of_twenty(share: float) -> None:
    """Every outcome of drawing 2,000 of a million, weighed by how likely it is."""
    drawn, people = 2_000, 1_000_000
    covered = 0.0
    for found in range(drawn + 1):
        least, most = likely(found, drawn, people)
        if least <= share * people <= most:
            ways = math.lgamma(drawn + 1) - math.lgamma(found + 1) - math.lgamma(drawn - found + 1)
            covered += math.exp(ways + found * math.log(share) + (drawn - found) * math.log1p(-share))
    assert 0.93 <= covered <= 0.98


def test_numbers_are_told_by_what_is_known_of_them() -> None:
    assert [rounded(one) for one in (7, 999, 1_239, 123_999)] == [7, 999, 1_230, 123_000]
    assert [rounded(one, up=True) for one in (7, 999, 1_231, 123_001)] == [7, 999, 1_240, 124_000]


def test_of_many_some_are_drawn_by_chance_and_the_same_again(rolled_back: None, monkeypatch: Any) -> None:
    known = [household(new_phone() if nth % 2 else "")[0] for nth in range(60)]
    exact = preview(Reached(by="phone"), at=make.AT)
    assert (exact.size, exact.drawn, exact.least, exact.most) == (30, 0, 30, 30)
    monkeypatch.setattr(previewing, "EXACT", 59)
    monkeypatch.setattr(previewing, "DRAWN", 15)
    estimate = preview(Reached(by="phone"), at=make.AT)
    assert estimate == preview(Reached(by="phone"), at=make.AT)
    drawn = {UUID(str(one)) for (one,) in make.ask("SELECT id FROM customers_customer WHERE uuid_hash(id) & 3 = 0")}
    inside = {one for one, holds in judge_all(Reached(by="phone"), at=make.AT).items() if holds}
    assert estimate.people == len(known) and 0 < estimate.drawn == len(drawn) < 60
    assert estimate.size == len(drawn & inside) * 60 // len(drawn)
    assert set(estimate.examples) <= drawn & inside and list(estimate.examples) == sorted(estimate.examples)[::-1]
    assert estimate.least <= estimate.size <= estimate.most
    nobody = preview(Bought(least=1), at=make.AT)
    assert (nobody.size, nobody.examples, nobody.least) == (0, (), 0) and nobody.most > 0


def test_conditions_of_one_verb_and_window_count_once_and_each_by_its_own_bounds(rolled_back: None) -> None:
    customer, leaf = household()
    seen = [
        NewEvent(verb="product.viewed", occurred_at=make.AT - timedelta(days=days), subject_kind="product", subject=leaf,
                 leaf=leaf, facts=ProductViewed(leaf))
        for days in (0, 1, 5, 20)
    ]  # fmt: skip
    record_behaviour(seen, make.AT)
    view = partial(Did, verb="product.viewed")
    rules = {
        UUID(int=1): view(least=3, days=7),
        UUID(int=2): view(least=4, days=7),
        UUID(int=3): view(least=4, days=30),
        UUID(int=4): view(least=5),
        UUID(int=5): view(most=4),
        UUID(int=6): Did(verb="order.placed", least=1, days=7),
    }
    question = question_of(list(rules.values()), {}, make.AT, among=[customer])
    assert question.text.count("count(*)") == 4, "seven days, thirty, ever; and another verb"
    judged = judge_anew(rules, [customer], at=make.AT)
    inside = {segment.int for segment, found in judged.items() if found[0].inside}
    assert inside == {1, 3, 5}
    turns = {segment.int: found[0].turns_at for segment, found in judged.items()}
    assert turns[1] == turns[2] == make.AT + timedelta(days=2) and turns[3] == make.AT + timedelta(days=10)
