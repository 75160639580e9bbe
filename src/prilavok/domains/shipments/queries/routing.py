"""Questions to the choice of the sending place: the rules that hold, and every choice with its reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from prilavok.domains.shipments import rules
from prilavok.domains.shipments.types.routing import (
    Candidate,
    Costs,
    NotChosen,
    Part,
    Route,
    RouteKept,
    RoutingRules,
    RoutingRulesView,
)
from prilavok.domains.shipments.types.scarce import Demand, Given
from prilavok.kit.open_hours import Hours
from prilavok.kit.pages import Condition, read_rows

_RULES = """id, currency, valid_from, valid_to, split, most_parts, most_metres, parcel_amount, km_amount, 
    waiting_amount, closed_amount, unknown_metres"""


def routing_rules(currency: str, at: datetime) -> RoutingRulesView | None:
    """The rules for orders of a currency at an instant; None where nobody has set any: RoutingRules() hold then."""
    asked = [Condition("currency = %s AND valid_from <= %s AND (valid_to IS NULL OR valid_to > %s)", currency, at, at)]
    rest = "ORDER BY valid_from DESC LIMIT 1"
    return next(iter(read_rows(_RULES, "shipments_routing_rule", row=_rules, where=asked, rest=rest)), None)


def find_route(wants: Mapping[UUID, int], candidates: Sequence[Candidate], by: RoutingRules) -> Route:
    """Which of the places send the wanted units, and why each other does not; see rules.routing."""
    return rules.route(wants, candidates, by)


def share_scarce(demands: Sequence[Demand]) -> Given:
    """Which of many orders get the goods that all of them want, and from where; see rules.scarce."""
    return rules.give_out(demands)


def opens_in(hours: Hours, local: datetime) -> int | None:
    """Minutes until a place of these hours opens, by its own clock; None where it never does."""
    return rules.minutes_until_open(hours, local.date(), local.hour * 60 + local.minute)


def list_routes(order: UUID) -> list[RouteKept]:
    """Every choice of sending places that was made for an order, the last first."""
    return read_rows(
        'id, "order", cause, by, made_at, parts, refused, lacks',
        "shipments_routing_choice",
        row=_kept,
        where=[Condition('"order" = %s::uuid', order)],
        rest="ORDER BY made_at DESC, id DESC",
    )


def packed_route(route: Route) -> tuple[list[dict[str, object]], list[dict[str, object]], dict[str, int]]:
    """A choice as it is stored: ids, whole numbers and codes."""
    parts: list[dict[str, object]] = [
        {
            "place": str(part.place), "units": {str(one): count for one, count in sorted(part.units.items())},
            "costs": asdict(part.costs), "metres": part.metres, "opens_in": part.opens_in, "waiting": part.waiting,
        }
        for part in route.parts
    ]  # fmt: skip
    refused: list[dict[str, object]] = [
        {"place": str(one.place), "why": one.why, "more": one.more} for one in route.refused
    ]
    return parts, refused, {str(one): units for one, units in sorted(route.lacks.items())}


def _rules(id: UUID, currency: str, valid_from: datetime, valid_to: datetime | None, *row: Any) -> RoutingRulesView:
    return RoutingRulesView(id, currency, RoutingRules(*row), valid_from, valid_to)


def _kept(
    id: UUID, order: UUID, cause: str, by: str, made_at: datetime, parts: Any, refused: Any, lacks: Any
) -> RouteKept:
    sent = tuple(
        Part(
            UUID(one["place"]), {UUID(key): units for key, units in one["units"].items()}, Costs(**one["costs"]),
            one["metres"], one["opens_in"], one["waiting"],
        )
        for one in parts
    )  # fmt: skip
    left = tuple(NotChosen(UUID(one["place"]), one["why"], one["more"]) for one in refused)
    return RouteKept(
        id, order, cause, by, made_at, Route(sent, left, {UUID(key): units for key, units in lacks.items()})
    )
