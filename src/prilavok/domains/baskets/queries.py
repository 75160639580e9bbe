"""Questions to baskets."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from prilavok.domains.baskets.errors import BasketUnknown
from prilavok.domains.baskets.types import BasketLineView, BasketView
from prilavok.kit.pages import Condition, read_rows

_BASKET = 'id, leaf_id, place_id, state, version, "order", changed_at, coupons'
_LINE = "basket_id, variant_id, quantity, touchpoint, added_by_kind, added_by, added_at"


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
    found = _read([Condition('"order" = %s::uuid', order)], "")
    return found[0] if found else None


def _read(asked: list[Condition], rest: str) -> list[BasketView]:
    heads = read_rows(
        _BASKET,
        "baskets_basket",
        row=_basket,
        where=asked,
        rest=rest,
    )
    if not heads:
        return []
    rows: list[tuple[UUID, BasketLineView]] = read_rows(
        _LINE,
        "baskets_line",
        row=lambda basket, *line: (basket, BasketLineView(*line)),
        where=[Condition("basket_id = ANY(%s::uuid[])", [head.id for head in heads])],
        rest="ORDER BY id",
    )
    lines: dict[UUID, list[BasketLineView]] = {}
    for basket, line in rows:
        lines.setdefault(basket, []).append(line)
    return [replace(head, lines=tuple(lines.get(head.id, ()))) for head in heads]


def _basket(*row: Any) -> BasketView:
    *head, coupons = row
    return BasketView(*[*head, tuple(coupons)])
