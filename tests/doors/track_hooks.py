"""Loaded by schemathesis for the tracking door: half ask what became of their events, and the settings of a real key.

And one check of its own: what fits the document is accepted, and never lies aside.
"""

import os
import random
from typing import Any

import schemathesis

KEY = os.environ["PRILAVOK_WRITE_KEY"]
ASKING = "x-event-results"


@schemathesis.hook
def map_path_parameters(context: Any, path_parameters: Any) -> Any:
    """A real key in the address."""
    if isinstance(path_parameters, dict) and random.random() < 0.5:
        path_parameters["writeKey"] = KEY
    return path_parameters


@schemathesis.hook
def map_headers(context: Any, headers: Any) -> Any:
    """Ask oftener what became of them."""
    if context.operation.method == "post" and random.random() < 0.5:
        headers = {**(headers or {}), ASKING: "1"}
    return headers


@schemathesis.check
def what_fits_is_accepted(ctx: Any, response: Any, case: Any) -> None:
    """An event that fits the document has no reason to lie aside."""
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code != 200:
        return
    told = response.json()
    aside = [one for one in told.get("results", ()) if one["result"] == "quarantined"]
    assert aside == [], f"{aside} of {case.body!r}"
