"""What acts at the counter would make of an order: lines, price, stock, payment and points, before they are done."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.queries import leaves_with
from prilavok.domains.loyalty.queries import spendable
from prilavok.domains.loyalty.types import Spendable
from prilavok.domains.orders.actions import changed_lines
from prilavok.domains.orders.queries import read_order
from prilavok.domains.orders.types import ChangedLine, LineAct, OrderView
from prilavok.domains.payments.queries import due_of, surplus_of
from prilavok.domains.places.queries import read_place
from prilavok.domains.pricing.types import PricedWish
from prilavok.domains.shipments.errors import ShipmentUnknown
from prilavok.domains.shipments.queries import read_shipment
from prilavok.domains.shipments.types import ShipmentView
from prilavok.domains.stock.queries import list_holds_of
from prilavok.domains.stock.types import Lacking
from prilavok.insights.gift_lines import free_to_sell
from prilavok.insights.reckoning import Who, reckon
from prilavok.insights.set_kept import set_discounts


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """What the acts would make of the order; nothing is changed. Amounts in minor units of `currency`.

    version: the order's, which confirming expects. due: still to be paid afterwards; back: more was taken than is owed
    then. points: what the customer could spend on it. lacks: what is not free here, so that it cannot be confirmed.
    """

    order: UUID
    version: int
    currency: str
    lines: tuple[ChangedLine, ...]
    amount_before: int
    amount_after: int
    due: int
    back: int
    points: Spendable | None
    lacks: tuple[Lacking, ...]


def read_change(order: UUID, acts: Sequence[LineAct], *, place: UUID, at: datetime) -> ChangePreview:
    """Look at a change. Raises NotFound, ShipmentUnknown where the order does not wait here, ActImpossible, NoPrice."""
    found = read_order(order)
    shipment_here(order, place)
    lines = [line for line in changed_lines(order, priced_acts(found, acts, place=place, at=at)) if line.quantity]
    after = sum(line.amount for line in lines)
    owed = max(after - found.coupon_amount, 0)
    return ChangePreview(
        order,
        found.version,
        found.currency,
        tuple(lines),
        found.amount,
        after,
        due_of(order, owed=owed),
        surplus_of(order, owed=owed),
        spendable(leaves_with(found.leaf), found.currency, owed=owed),
        tuple(_lacks(order, acts, place)),
    )


def priced_acts(order: OrderView, acts: Sequence[LineAct], *, place: UUID, at: datetime) -> list[LineAct]:
    """The acts with today's price at the place on what is added, with promotions for anybody. Raises NoPrice.

    What is swapped for a part of a set keeps the price of the set, where with what stays it is one again.
    """
    added = [act for act in acts if act.kind == "add"]
    units: Counter[UUID] = Counter()
    for act in added:
        units.update({act.variant: act.quantity})
    wishes = [PricedWish(variant, quantity) for variant, quantity in units.items()]
    who = Who(tuple(leaves_with(order.leaf)))
    reckoned = reckon(wishes, read_place(place), touchpoint="till", who=who, at=at, unlimited=True) if wishes else None
    here = read_place(place)
    in_sets = set_discounts(order.id, acts, units, here, who=who, at=at)
    priced = [
        LineAct(
            "add", one.variant, one.quantity, one.list_amount, max(one.discount_amount, in_sets.get(one.variant, 0))
        )
        for one in (reckoned.quoted(wishes) if reckoned else ())
    ]
    return [act for act in acts if act.kind == "take_out"] + priced


def shipment_here(order: UUID, place: UUID) -> ShipmentView:
    """The order's shipment. Raises ShipmentUnknown unless it waits at this place to be collected, and is no claim's."""
    shipment = read_shipment(order)
    if shipment is None or shipment.home or shipment.claim or shipment.place != place or not shipment.waits:
        raise ShipmentUnknown
    return shipment


def _lacks(order: UUID, acts: Sequence[LineAct], place: UUID) -> list[Lacking]:
    """What is added beyond what is free, the order's own holds that it gives up counted as free."""
    wanted: dict[UUID, int] = {}
    freed: dict[UUID, int] = {}
    for act in acts:
        side = wanted if act.kind == "add" else freed
        side[act.variant] = side.get(act.variant, 0) + act.quantity
    held: dict[UUID, int] = {}
    for hold in list_holds_of(order):
        held[hold.variant] = held.get(hold.variant, 0) + hold.units
    free = free_to_sell(place, list(wanted))
    lacks = []
    for variant, units in wanted.items():
        most = free.get(variant, 0) + min(freed.get(variant, 0), held.get(variant, 0))
        if units > most:
            lacks.append(Lacking(variant, units, most))
    return lacks
