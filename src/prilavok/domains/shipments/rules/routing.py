"""Which places send which goods of an order home: those that may are weighed by cost, and every other one has its why.

All whole numbers, the same answer for the same facts in whatever order they are told.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations
from uuid import UUID

from prilavok.domains.shipments.types.routing import Candidate, Costs, NotChosen, Part, Route, RoutingRules, WhyNot
from prilavok.kit.open_hours import Hours, minutes_of, spans_on

DAY = 24 * 60
#: so many places at most are weighed against each other for several parcels: 793 ways of up to four
WEIGHED = 12
MOST_PARTS = 4
#: a place that is closed for longer does not send: the ten days of a New Year are short of it
_LOOKED_AHEAD = 15


def minutes_until_open(hours: Hours, day: date, minute: int) -> int | None:
    """Minutes until a place opens, 0 while it is open; None where no day that is looked at has hours.

    hours: see kit.open_hours; a week that nobody told counts as open. minute: of the local day.
    """
    for ahead in range(_LOOKED_AHEAD):
        told = spans_on(hours, day + timedelta(days=ahead))
        spans = sorted((minutes_of(begin), minutes_of(end)) for begin, end in told)
        for begin, end in spans:
            if ahead or minute < end:
                return max(begin + ahead * DAY - minute, 0)
    return None


def route(wants: Mapping[UUID, int], candidates: Sequence[Candidate], rules: RoutingRules) -> Route:
    """Choose who sends the wanted units of variants: the least cost, then the fewest parcels, then by the codes.

    Every candidate that does not send has a reason. No parts where those who may send have not enough of something, or
    not at so few places as the rules allow.
    """
    wants = {variant: units for variant, units in wants.items() if units > 0}
    refused: dict[UUID, NotChosen] = {}
    able: list[tuple[int, Candidate]] = []
    for one in sorted(candidates, key=lambda one: (one.code, one.place)):
        if why := unable(one, wants, rules):
            refused[one.place] = NotChosen(one.place, why)
        else:
            able.append((costs_of(one, rules).total, one))
    able.sort(key=lambda pair: (pair[0], pair[1].code, pair[1].place))
    lacks = _lacks(wants, [one for _cost, one in able])
    chosen = _cheapest(wants, able, rules) if wants and not lacks else ()
    sending = {part.place for part in chosen}
    spent = sum(part.costs.total for part in chosen)
    for cost, one in able:
        if one.place not in sending:
            has_all = not _lacks(wants, [one])
            refused[one.place] = NotChosen(
                one.place, "dearer" if has_all else "lacks", max(cost - spent, 0) if has_all else 0
            )
    return Route(chosen, tuple(refused[one.place] for one in _by_code(candidates) if one.place in refused), lacks)


def costs_of(one: Candidate, rules: RoutingRules) -> Costs:
    """What one parcel from the place counts as."""
    metres = rules.unknown_metres if one.metres is None else one.metres
    return Costs(
        parcel=rules.parcel_amount + one.handling,
        distance=-(-metres // 1000) * rules.km_amount,
        waiting=one.waiting * rules.waiting_amount,
        closed=-(-(one.opens_in or 0) // 60) * rules.closed_amount,
    )


def _by_code(candidates: Sequence[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda one: (one.code, one.place))


def unable(one: Candidate, wants: Mapping[UUID, int], rules: RoutingRules) -> WhyNot | None:
    """Why a place may send nothing of it; None where it may."""
    tests: tuple[tuple[bool, WhyNot], ...] = (
        (not one.sends, "not_sending"),
        (not one.same_currency, "currency"),
        (not one.same_entity, "entity"),
        (not any(one.free.get(variant, 0) > 0 for variant in wants), "nothing"),
        (rules.most_metres is not None and (one.metres or 0) > rules.most_metres, "too_far"),
        (one.most_waiting is not None and one.waiting >= one.most_waiting, "overloaded"),
        (one.opens_in is None, "closed"),
    )
    return next((why for fails, why in tests if fails), None)


def _lacks(wants: Mapping[UUID, int], among: Sequence[Candidate]) -> dict[UUID, int]:
    have = {variant: sum(max(one.free.get(variant, 0), 0) for one in among) for variant in wants}
    return {variant: units - have[variant] for variant, units in wants.items() if have[variant] < units}


def _cheapest(
    wants: Mapping[UUID, int], able: Sequence[tuple[int, Candidate]], rules: RoutingRules
) -> tuple[Part, ...]:
    alone = next(((one,) for _cost, one in able if not _lacks(wants, [one])), None)
    if alone and rules.split != "cheaper":
        return _parts(wants, alone, rules)
    most = 1 if rules.split == "never" else min(rules.most_parts, MOST_PARTS)
    ways: list[tuple[int, int, tuple[str, ...], tuple[Part, ...]]] = []
    weighed = [one for _cost, one in _worth_weighing(wants, able)]
    for count in range(1, most + 1):
        for among in combinations(weighed, count):
            if not _lacks(wants, among):
                parts = _parts(wants, among, rules)
                total = sum(part.costs.total for part in parts)
                ways.append((total, len(parts), tuple(one.code for one in among), parts))
    return min(ways, key=lambda way: way[:3])[3] if ways else ()


def _worth_weighing(wants: Mapping[UUID, int], able: Sequence[tuple[int, Candidate]]) -> list[tuple[int, Candidate]]:
    """The cheapest places, and beside them for each of the goods the place that has the most of it."""
    rich = {
        max(range(len(able)), key=lambda nth: (min(able[nth][1].free.get(variant, 0), units), -nth))
        for variant, units in sorted(wants.items())
    }
    kept = set(sorted(rich)[:WEIGHED])
    for nth in range(len(able)):
        if len(kept) < WEIGHED:
            kept.add(nth)
    return [able[nth] for nth in sorted(kept)]


def _parts(wants: Mapping[UUID, int], among: Sequence[Candidate], rules: RoutingRules) -> tuple[Part, ...]:
    """Share the goods out among places, cheapest first: a line whole where one place has all of it.

    A place that is left nothing sends nothing.
    """
    units: dict[UUID, dict[UUID, int]] = {one.place: {} for one in among}
    for variant, wanted in sorted(wants.items()):
        whole = next((one for one in among if one.free.get(variant, 0) >= wanted), None)
        for one in (whole,) if whole else among:
            given = min(max(one.free.get(variant, 0), 0), wanted)
            wanted -= given
            if given:
                units[one.place][variant] = given
    return tuple(
        Part(one.place, units[one.place], costs_of(one, rules), one.metres, one.opens_in or 0, one.waiting)
        for one in among
        if units[one.place]
    )
