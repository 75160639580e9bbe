"""Loaded by schemathesis: half of what it makes up gets names of things that are there, or it would only meet 404."""

import json
import os
import random
from typing import Any

import schemathesis

KNOWN: dict[str, Any] = json.loads(os.environ.get("PRILAVOK_KNOWN", "{}"))


def _coin() -> bool:
    return random.random() < 0.5


@schemathesis.hook
def map_path_parameters(context: Any, path_parameters: dict[str, Any] | None) -> dict[str, Any] | None:
    """Real ids in the address."""
    for name in path_parameters or {}:
        if name in KNOWN and _coin():
            path_parameters[name] = random.choice(KNOWN[name])  # type: ignore[index]
    return path_parameters


@schemathesis.hook
def map_query(context: Any, query: dict[str, Any] | None) -> dict[str, Any] | None:
    """Real ids, codes and currencies in filters."""
    for name in query or {}:
        if name in KNOWN and _coin():
            query[name] = random.choice(KNOWN[name])  # type: ignore[index]
    return query


@schemathesis.hook
def map_body(context: Any, body: Any) -> Any:
    """Real places, goods and cards in reported sales."""
    sales = body.get("sales") if isinstance(body, dict) else None
    for sale in filter(_is_object, sales if isinstance(sales, list) else []):
        sale.update(place=random.choice(KNOWN["place_code"]), currency="KZT", at="2026-03-01T10:00:00Z")
        sale["card"] = random.choice([None, *KNOWN["card"]])
        lines = sale.get("lines")
        for line in filter(_is_object, lines if isinstance(lines, list) else []):
            line["sku"] = random.choice(KNOWN["sku"])
            line["promotion_amount"] = line["match_amount"] = 0
    return body


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)
