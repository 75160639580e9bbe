"""What can be promised to whom: what lies free at places, less what a touchpoint leaves there, then what is to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from prilavok.domains.catalog.queries import goods_of
from prilavok.domains.places.queries import read_place
from prilavok.domains.stock.queries import promised_above
from prilavok.domains.stock.types import SAFETY_TOUCHPOINTS, Coming, Keeping, Promisable

# What a touchpoint leaves of a row `s` of fact_stock; a question that holds this gives %(via)s and %(at)s. Whether
# anything is kept back at all is asked once, not of each row.
KEPT = """CASE WHEN (SELECT stock_has_safety()) THEN coalesce((
    SELECT k.kept FROM fact_variant sv, named_place sp, LATERAL stock_kept(
           s.place, sp.kind, s.variant, coalesce(sv.category_path, ''), s.on_hand, %(via)s, %(at)s) AS k
     WHERE sv.variant = s.variant AND sp.place = s.place), 0) ELSE 0 END"""
# One round trip for any number of variants; what was to come on a day that is over is promised to nobody. So written,
# the plan does not hang on how many variants are named, and is made once for a connection.
_PROMISABLE = f"""
SELECT w.variant, coalesce(s.available, 0),
       CASE WHEN s.variant IS NULL THEN 0 ELSE {KEPT} END, coalesce(c.days, '{{}}'), coalesce(c.units, '{{}}'),
       stock_may_wait(%(place)s, w.variant)
  FROM unnest((SELECT %(variants)s::uuid[])) AS w (variant)
  LEFT JOIN fact_stock s ON s.place = %(place)s AND s.variant = w.variant
  LEFT JOIN (
      SELECT d.variant, array_agg(d.due_on ORDER BY d.due_on) AS days, array_agg(d.units ORDER BY d.due_on) AS units
        FROM (SELECT variant, due_on, sum(units - promised)::bigint AS units FROM fact_supply
               WHERE place = %(place)s AND due_on >= %(day)s
                 AND variant = ANY((SELECT %(variants)s::uuid[])::uuid[]) AND units > promised
               GROUP BY variant, due_on) AS d
       GROUP BY d.variant) AS c ON c.variant = w.variant
"""
_LEFT = f"""
    SELECT s.place, s.variant, s.available - {KEPT} AS units FROM fact_stock s
     WHERE s.variant = ANY((SELECT %(variants)s::uuid[])::uuid[]) AND s.available > 0"""
_FREE = f"SELECT place, variant, units FROM ({_LEFT}\n) AS free WHERE units > 0 ORDER BY units DESC, place"
_STORES = f"""
SELECT place, variant, units FROM (
    SELECT f.*, row_number() OVER (PARTITION BY f.variant ORDER BY f.units DESC, n.code COLLATE "C") AS nth
      FROM ({_LEFT}
    ) AS f JOIN named_place n ON n.place = f.place
     WHERE f.units > 0 AND f.place <> %(but)s AND n.currency = %(currency)s AND n.kind IN ('store', 'pickup')
) AS told WHERE nth <= %(most)s ORDER BY nth
"""
_KEPT_HERE = """
SELECT t.via, k.safety, k.kept
  FROM unnest(%(vias)s::text[]) WITH ORDINALITY AS t (via, nth), fact_variant v, named_place p,
       LATERAL stock_kept(p.place, p.kind, v.variant, coalesce(v.category_path, ''), %(on_hand)s, t.via, %(at)s) AS k
 WHERE v.variant = %(variant)s AND p.place = %(place)s ORDER BY t.nth
"""


@dataclass(frozen=True, slots=True)
class KeptHere:
    """What a touchpoint leaves of a variant at a place by a row of what is kept back, and what it can sell there."""

    touchpoint: str
    safety: UUID
    kept: int
    sells: int


def promisable(
    place: UUID, variants: Sequence[UUID], *, on: date, touchpoint: str, at: datetime
) -> dict[UUID, Promisable]:
    """What a touchpoint can promise of each variant at the place, every one of them named. on: the day at the place."""
    if not variants:
        return {}
    named = list(dict.fromkeys(variants))
    rows = _ask(_PROMISABLE, place=place, variants=named, day=on, via=touchpoint, at=at)
    return {
        variant: promised_above(free, kept, [*map(Coming, days, units)], ahead=ahead)
        for variant, free, kept, days, units, ahead in rows
    }


def free_for(touchpoint: str, variants: Sequence[UUID], at: datetime) -> dict[UUID, dict[UUID, int]]:
    """Where a touchpoint can sell units of these variants: by place (most first), by variant; others are left out."""
    found: dict[UUID, dict[UUID, int]] = {}
    if variants:
        for place, variant, units in _ask(_FREE, variants=list(set(variants)), via=touchpoint, at=at):
            found.setdefault(place, {})[variant] = units
    return found


def stores_with(
    touchpoint: str, variants: Sequence[UUID], at: datetime, *, currency: str, but: UUID, most: int
) -> dict[UUID, list[tuple[UUID, int]]]:
    """By variant the stores of a currency where the touchpoint can sell units of it, with how many, most first.

    but: a store that is left out. most: so many stores of each variant.
    """
    found: dict[UUID, list[tuple[UUID, int]]] = {}
    if variants:
        asked = {"variants": list(set(variants)), "via": touchpoint, "at": at}
        for place, variant, units in _ask(_STORES, **asked, currency=currency, but=but, most=most):
            found.setdefault(variant, []).append((place, units))
    return found


def keeping_at(place: UUID, variants: Sequence[UUID], touchpoint: str) -> Keeping:
    """As what a touchpoint holds these goods at a place."""
    goods = goods_of(list(variants))
    return Keeping(
        touchpoint, read_place(place).kind, {one: max(told.paths, key=len) for one, told in goods.items() if told.paths}
    )


def kept_here(place: UUID, variant: UUID, *, on_hand: int, available: int, at: datetime) -> tuple[KeptHere, ...]:
    """Which touchpoints leave something of a variant at a place, and why."""
    vias = list(SAFETY_TOUCHPOINTS)
    rows = _ask(_KEPT_HERE, vias=vias, place=place, variant=variant, on_hand=on_hand, at=at)
    return tuple(KeptHere(via, safety, kept, max(available - kept, 0)) for via, safety, kept in rows if kept)


def _ask(text: str, **asked: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, asked)
        return list(cursor.fetchall())
