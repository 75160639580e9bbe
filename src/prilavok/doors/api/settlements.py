"""All that legal entities owe each other, whatever it came of."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from prilavok.domains.orders.queries import list_settlements
from prilavok.domains.orders.types.settling import SettlementView
from prilavok.doors.api.returns import SettlementsAsked, settlement_told
from prilavok.doors.api.routes import page_of, reads
from prilavok.doors.api.shapes import Amount, Instant, Listed, Shape

router = Router(tags=["returns"])


class AnySettlement(Shape):
    """What the debtor (a legal entity) owes the creditor, whatever it came of. kind: money that went through the hands
    of another than the seller, goods of the seller that lie with another, handed (goods of another for its order).

    return_id: the return it is for, null where it is for none. place: null where nobody knows. paper: as of Settlement.
    """

    id: UUID
    return_id: UUID | None
    order: UUID
    number: str
    place: UUID | None
    kind: str
    debtor: UUID
    creditor: UUID
    amount: Amount
    made_at: Instant
    paper: str = ""


@reads(router, "/settlements/all", needs="settlements.see", gives=Listed[AnySettlement])
def list_of_all_settlements(request: HttpRequest, asked: Query[SettlementsAsked]) -> Listed[AnySettlement]:
    """All that legal entities owe each other: for returns, parcels of another firm, money and cards that crossed."""
    return page_of("settlements-all", asked, lambda after, limit: list_settlements(after=after, limit=limit), _row)


def _row(one: SettlementView) -> AnySettlement:
    return settlement_told(AnySettlement, one)
