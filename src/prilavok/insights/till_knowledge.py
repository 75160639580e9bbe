"""All that a till needs to sell without a line: goods, prices and promotions of days to come, who sells, what is lent.

Nothing of any customer is among it: a gift card or points that are lent are a sum and the digest of a
code. It is as large as a till can hold: see MOST_GOODS.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

import msgspec
from msgspec import Struct

from prilavok.domains.catalog.queries import goods_of, not_in_stock, read_variants
from prilavok.domains.loyalty.queries import spendable
from prilavok.domains.loyalty.types import Spendable
from prilavok.domains.places.queries import read_entity, read_place
from prilavok.domains.places.types import PlaceView
from prilavok.domains.pricing.queries import PriceAhead, priced_here, prices_ahead, step_of
from prilavok.domains.promotions.queries import book_at, free_codes, name_promotions
from prilavok.domains.promotions.types.pricing import ListRule, Rulebook
from prilavok.domains.staff.queries import list_staff, may
from prilavok.domains.stock.queries import stocked_at
from prilavok.domains.tills.queries import last_number, leases_out, nth_of, pins_of
from prilavok.domains.tills.types import LeaseView, TillView
from prilavok.insights.asked_basket import lists_of
from prilavok.insights.taxes import rates_here
from prilavok.kit.instants import milliseconds
from prilavok.kit.money import exponent
from prilavok.kit.words import Words

MOST_GOODS = 20_000
MOST_CODES = 1_000
#: prices and taxes of so many days ahead are told
AHEAD = timedelta(days=3)
_SELLS = ("sales.record", "payments.take")


class KnownStaff(Struct, frozen=True):
    """Who may open the till without a line: a name for the receipt, and the salted digest of a PIN."""

    id: UUID
    name: str
    salt: str
    digest: str
    rounds: int


class KnownGoods(Struct, frozen=True):
    """One variant. codes: what is scanned for it. paths: of its shelves."""

    id: UUID
    product: UUID
    codes: tuple[str, ...]
    unit: str
    name: Words
    paths: tuple[str, ...]


class KnownPrice(Struct, frozen=True):
    """One price version as the engine takes it, and its span in milliseconds since 1970; until: null for no end."""

    variant: UUID
    list: UUID
    version: UUID
    amount: int
    per: int
    since: int
    until: int | None


class KnownTaxes(Struct, frozen=True):
    """The rates (basis points) of a calendar day at the place; a variant that is left out states nothing of tax."""

    day: str
    rates: dict[UUID, int]


class KnownHouse(Struct, frozen=True):
    """Who sells and where, as a receipt says it. step, decimals: of the money."""

    till: UUID
    code: str
    name: str
    place: UUID
    place_name: Words
    address: Words
    entity: Words
    tax_number: str
    zone: str
    currency: str
    decimals: int
    step: int


class TillKnowledge(Struct, frozen=True):
    """What a till is told. left_out: goods that found no room. codes: coupons that need no lease, with both ids."""

    house: KnownHouse
    staff: tuple[KnownStaff, ...]
    goods: tuple[KnownGoods, ...]
    prices: tuple[KnownPrice, ...]
    lists: tuple[ListRule, ...]
    taxes: tuple[KnownTaxes, ...]
    book: Rulebook
    names: dict[UUID, Words]
    codes: tuple[tuple[str, UUID, UUID], ...]
    left_out: int


class TillLease(Struct, frozen=True):
    """What is lent to the till; until: milliseconds since 1970.

    salt, digest, rounds: of the code by which a gift card or points are found; nothing else is told of them. worth: the
    minor units that a unit pays; most_share: basis points of a sale that all points together may pay.
    """

    id: UUID
    kind: str
    promotion: UUID | None
    coupon: UUID | None
    code: str
    variant: UUID | None
    units: int
    until: int
    salt: str = ""
    digest: str = ""
    rounds: int = 0
    worth: int = 0
    most_share: int = 0


def read_till_knowledge(till: TillView, at: datetime) -> TillKnowledge:
    """All of it for one till, as it stands now."""
    place = read_place(till.place)
    wanted = list(dict.fromkeys([*stocked_at(place.id, limit=MOST_GOODS),
                                 *priced_here(place.id, place.currency, at, limit=MOST_GOODS)]))  # fmt: skip
    gifts = not_in_stock(wanted)  # what is on a card is known where there is a connection, and nowhere else
    ids = [one for one in wanted if one not in gifts][:MOST_GOODS]
    prices = prices_ahead(ids, place.id, place.currency, since=at, until=at + AHEAD)
    book = book_at("till", place.id, at)
    promotions = [one.id for one in book.promotions]
    codes = free_codes([one.id for one in book.promotions if not _counted(one.conditions)], at, limit=MOST_CODES)
    return TillKnowledge(
        _house(till, place),
        _staff(place.id),
        _goods(ids),
        tuple(_price(one) for one in prices),
        lists_of([one.price for one in prices], place.currency),
        _taxes(ids, place, at),
        book,
        name_promotions(promotions),
        tuple((one.code, one.promotion, one.id) for one in codes),
        len(wanted) - len(gifts) - len(ids),
    )


def written_knowledge(known: TillKnowledge) -> tuple[bytes, str]:
    """The same as a till reads it, and the name that its content gives it."""
    text = msgspec.json.encode(known)
    return text, sha256(text).hexdigest()


def leases_told(till: TillView) -> tuple[TillLease, ...]:
    """What is lent to the till now."""
    out = leases_out(till.id)
    points = any(one.kind == "points" for one in out)
    programme = spendable([], read_place(till.place).currency) if points else None
    return tuple(_lease(one, programme) for one in out)


def last_nth(till: TillView) -> int:
    """The running number of the last sale that the till brought."""
    return nth_of(till.code, last_number(till.id))


def _counted(said: object) -> bool:
    return bool(getattr(said, "in_all", 0) or getattr(said, "per_customer", 0))


def _house(till: TillView, place: PlaceView) -> KnownHouse:
    entity = read_entity(place.legal_entity)
    return KnownHouse(
        till.id, till.code, till.name, place.id, place.name, place.address, entity.name, entity.tax_number or "",
        place.zone, place.currency, exponent(place.currency), step_of(place.currency),
    )  # fmt: skip


def _staff(place: UUID) -> tuple[KnownStaff, ...]:
    sellers = {one.id: one for one in list_staff() if all(may(one, verb) for verb in _SELLS)}
    here = [one.id for one in sellers.values() if one.place in (place, None)]
    return tuple(
        KnownStaff(pin.staff, sellers[pin.staff].name, pin.salt, pin.digest, pin.rounds) for pin in pins_of(here)
    )


def _goods(ids: Sequence[UUID]) -> tuple[KnownGoods, ...]:
    variants, shelves = read_variants(ids), goods_of(ids)
    return tuple(
        KnownGoods(
            one.id, one.product, tuple(code for code in (one.sku, one.barcode) if code), one.unit, one.name,
            shelves[id].paths,
        )
        for id in ids
        if (one := variants.get(id)) is not None and id in shelves
    )  # fmt: skip


def _price(one: PriceAhead) -> KnownPrice:
    price, until = one.price, one.until
    return KnownPrice(
        price.variant, price.price_list, price.id, price.amount, price.per, milliseconds(one.since),
        None if until is None else milliseconds(until),
    )  # fmt: skip


def _taxes(ids: Sequence[UUID], place: PlaceView, at: datetime) -> tuple[KnownTaxes, ...]:
    """Of today, and of each coming day that differs from the one before."""
    goods, told = goods_of(ids), list[KnownTaxes]()
    before: Mapping[UUID, int] | None = None
    for nth in range(AHEAD.days + 1):
        then = at + timedelta(days=nth)
        rates = rates_here(goods, place, then)
        if rates != before:
            told.append(KnownTaxes(place.day_at(then).isoformat(), rates))
        before = rates
    return tuple(told)


def _lease(one: LeaseView, programme: Spendable | None) -> TillLease:
    worth, share = (programme.worth, programme.most_share) if programme else (0, 0)
    if one.kind != "points":
        worth, share = int(one.kind == "gift"), 0
    return TillLease(
        one.id, one.kind, one.promotion, one.coupon, one.code, one.variant, one.units, milliseconds(one.until),
        one.salt, one.digest, one.rounds, worth, share,
    )  # fmt: skip
