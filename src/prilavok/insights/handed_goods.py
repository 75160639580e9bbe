"""Goods of an order that another legal entity handed over than the one that sold, and what they are settled at."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.orders.queries import kept_price, list_lines, read_order, settled_price, taken_instead
from prilavok.domains.orders.types.settling import Handed
from prilavok.domains.places.queries import read_places
from prilavok.domains.pricing.queries import order_taxes
from prilavok.domains.shipments.queries import goods_in, list_shipments
from prilavok.kit.money import share_units

_OVER = ("delivered", "collected")


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What one shipment brought. seller and sender: the legal entities."""

    shipment: UUID
    place: UUID
    seller: UUID
    sender: UUID
    currency: str
    goods: tuple[Handed, ...]


def handed_by_others(order: UUID, at: datetime) -> list[HandedOver]:
    """Every shipment of the order that is with the customer and came from a place of another legal entity.

    What a line came to is shared by the units that its parcels brought; what a claim gave instead is worth the same.
    """
    head = read_order(order)
    over = [one for one in list_shipments([order]) if one.brings_lines and one.state in _OVER]
    places = read_places([*(one.place for one in over), *([head.place] if head.place else [])])
    if head.place is None or len({one.legal_entity for one in places.values()}) < 2:
        return []
    seller, rates = places[head.place].legal_entity, order_taxes([order]).get(order, {})
    goods, lines = goods_in([one.id for one in over]), {line.id: line for line in list_lines(order)}
    claims = {one.id for one in over if one.claim}
    shares: dict[tuple[UUID, UUID], int] = {}
    for id, line in lines.items():
        paid = max(line.amount - line.coupon_amount, 0)
        sold = [one for one in goods if one.line == id and one.shipment not in claims]
        rest = max(line.handed_over - sum(one.units for one in sold), 0)
        for one, part in zip(
            sold, share_units(paid, [*(one.units for one in sold), rest]) if sold else [], strict=False
        ):
            shares[one.shipment, id] = part
        for one in goods:
            if one.line == id and one.shipment in claims:
                shares[one.shipment, id] = share_units(paid, [one.units, max(line.handed_over - one.units, 0)])[0]
    return [
        HandedOver(
            one.id, one.place, seller, places[one.place].legal_entity, head.currency,
            tuple(
                Handed(each.line, each.variant, each.units,
                       settled_price(shares[one.id, each.line], rates.get(each.variant), at))
                for each in goods if each.shipment == one.id and (one.id, each.line) in shares
            ),
        )
        for one in over
        if places[one.place].legal_entity != seller
    ]  # fmt: skip


def old_with_others(order: UUID) -> list[HandedOver]:
    """Old pieces of the order's seller that lie with another firm, by the shipment that gave others for them; sender:
    who keeps them. They are worth what a return of them would be.
    """
    head = read_order(order)
    given = [one for one in list_shipments([order]) if one.claim and one.state in _OVER]
    if not given or head.place is None:
        return []
    lines, found = {line.id: line for line in list_lines(order)}, list[HandedOver]()
    for shipment in given:
        came = [one for one in taken_instead(shipment.claim) if one.place] if shipment.claim else []
        places = read_places([head.place, *(one.place for one in came if one.place)])
        seller = places[head.place].legal_entity
        for keeper in sorted({places[one.place].legal_entity for one in came if one.place} - {seller}):
            kept = [one for one in came if one.place and places[one.place].legal_entity == keeper]
            old = []
            for one in kept:
                line = lines[one.line]
                rest = max(line.handed_over - one.quantity, 0)
                paid = share_units(max(line.amount - line.coupon_amount, 0), [one.quantity, rest])[0]
                price = kept_price(order, line.id, one.quantity, paid, taker=keeper)
                old.append(Handed(line.id, line.variant, one.quantity, price))
            at = kept[0].place or head.place
            found.append(HandedOver(shipment.id, at, seller, keeper, head.currency, tuple(old)))
    return found
