"""At the counter a customer leaves something of an order and takes something else: looked at first, then confirmed."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.giftcards.actions import release_gift_cards
from prilavok.domains.orders import actions as orders
from prilavok.domains.orders.errors import CostsMovedOn
from prilavok.domains.orders.types import ChangeView
from prilavok.domains.orders.types import LineAct as Act
from prilavok.domains.payments.queries import paid_for
from prilavok.domains.promotions.actions import void_promotions
from prilavok.domains.shipments.actions import cancel_shipment
from prilavok.domains.stock.actions import give_up, hold_stock, lock_stock, pass_on, release_holds
from prilavok.flows.keep_given import keep_given
from prilavok.flows.payments_due import close_payments
from prilavok.flows.tax_order import tax_order
from prilavok.flows.tell_surplus import tell_surplus
from prilavok.insights.changed_order import ChangePreview, price_change, read_change, shipment_here
from prilavok.insights.gift_lines import in_stock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "orders.hand_over"
__all__ = ["Act", "ChangePreview", "confirm_change", "needs", "preview_change"]


def preview_change(order: UUID, acts: Sequence[Act], *, place: UUID, actor: Actor, at: datetime) -> ChangePreview:
    """What it would make, see price_change. Raises ShipmentUnknown for an order that does not wait here."""
    return read_change(order, acts, place=place, at=at)


def confirm_change(
    order: UUID, acts: Sequence[Act], *, key: str, place: UUID, actor: Actor, at: datetime, version: int | None = None,
    amount: int | None = None,
) -> ChangeView:  # fmt: skip
    """Do what was looked at, or nothing: goods left are free again, goods added are held; the last one ends the order.

    version, amount: of the order as it was looked at, and to come to. The same key again is the same change. Raises
    OrderMovedOn, CostsMovedOn, StockShort, OrderEnded, ActImpossible, NoPrice, PromotionUsedUp, ShipmentUnknown.
    """
    with story():
        found = orders.lock_order(order)
        if known := orders.known_change(order, key):
            return known
        shipment = shipment_here(order, place)
        priced = price_change(found, acts, place=place, at=at)
        change = orders.change_lines(
            order, priced.acts, key=key, paid=paid_for(order), expected_version=version, ended_by="customer",
            actor=actor, at=at,
        )  # fmt: skip
        if amount not in (None, change.amount_after):
            raise CostsMovedOn(change.amount_after)
        keep_given(found, priced.claims, whole=priced.whole, place=place, actor=actor, at=at)
        tax_order(order, list(_units("add", acts)), place=place, actor=actor, at=at, added=True)
        lock_stock([order], place, [act.variant for act in acts])
        give_up(order, _units("take_out", acts), actor=actor, at=at)
        hold_stock(order, place, in_stock(_units("add", acts)), until=shipment.keep_until, actor=actor, at=at)
        after = orders.lock_order(order)
        if after.commercial == "cancelled":
            void_promotions([order], at=at)
            release_gift_cards(order, at=at)
            close_payments(order, owed=0, run_at=at, actor=actor, at=at)
            release_holds(order, actor=actor, at=at, reason="changed")
            cancel_shipment(order, leaf=found.leaf, actor=actor, at=at)
        pass_on({place: list(_units("take_out", acts))}, actor=actor, at=at)
        tell_surplus(after, actor=actor, at=at)
        return change


def _units(kind: str, acts: Sequence[Act]) -> Counter[UUID]:
    units: Counter[UUID] = Counter()
    for act in acts:
        if act.kind == kind:
            units.update({act.variant: act.quantity})
    return units
