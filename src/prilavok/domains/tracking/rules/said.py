"""What an event says in the names of the specification: when it happened, of what product, for how much, by whom."""

from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache

import msgspec

Id = str | int | None
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_LONGEST_SKU = 100  # characters
_LONGEST_CLAIM = 200


class Properties(msgspec.Struct, gc=False):
    """What the specification names of a product, a price and how many; anything may stand there."""

    sku: Id = None
    product_id: Id = None
    revenue: object = None
    total: object = None
    value: object = None
    price: object = None
    quantity: object = None
    currency: object = None


class Traits(msgspec.Struct, gc=False):
    """What the specification names of a person, as far as it is asked for."""

    phone: object = None
    email: object = None


class _Searched(msgspec.Struct, gc=False):
    properties: object = None


_read_searched = msgspec.json.Decoder(_Searched, float_hook=Decimal).decode
_read_properties = msgspec.json.Decoder(Properties, float_hook=Decimal).decode
_read_traits = msgspec.json.Decoder(Traits).decode
#: what reading JSON may end in; a number no Decimal holds is an arithmetic error
UNREADABLE = (msgspec.DecodeError, ValueError, RecursionError, ArithmeticError)


def text_of(id: Id) -> str:
    """An id as text; SDKs of some languages send numbers. A number nobody's ids reach is none."""
    if type(id) is str:
        return id.strip()
    if isinstance(id, int) and abs(id) >= 10**20:
        return ""
    return "" if id is None else str(id).strip()


def happened_at(original: str | None, sent: str | None, received: datetime) -> datetime:
    """When it happened by our clock: what passed between happening and sending is taken from when we received it.

    A time that cannot be read, lies before the year 2000 or after its receipt is the receipt's.
    """
    begun = _instant(original)
    if begun is None:
        return received
    left = _sent_at(sent)
    try:
        at = begun if left is None else received - (left - begun)
    except OverflowError:
        return received
    return at if _EARLIEST <= at <= received else received


def _instant(text: str | None) -> datetime | None:
    if not text or len(text) > 40:
        return None
    try:
        at = datetime.fromisoformat(text)
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


_sent_at = lru_cache(maxsize=64)(_instant)  # all events of a request were sent at one instant


class Said(msgspec.Struct, frozen=True, gc=False):
    """What could be read. amount: hundredths of the currency."""

    sku: str = ""
    amount: int | None = None
    currency: str | None = None
    quantity: int | None = None


def read_properties(raw: bytes) -> Properties | None:
    """Properties alone, by whatever names; None where they are no object or hold something odd."""
    try:
        return _read_properties(raw)
    except UNREADABLE:
        return None


def read_traits(raw: bytes) -> Traits | None:
    """The same of traits."""
    try:
        return _read_traits(raw)
    except UNREADABLE:
        return None


def said_of(told: Properties) -> Said:
    """What retail events tell in properties of the specification's names."""
    currency = told.currency if isinstance(told.currency, str) and _is_currency(told.currency) else None
    amount = told.revenue
    if amount is None and (amount := told.total) is None and (amount := told.value) is None:
        amount = told.price
    return Said(
        sku=(text_of(told.sku) or text_of(told.product_id))[:_LONGEST_SKU].replace("\0", ""),
        amount=_minor(amount) if currency else None,
        currency=currency,
        quantity=told.quantity if type(told.quantity) is int and 0 <= told.quantity <= 1_000_000_000 else None,
    )


def searched_for(payload: str) -> str:
    """What an event of a search says was searched for, in one line; "" where it does not say, or oddly."""
    try:
        told = _read_searched(payload)
    except UNREADABLE:
        return ""
    query = told.properties.get("query") if isinstance(told.properties, dict) else None
    return " ".join(query.replace("\0", "").split()) if isinstance(query, str) else ""


def _is_currency(text: str) -> bool:
    return len(text) == 3 and text.isascii() and text.isalpha() and text.isupper()


def _minor(amount: object) -> int | None:
    """Hundredths; None where it is no amount of money."""
    if not isinstance(amount, int | str | Decimal) or isinstance(amount, bool):
        return None
    try:
        if len(str(amount)) > 20:
            return None
        minor = Decimal(amount) * 100
        return int(minor) if minor == minor.to_integral_value() and abs(minor) < 10**15 else None
    except (ArithmeticError, ValueError):
        return None


def claims_of(traits: Traits) -> tuple[str, str]:
    """The phone and the e-mail that traits name; "" where they name none."""
    phone, email = (
        one if isinstance(one, str) and len(one) <= _LONGEST_CLAIM and "\0" not in one else ""
        for one in (traits.phone, traits.email)
    )
    return phone, email
