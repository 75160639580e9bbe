"""Somebody says on a paper of stock which lots its goods are of, or which numbers its pieces bear."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.stock import actions
from prilavok.domains.stock.types import Goods, LotSaid
from prilavok.insights.told_apart import serials_among
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "stock.see"  # and the right of the paper's kind at its place, which the doors ask for


def enter_lot(paper: UUID, said: LotSaid, *, key: str, actor: Actor, at: datetime) -> bool:
    """So many more of the lot are in somebody's hand: its line grows too; a key counts once.

    Raises PaperUnknown, PaperClosed, PaperUnfit, LotUnfit, SerialKnown.
    """
    with story():
        serial = serials_among([said.variant])[said.variant]
        return actions.enter_lot(paper, said, serial=serial, key=key, actor=actor, at=at)


def set_lot(paper: UUID, said: LotSaid, *, actor: Actor, at: datetime) -> None:
    """Exactly so many of the lot stand on the paper; nought takes it off. Raises what enter_lot does."""
    with story():
        actions.set_lot(paper, said, serial=serials_among([said.variant])[said.variant], at=at)


def name_goods(paper: UUID, goods: Sequence[Goods], *, actor: Actor, at: datetime) -> None:
    """Within the caller's story: the lots of goods that stand on a paper just begun. Raises what enter_lot does."""
    said = [lot for one in goods for lot in one.lots]
    serials = serials_among([one.variant for one in said]) if said else {}
    for one in said:
        actions.set_lot(paper, one, serial=serials[one.variant], at=at)
