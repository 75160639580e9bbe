"""What a PIN is, which instant a sale of a till's own clock was at, what a brought sale may be, how much is lent."""

from datetime import datetime, timedelta
from hashlib import pbkdf2_hmac

from prilavok.domains.tills.types import MOST_LENT, PIN_DIGITS, ToldSale
from prilavok.kit.instants import from_milliseconds

#: of PBKDF2-SHA256, as browsers have it; a till's processor takes some tenths of a second for one try
ROUNDS = 600_000
MOST_LINES = 200
#: nobody waits longer for a till to come back; an older sale is looked at by people
LONGEST_AWAY = timedelta(days=45)
#: clocks that differ by less are taken to agree
AGREE = 120
_LARGEST = 10**12
_LONGEST_WORD = 40


def is_pin(typed: str) -> bool:
    """Whether the text may be a PIN: six digits, not all the same, not in a row."""
    if len(typed) != PIN_DIGITS or not (typed.isascii() and typed.isdigit()):
        return False
    steps = {int(after) - int(before) for before, after in zip(typed, typed[1:], strict=False)}
    return steps not in ({0}, {1}, {-1})


def tidy_word(typed: str) -> str:
    """The code of a gift card or a loyalty card as its digest is made of: capital letters, no spaces and dashes."""
    return "".join(sign for sign in typed.upper() if not sign.isspace() and sign not in "_-")[:_LONGEST_WORD]


def digest_of(pin: str, salt: str) -> str:
    """The digest of a PIN or of a tidy word, as a till reckons it too. salt: hexadecimal digits."""
    return pbkdf2_hmac("sha256", pin.encode(), bytes.fromhex(salt), ROUNDS).hex()


def settled_instant(told: int, sent: int, at: datetime) -> tuple[datetime, int]:
    """When a sale was, by our clock, and by how many seconds the till's clock was behind it.

    told: the sale's instant, sent: that of sending, both in milliseconds by the till's clock. A clock that agrees
    within two minutes is taken as it is; no sale is ever later than now.
    """
    skew = round((at - from_milliseconds(sent)).total_seconds())
    moved = from_milliseconds(told) + timedelta(seconds=skew if abs(skew) > AGREE else 0)
    return min(moved, at), skew


def wrong_with(sale: ToldSale, *, opened_at: datetime, sold_at: datetime, at: datetime) -> str | None:
    """Why no such sale can be recorded, as a code; None where it can. Whether its variants exist others say."""
    if sale.id.version != 7:
        return "id"
    if sold_at < opened_at - timedelta(days=1) or sold_at < at - LONGEST_AWAY:
        return "too_old"
    if not 0 < len(sale.lines) <= MOST_LINES or len({one.variant for one in sale.lines}) < len(sale.lines):
        return "lines"
    for line in sale.lines:
        taken = sum(one.amount for one in line.given)
        if not (0 < line.quantity <= _LARGEST and 0 <= line.discount_amount <= line.list_amount <= _LARGEST):
            return "amounts"
        if taken != line.discount_amount or any(one.amount < 0 for one in line.given):
            return "reasons"
    if sale.amount != sum(one.list_amount - one.discount_amount for one in sale.lines):
        return "sum"
    if len({one.lease for one in sale.values}) < len(sale.values) or any(one.amount <= 0 for one in sale.values):
        return "values"
    if sale.rest < 0:
        return "values"
    return "given" if sale.method == "cash" and sale.given < sale.rest else None


def share_of(left: int) -> int:
    """How many uses of a limited promotion a till is lent by itself where so many are left in all."""
    return min(MOST_LENT, max(left, 0) // 10)


def number_of(code: str, nth: int) -> str:
    """The number of a till's own receipt, its nth: T3-00012."""
    return f"{code}-{nth:05d}"


def nth_of(code: str, number: str) -> int:
    """The running part of a till's own number; nought where it is none of this till's."""
    head, _, tail = number.partition("-")
    return int(tail) if head == code and tail.isascii() and tail.isdigit() and len(tail) < 12 else 0
