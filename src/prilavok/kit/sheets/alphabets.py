"""Which alphabet of eight bits a Russian text was written in, by what its letters make: the files themselves never say.

windows-1251 is what is meant unless another alphabet makes clearly likelier words. Only runs of two and more bytes
beyond ASCII are looked at, each once: one byte alone may be a space of thousands or a sign. How often letters
come is that of Russian text; a small letter before a capital one, as "лПД", is how KOI8 looks that is read as
windows-1251.
"""

import re
from itertools import islice

#: log2 of how often each letter comes, in tenths of a bit below nought
_RARE = {
    "о": 32, "е": 36, "а": 36, "и": 38, "н": 39, "т": 40, "с": 42, "р": 44, "в": 45, "л": 45, "к": 48, "м": 50, "д": 51,
    "п": 52, "у": 53, "я": 56, "ы": 57, "ь": 58, "г": 59, "з": 59, "б": 60, "ч": 61, "й": 64, "х": 67, "ж": 67, "ш": 71,
    "ю": 73, "ц": 77, "щ": 81, "э": 83, "ф": 86, "ъ": 113, "ё": 113,
}  # fmt: skip
_OTHER_LETTER = 110  # of another language in Cyrillic
_NO_LETTER = 130  # a frame or a sign where a word stands
_SIGNS = dict.fromkeys("«»„“”‘’–—№…•°±§©®€\u00a0", 30)  # what people do write two of together
_COSTS = _RARE | _SIGNS
_CAPITAL_INSIDE = 60
#: how much likelier another alphabet must be, in tenths of a bit, all in all and for each letter
_SURE, _SURE_EACH = 80, 3
_WORDS = re.compile(rb"[\x80-\xff]{2,}")
_MOST_WORDS = 3_000
#: of both KOI8 the letters of Russian lie alike, and KOI8-U has those of Ukrainian as well
_OTHERS = ("cp866", "koi8-u")


def likeliest_alphabet(content: bytes) -> str:
    """The codec of the alphabet: cp1251, cp866 or koi8-u."""
    words = list(islice(dict.fromkeys(match[0] for match in _WORDS.finditer(content)), _MOST_WORDS))
    letters = sum(map(len, words))
    costs = {codec: sum(_cost(word.decode(codec, "replace")) for word in words) for codec in ("cp1251", *_OTHERS)}
    best = min(_OTHERS, key=lambda codec: costs[codec])
    return best if costs["cp1251"] - costs[best] > max(_SURE, letters * _SURE_EACH) else "cp1251"


def _cost(word: str) -> int:
    """How unlikely the word is, in tenths of a bit."""
    cost = 0
    for before, letter in zip(" " + word, word, strict=False):
        small = letter.lower()
        other = _OTHER_LETTER if "\u0400" <= small <= "\u04ff" else _NO_LETTER
        cost += _COSTS.get(small, other)
        cost += _CAPITAL_INSIDE if before.islower() and letter.isupper() else 0
    return cost
