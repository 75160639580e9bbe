"""Within other stories: what is named of a lot at a place goes aside by a paper of its own, or comes back by one."""

from datetime import datetime
from uuid import UUID, uuid5

from prilavok.domains.stock import actions
from prilavok.domains.stock.types import LotSaid, LotView, PaperHead
from prilavok.flows.lose_goods import Holders, lose_goods
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories
_ASIDE = PaperHead(from_state="goods", to_state="check")
_BACK = PaperHead(from_state="check", to_state="goods")


def set_lot_aside(
    lot: LotView, place: UUID, units: int, *, key: str, holders: Holders | None, actor: Actor, at: datetime
) -> None:
    """So many units wait for a look from now on. holders: who gives way where they are kept; None: only free ones.

    Lock the lot before, and what the holders hold. Raises StockShort.
    """
    _book(lot, place, units, _ASIDE, key, holders, actor, at)


def put_lot_back(lot: LotView, place: UUID, units: int, *, key: str, actor: Actor, at: datetime) -> None:
    """So many units that were set aside are sold again. Raises StockShort."""
    _book(lot, place, units, _BACK, key, None, actor, at)


def _book(
    lot: LotView, place: UUID, units: int, head: PaperHead, key: str, holders: Holders | None, actor: Actor,
    at: datetime,
) -> None:  # fmt: skip
    paper = actions.draft_paper("set_aside", place, head, key=key, actor=actor, at=at)
    said = LotSaid(variant=lot.variant, code=lot.code, units=units)
    actions.set_lot(paper.id, said, serial=lot.serial, at=at)
    if holders is not None:
        for variant, lost in sorted(actions.units_only_held(paper).items()):
            loss = uuid5(paper.id, str(variant))
            lose_goods(place, variant, lost, holders=holders, by=None, key=loss, actor=actor, at=at)
    actions.book_paper(actions.lock_paper(paper.id), actor=actor, at=at)
