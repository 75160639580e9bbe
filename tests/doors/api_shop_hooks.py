"""Loaded by schemathesis for the guests' routes: half of the names are of things that are there."""

import json
import os
import random
from typing import Any

import schemathesis

KNOWN: dict[str, Any] = json.loads(os.environ.get("PRILAVOK_KNOWN", "{}"))


def _named(given: Any) -> Any:
    for name in given if isinstance(given, dict) else ():
        if name in KNOWN and random.random() < 0.5:
            given[name] = random.choice(KNOWN[name])
    return given


@schemathesis.hook
def map_path_parameters(context: Any, path_parameters: Any) -> Any:
    """Real ids in the address."""
    return _named(path_parameters)


@schemathesis.hook
def map_query(context: Any, query: Any) -> Any:
    """Real ids in filters."""
    return _named(query)


@schemathesis.hook
def map_body(context: Any, body: Any) -> Any:
    """Real goods and stores in baskets."""
    if isinstance(body, dict) and isinstance(body.get("lines"), list):
        body["lines"] = [_named(line) for line in body["lines"]]
    return _named(body)
