"""What acts at the counter would make of an order: lines, price, stock, payment and points, before they are done."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.queries import leaves_with
from prilavok.domains.loyalty.queries import spendable
from prilavok.domains.loyalty.types import Spendable
from prilavok.domains.orders.actions import changed_lines
from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.orders.types import ChangedLine, LineAct, OrderView
from prilavok.domains.payments.queries import due_of, surplus_of
from prilavok.domains.places.queries import read_place
from prilavok.domains.pricing.types import PricedWish
from prilavok.domains.promotions.types.keeping import Claim
from prilavok.domains.shipments.errors import ShipmentUnknown
from prilavok.domains.shipments.queries import read_shipment
from prilavok.domains.shipments.types import ShipmentView
from prilavok.domains.stock.queries import list_holds_of
from prilavok.domains.stock.types import Lacking
from prilavok.insights.counted_anew import Agreed, Cost, merged
from prilavok.insights.gift_lines import free_to_sell
from prilavok.insights.reckoning import Who, reckon
from prilavok.kit.money import share_units


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """What the acts would make of the order; nothing is changed. Amounts in minor units of `currency`.

    version: the order's, which confirming expects. due: still to be paid afterwards; back: more was taken than is owed
    then. points: what the customer could spend on it. lacks: what is not free here, so that it cannot be confirmed.
    lost: by how much what stays costs more, since what is taken out made it cheaper.
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
    lost: int = 0


def read_change(order: UUID, acts: Sequence[LineAct], *, place: UUID, at: datetime) -> ChangePreview:
    """Look at a change. Raises NotFound, ShipmentUnknown where the order does not wait here, ActImpossible, NoPrice."""
    found = read_order(order)
    shipment_here(order, place)
    priced = price_change(found, acts, place=place, at=at)
    lines = [line for line in changed_lines(order, priced.acts) if line.quantity]
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
        priced.lost,
    )


@dataclass(frozen=True, slots=True)
class PricedChange:
    """Acts with their prices. claims: what promotions give on the order then; all of it where `whole`, else only on
    what is added. lost: minor units by which what stays costs more, since goods left by which it was cheaper.
    """

    acts: tuple[LineAct, ...]
    claims: tuple[Claim, ...]
    whole: bool
    lost: int


def price_change(
    order: OrderView, acts: Sequence[LineAct], *, place: UUID, touchpoint: str = "till", at: datetime
) -> PricedChange:
    """What the acts make of the order. Raises ActImpossible, NoPrice. touchpoint: by which what is added is bought.

    What stays keeps its list price, what is added has that of today at the place. Promotions are counted anew over all
    that is in the order then, by those it was agreed with, coupons too; what is added has those of today instead where
    the whole is less then.
    """
    out = [act for act in acts if act.kind == "take_out"]
    stays, shares = _staying(order.id, out)
    bought = _added([act for act in acts if act.kind == "add"], order, place, touchpoint, at)
    agreed = Agreed(order) if _countable(order.id) else None
    alone = agreed.count(list(_costs(agreed, stays).values())) if agreed is not None and agreed.known else None
    if agreed is None or alone is None:
        return PricedChange((*out, *_adds(bought.costs, bought.discounts)), bought.claims, whole=False, lost=0)
    costs = _costs(agreed, stays)
    for variant, cost in bought.costs.items():
        costs[variant] = costs[variant].with_more(cost) if variant in costs else cost
    together = agreed.count(list(costs.values()))
    if together is None or together.amount > alone.amount + bought.amount:
        kept, added = dict(alone.discounts), bought.discounts
        claims = merged([*alone.claims, *bought.claims])
    else:
        kept, added = _split(together.discounts, stays, bought.costs)
        claims = together.claims
    anew = [
        LineAct("reprice", variant, units, discount_amount=kept[variant])
        for variant, (units, _amount) in stays.items()
        if kept[variant] != shares[variant]
    ]
    lost = max(sum(shares.values()) - sum(kept.values()), 0)
    return PricedChange((*out, *anew, *_adds(bought.costs, added)), claims, whole=True, lost=lost)


@dataclass(frozen=True, slots=True)
class _Bought:
    """What is added, as if it were bought by itself today."""

    costs: dict[UUID, Cost]
    discounts: dict[UUID, int]
    amount: int
    claims: tuple[Claim, ...]


def _added(acts: Sequence[LineAct], order: OrderView, place: UUID, touchpoint: str, at: datetime) -> _Bought:
    units: Counter[UUID] = Counter()
    for act in acts:
        units.update({act.variant: act.quantity})
    if not units:
        return _Bought({}, {}, 0, ())
    wishes = [PricedWish(variant, quantity) for variant, quantity in units.items()]
    who = Who(tuple(leaves_with(order.leaf)))
    reckoned = reckon(wishes, read_place(place), touchpoint=touchpoint, who=who, at=at)
    lines = reckoned.quoted(wishes)
    costs = {
        one.variant: Cost(one.variant, one.quantity, one.list_amount, one.price_version, one.price, one.per)
        for one in lines
    }
    discounts = {one.variant: one.discount_amount for one in lines}
    return _Bought(costs, discounts, sum(one.list_amount - one.discount_amount for one in lines), reckoned.claims)


def _adds(costs: Mapping[UUID, Cost], discounts: Mapping[UUID, int]) -> list[LineAct]:
    return [LineAct("add", one.variant, one.units, one.list_amount, discounts[one.variant]) for one in costs.values()]


def _staying(order: UUID, out: Sequence[LineAct]) -> tuple[dict[UUID, tuple[int, int]], dict[UUID, int]]:
    """Units that stay and their list price, by variant; and what promotions take off them by their share."""
    stays: dict[UUID, tuple[int, int]] = {}
    shares: Counter[UUID] = Counter()
    for line in changed_lines(order, out):
        if line.quantity > 0:
            units, amount = stays.get(line.variant, (0, 0))
            stays[line.variant] = (units + line.quantity, amount + line.list_amount)
            shares[line.variant] += line.list_amount - line.amount
    return stays, {variant: shares[variant] for variant in stays}


def _countable(order: UUID) -> bool:
    """Whether all that was taken off its goods are promotions of ours, and nothing of it is the customer's yet."""
    return not any(line.match_amount or line.coupon_amount or line.handed_over for line in list_lines(order))


def _costs(agreed: Agreed, stays: Mapping[UUID, tuple[int, int]]) -> dict[UUID, Cost]:
    return {variant: agreed.price_of(variant, units, amount) for variant, (units, amount) in stays.items()}


def _split(
    discounts: Mapping[UUID, int], stays: Mapping[UUID, tuple[int, int]], added: Mapping[UUID, Cost]
) -> tuple[dict[UUID, int], dict[UUID, int]]:
    """What is taken off goods that stay, and off those that are added; of goods that do both by what they come to."""
    kept, more = {}, {}
    for variant, discount in discounts.items():
        parts = [stays.get(variant, (0, 0))[1], added[variant].list_amount if variant in added else 0]
        mine, theirs = share_units(discount, parts) if any(parts) else (0, 0)
        if variant in stays:
            kept[variant] = mine
        if variant in added:
            more[variant] = theirs
    return kept, more


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
