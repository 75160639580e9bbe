"""A lot is called back, and let again."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.stock.errors import LotUnfit, LotUnknown
from prilavok.domains.stock.models import StockLot
from prilavok.domains.stock.queries.lots import read_lot
from prilavok.domains.stock.types.lots import LotView
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import OfLot
from prilavok.kit.events.record import NewEvent, record

_LONGEST = 500


def lock_lot(lot: UUID) -> LotView:
    """The lot, held until the story ends: who blocks it at the same moment waits. Raises LotUnknown."""
    if StockLot.objects.select_for_update().filter(id=lot).first() is None:
        raise LotUnknown
    return read_lot(lot)


def mark_blocked(lot: LotView, reason: str, *, units: int, actor: Actor, at: datetime) -> LotView:
    """A locked lot is sold no more. units: that were set aside. Records lot.blocked. Raises LotUnfit for no reason."""
    said = reason.replace("\x00", "").strip()
    if not said or len(said) > _LONGEST:
        raise LotUnfit("reason")
    StockLot.objects.filter(id=lot.id).update(
        blocked_at=at, blocked_by=actor.id, block_reason=said, version=lot.version + 1
    )
    return _told("lot.blocked", lot, units, actor, at)


def mark_unblocked(lot: LotView, *, units: int, actor: Actor, at: datetime) -> LotView:
    """A locked lot may be sold again. units: that were put back. Records lot.unblocked."""
    StockLot.objects.filter(id=lot.id).update(
        blocked_at=None, blocked_by=None, block_reason="", version=lot.version + 1
    )
    return _told("lot.unblocked", lot, units, actor, at)


def _told(verb: str, lot: LotView, units: int, actor: Actor, at: datetime) -> LotView:
    facts = OfLot(lot.id, lot.variant, units)
    record([NewEvent(verb=verb, occurred_at=at, subject_kind="lot", subject=lot.id, actor=actor, facts=facts)], at)
    return read_lot(lot.id)
