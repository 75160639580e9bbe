"""An order of gift cards alone was paid before anybody collected it: nothing has to be fetched, so it is issued now."""

from datetime import datetime

from prilavok.domains.orders.types import OrderView
from prilavok.domains.payments.queries import paid_for
from prilavok.domains.payments.types import AttemptView
from prilavok.domains.receipts.types import ReceiptView
from prilavok.domains.shipments.queries import read_shipment
from prilavok.domains.staff.queries import read_staff
from prilavok.flows.hand_over_order import Paying, hand_over_here
from prilavok.insights.gift_lines import gifts_alone
from prilavok.kit.db.connections import tried
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def issue_bought(head: OrderView, paid: AttemptView, *, actor: Actor, at: datetime) -> ReceiptView | None:
    """Within the caller's story, which holds the order's row and has noted the payment: its cards, with its receipt.

    None, and all stays as it is, where goods are among them, something is still owed, or staff charged the card: they
    hand over themselves. Done once, since the order is complete by it. Its codes stand on the customer's own page.
    """
    waits = read_shipment(head.id)
    if head.place is None or waits is None or waits.home or not waits.waits or not gifts_alone(head.id):
        return None
    if paid_for(head.id) < head.owed or (paid.asked_by and read_staff([paid.asked_by])):
        return None
    try:
        with tried():
            tenders = [Paying("card", paid.amount, attempt=paid.id)]
            return hand_over_here(head.id, tenders, place=head.place, actor=actor, at=at)
    except Refused:
        return None  # the money is taken either way: at the counter people see why no card can be made of it
