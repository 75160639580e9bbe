"""Finding: candidates by their words, judged word by word, for every reading of what was typed."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from prilavok.kit.search.folding import fold
from prilavok.kit.search.layout import layouts
from prilavok.kit.search.likeness import allowed_slips, score
from prilavok.kit.search.numbers import Hit, ask, by_digits, by_slipped_digits

# How alike words must be to be judged (pg_trgm's word_similarity, in thousandths): a short word with a slip in it
# shares few pieces with the right one.
_LIKE = 240
_WORDS = 200  # words looked at for each typed word
_MEANT = 16  # of them, the likest that it may mean
_ENOUGH = 40  # entries that need no others beside them
_CANDIDATES = 120  # a list shows a hundred
_PLAIN = 860  # a score no slip reaches
_OTHER_LAYOUT = 30  # what a reading in another layout loses against one as typed
_FEWEST_LETTERS = 3  # of fewer, too many names begin with them: only the whole text's beginning is looked for
_TELLING_SIGNS = 6  # a word with digits in it, so long, is hardly anybody else's

_MARKED = re.compile(r"([a-z]{1,6}) ?(\d{3,16})")


def find(
    kind: str, text: str, limit: int = 20, *, fields: Sequence[str] | None = None, most: int = _CANDIDATES
) -> list[Hit]:
    """The subjects of a kind that the typed text may mean, the likest first, each once by its best field.

    Words may be begun only, misspelt, in any order, in another script or layout; digits are found as they stand,
    anywhere in a number, and where nothing has them so in whole numbers one slip away. `fields` keeps to some fields
    (what this actor may search). most: entries looked at, more of them for whoever narrows what is found.
    """
    typed, others = _readings(text)
    if not typed or limit < 1:
        return []
    if typed.isdecimal():
        return _ranked(by_digits(kind, typed, limit), fields, limit)
    # Cheapest first: what is plainly meant, then slips of the finger, then slips in another layout.
    hits = _plainly(kind, typed, others, most)
    if not any(hit.score >= _PLAIN for hit in hits):
        hits += _with_slips(kind, [typed], strict=False, more=_swapped(typed, text), most=most)
        if not hits and others:
            hits = _with_slips(kind, others, strict=True, most=most)
        hits = hits or next(filter(None, (_by_marked_number(kind, one) for one in [typed, *others])), [])
    return _ranked(hits, fields, limit)


@lru_cache(maxsize=16)
def _readings(text: str) -> tuple[str, list[str]]:
    """The key of the text, and its keys in other layouts. One text is looked for in several kinds, one by one."""
    typed = fold(text)
    return typed, _other_layouts(typed, text) if len(typed) >= 3 and not typed.isdecimal() else []


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


def _plainly(kind: str, typed: str, others: Sequence[str], most: int = _CANDIDATES) -> list[Hit]:
    """Entries with the very words, or words that begin so.

    First those that begin with all that was typed, in order, the very words first: an index gives just as many as are
    wanted. Where they are enough nobody else is looked for.
    """
    readings = [typed, *others]
    rows = ask("SELECT * FROM search_beginnings(%s, %s::text[], %s)", kind, readings, most)
    if len(rows) < _ENOUGH:
        rows += _begun_so(kind, readings, most)
        if len(rows) >= most:
            # Whoever is called just so comes before the hundreds whose names only begin so.
            exact = [_query([[_quoted(word)] for word in reading.split()]) for reading in readings]
            rows += ask("SELECT * FROM search_words(%s, %s::text[], %s)", kind, exact, most)
    return _judged(rows, readings, strict_from=2)


def _begun_so(kind: str, readings: Sequence[str], most: int) -> list[tuple[Any, ...]]:
    """Entries with words that begin as the typed ones do.

    An index of words gives all that begin so before the first is seen: of a million names some tens of thousands. So a
    word that others follow is taken for whole where there is such a word, and the last one for the shortest that begin
    so; only where few entries have them all that begin so are looked for.
    """
    known = _known(kind, [word for reading in readings for word in _told(reading)])
    likely, whole = {}, {}
    for place, (*before, last) in enumerate(map(_told, readings), start=1):
        if any(one.isalpha() and not known[one] for one in (*before, last)):
            continue  # nobody has a word that begins so; one that is missing among the words is found with the slips
        told = [[_quoted(one) if one in known[one] else f"{_quoted(one)}:*"] for one in before]
        likely[place] = _query([*told, [_quoted(last), *map(_quoted, known[last])]])
        whole[place] = _query([*told, [f"{_quoted(last)}:*"]])
    if any(len(words) == _MEANT for words in known.values()):
        rows = _with_words(kind, likely, most)
        if len(rows) >= _ENOUGH:
            return rows
    return _with_words(kind, whole, most)


def _with_words(kind: str, queries: Mapping[int, str], most: int) -> list[tuple[Any, ...]]:
    """Entries that fit the queries, each with the reading (the query's key) that it fits."""
    if not queries:
        return []
    rows = ask("SELECT * FROM search_words(%s, %s::text[], %s)", kind, list(queries.values()), most)
    places = list(queries)
    return [(*row, places[nth - 1]) for *row, nth in rows]


def _known(kind: str, begun: Sequence[str]) -> dict[str, list[str]]:
    known: dict[str, list[str]] = {word: [] for word in begun}
    if plain := [word for word in known if word.isalpha()]:
        for place, word in ask("SELECT * FROM search_words_begun(%s, %s::text[], %s)", kind, plain, _MEANT):
            known[plain[place - 1]].append(word)
    return known


def _with_slips(
    kind: str, readings: Sequence[str], *, strict: bool, more: Sequence[str] = (), most: int = _CANDIDATES
) -> list[Hit]:
    """Entries with words a slip away from the typed ones: first which words those are, then who has them.

    more: words that a single typed word may have been, swapped back.
    """
    typed = list(dict.fromkeys(word for one in readings for word in one.split() if allowed_slips(word)))
    found: dict[str, list[tuple[int, str]]] = {word: [] for word in typed}
    if typed:
        for word, place in ask("SELECT * FROM search_like_words(%s, %s::text[], %s, %s)", kind, typed, _LIKE, _WORDS):
            if gained := score(typed[place - 1], word, strict=strict):
                found[typed[place - 1]].append((gained, word))
    queries = {}
    for place, reading in enumerate(readings, start=1):
        if strict and any(allowed_slips(word) and not found.get(word) for word in reading.split()):
            continue  # a word of it as it stands was looked for already, and nobody has one a slip away
        groups = []
        for word in reading.split():
            likest = sorted(found.get(word, ()), key=lambda one: (-one[0], one[1]))[:_MEANT]
            terms = [_quoted(one) for _gained, one in likest] + [f"{_quoted(one)}:*" for one in more]
            groups.append([*terms, f"{_quoted(word)}:*"])
        queries[place] = _query(groups)
    return _judged(_with_words(kind, queries, most), readings, strict_from=1 if strict else len(readings) + 1)


def _told(reading: str) -> list[str]:
    """The words that narrow a search: those with digits, which few have, else of those with few letters none."""
    words = reading.split()
    numbered = [word for word in words if len(word) >= _TELLING_SIGNS and not word.isalpha()]
    return numbered or [word for word in words if len(word) >= _FEWEST_LETTERS] or words


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


def _by_marked_number(kind: str, typed: str) -> list[Hit]:
    """A number behind letters ("HH-1690"): both parts together or apart, then with one slip in its digits."""
    parts = _MARKED.fullmatch(typed)
    if parts is None:
        return []
    letters, digits = parts.groups()
    whole = _plainly(kind, letters + digits, []) + _plainly(kind, f"{letters} {digits}", [])
    return whole or by_slipped_digits(kind, digits, letters)


def _ranked(hits: list[Hit], fields: Sequence[str] | None, limit: int) -> list[Hit]:
    best: dict[UUID, Hit] = {}
    for hit in hits:
        if fields is not None and hit.field not in fields:
            continue
        if hit.subject not in best or best[hit.subject].score < hit.score:
            best[hit.subject] = hit
    return sorted(best.values(), key=lambda hit: (-hit.score, hit.subject))[:limit]
