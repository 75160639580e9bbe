"""A part of a set is swapped for another at the counter: together with what stays it is still the set."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.orders.queries import list_lines
from prilavok.domains.orders.types import LineAct
from prilavok.domains.places.types import PlaceView
from prilavok.domains.pricing.types import PricedWish
from prilavok.domains.promotions.queries import live_book
from prilavok.domains.promotions.types.acts import SetPrice
from prilavok.insights.reckoning import Who, reckon


def set_discounts(
    order: UUID, acts: Sequence[LineAct], added: Mapping[UUID, int], place: PlaceView, *, who: Who, at: datetime
) -> dict[UUID, int]:
    """By added variant, minor units that a set takes off it, since with goods that stay it is a set again.

    Only where something is taken out as well. What stays has its part of a set's discount from when it was ordered:
    never more is given now than today's set leaves beside that.
    """
    sets = {one.id for one in live_book().promotions if isinstance(one.conditions.act, SetPrice)}
    if not sets or not added or not any(act.kind == "take_out" for act in acts):
        return {}
    staying, had = _staying(order, acts)
    wishes = [PricedWish(variant, units) for variant, units in staying.items() if variant not in added]
    if not wishes or set(staying) & set(added):
        return {}
    both = [*wishes, *(PricedWish(variant, units) for variant, units in added.items())]
    priced = reckon(both, place, touchpoint="till", who=who, at=at, unlimited=True).priced
    by_sets = {line.variant: sum(one.amount for one in line.given if one.promotion in sets) for line in priced.lines}
    left = max(sum(by_sets.values()) - had, 0)
    found: dict[UUID, int] = {}
    for variant in sorted(added):
        found[variant] = min(by_sets.get(variant, 0), left)
        left -= found[variant]
    return {variant: amount for variant, amount in found.items() if amount}


def _staying(order: UUID, acts: Sequence[LineAct]) -> tuple[dict[UUID, int], int]:
    """Units that stay in the order by variant, and what promotions took off them, rounded up."""
    out: dict[UUID, int] = {}
    for act in acts:
        if act.kind == "take_out":
            out[act.variant] = out.get(act.variant, 0) + act.quantity
    staying: dict[UUID, int] = {}
    had = 0
    for line in list_lines(order):
        gone = min(out.get(line.variant, 0), line.left)
        out[line.variant] = out.get(line.variant, 0) - gone
        if (units := line.left - gone) > 0:
            staying[line.variant] = staying.get(line.variant, 0) + units
            had += -(-line.promotion_amount * units // line.left)
    return staying, had
