"""What rows of a list say of an order of the past: when, where, whose, what and for how much."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from prilavok.domains.catalog.actions import put_cards
from prilavok.domains.catalog.queries import list_variant_keys
from prilavok.domains.catalog.types import NewCard
from prilavok.domains.customers.types import ListedPerson
from prilavok.domains.imports.queries import (
    Unfit,
    check_currency,
    currency_in_heading,
    fold_word,
    is_finished,
    read_amount,
    read_past,
    read_quantity,
)
from prilavok.domains.imports.types import ListRow, ListView, Refusal
from prilavok.domains.orders.types import Sale, SaleLine
from prilavok.domains.payments.types import Method
from prilavok.domains.places.queries import name_places
from prilavok.domains.places.types import PlaceName
from prilavok.flows.moving_in.persons import CONTACTS, read_person
from prilavok.flows.moving_in.portion import KeptRow
from prilavok.kit.ids import new_id
from prilavok.kit.sheets import lost_digits

WHOLE = "imported-order"
_METHODS: Mapping[str, Method] = {
    **dict.fromkeys(("наличные", "наличными", "cash", "қолма-қол"), "cash"),
    **dict.fromkeys(("карта", "картой", "банковская карта", "card", "карточка"), "card"),
    **dict.fromkeys(("перевод", "kaspi перевод", "transfer", "аударым"), "transfer"),
    **dict.fromkeys(("рассрочка", "кредит", "kaspi рассрочка", "instalment", "бөліп төлеу"), "instalment"),
}


@dataclass(frozen=True, slots=True)
class Shop:
    """What codes and names of a list mean here: places by both, variants by SKU. at: when it is read."""

    places: Mapping[str, PlaceName]
    variants: Mapping[str, UUID]
    at: datetime


@dataclass(frozen=True, slots=True)
class PastOrder:
    """One finished order. person: whose, None where the rows name nobody."""

    number: str
    at: datetime
    place: PlaceName
    person: ListedPerson | None
    lines: tuple[SaleLine, ...]
    method: Method

    @property
    def amount(self) -> int:
        """What the shop received, in minor units."""
        return sum(line.amount for line in self.lines)

    def as_sale(self, source: UUID, prefix: str, leaf: UUID) -> Sale:
        """The sale it becomes."""
        return Sale(
            id=new_id(self.at),
            number=f"{prefix}/{self.number}",
            source=source,
            source_key=self.number,
            touchpoint="desk",
            place=self.place.id,
            leaf=leaf,
            currency=self.place.currency,
            placed_at=self.at,
            local_day=self.at.date(),
            lines=self.lines,
        )


def source_id(source: str) -> UUID:
    """The name of a source of lists for ever."""
    return uuid5(NAMESPACE_URL, f"prilavok:list:{source}")


def read_shop(told: ListView, rows: Sequence[ListRow], at: datetime) -> Shop:
    """Find what the rows mention. Without a column of products one product stands for each whole order."""
    by_name: dict[str, PlaceName] = {}
    for place in name_places().values():
        for name in (*place.name.values(), place.code):
            by_name[fold_word(name)] = place
    if "product" in told.mapping.values():
        skus = {row.get("product") for row in rows}
    else:
        skus = {WHOLE}
        if not list_variant_keys([WHOLE]):
            words = {"ru": "Заказ прежней системы", "kk": "Бұрынғы жүйенің тапсырысы", "en": "Order of a former system"}
            put_cards([NewCard(WHOLE, words, (WHOLE,), "piece", generated=True, category_names=(words,))], at=at)
    return Shop(by_name, {sku: key.id for sku, key in list_variant_keys(sorted(skus)).items()}, at)


def place_of(told: ListView, row: ListRow, shop: Shop) -> PlaceName | None:
    """Where a row's order was placed: as it says, else as was said of the whole list."""
    return shop.places.get(fold_word(row.get("place") or told.settings.get("place", "")))


def row_amount(told: ListView, row: ListRow, shop: Shop) -> int:
    """The amount a row carries, nought where it cannot be read or is in another currency."""
    place = place_of(told, row, shop)
    try:
        return _amount(told, row, place.currency if place else told.currency)
    except Unfit:
        return 0


def _amount(told: ListView, row: ListRow, currency: str) -> int:
    """Raises Unfit where it cannot be read, or heading, column or cell name another currency."""
    for heading, field in told.mapping.items():
        if field == "amount":
            check_currency(currency_in_heading(heading), currency)
    check_currency(row.get("currency"), currency)
    return read_amount(row.get("amount"), currency)


def refused_rows(
    told: ListView, rows: Sequence[KeptRow], reason: str, shop: Shop, said: Mapping[str, str] | None = None
) -> list[Refusal]:
    """All rows of an order, refused for one reason with the amounts they carry. said: what else is told of it."""
    return [
        Refusal(kept.row.number, reason, row_amount(told, kept.row, shop), {"begins": kept.begins, **(said or {})})
        for kept in rows
    ]


def read_order(told: ListView, rows: Sequence[ListRow], shop: Shop) -> PastOrder:
    """The order that stands in these rows. Raises Unfit with the reason of the first that cannot be placed."""
    first = rows[0]
    for row in rows:
        if row.problem:
            raise Unfit(row.problem)
    if not 0 < len(first.get("number")) <= 39:
        raise Unfit("receipt_unreadable")
    if lost_digits(first.get("number")):
        raise Unfit("digits_lost")
    place = place_of(told, first, shop)
    if place is None:
        raise Unfit("place_unknown")
    if place.currency != told.currency:
        raise Unfit("currency_differs", currency=place.currency, wanted=told.currency)
    if "status" in told.mapping.values() and not is_finished(first.get("status"), told.settings.get("finished", "")):
        raise Unfit("order_not_finished")
    same = ("at", "place", "code", "status", *CONTACTS)
    if any(row.all(field) != first.all(field) for row in rows for field in same if row.all(field)):
        raise Unfit("receipt_differs")
    lines = tuple(_line(row, told, shop) for row in rows)
    person = read_person(told.source, first) if any(first.get(field) for field in ("code", *CONTACTS)) else None
    method = _METHODS.get(fold_word(first.get("method")), "unstated")
    placed_at = read_past(first.get("at"), ZoneInfo(place.zone), shop.at)
    return PastOrder(first.get("number"), placed_at, place, person, lines, method)


def _line(row: ListRow, told: ListView, shop: Shop) -> SaleLine:
    sku = row.get("product") if "product" in told.mapping.values() else WHOLE
    if sku not in shop.variants:
        raise Unfit("product_unknown")
    quantity = read_quantity(row.get("quantity")) if row.get("quantity") else 1
    line = SaleLine(shop.variants[sku], quantity, _amount(told, row, told.currency), 0, 0, 0)
    if line.impossible:
        raise Unfit(line.impossible)
    return line
