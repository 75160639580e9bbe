"""Finding: candidates by the trigram index, judged word by word, for every reading of what was typed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from prilavok.kit.search.folding import fold
from prilavok.kit.search.layout import layouts
from prilavok.kit.search.likeness import score, slips

# How alike candidates must be (pg_trgm's word_similarity, in thousandths): first plainly, then a slip apart.
_CLOSE, _LOOSE = 550, 240
_CANDIDATES = 300
_PLAIN = 860  # a score no slip reaches
_OTHER_LAYOUT = 30  # what a reading in another layout loses against one as typed
_FEWEST_DIGITS = 3  # an index of three-letter pieces finds nothing shorter
_SLIP_DIGITS = range(6, 17)  # a shorter number with a slip in it means too many others


_MARKED = re.compile(r"([a-z]{1,6}) ?(\d{3,16})")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SLIPPED = 600  # the score of a number one slip away
_DIGITS = "SELECT * FROM search_digits(%s, %s::text[], %s)"


@dataclass(frozen=True, slots=True)
class Hit:
    """A subject found by one of its fields; score in thousandths, 1000 for the very words."""

    subject: UUID
    field: str
    score: int


def find(kind: str, text: str, limit: int = 20, *, fields: Sequence[str] | None = None) -> list[Hit]:
    """The subjects of a kind that the typed text may mean, the likest first, each once by its best field.

    Words may be begun only, misspelt, in any order, in another script or layout; digits are found as they stand,
    anywhere in a number, and where nothing has them so in whole numbers one slip away. `fields` keeps to some fields
    (what this actor may search).
    """
    typed = fold(text)
    if not typed or limit < 1:
        return []
    if typed.isdecimal():
        return _ranked(_by_digits(kind, typed, limit), fields, limit)
    others = _other_layouts(typed, text) if len(typed) >= 3 else []
    # Cheapest first: what is plainly meant, then slips of the finger, then slips in another layout.
    hits = _by_words(kind, [typed], others, _CLOSE)
    if not any(hit.score >= _PLAIN for hit in hits):
        hits += _by_words(kind, [typed], [], _LOOSE) + _by_words(kind, _swapped(typed, text), [], _CLOSE)
        if not hits and others:
            hits = _by_words(kind, [], others, _LOOSE)
        hits = hits or next(filter(None, (_by_marked_number(kind, one) for one in [typed, *others])), [])
    return _ranked(hits, fields, limit)


def _other_layouts(typed: str, text: str) -> list[str]:
    meant = dict.fromkeys(fold(reading) for reading in layouts(text[:200]))
    return [reading for reading in meant if reading not in {"", typed}]


def _swapped(typed: str, text: str) -> list[str]:
    """Readings with two neighbours swapped back: a short word so misspelt shares too few pieces with the right one."""
    word = text.strip()
    if not 4 <= len(word) <= 9 or " " in typed:
        return []
    swaps = (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1))
    meant = dict.fromkeys(fold(swap) for swap in swaps)
    return [reading for reading in meant if reading not in {"", typed}]


def _by_words(kind: str, typed: list[str], others: list[str], closeness: int) -> list[Hit]:
    readings = [*typed, *others]
    if not readings:
        return []
    rows = _ask("SELECT * FROM search_alike(%s, %s::text[], %s, %s)", [kind, readings, closeness, _CANDIDATES])
    judged: dict[tuple[int, str], int] = {}
    hits = []
    for subject, field, folded, reading in rows:
        strict = reading > len(typed)
        gained = judged.get((reading, folded))
        if gained is None:
            gained = judged[reading, folded] = score(readings[reading - 1], folded, strict=strict)
        if gained:
            hits.append(Hit(subject, field, gained - (_OTHER_LAYOUT if strict else 0)))
    return hits


def _by_digits(kind: str, typed: str, limit: int) -> list[Hit]:
    readings = [typed]
    # The beginning of a +7 number as people start it ("8 701", "7 701"): the key has no such first digit.
    if re.match(r"8[3-9]|7[3-9]", typed) and len(typed) > _FEWEST_DIGITS:
        readings.append(typed[1:])
    if len(typed) < _FEWEST_DIGITS:
        return []
    rows = _ask(_DIGITS, [kind, readings, max(limit, 50)])
    return [
        Hit(subject, field, _digits_score(readings[reading - 1], folded, reading))
        for subject, field, folded, reading in rows
        # Without its first digit the rest must begin the number, or "8123" would find every 123.
        if reading == 1 or folded.startswith(readings[1])
    ] or _by_slipped_digits(kind, readings[-1])


def _by_marked_number(kind: str, typed: str) -> list[Hit]:
    """A number behind letters ("HH-1690"): both parts together or apart, then with one slip in its digits."""
    parts = _MARKED.fullmatch(typed)
    if parts is None:
        return []
    letters, digits = parts.groups()
    whole = _by_words(kind, [letters + digits, f"{letters} {digits}"], [], _CLOSE)
    return whole or _by_slipped_digits(kind, digits, letters)


def _by_slipped_digits(kind: str, typed: str, letters: str = "") -> list[Hit]:
    """Whole numbers that are one slip away: a digit wrong, missing, doubled, or swapped with its neighbour.

    letters: what must stand before the digits; with none the number may have any letters of its own there.
    """
    if len(typed) not in _SLIP_DIGITS and not (letters and len(typed) == _SLIP_DIGITS.start - 1):
        return []  # letters tell a number apart as one digit more would
    places = range(len(typed))
    patterns = [typed[:at] + "_" + typed[at + 1 :] for at in places]
    patterns += [typed[:at] + typed[at + 1] + typed[at] + typed[at + 2 :] for at in places[:-1]]
    patterns += [typed[:at] + typed[at + 1 :] for at in places]
    patterns += [typed[:at] + "_" + typed[at:] for at in range(1, len(typed))]
    found = _ask(_DIGITS, [kind, list(dict.fromkeys(patterns)), 5])
    return [
        Hit(subject, field, _SLIPPED)
        for subject, field, folded, _reading in found
        if any(
            slips(typed, word.removeprefix(letters) if letters else word.lstrip(_LETTERS), 1) == 1
            for word in folded.split()
            if word.startswith(letters)
        )
    ]


def _digits_score(typed: str, folded: str, reading: int) -> int:
    words = folded.split()
    if typed in words:
        return 1000
    edges = any(word.startswith(typed) or word.endswith(typed) for word in words)
    return (900 if edges else 700) - (10 if reading > 1 else 0)


def _ask(question: str, given: list[Any]) -> list[tuple[UUID, str, str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(question, given)
        return list(cursor.fetchall())


def _ranked(hits: list[Hit], fields: Sequence[str] | None, limit: int) -> list[Hit]:
    best: dict[UUID, Hit] = {}
    for hit in hits:
        if fields is not None and hit.field not in fields:
            continue
        if hit.subject not in best or best[hit.subject].score < hit.score:
            best[hit.subject] = hit
    return sorted(best.values(), key=lambda hit: (-hit.score, hit.subject))[:limit]
