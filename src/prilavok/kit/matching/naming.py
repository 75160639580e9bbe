"""Whole names taken apart: which word is the surname, told alike in every row of a list.

A word's form says something (Ахметова, Алексей), its place in the list's names as well, and the words beside it most:
who stands beside a surname is a given name. So the words of a list vote for each other until they agree (a mean field
over the words, each pair of one name pulling its two apart), and «Ким Алексей» and «Алексей Ким» come apart alike.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import islice

from prilavok.kit.matching.given_names import GIVEN

#: ends of words that name a father, so that the word is neither first name nor surname
_FATHERS = ("ovich", "evich", "ich", "ovna", "evna", "ichna", "inichna", "uli", "kizi", "ogli")
#: ends that hardly any given name has, and those that some have (Karina, Aidin)
_SURNAMES = ("ov", "ev", "ova", "eva", "ski", "skii", "skaia", "tski", "enko", "shvili", "dze")
_MAYBE = ("in", "ina", "uk", "iuk", "ian")
#: so many pairs of words, and of one pair so many rows, are listened to; what lies beyond goes by form and place
_MOST_PAIRS, _MOST_ROWS = 200_000, 3
_ROUNDS = 8
#: how much each kind of witness says, in nats: a known given name, a sure end, a doubtful end, a father's name beside
_KNOWN, _SURE, _DOUBTFUL, _FATHER = -3.0, 2.5, 0.7, 3.0
_PULL = 0.8  # of a word beside
_SINGLE = 0.6  # from here on a word that stands alone is a surname
_DOUBT = 0.05  # closer than this two words are told by their place


class NameWords:
    """How the words of a list's whole names are used; without a list, by their form and place alone.

    lean of a word: from -1, a given name, to 1, a surname.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        """names: folded, as `preparing.fold_name` gives them."""
        self._lean: dict[str, float] = {}
        told: Counter[tuple[str, str]] = Counter()
        fathers: Counter[str] = Counter()
        for name in names:
            words, _middle, at = _without_father(name.split())
            if len(words) != 2:
                continue
            if at:  # before a father's name stands a given one
                given, last = (words[1], words[0]) if at == 2 else (words[0], words[1])
                fathers[given] -= 1
                fathers[last] += 1
            pair = (words[0], words[1])
            if pair in told or len(told) < _MOST_PAIRS:
                told[pair] += 1
        self._place = _place_of(told, fathers)
        if told:
            self._settle(told, fathers)

    def _settle(self, told: Counter[tuple[str, str]], fathers: Counter[str]) -> None:
        """Let the words vote for each other."""
        beside: dict[str, list[tuple[str, int]]] = defaultdict(list)
        place: dict[str, float] = defaultdict(float)
        for (first, second), count in sorted(told.items()):
            rows = min(count, _MOST_ROWS)
            beside[first].append((second, rows))
            beside[second].append((first, rows))
            place[first] += rows * self._place
            place[second] -= rows * self._place
        own = {word: _form(word) + _FATHER * max(-3, min(3, fathers[word])) + place[word] for word in beside}
        lean = {word: math.tanh(vote / 2) for word, vote in own.items()}
        for _round in range(_ROUNDS):
            for word, others in beside.items():
                pulled = sum(rows * lean[other] for other, rows in others)
                lean[word] = math.tanh((own[word] - _PULL * pulled) / 2)
        self._lean = lean

    def lean(self, word: str) -> float:
        """From -1, a given name, to 1, a surname."""
        known = self._lean.get(word)
        return math.tanh(_form(word) / 2) if known is None else known

    def split(self, folded: str) -> tuple[str, str, str]:
        """(first, middle, last) of a folded name; a word supports one of them alone."""
        words, middle, at = _without_father(folded.split())
        if at == 2:  # surname, name, father's name
            return words[1], middle, words[0]
        if len(words) < 2:
            alone = words[0] if words else ""
            return ("", middle, alone) if alone and self.lean(alone) > _SINGLE else (alone, middle, "")
        apart = self.lean(words[0]) - self.lean(words[-1])
        surname_first = apart > 0 if abs(apart) > _DOUBT else self._place > 0
        if at == 0 and surname_first:
            return " ".join(words[1:]), middle, words[0]
        return words[0], middle, " ".join(words[1:])


def _without_father(words: list[str]) -> tuple[list[str], str, int]:
    """The words without the father's name, that name, and where it stood: 0 where none was known by its end."""
    if len(words) < 3:
        return words, "", 0
    at = next((nth for nth, word in enumerate(words) if nth and word.endswith(_FATHERS) and len(word) > 5), 0)
    cut = at or (1 if len(words) == 3 else 0)
    return [word for nth, word in enumerate(words) if not cut or nth != cut], words[cut] if cut else "", at


def _form(word: str) -> float:
    if word in GIVEN or len(word) == 1:
        return _KNOWN
    if len(word) >= 4 and word.endswith(_SURNAMES):
        return _SURE
    return _DOUBTFUL if len(word) >= 5 and word.endswith(_MAYBE) else 0.0


def _place_of(told: Counter[tuple[str, str]], fathers: Counter[str]) -> float:
    """How much a place says in this list, in nats: above nought where the surname comes first.

    By the names whose order their words show; a list that shows none is taken to begin with given names.
    """
    first, seen = 0.0, 0
    for (one, two), count in islice(told.items(), _MOST_PAIRS):
        apart = _form(one) + fathers[one] - _form(two) - fathers[two]
        if abs(apart) >= 1:
            first += math.copysign(count, apart)
            seen += count
    share = (1 + (first - 4) / (seen + 20)) / 2
    return max(-3.0, min(3.0, math.log(share / (1 - share))))
