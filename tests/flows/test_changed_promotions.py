"""An order that is changed at the counter costs what its goods would have cost: promotions are counted anew.

prilavok.flows.keep_given claims what is given then, and gives back what is not.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import make
from tests.counter_world import CASHIER, hand
from tests.people import browser
from tests.promotions import published
from tests.shop_world import PRICE, Counter, open_counter, placed, quoted

from prilavok.domains.orders.errors import CostsMovedOn
from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.promotions.actions import put_codes, stop_promotion
from prilavok.domains.promotions.queries import used_on
from prilavok.domains.promotions.types.acts import Gift, Part, Percent, Reach, SetPrice, SomeFree, Step, Steps
from prilavok.domains.promotions.types.keeping import NewCode
from prilavok.flows.change_at_pickup import Act, ChangePreview, confirm_change, preview_change
from prilavok.flows.enter_coupon import enter_coupon
from prilavok.flows.hand_over_order import Paying
from prilavok.insights.reconciliation import check_order_sums
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.ledger.checks import check

NOW = make.AT
#: what 60 % off leaves
SALE = 600


@pytest.fixture
def counter(rolled_back: None) -> Counter:
    return open_counter(9, 9, 9)


@pytest.fixture
def buyer() -> UUID:
    return browser()


def out(variant: UUID, units: int = 1) -> Act:
    return Act("take_out", variant, units)


def more(variant: UUID, units: int = 1) -> Act:
    return Act("add", variant, units)


def seen(counter: Counter, order: UUID, *acts: Act, at: object = NOW) -> ChangePreview:
    return preview_change(order, acts, place=counter.place, actor=CASHIER, at=at)


def changed(counter: Counter, order: UUID, *acts: Act, amount: int | None = None) -> int:
    """Confirmed as it was looked at; what the order comes to."""
    preview = seen(counter, order, *acts)
    done = confirm_change(
        order, acts, key=uuid4().hex, version=preview.version, amount=amount, place=counter.place, actor=CASHIER, at=NOW
    )
    assert done.amount_after == preview.amount_after == read_order(order).amount
    assert check_order_sums() == [] and check() == []
    return done.amount_after


def amounts(order: UUID) -> dict[UUID, int]:
    return {line.variant: line.amount for line in list_lines(order) if line.kept}


def test_a_gift_is_paid_for_once_what_it_came_with_is_left(counter: Counter, buyer: UUID) -> None:
    dress, mug, _ = counter.variants
    published("gift", Gift(mug, 1), reach=Reach(variants=(dress,)), least_amount=PRICE)
    order = placed(counter, buyer, 1, 1).order
    assert amounts(order) == {dress: PRICE, mug: 0} and len(used_on(order)) == 1
    preview = seen(counter, order, out(dress))
    assert (preview.amount_before, preview.amount_after, preview.lost) == (PRICE, PRICE, PRICE)
    assert changed(counter, order, out(dress)) == PRICE and amounts(order) == {mug: PRICE}
    assert used_on(order) == []
    receipt = hand(order, Paying("cash", PRICE), place=counter.place).receipt
    assert [(line.variant, line.amount) for line in receipt.lines] == [(mug, PRICE)]


def test_three_for_two_is_lost_with_two_and_found_with_the_third(counter: Counter, buyer: UUID) -> None:
    towel = counter.variant
    published("three", SomeFree(3, 1, 10_000))
    order = placed(counter, buyer, 3).order
    assert read_order(order).amount == 2 * PRICE
    assert changed(counter, order, out(towel, 2)) == PRICE
    assert changed(counter, order, more(towel)) == 2 * PRICE
    assert changed(counter, order, more(towel)) == 2 * PRICE, "the third is free again"
    assert changed(counter, order, more(towel)) == 3 * PRICE


def test_a_coupon_stays_with_what_is_taken_instead_and_is_used_once(counter: Counter, buyer: UUID) -> None:
    grey, blue, _ = counter.variants
    half = published("half", Percent(6_000), right=True)
    with story():
        put_codes([NewCode("HALF", half, 1)], at=NOW)
    quoted(counter, buyer, 1)
    enter_coupon(buyer, "half", touchpoint="site", actor=Actor("leaf", buyer), at=NOW)
    order = placed(counter, buyer, 1).order
    assert read_order(order).amount == SALE
    assert changed(counter, order, out(grey), more(blue)) == SALE
    [use] = used_on(order)
    assert (use.promotion, use.amount) == (half, PRICE - SALE)
    assert make.verbs_of([use.coupon or order])["coupon.redeemed"] == 1, "it is the same use"


def test_a_set_of_which_a_part_is_left_is_no_set(counter: Counter, buyer: UUID) -> None:
    mug, honey, other = counter.variants
    parts = (Part(Reach(variants=(mug,)), 1), Part(Reach(variants=(honey, other)), 1))
    published("set", SetPrice(parts, 2_000), reach=Reach())
    order = placed(counter, buyer, 1, 1).order
    assert read_order(order).amount == 2_000
    assert seen(counter, order, out(honey)).amount_after == PRICE
    assert seen(counter, order, out(honey), more(other)).amount_after == 2_000
    assert changed(counter, order, out(honey)) == PRICE
    assert changed(counter, order, more(other)) == 2_000


def test_what_is_given_so_often_is_given_here_too_and_claimed(counter: Counter, buyer: UUID) -> None:
    plain, offered, _ = counter.variants
    often = published("often", Percent(6_000), reach=Reach(variants=(offered,)), in_all=1)
    order, late = placed(counter, buyer, 1).order, placed(counter, browser(), 1).order
    assert changed(counter, order, more(offered)) == PRICE + SALE
    assert [use.promotion for use in used_on(order)] == [often]
    assert seen(counter, late, more(offered)).amount_after == 2 * PRICE, "it was given to another"
    # What is left gives its place back.
    assert changed(counter, order, out(offered)) == PRICE and used_on(order) == []
    assert changed(counter, late, more(offered)) == PRICE + SALE
    with pytest.raises(CostsMovedOn) as moved:
        changed(counter, order, more(offered), amount=PRICE + SALE)
    assert moved.value.amount == 2 * PRICE


def test_what_was_promised_stays_and_what_is_added_has_the_promotions_of_today(counter: Counter, buyer: UUID) -> None:
    plain, offered, third = counter.variants
    fifth = published("fifth", Percent(2_000), reach=Reach(variants=(plain,)))
    order = placed(counter, buyer, 2).order
    with story():
        stop_promotion(fifth, actor=SYSTEM, at=NOW + timedelta(minutes=1))
    published("today", Percent(6_000), at=NOW + timedelta(minutes=2), reach=Reach(variants=(offered,)))
    later = NOW + timedelta(minutes=3)
    assert seen(counter, order, more(offered), at=later).amount_after == 2 * 1_200 + SALE
    assert seen(counter, order, out(plain), more(third), at=later).amount_after == 1_200 + PRICE
    # More of the same is added to what was agreed, by its promotion.
    assert seen(counter, order, more(plain), at=later).amount_after == 3 * 1_200


def test_another_sum_than_was_looked_at_is_not_confirmed(counter: Counter, buyer: UUID) -> None:
    plain, offered, _ = counter.variants
    order = placed(counter, buyer, 1).order
    today = published("today", Percent(6_000), at=NOW + timedelta(minutes=1), reach=Reach(variants=(offered,)))
    at = NOW + timedelta(minutes=2)
    shown = seen(counter, order, more(offered), at=at)
    assert shown.amount_after == PRICE + SALE
    with story():
        stop_promotion(today, actor=SYSTEM, at=at)
    before = make.rows_of_all_tables()
    with pytest.raises(CostsMovedOn) as moved:
        confirm_change(
            order, [more(offered)], key="k", version=shown.version, amount=shown.amount_after, place=counter.place,
            actor=CASHIER, at=at + timedelta(minutes=1),
        )  # fmt: skip
    assert moved.value.amount == 2 * PRICE and make.grown(before) == {} and read_order(order).amount == PRICE


ACTS = st.sampled_from(
    [SomeFree(3, 1, 10_000), Percent(2_000), Steps("quantity", (Step(500, 2), Step(2_000, 4))), "gift", "set"]
)
UNITS = st.tuples(*[st.integers(0, 4)] * 3).filter(any)


def give(counter: Counter, nth: int, act: Any) -> None:
    """Promotions of these goods alone; every other one is given to one order."""
    one, two, three = counter.variants
    said: dict[str, Any] = {"order": nth, "in_all": nth % 2, "reach": Reach(variants=counter.variants)}
    if act == "gift":
        act, said["reach"], said["least_amount"] = Gift(two, 1), Reach(variants=(one,)), 2 * PRICE
    elif act == "set":
        parts = (Part(Reach(variants=(two,)), 1), Part(Reach(variants=(three,)), 1))
        act, said["reach"] = SetPrice(parts, 2_100), Reach()
    published(f"p{uuid4().hex[:12]}", act, **said)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ACTS, min_size=1, max_size=3), UNITS, st.lists(UNITS, min_size=1, max_size=3))
def test_a_changed_order_costs_what_its_goods_would_have_cost(
    rolled_back: None, acts: list[Any], first: tuple[int, ...], then: list[tuple[int, ...]]
) -> None:
    counter = open_counter(20, 20, 20)
    for nth, act in enumerate(acts):
        give(counter, nth, act)
    at_once = {wanted: quoted(counter, browser(), *wanted).amount for wanted in {first, *then}}
    order, had = placed(counter, browser(), *first).order, first
    for wanted in then:
        moves = [
            out(variant, before - after) if after < before else more(variant, after - before)
            for variant, before, after in zip(counter.variants, had, wanted, strict=True)
            if after != before
        ]
        if moves:
            came_to, had = changed(counter, order, *moves), wanted
            assert came_to <= at_once[wanted]
            if all(move.kind == "take_out" for move in moves):
                assert came_to == at_once[wanted]
