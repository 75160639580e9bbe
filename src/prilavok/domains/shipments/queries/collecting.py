"""Questions to what waits at places to be collected."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.shipments.errors import PickUnfit, PickupCodeWrong, ShipmentUnknown
from prilavok.domains.shipments.rules import OPEN, WAITING, tidy_code
from prilavok.domains.shipments.types import PickLine, ShipmentView
from prilavok.kit.pages import Condition, among, read_rows
from prilavok.kit.secrets import lookup, open_sealed

CODE_PURPOSE = "shipments.code"
SHIPMENT = """id, "order", kind, place_id, state, planned_at, keep_until, picking_by, ready_at, ended_at, version,
    courier, sent_at, tries, why, claim"""
_LATEST_FIRST = "ORDER BY planned_at DESC, id DESC"
WAITS = Condition(f"state IN ({', '.join(repr(state) for state in WAITING)})")


def list_waiting(place: UUID, *, limit: int = 200) -> list[ShipmentView]:
    """What waits at the place to be picked or collected, the eldest first."""
    return _read(Condition("place_id = %s::uuid", place), WAITS, rest=f"ORDER BY planned_at, id LIMIT {int(limit)}")


def find_shipment_by_code(place: UUID, code: str) -> ShipmentView | None:
    """The shipment waiting at the place under this pickup code; None where none does, and for what is no code."""
    tidy = tidy_code(code)
    if tidy is None:
        return None
    asked = [Condition("place_id = %s::uuid", place), Condition("code_lookup = %s", code_lookup(place, tidy)), WAITS]
    rows = _read(*asked)
    return rows[0] if rows else None


def read_shipment(order: UUID) -> ShipmentView | None:
    """The shipment of an order; None where its goods went over the counter at once. Of several see read_shipments."""
    return read_shipments([order]).get(order)


def read_shipments(orders: Sequence[UUID]) -> dict[UUID, ShipmentView]:
    """The shipment of each of these orders: of several the eldest of those that are still to come, else the last."""
    if not orders:
        return {}
    return _of_each(_read(among('"order"', orders), rest=_LATEST_FIRST))


def read_pickup(order: UUID) -> tuple[ShipmentView, str] | None:
    """The same of one order, with its pickup code as open_code tells it."""
    rows = read_rows(
        f"{SHIPMENT}, CASE WHEN {WAITS.sql} THEN code END",
        "shipments_shipment",
        row=lambda *row: (ShipmentView(*row[:-1]), row[-1]),
        where=[Condition('"order" = %s::uuid', order)],
        rest=_LATEST_FIRST,
    )
    found = _of_each([view for view, _sealed in rows]).get(order)
    return next(((view, _opened(sealed)) for view, sealed in rows if view is found), None)


def _of_each(rows: Sequence[ShipmentView]) -> dict[UUID, ShipmentView]:
    found: dict[UUID, ShipmentView] = {}
    for row in rows:
        if row.order not in found or row.state in OPEN:
            found[row.order] = row
    return found


def shipment_of_id(shipment: UUID) -> ShipmentView:
    """One shipment by its own id. Raises ShipmentUnknown."""
    for row in _read(Condition("id = %s::uuid", shipment)):
        return row
    raise ShipmentUnknown


def list_picked(shipment: UUID) -> dict[UUID, PickLine]:
    """What was picked and not found so far, by line of the order; a line nobody touched is not in it."""
    rows = read_rows(
        "line, picked, short, picked_by, picked_at",
        "shipments_pick",
        row=PickLine,
        where=[Condition("shipment_id = %s::uuid", shipment)],
    )
    return {row.line: row for row in rows}


def last_missed_at(shipment: UUID) -> datetime | None:
    """When the picker last said that units of the shipment were not found; None where all was."""
    rows = read_rows(
        "max(picked_at)",
        "shipments_pick",
        row=_instant,
        where=[Condition("shipment_id = %s::uuid AND short > 0", shipment)],
    )
    return rows[0]


def list_short(shipment: UUID, wanted: Mapping[UUID, int]) -> dict[UUID, int]:
    """By line what was not found of the units that are wanted, lines with nothing missing left out.

    Raises PickUnfit while a line was not wholly looked for.
    """
    picked = list_picked(shipment)
    short = {}
    for line, units in wanted.items():
        done = picked.get(line)
        if done is None or done.picked + done.short < units:
            raise PickUnfit(units)
        short[line] = max(units - done.picked, 0)
    return {line: units for line, units in short.items() if units}


def check_code(shipment: ShipmentView, code: str | None) -> None:
    """Raise PickupCodeWrong unless the code is the one this shipment waits under."""
    tidy = tidy_code(code or "")
    found = find_shipment_by_code(shipment.place, tidy) if tidy else None
    if found is None or found.id != shipment.id:
        raise PickupCodeWrong


def open_code(shipment: UUID) -> str:
    """The pickup code in clear, for the customer's own page and notice only; "" once the goods are gone."""
    rows: list[tuple[bytes | None]] = read_rows(
        "code",
        "shipments_shipment",
        row=lambda code: (code,),
        where=[Condition("id = %s::uuid", shipment), WAITS],
    )
    return _opened(rows[0][0] if rows else None)


def _opened(sealed: bytes | None) -> str:
    return "" if sealed is None else open_sealed(sealed, CODE_PURPOSE).decode()


def code_lookup(place: UUID, code: str) -> bytes:
    """The keyed digest by which a pickup code is found at its place, and at no other."""
    return lookup(f"{place} {code}", CODE_PURPOSE)


def _read(*asked: Condition, rest: str = "") -> list[ShipmentView]:
    return read_rows(SHIPMENT, "shipments_shipment", row=ShipmentView, where=list(asked), rest=rest)


def _instant(at: datetime | None) -> datetime | None:
    return at
