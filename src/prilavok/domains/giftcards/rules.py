"""What a code of a gift card is, which cards a sale makes, and how much of each card pays."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from prilavok.domains.giftcards.types import GiftHold, GiftPart

CODE_DIGITS = 16
TAIL_DIGITS = 4


def new_gift_code() -> str:
    """Sixteen digits nobody can foresee; the last of them is a check, so that a slip of the finger is no try."""
    drawn = f"{secrets.randbelow(10 ** (CODE_DIGITS - 1)):0{CODE_DIGITS - 1}d}"
    return drawn + check_digit(drawn)


def check_digit(digits: str) -> str:
    """The digit that makes the whole pass Luhn's check: it finds every single wrong digit and most swapped ones."""
    total = 0
    for nth, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if nth % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def tidy_gift_code(text: str) -> str | None:
    """A code as typed or scanned, spaces and dashes aside; None where it can be none."""
    digits = "".join(text.split()).replace("-", "")
    if len(digits) != CODE_DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    return digits if check_digit(digits[:-1]) == digits[-1] else None


def face_values(*, free: bool, quantity: int, amount: int) -> list[int]:
    """What stands on each card of a sold line, minor units; together what was paid for the line.

    free: the line is one card; else each of its pieces is one, and what cannot be shared evenly goes to the first.
    """
    if amount <= 0 or quantity <= 0:
        return []
    if free:
        return [amount]
    each, rest = divmod(amount, quantity)
    return [value for nth in range(quantity) if (value := each + (1 if nth < rest else 0)) > 0]


def shares_of(holds: Sequence[GiftHold], due: int) -> list[GiftPart]:
    """How much of what is held on each card pays so much (minor units), in the order in which they were held."""
    parts: list[GiftPart] = []
    for hold in holds:
        amount = min(hold.amount, max(due, 0))
        due -= amount
        if amount:
            parts.append(GiftPart(hold.card, amount))
    return parts


def end_of(issued_at: datetime, days: int | None) -> datetime | None:
    """Until when a card is good; None where it has no end."""
    return None if days is None else issued_at + timedelta(days=days)


def merged(parts: Sequence[GiftPart]) -> dict[UUID, int]:
    """Minor units by card, each card once, in a fixed order."""
    sums: dict[UUID, int] = {}
    for part in parts:
        sums[part.card] = sums.get(part.card, 0) + part.amount
    return dict(sorted(sums.items()))
