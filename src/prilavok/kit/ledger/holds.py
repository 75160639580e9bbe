"""Two-phase moves: units reserved for an owner until an instant, then settled, voided or expired."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.kit.db.sql import call
from prilavok.kit.ledger.errors import HoldEnded, NotEnough
from prilavok.kit.ledger.moves import columns_of
from prilavok.kit.ledger.types import Lack, NotOpen, Release, Reservation, Settlement


def reserve_units(reservations: Sequence[Reservation], recorded_at: datetime, *, origin: str) -> None:
    """Hold units for their owners, all or nothing. Raises NotEnough naming the accounts that are short."""
    *columns, occurred = columns_of(reservations)
    owners = [reservation.owner for reservation in reservations]
    expires = [reservation.expires_at for reservation in reservations]
    lacks = call("ledger_reserve", *columns, owners, expires, occurred, recorded_at, origin)
    if lacks:
        raise NotEnough([Lack(*row) for row in lacks])


def settle_holds(
    settlements: Sequence[Settlement], recorded_at: datetime, *, origin: str, rest_stays: bool = False
) -> None:
    """Post held units, all or nothing; what is left of a hold is voided, or stays held.

    Raises HoldEnded naming the holds that are not open any more or hold less than asked.
    """
    refused = call(
        "ledger_settle",
        [one.id for one in settlements],
        [one.hold for one in settlements],
        [one.units for one in settlements],
        [one.cause for one in settlements],
        [one.cause_id for one in settlements],
        rest_stays,
        [one.occurred_at for one in settlements],
        recorded_at,
        origin,
    )
    if refused:
        raise HoldEnded([NotOpen(*row) for row in refused])


def void_holds(holds: Sequence[UUID], recorded_at: datetime, *, origin: str) -> list[Release]:
    """Give back what is still open of holds, named by their reserve moves. Those that ended before are not listed."""
    return [Release(*row) for row in call("ledger_void", list(holds), recorded_at, origin)]


def expire_holds(at: datetime, *, limit: int = 500) -> list[Release]:
    """Give back up to `limit` holds whose time has passed at the instant; sweepers may run side by side."""
    return [Release(*row) for row in call("ledger_expire", at, limit)]
