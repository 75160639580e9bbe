"""A till that was without a line brings a sale: it has happened, so it is recorded, once, whatever the books say."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from prilavok.domains.orders.actions import record_sales
from prilavok.domains.orders.types import COUNTER, Sale, SaleLine
from prilavok.domains.places.queries import read_place
from prilavok.domains.places.types import PlaceView
from prilavok.domains.stock.actions import take_sold
from prilavok.domains.stock.types import Taking
from prilavok.domains.tills.actions import begin_brought, lock_till, note_brought
from prilavok.domains.tills.errors import BroughtUnfit
from prilavok.domains.tills.queries import find_brought, leases_among, settled_instant, wrong_with
from prilavok.domains.tills.types import BroughtView, Noted, TillView, ToldSale
from prilavok.flows.name_buyer import name_buyer
from prilavok.flows.pay_brought import pay_brought
from prilavok.flows.use_leases import use_goods_lent, use_promotions_lent
from prilavok.flows.write_receipt import write_receipt
from prilavok.insights.told_sale import reckoned_then, unfit_here
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "sales.record"


def bring_sale(
    told: ToldSale, said: Mapping[str, object], *, sent: int, actor: Actor, at: datetime
) -> BroughtView | None:
    """Record the sale under the id its till gave it; what became of it, now or before. None: it is just being recorded.

    said: the same, word for word, to be kept. sent: when it was sent, milliseconds by the till's clock. Never refused
    for stock, nor for a promotion that others used up meanwhile. Raises TillUnknown, BroughtUnfit, SaleImpossible; then
    nothing is recorded, and whoever called sets it aside.
    """
    with story():
        if (known := find_brought(told.id)) is not None:
            return known
        till = lock_till(told.till)
        if till.withdrawn_at is not None:  # who has the device now? people look at what it says
            raise BroughtUnfit("withdrawn")
        if not begin_brought(told, said, by=actor.id, at=at):
            return find_brought(told.id)
        record_brought(told, till, sent=sent, actor=actor, at=at)
        return find_brought(told.id)


def record_brought(told: ToldSale, till: TillView, *, sent: int, actor: Actor, at: datetime) -> None:
    """Within the caller's story, with the till's row and the sale's taken: order, goods, money, receipt.

    actor: who brings it; who sold it stands in the sale, and does what it did.
    """
    place, (sold_at, skew) = read_place(till.place), settled_instant(told.sold_at, sent, at)
    if wrong := wrong_with(told, opened_at=till.opened_at, sold_at=sold_at, at=at) or unfit_here(told, till, place):
        raise BroughtUnfit(wrong)
    cashier, values = Actor("staff", told.cashier), leases_among([one.lease for one in told.values], till.id)
    leaf = name_buyer(told, values, actor=cashier, at=at)
    record_sales([_sale(told, place, leaf, sold_at)], actor=cashier, at=at, origin="live")
    over = use_promotions_lent(told, till, leaf=leaf, actor=cashier, at=at)
    takings = [Taking(told.id, place.id, one.variant, one.quantity, sold_at) for one in told.lines]
    use_goods_lent(till, takings, sale=told.id, leaf=leaf, actor=cashier, at=at)
    take_sold(takings, actor=cashier, at=at, origin="live")
    paid = pay_brought(told, values, place=place, leaf=leaf, actor=cashier, at=at, sold_at=sold_at)
    paper = write_receipt(
        told.id, paid.tenders, place=place.id, change=told.change, earned=paid.earned, actor=cashier, at=at,
        burned=paid.burned, sold_at=sold_at,
    )  # fmt: skip
    reckoned = reckoned_then(told, place, sold_at)
    note_brought(told.id, Noted(sold_at, skew, reckoned, over, paper.id, paid.beyond))


def _sale(told: ToldSale, place: PlaceView, leaf: UUID, sold_at: datetime) -> Sale:
    lines = tuple(SaleLine(one.variant, one.quantity, one.list_amount, one.discount_amount, 0, 0) for one in told.lines)
    return Sale(
        told.id, told.number, COUNTER, f"till:{told.id}", "till", place.id, leaf, told.currency, sold_at,
        place.day_at(sold_at), lines,
    )  # fmt: skip
