"""What changes what is known of systems that show our prices."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.pricing.errors import LagUnfit
from prilavok.domains.pricing.models import Outside
from prilavok.domains.pricing.types.outside import ComparedPrice
from prilavok.kit.db.sql import call
from prilavok.kit.errors import NotFound
from prilavok.kit.errors import noted as _
from prilavok.kit.ids import new_id, new_ids

#: minutes that an outside system may be behind before somebody says otherwise
LAG = 60
LONGEST_LAG = 10_080
#: seconds: a mark of a reader is not written oftener
_MARKED_EACH = 60


def meet_outside(kind: str, code: str, staff: UUID, *, at: datetime) -> UUID:
    """The outside system of this kind and name, made where it is new; it was heard of now."""
    found, _made = Outside.objects.update_or_create(
        kind=kind,
        code=code,
        defaults={"heard_at": at, "staff": staff},
        create_defaults={"id": new_id(at), "heard_at": at, "staff": staff, "lag_minutes": LAG},
    )
    return found.id


def set_lag(outside: UUID, minutes: int) -> None:
    """It may be so many minutes behind from now on. Raises LagUnfit, NotFound."""
    if not 0 <= minutes <= LONGEST_LAG:
        raise LagUnfit
    if not Outside.objects.filter(id=outside).update(lag_minutes=minutes):
        raise NotFound("outside.unknown", _("There is no such system."))


def mark_fetched(staff: UUID, place: UUID | None, *, at: datetime) -> bool:
    """Whoever holds the token of this person fetched prices; whether that was written: once a minute is enough."""
    return bool(call("pricing_mark_fetched", new_id(at), new_id(at), staff, place, LAG, _MARKED_EACH, at)[0])


def keep_told(outside: UUID, compared: Sequence[ComparedPrice], *, at: datetime) -> None:
    """Keep what an outside system says it shows now; what it said before of the same place and variant gives way."""
    _put(outside, compared, at, told=True)


def keep_compared(outside: UUID, compared: Sequence[ComparedPrice], *, at: datetime) -> int:
    """Keep what came of comparing what it said before; what it meanwhile told anew is left alone. How many changed."""
    return _put(outside, compared, at, told=False)


def forget_told(outside: UUID) -> int:
    """It shows nothing of ours any more: what it said is forgotten; how many prices that were."""
    return int(call("pricing_forget_told", outside)[0])


def _put(outside: UUID, compared: Sequence[ComparedPrice], at: datetime, *, told: bool) -> int:
    if not compared:
        return 0
    # Always in one order: two calls with the same prices the other way round would wait for each other for ever.
    rows = sorted(compared, key=lambda one: (one.told.place, one.told.variant))
    return int(
        call(
            "pricing_keep_told" if told else "pricing_keep_compared",
            outside,
            list(new_ids(len(rows), at)),
            [one.told.place for one in rows],
            [one.told.variant for one in rows],
            [one.told.amount for one in rows],
            [one.told.per for one in rows],
            [one.true_amount for one in rows],
            [one.since for one in rows],
            at,
        )[0]
    )
