"""Rates of tax are dated data, the nearest group of goods counts, and what lines include adds up to the last unit."""

from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from tests.price_world import named

from prilavok.domains.pricing.rules import TAX_GROUPS, TAX_RATES, nearest_group, tax_rate
from prilavok.domains.promotions.rules import price, rulebook
from prilavok.domains.promotions.types.pricing import Basket, Buyer, ListRule, Offered, Wanted
from prilavok.kit.taxes import tax_sums, tax_within

_NEW_YEAR = date(2026, 1, 1)
_BEFORE = date(2025, 12, 31)


def test_the_general_rate_changes_with_the_year_and_not_a_day_earlier() -> None:
    said = [tax_rate(country, "general", day) for country in ("KZ", "RU") for day in (_BEFORE, _NEW_YEAR)]
    assert said == [1200, 1600, 2000, 2200]


def test_reduced_rates_have_days_of_their_own_and_none_is_without_tax_wherever_the_law_is_known() -> None:
    assert [tax_rate("KZ", "reduced", day) for day in (_BEFORE, _NEW_YEAR, date(2027, 1, 1))] == [0, 500, 1000]
    assert [tax_rate("RU", "reduced", day) for day in (_BEFORE, _NEW_YEAR)] == [1000, 1000]
    assert [tax_rate(country, "none", _NEW_YEAR) for country in ("KZ", "RU", "UZ")] == [0, 0, None]
    assert tax_rate("UZ", "general", _NEW_YEAR) is None
    assert tax_rate("RU", "general", date(2003, 12, 31)) is None


def test_every_rate_stands_once_and_in_a_known_group() -> None:
    days = [(one.country, one.group, one.since) for one in TAX_RATES]
    assert len(set(days)) == len(days)
    assert {one.group for one in TAX_RATES} <= set(TAX_GROUPS)


def test_the_goods_own_group_goes_before_the_nearest_shelf_and_that_before_the_rest() -> None:
    product, paths = "one", ("food", "food/milk", "food/milk/baby")
    assert nearest_group(product, paths, {}) == "general"
    assert nearest_group(product, paths, {"food": "reduced"}) == "reduced"
    assert nearest_group(product, paths, {"food": "reduced", "food/milk/baby": "none"}) == "none"
    assert nearest_group(product, paths, {"food/milk": "none", "one": "general"}) == "general"
    assert nearest_group(product, paths, {"other": "none", "foo": "none"}) == "general"


@given(st.integers(0, 10**12), st.sampled_from([0, 500, 1000, 1200, 1600, 2000, 2200]))
def test_the_tax_within_is_the_nearest_unit(amount: int, rate: int) -> None:
    tax = tax_within(amount, rate)
    assert abs(tax * (10_000 + rate) - amount * rate) * 2 <= 10_000 + rate


@given(st.lists(st.tuples(st.integers(1, 10**7), st.sampled_from([None, 0, 500, 1600])), min_size=1, max_size=8))
def test_the_engine_says_the_same_of_each_line_and_its_sums_are_those_of_a_receipt(
    lines: list[tuple[int, int | None]],
) -> None:
    wanted = tuple(
        Wanted(named("variant", nth), named("product", nth), (), 1, True, rate or 0,
               (Offered(named("list", 0), named("price", nth), amount, 1),))
        for nth, (amount, rate) in enumerate(lines)
    )  # fmt: skip
    lists = (ListRule(named("list", 0), 0, "KZT"),)
    basket = Basket(0, 0, 0, "till", named("place", 0), "KZT", 1, False, Buyer(), (), {}, lists, wanted)
    priced = price(basket, rulebook(()))
    rates: dict[UUID, int | None] = {named("variant", nth): rate for nth, (_amount, rate) in enumerate(lines)}
    assert all(line.tax_amount == tax_within(line.amount, rates[line.variant] or 0) for line in priced.lines)
    sums = tax_sums((rates[line.variant], line.amount, line.tax_amount) for line in priced.lines)
    stated = {one.rate: one for one in sums}
    for taxed in priced.taxes:
        if taxed.rate:
            assert (stated[taxed.rate].amount, stated[taxed.rate].tax_amount) == (taxed.amount, taxed.tax_amount)
    assert sum(one.amount for one in sums) == sum(amount for amount, rate in lines if rate is not None)
