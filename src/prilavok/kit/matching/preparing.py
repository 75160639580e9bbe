"""Rows of people as they are compared: names in one Latin key whatever script, phones, days and codes in one form.

Pure. Every prepared text is plain ASCII, so that the database's functions, which count bytes, and ours, which count
letters, answer alike.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from prilavok.kit.matching.naming import NameWords
from prilavok.kit.phones import read_phones
from prilavok.kit.search.folding import fold

#: what a prepared row may have, in the order of its table
COLUMNS = (
    "first_name", "middle_name", "last_name", "birth_date", "phone", "email", "mailbox", "document", "card",
    "postcode", "region", "city", "street", "house",
)  # fmt: skip
Person = dict[str, str]

_LONGEST = 60
_BY_FORM = NameWords()
_CODE = re.compile(r"[^0-9a-z]+")
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
    "dec": 12, "янв": 1, "фев": 2, "мар": 3, "апр": 4, "май": 5, "мая": 5, "июн": 6, "июл": 7, "авг": 8, "сен": 9,
    "окт": 10, "ноя": 11, "дек": 12, "қаң": 1, "ақп": 2, "нау": 3, "сәу": 4, "мам": 5, "мау": 6, "шіл": 7, "там": 8,
    "қыр": 9, "қаз": 10, "қар": 11, "жел": 12,
}  # fmt: skip
_ISO = re.compile(r"(\d{4})[-./]?(\d\d)[-./]?(\d\d)(?:[t ].*)?")
_DOTTED = re.compile(r"(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4}|\d\d)(?:\s*г\.?|[t ].*)?")
_WORDED = re.compile(r"(\d{1,2})\s+([^\W\d_]{3,})\.?\s+(\d{4})(?:\s*(?:г|ж)\.?)?")
_MAIL = re.compile(r"([^@\s,;]{1,64})@([^@\s,;]+\.[^@\s,;.]{2,})")
_LOOK_ALIKES = str.maketrans("асеорхукмтвніјѕ", "aceopxykmtbhijs")
_FILLERS = frozenset(
    map(fold, ("нет", "нету", "no", "none", "null", "test", "тест", "unknown", "аноним", "клиент", "покупатель",
               "гость", "касса", "без имени", "неизвестно", "неизвестный", "розница", "na", "белгісіз", "жоқ"))
)  # fmt: skip
_STREET_WORDS = frozenset(
    ("ul", "ulitsa", "ulitsi", "str", "street", "st", "koshesi", "koshe", "k", "prospekt", "pr", "prt", "prospect",
     "avenue", "ave", "mkr", "mikroraion", "mikraudan", "dom", "d", "ui", "kv", "kvartira", "pater", "flat", "apt",
     "road", "rd", "g", "gorod", "kala")
)  # fmt: skip


@lru_cache(maxsize=200_000)
def fold_name(text: str) -> str:
    """One Latin key for a name in Cyrillic, Kazakh or Latin letters; fillers ("нет", "тест") are nothing."""
    folded = _ascii(fold(text))[:_LONGEST]
    return "" if folded in _FILLERS or not re.search(r"[a-z]", folded) else folded


@lru_cache(maxsize=200_000)
def fold_code(text: str) -> str:
    """A document, card, house or postcode: small letters and digits alone; one sign repeated is a filler."""
    code = _CODE.sub("", _ascii(unicodedata.normalize("NFKC", text).casefold().translate(_LOOK_ALIKES)))[:_LONGEST]
    return "" if len(code) > 2 and len(set(code)) == 1 else code


@lru_cache(maxsize=200_000)
def fold_day(text: str) -> str:
    """A day as eight digits, year first: "1991-02-03", "03.02.1991", "3 февраля 1991". "" where it is none.

    Eight digits that are no day of the calendar are kept: a slip of the finger still tells much.
    """
    told = text.strip().casefold()
    if match := _ISO.fullmatch(told):
        year, month, day = match[1], match[2], match[3]
    elif match := _DOTTED.fullmatch(told):
        short = match[3]
        year = short if len(short) == 4 else ("19" if int(short) > 26 else "20") + short
        month, day = match[2], match[1]
    elif match := _WORDED.fullmatch(told):
        year, month, day = match[3], str(_MONTHS.get(match[2][:3], 0)), match[1]
    else:
        return ""
    if not "1880" <= year <= "2100":
        return ""
    written = f"{int(year):04}{int(month):02}{int(day):02}"
    return "" if written in {"19000101", "19700101", "18991230", "19000000"} else written


@lru_cache(maxsize=200_000)
def fold_phone(text: str) -> str:
    """The first number of a cell that is no filler, as its digits with the country's; "" where there is none."""
    return next((phone.e164.lstrip("+") for phone in read_phones(text) if not phone.filler), "")


@lru_cache(maxsize=200_000)
def fold_mail(text: str) -> str:
    """The first address of a cell: small letters, Cyrillic look-alikes mended, what stands after a plus left out."""
    match = _MAIL.search(unicodedata.normalize("NFKC", text).casefold().translate(_LOOK_ALIKES))
    if match is None:
        return ""
    box, domain = match[1].partition("+")[0], match[2]
    if domain in {"gmail.com", "googlemail.com"}:
        box, domain = box.replace(".", ""), "gmail.com"
    return _ascii(f"{box}@{domain}")[: 2 * _LONGEST] if box else ""


def learn_names(names: Iterable[str]) -> NameWords:
    """How a list writes whole names, from all of them as they are told; then `prepare` takes each apart alike."""
    return NameWords(fold_name(name) for name in names)


def split_name(text: str, words: NameWords = _BY_FORM) -> tuple[str, str, str]:
    """(first, middle, last) of a whole name: "Иванов Иван Иванович", "Айгүл Серікқызы Омарова", "Anna Smith"."""
    return words.split(fold_name(text))


def prepare(row: Mapping[str, str], words: NameWords = _BY_FORM) -> Person:
    """A row of texts by field, as it is compared: by column, empty ones left out. words: how its list writes names."""
    first, middle, last = split_name(row.get("name", ""), words)
    mail = fold_mail(row.get("email", ""))
    street, house = split_address(row.get("address", ""))
    made = {
        "first_name": fold_name(row.get("first_name", "")) or first,
        "middle_name": fold_name(row.get("middle_name", "")) or middle,
        "last_name": fold_name(row.get("last_name", "")) or last,
        "birth_date": fold_day(row.get("birth_date", "")),
        "phone": fold_phone(row.get("phone", "")),
        "email": mail,
        "mailbox": mail.partition("@")[0],
        "document": fold_code(row.get("document", "")),
        "card": fold_code(row.get("card", "")),
        "postcode": fold_code(row.get("postcode", "")),
        "region": fold_name(row.get("region", "")),
        "city": fold_name(row.get("city", "")),
        "street": _street(row.get("street", "")) or street,
        "house": fold_code(row.get("house", "")) or house,
    }
    return {column: text for column, text in made.items() if text}


def split_address(text: str) -> tuple[str, str]:
    """(street, house) of a whole address: its words, and the first number with what stands on it."""
    if not text.strip():
        return "", ""
    house = re.search(r"\b\d+[\w/]*", text)
    words = text[: house.start()] + " " + text[house.end() :] if house else text
    return _street(re.sub(r"\d\S*", " ", words)), fold_code(house[0]) if house else ""


@lru_cache(maxsize=100_000)
def _street(text: str) -> str:
    words = _ascii(fold(text)).split()
    return " ".join(word for word in words if word not in _STREET_WORDS)[:_LONGEST]


def _ascii(text: str) -> str:
    return text.encode("ascii", "ignore").decode()
