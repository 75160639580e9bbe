"""Questions to what is brought home: where to, which parcels, zones and prices."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from prilavok.domains.shipments.queries.collecting import SHIPMENT
from prilavok.domains.shipments.rules import KEPT, OPEN, WAITING, delivery_price, metres_between
from prilavok.domains.shipments.types import ShipmentView
from prilavok.domains.shipments.types.delivering import (
    DeliveryPriceView,
    DeliveryView,
    ParcelGoods,
    Point,
    ZoneView,
)
from prilavok.kit.pages import Condition, read_rows
from prilavok.kit.secrets import open_sealed

WORDS_PURPOSE = "shipments.delivery"
_DELIVERY = """"order", leaf_id, zone_id, latitude, longitude, pay, amount, currency, service, address, recipient,
    phone, note"""
_PRICE = "id, place_id, zone_id, up_to_metres, amount, free_from, currency, service_id, valid_from, valid_to"
_WORDS = 4


def read_deliveries(orders: Sequence[UUID]) -> dict[UUID, DeliveryView]:
    """Where these orders are brought, by order; those that are collected are left out."""
    if not orders:
        return {}
    asked = [Condition('"order" = ANY(%s::uuid[])', list(set(orders)))]
    return {row.order: row for row in read_rows(_DELIVERY, "shipments_delivery", row=_delivery, where=asked)}


def find_delivery(order: UUID) -> DeliveryView | None:
    """Where one order is brought; None where it is not."""
    return read_deliveries([order]).get(order)


def list_shipments(orders: Sequence[UUID]) -> list[ShipmentView]:
    """Every shipment of these orders, the eldest first."""
    if not orders:
        return []
    asked = [Condition('"order" = ANY(%s::uuid[])', list(set(orders)))]
    return read_rows(SHIPMENT, "shipments_shipment", row=ShipmentView, where=asked, rest="ORDER BY planned_at, id")


def list_to_bring(place: UUID, *, limit: int = 200) -> list[ShipmentView]:
    """What lies ready at a place to be brought, is under way from it, or was not taken; the eldest first."""
    return read_rows(
        SHIPMENT,
        "shipments_shipment",
        row=ShipmentView,
        where=[
            Condition("place_id = %s::uuid AND kind = 'deliver'", place),
            Condition("state IN ('ready', 'on_way', 'failed')"),
        ],
        rest=f"ORDER BY planned_at, id LIMIT {int(limit)}",
    )


def goods_in(shipments: Sequence[UUID]) -> list[ParcelGoods]:
    """What these shipments bring, line by line; nothing for those that are collected, which bring the whole order."""
    if not shipments:
        return []
    return read_rows(
        "shipment_id, line, variant, units",
        "shipments_goods",
        row=ParcelGoods,
        where=[Condition("shipment_id = ANY(%s::uuid[]) AND units > 0", list(set(shipments)))],
        rest="ORDER BY shipment_id, line",
    )


def units_in(parcel: UUID) -> dict[UUID, int]:
    """Units by variant that a shipment brings home."""
    units: dict[UUID, int] = {}
    for one in goods_in([parcel]):
        units[one.variant] = units.get(one.variant, 0) + one.units
    return units


def kept_anew(until: datetime, at: datetime) -> datetime:
    """Until when goods are kept that another place sends instead: no shorter than they were."""
    return max(until, at + KEPT)


def count_waiting(places: Sequence[UUID]) -> dict[UUID, int]:
    """How many orders wait at each of the places; one where none does is left out."""
    if not places:
        return {}
    waits = ", ".join(repr(state) for state in WAITING)
    rows: list[tuple[UUID, int]] = read_rows(
        "place_id, count(*)",
        "shipments_shipment",
        row=lambda place, count: (place, count),
        where=[Condition(f"place_id = ANY(%s::uuid[]) AND state IN ({waits})", list(set(places)))],
        rest="GROUP BY place_id",
    )
    return dict(rows)


def last_zone(leaves: Sequence[UUID]) -> UUID | None:
    """The part of town to which something was last to be brought for one of these leaves; None where nothing was."""
    asked = [Condition("leaf_id = ANY(%s::uuid[]) AND zone_id IS NOT NULL", list(leaves))]
    rows: list[UUID] = read_rows(
        "zone_id", "shipments_delivery", row=lambda zone: zone, where=asked, rest="ORDER BY asked_at DESC, id LIMIT 1"
    )
    return rows[0] if rows else None


def last_delivery(leaves: Sequence[UUID]) -> DeliveryView | None:
    """Where something was last to be brought for one of these leaves, unless its words were erased."""
    asked = [Condition("leaf_id = ANY(%s::uuid[]) AND address IS NOT NULL", list(leaves))]
    latest = "ORDER BY asked_at DESC, id DESC LIMIT 1"
    rows = read_rows(_DELIVERY, "shipments_delivery", row=_delivery, where=asked, rest=latest)
    return rows[0] if rows else None


def open_deliveries(orders: Sequence[UUID]) -> set[UUID]:
    """Which of these orders have something that is still to be brought."""
    return {one.order for one in list_shipments(orders) if one.kind == "deliver" and one.state in OPEN}


def list_zones() -> list[ZoneView]:
    """The parts of town to which orders are brought, by code."""
    return read_rows(
        "id, code, name, latitude, longitude, version",
        "shipments_zone",
        row=_zone,
        where=[Condition("archived_at IS NULL")],
        rest="ORDER BY code",
    )


def read_zones(zones: Sequence[UUID]) -> dict[UUID, ZoneView]:
    """Those of the parts of town that there are, also ones put away, by id."""
    if not zones:
        return {}
    asked = [Condition("id = ANY(%s::uuid[])", list(set(zones)))]
    columns = "id, code, name, latitude, longitude, version"
    return {row.id: row for row in read_rows(columns, "shipments_zone", row=_zone, where=asked)}


def delivery_prices(currency: str, at: datetime, *, place: UUID | None = None) -> list[DeliveryPriceView]:
    """What bringing costs at an instant. place: the rows that hold for orders sold there; left out, all of them."""
    asked = [Condition("currency = %s AND valid_from <= %s AND (valid_to IS NULL OR valid_to > %s)", currency, at, at)]
    if place is not None:
        asked.append(Condition("place_id = %s::uuid OR place_id IS NULL", place))
    rest = "ORDER BY place_id NULLS LAST, zone_id NULLS LAST, up_to_metres, id"
    return read_rows(_PRICE, "shipments_delivery_price", row=DeliveryPriceView, where=asked, rest=rest)


def price_of_way(
    rows: Sequence[DeliveryPriceView], *, zone: UUID | None, start: Point | None, goal: Point | None, amount: int
) -> tuple[DeliveryPriceView, int] | None:
    """The price that holds for a way between two points, and what it comes to; None where nothing is brought there."""
    return delivery_price(rows, zone=zone, metres=way_between(start, goal), amount=amount)


def way_between(start: Point | None, goal: Point | None) -> int | None:
    """Metres as the crow flies, None where one of the points is not known."""
    return metres_between(start, goal) if start and goal else None


def _delivery(*row: Any) -> DeliveryView:
    order, leaf, zone, latitude, longitude, *rest = row
    point = None if latitude is None or longitude is None else Point(latitude, longitude)
    words = [open_sealed(bytes(one), WORDS_PURPOSE).decode() if one is not None else "" for one in rest[-_WORDS:]]
    agreed: list[Any] = rest[:-_WORDS]
    return DeliveryView(order, leaf, zone, point, *agreed, *words)


def _zone(id: UUID, code: str, name: Any, latitude: int, longitude: int, version: int) -> ZoneView:
    return ZoneView(id, code, name, Point(latitude, longitude), version)
