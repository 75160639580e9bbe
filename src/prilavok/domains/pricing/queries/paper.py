"""Questions about paper price tags."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from prilavok.domains.pricing.rules import measured_price as measured_price
from prilavok.domains.pricing.types.paper import PaperRule, ShelfTag, TagFace, TagView
from prilavok.kit.ids import id_floor
from prilavok.kit.pages import Condition, Mark, Page, Sort, count_some, read_page, read_rows

_RULE = "place_id, hours, looked_at, book, set_at, version"
_SHELF = """s.place_id, s.variant_id, s.amount, s.pays, s.per, s.since, t.id, t.amount, t.pays, t.per, t.confirmed_at,
    t.confirmed_by"""
# What hangs is what was confirmed last and not taken back.
_SHELVES = """pricing_shelf s LEFT JOIN LATERAL (
    SELECT * FROM pricing_tag t
    WHERE t.place_id = s.place_id AND t.variant_id = s.variant_id AND t.undone_at IS NULL ORDER BY t.id DESC LIMIT 1
) AS t ON true"""
_WRONG = Condition("(s.amount, s.pays, s.per) IS DISTINCT FROM (t.amount, t.pays, t.per)")
_BY_AGE = Sort((("s.since", "timestamptz"), ("s.variant_id", "uuid")))


def paper_rule(place: UUID) -> PaperRule | None:
    """The rule of a place's paper tags; None where nobody made one."""
    for found in read_rows(_RULE, "pricing_paper", row=PaperRule, where=[Condition("place_id = %s::uuid", place)]):
        return found
    return None


def list_paper_rules() -> list[PaperRule]:
    """The rules of all places that have one."""
    return read_rows(_RULE, "pricing_paper", row=PaperRule, rest="ORDER BY place_id")


def turn_wrong_tags(place: UUID, *, after: Mark | None = None, limit: int = 50) -> Page[ShelfTag]:
    """A page of the tags that are to be printed and hung: what hangs is another, or nothing; longest due first."""
    asked = [Condition("s.place_id = %s::uuid", place), _WRONG]
    return read_page(_SHELF, _SHELVES, row=_shelf_tag, where=asked, sort=_BY_AGE, after=after, limit=limit)


def count_wrong_tags(place: UUID) -> int:
    """How many tags of a place are to be printed and hung; see kit.pages.count_some."""
    return count_some(_SHELVES, [Condition("s.place_id = %s::uuid", place), _WRONG])


def forgotten_tags(place: UUID, rule: PaperRule, at: datetime, *, limit: int = 20) -> list[ShelfTag]:
    """Tags that nobody confirmed in time after what they are to say changed, the longest due first.

    What changed before there was a rule counts from the rule on.
    """
    late = at - timedelta(hours=rule.hours)
    if not rule.hours or rule.set_at > late:
        return []
    asked = [Condition("s.place_id = %s::uuid", place), _WRONG, Condition("s.since <= %s", late)]
    return read_rows(
        _SHELF, _SHELVES, row=_shelf_tag, where=asked, rest=f"ORDER BY s.since, s.variant_id LIMIT {limit:d}"
    )


def count_forgotten(place: UUID, rule: PaperRule, at: datetime) -> int:
    """How many they are; see kit.pages.count_some."""
    late = at - timedelta(hours=rule.hours)
    if not rule.hours or rule.set_at > late:
        return 0
    return count_some(_SHELVES, [Condition("s.place_id = %s::uuid", place), _WRONG, Condition("s.since <= %s", late)])


def paper_counts(at: datetime) -> dict[UUID, tuple[int, int]]:
    """By place that keeps paper tags: how many are to be hung, and how many of those were forgotten."""
    wrong = [_WRONG]
    late = [Condition("p.hours > 0 AND greatest(s.since, p.set_at) + make_interval(hours => p.hours) <= %s", at)]
    source = f"{_SHELVES} JOIN pricing_paper p ON p.place_id = s.place_id"
    counts, forgotten = (
        dict(read_rows("s.place_id, count(*)", source, row=_counted, where=asked, rest="GROUP BY 1"))
        for asked in (wrong, wrong + late)
    )
    return {place: (many, forgotten.get(place, 0)) for place, many in counts.items()}


def hanging_tags(place: UUID, variants: Sequence[UUID]) -> dict[UUID, TagView]:
    """What hangs at a place for each of the variants; one for which nothing was confirmed is left out."""
    rows = read_rows(
        "DISTINCT ON (variant_id) id, place_id, variant_id, amount, pays, per, confirmed_at, confirmed_by",
        "pricing_tag",
        row=_tag,
        where=[
            Condition("place_id = %s::uuid", place),
            Condition("variant_id = ANY(%s::uuid[])", list(set(variants))),
            Condition("undone_at IS NULL"),
        ],
        rest="ORDER BY variant_id, id DESC",
    )
    return {tag.variant: tag for tag in rows}


def shelf_variants(place: UUID) -> list[UUID]:
    """Variants of which the shelf of the place says what their tags are to say."""
    asked = [Condition("place_id = %s::uuid", place)]
    return read_rows("variant_id", "pricing_shelf", row=_alone, where=asked)


def prices_changed(
    place: UUID, since: datetime, until: datetime, *, among: Sequence[UUID] | None = None, limit: int = 100_000
) -> dict[UUID, datetime]:
    """By variant when the last of its list prices that may hold at the place began to hold, after `since`.

    A price that was written down later than it holds from counts from the writing.
    """
    asked = [
        Condition("l.place_id = %s::uuid OR l.place_id IS NULL", place),
        # Ids rise with the time of writing, so the second condition finds what was written down late.
        Condition("v.valid_from > %s OR v.id >= %s::uuid", since, id_floor(since)),
        Condition("greatest(v.valid_from, v.recorded_at) > %s AND v.valid_from <= %s", since, until),
        *([] if among is None else [Condition("v.variant_id = ANY(%s::uuid[])", list(among))]),
    ]
    rows = read_rows(
        "v.variant_id, max(greatest(v.valid_from, v.recorded_at))",
        "pricing_version v JOIN pricing_list l ON l.id = v.price_list_id",
        row=_pair,
        where=asked,
        rest=f"GROUP BY 1 ORDER BY 2, 1 LIMIT {limit:d}",
    )
    return dict(rows)


def _shelf_tag(*row: Any) -> ShelfTag:
    place, variant, amount, pays, per, since, tag, *hung = row
    hangs = TagView(tag, place, variant, TagFace(*hung[:3]), *hung[3:]) if tag else None
    return ShelfTag(place, variant, TagFace(amount, pays, per), since, hangs)


def _tag(*row: Any) -> TagView:
    id, place, variant, amount, pays, per, *said = row
    return TagView(id, place, variant, TagFace(amount, pays, per), *said)


def _alone(value: UUID) -> UUID:
    return value


def _pair(variant: UUID, at: datetime) -> tuple[UUID, datetime]:
    return variant, at


def _counted(place: UUID, many: int) -> tuple[UUID, int]:
    return place, many
