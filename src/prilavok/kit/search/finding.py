"""Finding: candidates by their words, judged word by word, for every reading of what was typed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from prilavok.kit.search.folding import fold
from prilavok.kit.search.layout import layouts
from prilavok.kit.search.likeness import allowed_slips, score, slips

# How alike words must be to be judged (pg_trgm's word_similarity, in thousandths): a short word with a slip in it
# shares few pieces with the right one.
_LIKE = 240
_WORDS = 200  # words looked at for each typed word
_MEANT = 16  # of them, the likest that it may mean
_BEGUN = 6  # words that begin as the typed one does, with which a list is filled where there are more
_CANDIDATES = 120  # a list shows a hundred
_PLAIN = 860  # a score no slip reaches
_OTHER_LAYOUT = 30  # what a reading in another layout loses against one as typed
_FEWEST_LETTERS = 3  # of fewer, too many names begin with them: only the whole text's beginning is looked for
_FEWEST_DIGITS = 3  # an index of three-letter pieces finds nothing shorter
_SLIP_DIGITS = range(6, 17)  # a shorter number with a slip in it means too many others

_MARKED = re.compile(r"([a-z]{1,6}) ?(\d{3,16})")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SLIPPED = 600  # the score of a number one slip away


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
    hits = _plainly(kind, typed, others)
    if not any(hit.score >= _PLAIN for hit in hits):
        hits += _with_slips(kind, [typed], strict=False, more=_swapped(typed, text))
        if not hits and others:
            hits = _with_slips(kind, others, strict=True)
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


def _plainly(kind: str, typed: str, others: Sequence[str]) -> list[Hit]:
    """Entries with the very words, or words that begin so."""
    readings = [typed, *others]
    if not any(len(word) >= _FEWEST_LETTERS for reading in readings for word in reading.split()):
        rows = _ask("SELECT * FROM search_beginnings(%s, %s::text[], %s)", kind, readings, _CANDIDATES)
        if len(rows) >= _CANDIDATES:
            return _judged(rows, readings, strict_from=2)
    rows = _begun_so(kind, readings)
    if len(rows) >= _CANDIDATES:
        # Whoever is called just so comes before the hundreds whose names only begin so.
        exact = [_query([[_quoted(word)] for word in reading.split()]) for reading in readings]
        rows += _ask("SELECT * FROM search_words(%s, %s::text[], %s)", kind, exact, _CANDIDATES)
        rows += _ask("SELECT * FROM search_beginnings(%s, %s::text[], %s)", kind, readings, _CANDIDATES // 3)
    return _judged(rows, readings, strict_from=2)


def _begun_so(kind: str, readings: Sequence[str]) -> list[tuple[Any, ...]]:
    """Entries with words that begin as the typed ones do.

    An index of words gives all that begin so before the first is seen: of a million names some tens of thousands. Where
    one word was typed and more begin so than anybody reads, the shortest few of them fill a list as well.
    """
    all_of_them = [_query([[f"{_quoted(word)}:*"] for word in _told(reading)]) for reading in readings]
    some = [_some_begun(kind, reading) or whole for reading, whole in zip(readings, all_of_them, strict=True)]
    rows = _ask("SELECT * FROM search_words(%s, %s::text[], %s)", kind, some, _CANDIDATES)
    if some == all_of_them or len(rows) >= _CANDIDATES:
        return rows
    return _ask("SELECT * FROM search_words(%s, %s::text[], %s)", kind, all_of_them, _CANDIDATES)


def _some_begun(kind: str, word: str) -> str:
    if not word.isalpha() or len(word) < _FEWEST_LETTERS:
        return ""
    words = [one for (one,) in _ask("SELECT * FROM search_begun_words(%s, %s, %s)", kind, word, _BEGUN)]
    return _query([[_quoted(one) for one in words]]) if len(words) == _BEGUN else ""


def _with_slips(kind: str, readings: Sequence[str], *, strict: bool, more: Sequence[str] = ()) -> list[Hit]:
    """Entries with words a slip away from the typed ones: first which words those are, then who has them.

    more: words that a single typed word may have been, swapped back.
    """
    typed = list(dict.fromkeys(word for one in readings for word in one.split() if allowed_slips(word)))
    found: dict[str, list[tuple[int, str]]] = {word: [] for word in typed}
    if typed:
        for word, place in _ask("SELECT * FROM search_like_words(%s, %s::text[], %s, %s)", kind, typed, _LIKE, _WORDS):
            if gained := score(typed[place - 1], word, strict=strict):
                found[typed[place - 1]].append((gained, word))
    queries = []
    for reading in readings:
        groups = []
        for word in reading.split():
            likest = sorted(found.get(word, ()), key=lambda one: (-one[0], one[1]))[:_MEANT]
            terms = [_quoted(one) for _gained, one in likest] + [f"{_quoted(one)}:*" for one in more]
            groups.append([*terms, f"{_quoted(word)}:*"])
        queries.append(_query(groups))
    rows = _ask("SELECT * FROM search_words(%s, %s::text[], %s)", kind, queries, _CANDIDATES)
    return _judged(rows, readings, strict_from=1 if strict else len(readings) + 1)


def _told(reading: str) -> list[str]:
    """The words that narrow a search: of those with few letters only where there are no others."""
    words = reading.split()
    return [word for word in words if len(word) >= _FEWEST_LETTERS] or words


def _quoted(word: str) -> str:
    return f"'{word}'"  # a folded word has neither quotes nor backslashes


def _query(groups: Sequence[Sequence[str]]) -> str:
    return " & ".join(f"({' | '.join(dict.fromkeys(terms))})" for terms in groups)


def _judged(rows: Sequence[tuple[Any, ...]], readings: Sequence[str], *, strict_from: int) -> list[Hit]:
    """The candidates that fit. strict_from: the first of the readings (from 1) that is in another layout."""
    judged: dict[tuple[int, str], int] = {}
    hits = []
    for subject, field, folded, reading in rows:
        strict = reading >= strict_from
        gained = judged.get((reading, folded))
        if gained is None:
            gained = judged[reading, folded] = score(readings[reading - 1], folded, strict=strict)
        if gained:
            hits.append(Hit(subject, field, gained - (_OTHER_LAYOUT if strict else 0)))
    return hits


def _by_digits(kind: str, typed: str, limit: int) -> list[Hit]:
    if len(typed) < _FEWEST_DIGITS:
        return []
    most = max(limit, 50)
    held = _ask("SELECT * FROM search_edges(%s, %s, %s)", kind, typed, most)
    if len(held) < most:
        held += _ask("SELECT * FROM search_within(%s, %s, %s)", kind, typed, most)
    rows = [(*row, 1) for row in held]
    readings = [typed]
    # The beginning of a +7 number as people start it ("8 701", "7 701"): the key has no such first digit, and the rest
    # must begin the number, or "8123" would find every 123.
    if re.match(r"8[3-9]|7[3-9]", typed) and len(typed) > _FEWEST_DIGITS:
        readings.append(typed[1:])
        begun = _ask("SELECT * FROM search_beginnings(%s, %s::text[], %s)", kind, readings[1:], most)
        rows += [(*row[:3], 2) for row in begun]
    return [
        Hit(subject, field, _digits_score(readings[reading - 1], folded, reading))
        for subject, field, folded, reading in rows
    ] or _by_slipped_digits(kind, readings[-1])


def _by_marked_number(kind: str, typed: str) -> list[Hit]:
    """A number behind letters ("HH-1690"): both parts together or apart, then with one slip in its digits."""
    parts = _MARKED.fullmatch(typed)
    if parts is None:
        return []
    letters, digits = parts.groups()
    whole = _plainly(kind, letters + digits, []) + _plainly(kind, f"{letters} {digits}", [])
    return whole or _by_slipped_digits(kind, digits, letters)


def _by_slipped_digits(kind: str, typed: str, letters: str = "") -> list[Hit]:
    """Whole numbers that are one slip away: a digit wrong, missing, doubled, or swapped with its neighbour.

    letters: what must stand before the digits; with none the number may have any letters of its own there.
    """
    if len(typed) not in _SLIP_DIGITS and not (letters and len(typed) == _SLIP_DIGITS.start - 1):
        return []  # letters tell a number apart as one digit more would
    meant = [letters + one for one in _slipped(typed)]
    found = _ask("SELECT * FROM search_numbers(%s, %s::text[], %s)", kind, meant, 5)
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


def _ask(question: str, *given: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, list(given))
        return list(cursor.fetchall())


def _ranked(hits: list[Hit], fields: Sequence[str] | None, limit: int) -> list[Hit]:
    best: dict[UUID, Hit] = {}
    for hit in hits:
        if fields is not None and hit.field not in fields:
            continue
        if hit.subject not in best or best[hit.subject].score < hit.score:
            best[hit.subject] = hit
    return sorted(best.values(), key=lambda hit: (-hit.score, hit.subject))[:limit]
