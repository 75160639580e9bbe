"""The price engine: what every basket must keep, whatever the promotions, and what each kind of them does."""

from collections import Counter
from random import Random

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.price_world import MONDAY, covered, made_basket, made_book, made_line, named, not_covered

from prilavok.domains.promotions.rules import price, price_text, rulebook, written_basket
from prilavok.domains.promotions.types.acts import (
    Act,
    FixedPrice,
    Gift,
    OffEach,
    OffTogether,
    Part,
    Percent,
    Points,
    Reach,
    SetPrice,
    SomeFree,
    Step,
    Steps,
)
from prilavok.domains.promotions.types.pricing import (
    Basket,
    Buyer,
    Conditions,
    ListRule,
    Offered,
    Priced,
    PromotionRule,
    Right,
    Rulebook,
    Wanted,
)
from prilavok.kit.money import percent_of, share_units
from prilavok.kit.taxes import tax_within

DRAWS = st.randoms(use_true_random=False)
EVERYTHING = Reach(all=True)


@settings(max_examples=100, deadline=None)
@given(DRAWS)
def test_what_is_priced_adds_up(draw: Random) -> None:
    book = made_book(draw, promotions=draw.randrange(8))
    basket = made_basket(draw, book)
    priced = price(basket, book)
    assert {one.variant for one in basket.lines} == {one.variant for one in priced.lines} | set(priced.unpriced)
    assert len(priced.lines) + len(priced.unpriced) == len(basket.lines)
    for line in priced.lines:
        assert 0 <= line.amount <= line.list_amount
        assert line.amount == line.list_amount - line.discount_amount
        assert sum(one.amount for one in line.given) == line.discount_amount
        assert min([one.amount for one in line.given], default=0) >= 0
        assert 0 <= line.tax_amount <= line.amount
        if line.given and line.amount < line.list_amount - line.given[-1].amount + basket.step:
            assert line.amount % basket.step == 0 or line.amount == line.list_amount - sum(
                one.amount for one in line.given[:-1]
            )
    assert priced.amount == sum(line.amount for line in priced.lines) == priced.list_amount - priced.discount_amount
    assert sum(tax.amount for tax in priced.taxes) == priced.amount
    for tax in priced.taxes:
        assert tax.tax_amount == sum(line.tax_amount for line in priced.lines if line.tax == tax.rate)


@settings(max_examples=100, deadline=None)
@given(DRAWS)
def test_what_was_taken_off_is_what_was_said(draw: Random) -> None:
    book = made_book(draw, promotions=6)
    basket = msgspec.structs.replace(made_basket(draw, book), step=1)
    priced = price(basket, book)
    off: Counter[object] = Counter()
    for line in priced.lines:
        for one in line.given:
            off[one.promotion] += one.amount
    assert off == {one.promotion: one.amount for one in priced.said if one.said == "given" and one.amount}
    shown = {one.promotion: one.key for one in basket.rights}
    for line in priced.lines:
        for one in line.given:
            needed = next(rule for rule in book.promotions if rule.id == one.promotion).conditions.right
            assert one.right == (shown[one.promotion] if needed else "")


@settings(max_examples=100, deadline=None)
@given(DRAWS)
def test_the_order_of_lines_and_of_promotions_does_not_matter(draw: Random) -> None:
    book = made_book(draw, promotions=6)
    basket = made_basket(draw, book)
    told = price_text(written_basket(basket), book)
    shuffled = msgspec.structs.replace(
        basket,
        lines=tuple(draw.sample(basket.lines, len(basket.lines))),
        rights=tuple(draw.sample(basket.rights, len(basket.rights))),
    )
    other = rulebook(draw.sample(book.promotions, len(book.promotions)))
    assert price_text(written_basket(shuffled), other) == told


@settings(max_examples=100, deadline=None)
@given(DRAWS)
def test_one_product_more_never_costs_more_than_itself(draw: Random) -> None:
    book = made_book(draw, promotions=5, plain=True)
    basket = msgspec.structs.replace(made_basket(draw, book), step=1)
    taken = {one.variant for one in basket.lines}
    fresh = [nth for nth in range(12) if named("variant", nth) not in taken]
    more = msgspec.structs.replace(basket, lines=(*basket.lines, made_line(draw, draw.choice(fresh))))
    before, after = price(basket, book), price(more, book)
    alone = after.list_amount - before.list_amount
    # Shares and parts of a line are rounded once each: half a unit for each promotion on each line.
    assert after.amount <= before.amount + alone + len(more.lines) * len(book.promotions)


@settings(max_examples=100, deadline=None)
@given(DRAWS)
def test_equal_facts_give_equal_bytes(draw: Random) -> None:
    book = made_book(draw, promotions=8)
    basket = written_basket(made_basket(draw, book))
    first = price_text(basket, book)
    price_text(basket, made_book(draw, promotions=3))  # other rules meanwhile
    assert price_text(basket, book) == first


def test_every_kind_and_every_reason_is_met_by_the_draws() -> None:
    seen: Counter[str] = Counter()
    for nth in range(300):
        draw = Random(nth)
        book = made_book(draw, promotions=10)
        seen.update(covered(book, price(made_basket(draw, book), book)))
    assert not_covered(seen) == set()


def _book(*acts: Conditions | Act) -> Rulebook:
    said = [one if isinstance(one, Conditions) else Conditions(act=one, reach=EVERYTHING) for one in acts]
    rules = tuple(
        PromotionRule(named("promotion", nth), named("version", nth), MONDAY, None, one) for nth, one in enumerate(said)
    )
    return rulebook(rules)


def _line(nth: int, quantity: int, amount: int, *, per: int = 1, tax: int = 1200) -> Wanted:
    offered = Offered(named("list", 0), named("price", nth), amount, per)
    return Wanted(named("variant", nth), named("product", nth), (str(named("category", nth % 2)),), quantity, per == 1, tax, (offered,))  # fmt: skip


def _basket(*lines: Wanted, **more: object) -> Basket:
    told = Basket(
        at=MONDAY + 1, weekday=0, minute=0, touchpoint="site", place=named("place", 0), currency="KZT", step=1, explain=True,
        customer=Buyer(), rights=(), left={}, lists=(ListRule(named("list", 0), 0, "KZT"),), lines=lines,
    )  # fmt: skip
    return msgspec.structs.replace(told, **more)


def _paid(priced: Priced) -> dict[int, int]:
    found = {named("variant", nth): nth for nth in range(9)}
    return {found[line.variant]: line.amount for line in priced.lines}


@pytest.mark.parametrize(
    ("act", "lines", "paid"),
    [
        (Percent(1250), [_line(0, 3, 333)], {0: 874}),  # 999 less 124.875, once for the line
        (OffEach(100, 1), [_line(0, 3, 333), _line(1, 2, 50)], {0: 699, 1: 0}),
        (FixedPrice(250, 1), [_line(0, 3, 333), _line(1, 2, 200)], {0: 750, 1: 400}),
        (FixedPrice(50_000, 1000), [_line(0, 1_500, 79_900, per=1000)], {0: 75_000}),
        (OffTogether(100), [_line(0, 1, 1_000), _line(1, 1, 500)], {0: 933, 1: 467}),
        (OffTogether(9_999), [_line(0, 1, 1_000), _line(1, 1, 500)], {0: 0, 1: 0}),
        (SomeFree(3, 1, 10_000), [_line(0, 2, 900), _line(1, 2, 300)], {0: 1_800, 1: 300}),
        (SomeFree(2, 1, 5_000), [_line(0, 5, 100)], {0: 400}),
        (SomeFree(2, 1, 10_000), [_line(0, 1_500, 79_900, per=1000)], {0: 119_850}),  # weighed goods are no pieces
        (
            SetPrice((Part(Reach(variants=(named("variant", 0),)), 1), Part(Reach(variants=(named("variant", 1),)), 2)), 1_000),
            [_line(0, 3, 900), _line(1, 4, 100)],
            {0: 2_536, 1: 364},  # two sets for 2,000 and one 0 at 900: 200 off, by their worth of 1,800 and 400
        ),
        (Steps("quantity", (Step(500, 2), Step(1000, 4))), [_line(0, 1, 1_000), _line(1, 3, 100)], {0: 900, 1: 270}),
        (Steps("amount", (Step(500, 2_000),)), [_line(0, 1, 1_999)], {0: 1_999}),
        (Gift(named("variant", 1), 1), [_line(0, 1, 900), _line(1, 2, 100)], {0: 900, 1: 100}),
    ],
)  # fmt: skip
def test_what_each_kind_takes_off(act: Act, lines: list[Wanted], paid: dict[int, int]) -> None:
    assert _paid(price(_basket(*lines), _book(act))) == paid


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.integers(1, 10**15) | st.integers(1, 10**6), min_size=2, max_size=6),
    st.integers(1, 9_999) | st.just(5_000),  # halves of odd amounts
    st.integers(1, 10**15),
)
@example([775_376_985_086_915, 3], 3_333, 10**15 - 1)  # products of two rounded to 53 bits would say another share
@example([950_716_001_282_624, 999_999_999_999_999], 1_250, 10**15 - 1)
def test_amounts_of_any_size_are_shared_and_rounded_as_the_house_does_it(
    amounts: list[int], share: int, together: int
) -> None:
    """Small products are made in one way and those beyond 53 bits in another: both are the one rule of kit/money."""
    lines = [_line(nth, 1, amount) for nth, amount in enumerate(amounts)]
    in_order = sorted(lines, key=lambda line: str(line.variant))
    listed = [line.prices[0].amount for line in in_order]
    paid = [line.amount for line in price(_basket(*lines), _book(Percent(share))).lines]
    assert paid == [amount - percent_of(amount, share) for amount in listed]
    shared = price(_basket(*lines), _book(OffTogether(together))).lines
    off = share_units(min(together, sum(listed)), listed)
    assert [line.discount_amount for line in shared] == off
    assert [line.tax_amount for line in shared] == [tax_within(line.amount, 1200) for line in shared]


def test_only_the_best_of_a_group_is_given_and_the_other_is_told() -> None:
    less, more = (Conditions(act=Percent(share), reach=EVERYTHING, group="season") for share in (500, 1000))
    priced = price(_basket(_line(0, 1, 1_000)), _book(less, more))
    assert _paid(priced) == {0: 900}
    assert [(one.promotion, one.said, one.amount) for one in priced.said] == [
        (named("promotion", 0), "lost_to", 50),
        (named("promotion", 1), "given", 100),
    ]
    assert priced.said[0].by == str(named("promotion", 1))


def test_after_one_that_stops_nothing_more_is_given_on_its_lines() -> None:
    first = Conditions(act=Percent(1000), reach=Reach(variants=(named("variant", 0),)), order=1, stop=True)
    then = Conditions(act=Percent(1000), reach=EVERYTHING, order=2)
    assert _paid(price(_basket(_line(0, 1, 1_000), _line(1, 1, 1_000)), _book(first, then))) == {0: 900, 1: 900}
    assert _paid(price(_basket(_line(0, 1, 1_000)), _book(then, msgspec.structs.replace(first, order=3)))) == {0: 810}
    [_, late] = price(_basket(_line(0, 1, 1_000)), _book(first, then)).said
    assert (late.said, late.by) == ("stopped", str(named("promotion", 0)))


def test_a_threshold_says_how_much_more_would_do() -> None:
    said = Conditions(act=Percent(1000), reach=EVERYTHING, least_amount=5_000)
    [one] = price(_basket(_line(0, 3, 1_000)), _book(said)).said
    assert (one.said, one.lacks, one.amount) == ("too_little", 2_000, 0)
    [one] = price(
        _basket(_line(0, 3, 1_000)), _book(msgspec.structs.replace(said, least_amount=0, least_quantity=4))
    ).said
    assert (one.said, one.lacks) == ("too_few", 1)


def test_a_gift_that_is_not_in_the_basket_waits_there() -> None:
    said = Conditions(act=Gift(named("variant", 7), 1), reach=EVERYTHING, least_amount=1_000)
    [one] = price(_basket(_line(0, 1, 1_000)), _book(said)).said
    assert (one.said, one.variant) == ("gift_waits", str(named("variant", 7)))
    assert [one.said for one in price(_basket(_line(0, 1, 999)), _book(said)).said] == ["too_little"]


def test_of_a_coupon_that_nobody_showed_nothing_is_said() -> None:
    said = Conditions(act=Percent(1000), reach=EVERYTHING, right=True)
    assert price(_basket(_line(0, 1, 1_000)), _book(said)).said == ()
    shown = _basket(_line(0, 1, 1_000), rights=(Right(named("promotion", 0), "SPRING"),))
    [line] = price(shown, _book(said)).lines
    assert [(one.right, one.amount) for one in line.given] == [("SPRING", 100)]
    [one] = price(msgspec.structs.replace(shown, left={named("promotion", 0): 0}), _book(said)).said
    assert one.said == "used_up"


def test_a_shown_coupon_of_another_shop_says_why_it_is_not_taken() -> None:
    said = Conditions(act=Percent(1000), reach=EVERYTHING, right=True, places=(named("place", 2),))
    shown = _basket(_line(0, 1, 1_000), rights=(Right(named("promotion", 0), "SPRING"),))
    [one] = price(shown, _book(said)).said
    assert one.said == "not_here"


@pytest.mark.parametrize(
    ("weekday", "minute", "given"),
    [(4, 1_330, True), (5, 60, True), (5, 1_330, False), (4, 60, False), (4, 600, False)],
)
def test_a_night_belongs_to_the_day_it_began_on(weekday: int, minute: int, given: bool) -> None:
    said = Conditions(act=Percent(1000), reach=EVERYTHING, days=(4,), minutes=(1_320, 120))
    priced = price(_basket(_line(0, 1, 1_000), weekday=weekday, minute=minute), _book(said))
    assert _paid(priced) == {0: 900 if given else 1_000}


def test_prices_are_paid_in_steps_and_the_last_promotion_bears_the_rest() -> None:
    priced = price(_basket(_line(0, 1, 99_990), _line(1, 1, 49_990), step=100), _book(Percent(700)))
    assert _paid(priced) == {0: 93_000, 1: 46_500}
    assert [one.amount for line in priced.lines for one in line.given] in ([6_990, 3_490], [3_490, 6_990])
    assert [(one.said, one.amount) for one in priced.said] == [("given", 10_480)]


def test_the_tax_within_the_price_is_told_by_rate() -> None:
    priced = price(_basket(_line(0, 1, 11_200), _line(1, 1, 10_000, tax=0)), _book())
    assert [(one.rate, one.amount, one.tax_amount) for one in priced.taxes] == [(0, 10_000, 0), (1200, 11_200, 1_200)]


def test_points_are_multiplied_and_nothing_is_taken_off() -> None:
    priced = price(_basket(_line(0, 1, 1_000)), _book(Points(20_000, 50)))
    assert (priced.amount, [(one.said, one.amount) for one in priced.said]) == (1_000, [("given", 0)])


def test_the_list_with_the_highest_order_that_fits_holds() -> None:
    lists = (
        ListRule(named("list", 0), 0, "KZT"),
        ListRule(named("list", 1), 10, "KZT", places=(named("place", 1),)),
        ListRule(named("list", 2), 20, "KZT", touchpoints=("app",), segments=(named("segment", 1),)),
        ListRule(named("list", 3), 99, "RUB"),
    )
    book = rulebook(())
    prices = tuple(Offered(named("list", nth), named("price", nth), 100 + nth, 1) for nth in range(4))
    line = msgspec.structs.replace(_line(0, 1, 0), prices=prices)
    assert price(_basket(line, lists=lists), book).amount == 100
    assert price(_basket(line, lists=lists, place=named("place", 1)), book).amount == 101
    member = Buyer(True, 1, (named("segment", 1),))
    assert price(_basket(line, lists=lists, place=named("place", 1), customer=member), book).amount == 101
    assert price(_basket(line, lists=lists, touchpoint="app", customer=member), book).amount == 102
    nowhere = msgspec.structs.replace(line, prices=prices[3:])
    assert price(_basket(nowhere, lists=lists), book).unpriced == (named("variant", 0),)
