"""What changes a shipment that is brought home: planned as parcels, taken along, given to the customer or not."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from prilavok.domains.shipments.actions.collecting import locked_shipment, tell_shipment, under_new_code
from prilavok.domains.shipments.actions.promising import end_promise
from prilavok.domains.shipments.errors import DeliveryUnfit, RulesUnfit
from prilavok.domains.shipments.models import Delivery, Shipment, ShipmentGoods
from prilavok.domains.shipments.queries import WORDS_PURPOSE
from prilavok.domains.shipments.types.delivering import WHY_FAILED, Delivering, NewParcel, Point
from prilavok.kit.db.connections import tried
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id, new_ids
from prilavok.kit.secrets import open_sealed, seal
from prilavok.kit.words import Person, store_of_words

_LONGEST = {"address": 300, "recipient": 120, "phone": 40, "note": 300}
_NEEDED = ("address", "recipient", "phone")


def agree_delivery(
    order: UUID, told: Delivering, *, leaf: UUID, point: Point | None, amount: int, currency: str, service: UUID | None,
    at: datetime,
) -> None:  # fmt: skip
    """Write down where an order is brought, once. amount: what it costs, minor units. Raises DeliveryUnfit."""
    words = tidy_words(told)
    Delivery.objects.create(
        id=new_id(at), order=order, leaf_id=leaf, zone_id=told.zone, latitude=point.latitude if point else None,
        longitude=point.longitude if point else None, pay=told.pay, amount=amount, currency=currency, service=service,
        asked_at=at, **{field: seal(text.encode(), WORDS_PURPOSE) for field, text in words.items()},
    )  # fmt: skip


def move_delivery(
    order: UUID, told: Delivering | None, *, point: Point | None, amount: int, service: UUID | None
) -> None:
    """Another address or person was agreed for an order, told None: only another price. Raises DeliveryUnfit."""
    fresh: dict[str, object] = {"amount": amount, "service": service}
    if told is not None:
        fresh |= {field: seal(text.encode(), WORDS_PURPOSE) for field, text in tidy_words(told).items()}
        fresh |= {"zone_id": told.zone}
        fresh |= {"latitude": point.latitude if point else None, "longitude": point.longitude if point else None}
    Delivery.objects.filter(order=order).update(**fresh)


def tidy_words(told: Delivering) -> dict[str, str]:
    """The words of a delivery, trimmed. Raises DeliveryUnfit where one is missing or cannot be."""
    words = {field: " ".join(str(getattr(told, field)).split()) for field in _LONGEST}
    for field, text in words.items():
        if (field in _NEEDED and not text) or len(text) > _LONGEST[field] or "\x00" in text:
            raise DeliveryUnfit(field)
    if sum(sign.isdigit() for sign in words["phone"]) < 6:
        raise DeliveryUnfit("phone")
    return words


def plan_parcels(
    order: UUID, parcels: Sequence[NewParcel], *, leaf: UUID, keep_until: datetime, claim: UUID | None = None,
    home: bool = True, actor: Actor, at: datetime,
) -> list[UUID]:  # fmt: skip
    """Plan a shipment for each parcel; their ids. Records shipment.planned for each.

    claim: whose goods are given instead; those may be collected as well (home False), each under a code of its own.
    """
    ids = list(new_ids(len(parcels), at))
    fresh = [
        Shipment(
            id=id, order=order, kind="deliver" if home else "instead", place_id=one.place, state="planned",
            planned_at=at, keep_until=keep_until, claim=claim,
        )
        for id, one in zip(ids, parcels, strict=True)
    ]  # fmt: skip
    if home:
        Shipment.objects.bulk_create(fresh)
    for row in () if home else fresh:
        under_new_code(row.place_id, partial(_put_under, row))
    for id, one in zip(ids, parcels, strict=True):
        _put_goods(id, one, at)
        tell_shipment("shipment.planned", id, order, one.place, leaf, actor, at)
    return ids


def lessen_parcel(shipment: UUID, units: Mapping[UUID, int]) -> None:
    """Take units of variants out of a shipment that is not under way yet, of its last lines first; where it brings
    fewer, all of them.
    """
    left = dict(units)
    for goods in ShipmentGoods.objects.select_for_update().filter(shipment=shipment).order_by("-line"):
        taken = min(left.get(goods.variant, 0), goods.units)
        if taken:
            left[goods.variant] -= taken
            goods.units -= taken
            goods.save(update_fields=["units"])


def end_empty_parcel(shipment: UUID, *, leaf: UUID, actor: Actor, at: datetime) -> bool:
    """End a shipment in which nothing is left; whether it was. Records shipment.cancelled. Raises ShipmentMovedOn."""
    if ShipmentGoods.objects.filter(shipment=shipment, units__gt=0).exists():
        return False
    _end(locked_shipment(shipment, "cancelled"), "cancelled", leaf, actor, at)
    return True


def take_along(shipment: UUID, *, leaf: UUID, actor: Actor, at: datetime) -> bool:
    """The courier has it and goes; whether they had not before. Records shipment.sent.

    Raises ShipmentUnknown, and ShipmentMovedOn where it does not lie ready.
    """
    row = locked_shipment(shipment, "on_way", also=("on_way",))
    if row.state == "on_way":
        return False
    row.state, row.courier, row.sent_at, row.tries, row.version = "on_way", actor.id, at, row.tries + 1, row.version + 1
    row.save(update_fields=["state", "courier", "sent_at", "tries", "version"])
    tell_shipment("shipment.sent", row.id, row.order, row.place_id, leaf, actor, at)
    return True


def mark_delivered(shipment: UUID, *, leaf: UUID, actor: Actor, at: datetime) -> None:
    """The customer has it. Records shipment.delivered. Raises ShipmentUnknown, ShipmentMovedOn."""
    _end(locked_shipment(shipment, "delivered"), "delivered", leaf, actor, at)


def mark_given(shipment: UUID, *, leaf: UUID, actor: Actor, at: datetime) -> None:
    """The customer has collected what a claim gives instead. Records shipment.collected. Raises ShipmentMovedOn."""
    _end(locked_shipment(shipment, "collected"), "collected", leaf, actor, at)


def call_off(shipment: UUID, *, leaf: UUID, actor: Actor, at: datetime) -> None:
    """What a claim was to give instead is not given by it. Records shipment.cancelled. Raises ShipmentMovedOn."""
    _end(locked_shipment(shipment, "cancelled"), "cancelled", leaf, actor, at)


def mark_failed(shipment: UUID, why: str, *, leaf: UUID, actor: Actor, at: datetime) -> bool:
    """Nobody took it, and why; whether that was not known. Records shipment.failed.

    Raises ShipmentUnknown, ShipmentMovedOn, RulesUnfit.
    """
    if why not in WHY_FAILED:
        raise RulesUnfit("why")
    row = locked_shipment(shipment, "failed", also=("failed",))
    if row.state == "failed":
        return False
    row.state, row.why, row.version = "failed", why, row.version + 1
    row.save(update_fields=["state", "why", "version"])
    tell_shipment("shipment.failed", row.id, row.order, row.place_id, leaf, actor, at)
    return True


def mark_returned(shipment: UUID, *, leaf: UUID, actor: Actor, at: datetime) -> None:
    """What nobody took lies in its place again. Records shipment.returned. Raises ShipmentUnknown, ShipmentMovedOn."""
    _end(locked_shipment(shipment, "returned"), "returned", leaf, actor, at)


def _end(row: Shipment, to: str, leaf: UUID, actor: Actor, at: datetime) -> None:
    row.state, row.ended_at, row.version = to, at, row.version + 1
    row.save(update_fields=["state", "ended_at", "version"])
    end_promise(row.id)
    tell_shipment(f"shipment.{to}", row.id, row.order, row.place_id, leaf, actor, at)


def _put_under(row: Shipment, code: bytes, found_by: bytes) -> None:
    row.code, row.code_lookup = code, found_by
    with tried():
        row.save(force_insert=True)


def _put_goods(shipment: UUID, parcel: NewParcel, at: datetime) -> None:
    rows = sorted(parcel.units.items())
    ShipmentGoods.objects.bulk_create(
        ShipmentGoods(id=id, shipment_id=shipment, line=line, variant=parcel.variants[line], units=units)
        for id, (line, units) in zip(new_ids(len(rows), at), rows, strict=True)
    )


def _export(person: Person) -> Iterable[Mapping[str, object]]:
    rows = Delivery.objects.filter(leaf__in=person.leaves).order_by("asked_at", "id")
    return [
        {"order": row.order, "asked_at": row.asked_at, "latitude": row.latitude, "longitude": row.longitude}
        | {field: open_sealed(bytes(sealed), WORDS_PURPOSE).decode() for field in _LONGEST
           if (sealed := getattr(row, field)) is not None}
        for row in rows
    ]  # fmt: skip


def _erase(person: Person, at: datetime) -> int:
    return Delivery.objects.filter(leaf__in=person.leaves, address__isnull=False).update(
        address=None, recipient=None, phone=None, note=None, latitude=None, longitude=None
    )


store_of_words("shipments_delivery", ["address", "recipient", "phone", "note"], _export, _erase)
