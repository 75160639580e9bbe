"""What acts do to the lines of an order."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.orders.errors import ActImpossible
from prilavok.domains.orders.models import Line
from prilavok.domains.orders.rules import line_kind, staying_share, taken_from
from prilavok.domains.orders.types import LineAct
from prilavok.kit.ids import new_id
from prilavok.kit.money import share_units


def acted(lines: Sequence[Line], order: UUID, acts: Sequence[LineAct], *, at: datetime | None) -> list[Line]:
    """The lines with the acts done to them, taken out before added; nothing is saved."""
    wanted: dict[UUID, int] = {}
    for act in acts:
        if act.quantity <= 0 and act.kind != "bring":
            raise ActImpossible(act.variant, 0)
        if act.kind == "take_out":
            wanted[act.variant] = wanted.get(act.variant, 0) + act.quantity
    for variant, quantity in wanted.items():
        own = [line for line in lines if line.variant_id == variant]
        taken = taken_from([line.quantity - line.cancelled - line.handed_over for line in own], quantity)
        if taken is None:
            raise ActImpossible(variant, sum(line.quantity - line.cancelled - line.handed_over for line in own))
        for line, units in zip(own, taken, strict=True):
            _take_out(line, units)
    for act in acts:
        if act.kind == "reprice":
            _reprice([line for line in lines if line.variant_id == act.variant and line.list_amount], act)
    added = [act for act in acts if act.kind == "add"]
    for act in acts:
        if act.kind == "bring" and not _bring([line for line in lines if line.variant_id == act.variant], act):
            added.append(act)
    last = max((line.position for line in lines), default=0)
    return [*lines, *(_new_line(order, last + nth, act, at) for nth, act in enumerate(added, 1))]


def _take_out(line: Line, units: int) -> None:
    staying = line.quantity - line.cancelled - units
    line.promotion_amount = staying_share(line.promotion_amount, staying=staying, taken=units)
    line.match_amount = staying_share(line.match_amount, staying=staying, taken=units)
    line.coupon_amount = staying_share(line.coupon_amount, staying=staying, taken=units)
    line.list_amount = staying_share(line.list_amount, staying=staying, taken=units)
    line.amount = line.list_amount - line.promotion_amount - line.match_amount
    line.cancelled += units


def _reprice(own: Sequence[Line], act: LineAct) -> None:
    """What promotions take off the goods of these lines now, shared by what they come to. Raises ActImpossible."""
    if sum(line.quantity - line.cancelled for line in own) != act.quantity or any(line.coupon_amount for line in own):
        raise ActImpossible(act.variant, 0)
    for line, amount in zip(own, share_units(act.discount_amount, [line.list_amount for line in own]), strict=True):
        line.promotion_amount = amount
        line.amount = line.list_amount - line.promotion_amount - line.match_amount


def _bring(own: Sequence[Line], act: LineAct) -> bool:
    """The service that brings goods home costs so much now; whether nothing is left to do, as there is a line of it."""
    for line in own[:1]:
        line.list_amount = line.amount = act.list_amount
        line.kind = line_kind(quantity=0, amount=act.list_amount, coupon_amount=0)
    return bool(own) or not act.list_amount


def _new_line(order: UUID, position: int, act: LineAct, at: datetime | None) -> Line:
    amount = act.list_amount - act.discount_amount
    return Line(
        id=new_id(at),
        order_id=order,
        position=position,
        kind=line_kind(quantity=act.quantity, amount=amount, coupon_amount=0),
        variant_id=act.variant,
        quantity=act.quantity,
        list_amount=act.list_amount,
        promotion_amount=act.discount_amount,
        match_amount=0,
        amount=amount,
        coupon_amount=0,
    )
