"""A store with few pieces of everything that may be sold, paid or spent twice, and the people who want it."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tests import make, people
from tests.bookings_world import open_salon
from tests.doors.web_people import hire
from tests.promotions import published

#: prices by what the terminal and the page do with their last digits: take it, refuse, lose their answer, say so late,
#: let the money go
PRICES = (10_000, 12_000, 10_005, 10_006, 10_007, 11_009)
#: what tills alone sell, from the shelf: goods of lots, pieces by number, and plain ones that come back by claims
SHELF = {"lot": 10_000, "serial": 30_000, "spare": 9_000}
#: what is asked for at the desk alone: its price, and how many there are
ASKED_FOR, FOR_THE_DESK = 9_500, 6
#: units of each of two lots, pieces with a number, plain pieces
IN_LOT, NUMBERS, SPARE = 12, 12, 40
POINTS, PEOPLE, BROWSERS = 6_000, 2, 4
#: of what may be ordered ahead: its price, what is there, what is expected in so many days, and what comes of it
AHEAD, THERE, EXPECTED, PARTS = 8_000, 2, 8, (3, 2, 1)
DUE, PATIENT, OPERATORS = timedelta(days=3), timedelta(days=9), 3
#: what a coupon gives and how often: in all, by one code, to one person
LIMITS = {"in_all": 2, "most_uses": 1, "per_customer": 1}


@dataclass(frozen=True)
class World:
    """The store under fire. opening: units by variant. times: what can be booked; gifts: codes of gift cards.

    shelf: what tills alone sell. members: tokens of each customer's browsers. coupons: codes. ahead: what is still to
    come, which counts as there. asked_for: what only the desk is asked for. operators: logins of the desk.
    """

    place: UUID
    place_code: str
    goods: list[dict[str, Any]]
    opening: dict[str, int]
    logins: list[str]
    token: str
    card: str
    times: dict[str, str] = field(default_factory=dict)
    gifts: list[str] = field(default_factory=list)
    shelf: dict[str, Any] = field(default_factory=dict)
    members: list[list[str]] = field(default_factory=list)
    coupons: list[str] = field(default_factory=list)
    ahead: dict[str, Any] = field(default_factory=dict)
    asked_for: dict[str, Any] = field(default_factory=dict)
    operators: list[str] = field(default_factory=list)


def open_world(units: Sequence[int], *, tills: int, name: str = "fire", times: int = 1) -> World:
    """A store with so many units of as many goods, a points programme, cashiers and a program's token.

    name: of its goods and people, another for every store of one database. times: so much more is still to come.
    """
    from prilavok.domains.customers.actions import put_customers
    from prilavok.domains.customers.types import NewCustomer, NewIdentifier
    from prilavok.domains.places.queries import name_places
    from prilavok.domains.staff.actions import assign_place
    from prilavok.domains.stock.actions import open_stock
    from prilavok.domains.stock.types import Opening
    from prilavok.doors.api.tokens import give_token
    from prilavok.kit import clock
    from prilavok.kit.events.actor import SYSTEM

    at = clock.now()
    since = at - timedelta(days=1)
    place, prices = make.place(), [*PRICES[: len(units)], *SHELF.values(), ASKED_FOR, AHEAD]
    skus = [
        *(f"{name}-{nth}" for nth in range(len(units))),
        *(f"{name}-{kind}" for kind in SHELF),
        f"{name}-asked",
        f"{name}-ahead",
    ]
    *variants, asked, awaited = _put_goods(place, skus, prices, since)
    stock = [
        Opening(place, one, count, False)
        for one, count in zip([*variants[: len(units)], variants[-1]], [*units, SPARE], strict=True)
    ]
    few = ((asked, FOR_THE_DESK), (awaited, THERE))
    stock += [Opening(place, one, count * times, False) for one, count in few]
    open_stock(stock, occurred=since, actor=SYSTEM, at=at, origin="load")
    if not make.ask("SELECT 1 FROM loyalty_programme"):
        make.programme()
        people.sms()
    card = f"29{zlib.crc32(name.encode()):011}"
    known = NewCustomer(f"c-{name}", (NewIdentifier("card", card),), "Aru", False, "ru", {})
    put_customers([known], source="load:fire", seen=since, at=at, origin="load")
    logins = [f"{name}.{nth}" for nth in range(tills)]
    for login in logins:
        hire("cashier", login, "en")
        assign_place(login, place, actor=SYSTEM, at=at)
    operators = [hire("operator", f"{name}.desk{nth}", "en").login for nth in range(OPERATORS)]
    token = give_token(hire("owner", f"{name}.reporter", "en").login, at + timedelta(days=1))
    goods = [
        {"variant": str(one), "sku": sku, "price": price}
        for one, sku, price in zip(variants, skus[:-2], prices[:-2], strict=True)
    ]
    opening = {str(one.variant): one.quantity for one in stock}
    shelf = dict(zip(SHELF, goods[len(units) :], strict=True)) | _named(place, variants[-3], variants[-2], name, at)
    opening |= {str(variants[-3]): 2 * IN_LOT, str(variants[-2]): NUMBERS}
    opening[str(awaited)] += EXPECTED * times
    code = name_places()[place].code
    return World(
        place, code, goods[: len(units)], opening, logins, token, card, _times(place, at), _gifts(place, name, at),
        shelf, [_browsers(at) for _ in range(PEOPLE)], _coupons(place, name, at),
        {"variant": str(awaited), "sku": skus[-1], "price": AHEAD} | _expected(place, awaited, times, at),
        {"variant": str(asked), "sku": skus[-2], "price": ASKED_FOR}, operators,
    )  # fmt: skip


def _put_goods(place: UUID, skus: Sequence[str], prices: Sequence[int], since: datetime) -> list[UUID]:
    from prilavok.domains.catalog.actions import put_cards
    from prilavok.domains.catalog.queries import list_variant_keys
    from prilavok.domains.catalog.types import NewCard
    from prilavok.domains.pricing.actions import set_prices
    from prilavok.domains.pricing.types import NewPrice

    put_cards([NewCard(sku, {"en": sku}, ("Shelf",), "piece") for sku in skus], at=since)
    variants = [list_variant_keys([sku])[sku].id for sku in skus]
    kept = make.price_list(place)
    set_prices([NewPrice(kept, one, price, 1, since) for one, price in zip(variants, prices, strict=True)], at=since)
    return variants


def _named(place: UUID, of_lots: UUID, of_numbers: UUID, name: str, at: datetime) -> dict[str, Any]:
    """Goods that are told apart come by a paper that names each lot and each number; their codes."""
    from prilavok.domains.stock.actions import keep_tracking
    from prilavok.domains.stock.types import LotSaid, PaperHead, Tracking
    from prilavok.flows import write_stock_paper
    from prilavok.flows.book_stock_paper import book
    from prilavok.flows.name_lots import enter_lot
    from prilavok.kit.events.actor import SYSTEM

    lots = [f"L-{name}-{nth}" for nth in range(2)]
    numbers = [f"SN-{name}-{nth}" for nth in range(NUMBERS)]
    keep_tracking(Tracking(way="lot", variant=of_lots, at_till=True), actor=SYSTEM, at=at)
    keep_tracking(Tracking(way="serial", variant=of_numbers, at_till=True), actor=SYSTEM, at=at)
    paper = write_stock_paper.draft("receiving", place, PaperHead(), key=f"opening {name}", actor=SYSTEM, at=at)
    said = [LotSaid(variant=of_lots, code=code, units=IN_LOT) for code in lots]
    for one in (*said, *(LotSaid(variant=of_numbers, code=code) for code in numbers)):
        enter_lot(paper.id, one, key=f"{name} {one.code}", actor=SYSTEM, at=at)
    book(paper.id, actor=SYSTEM, at=at)
    return {"lots": lots, "numbers": numbers}


def _expected(place: UUID, variant: UUID, times: int, at: datetime) -> dict[str, Any]:
    """Orders may wait for this one, and some of it is expected."""
    from prilavok.domains.places.queries import read_place
    from prilavok.domains.stock.types import Goods, PaperHead
    from prilavok.flows import write_stock_paper
    from prilavok.flows.allow_ahead import allow_ahead
    from prilavok.flows.book_stock_paper import book
    from prilavok.kit.events.actor import SYSTEM

    allow_ahead(place, variant, True, actor=SYSTEM, at=at)
    today = read_place(place).day_at(at)
    head, goods = PaperHead(due_on=today + DUE), [Goods(variant, EXPECTED * times, None)]
    paper = write_stock_paper.draft("expected", place, head, goods, key=f"ahead {variant}", actor=SYSTEM, at=at)
    book(paper.id, actor=SYSTEM, at=at)
    due, until = (str(today + days) for days in (DUE, PATIENT))
    parts = [times * units for units in PARTS]
    return {"expected": EXPECTED * times, "paper": str(paper.id), "due": due, "until": until, "parts": parts}


def _browsers(at: datetime) -> list[str]:
    """Tokens of browsers of one customer, each signed in by their phone; they share few points."""
    from prilavok.domains.customers.actions import browser_value, new_browser_token, open_leaf
    from prilavok.domains.loyalty.actions import earn_points
    from prilavok.domains.loyalty.types import Earning
    from prilavok.kit.events.actor import SYSTEM
    from prilavok.kit.ids import new_id

    phone, tokens = people.new_phone(), [new_browser_token() for _ in range(BROWSERS)]
    leaves = [open_leaf("browser", browser_value(token), at=at) for token in tokens]
    for leaf in leaves:
        people.prove(leaf, phone, at)
    bought = Earning(leaves[0], new_id(at), None, 100 * POINTS, "KZT", at)
    assert earn_points([bought], actor=SYSTEM, at=at, origin="load") == POINTS
    return tokens


def _coupons(place: UUID, name: str, at: datetime) -> list[str]:
    """Codes of three promotions, each limited in another way."""
    from prilavok.domains.promotions.actions import put_codes
    from prilavok.domains.promotions.types.acts import OffTogether
    from prilavok.domains.promotions.types.keeping import NewCode
    from prilavok.kit.db.connections import story

    mark, new = f"{zlib.crc32(name.encode()):08X}", list[NewCode]()
    for kind, most in LIMITS.items():
        limit = {} if kind == "most_uses" else {kind: most}
        act = OffTogether(500)
        promotion = published(f"{name}-{kind}", act, at=at, right=True, places=(place,), **limit)
        uses = most if kind == "most_uses" else None
        new.append(NewCode(f"{kind.replace('_', '').upper()}{mark}", promotion, uses))
    with story():
        put_codes(new, at=at)
    return [one.code for one in new]


def _times(place: UUID, at: datetime) -> dict[str, str]:
    """One master, whose eight times of tomorrow are fewer than those who want them."""
    salon = open_salon(place=place)
    return {"place": str(place), "service": str(salon.service), "day": str(at.date() + timedelta(days=1))}


def _gifts(place: UUID, name: str, at: datetime) -> list[str]:
    """The codes of three cards, each good for a few baskets."""
    from prilavok.domains.giftcards.queries import shown_codes
    from prilavok.flows.issue_gift_card import issue_by_staff
    from prilavok.kit.events.actor import SYSTEM

    amounts = (60_000, 50_000, 80_000)
    cards = [issue_by_staff(one, place=place, key=f"{name}-{one}", actor=SYSTEM, at=at) for one in amounts]
    return [one.code for card in cards for one in shown_codes(at, card=card)]
