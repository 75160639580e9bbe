"""By when parcels are at the door: the terms that hold, days off, and the answer for places that would send."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from prilavok.domains.shipments.errors import DoorTermsUnfit
from prilavok.domains.shipments.queries.slots import USUAL
from prilavok.domains.shipments.rules.doors import at_door, terms_of_way, unfit_terms
from prilavok.domains.shipments.rules.promising import later_by
from prilavok.domains.shipments.types import PromiseView
from prilavok.domains.shipments.types.doors import AtDoor, DoorTerms, DoorTermsView, RestDay, SendsFrom
from prilavok.kit.pages import Condition, read_rows

_TERMS = "id, place_id, zone_id, cut_off, leaves, least, most, until, weekdays, valid_from, valid_to"


def check_door_terms(told: DoorTerms) -> None:
    """Raises DoorTermsUnfit where parcels cannot go so."""
    if field := unfit_terms(told):
        raise DoorTermsUnfit(field)


def list_door_terms(at: datetime) -> list[DoorTermsView]:
    """The terms that hold at an instant, those of a place before those of all."""
    asked = [Condition("valid_from <= %s AND (valid_to IS NULL OR valid_to > %s)", at, at)]
    rest = "ORDER BY place_id NULLS LAST, zone_id NULLS LAST, id"
    return read_rows(_TERMS, "shipments_door_time", row=_terms, where=asked, rest=rest)


def list_rest_days(since: date) -> list[RestDay]:
    """Days from one on, on which nothing is brought, in order."""
    rest = "ORDER BY day, place_id NULLS FIRST"
    return read_rows(
        "place_id, day", "shipments_no_bringing", row=RestDay, where=[Condition("day >= %s", since)], rest=rest
    )


def when_at_door(senders: Sequence[SendsFrom], zone: UUID | None, at: datetime) -> dict[UUID, AtDoor | None]:
    """By place, when a parcel from it is at the door in a part of town; None: nobody has said, or no day is known."""
    return doors_by_zone(senders, [zone], at)[zone]


def doors_by_zone(
    senders: Sequence[SendsFrom], zones: Sequence[UUID | None], at: datetime
) -> dict[UUID | None, dict[UUID, AtDoor | None]]:
    """The same for several parts of town, in as many questions as for one."""
    rows = list_door_terms(at) if senders else []
    if not rows:
        return {zone: {one.place: None for one in senders} for zone in zones}
    days = {one.place: one.begins.astimezone(ZoneInfo(one.clock)).date() for one in senders}
    off = list_rest_days(min(days.values()))
    picking = _leads(days)
    found: dict[UUID | None, dict[UUID, AtDoor | None]] = {}
    for zone in zones:
        found[zone] = {}
        for one in senders:
            terms, (lead, warn) = terms_of_way(rows, one.place, zone), picking[one.place]
            rest = {row.day for row in off if row.place in (None, one.place)}
            found[zone][one.place] = at_door(one, lead, terms.told, rest, warn=warn) if terms else None
    return found


def door_instead(promise: PromiseView, sender: SendsFrom, zone: UUID | None, at: datetime) -> datetime | None:
    """When a parcel that will be late can be at the door, were it sent from an instant on; None: nobody can say."""
    plan = when_at_door([sender], zone, at)[sender.place]
    return later_by(promise.ready_by, plan.by) if plan else None


def try_terms(sender: SendsFrom, told: DoorTerms) -> AtDoor | None:
    """When a parcel from a place would be at the door by terms that nobody has kept yet."""
    day = sender.begins.astimezone(ZoneInfo(sender.clock)).date()
    (lead, warn), off = _leads({sender.place: day})[sender.place], list_rest_days(day)
    return at_door(sender, lead, told, {row.day for row in off if row.place in (None, sender.place)}, warn=warn)


def _leads(days: dict[UUID, date]) -> dict[UUID, tuple[int, int]]:
    """Minutes of picking and of warning at each place on a day of its own."""
    usual = dict.fromkeys(days, (USUAL.lead, USUAL.warn))
    asked = Condition(
        """EXISTS (SELECT FROM unnest(%s::uuid[], %s::date[]) AS a (place, day)
                    WHERE a.place = t.place_id AND t.since <= a.day)""",
        list(days),
        list(days.values()),
    )
    rows: list[tuple[UUID, tuple[int, int]]] = read_rows(
        "DISTINCT ON (t.place_id) t.place_id, t.lead, t.warn",
        "shipments_terms t",
        row=lambda place, lead, warn: (place, (lead, warn)),
        where=[asked],
        rest="ORDER BY t.place_id, t.since DESC",
    )
    return usual | dict(rows)


def _terms(
    id: UUID, place: UUID | None, zone: UUID | None, cut_off: int, leaves: int, least: int, most: int, until: int,
    weekdays: list[int], valid_from: datetime, valid_to: datetime | None,
) -> DoorTermsView:  # fmt: skip
    told = DoorTerms(cut_off, leaves, least, most, until, tuple(weekdays))
    return DoorTermsView(id, place, zone, told, valid_from, valid_to)
