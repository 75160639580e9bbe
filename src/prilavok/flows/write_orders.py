"""Part of placing an order: the statement that writes it, alone or together with others that want the same goods.

Orders that would wait for each other's goods go in one transaction (docs/decisions/0023). What is written of each is
told in the order of place_promised_order's columns.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import orjson

from prilavok.domains.shipments.actions import draw_code, under_new_code
from prilavok.kit.db.sql import call
from prilavok.kit.db.together import Together
from prilavok.kit.events.actor import Actor

needs = None  # a part of another story


def write_together(told: dict[str, Any], goods: Collection[tuple[UUID, UUID]], actor: Actor | None = None) -> list[Any]:
    """The rows of place_promised_order for one order. goods: place and variant of each that it takes."""
    return _TOGETHER.do(told, goods)


def write_alone(told: dict[str, Any], wait_until: date | None = None, actor: Actor | None = None) -> list[Any]:
    """The same in a transaction of its own. wait_until: what is not free may come until that day."""
    *columns, kind, by, at = told.values()
    name, until = ("place_promised_awaited_order", [wait_until]) if wait_until else ("place_promised_order", [])
    codes = told["place"]
    return under_new_code(
        codes, lambda code, by_it: call(name, *columns, code.hex(), by_it.hex(), kind, by, *until, at)
    )


def _many(asked: Sequence[dict[str, Any]]) -> list[list[Any] | None]:
    codes = [[one.hex() for one in draw_code(told["place"])] for told in asked]
    orders = [told | {"nth": nth, "code": codes[nth][0], "lookup": codes[nth][1]} for nth, told in enumerate(asked)]
    rows: list[list[Any]] = [[] for _ in asked]
    for nth, *row in call("place_promised_orders", orjson.dumps(orders).decode()):
        rows[nth].append(tuple(row))
    return [None if its[0][0] == "failed" else its for its in rows]


_TOGETHER: Together[dict[str, Any], list[Any]] = Together(write_alone, _many)
