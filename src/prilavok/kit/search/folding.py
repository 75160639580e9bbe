"""Folding: one Latin-like key for Russian, Kazakh and Latin spellings of the same word; pure, the same both ways."""

import re
import unicodedata

VERSION = 1
LONGEST = 400

_CYRILLIC = {
    "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z",
    "и": "i", "й": "i", "і": "i", "к": "k", "қ": "k", "л": "l", "м": "m", "н": "n", "ң": "n", "о": "o", "ө": "o",
    "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "u", "ү": "u", "ф": "f", "х": "h", "һ": "h", "ц": "ts",
    "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia", "є": "e", "ї": "i",
}  # fmt: skip
# Letters of the Kazakh Latin alphabets and others whose plain letter alone would mislead.
_LATIN_MARKED = {
    "ş": "sh",
    "š": "sh",
    "ç": "ch",
    "č": "ch",
    "ž": "zh",
    "ı": "i",
    "ß": "ss",
    "æ": "a",
    "ø": "o",
    "ł": "l",
}
# A Latin letter typed inside a Cyrillic word for the letter it looks like (the texts are already in lower case).
_LOOK_ALIKES = str.maketrans("aceopxykmtbhi", "асеорхукмтвні")
# Longer spellings first. Run on the Latin form of every word, so both ways of writing it meet.
_SPELLINGS = (
    ("shch", "sh"), ("sch", "sh"), ("dzh", "zh"), ("kh", "h"), ("gh", "g"), ("ph", "f"), ("tz", "ts"), ("ck", "k"),
    ("ch", "\x01"), ("c", "k"), ("\x01", "ch"), ("q", "k"), ("w", "v"), ("x", "ks"), ("j", "zh"), ("dzh", "zh"),
    ("ye", "e"), ("yo", "e"), ("y", "i"), ("iie", "ie"),
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
_DIALLED = re.compile(r"\+?[\d\s().\-–]+")


def fold(text: str) -> str:
    """The key of a text: words in small Latin letters and digits, one space between, at most LONGEST characters.

    A text of digits and dialling marks alone becomes its digits in one run, a +7 number without its 7 or 8.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().strip()
    if _DIALLED.fullmatch(plain) and (digits := "".join(str(int(sign)) for sign in plain if sign.isdecimal())):
        return digits[1:] if len(digits) == 11 and digits[0] in "78" else digits[:LONGEST]
    words = (_fold_word(word) for word in _WORD.findall(_composed(plain)))
    return " ".join(word for word in words if word)[:LONGEST].rstrip()


def _composed(plain: str) -> str:
    # Apostrophes join ("O'Neil", "Үй-жай" keeps its two words); an acute accent that marks the stress is dropped.
    return re.sub("['\u2019\u02bc`]", "", unicodedata.normalize("NFC", plain.replace("\u0301", "")))


def _fold_word(word: str) -> str:
    if any(letter in _CYRILLIC for letter in word):
        word = word.translate(_LOOK_ALIKES)
    latin = "".join(_letter(letter) for letter in word)
    for spelling, folded in _SPELLINGS:
        latin = latin.replace(spelling, folded)
    return re.sub(r"([a-z])\1+", r"\1", latin)


def _letter(letter: str) -> str:
    if letter in _CYRILLIC:
        return _CYRILLIC[letter]
    if letter in _LATIN_MARKED:
        return _LATIN_MARKED[letter]
    if letter.isdecimal():
        return str(int(letter))
    return "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
