"""Finding numbers: by the digits that stand in them, at their ends first, and by digits one slip away."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from prilavok.kit.db import asking
from prilavok.kit.search.likeness import slips

_FEWEST_DIGITS = 3  # an index of three-letter pieces finds nothing shorter
_TELLING_DIGITS = 7  # so many in a row are hardly anybody else's
_SLIP_DIGITS = range(6, 17)  # a shorter number with a slip in it means too many others
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SLIPPED = 600  # the score of a number one slip away


@dataclass(frozen=True, slots=True)
class Hit:
    """A subject found by one of its fields; score in thousandths, 1000 for the very words."""

    subject: UUID
    field: str
    score: int


def ask(question: str, *given: Any) -> list[tuple[Any, ...]]:
    """The rows of one of the functions of search.sql."""
    return asking.ask(question, given)[0]


def by_digits(kind: str, typed: str, limit: int) -> list[Hit]:
    """Entries that have the digits as they stand, at an end or anywhere; where none has, those one slip away."""
    if len(typed) < _FEWEST_DIGITS:
        return []
    most = max(limit, 50)
    held = ask("SELECT * FROM search_edges(%s, %s, %s)", kind, typed, most)
    # So many digits in a row at an end of a number are that number: what else has them inside is chance.
    if len(held) < most and not (held and len(typed) >= _TELLING_DIGITS):
        held += ask("SELECT * FROM search_within(%s, %s, %s)", kind, typed, most)
    rows = [(*row, 1) for row in held]
    readings = [typed]
    # The beginning of a +7 number as people start it ("8 701", "7 701"): the key has no such first digit, and the rest
    # must begin the number, or "8123" would find every 123.
    if re.match(r"8[3-9]|7[3-9]", typed) and len(typed) > _FEWEST_DIGITS:
        readings.append(typed[1:])
        begun = ask("SELECT * FROM search_beginnings(%s, %s::text[], %s)", kind, readings[1:], most)
        rows += [(*row[:3], 2) for row in begun]
    return [
        Hit(subject, field, _digits_score(readings[reading - 1], folded, reading))
        for subject, field, folded, reading in rows
    ] or by_slipped_digits(kind, readings[-1])


def by_slipped_digits(kind: str, typed: str, letters: str = "") -> list[Hit]:
    """Whole numbers that are one slip away: a digit wrong, missing, doubled, or swapped with its neighbour.

    letters: what must stand before the digits; with none the number may have any letters of its own there.
    """
    if len(typed) not in _SLIP_DIGITS and not (letters and len(typed) == _SLIP_DIGITS.start - 1):
        return []  # letters tell a number apart as one digit more would
    meant = [letters + one for one in _slipped(typed)]
    found = ask("SELECT * FROM search_numbers(%s, %s::text[], %s)", kind, meant, 5)
    return [
        Hit(subject, field, _SLIPPED)
        for subject, field, folded in found
        if any(
            slips(typed, word.removeprefix(letters) if letters else word.lstrip(_LETTERS), 1) == 1
            for word in folded.split()
            if word.startswith(letters)
        )
    ]


def _slipped(typed: str) -> list[str]:
    """Every number one slip from the typed one."""
    places, digits = range(len(typed)), "0123456789"
    meant = [typed[:at] + one + typed[at + 1 :] for at in places for one in digits]
    meant += [typed[:at] + typed[at + 1] + typed[at] + typed[at + 2 :] for at in places[:-1]]
    meant += [typed[:at] + typed[at + 1 :] for at in places]
    meant += [typed[:at] + one + typed[at:] for at in range(len(typed) + 1) for one in digits]
    return [one for one in dict.fromkeys(meant) if one != typed]


def _digits_score(typed: str, folded: str, reading: int) -> int:
    words = folded.split()
    if typed in words:
        return 1000
    edges = any(word.startswith(typed) or word.endswith(typed) for word in words)
    return (900 if edges else 700) - (10 if reading > 1 else 0)
