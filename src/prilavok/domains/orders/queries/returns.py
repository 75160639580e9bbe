"""Questions about goods that came back, and the terms of returns."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.orders.rules import goods_kind
from prilavok.domains.orders.types.returning import CameBack, ReturnView, ShelfGoods, Term
from prilavok.kit.errors import NotFound
from prilavok.kit.pages import Condition, read_rows

_RETURN = """id, order_id, place_id, seller, taker, currency, amount, points_amount, points_back, points_due,
    points_taken, withheld, money, exchanged, exchange, outside, allowed, taken_by, taken_at"""
_LINE = "of_id, line_id, variant_id, quantity, amount, reason, condition"
_TERM = "country, goods, quality, days, basis, valid_from, valid_to"
_IN_FORCE = "valid_from <= %s AND (valid_to IS NULL OR valid_to > %s)"


def list_returns(orders: Sequence[UUID]) -> list[ReturnView]:
    """Every return of these orders with its lines, the first first."""
    return _returns(Condition("order_id = ANY(%s::uuid[])", list(set(orders)))) if orders else []


def read_return(of: UUID) -> ReturnView:
    """One return. Raises NotFound."""
    for found in _returns(Condition("id = %s::uuid", of)):
        return found
    raise NotFound("return.unknown", _("There is no such return."))


def _returns(asked: Condition) -> list[ReturnView]:
    heads = read_rows(_RETURN, "orders_return", row=ReturnView, where=[asked], rest="ORDER BY taken_at, id")
    lines: dict[UUID, list[CameBack]] = defaultdict(list)
    if heads:
        of = Condition("of_id = ANY(%s::uuid[])", [head.id for head in heads])
        for id, line in read_rows(_LINE, "orders_return_line", row=_line, where=[of], rest="ORDER BY id"):
            lines[id].append(line)
    return [replace(head, lines=tuple(lines[head.id])) for head in heads]


def _line(of: UUID, *line: Any) -> tuple[UUID, CameBack]:
    return of, CameBack(*line)


def terms_at(country: str, at: datetime) -> dict[tuple[str, str], Term]:
    """The terms of a country at an instant, by kind of goods and quality."""
    asked = [Condition("country = %s", country), Condition(_IN_FORCE, at, at)]
    terms = read_rows(_TERM, "orders_return_term", row=Term, where=asked)
    return {(term.goods, term.quality): term for term in terms}


def list_terms(at: datetime) -> list[Term]:
    """All terms in force at an instant, by country."""
    order = "ORDER BY country, goods <> 'any', goods, quality DESC"
    return read_rows(_TERM, "orders_return_term", row=Term, where=[Condition(_IN_FORCE, at, at)], rest=order)


def shelves_at(at: datetime) -> list[ShelfGoods]:
    """Which shelves are of a kind of goods of its own at an instant."""
    asked = [Condition(_IN_FORCE, at, at), Condition("goods <> 'any'")]
    return read_rows(
        "category, goods, valid_from", "orders_return_goods", row=ShelfGoods, where=asked, rest="ORDER BY category"
    )


def goods_kinds(paths: Mapping[UUID, Sequence[str]], at: datetime) -> dict[UUID, str]:
    """The kind of goods of each variant at an instant; paths: of its category and of those above it."""
    shelves = {one.category: one.goods for one in shelves_at(at)}
    return {variant: goods_kind(of, shelves) for variant, of in paths.items()}
