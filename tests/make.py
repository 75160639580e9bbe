"""Builders for tests of rooms and flows: each makes one thing through the room's own action and gives back its id."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import count
from uuid import UUID, uuid4

from django.db import connection

from prilavok.domains.catalog.actions import put_cards
from prilavok.domains.catalog.queries import list_variant_keys
from prilavok.domains.catalog.types import NewCard
from prilavok.domains.customers.actions import open_receipt_leaves
from prilavok.domains.loyalty.actions import put_programme
from prilavok.domains.loyalty.types import ProgrammeRule
from prilavok.domains.orders.types import Sale, SaleLine
from prilavok.domains.places.actions import put_legal_entities, put_places
from prilavok.domains.places.types import NewLegalEntity, NewPlace
from prilavok.domains.pricing.actions import put_price_lists
from prilavok.kit.db.sql import array_literal
from prilavok.kit.ids import new_id
from prilavok.kit.ledger.accounts import balance_of
from prilavok.kit.ledger.types import AccountName

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)
COMPANY = UUID("00000000-0000-7000-8000-000000000001")
_nths = count(1)


def place(currency: str = "KZT", zone: str = "Asia/Almaty") -> UUID:
    """A store of a code nobody has."""
    code = f"place-{next(_nths)}"
    put_legal_entities([NewLegalEntity("entity", {"en": "Entity"}, "llp", "KZ")])
    return put_places([NewPlace(code, {"en": code}, "store", zone, currency, "entity", {})])[code]


def variant(unit: str = "piece") -> UUID:
    """A product with its one variant, of a code nobody has."""
    code = f"card-{next(_nths)}"
    put_cards([NewCard(code, {"en": code}, ("Shelf",), unit)], at=AT)
    return list_variant_keys([code])[code].id


def leaf() -> UUID:
    """A leaf of nobody known."""
    key = f"leaf-{next(_nths)}"
    return open_receipt_leaves(uuid4(), [key], at=AT, origin="live")[key]


def price_list(of: UUID | None = None, currency: str = "KZT") -> UUID:
    """A price list of a place, or of all."""
    code = f"list-{next(_nths)}"
    return put_price_lists([(code, {"en": code}, currency, of)])[code]


def programme(currency: str = "KZT", points: int = 1, per_amount: int = 100) -> UUID:
    """A points programme."""
    code = f"programme-{next(_nths)}"
    return put_programme(ProgrammeRule(new_id(), code, {"en": code}, currency, points, per_amount, False))


def line(
    of: UUID, quantity: int = 1, list_amount: int = 1000, *, promotion: int = 0, match: int = 0, coupon: int = 0
) -> SaleLine:
    """A line of a receipt."""
    return SaleLine(of, quantity, list_amount, promotion, match, coupon)


def sale(
    place: UUID,
    leaf: UUID,
    lines: Sequence[SaleLine],
    *,
    source: UUID | None = None,
    key: str = "",
    currency: str = "KZT",
    at: datetime = AT,
) -> Sale:
    """A finished sale, its key new unless it is given."""
    nth = next(_nths)
    return Sale(
        new_id(at),
        f"N-{nth}",
        source or uuid4(),
        key or f"key-{nth}",
        "till",
        place,
        leaf,
        currency,
        at,
        at.date(),
        tuple(lines),
    )


def posted(book: str, holder: UUID, unit: UUID, state: str) -> int:
    """What the moves or the balance of an account make now."""
    account = AccountName(book, holder, unit, state).id
    return balance_of([account])[account].posted


def on_hand(place: UUID, variant: UUID) -> int:
    """Units of the variant that lie at the place."""
    return posted("stock", place, variant, "goods")


def ask(question: str, *values: object) -> list[tuple[object, ...]]:
    """Ask Django's own connection; the rows."""
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return list(cursor.fetchall())


def rows_of_all_tables() -> dict[str, int]:
    """How many rows every table of the house has: what a refusal must leave as it was."""
    names = [str(name) for (name,) in ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")]
    counted = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in names)
    return {str(name): int(str(rows)) for name, rows in ask(counted)}


def grown(before: dict[str, int]) -> dict[str, int]:
    """By how many rows each table that changed has grown since."""
    return {name: rows - before[name] for name, rows in rows_of_all_tables().items() if rows != before[name]}


def verbs_of(subjects: Sequence[UUID]) -> Counter[str]:
    """How often each verb was recorded of the subjects, as an event."""
    rows = ask(
        "SELECT verb, count(*) FROM kit_event WHERE subject = ANY(%s::uuid[]) GROUP BY 1",
        array_literal(subjects, "uuid[]"),
    )
    return Counter({str(verb): int(str(times)) for verb, times in rows})
