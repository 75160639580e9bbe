"""Questions to baskets."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from prilavok.domains.baskets.errors import BasketUnknown
from prilavok.domains.baskets.types import BasketLineView, BasketView, ComparedView
from prilavok.kit.pages import Condition, read_rows

_BASKET = """id, leaf_id, place_id, state, version, "order", changed_at,
    baskets_paid_until(state, "order", changed_at), coupons"""
_LINES = """coalesce((SELECT jsonb_agg(jsonb_build_array(l.variant_id, l.quantity, l.touchpoint, l.added_by_kind,
    l.added_by, l.added_at) ORDER BY l.id) FROM baskets_line l WHERE l.basket_id = b.id), '[]')"""


def find_open_basket(leaves: Sequence[UUID]) -> BasketView | None:
    """The basket these leaves fill at the moment: of several the one changed last; None where there is none."""
    found = list_open_baskets(leaves, most=1)
    return found[0] if found else None


def list_open_baskets(leaves: Sequence[UUID], *, most: int = 100) -> list[BasketView]:
    """Every open basket of these leaves, the one changed last first."""
    if not leaves:
        return []
    asked = [Condition("leaf_id = ANY(%s::uuid[])", list(leaves)), Condition("state = 'open'")]
    return _read(asked, f"ORDER BY changed_at DESC, id DESC LIMIT {int(most)}")


def read_basket(basket: UUID) -> BasketView:
    """One basket, also one that has become an order. Raises BasketUnknown."""
    for found in _read([Condition("id = %s::uuid", basket)], ""):
        return found
    raise BasketUnknown


def find_basket_of(order: UUID) -> BasketView | None:
    """What an order was before; None where it was no basket."""
    found = _read([Condition('"order" = %s::uuid', order), Condition("state = 'ordered'")], "")
    return found[0] if found else None


def as_basket(*row: Any) -> BasketView:
    """A basket from a row of the function `baskets_seen`."""
    *head, coupons, lines = row
    return _basket(*head, None, orjson.loads(coupons), orjson.loads(lines))


def _read(asked: list[Condition], rest: str) -> list[BasketView]:
    return read_rows(f"{_BASKET}, {_LINES}", "baskets_basket b", row=_basket, where=asked, rest=rest)


def _basket(*row: Any) -> BasketView:
    *head, paid_until, coupons, lines = row
    return BasketView(*[*head, tuple(coupons), tuple(_line(*line) for line in lines), paid_until])


def _line(variant: str, quantity: int, touchpoint: str, kind: str, by: str | None, at: str) -> BasketLineView:
    return BasketLineView(
        UUID(variant), quantity, touchpoint, kind, UUID(by) if by else None, datetime.fromisoformat(at)
    )


def list_compared(leaves: Sequence[UUID]) -> list[ComparedView]:
    """What these leaves compare, each variant once, the one put there first first."""
    if not leaves:
        return []
    return read_rows(
        "variant_id, (array_agg(category ORDER BY added_at, id))[1], min(added_at) AS since",
        "baskets_compared",
        row=ComparedView,
        where=[Condition("leaf_id = ANY(%s::uuid[])", list(leaves))],
        rest="GROUP BY variant_id ORDER BY since, variant_id",
    )
