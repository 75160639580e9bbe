"""SQL of the indicators against plain Python over worlds made up at random, on the real database.

Covers prilavok.insights.metrics.buyers, prilavok.insights.metrics.campaigns, prilavok.insights.metrics.catalogue,
prilavok.insights.metrics.cohorts, prilavok.insights.metrics.points, prilavok.insights.metrics.rows.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from tests.insights.sold_world import Sold, World, make_world

from prilavok.insights.metrics import buyers, catalogue, cohorts, rfm, sales
from prilavok.insights.metrics.reading import Scope, read_coverage
from prilavok.insights.metrics.rows import find_rows, of_cohort, of_lapsed, of_segment, read_rows
from prilavok.insights.metrics.spans import Span

FIRST = date(2025, 6, 2)
SPAN = Span(FIRST + timedelta(days=60), FIRST + timedelta(days=120))
ORDERS = some.lists(
    some.builds(
        Sold,
        who=some.sampled_from([None, 1, 101, *range(2, 13)]),
        place=some.sampled_from("ab"),
        day=some.integers(0, 150).map(lambda days: FIRST + timedelta(days=days)),
        amount=some.integers(0, 9),
        discount=some.integers(0, 2),
        coupon=some.integers(0, 1),
        category=some.sampled_from(["bread", "milk", "soap"]),
    ),
    max_size=60,
)
RANDOM = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@contextmanager
def undone() -> Iterator[None]:
    """One example: what it sells vanishes after it."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Model:
    """The same questions answered by loops."""

    def __init__(self, world: World, orders: list[Sold], place: str | None = None) -> None:
        self.orders = [one for one in orders if place in (None, one.place)]
        self.people = {number: world.customers[1 if number == 101 else number] for number in world.leaves}

    def by_customer(self, first: date, last: date) -> dict[Any, list[Sold]]:
        found = defaultdict(list)
        for one in self.orders:
            if one.who is not None and first <= one.day <= last:
                found[self.people[one.who]].append(one)
        return found


def fifths(ranked: list[Any]) -> dict[Any, int]:
    """Scores 1 to 5 by rank; the lower fifths take what does not divide."""
    whole, over = divmod(len(ranked), 5)
    sizes = [whole + (fifth < over) for fifth in range(5)]
    scores = [fifth + 1 for fifth, size in enumerate(sizes) for _ in range(size)]
    return dict(zip(ranked, scores, strict=True))


def test_worlds(rolled_back: None) -> None:
    world = make_world()

    @RANDOM
    @given(ORDERS, some.sampled_from([None, "a"]))
    def every_indicator_of_orders(orders: list[Sold], place: str | None) -> None:
        with undone():
            world.sell(orders)
            scope = Scope("USD", SPAN, world.places[place] if place else None)
            model = Model(world, orders, place)
            totals(model, scope)
            customers(model, scope)
            segments(model, scope)
            kept(model, scope)
            lists(model, scope)
            split(model, scope)

    every_indicator_of_orders()


def within(model: Model) -> list[Sold]:
    return [one for one in model.orders if SPAN.first <= one.day <= SPAN.last]


def totals(model: Model, scope: Scope) -> None:
    shown = within(model)
    asked = ("sales", "orders", "average_basket", "discount_share", "coupon_share", "coupon_orders", "lines_per_order")
    numbers = catalogue.read_numbers(asked, scope)
    amount = sum(one.amount for one in shown)
    assert numbers["sales"].value == amount
    assert numbers["orders"].value == len(shown)
    basket = numbers["average_basket"]
    assert (basket.top, basket.bottom) == (amount, len(shown))
    discount = numbers["discount_share"]
    assert (discount.top, discount.bottom) == (
        sum(one.discount for one in shown),
        sum(one.amount + one.discount for one in shown),
    )
    assert numbers["coupon_share"].top == sum(one.coupon for one in shown)
    assert numbers["coupon_orders"].top == sum(one.coupon > 0 for one in shown)
    assert numbers["lines_per_order"].top == len(shown)


def customers(model: Model, scope: Scope) -> None:
    bought = model.by_customer(SPAN.first, SPAN.last)
    numbers = catalogue.read_numbers(("active_customers", "repeat_share", "orders_per_customer", "known_share"), scope)
    assert numbers["active_customers"].value == len(bought)
    assert numbers["repeat_share"].top == sum(len(orders) >= 2 for orders in bought.values())
    assert numbers["orders_per_customer"].top == sum(len(orders) for orders in bought.values())
    assert numbers["known_share"].top == sum(one.amount for orders in bought.values() for one in orders)
    ever = model.by_customer(date.min, SPAN.last)
    gaps: dict[int | None, int] = defaultdict(int)
    for orders in ever.values():
        days = sorted(one.day for one in orders)
        if days[0] >= SPAN.first:
            gaps[(days[1] - days[0]).days if len(days) > 1 else None] += 1
    assert {row["days"]: row["customers"] for row in buyers.read_second_orders(scope)} == gaps
    earlier = model.by_customer(SPAN.before.first, SPAN.before.last)
    gone = [sum(one.amount for one in orders) for who, orders in earlier.items() if who not in bought]
    assert buyers.read_lapsed(scope, scope.over(SPAN.before)) == {"customers": len(gone), "amount": sum(gone)}


def scores(model: Model, scope: Scope) -> dict[Any, tuple[int, int, int]]:
    span = rfm.window(scope).span
    bought = model.by_customer(span.first, span.last)
    facts = {
        who: (max(one.day for one in orders), len(orders), sum(one.amount for one in orders))
        for who, orders in bought.items()
    }
    by = [fifths(sorted(facts, key=lambda who, n=n: (facts[who][n], who.bytes))) for n in range(3)]  # type: ignore[misc]
    return {who: (by[0][who], by[1][who], by[2][who]) for who in facts}


def segments(model: Model, scope: Scope) -> None:
    scored = scores(model, scope)
    grid = {(row["recency"], row["frequency"], row["monetary"]): row["customers"] for row in rfm.read_grid(scope)}
    counted: dict[tuple[int, int, int], int] = defaultdict(int)
    for triple in scored.values():
        counted[triple] += 1
    assert grid == counted
    for segment, cell in rfm.by_segment(rfm.read_grid(scope)):
        members = {who for who, (recency, frequency, _m) in scored.items() if segment.holds(recency, frequency)}
        assert cell.customers == len(members)
        narrowed, marks = of_segment(scope, segment)
        listed = read_rows(find_rows("segment"), narrowed, marks=marks, limit=500)
        assert {row["customer"] for row in listed.rows} == members


def kept(model: Model, scope: Scope) -> None:
    ever = model.by_customer(date.min, SPAN.last)
    firsts = {who: min(one.day for one in orders).replace(day=1) for who, orders in ever.items()}
    found = cohorts.read_cohorts(scope)
    assert {one.month for one in found} == set(firsts.values())
    for cohort in found:
        for later, count in enumerate(cohort.kept):
            months = cohort.month.year * 12 + cohort.month.month - 1 + later
            month = date(months // 12, months % 12 + 1, 1)
            there = {
                who
                for who, first in firsts.items()
                if first == cohort.month and any(one.day.replace(day=1) == month for one in ever[who])
            }
            assert count == len(there)
            narrowed, marks = of_cohort(scope, cohort.month, month)
            listed = read_rows(find_rows("cohort"), narrowed, marks=marks, limit=500)
            assert {row["customer"] for row in listed.rows} == there


def lists(model: Model, scope: Scope) -> None:
    """Every list adds up to its number, and its pages hold each row once."""
    rows, after = [], None
    while True:
        page = read_rows(find_rows("orders"), scope, after=after, limit=7)
        rows += page.rows
        if (after := page.after) is None:
            break
    assert len({row["id"] for row in rows}) == len(rows) == len(within(model))
    assert sum(row["amount"] for row in rows) == sum(one.amount for one in within(model))
    assert [row["placed_at"] for row in rows] == sorted((row["placed_at"] for row in rows), reverse=True)
    numbers = catalogue.read_numbers(("active_customers", "repeat_share"), scope)
    people, after = [], None
    while True:
        found = read_rows(find_rows("customers"), scope, after=after, limit=3)
        people += found.rows
        if (after := found.after) is None:
            break
    assert len({row["customer"] for row in people}) == len(people) == numbers["active_customers"].value
    assert len(read_rows(find_rows("repeaters"), scope, limit=500).rows) == numbers["repeat_share"].top
    both, marks = of_lapsed(scope, scope.over(SPAN.before))
    gone = read_rows(find_rows("lapsed"), both, marks=marks, limit=500).rows
    assert len(gone) == buyers.read_lapsed(scope, scope.over(SPAN.before))["customers"]
    new = sum(row["customers"] for row in buyers.read_second_orders(scope))
    assert len(read_rows(find_rows("newcomers"), scope, limit=500).rows) == new


def split(model: Model, scope: Scope) -> None:
    """By step, place and category it is always the same sum."""
    amount = sum(one.amount for one in within(model))
    for step in ("day", "week", "month"):
        series = sales.read_series(scope, step)  # type: ignore[arg-type]
        assert sum(row["amount"] for row in series) == amount
        assert all(step != "week" or row["step"].isoweekday() == 1 for row in series)
    before = scope.over(SPAN.before)
    earlier = sum(one.amount for one in model.orders if SPAN.before.first <= one.day <= SPAN.before.last)
    for rows in (sales.read_places(scope, before), sales.read_categories(scope, before)):
        assert sum(row["amount"] for row in rows) == amount
        assert sum(row["amount_before"] for row in rows) == earlier
    food = {row["path"]: row["amount"] for row in sales.read_categories(scope, before, "food")}
    for name in ("bread", "milk"):
        expected = sum(one.amount for one in within(model) if one.category == name)
        assert food.get(f"food/{name}", 0) == expected


def test_currencies_are_never_added(rolled_back: None) -> None:
    world = make_world()
    world.sell([Sold(2, "a", FIRST, 500), Sold(2, "b", FIRST, 700)])
    world.sell([Sold(2, "k", FIRST, 90_000)], currency="KZT")
    assert [(one.currency, one.orders) for one in read_coverage()] == [("USD", 2), ("KZT", 1)]
    for currency, amount, orders in (("USD", 1200, 2), ("KZT", 90_000, 1)):
        scope = Scope(currency, Span(FIRST, FIRST))
        numbers = catalogue.read_numbers(("sales", "orders", "active_customers"), scope)
        assert [numbers[id].value for id in ("sales", "orders", "active_customers")] == [amount, orders, 1]


def test_a_joined_customer_is_one_and_a_separated_one_two(rolled_back: None) -> None:
    from django.db import connection

    world = make_world()
    world.sell([Sold(1, "a", FIRST, 500), Sold(101, "a", FIRST + timedelta(days=3), 700)])
    scope = Scope("USD", Span(FIRST, FIRST + timedelta(days=9)))
    assert catalogue.read_number("active_customers", scope).value == 1
    assert buyers.read_second_orders(scope) == [{"days": 3, "customers": 1}]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE customers_leaf_owner SET valid_to = now() WHERE leaf_id = %s AND valid_to IS NULL",
            [world.leaves[101]],
        )
    assert catalogue.read_number("active_customers", scope).value == 1
    assert catalogue.read_number("known_share", scope).top == 500
    assert buyers.read_second_orders(scope) == [{"days": None, "customers": 1}]


def test_a_cancelled_order_is_counted_nowhere(rolled_back: None) -> None:
    from django.db import connection

    world = make_world()
    world.sell([Sold(1, "a", FIRST, 500), Sold(2, "a", FIRST, 700)])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE orders_order SET commercial = 'cancelled' WHERE amount = 700")
    scope = Scope("USD", Span(FIRST, FIRST))
    assert catalogue.read_number("sales", scope).value == 500
    assert catalogue.read_number("active_customers", scope).value == 1
    assert sum(row["amount"] for row in sales.read_categories(scope, None)) == 500
    assert len(read_rows(find_rows("orders"), scope).rows) == 1
