"""Questions to orders, payments, stock, loyalty, promotions and imports, on a shop whose every number is known."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.small_shop import AT, DAY, Shop, open_small_shop

from prilavok.domains.imports.queries import count_refused, count_steps, list_refused, list_runs, measure_pace, read_run
from prilavok.domains.loyalty.queries import points_moved, points_of
from prilavok.domains.orders.queries import (
    bought_by,
    count_orders,
    figures_of,
    find_order,
    find_orders,
    habits_of,
    list_lines,
    list_orders,
    read_order,
    read_orders,
)
from prilavok.domains.orders.types import OrderFilter
from prilavok.domains.payments.queries import list_payments
from prilavok.domains.promotions.queries import list_redemptions, read_coupons
from prilavok.domains.stock.queries import (
    count_stock,
    explain_stock,
    list_stock,
    list_stock_stood,
    stock_at,
    stock_moved,
    stock_totals,
)
from prilavok.kit.errors import NotFound
from prilavok.kit.ids import new_id


@pytest.fixture
def shop(rolled_back: None) -> Iterator[Shop]:
    yield open_small_shop()


def _numbers(chosen: OrderFilter, **more: object) -> list[str]:
    return [order.number for order in list_orders(chosen, **more).rows]  # type: ignore[arg-type]


def test_orders_are_listed_filtered_and_turned_page_by_page(shop: Shop) -> None:
    ours = OrderFilter(origin="load", touchpoint="till")
    assert _numbers(ours) == ["T-S4", "T-S3", "T-S2", "T-S1"]
    assert _numbers(ours, sort="time") == ["T-S1", "T-S2", "T-S3", "T-S4"]
    assert _numbers(ours, sort="-amount") == ["T-S2", "T-S1", "T-S3", "T-S4"]
    assert count_orders(ours) == 4
    seen, after = [], None
    for _page in range(5):
        page = list_orders(ours, after=after, limit=1)
        seen += [order.number for order in page.rows]
        after = page.after
        if after is None:
            break
    assert seen == ["T-S4", "T-S3", "T-S2", "T-S1"]  # each once, and the last page says that it is the last
    assert _numbers(OrderFilter(place=shop.places["t-msk"])) == ["T-S2"]
    assert _numbers(OrderFilter(leaves=(shop.leaves["c-1"], shop.leaves["c-1-phone"]))) == ["T-S2", "T-S1"]
    assert _numbers(OrderFilter(leaves=())) == []
    assert _numbers(replace(ours, touchpoint="site")) == []
    assert _numbers(replace(ours, origin="live")) == []


def test_a_day_is_the_day_of_the_place(shop: Shop) -> None:
    # Sold at 20:30 in Greenwich on the 20th, which was the 21st in Almaty.
    assert _numbers(OrderFilter(since=DAY, until=DAY)) == []
    assert _numbers(OrderFilter(since=DAY + timedelta(days=1), until=DAY + timedelta(days=1))) == ["T-S1"]
    assert _numbers(OrderFilter(since=DAY + timedelta(days=4))) == ["T-S4", "T-S3"]


def test_one_order_with_its_lines_and_money(shop: Shop) -> None:
    order = find_order(" t-s1 ")
    assert order is not None and order.id == shop.orders["S1"]
    assert find_order("T-S") is None
    assert [one.number for one in find_orders("т s1")] == ["T-S1"]
    assert find_orders("T-S12345") == find_orders("T-S") == []
    assert (order.list_amount, order.discount_amount, order.amount, order.coupon_amount, order.paid_amount) == (
        100_000,
        10_000,
        90_000,
        5_000,
        85_000,
    )
    assert [(p.method, p.amount) for p in list_payments([order.id])] == [("cash", 85_000), ("coupon", 5_000)]
    lines = list_lines(shop.orders["S4"])
    assert [(line.position, line.kind, line.quantity, line.amount, line.coupon_amount) for line in lines] == [
        (1, "coupon", 0, 0, 2_000),
        (2, "void", 0, 0, 0),
        (3, "amount", 0, 1_500, 0),
    ]
    # Coupons over the amount: nobody pays less than nothing.
    assert read_order(shop.orders["S4"]).paid_amount == 0
    with pytest.raises(NotFound):
        read_order(new_id())
    assert read_orders([]) == {} and list_payments([]) == []


def test_figures_of_a_person_go_over_all_their_leaves(shop: Shop) -> None:
    (figures,) = figures_of([shop.leaves["c-1"], shop.leaves["c-1-phone"]])
    assert (figures.currency, figures.orders, figures.paid_amount) == ("KZT", 2, 85_000 + 172_500)
    assert figures.first_at < figures.last_at
    assert figures_of([]) == []


def test_what_was_bought_is_counted_once_for_figures_and_habits(shop: Shop) -> None:
    leaves = [shop.leaves["c-1"], shop.leaves["c-1-phone"]]
    for of in (leaves, leaves[:1], leaves[1:]):
        assert bought_by(of) == (figures_of(of), habits_of(of))
    places = {place for place, _touchpoint, _orders in bought_by(leaves)[1]}
    assert places == {shop.places["t-alm"], shop.places["t-msk"]}
    assert len(bought_by(leaves, 1)[1]) == 1
    assert bought_by([]) == bought_by([new_id()]) == ([], [])


def test_stock_is_what_its_causes_make(shop: Shop) -> None:
    almaty, moscow = shop.places["t-alm"], shop.places["t-msk"]
    milk, cheese = shop.variants["milk"], shop.variants["cheese"]
    assert (stock_at(almaty, milk).on_hand, stock_at(almaty, milk).available) == (48, 48)
    assert stock_at(moscow, milk).on_hand == 0  # sold without being known: the discrepancy made up for it
    assert stock_at(almaty, cheese).on_hand == 0  # never heard of there
    told = explain_stock(almaty, milk)
    assert {cause.cause: (cause.units, cause.moves) for cause in told.causes} == {"opening": (50, 1), "sale": (-2, 1)}
    assert sum(cause.units for cause in told.causes) == told.standing.posted == 48
    short = explain_stock(moscow, milk)
    assert {cause.cause: cause.units for cause in short.causes} == {"discrepancy": 1, "sale": -1}
    moves = [one.move for one in list_stock_stood(almaty, milk, limit=1)]
    assert [(move.cause, move.change, move.cause_id) for move in moves] == [("sale", -2, shop.orders["S1"])]
    older = [one.move for one in list_stock_stood(almaty, milk, (moves[0].occurred_at, moves[0].id))]
    assert [(move.cause, move.change, move.generated) for move in older] == [("opening", 50, True)]
    assert [(move.place, move.units, move.cause) for move in stock_moved(shop.orders["S1"])] == [(almaty, -2, "sale")]


def test_stock_is_listed_by_place_and_availability(shop: Shop) -> None:
    rows = list_stock(place=shop.places["t-alm"], sort="-available").rows
    assert [(row.variant, row.available) for row in rows] == [(shop.variants["milk"], 48), (shop.variants["bread"], 9)]
    assert {row.variant for row in list_stock(place=shop.places["t-msk"], state="out").rows} == {
        shop.variants["milk"],
        shop.variants["cheese"],
    }
    assert list_stock(place=shop.places["t-alm"], state="held").rows == ()
    assert count_stock(place=shop.places["t-msk"]) == 2
    totals = stock_totals([shop.variants["milk"], shop.variants["cheese"]])
    assert (totals[shop.variants["milk"]].on_hand, totals[shop.variants["milk"]].places) == (48, 1)
    assert stock_totals([]) == {}


def test_points_and_coupons(shop: Shop) -> None:
    leaves = [shop.leaves["c-1"], shop.leaves["c-1-phone"]]
    (points,) = points_of(leaves)
    assert (points.code, points.points, points.generated) == ("points", 8 + 17, True)
    assert points_of([shop.leaves["c-2"]]) == []  # paid nothing, earned nothing, has no account
    assert [(move.points, move.cause) for move in points_moved(shop.orders["S2"])] == [(17, "earn")]
    (used,) = list_redemptions(leaves)
    assert (used.code, used.campaign, used.order) == ("M-5", shop.campaign, shop.orders["S1"])
    assert list_redemptions(leaves, order=shop.orders["S2"]) == []
    assert read_coupons([used.coupon])[used.coupon].code == "M-5"


def test_an_import_adds_up_and_names_what_it_refused(shop: Shop) -> None:
    run = read_run(shop.run)
    assert (run.source, run.state, run.shift_weeks) == ("small", "done", 3)
    (sales,) = count_steps([shop.run])[shop.run]
    assert (sales.slices, sales.rows_in, sales.rows_loaded, sales.rows_refused) == (2, 8, 7, 1)
    assert sales.amount_in == sales.amount_loaded + sales.amount_refused == 1000
    (refused,) = list_refused(shop.run).rows
    assert (refused.step, refused.number, refused.reason, refused.amount) == ("sales", 7, "product_unknown", 250)
    assert refused.row == {"product": "no-such", "quantity": 2}
    assert list_refused(shop.run, reason="negative").rows == ()
    assert count_refused(shop.run) == {"product_unknown": (1, 250)}
    pace = measure_pace(shop.run, "sales")
    assert pace is not None and (pace.rows, pace.seconds) == (4, 2)
    assert measure_pace(shop.run, "cards") is None
    assert shop.run in {one.id for one in list_runs(state="done").rows}
    assert shop.run not in {one.id for one in list_runs(state="running").rows}
    assert run.began_at == AT
