"""An order that is paid already is given out for its code alone, away from the till: nobody waits in a line."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.orders.queries import read_order, units_left
from prilavok.domains.payments.queries import due_of, held_for, list_attempts, paid_for
from prilavok.domains.payments.types import Paying
from prilavok.domains.receipts.types import HandedOver
from prilavok.domains.stock.types import LotSaid
from prilavok.flows.find_pickup import PickupFound
from prilavok.flows.hand_over_order import hand_over
from prilavok.flows.take_held import take_held
from prilavok.insights.gift_lines import in_stock
from prilavok.insights.handed_pieces import check_pieces
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import Actor
from prilavok.kit.money import Money, format_money
from prilavok.kit.words import LANGUAGES

needs = "orders.hand_over"


class StillOwed(Refused):
    """Something of the order is to be paid: at the till, or by the customer's own phone."""

    def __init__(self, number: str, owed: Money) -> None:
        super().__init__(
            "order.still_owed",
            _("Order %(number)s is not paid yet: %(owed)s. Take the money at the till; nothing was handed over."),
            number=number,
            owed=format_money(owed, LANGUAGES[0]),
        )


class GivenByClaim(Refused):
    """What waits under the code is given instead of other goods: its claim is opened for that."""

    def __init__(self, claim: UUID) -> None:
        super().__init__("order.given_by_claim", _("This is given by a claim: open the claim to hand it over."))
        self.claim = claim


def give_out_paid(
    found: PickupFound,
    *,
    lots: Sequence[LotSaid] = (),
    overruled: bool = False,
    place: UUID,
    actor: Actor,
    at: datetime,
) -> HandedOver:
    """Hand over what find_pickup found here, with its receipt; the same once more gives the same receipt.

    What is held on the customer's card is taken first, where with it nothing is owed any more. lots: which pieces they
    are. overruled: see name_handed. Raises GivenByClaim, StillOwed, and what hand_over raises.
    """
    if found.claim is not None:
        raise GivenByClaim(found.claim)
    order = read_order(found.order)
    if due := due_of(order.id, owed=order.owed):  # it goes to the till or home again: the bank holds on
        raise StillOwed(order.number, Money(due, order.currency))
    check_pieces(in_stock(units_left(order.id)), lots, overruled=overruled)  # said before money is taken
    if held_for(order.id):
        take_held(order.id, actor=actor, at=at)
    if (owed := order.owed - paid_for(order.id)) > 0:  # and the bank has let the money go
        raise StillOwed(order.number, Money(owed, order.currency))
    cards = [Paying("card", one.amount, attempt=one.id) for one in list_attempts(order.id) if one.state == "captured"]
    return hand_over(
        order.id, cards, code=found.code, key=f"give out {order.id}", place=place, actor=actor, at=at, lots=lots,
        overruled=overruled,
    )  # fmt: skip
