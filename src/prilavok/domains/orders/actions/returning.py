"""Goods of an order come back: valued, written down as one change, counted on their lines."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.orders.actions.changing import known_change, settle_states
from prilavok.domains.orders.errors import NothingToReturn, OrderMovedOn
from prilavok.domains.orders.models import Change, Line, Order, Return, ReturnLine, Settlement
from prilavok.domains.orders.queries import list_lines, list_returns, units_away
from prilavok.domains.orders.rules import GivenBack, share_left, share_of_units, split_back
from prilavok.domains.orders.types import LineView, OrderView
from prilavok.domains.orders.types.returning import (
    HERE,
    KEPT,
    BringBack,
    CameBack,
    LessPaid,
    LiesHere,
    Owing,
    ReturnTaken,
)
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import ReturnReceived
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id, new_ids


def value_returns(order: UUID, brought: Sequence[BringBack]) -> list[CameBack]:
    """What was paid for just these units, line by line, less what their price was lowered by; changes nothing.

    Units that a claim is just replacing or repairing are not with the customer, nor those that came back for one; the
    latter are valued as LiesHere alone. Raises NothingToReturn, also where the price would be lowered by more than is
    left of it.
    """
    lines, away = {line.id: line for line in list_lines(order)}, units_away(order)
    asked: dict[UUID, int] = {}
    given, lowered = _given_on_lines(order)
    valued = []
    for one in brought:
        line = lines.get(one.line)
        before = line.returned + asked.get(one.line, 0) if line else 0
        lies = isinstance(one, LiesHere)
        away[one.line] = away.get(one.line, 0) - (one.quantity if lies else 0)
        left = line.handed_over - before - away[one.line] if line else 0
        if line is None or not 0 < one.quantity <= left:
            raise NothingToReturn(max(left, 0))
        worth = _worth(line, before, one.quantity, given.get(one.line, 0) if one.line in lowered else None)
        stays = isinstance(one, LessPaid)
        amount = one.amount if isinstance(one, LessPaid) else worth
        if stays and not 0 < amount <= worth:
            raise NothingToReturn(left)
        asked[one.line] = asked.get(one.line, 0) + one.quantity
        given[one.line] = given.get(one.line, 0) + amount
        condition = KEPT if stays else HERE if lies else one.condition
        valued.append(CameBack(line.id, line.variant, one.quantity, amount, one.reason, condition))
    if not valued:
        raise NothingToReturn(sum(line.handed_over - line.returned for line in lines.values()))
    return valued


def _given_on_lines(order: UUID) -> tuple[dict[UUID, int], set[UUID]]:
    """By line what was given back of it so far, and the lines whose price was lowered."""
    given: dict[UUID, int] = {}
    lowered = set()
    for line in (line for one in list_returns([order]) for line in one.lines):
        given[line.line] = given.get(line.line, 0) + line.amount
        lowered |= {line.line} if line.condition == KEPT else set()
    return given, lowered


def _worth(line: LineView, before: int, units: int, given: int | None) -> int:
    """What was paid for so many units after `before` others came back; given: back on a line with a lowered price."""
    paid = max(line.amount - line.coupon_amount, 0)
    if given is None:
        return share_of_units(paid, quantity=line.handed_over, before=before, units=units)
    return share_left(max(paid - given, 0), quantity=line.handed_over - before, units=units)


def reckon_back(
    head: OrderView, valued: Sequence[CameBack], *, by_points: int, worth: int, earned: int
) -> tuple[list[CameBack], GivenBack]:
    """How the value is given back; makers' coupons beyond a line's amount lessen what is left to give.

    by_points: minor units of the order that points paid; worth: of one point; earned: points that the order earned.
    """
    before = sum(one.amount for one in list_returns([head.id]))
    left, capped = head.paid_amount - before, []
    for one in valued:
        amount = min(one.amount, left)
        left -= amount
        capped.append(CameBack(one.line, one.variant, one.quantity, amount, one.reason, one.condition))
    value = sum(one.amount for one in capped)
    back = split_back(
        paid=head.paid_amount, by_points=by_points, worth=worth, earned=earned, before=before, value=value
    )
    return capped, back


def take_returned(
    taken: ReturnTaken,
    owing: Sequence[Owing],
    *,
    key: str,
    paid: int,
    expected_version: int | None,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Write the return down for an order whose row the caller holds; its id, which is the change's.

    paid: minor units taken for the order less what was given back, this return included. Records return.received.
    Raises OrderMovedOn; NothingToReturn where a line has not so many left.
    """
    head = Order.objects.get(id=taken.order)
    if expected_version is not None and head.version != expected_version:
        raise OrderMovedOn(head.version)
    assert known_change(taken.order, key) is None, "a key is asked for before"
    lines = {line.id: line for line in Line.objects.filter(order=head).order_by("position")}
    for one in taken.lines:
        line = lines[one.line]
        if one.condition == KEPT:
            continue
        line.returned += one.quantity
        if line.returned > line.handed_over:
            raise NothingToReturn(line.handed_over - line.returned + one.quantity)
        line.save(update_fields=["returned"])
    before = head.paid_amount - head.returned_amount
    head.returned_amount += taken.points_amount + taken.money
    settle_states(head, list(lines.values()), paid)
    change = Change.objects.create(
        id=new_id(at),
        order=head,
        key=key,
        acts=[_act(one) for one in taken.lines],
        amount_before=before,
        amount_after=head.paid_amount - head.returned_amount,
        actor_kind=actor.kind,
        actor=actor.id,
        changed_at=at,
    )
    _write(change.id, taken, owing, actor, at)
    record([_received(change.id, taken, head.leaf_id, actor, at)], at)
    return change.id


def _received(id: UUID, taken: ReturnTaken, leaf: UUID, actor: Actor, at: datetime) -> NewEvent:
    units = sum(one.quantity for one in taken.lines if one.ours)
    return NewEvent(
        verb="return.received",
        occurred_at=at,
        leaf=leaf,
        subject_kind="order",
        subject=taken.order,
        place=taken.place,
        actor=actor,
        facts=ReturnReceived(
            taken.order, id, len(taken.lines), units, taken.amount, taken.currency, exchange=taken.exchange
        ),
    )


def _act(one: CameBack) -> dict[str, object]:
    return {
        "kind": "return",
        "line": str(one.line),
        "variant": str(one.variant),
        "quantity": one.quantity,
        "amount": one.amount,
        "reason": one.reason,
        "condition": one.condition,
    }


def _write(id: UUID, taken: ReturnTaken, owing: Sequence[Owing], actor: Actor, at: datetime) -> None:
    sums = ("amount", "points_amount", "points_back", "points_due", "points_taken", "withheld", "money", "exchanged")
    head = Return.objects.create(
        id=id,
        order_id=taken.order,
        place_id=taken.place,
        seller=taken.seller,
        taker=taken.taker,
        currency=taken.currency,
        **{name: getattr(taken, name) for name in sums},
        exchange=taken.exchange,
        outside=taken.outside,
        allowed=taken.allowed,
        taken_by=actor.id if actor.kind == "staff" else None,
        taken_at=at,
    )
    ReturnLine.objects.bulk_create(
        ReturnLine(
            id=line_id,
            of=head,
            line_id=one.line,
            variant_id=one.variant,
            quantity=one.quantity,
            amount=one.amount,
            reason=one.reason,
            condition=one.condition,
        )
        for line_id, one in zip(new_ids(len(taken.lines), at), taken.lines, strict=True)
    )
    Settlement.objects.bulk_create(
        Settlement(
            id=new_id(at),
            of=head,
            kind=one.kind,
            debtor=one.debtor,
            creditor=one.creditor,
            amount=one.amount,
            currency=taken.currency,
            made_at=at,
        )
        for one in owing
        if one.amount > 0
    )
