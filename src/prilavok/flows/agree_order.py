"""A part of stories that place an order to be brought home: priced, routed, held and written down."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.giftcards.errors import GiftCardAtStore
from prilavok.domains.orders.actions import draw_number, place_planned, plan_order
from prilavok.domains.orders.types import Placed, SaleLine
from prilavok.domains.places.queries import read_place
from prilavok.domains.shipments.actions import agree_delivery, tidy_words
from prilavok.domains.shipments.errors import DeliveryRepriced
from prilavok.domains.shipments.queries import parcels_kept_until
from prilavok.domains.shipments.types.delivering import Delivering
from prilavok.flows.send_ahead import send_home
from prilavok.flows.tax_order import tax_order
from prilavok.insights.gift_lines import gifts_among
from prilavok.insights.sending import Asked, goal_of, read_offer
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


@dataclass(frozen=True, slots=True)
class Deal:
    """What is agreed, but for the way home. key: names the order for ever. place: the one that sells.

    basket: what it was, where there was one.
    """

    key: str
    lines: Sequence[SaleLine]
    place: UUID
    currency: str
    leaf: UUID
    touchpoint: str
    basket: UUID | None = None

    @property
    def amount(self) -> int:
        """What the goods come to, minor units."""
        return sum(line.amount for line in self.lines)


def agree_order(deal: Deal, told: Delivering, *, claim: Callable[[UUID], None], actor: Actor, at: datetime) -> Placed:
    """Within the caller's story: place the order of a deal.

    claim: uses up what the order takes besides goods (its basket, its promotions) once its id is known; what it raises
    undoes the story. Locks: those of the claim, then holds and balances in the order of their ids. Raises
    DeliveryUnfit, NotDelivered, DeliveryRepriced, NoRoute, NotAhead, GiftCardAtStore.
    """
    tidy_words(told)
    if gifts_among([line.variant for line in deal.lines]):
        raise GiftCardAtStore  # no place has one to send
    seller, goal = read_place(deal.place), goal_of(told.zone, told.point)
    offer = read_offer(seller, told.zone, goal, deal.amount, at)
    if told.expected not in (None, offer.amount):
        raise DeliveryRepriced(offer.amount)
    plan = plan_order(amount=deal.amount + offer.amount, zone=seller.zone, at=at)
    claim(plan.id)
    number, _day = draw_number(zone=seller.zone, at=at)
    service = offer.row.service
    place_planned(
        plan, number, deal.key, deal.lines, touchpoint=deal.touchpoint, place=deal.place, leaf=deal.leaf,
        currency=deal.currency, basket=deal.basket, service=(service, offer.amount), actor=actor, at=at,
    )  # fmt: skip
    goods = [one.variant for one in deal.lines]
    tax_order(plan.id, [*goods, service], place=deal.place, actor=actor, at=at, added=False)
    agree_delivery(
        plan.id, told, leaf=deal.leaf, point=goal, amount=offer.amount, currency=deal.currency, service=service, at=at
    )
    wants, most = {line.variant: line.quantity for line in deal.lines}, 1 if told.pay == "door" else None
    asked = Asked(wants, seller, goal, most, touchpoint=deal.touchpoint)
    until = parcels_kept_until(told.pay, plan.keep_until, at)
    waits = told.wait_until
    sent = send_home(plan.id, asked, wait_until=waits, leaf=deal.leaf, until=until, actor=actor, at=at)
    return Placed(plan.id, number, sent[0], new=True)
