"""How returns are valued and given back, for any numbers: nothing is lost, nothing is given twice."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from tests.make import AT

from prilavok.domains.loyalty.rules import burned_from, take_from
from prilavok.domains.loyalty.types import PointsMove
from prilavok.domains.orders.rules import goods_kind, share_of_units, split_back
from prilavok.domains.payments.rules import in_turn, spread_back
from prilavok.domains.payments.types import Method, WayBack

money = st.integers(0, 10**9)
METHODS: list[Method] = ["cash", "outside", "card", "unstated"]


@given(money, st.lists(st.integers(1, 50), min_size=1, max_size=8))
def test_units_that_come_back_one_after_the_other_come_to_what_was_paid(paid: int, parts: list[int]) -> None:
    quantity, before, shares = sum(parts), 0, []
    for units in parts:
        shares.append(share_of_units(paid, quantity=quantity, before=before, units=units))
        before += units
    assert sum(shares) == paid and min(shares) >= 0
    fair = [paid * units / quantity for units in parts]
    assert all(abs(share - even) < 1 for share, even in zip(shares, fair, strict=True))


@given(st.data())
def test_the_value_is_split_between_points_and_money_and_all_undone_in_the_end(data: st.DataObject) -> None:
    worth = data.draw(st.sampled_from([1, 7, 100]))
    by_points = data.draw(st.integers(0, 10**6)) * worth
    paid = by_points + data.draw(st.integers(0, 10**7))
    earned = data.draw(st.integers(0, 10**6))
    cuts = sorted(data.draw(st.lists(st.integers(0, paid), max_size=5)))
    before, points, whole, cash, due = 0, 0, 0, 0, 0
    for until in [*cuts, paid]:
        back = split_back(
            paid=paid, by_points=by_points, worth=worth, earned=earned, before=before, value=until - before
        )
        assert back.points_amount + back.money == until - before
        assert min(back.points_amount, back.points_back, back.money, back.points_due) >= 0
        points, whole, cash = points + back.points_amount, whole + back.points_back, cash + back.money
        due, before = due + back.points_due, until
        assert points <= by_points and cash <= paid - by_points and due <= earned
        assert 0 <= points - whole * worth < worth, "never more than a part of a point is outstanding"
    assert (points, whole * worth, cash) == (by_points, by_points, paid - by_points)
    if paid > by_points:
        assert due == earned


@given(st.lists(st.tuples(st.sampled_from(METHODS), money, st.booleans()), max_size=6), st.data())
def test_no_way_is_given_more_than_came_by_it(came: list[tuple[Method, int, bool]], data: st.DataObject) -> None:
    ways = in_turn([WayBack(method, amount, UUID(int=nth) if ours else None)
                    for nth, (method, amount, ours) in enumerate(came)])  # fmt: skip
    amount = data.draw(st.integers(0, sum(way.amount for way in ways)))
    back, rest = spread_back(amount, ways)
    assert sum(way.amount for way in back) == amount
    assert sum(way.amount for way in (*back, *rest)) == sum(way.amount for way in ways)
    held = {(way.method, way.attempt): 0 for way in ways}
    for way in (*back, *rest):
        held[way.method, way.attempt] += way.amount
        assert way.amount > 0
    cards = sum(way.amount for way in ways if way.method == "card")
    assert sum(way.amount for way in back if way.method == "card") == min(amount, cards)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-50, 100)), max_size=6), st.integers(0, 200))
def test_points_are_taken_only_where_they_are(free: list[tuple[int, int]], points: int) -> None:
    taken = take_from([(UUID(int=nth), units) for nth, units in free], points)
    assert sum(taken.values()) == min(points, sum(max(units, 0) for _nth, units in free))
    assert all(units > 0 for units in taken.values())


def test_burned_points_go_back_to_the_leaf_drawn_from_last_and_never_twice() -> None:
    one, two, order = UUID(int=1), UUID(int=2), UUID(int=3)
    moves = [PointsMove(one, -30, "burn", order, AT), PointsMove(two, -20, "burn", order, AT)]
    assert burned_from(moves, 25) == {two: 20, one: 5}
    moves += [PointsMove(two, 20, "burn_back", order, AT), PointsMove(one, 5, "burn_back", order, AT)]
    assert burned_from(moves, 100) == {one: 25}


def test_the_nearest_shelf_says_what_goods_are() -> None:
    shelves = {"Clothes": "any", "Clothes/Under": "underwear", "Food": "food"}
    assert goods_kind(("Clothes/Under/Socks", "Clothes/Under", "Clothes"), shelves) == "underwear"
    assert goods_kind(("Clothes/Coats", "Clothes"), shelves) == "any"
    assert goods_kind((), shelves) == "any"
