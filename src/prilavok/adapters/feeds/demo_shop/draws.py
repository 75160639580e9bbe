"""Draws that look random and never change: each is a digest of what it is drawn for, the same on every machine."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
SEED = "prilavok demo 1"


def draw(below: int, *what_for: object) -> int:
    """Return a whole number from 0 up to but not including `below`, always the same for the same reason."""
    text = "|".join((SEED, *(str(part) for part in what_for)))
    # 64 bits over a few hundred: the unevenness of the remainder is far below anything one could see.
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) % below


def draw_one(choices: Sequence[T], *what_for: object) -> T:
    """Return one of the choices."""
    return choices[draw(len(choices), *what_for)]


def happens(percent: int, *what_for: object) -> bool:
    """Say whether something that happens so often happens this time."""
    return draw(100, *what_for) < percent


def with_check_digit(digits: str) -> str:
    """Return an EAN-13 from its first twelve digits.

    Source: GS1 General Specifications, check digit calculation: weights 1 and 3 by turns, up to the next ten.
    """
    if len(digits) != 12 or not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"not twelve digits: {digits!r}")
    weighed = sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(digits))
    return digits + str(-weighed % 10)
