"""Baskets are opened, filled, merged, and become orders."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from prilavok.domains.baskets.errors import (
    BasketClosed,
    BasketFull,
    BasketMoved,
    BasketPaying,
    BasketUnknown,
    CouponsTooMany,
    basket_refusal,
)
from prilavok.domains.baskets.queries import read_basket
from prilavok.domains.baskets.rules import MOST_COUPONS, MOST_LINES, fits, merged
from prilavok.domains.baskets.types import BasketView, Wish
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import BasketChanged, BasketRepriced, Touchpoint
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id, new_ids
from prilavok.kit.words import wordless


def open_basket(leaf: UUID, *, place: UUID | None, touchpoint: str, at: datetime) -> UUID:
    """The open basket of a leaf, an empty one where there is none; its id."""
    return cast(UUID, call("baskets_open", new_id(at), leaf, place, touchpoint, at)[0])


def set_wishes(
    basket: UUID,
    wishes: Sequence[Wish],
    *,
    touchpoint: str,
    actor: Actor,
    at: datetime,
    expected_version: int | None = None,
    place: UUID | None = None,
) -> BasketView:
    """Set how many units of variants are wanted (nought takes one out), and choose the place where one is given.

    Of equal variants the last wish holds. Records basket.changed for each quantity that is another now. Raises
    BasketUnknown, BasketClosed, BasketFull, and BasketMoved where the version is not the expected one.
    """
    wanted = wanted_of(wishes)
    trouble, version, became, changed = call(
        "baskets_set",
        basket,
        expected_version,
        place,
        list(new_ids(len(wanted), at)),
        list(wanted),
        list(wanted.values()),
        touchpoint,
        actor.kind,
        actor.id,
        MOST_LINES,
        at,
    )[0]
    if trouble is not None:
        raise basket_refusal(trouble, version, became)
    view = read_basket(basket)
    record([changed_line(view, variant, wanted[variant], touchpoint, actor, at) for variant in changed], at)
    return view


def set_coupons(basket: UUID, codes: Sequence[str], *, touchpoint: str, actor: Actor, at: datetime) -> BasketView:
    """Exactly these coupon codes lie in the basket from now on; records basket.repriced where that is another set.

    Raises BasketUnknown, BasketClosed, CouponsTooMany.
    """
    if len(codes) > MOST_COUPONS:
        raise CouponsTooMany
    trouble, version, became, changed = call("baskets_set_coupons", basket, list(codes), at)[0]
    if trouble is not None:
        raise basket_refusal(trouble, version, became)
    view = read_basket(basket)
    if changed:
        facts = BasketRepriced(view.id, len(codes), cast(Touchpoint, touchpoint))
        record(
            [
                NewEvent(
                    verb="basket.repriced",
                    occurred_at=at,
                    leaf=view.leaf,
                    subject_kind="basket",
                    subject=view.id,
                    place=view.place,
                    actor=actor,
                    facts=facts,
                )
            ],
            at,
        )
    return view


def wanted_of(wishes: Sequence[Wish]) -> dict[UUID, int]:
    """How many units of each variant are wanted; of equal variants the last wish holds. Raises BasketFull."""
    wanted = {wish.variant: wish.quantity for wish in wishes}
    if not all(fits(quantity) for quantity in wanted.values()):
        raise BasketFull
    return wanted


def choose_place(
    basket: UUID, place: UUID, *, touchpoint: str, actor: Actor, at: datetime, expected_version: int | None = None
) -> BasketView:
    """Choose where the goods would be collected; see set_wishes for what is raised."""
    return set_wishes(
        basket, (), touchpoint=touchpoint, actor=actor, at=at, expected_version=expected_version, place=place
    )


def merge_basket(into: UUID, other: UUID, *, touchpoint: str, actor: Actor, at: datetime) -> BasketView:
    """Put what is in one basket into another of the same person, and give the one up; see rules.merged.

    The lines keep the hand that merged them. Raises what set_wishes raises.
    """
    kept, gone = read_basket(into), read_basket(other)
    if gone.state != "open":
        raise BasketClosed(gone.order)
    if gone.is_paying(at):
        raise BasketPaying
    wanted = merged(
        {str(line.variant): line.quantity for line in kept.lines},
        {str(line.variant): line.quantity for line in gone.lines},
    )
    view = set_wishes(
        into,
        [Wish(UUID(variant), quantity) for variant, quantity in wanted.items()],
        touchpoint=touchpoint,
        actor=actor,
        at=at,
        place=gone.place if kept.place is None else None,
    )
    if codes := [one for one in gone.coupons if one not in view.coupons]:
        both = [*view.coupons, *codes][:MOST_COUPONS]
        view = set_coupons(into, both, touchpoint=touchpoint, actor=actor, at=at)
    call("baskets_drop", other, at)
    return view


def mark_ordered(basket: UUID, order: UUID, version: int, *, at: datetime) -> None:
    """The basket of this version has become an order. Raises BasketUnknown, BasketClosed, BasketMoved."""
    for _id, state, found in call("baskets_lock", [basket]):
        if state != "open":
            raise BasketClosed(read_basket(basket).order)
        if found != version:
            raise BasketMoved(found)
        call("baskets_mark_ordered", [basket], [order], at)
        return
    raise BasketUnknown


def changed_line(
    basket: BasketView, variant: UUID, quantity: int, touchpoint: str, actor: Actor, at: datetime
) -> NewEvent:
    """So many units of the variant are in the basket now."""
    return NewEvent(
        verb="basket.changed",
        occurred_at=at,
        leaf=basket.leaf,
        subject_kind="basket",
        subject=basket.id,
        place=basket.place,
        actor=actor,
        facts=BasketChanged(basket.id, variant, quantity, cast(Touchpoint, touchpoint)),
    )


wordless("baskets_basket", ["coupons"], "codes of coupons of ours")
