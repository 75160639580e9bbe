"""Goods of an order that another legal entity handed over than the one that sold, and what they are settled at."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.orders.queries import list_lines, read_order, settled_price
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
