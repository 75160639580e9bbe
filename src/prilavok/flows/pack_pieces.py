"""Who packs a parcel, or takes it along, says which pieces lie in it; they are the customer's once it is brought."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.shipments.actions import keep_packed
from prilavok.domains.shipments.queries import units_in
from prilavok.domains.shipments.types import ShipmentView
from prilavok.domains.shipments.types.packing import PackedPiece
from prilavok.domains.stock.actions import overrule_lots, take_lots
from prilavok.domains.stock.types import LotSaid
from prilavok.insights.handed_pieces import ask_pieces, check_packed, check_pieces, pieces_brought, unpacked
from prilavok.insights.told_apart import serials_among
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def pack_pieces(
    parcel: ShipmentView, lots: Sequence[LotSaid], *, overruled: bool, actor: Actor, at: datetime
) -> None:  # fmt: skip
    """Within the caller's story, before the parcel lies ready: keep which pieces lie in it, all said anew.

    overruled: see name_handed. Raises what check_pieces does.
    """
    _keep(parcel, lots, {one.variant.id for one in ask_pieces(units_in(parcel.id))}, overruled, actor, at)


def pack_the_rest(
    parcel: ShipmentView, lots: Sequence[LotSaid], *, overruled: bool, actor: Actor, at: datetime
) -> None:  # fmt: skip
    """The same before it leaves, of what was not said yet, or is not in it any more. Raises LotBlocked besides."""
    asked = {one.variant.id for one in unpacked(parcel.id)}
    _keep(parcel, [one for one in lots if one.variant in asked], asked, overruled, actor, at)
    check_packed(parcel.id)


def name_brought_home(parcel: ShipmentView, *, actor: Actor, at: datetime) -> None:
    """Within the caller's story, whose goods the customer has by now: the pieces that were packed are theirs."""
    units = units_in(parcel.id)
    if lots := pieces_brought(parcel.id, units):
        serials = serials_among([one.variant for one in lots])
        take_lots(parcel.order, parcel.place, lots, serials, units, actor=actor, at=at)


def _keep(
    parcel: ShipmentView, lots: Sequence[LotSaid], goods: Collection[UUID], overruled: bool, actor: Actor, at: datetime
) -> None:  # fmt: skip
    if not goods:
        return
    units = {variant: count for variant, count in units_in(parcel.id).items() if variant in goods}
    passed = check_pieces(units, lots, overruled=overruled, parcel=parcel.id)
    pieces = [PackedPiece(one.variant, one.code, one.units) for one in lots]
    for variant in passed:
        if rest := units[variant] - sum(one.units for one in lots if one.variant == variant):
            pieces.append(PackedPiece(variant, "", rest))
    if passed:
        overrule_lots(parcel.order, passed, place=parcel.place, actor=actor, at=at)
    keep_packed(parcel.id, pieces, goods=goods, at=at)
