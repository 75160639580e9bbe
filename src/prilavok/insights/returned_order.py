"""What bringing goods back would make: its worth, the ways the money goes, points, and whether terms allow it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from prilavok.domains.catalog.queries import goods_of, not_in_stock
from prilavok.domains.customers.queries import leaves_with
from prilavok.domains.giftcards.errors import GiftCardNotReturned
from prilavok.domains.loyalty.queries import points_earned_by, spendable
from prilavok.domains.loyalty.types import Undoing
from prilavok.domains.orders.actions import reckon_back, value_returns
from prilavok.domains.orders.errors import ReturnNotHere
from prilavok.domains.orders.queries import goods_kinds, kept_price, read_order, terms_at
from prilavok.domains.orders.types import OrderView
from prilavok.domains.orders.types.returning import BringBack, CameBack, Owing, ReturnTaken, Term
from prilavok.domains.payments.queries import paid_by, part_back, ways_back
from prilavok.domains.payments.types import WayBack
from prilavok.domains.places.queries import read_entity, read_place
from prilavok.domains.places.types import EntityView, PlaceView
from prilavok.domains.receipts.queries import list_receipts
from prilavok.domains.stock.types import Account

#: where goods lie that came back in a condition
LIES_IN: Mapping[str, Account] = {"for_sale": "goods", "damaged": "damaged", "check": "check", "supplier": "supplier"}


@dataclass(frozen=True, slots=True)
class ReturnPlan:
    """What a return would do; nothing is changed. Amounts in minor units of the order's currency.

    amount: what was paid for the goods; points_amount: of it, given back as `points_back` points; withheld: of it, kept
    for points that were earned by the goods and are spent; money: the rest. points_due: earned points to be undone, of
    which points_taken are there. ways: how the money goes back. outside: why the terms do not allow it, "" where they
    do; term: the one that says so, None where there is none for the country. keeps: what the place owes the seller for
    the goods it takes in: what they were settled at where its own firm had handed them over, else what was paid.
    stays: of the money that paid the order, of_money, what stays paid.
    """

    order: OrderView
    place: PlaceView
    seller: EntityView
    taker: EntityView
    lines: tuple[CameBack, ...]
    amount: int
    points_amount: int
    points_back: int
    points_due: int
    points_taken: int
    withheld: int
    money: int
    ways: tuple[WayBack, ...]
    outside: str
    term: Term | None
    keeps: int = 0
    stays: int = 0
    of_money: int = 0

    @property
    def undoing(self) -> Undoing:
        """What happens to points."""
        head, leaves = self.order, tuple(leaves_with(self.order.leaf))
        return Undoing(
            head.id,
            head.leaf,
            leaves,
            self.place.id,
            head.currency,
            self.points_back,
            self.points_due,
            self.stays,
            self.of_money,
        )

    def taken(self, *, exchanged: int, exchange: UUID | None, allowed: str) -> ReturnTaken:
        """The return as it is written down. exchanged: minor units of the money that pay the order `exchange`."""
        return ReturnTaken(
            self.order.id,
            self.place.id,
            self.seller.id,
            self.taker.id,
            self.order.currency,
            self.lines,
            self.amount,
            self.points_amount,
            self.points_back,
            self.points_due,
            self.points_taken,
            self.withheld,
            self.money,
            exchanged,
            exchange,
            self.outside,
            allowed if self.outside else "",
        )

    def owing(self, moved: Sequence[WayBack], given: Sequence[WayBack]) -> list[Owing]:
        """What the two legal entities owe each other for it; nothing where they are one.

        moved: what pays goods of the taker. given: what goes back; out of the taker's drawer unless a card is credited.
        A card is credited by whoever had charged it, a gift card by its issuer: both are settled as that is done.
        """
        if self.seller.id == self.taker.id:
            return []
        drawer = [way for way in given if way.attempt is None]
        money = sum(way.amount for way in (*moved, *drawer))
        goods = self.keeps
        seller, taker = self.seller.id, self.taker.id
        owing = [Owing("money", seller, taker, money), Owing("goods", taker, seller, goods)]
        return [one for one in owing if one.amount]


def read_plan(order: UUID, brought: Sequence[BringBack], *, place: UUID, at: datetime) -> ReturnPlan:
    """Look at a return at this place. Raises NotFound, NothingToReturn, ReturnNotHere."""
    head, here = read_order(order), read_place(place)
    if head.currency != here.currency:
        raise ReturnNotHere(head.currency)
    valued = value_returns(order, brought)
    sold_at = read_place(head.place) if head.place else here
    if not_in_stock([one.variant for one in valued]):
        raise GiftCardNotReturned
    by_points, programme = paid_by(order, "points"), spendable([], head.currency)
    worth = programme.worth if programme else 0
    lines, back = reckon_back(head, valued, by_points=by_points, worth=worth, earned=points_earned_by(order))
    holder = spendable(leaves_with(head.leaf), head.currency)
    taken = min(back.points_due, (holder.points if holder else 0) + back.points_back)
    withheld = min((back.points_due - taken) * worth, _proper(lines, back.money))
    seller = read_entity(sold_at.legal_entity)
    outside, term = _outside(head, lines, sold_at, seller.country, here.zone, at)
    return ReturnPlan(
        order=head,
        place=here,
        seller=seller,
        taker=read_entity(here.legal_entity),
        lines=tuple(lines),
        amount=sum(one.amount for one in lines),
        points_amount=back.points_amount,
        points_back=back.points_back,
        points_due=back.points_due,
        points_taken=taken,
        withheld=withheld,
        money=back.money - withheld,
        ways=tuple(part_back(back.money - withheld, ways_back(order))[0]),
        outside=outside,
        term=term,
        keeps=_keeps(order, lines, here.legal_entity) if seller.id != here.legal_entity else 0,
        stays=back.stays,
        of_money=back.of_money,
    )


def _keeps(order: UUID, lines: Sequence[CameBack], taker: UUID) -> int:
    """What the taker owes for goods of these lines that are with it now; a line may be told of several times."""
    found: dict[UUID, tuple[int, int]] = {}
    for one in lines:
        if one.ours:
            units, amount = found.get(one.line, (0, 0))
            found[one.line] = units + one.quantity, amount + one.amount
    return sum(kept_price(order, line, units, amount, taker=taker) for line, (units, amount) in found.items())


def _proper(lines: Sequence[CameBack], money: int) -> int:
    """Of the money, what is given back for goods of proper quality: of faulty ones nothing may be withheld."""
    whole = sum(one.amount for one in lines)
    proper = sum(one.amount for one in lines if one.quality == "proper")
    return money * proper // whole if whole else 0


def _outside(
    head: OrderView, lines: Sequence[CameBack], sold_at: PlaceView, country: str, zone: str, at: datetime
) -> tuple[str, Term | None]:
    """Why the terms of the seller's country on the day of the sale do not allow it, and which of them says so."""
    sold = min([one.issued_at for one in list_receipts([head.id])], default=head.placed_at)
    days = (at.astimezone(ZoneInfo(zone)).date() - sold.astimezone(ZoneInfo(sold_at.zone)).date()).days
    terms = terms_at(country, sold)
    paths = {id: one.paths for id, one in goods_of([line.variant for line in lines]).items()}
    kinds = goods_kinds(paths, at)
    found: list[tuple[str, Term | None]] = []
    for line in lines:
        kind = kinds.get(line.variant, "any")
        term = terms.get((kind, line.quality)) or terms.get(("any", line.quality))
        if term is None:
            found.append(("no_terms", None))
        elif term.days is None:
            found.append(("not_returnable", term))
        elif days > term.days:
            found.append(("too_late", term))
    return found[0] if found else ("", None)
