"""Many orders that want the same scarce goods, and what was given to whom; as others see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from prilavok.domains.shipments.types.routing import Candidate, Route, RoutingRules

#: how it was decided: all orders weighed together, or (where that took too long) one after another, the eldest first
Way = Literal["solver", "list"]


@dataclass(frozen=True, slots=True)
class Demand:
    """What one order waits for. key: names it. amount: minor units that depend on it; waited: minutes since placed.

    candidates: the places that might send it; what is free there is the same stock for every order.
    """

    key: UUID
    wants: Mapping[UUID, int]
    amount: int
    waited: int
    candidates: tuple[Candidate, ...]
    rules: RoutingRules


@dataclass(frozen=True, slots=True)
class Given:
    """What was given: a route for each order that is served whole; the others wait on. by: how it was decided."""

    routes: Mapping[UUID, Route]
    by: Way
