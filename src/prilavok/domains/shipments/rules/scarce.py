"""Scarce goods are given to the orders that wait for them: weighed all together, or one after another."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from prilavok.domains.shipments.rules.routing import MOST_PARTS, costs_of, route, unable
from prilavok.domains.shipments.types.routing import Candidate, NotChosen, Part, Route
from prilavok.domains.shipments.types.scarce import Demand, Given

#: milliseconds for each of the four questions; a question that takes longer is not answered, and the list decides
BOUND = 2_000
Stock = dict[tuple[UUID, UUID], int]


def give_out(demands: Sequence[Demand], *, bound: int = BOUND) -> Given:
    """Serve as many orders whole as can be; of those ways the one with the most money, then the longest waited for,
    then the cheapest. The same facts give the same answer.

    bound: milliseconds for each of these four questions. Where one is not answered by then, the orders are served one
    after another by the rules, those that waited longest first, and `by` says so.
    """
    ordered = sorted(demands, key=lambda one: (-one.waited, one.key))
    weighed = _weigh(ordered, bound) if ordered else {}
    if weighed is None:
        return Given(in_turn(ordered), "list")
    return Given(weighed, "solver")


def in_turn(demands: Sequence[Demand]) -> dict[UUID, Route]:
    """Serve the orders one after another, each as if it were alone with what the ones before have left."""
    left, routes = _stock(demands), dict[UUID, Route]()
    for one in demands:
        standing = [_with_free(place, left, one.wants) for place in one.candidates]
        found = route(one.wants, standing, one.rules)
        if found.found:
            routes[one.key] = found
            for part in found.parts:
                for variant, units in part.units.items():
                    left[part.place, variant] -= units
    return routes


def _weigh(demands: Sequence[Demand], bound: int) -> dict[UUID, Route] | None:
    # A quarter of a second to load, and only this story needs it.
    from ortools.linear_solver import pywraplp

    solver = pywraplp.Solver.CreateSolver("SAT")
    if solver is None:
        return None
    solver.SetNumThreads(1)  # several would race each other to different answers
    solver.SetTimeLimit(bound)
    served = [solver.BoolVar("") for _one in demands]
    units: dict[tuple[int, UUID, UUID], Any] = {}
    sends: dict[tuple[int, UUID], Any] = {}
    stock = _stock(demands)
    for nth, one in enumerate(demands):
        able = [place for place in one.candidates if unable(place, one.wants, one.rules) is None]
        for place in able:
            sends[nth, place.place] = solver.BoolVar("")
            for variant, wanted in sorted(one.wants.items()):
                most = min(wanted, stock.get((place.place, variant), 0))
                amount = units[nth, place.place, variant] = solver.IntVar(0, most, "")
                solver.Add(amount <= wanted * sends[nth, place.place])
        for variant, wanted in sorted(one.wants.items()):
            solver.Add(sum(units[nth, place.place, variant] for place in able) == wanted * served[nth])
        most_parts = 1 if one.rules.split == "never" else min(one.rules.most_parts, MOST_PARTS)
        solver.Add(sum(sends[nth, place.place] for place in able) <= most_parts * served[nth])
    for (place_id, variant), free in sorted(stock.items()):
        taking = [amount for (_nth, at, of), amount in units.items() if (at, of) == (place_id, variant)]
        if taking:
            solver.Add(sum(taking) <= free)
    costs = {
        (nth, place.place): costs_of(place, one.rules).total
        for nth, one in enumerate(demands)
        for place in one.candidates
    }
    questions = (
        sum(served),
        sum(one.amount * chosen for one, chosen in zip(demands, served, strict=True)),
        sum(one.waited * chosen for one, chosen in zip(demands, served, strict=True)),
        -sum(costs[name] * chosen for name, chosen in sends.items()),
    )
    best: int | None = None
    for before, question in zip((None, *questions), questions, strict=False):
        if before is not None:
            solver.Add(before >= best)
        solver.Maximize(question)
        if solver.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        best = round(solver.Objective().Value())
    return {
        one.key: _route(one, {key[1:]: round(got.solution_value()) for key, got in units.items() if key[0] == nth})
        for nth, one in enumerate(demands)
        if served[nth].solution_value() > 0.5
    }


def _route(one: Demand, units: Mapping[tuple[UUID, UUID], int]) -> Route:
    parts, refused = [], []
    for place in sorted(one.candidates, key=lambda place: (place.code, place.place)):
        given = {variant: units[place.place, variant] for variant in one.wants if units.get((place.place, variant))}
        why = unable(place, one.wants, one.rules)
        if given:
            costs = costs_of(place, one.rules)
            parts.append(Part(place.place, given, costs, place.metres, place.opens_in or 0, place.waiting))
        else:
            refused.append(NotChosen(place.place, why or "weighed"))
    return Route(tuple(parts), tuple(refused))


def _stock(demands: Sequence[Demand]) -> Stock:
    """What is free, by place and variant: each order sees its own variants alone, together they see all."""
    return {
        (place.place, variant): max(place.free.get(variant, 0), 0)
        for one in demands
        for place in one.candidates
        for variant in one.wants
    }


def _with_free(place: Candidate, left: Stock, wants: Mapping[UUID, int]) -> Candidate:
    return replace(place, free={variant: left[place.place, variant] for variant in wants})
