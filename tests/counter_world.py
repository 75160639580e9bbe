"""What tests of the counter need beside a store: a cashier, points, a hand-over in one line."""

import re
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from tests import make
from tests.people import browser, household, new_phone, prove, sms

from prilavok.domains.loyalty.actions import earn_points
from prilavok.domains.loyalty.types import Earning, PointsCode
from prilavok.domains.receipts.types import HandedOver
from prilavok.domains.shipments.queries import open_code, read_shipment
from prilavok.domains.stock.types import LotSaid
from prilavok.flows.ask_for_points import ask_for_points
from prilavok.flows.find_pickup import find_pickup
from prilavok.flows.give_out_paid import give_out_paid
from prilavok.flows.hand_over_order import Paying, hand_over
from prilavok.kit.events.actor import Actor

CASHIER = Actor("staff", UUID("00000000-0000-7000-8000-00000000ca50"))


def code_of(order: UUID) -> str:
    """The pickup code of an order that waits."""
    shipment = read_shipment(order)
    assert shipment is not None
    return open_code(shipment.id)


def hand(order: UUID, *tenders: Paying, place: UUID, key: str = "", code: str | None = None) -> HandedOver:
    """Hand the order over for its own code, unless another is given; who pays with points was asked and said yes."""
    key, code = key or str(uuid4()), code_of(order) if code is None else code
    points = sum(one.amount for one in tenders if one.method == "points")
    said = word(order, points, place=place) if points else None
    return hand_over(order, tenders, code=code, key=key, place=place, actor=CASHIER, at=make.AT, points_code=said)


def give_out(
    code: str, *, place: UUID, lots: Sequence[LotSaid] = (), by: Actor = CASHIER, at: datetime = make.AT
) -> HandedOver:
    """Hand over what is paid ahead for its code alone."""
    found = find_pickup(code, place=place, actor=by, at=at)
    return give_out_paid(found, lots=lots, place=place, actor=by, at=at)


def word(order: UUID, points: int, *, place: UUID, at: datetime = make.AT) -> PointsCode:
    """The customer is asked about so many points and says what they were sent; long after they were asked before."""
    asked = ask_for_points(order, points, key=str(uuid4()), place=place, actor=CASHIER, at=at)
    assert make.ask(
        "UPDATE customers_code SET made_at = made_at - interval '2 hours' WHERE id = %s RETURNING 1", asked.code
    ) == [(1,)]
    return PointsCode(asked.code, digits_of(asked.code))


def digits_of(code: UUID) -> str:
    """The digits of a code for points, as the customer reads them."""
    [(text,)] = make.ask("SELECT text FROM conversations_message WHERE key = %s", f"code:{code}")
    found = re.search(r"\b\d{6}\b", str(text))
    assert found, text
    return found[0]


def buyer_with_phone() -> UUID:
    """The card's leaf of a customer whose phone is proven, so that they can be asked about their points by SMS."""
    sms()
    phone = new_phone()
    _customer, card = household(phone)
    prove(browser(), phone)
    return card


def earned(leaf: UUID, points: int, place: UUID) -> None:
    """The leaf has so many points more of the one programme, which gives a point for 100 minor units."""
    earning = Earning(leaf, uuid4(), place, points * 100, "KZT", make.AT)
    assert earn_points([earning], actor=CASHIER, at=make.AT, origin="live") == points
