"""What is lent to tills is lessened and ended, also where goods are lost: without a refusal of its own."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.tills.models import Lease, Till
from prilavok.domains.tills.types import Ended


def end_leases(leases: Sequence[UUID], ended: Ended, *, at: datetime, sale: UUID | None = None) -> list[UUID]:
    """These have ended; those of them that had not before."""
    rows = Lease.objects.select_for_update().filter(id__in=list(leases), ended="").order_by("id")
    out = [row.id for row in rows]
    Lease.objects.filter(id__in=out).update(ended=ended, ended_at=at, sale=sale, digest="", salt="")
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
