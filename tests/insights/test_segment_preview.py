"""A preview of a segment: exact where customers are few, else an estimate that says between what numbers it lies."""

import math
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import make
from tests.people import household, new_phone

from prilavok.domains.audiences.types import Bought, Reached
from prilavok.insights.segments import previewing
from prilavok.insights.segments.judging import judge_all
from prilavok.insights.segments.previewing import likely, preview, rounded


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
