"""What tests of the counter need beside a store: a cashier, points, a hand-over in one line."""

from uuid import UUID, uuid4

from tests import make

from prilavok.domains.loyalty.actions import earn_points
from prilavok.domains.loyalty.types import Earning
from prilavok.domains.receipts.types import HandedOver
from prilavok.domains.shipments.queries import open_code, read_shipment
from prilavok.flows.hand_over_order import Paying, hand_over
from prilavok.kit.events.actor import Actor

CASHIER = Actor("staff", UUID("00000000-0000-7000-8000-00000000ca50"))


def code_of(order: UUID) -> str:
    """The pickup code of an order that waits."""
    shipment = read_shipment(order)
    assert shipment is not None
    return open_code(shipment.id)


def hand(order: UUID, *tenders: Paying, place: UUID, key: str = "", code: str | None = None) -> HandedOver:
    """Hand the order over for its own code, unless another is given."""
    key, code = key or str(uuid4()), code_of(order) if code is None else code
    return hand_over(order, tenders, code=code, key=key, place=place, actor=CASHIER, at=make.AT)


def earned(leaf: UUID, points: int, place: UUID) -> None:
    """The leaf has so many points more of the one programme, which gives a point for 100 minor units."""
    earning = Earning(leaf, uuid4(), place, points * 100, "KZT", make.AT)
    assert earn_points([earning], actor=CASHIER, at=make.AT, origin="live") == points
