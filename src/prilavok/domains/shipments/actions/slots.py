"""How places collect is said: slots, capacity, minutes of picking, days that are otherwise; and slots change hands."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from prilavok.domains.shipments.errors import CollectingUnfit
from prilavok.domains.shipments.models import CollectingSpan, CollectingTerms, OtherCollectingDay, SlotPlace
from prilavok.domains.shipments.rules import fit_spans
from prilavok.domains.shipments.types import CollectingSlot, Span, Terms
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id, new_ids

#: the least and the most of each number
_BOUNDS = {
    "minutes": (5, 1440),
    "capacity": (1, 1000),
    "lead": (1, 31 * 1440),
    "ahead": (0, 60),
    "warn": (0, 31 * 1440),
}
_MOST_ORDERS = 1000


def set_collecting_terms(place: UUID, terms: Terms, *, actor: Actor, at: datetime) -> None:
    """How the place collects from a day on; said again for a day, it is as said last. What is promised already stays.

    Raises CollectingUnfit naming the field.
    """
    for field, (least, most) in _BOUNDS.items():
        if not least <= getattr(terms, field) <= most:
            raise CollectingUnfit(field)
    if terms.warn > terms.lead:
        raise CollectingUnfit("warn")
    for weekday, spans in terms.week.items():
        if weekday not in range(1, 8) or not _fit(spans):
            raise CollectingUnfit("hours")
    numbers = {field: getattr(terms, field) for field in _BOUNDS}
    said = {**numbers, "set_by": actor.id, "set_at": at}
    row, _new = CollectingTerms.objects.update_or_create(
        place_id=place, since=terms.since, defaults=said, create_defaults={"id": new_id(at), **said}
    )
    CollectingSpan.objects.filter(terms=row).delete()
    spans_of = [(weekday, span) for weekday, spans in sorted(terms.week.items()) for span in spans]
    CollectingSpan.objects.bulk_create(
        [
            CollectingSpan(id=id, terms_id=row.id, weekday=weekday, begins=span.begins, ends=span.ends, most=span.most)
            for id, (weekday, span) in zip(new_ids(len(spans_of), at), spans_of, strict=True)
        ]
    )


def set_collecting_days(place: UUID, days: Sequence[date], spans: Sequence[Span] | None, *, at: datetime) -> None:
    """Collect on these days in these spans instead of the usual ones; none: not at all; None: as usual again.

    Slots that are taken already stay. Raises CollectingUnfit.
    """
    if spans is not None and not _fit(spans):
        raise CollectingUnfit("hours")
    OtherCollectingDay.objects.filter(place=place, day__in=days).delete()
    if spans is None:
        return
    none: list[Span | None] = [None]
    rows = [(day, span) for day in sorted(set(days)) for span in list(spans) or none]
    OtherCollectingDay.objects.bulk_create(
        [
            OtherCollectingDay(
                id=id,
                place_id=place,
                day=day,
                begins=span.begins if span else None,
                ends=span.ends if span else None,
                most=span.most if span else None,
            )
            for id, (day, span) in zip(new_ids(len(rows), at), rows, strict=True)
        ]
    )


def take_slot(shipment: UUID, place: UUID, slots: Sequence[CollectingSlot], *, at: datetime) -> datetime | None:
    """Take a place in the first of the slots that has room, for a shipment that has none; when it begins, else None."""
    starts, ends = [one.starts_at for one in slots], [one.ends_at for one in slots]
    [took] = call("shipments_take_slot", shipment, place, starts, ends, [one.capacity for one in slots], at)
    assert took is None or isinstance(took, datetime)
    return took


def free_slot(shipment: UUID) -> None:
    """The shipment's place in its slot is free again."""
    SlotPlace.objects.filter(shipment=shipment, living=True).update(living=False)


def _fit(spans: Sequence[Span]) -> bool:
    each = all(one.most is None or 1 <= one.most <= _MOST_ORDERS for one in spans)
    return each and fit_spans(spans)
