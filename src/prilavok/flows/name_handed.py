"""What leaves with an order says which pieces it is, where the shop wants to know; no piece leaves twice."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.stock.actions import overrule_lots, take_lots
from prilavok.domains.stock.types import LotSaid
from prilavok.insights.handed_pieces import check_pieces
from prilavok.insights.told_apart import serials_among
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def name_handed(
    order: UUID, place: UUID, lots: Sequence[LotSaid], goods: Mapping[UUID, int], *, overruled: bool, actor: Actor,
    at: datetime,
) -> None:  # fmt: skip
    """Within the caller's story, whose goods are taken by now.

    overruled: somebody who may says that they go without the right number; that is recorded. Raises what check_pieces
    does; the caller's story changes nothing then.
    """
    if passed := check_pieces(goods, lots, overruled=overruled):
        overrule_lots(order, passed, place=place, actor=actor, at=at)
    if lots:
        serials = serials_among([one.variant for one in lots])
        take_lots(order, place, lots, serials, goods, twice=overruled, actor=actor, at=at)
