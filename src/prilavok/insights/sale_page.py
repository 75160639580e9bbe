"""A quick sale at a till before it is paid: what the scanned goods cost here, and who earns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from prilavok.domains.catalog.queries import products_coded, read_variants, variants_of
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.connections.queries import is_connected
from prilavok.domains.customers.queries import (
    find_by_phone,
    find_identifier_leaves,
    leaves_with,
    opens,
    proves,
    read_own_code,
)
from prilavok.domains.customers.types import Arrived
from prilavok.domains.giftcards.queries import gift_holds_of, gift_sum, parts_of
from prilavok.domains.giftcards.types import GiftHold, GiftPart
from prilavok.domains.loyalty.queries import first_end, spendable, tier_held
from prilavok.domains.loyalty.types import PointsEnd, TierHeld
from prilavok.domains.orders.queries import list_orders
from prilavok.domains.orders.types import OrderFilter, OrderView
from prilavok.domains.payments.queries import list_attempts
from prilavok.domains.payments.types import AttemptView
from prilavok.domains.places.queries import read_place
from prilavok.domains.places.types import PlaceName
from prilavok.domains.pricing.types import PricedWish, ShownPrice
from prilavok.domains.promotions.types.pricing import PricedLine
from prilavok.domains.staff.types import StaffActor
from prilavok.domains.stock.types import Coming, Promisable
from prilavok.insights.gift_lines import promised_to_sell
from prilavok.insights.home_way import HomeWay, goods_home
from prilavok.insights.picking_list import names_of
from prilavok.insights.price_reasons import Reason, reasons_of
from prilavok.insights.reckoning import NOBODY, Who, reckon
from prilavok.insights.set_names import SetNames, sets_priced

#: so many of the smallest unit of weight and volume make the one people say
MEASURED = 1000


@dataclass(frozen=True, slots=True)
class SaleRow:
    """One scanned line. price: None where this store has none, then it cannot be sold. free: units not held for others.

    amount: minor units that are paid for it. discount: what promotions took off. coming: the next delivery.
    way: of what is not free here by the books, how one of it goes home.
    """

    variant: VariantView
    units: int
    price: ShownPrice | None
    amount: int
    free: int
    discount: int = 0
    coming: Coming | None = None
    way: HomeWay | None = None

    @property
    def said(self) -> str:
        """The quantity as people type it: pieces, or the thousand of smaller units."""
        if self.variant.unit == "piece":
            return str(self.units)
        return f"{self.units // MEASURED}.{self.units % MEASURED:03d}".rstrip("0").rstrip(".")

    @property
    def unknown_to_stock(self) -> bool:
        """Whether the ledger knows of fewer free units than are in the cashier's hand; it is sold nevertheless."""
        return self.units > self.free


@dataclass(frozen=True, slots=True)
class Earner:
    """The customer who earns: no more than the way they arrived opens. points: None where the balance is not opened.

    orders: the latest, where that is opened too. end: which of the points end first. tier: what they hold, where the
    balance is opened and there are tiers.
    """

    leaf: UUID
    arrived: Arrived
    name: str
    points: int | None
    orders: tuple[OrderView, ...] = ()
    end: PointsEnd | None = None
    tier: TierHeld | None = None


@dataclass(frozen=True, slots=True)
class SalePage:
    """What the till shows of a sale; amount in minor units of the place's currency. attempts: to charge a card.

    gifts: what is kept for it on gift cards; by_gifts: what of that pays it. sets: by variant, the name of its set.
    """

    place: PlaceName
    rows: tuple[SaleRow, ...]
    amount: int
    earner: Earner | None
    who: Who = NOBODY
    reasons: tuple[Reason, ...] = ()
    unfit_coupons: Mapping[str, str] = field(default_factory=dict)
    attempts: tuple[AttemptView, ...] = ()
    gifts: tuple[GiftHold, ...] = ()
    by_gifts: tuple[GiftPart, ...] = ()
    sets: SetNames = field(default_factory=dict)

    @property
    def kept(self) -> int:
        """What gift cards pay of it, minor units."""
        return gift_sum(self.by_gifts)

    @property
    def taken(self) -> int:
        """What a card has paid of it already."""
        return sum(one.amount for one in self.attempts if one.state == "captured")

    @property
    def due(self) -> int:
        """What is still to be paid."""
        return max(self.amount - self.taken - self.kept, 0)

    @property
    def online(self) -> bool:
        """Whether customers pay at a page of the bank, too."""
        return is_connected("online")

    @property
    def waiting(self) -> AttemptView | None:
        """The payment that the bank has not answered yet, or that waits for the customer at a page."""
        return next((one for one in self.attempts if one.is_open or one.waits), None)

    @property
    def refused(self) -> AttemptView | None:
        """The last card attempt, where the terminal refused it."""
        last = self.attempts[-1] if self.attempts else None
        return last if last and last.state == "refused" else None

    @property
    def sellable(self) -> bool:
        """Whether there is something, and all of it has a price here."""
        return bool(self.rows) and all(row.price is not None for row in self.rows)


def read_sale_page(
    place: PlaceName,
    lines: Sequence[tuple[UUID, int]],
    *,
    order: UUID,
    leaf: UUID | None,
    arrived: Arrived,
    coupons: Sequence[str] = (),
    actor: StaffActor,
    at: datetime,
) -> SalePage:
    """The lines with names, prices of the moment and stock; a variant that is gone from the catalogue is left out.

    order: the id the sale will get, which cards are charged for. coupons: codes that the customer showed.
    """
    ids = [variant for variant, _units in lines]
    variants = read_variants(ids)
    here = promised_to_sell(place, ids, variants, touchpoint="till", at=at)
    who = who_stands_here(leaf, arrived)
    wishes = [PricedWish(one, units) for one, units in lines if one in variants]
    reckoned = reckon(wishes, place, touchpoint="till", who=who, coupons=coupons, at=at)
    priced = {line.variant: line for line in reckoned.priced.lines}
    lacking = [one.variant for one in wishes if one.quantity > here[one.variant].free]
    ways = goods_home(read_place(place.id), lacking, at, touchpoint="tablet").ways if lacking else {}
    rows = tuple(
        replace(
            _row(variants[one.variant], one.quantity, priced.get(one.variant), here[one.variant]),
            way=ways.get(one.variant),
        )
        for one in wishes
    )
    earner = _earner(leaf, arrived, place.currency, actor, at) if leaf else None
    attempts = tuple(list_attempts(order)) if rows else ()
    amount, taken = reckoned.priced.amount, sum(one.amount for one in attempts if one.state == "captured")
    kept = gift_holds_of(order, at) if rows else []
    return SalePage(
        place, rows, amount, earner, who, tuple(reasons_of(reckoned)), reckoned.refused, attempts,
        tuple(kept), tuple(parts_of(kept, min(amount - taken, goods_of(rows)))), sets_priced(reckoned.priced.lines),
    )  # fmt: skip


def goods_of(rows: Sequence[SaleRow]) -> int:
    """What all but the gift cards among the rows cost, minor units: no more of it is paid by gift cards."""
    return sum(row.amount for row in rows if row.variant.kind != "gift")


def who_stands_here(leaf: UUID | None, arrived: Arrived) -> Who:
    """As whom a till treats its customer: a scanned card is a member, a phone that was only named is anybody's."""
    if leaf is None or proves(arrived).see_own == "no":
        return NOBODY
    return Who(tuple(leaves_with(leaf)))


def find_on_shelf(code: str) -> VariantView | None:
    """The one variant of this SKU or barcode; None where there is none, or where it is not clear which."""
    tidy = code.strip()
    found = [one for group in variants_of(products_coded(tidy)).values() for one in group]
    exact = [one for one in found if tidy in (one.sku, one.barcode)]
    return exact[0] if len(exact) == 1 else None


def find_earner(text: str, at: datetime) -> tuple[UUID, Arrived] | None:
    """The leaf that a scanned loyalty card, the code of an own page or a typed phone names, and which it was."""
    tidy = text.strip()
    if (own := read_own_code(tidy, at)) and opens(own).see_own == "yes":
        return own, "qr"
    if tidy in (cards := find_identifier_leaves("card", [tidy])):
        return cards[tidy], "card"
    named = find_by_phone(tidy)
    return (named.leaf, "phone") if named else None


def _earner(leaf: UUID, arrived: Arrived, currency: str, actor: StaffActor, at: datetime) -> Earner:
    opened = proves(arrived)
    leaves = leaves_with(leaf) if opened.see_own != "no" else []
    balanced = opened.see_own in ("yes", "balance")
    balance = spendable(leaves, currency) if balanced else None
    tier = tier_held(leaves, currency, at) if balanced else None
    # A phone that is only said tells not even a name: whoever says another's would hear whose it is.
    name = names_of([leaf], actor=actor).get(leaf, "") if opened.see_own != "no" else ""
    orders = list_orders(OrderFilter(leaves=tuple(leaves)), limit=3).rows if opened.see_own == "yes" else ()
    points = balance.points if balance else None
    return Earner(leaf, arrived, name, points, tuple(orders), first_end(leaves, balance), tier)


def _row(variant: VariantView, units: int, line: PricedLine | None, here: Promisable) -> SaleRow:
    if line is None:
        return SaleRow(variant, units, None, 0, here.free, coming=here.next)
    return SaleRow(
        variant, units, ShownPrice(line.price, line.per), line.amount, here.free, line.discount_amount, here.next
    )
