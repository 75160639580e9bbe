"""Goods that come back bear numbers: they are those that were sold, or somebody who may takes them all the same."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.orders.types.returning import BringBack, CameBack
from prilavok.domains.stock.actions import bring_lots, overrule_lots, put_lots
from prilavok.domains.stock.types import LotSaid
from prilavok.insights.pieces import prove_pieces
from prilavok.insights.told_apart import serials_among
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def name_brought(
    order: UUID, brought: Sequence[BringBack], lines: Sequence[CameBack], *, overruled: bool, place: UUID,
    actor: Actor, at: datetime,
) -> None:  # fmt: skip
    """Within the caller's story, whose goods are back by now.

    overruled: see Agreed.other_piece; that is recorded. Raises LotMissing, PieceOfAnother, LotUnfit;
    then nothing is changed.
    """
    proof = prove_pieces(order, brought, lines, overruled=overruled)
    if proof is None:
        return
    if overruled and (doubted := proof.doubted):
        overrule_lots(order, doubted, place=place, actor=actor, at=at)
    said = [LotSaid(variant=one.variant, code=one.code) for one in proof.pieces]
    rows = put_lots(said, serials_among([one.variant for one in said]), at=at) if said else {}
    back = [one.brought(rows[one.variant, one.code].id) for one in proof.pieces]
    bring_lots(order, place, back, actor=actor, at=at)
