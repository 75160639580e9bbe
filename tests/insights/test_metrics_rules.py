"""Rules of the indicators that need no database: spans of days, exact values, segments, cohorts, bars.

Covers prilavok.insights.metrics.spans, prilavok.insights.metrics.reading, prilavok.insights.metrics.rfm,
prilavok.insights.metrics.cohorts, prilavok.insights.metrics.buyers, prilavok.insights.metrics.sales.
"""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from prilavok.insights.metrics import buyers, cohorts, rfm, sales
from prilavok.insights.metrics.catalogue import CATALOGUE, find_indicator
from prilavok.insights.metrics.reading import Reading
from prilavok.insights.metrics.rows import LISTS, find_rows
from prilavok.insights.metrics.spans import Span, choose_span, closing_day, comparable
from prilavok.kit.errors import NotFound

DAYS = some.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(DAYS, DAYS)
def test_the_closing_day_ends_a_whole_week_that_is_over_and_holds_the_newest_fact_or_lies_before(
    latest: date, today: date
) -> None:
    closing = closing_day(latest, today)
    assert closing.isoweekday() == 7
    assert closing < today
    assert closing <= latest + timedelta(days=6)
    # It is the last such Sunday: a week later breaks one of the two.
    later = closing + timedelta(days=7)
    assert later >= today or later > latest + timedelta(days=6)


def test_periods_are_whole_weeks_and_compare_with_as_many_days_before() -> None:
    facts = Span(date(2025, 11, 16), date(2026, 11, 15))
    quarter = choose_span("quarter", facts, date(2026, 11, 22))
    assert quarter == Span(date(2026, 8, 17), date(2026, 11, 15))
    assert (quarter.days, quarter.first.isoweekday(), quarter.last.isoweekday()) == (91, 1, 7)
    assert comparable(quarter, facts) == Span(date(2026, 5, 18), date(2026, 8, 16))
    year = choose_span("year", facts, date(2026, 11, 22))
    assert (year, year.days) == (Span(date(2025, 11, 17), date(2026, 11, 15)), 364)
    assert comparable(year, facts) is None
    assert choose_span("all", facts, date(2026, 11, 22)) == facts
    asked = Span(date(2026, 1, 5), date(2026, 1, 6))
    assert choose_span("custom", facts, date(2026, 11, 22), asked) == asked


def test_a_shop_that_opened_this_week_shows_all_its_days() -> None:
    facts = Span(date(2026, 11, 17), date(2026, 11, 18))
    assert choose_span("weeks4", facts, date(2026, 11, 19)) == facts


def test_a_span_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="ends before"):
        Span(date(2026, 1, 2), date(2026, 1, 1))


def test_a_reading_is_exact_and_nothing_divided_by_nothing_is_no_value() -> None:
    assert Reading(459_603_958, 155_848).value == Fraction(459_603_958, 155_848)
    assert Reading(459_603_958, 155_848).whole == 2949
    assert Reading(1, 3).basis_points == 3333
    assert Reading(0, 0).value is None
    assert Reading(0, 0).basis_points is None
    assert Reading(110).change(Reading(100)) == 1000
    assert Reading(90).change(Reading(100)) == -1000
    assert Reading(90).change(Reading(0)) is None
    assert Reading(0, 0).change(Reading(5)) is None


def test_every_pair_of_scores_lies_in_exactly_one_segment() -> None:
    for recency in range(1, 6):
        for frequency in range(1, 6):
            holding = [segment.code for segment in rfm.SEGMENTS if segment.holds(recency, frequency)]
            assert holding == [rfm.segment_of(recency, frequency).code]
    assert rfm.segment_of(5, 5).code == "champions"
    assert rfm.segment_of(1, 5).code == "slipping"
    assert rfm.segment_of(1, 1).code == "lost"
    assert rfm.find_segment("nobody") is None


@given(some.lists(some.integers(0, 200), max_size=60))
def test_the_median_is_the_middle_of_those_who_came_back(days: list[int]) -> None:
    rows: list[dict[str, object]] = [{"days": day, "customers": days.count(day)} for day in set(days)]
    rows.append({"days": None, "customers": 7})
    middle = sorted(days)[(len(days) - 1) // 2] if days else None
    assert buyers.median_days(rows) == middle
    counts, none_yet = buyers.bars(rows)
    assert sum(counts) == len(days)
    assert none_yet == 7
    assert counts[1] == sum(1 <= day <= 7 for day in days)
    assert counts[-1] == sum(day > 90 for day in days)


def test_cohorts_are_as_long_as_months_have_begun_and_gaps_are_noughts() -> None:
    rows = [
        {"cohort": date(2025, 11, 1), "month": date(2025, 11, 1), "customers": 10},
        {"cohort": date(2025, 11, 1), "month": date(2026, 1, 1), "customers": 4},
        {"cohort": date(2026, 1, 1), "month": date(2026, 1, 1), "customers": 3},
    ]
    found = cohorts.shape(rows, date(2026, 2, 3))
    assert [(one.month, one.size, one.kept) for one in found] == [
        (date(2025, 11, 1), 10, (10, 0, 4, 0)),
        (date(2026, 1, 1), 3, (3, 0)),
    ]


@given(*[some.integers(0, 10**9)] * 4)
def test_a_change_taken_apart_adds_up(amount: int, before: int, orders: int, orders_before: int) -> None:
    why = sales.explain({"amount": amount, "orders": orders}, {"amount": before, "orders": orders_before})
    assert why.change == amount - before
    assert why.by_baskets + why.by_basket_size == why.change


def test_the_same_average_basket_puts_all_of_a_change_on_the_number_of_orders() -> None:
    why = sales.explain({"amount": 3000, "orders": 30}, {"amount": 2000, "orders": 20})
    assert (why.change, why.by_baskets, why.by_basket_size) == (1000, 1000, 0)


def test_every_entry_of_the_catalogue_is_whole() -> None:
    ids = [indicator.id for indicator in CATALOGUE]
    assert len(set(ids)) == len(ids)
    assert {"sales", "average_basket", "repeat_share", "rfm", "retention", "points_outstanding"} <= set(ids)
    for indicator in CATALOGUE:
        for told in (
            indicator.name,
            indicator.meaning,
            indicator.formula,
            indicator.source,
            indicator.freshness,
            indicator.owner,
            indicator.sql,
        ):
            assert str(told).strip(), indicator.id
        assert bool(indicator.top) == (indicator.unit != "table"), indicator.id
        if indicator.rows:
            assert find_rows(indicator.rows) in LISTS
    with pytest.raises(NotFound):
        find_indicator("nothing")
    with pytest.raises(NotFound):
        find_rows("nothing")
