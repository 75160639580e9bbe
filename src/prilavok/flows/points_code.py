"""The customer's own word that so many points pay this order: a one-time code that fits nothing else."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.actions import use_code
from prilavok.domains.customers.errors import CodeWrong
from prilavok.domains.loyalty.errors import PointsCodeNeeded
from prilavok.domains.loyalty.queries import bind_points, points_paid
from prilavok.domains.loyalty.types import PointsCode
from prilavok.domains.orders.queries import read_order
from prilavok.domains.orders.types import OrderView
from prilavok.domains.payments.queries import points_part
from prilavok.domains.payments.types import Paying
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


class _Fits(Exception):
    """The code is right; whoever only looks takes back that it was used."""


def use_points_code(
    order: OrderView, tenders: Sequence[Paying], said: PointsCode | None, *, actor: Actor, at: datetime
) -> CodeWrong | None:
    """Use the code up within the caller's story, where points are to pay; the refusal where it is wrong.

    An order that waits no more wants no code: it is paid, and told again what it was told. The refusal is given and
    not raised: the caller commits, so that the try counts, and raises it then. Raises PointsCodeNeeded, PointsUnfit,
    CodeEnded.
    """
    if not (amount := points_part(tenders)) or order.commercial != "placed":
        return None
    if said is None:
        raise PointsCodeNeeded
    points = points_paid(amount, order.currency)
    try:
        use_code(said.code, order.leaf, bind_points(said.digits, order.id, points), at=at)
    except CodeWrong as wrong:
        return wrong
    return None


def try_points_code(order: UUID, tenders: Sequence[Paying], said: PointsCode, *, actor: Actor, at: datetime) -> None:
    """Whether the code will fit, asked before a card is charged for the rest.

    A right one stays as it was, a wrong one counts as tried. Raises CodeWrong, CodeEnded, PointsUnfit.
    """
    try:
        with story():
            wrong = use_points_code(read_order(order), tenders, said, actor=actor, at=at)
            if wrong is None:
                raise _Fits
    except _Fits:
        return
    raise wrong
