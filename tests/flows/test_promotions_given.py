"""Promotions given on real orders: priced in the quote, claimed by the order, free again when it ends.

At a till by prilavok.flows.claim_sale; a program fills a basket by prilavok.flows.fill_basket.
"""

from datetime import timedelta
from uuid import UUID

import pytest
from tests import make
from tests.make import AT
from tests.people import browser, new_phone, prove
from tests.promotions import published
from tests.shop_world import PRICE, open_counter, placed, put, quoted

from prilavok.domains.baskets.errors import CouponsTooMany
from prilavok.domains.baskets.queries import read_basket
from prilavok.domains.customers.queries import customer_of, explain_path
from prilavok.domains.orders.errors import OutOfStock
from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.payments.types import Paying
from prilavok.domains.pricing.errors import QuoteEnded
from prilavok.domains.pricing.types import PricedWish
from prilavok.domains.promotions.actions import offer_promotion, put_codes
from prilavok.domains.promotions.errors import CodeTaken, CouponUnknown, PromotionUsedUp
from prilavok.domains.promotions.queries import list_codes, read_promotion, used_on
from prilavok.domains.promotions.types.acts import OffTogether, Percent, Points, SomeFree
from prilavok.domains.promotions.types.keeping import NewCode
from prilavok.flows.cancel_order import cancel_order
from prilavok.flows.enter_coupon import enter_coupon, take_coupon_out
from prilavok.flows.place_order import place_order
from prilavok.flows.quote_basket import quote_basket
from prilavok.flows.sell_at_till import sell
from prilavok.flows.separate_person import separate_person
from prilavok.insights.reckoning import Who
from prilavok.kit.events.actor import Actor

pytestmark = pytest.mark.usefixtures("rolled_back")
LATER = AT + timedelta(minutes=1)


def _enter(leaf: UUID, code: str) -> tuple[str, ...]:
    return enter_coupon(leaf, code, touchpoint="site", actor=Actor("leaf", leaf), at=AT).coupons


def _priced(leaf: UUID) -> int:
    return quote_basket(leaf, touchpoint="site", actor=Actor("leaf", leaf), at=AT).amount


def _order(leaf: UUID, quote: UUID) -> UUID:
    return place_order(quote, leaf=leaf, touchpoint="site", actor=Actor("leaf", leaf), at=AT).order


def test_what_a_promotion_takes_off_is_quoted_ordered_and_kept() -> None:
    counter, leaf = open_counter(9, 9), make.leaf()
    promotion = published("tenth")
    quote = quoted(counter, leaf, 1, 3)
    # 150 tiyn off 1,500 leave 1,350, which is paid as 1,400: there is no coin below a tenge; 4,050 as 4,100
    assert (quote.list_amount, quote.discount_amount, quote.amount) == (4 * PRICE, 500, 5_500)
    assert [(line.amount, [one["amount"] for one in line.given]) for line in quote.lines] == [
        (1_400, [100]),
        (4_100, [400]),
    ]
    order = _order(leaf, quote.id)
    head = read_order(order)
    assert (head.list_amount, head.discount_amount, head.amount, head.paid_amount) == (6_000, 500, 5_500, 5_500)
    assert [(one.promotion_amount, one.match_amount, one.amount) for one in list_lines(order)] == [
        (100, 0, 1_400),
        (400, 0, 4_100),
    ]
    [use] = used_on(order)
    assert (use.promotion, use.amount, use.coupon) == (promotion, 500, None)
    assert read_promotion(promotion).uses == 1


def test_a_basket_without_promotions_costs_its_list_price() -> None:
    counter, leaf = open_counter(9), make.leaf()
    published("other", places=(make.place(),))
    quote = quoted(counter, leaf, 2)
    assert (quote.amount, quote.discount_amount, quote.uses) == (2 * PRICE, 0, ())
    assert used_on(_order(leaf, quote.id)) == []


def test_a_coupon_is_entered_however_it_is_typed_and_taken_out_again() -> None:
    counter, leaf = open_counter(9), make.leaf()
    promotion = published("spring", Percent(2000), right=True)
    put_codes([NewCode("SPRING-26", promotion)], at=AT)
    put(counter, leaf, 1)
    assert _priced(leaf) == PRICE
    assert _enter(leaf, " spring 26 ") == ("SPRING26",)
    assert _enter(leaf, "SPRING-26") == ("SPRING26",)
    assert _priced(leaf) == 1_200
    assert [row[0] for row in make.ask("SELECT facts ->> 'coupons' FROM kit_event WHERE verb = 'basket.repriced'")] == [
        "1"
    ]
    out = take_coupon_out(leaf, "spring26", touchpoint="site", actor=Actor("leaf", leaf), at=AT)
    assert out.coupons == ()
    assert _priced(leaf) == PRICE


def test_codes_that_are_none_ended_or_used_up_are_refused_alike() -> None:
    leaf = make.leaf()
    promotion = published("once", right=True)
    put_codes([NewCode("GONE", promotion, until=AT), NewCode("NONE", promotion, most_uses=0)], at=AT)
    said = []
    for code in ("NOSUCH", "GONE", "NONE"):
        with pytest.raises(CouponUnknown) as refused:
            _enter(leaf, code)
        said.append((refused.value.code, set(refused.value.facts)))
    assert said == [("coupon.unknown", {"code"})] * 3
    put_codes([NewCode(f"CODE{nth}", promotion) for nth in range(6)], at=AT)
    for nth in range(5):
        _enter(leaf, f"CODE{nth}")
    with pytest.raises(CouponsTooMany):
        _enter(leaf, "CODE5")
    with pytest.raises(CodeTaken):
        put_codes([NewCode("FRESH", promotion), NewCode("code-1", promotion)], at=AT)
    assert "FRESH" not in {one.code for one in list_codes(promotion)}


def test_a_single_use_code_is_used_once_and_is_good_again_when_the_order_ends() -> None:
    counter, (one, other) = open_counter(9), (make.leaf(), make.leaf())
    promotion = published("single", OffTogether(500), right=True)
    put_codes([NewCode("ONLYONE", promotion, most_uses=1)], at=AT)
    for leaf in (one, other):
        put(counter, leaf, 1)
        _enter(leaf, "ONLYONE")
    quotes = [quote_basket(leaf, touchpoint="site", actor=Actor("leaf", leaf), at=AT) for leaf in (one, other)]
    assert [quote.amount for quote in quotes] == [1_000, 1_000]
    order = _order(one, quotes[0].id)
    before = make.rows_of_all_tables()
    with pytest.raises(QuoteEnded) as ended:
        _order(other, quotes[1].id)
    assert (ended.value.quote.amount, ended.value.quote.uses) == (PRICE, ())
    assert make.grown(before) == {"pricing_quote": 1, "pricing_quote_line": 1}
    assert make.ask("SELECT count(*) FROM kit_event WHERE verb = 'coupon.redeemed'") == [(1,)]
    cancel_order(order, actor=Actor("staff", make.leaf()), at=AT)
    assert used_on(order) == []
    assert _priced(other) == 1_000


def test_a_limit_in_all_and_one_per_customer_are_kept() -> None:
    counter = open_counter(99)
    promotion = published("first-two", OffTogether(500), in_all=3, per_customer=1)
    one, two, three, four = (make.leaf() for _ in range(4))
    amounts = []
    for leaf in (one, one, two, three, four):
        quote = quoted(counter, leaf, 1)
        _order(leaf, quote.id)
        amounts.append(quote.amount)
    assert amounts == [1_000, PRICE, 1_000, 1_000, PRICE]
    assert make.ask("SELECT array_agg(nth_in_all ORDER BY nth_in_all) FROM promotions_use WHERE promotion_id = %s", promotion) == [([1, 2, 3],)]  # fmt: skip


def test_an_order_that_cannot_be_held_uses_nothing_up() -> None:
    counter, leaf = open_counter(5), make.leaf()
    promotion = published("limited", in_all=1)
    quote = quoted(counter, leaf, 5)
    placed(counter, make.leaf(), 1)  # which takes the one place too
    other = published("plain", in_all=1)
    quote = quoted(counter, leaf, 5)
    with pytest.raises(OutOfStock):
        _order(leaf, quote.id)
    assert read_promotion(other).uses == 0
    assert read_promotion(promotion).uses == 1


def test_an_offer_to_one_person_is_theirs_alone_and_once() -> None:
    counter, theirs, stranger = open_counter(9), make.leaf(), make.leaf()
    promotion = published("for-you", Percent(5000), right=True)
    assert offer_promotion(promotion, [theirs, theirs], at=AT) == 1
    assert quoted(counter, stranger, 2).amount == 3_000
    quote = quoted(counter, theirs, 2)
    assert quote.amount == 1_500
    _order(theirs, quote.id)
    assert quoted(counter, theirs, 2).amount == 3_000


def test_a_till_gives_the_same_and_a_spoken_phone_claims_nothing() -> None:
    counter, leaf = open_counter(9, 9), browser()
    prove(leaf, new_phone())
    published("third-free", SomeFree(3, 1, 10_000))
    promotion = published("members", Percent(1000), known=True, order=200)
    wishes = [PricedWish(variant, units) for variant, units in zip(counter.variants, (2, 1), strict=True)]
    cashier = Actor("staff", make.leaf())
    here = {"place": counter.place, "actor": cashier, "at": AT}
    named = sell(wishes, [Paying("cash", 3_000)], key="a", leaf=leaf, **here)
    assert named.receipt.amount == 3_000
    quote = quoted(counter, leaf, 2, 1)
    carded = sell(wishes, [Paying("cash", quote.amount)], key="b", leaf=leaf, who=Who((leaf,)), **here)
    assert carded.receipt.amount == quote.amount < 3_000
    assert read_promotion(promotion).uses == 1


def test_what_is_for_known_people_a_guest_does_not_get() -> None:
    counter, guest, member = open_counter(9), browser(), browser()
    published("members", Percent(1000), known=True)
    published("welcome", Percent(2000), first=True)
    prove(member, new_phone())
    assert quoted(counter, guest, 1).amount == PRICE
    assert quoted(counter, member, 1).amount == 1_100, "a fifth and a tenth of the rest off, in whole tenge"
    # Staff who act for the guest do not make them known.
    by_staff = quote_basket(guest, touchpoint="desk", actor=Actor("staff", make.leaf()), at=AT)
    assert by_staff.amount == PRICE


def test_what_each_customer_gets_once_nobody_unknown_gets_at_the_till() -> None:
    counter, leaf = open_counter(9), make.leaf()
    once = published("once", OffTogether(500), per_customer=1)
    till = {"place": counter.place, "actor": Actor("staff", make.leaf()), "at": AT}
    wish = [PricedWish(counter.variant, 1)]
    for key in ("a", "b"):
        assert sell(wish, [Paying("cash", PRICE)], key=key, **till).receipt.amount == PRICE
    assert read_promotion(once).uses == 0
    treated = {"leaf": leaf, "who": Who((leaf,)), **till}
    assert sell(wish, [Paying("cash", 1_000)], key="c", **treated).receipt.amount == 1_000
    assert sell(wish, [Paying("cash", PRICE)], key="d", **treated).receipt.amount == PRICE
    assert read_promotion(once).uses == 1


def test_what_one_of_two_separated_used_up_the_other_is_given() -> None:
    counter, first, second = open_counter(9), browser(), browser()
    phone = new_phone()
    published("once", OffTogether(500), per_customer=1)
    for leaf in (first, second):
        prove(leaf, phone)
    _order(first, quoted(counter, first, 1).id)
    assert quoted(counter, second, 1).amount == PRICE, "one person, whichever browser"
    separate_person(customer_of(first), explain_path(first, second)[-1].id, actor=Actor("staff", make.leaf()), at=LATER)
    quote = quoted(counter, second, 1)
    assert quote.amount == 1_000
    order = _order(second, quote.id)
    assert [use.amount for use in used_on(order)] == [500]


def test_a_till_that_comes_too_late_sells_nothing_and_says_so() -> None:
    counter = open_counter(9)
    promotion = published("last-one", OffTogether(500), right=True)
    put_codes([NewCode("LAST", promotion, most_uses=1)], at=AT)
    here = {"place": counter.place, "actor": Actor("staff", make.leaf()), "at": AT, "coupons": ["LAST"]}
    wish = [PricedWish(counter.variant, 1)]
    assert sell(wish, [Paying("cash", 1_000)], key="a", **here).receipt.amount == 1_000
    # The coupon is no good any more: the sum is another, and what was given does not fit it.
    from prilavok.domains.payments.errors import TendersUnfit

    with pytest.raises((TendersUnfit, PromotionUsedUp)):
        sell(wish, [Paying("cash", 1_000)], key="b", **here)
    assert make.ask("SELECT count(*) FROM orders_order") == [(1,)]


def test_baskets_that_become_one_keep_their_coupons() -> None:
    from prilavok.domains.baskets.actions import merge_basket, open_basket

    promotion = published("both", right=True)
    put_codes([NewCode("AAA", promotion), NewCode("BBB", promotion)], at=AT)
    one, other = make.leaf(), make.leaf()
    _enter(one, "AAA")
    _enter(other, "BBB")
    baskets = [open_basket(leaf, place=None, touchpoint="site", at=AT) for leaf in (one, other)]
    assert merge_basket(baskets[0], baskets[1], touchpoint="site", actor=Actor("leaf", one), at=LATER).coupons == (
        "AAA",
        "BBB",
    )
    assert read_basket(baskets[1]).state == "dropped"


def test_more_points_are_really_earned() -> None:
    counter, leaf = open_counter(9), make.leaf()
    make.programme(points=1, per_amount=100)
    published("double", Points(20_000, 7))
    till = {"place": counter.place, "actor": Actor("staff", make.leaf()), "at": AT, "leaf": leaf}
    sell([PricedWish(counter.variant, 2)], [Paying("cash", 2 * PRICE)], key="a", who=Who((leaf,)), **till)
    earned = make.ask("SELECT facts ->> 'points' FROM kit_event WHERE verb = 'points.earned'")
    assert earned == [(str(2 * (2 * PRICE // 100) + 7),)]
