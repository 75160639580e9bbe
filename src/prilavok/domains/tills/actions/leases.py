"""What is lent to tills out of the shared whole: kept, lessened, ended."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.tills.models import Lease, Till
from prilavok.domains.tills.types import LENT_FOR, Ended, LeaseView


def keep_leases(leases: Sequence[LeaseView], *, at: datetime) -> None:
    """Remember what was taken from the shared whole for a till."""
    Lease.objects.bulk_create(
        Lease(
            id=one.id, till_id=one.till, kind=one.kind, promotion=one.promotion, coupon=one.coupon, code=one.code,
            variant=one.variant, units=one.units, lent_at=at, until=one.until,
        )
        for one in leases
    )  # fmt: skip


def end_leases(leases: Sequence[UUID], ended: Ended, *, at: datetime, sale: UUID | None = None) -> list[UUID]:
    """These have ended; those of them that had not before."""
    rows = Lease.objects.select_for_update().filter(id__in=list(leases), ended="").order_by("id")
    out = [row.id for row in rows]
    Lease.objects.filter(id__in=out).update(ended=ended, ended_at=at, sale=sale)
    return out


def lock_goods_leases(among: Sequence[UUID]) -> list[UUID]:
    """Those of the ids that are goods lent to a till, with the rows of their tills held until the end of the story."""
    out = Lease.objects.filter(id__in=list(among), kind="goods", ended="")
    tills = list(out.values_list("till_id", flat=True))
    if not tills:
        return []
    list(Till.objects.select_for_update().filter(id__in=tills).order_by("id").values_list("id"))
    return list(out.order_by("id").values_list("id", flat=True))


def lessen_lease(lease: UUID, units: int, ended: Ended, *, at: datetime, sale: UUID | None = None) -> None:
    """So many units less are lent; where none are left the lease has ended. The caller holds its till's row."""
    row = Lease.objects.get(id=lease)
    if row.units > units:
        Lease.objects.filter(id=lease, ended="").update(units=row.units - units)
    else:
        end_leases([lease], ended, at=at, sale=sale)


def prolong_leases(till: UUID, *, at: datetime) -> int:
    """What is lent to the till and not over may be used for a whole day from now; how many that are.

    Goods are left as they are: they are kept in the ledger until their own instant.
    """
    fresh = Lease.objects.filter(till=till, ended="", until__gt=at).exclude(kind="goods")
    return fresh.update(until=at + LENT_FOR)
