"""Which places send: covered exactly, never refused ones, the least cost of all ways, the same in whatever order."""

from collections.abc import Mapping
from datetime import date
from itertools import combinations, product
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prilavok.domains.shipments.rules.pricing import delivery_price, metres_between
from prilavok.domains.shipments.rules.routing import costs_of, minutes_until_open, route, unable
from prilavok.domains.shipments.rules.scarce import give_out, in_turn
from prilavok.domains.shipments.types.delivering import DeliveryPriceView, Point
from prilavok.domains.shipments.types.routing import SPLITS, Candidate, RoutingRules
from prilavok.domains.shipments.types.scarce import Demand

A, B = UUID(int=1), UUID(int=2)
VARIANTS = (A, B)
_RULES = st.builds(
    RoutingRules,
    split=st.sampled_from(SPLITS),
    most_parts=st.integers(1, 3),
    most_metres=st.none() | st.just(5_000),
    parcel_amount=st.sampled_from((0, 500)),
    km_amount=st.sampled_from((0, 100)),
    waiting_amount=st.sampled_from((0, 30)),
    closed_amount=st.sampled_from((0, 10)),
)
_WANTS = st.fixed_dictionaries({A: st.integers(0, 3), B: st.integers(0, 3)})


@st.composite
def _places(draw: st.DrawFn, most: int = 4) -> list[Candidate]:
    return [
        Candidate(
            place=UUID(int=100 + nth),
            code=f"p{nth}",
            free=draw(st.fixed_dictionaries({A: st.integers(0, 3), B: st.integers(0, 3)})),
            sends=draw(st.sampled_from((True, True, True, False))),
            same_entity=draw(st.sampled_from((True, True, False))),
            metres=draw(st.sampled_from((None, 900, 4_000, 9_000))),
            opens_in=draw(st.sampled_from((0, 90, None))),
            waiting=draw(st.integers(0, 4)),
            most_waiting=draw(st.sampled_from((None, 3))),
        )
        for nth in range(draw(st.integers(0, most)))
    ]


@settings(max_examples=300, deadline=None)
@given(_WANTS, _places(), _RULES, st.randoms(use_true_random=False))
def test_the_least_cost_of_all_ways_is_chosen_and_every_other_place_has_its_reason(
    wants: dict[UUID, int], places: list[Candidate], rules: RoutingRules, shuffle: object
) -> None:
    found = route(wants, places, rules)
    mixed = list(places)
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]
    assert route(wants, mixed, rules) == found
    needed = {variant: units for variant, units in wants.items() if units}
    by_id = {one.place: one for one in places}
    sending = {part.place for part in found.parts}
    assert sending | {one.place for one in found.refused} == set(by_id) and len(by_id) == len(found.parts) + len(
        found.refused
    )
    assert all(unable(by_id[place], needed, rules) is None for place in sending)
    for part in found.parts:
        assert part.units and all(0 < units <= by_id[part.place].free[one] for one, units in part.units.items())
    if found.found:
        assert {one: sum(part.units.get(one, 0) for part in found.parts) for one in needed} == needed
    able = [one for one in places if unable(one, needed, rules) is None]
    assert (found.total, found.found) == _cheapest(needed, able, rules)


def _cheapest(needed: Mapping[UUID, int], able: list[Candidate], rules: RoutingRules) -> tuple[int, bool]:
    """By trying everything."""
    most = 1 if rules.split == "never" else rules.most_parts
    costs = [
        (len(among), sum(costs_of(one, rules).total for one in among))
        for count in range(1, most + 1)
        for among in combinations(able, count)
        if needed and all(sum(one.free[it] for one in among) >= units for it, units in needed.items())
    ]
    if not costs:
        return 0, False
    alone = [cost for count, cost in costs if count == 1]
    return (min(alone) if alone and rules.split != "cheaper" else min(cost for _count, cost in costs)), True


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_scarce_goods_go_as_the_best_of_all_ways_does(data: st.DataObject) -> None:
    places = [
        Candidate(UUID(int=100 + nth), f"p{nth}", data.draw(_WANTS), metres=1_000 * nth)
        for nth in range(data.draw(st.integers(1, 2)))
    ]
    rules = RoutingRules(split=data.draw(st.sampled_from(("never", "needed"))), most_parts=2)
    demands = [
        Demand(
            UUID(int=500 + nth), {one: n for one, n in data.draw(_WANTS).items() if n} or {A: 1},
            data.draw(st.integers(0, 5)), data.draw(st.integers(0, 5)), tuple(places), rules,
        )
        for nth in range(data.draw(st.integers(1, 3)))
    ]  # fmt: skip
    found = give_out(demands)
    assert found.by == "solver" and give_out(list(reversed(demands))) == found
    taken: dict[tuple[UUID, UUID], int] = {}
    for one in demands:
        for part in found.routes[one.key].parts if one.key in found.routes else ():
            for variant, units in part.units.items():
                taken[part.place, variant] = taken.get((part.place, variant), 0) + units
        if one.key in found.routes:
            parts = found.routes[one.key].parts
            assert {it: sum(part.units.get(it, 0) for part in parts) for it in one.wants} == dict(one.wants)
            assert len(parts) <= (1 if rules.split == "never" else 2)
    assert all(units <= next(it for it in places if it.place == at).free[of] for (at, of), units in taken.items())
    served = [one for one in demands if one.key in found.routes]
    worth = len(served), sum(one.amount for one in served), sum(one.waited for one in served)
    assert worth == max(_ways(demands, places, rules))
    # One after another is never better, and never gives out more than there is.
    alone = [one for one in demands if one.key in in_turn(demands)]
    assert (len(alone), sum(one.amount for one in alone), sum(one.waited for one in alone)) <= worth


def _ways(demands: list[Demand], places: list[Candidate], rules: RoutingRules) -> set[tuple[int, int, int]]:
    """What every way of giving out comes to, by trying all of them."""
    found = {(0, 0, 0)}

    def go(nth: int, free: tuple[tuple[int, int], ...], worth: tuple[int, int, int]) -> None:
        found.add(worth)
        if nth == len(demands):
            return
        go(nth + 1, free, worth)
        one = demands[nth]
        wants = [one.wants.get(it, 0) for it in VARIANTS]
        for first in product(*(range(units + 1) for units in wants)):
            rest = tuple(units - it for units, it in zip(wants, first, strict=True))
            shares = [first, rest][: len(places)]
            if len(places) == 1 and any(rest):
                continue
            if rules.split == "never" and sum(any(share) for share in shares) > 1:
                continue
            if all(
                it <= has for share, have in zip(shares, free, strict=True) for it, has in zip(share, have, strict=True)
            ):
                left = tuple(
                    tuple(has - it for it, has in zip(share, have, strict=True))
                    for share, have in zip(shares, free, strict=True)
                )
                go(nth + 1, left, (worth[0] + 1, worth[1] + one.amount, worth[2] + one.waited))  # type: ignore[arg-type]

    go(0, tuple((one.free[A], one.free[B]) for one in places), (0, 0, 0))
    return found


def test_what_is_not_answered_in_time_is_decided_by_the_list_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from prilavok.domains.shipments.rules import scarce

    place = Candidate(UUID(int=100), "p", {A: 2})
    old = Demand(UUID(int=2), {A: 2}, 10, 60, (place,), RoutingRules())
    young = [Demand(UUID(int=nth), {A: 1}, 10, 5, (place,), RoutingRules()) for nth in (3, 4)]
    weighed = give_out([old, *young])
    assert (set(weighed.routes), weighed.by) == ({UUID(int=3), UUID(int=4)}, "solver")
    monkeypatch.setattr(scarce, "_weigh", lambda demands, bound: None)
    listed = give_out([*young, old])
    assert (set(listed.routes), listed.by) == ({UUID(int=2)}, "list")


def test_hours_distance_and_price() -> None:
    week = {"1": [["09:00", "18:00"]], "2": [["10:00", "14:00"], ["15:00", "19:00"]]}
    asked = [(2, 600), (2, 480), (2, 1090), (3, 860), (4, 0)]
    monday = date(2026, 3, 2)
    assert [minutes_until_open(week, date(2026, 3, nth), minute) for nth, minute in asked] == [
        0, 60, 950, 40, 5 * 1440 + 540
    ]  # fmt: skip
    assert minutes_until_open({}, monday, 0) == 0 and minutes_until_open({"1": []}, monday, 0) is None
    # Closed on this Monday and for ten days more; open on a day whose weekday is not.
    shut = {f"2026-03-{nth:02}": list[list[str]]() for nth in range(2, 13)}
    assert minutes_until_open(week | shut, monday, 600) == 14 * 1440 - 60
    assert minutes_until_open(week | {"2026-03-04": [["08:00", "09:00"]]}, date(2026, 3, 4), 0) == 480
    assert minutes_until_open(shut, monday, 600) == 11 * 1440 - 600, (
        "no week is told: open round the clock but for these"
    )
    almaty, astana = Point(43_238_000, 76_945_000), Point(51_128_000, 71_430_000)
    assert 960_000 < metres_between(almaty, astana) < 990_000 and metres_between(almaty, almaty) == 0
    zone, place = UUID(int=7), UUID(int=8)

    def row(nth: int, of: UUID | None, to: UUID | None, up_to: int | None, amount: int, free: int | None = None):  # type: ignore[no-untyped-def]
        return DeliveryPriceView(UUID(int=nth), of, to, up_to, amount, free, "KZT", A, None, None)  # type: ignore[arg-type]

    rows = [row(1, None, zone, None, 50), row(2, place, None, 5_000, 70, 1_000), row(3, place, None, 2_000, 30)]
    assert delivery_price(rows, zone=zone, metres=1_000, amount=1) == (rows[2], 30)
    assert delivery_price(rows, zone=None, metres=3_000, amount=999) == (rows[1], 70)
    assert delivery_price(rows, zone=None, metres=3_000, amount=1_000) == (rows[1], 0)
    assert delivery_price(rows, zone=zone, metres=None, amount=1) == (rows[0], 50)
    assert delivery_price(rows, zone=None, metres=9_000, amount=1) is None
