"""By what attributes a customer narrows goods: what of each is there, with counts that hold beside all else chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from prilavok.domains.catalog.queries import attributes_of, read_exact
from prilavok.domains.catalog.types import AttributeView
from prilavok.insights.shop_shelves import kept_since
from prilavok.kit.db.asking import ask
from prilavok.kit.pages import Condition
from prilavok.kit.words import Words

MOST_CHOSEN = 30
LONGEST_NUMBER = 20  # of a number as it is typed
#: attribute's code -> the texts asked for it: codes of choices, "yes", "no"; with ".from", ".to" behind it numbers
Asked = Mapping[str, Sequence[str]]
# What fits but for one facet is counted for that facet alone: that is what choosing another value of it would show.
_COUNT = """
WITH here AS (SELECT v.facets, v.measures{missing} FROM {source}{where}),
fits AS MATERIALIZED (SELECT facets, measures, {but} AS but FROM here WHERE {misses} <= 1)
SELECT but, key, count(*), NULL::bigint[] FROM (SELECT but, unnest(facets) AS key FROM fits) AS told GROUP BY 1, 2
UNION ALL SELECT but, NULL, count(*), ARRAY[{spans}]::bigint[] FROM fits GROUP BY 1
"""
_SPAN = "min((measures->>%s)::bigint), max((measures->>%s)::bigint)"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What of one attribute is wanted: one of some keys, or a number from low to high (thousandths).

    keys: by which variants are packed: ids of choices, AttributeView.key_of of yes and no.
    """

    attribute: AttributeView
    keys: tuple[UUID, ...] = ()
    low: int | None = None
    high: int | None = None

    @property
    def condition(self) -> Condition:
        """What narrows variants (`v` with facets and measures) to it."""
        if self.attribute.kind == "number":
            measure = "(v.measures->>%s)::bigint"
            ends = [(">=", self.low), ("<=", self.high)]
            asked = [(f"{measure} {sign} %s", str(self.attribute.id), end) for sign, end in ends if end is not None]
            return Condition(" AND ".join(one[0] for one in asked), *(value for one in asked for value in one[1:]))
        return Condition("v.facets && %s::uuid[]", list(self.keys))


@dataclass(frozen=True, slots=True)
class Tick:
    """One value to choose. value: as addresses have it; name: empty of yes and no. goods: what it would show."""

    value: str
    name: Words
    goods: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """An attribute to narrow by. lowest, highest: of what there is; low, high: as wanted; all in thousandths."""

    attribute: AttributeView
    ticks: tuple[Tick, ...] = ()
    lowest: int | None = None
    highest: int | None = None
    low: int | None = None
    high: int | None = None

    @property
    def chosen(self) -> bool:
        """Whether anything of it is wanted."""
        return self.low is not None or self.high is not None or any(one.chosen for one in self.ticks)


def facets_on(path: str) -> list[AttributeView]:
    """By what goods of a shelf may be narrowed; none where the shop keeps no attributes of it."""
    return attributes_of(path, facets=True)


def choose(attributes: Sequence[AttributeView], asked: Asked) -> list[Chosen]:
    """What is wanted of them; what no attribute knows is passed over, as somebody's old link may name it."""
    found = []
    for one in attributes:
        texts = asked.get(one.code, ())
        if one.kind == "number":
            low, high = (_number(asked.get(f"{one.code}.{end}", ())) for end in ("from", "to"))
            if low is not None or high is not None:
                found.append(Chosen(one, low=low, high=high))
        elif keys := tuple(key for value, key, _name in values_of(one) if value in texts):
            found.append(Chosen(one, keys=keys))
    return found[:MOST_CHOSEN]


def count_facets_kept(
    attributes: Sequence[AttributeView],
    chosen: Sequence[Chosen],
    where: Sequence[Condition],
    *,
    place: UUID,
    path: str,
    at: datetime,
) -> list[Facet]:
    """The same of what a store sells on a shelf, as the tree of its shelves is: looked at anew some times an hour, and
    whenever goods say something else of one of the attributes."""
    if not attributes:
        return []
    sql, values = counting(attributes, chosen, "fact_variant v", where)
    wanted = tuple((one.attribute.id, one.keys, one.low, one.high) for one in chosen)
    said = tuple((one.id, one.said) for one in attributes)
    return _facets(attributes, chosen, _counted(_Shelf(place, path, wanted, said, kept_since(place, at), sql, values)))


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What counts are kept by, and how they are asked for."""

    place: UUID
    path: str
    wanted: tuple[object, ...]
    said: tuple[object, ...]
    moment: int
    sql: str = field(compare=False)
    values: Sequence[object] = field(compare=False)


@lru_cache(maxsize=1024)
def _counted(shelf: _Shelf) -> Sequence[tuple[Any, ...]]:
    return ask(shelf.sql, shelf.values)[0]


def count_facets(
    attributes: Sequence[AttributeView], chosen: Sequence[Chosen], source: str, where: Sequence[Condition]
) -> list[Facet]:
    """What of each attribute the variants of a source (`v`), narrowed so, have; one question, none without attributes.

    Each is counted among what fits all that is chosen of the others.
    """
    if not attributes:
        return []
    sql, values = counting(attributes, chosen, source, where)
    return _facets(attributes, chosen, ask(sql, values)[0])


def counting(
    attributes: Sequence[AttributeView], chosen: Sequence[Chosen], source: str, where: Sequence[Condition]
) -> tuple[str, list[object]]:
    """The question of count_facets with the values of its marks."""
    conditions = [one.condition for one in chosen]
    measured = [str(one.id) for one in attributes if one.kind == "number"]
    # What says nothing of a number is neither above nor below it.
    missing = "".join(f", ({one.sql}) IS NOT TRUE AS m{nth}" for nth, one in enumerate(conditions))
    which = " ".join(f"WHEN m{nth} THEN {nth}" for nth in range(len(conditions)))
    sql = _COUNT.format(
        missing=missing,
        source=source,
        where=" WHERE " + " AND ".join(f"({one.sql})" for one in where) if where else "",
        but=f"CASE {which} END" if which else "NULL::integer",
        misses=" + ".join(f"m{nth}::integer" for nth in range(len(conditions))) or "0",
        spans=", ".join(_SPAN for _one in measured),
    )
    values = [value for one in (*conditions, *where) for value in one.values]
    return sql, [*values, *(one for one in measured for _twice in range(2))]


def narrow_to(variants: Sequence[UUID], chosen: Sequence[Chosen]) -> set[UUID]:
    """Those of the variants that have all that is chosen."""
    if not chosen or not variants:
        return set(variants)
    conditions = [one.condition for one in chosen]
    sql = " AND ".join(f"({one.sql})" for one in conditions)
    rows, _kinds = ask(
        f"SELECT v.variant FROM fact_variant v WHERE v.variant = ANY(%s::uuid[]) AND {sql}",
        [list(variants), *(value for one in conditions for value in one.values)],
    )
    return {variant for (variant,) in rows}


def _facets(
    attributes: Sequence[AttributeView], chosen: Sequence[Chosen], rows: Sequence[tuple[Any, ...]]
) -> list[Facet]:
    wanted = {one.attribute.id: (nth, one) for nth, one in enumerate(chosen)}
    measured = [one.id for one in attributes if one.kind == "number"]
    found = []
    for one in attributes:
        nth, mine = wanted.get(one.id, (None, Chosen(one)))
        told = [row[1:] for row in rows if row[0] is None or row[0] == nth]
        if one.kind == "number":
            ends = 2 * measured.index(one.id)
            spans = [row[2][ends : ends + 2] for row in told if row[0] is None]
            low, high = (_outmost([span[end] for span in spans], end) for end in (0, 1))
            facet = Facet(one, (), low, high, mine.low, mine.high)
            if facet.chosen or (low is not None and low != high):
                found.append(facet)
            continue
        goods: dict[UUID, int] = {}
        for key, count, _spans in told:
            goods[key] = goods.get(key, 0) + count
        if ticks := _ticks(one, mine, goods):
            found.append(Facet(one, ticks))
    return found


def _ticks(one: AttributeView, mine: Chosen, goods: Mapping[UUID, int]) -> tuple[Tick, ...]:
    values = values_of(one)
    there = [key in goods or key in mine.keys for _value, key, _name in values]
    if one.kind == "yes_no":  # beside a yes, that nothing says no is worth knowing, and the other way round
        there = [any(there)] * len(there)
    return tuple(
        Tick(value, name, goods.get(key, 0), key in mine.keys)
        for (value, key, name), shown in zip(values, there, strict=True)
        if shown
    )


def values_of(one: AttributeView) -> list[tuple[str, UUID, Words]]:
    """What can be chosen of it: as addresses have it, by what variants are packed, its name."""
    if one.kind == "yes_no":
        return [("yes", one.key_of(True), {}), ("no", one.key_of(False), {})]
    return [(choice.code, choice.id, choice.name) for choice in one.choices]


def _outmost(ends: Sequence[int | None], which: int) -> int | None:
    told = [end for end in ends if end is not None]
    return (max(told) if which else min(told)) if told else None


def _number(texts: Sequence[str]) -> int | None:
    return read_exact(texts[0][:LONGEST_NUMBER]) if texts else None
