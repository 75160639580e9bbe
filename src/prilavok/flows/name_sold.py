"""A sale says which lots its goods are of, or which numbers its pieces bear; where the shop wants it, it must."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.stock.actions import overrule_lots, take_lots
from prilavok.domains.stock.errors import LotBlocked, LotMissing
from prilavok.domains.stock.queries import find_lots
from prilavok.domains.stock.types import LotSaid
from prilavok.insights.told_apart import serials_among, unnamed_at_till
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def name_sold(
    order: UUID, place: UUID, lots: Sequence[LotSaid], goods: Mapping[UUID, int], *, overruled: bool, actor: Actor,
    at: datetime,
) -> None:  # fmt: skip
    """Within the caller's story, whose goods are taken by now.

    overruled: somebody who may says that it is sold all the same; that is recorded. Raises LotMissing, LotBlocked,
    LotUnfit; the caller's story changes nothing then.
    """
    if missing := unnamed_at_till(goods, lots):
        if not overruled:
            raise LotMissing(missing)
        overrule_lots(order, missing, place=place, actor=actor, at=at)
    for said in lots:
        for known in find_lots(said.code, variants=[said.variant]):
            if known.blocked_at is not None:
                raise LotBlocked(known.code)
    if lots:
        serials = serials_among([one.variant for one in lots])
        take_lots(order, place, lots, serials, goods, actor=actor, at=at)
