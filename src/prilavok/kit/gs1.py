"""What a GS1 code on a package says: GTIN, lot, days, serial number, from GS1-128, DataMatrix or typed with brackets.

Source: GS1 General Specifications, 3 (application identifiers), 5.10 (which of them have a set length), 7.12 (years).
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

#: what a scanner puts before the code to tell its kind, and the sign that ends an element of free length
_KINDS = ("]C1", "]d2", "]Q3", "]e0")
_ENDS = "\x1d"
#: what scanners that type like a keyboard are set to send for it
_SHOWN_AS = ("|", "\u241d")
#: characters after the first two digits where the length is set; all other elements end with _ENDS or the code
_SET = {
    **dict.fromkeys(("00",), 18), **dict.fromkeys(("01", "02", "03"), 14), "04": 16, "20": 2, "41": 14,
    **dict.fromkeys(("11", "12", "13", "14", "15", "16", "17", "18", "19"), 6),
    **dict.fromkeys(("31", "32", "33", "34", "35", "36"), 8),
}  # fmt: skip
_BRACKETS = re.compile(r"\((\d{2,4})\)([^(]*)")
#: longest value of a lot (10) and of a serial number (21)
_LONGEST = 20


@dataclass(frozen=True, slots=True)
class Gs1:
    """gtin: 14 digits. best_before: the day it is good until (17, else 15). made_on: 11. "" and None: not said."""

    gtin: str
    lot: str = ""
    serial: str = ""
    best_before: date | None = None
    made_on: date | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """The barcodes that the GTIN may stand for in a catalogue, the longest first."""
        return tuple(dict.fromkeys((self.gtin, self.gtin.removeprefix("0"), self.gtin.lstrip("0"))))


def read_gs1(text: str, *, year: int) -> Gs1 | None:
    """What the code says; None where it is no GS1 code with a true GTIN, or says a day that there is not.

    year: the present one, by which two digits of a year are read (49 back, 50 ahead).
    """
    said = _elements(text)
    gtin = said.get("01", "")
    if not _is_gtin(gtin) or any(len(said.get(name, "")) > _LONGEST for name in ("10", "21")):
        return None
    try:
        ends = _day(said.get("17") or said.get("15"), year)
        made = _day(said.get("11"), year)
    except ValueError:
        return None
    return Gs1(gtin, said.get("10", ""), said.get("21", ""), ends, made)


def _elements(text: str) -> dict[str, str]:
    code = text.strip(" \r\n\t")
    for sign in _SHOWN_AS:
        code = code.replace(sign, _ENDS)
    for kind in _KINDS:
        code = code.removeprefix(kind)
    if code.startswith("("):
        found = _BRACKETS.findall(code)
        return {name: value.strip() for name, value in found} if "".join(f"({n}){v}" for n, v in found) == code else {}
    said: dict[str, str] = {}
    code = code.removeprefix(_ENDS)
    while code:
        name = code[:2]
        if length := _SET.get(name):
            value, code = code[2 : 2 + length], code[2 + length :].removeprefix(_ENDS)
            if len(value) < length:
                return {}
        else:
            value, _, code = code[2:].partition(_ENDS)
        if not (name.isascii() and name.isdigit()) or not value or not (value.isascii() and value.isprintable()):
            return {}
        said.setdefault(name, value)
    return said


def _is_gtin(text: str) -> bool:
    if len(text) != 14 or not (text.isascii() and text.isdigit()):
        return False
    return sum(int(digit) * (3 if nth % 2 == 0 else 1) for nth, digit in enumerate(text)) % 10 == 0


def _day(text: str | None, year: int) -> date | None:
    """YYMMDD; a day of 00 is the last of its month."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 6):
        raise ValueError("no day")
    short, month, day = int(text[:2]), int(text[2:4]), int(text[4:])
    full = year - year % 100 + short
    full += 100 if full < year - 49 else -100 if full > year + 50 else 0
    if not 1 <= month <= 12:
        raise ValueError("no month")
    return date(full, month, day or monthrange(full, month)[1])
