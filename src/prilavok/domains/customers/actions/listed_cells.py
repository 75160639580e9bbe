"""Cells of a list that somebody brings: the contacts and the address in them, as people write them."""

import re
from collections.abc import Mapping, Sequence

from prilavok.domains.customers.errors import ContactUnfit, PreferenceUnfit
from prilavok.domains.customers.rules import read_contact
from prilavok.domains.customers.rules.preferences import LONGEST_ADDRESS
from prilavok.domains.customers.types import NewIdentifier

_SEVERAL = re.compile(r"[;|\n]|,(?=\s*[+8(])")
_PARTED = r"[;|\n]|\s/\s|\s(?:и|және|or|или|немесе|and)\s|"
_SEVERAL_OF: Mapping[str, re.Pattern[str]] = {
    "phone": re.compile(_PARTED + r",(?=\s*[+8(])|(?<=[0-9]{10})/(?=\+?[0-9]{10})", re.IGNORECASE),
    "email": re.compile(_PARTED + r",", re.IGNORECASE),
}
# What people write beside a number, in brackets or as the name of a messenger or of a place behind it.
_REMARK = re.compile(
    r"\([^()0-9+@]*\)|(?<=[0-9)])\s+(?:whats?app|ва[цт]+с?ап|вотсап|telegram|телеграм|viber|вайбер|моб|сот|раб|дом"
    r"|ұялы|жұмыс|үй|mobile|work|home)\.?$",
    re.IGNORECASE,
)
# Marks of direction and of no width. Inside an address they may be made to deceive.
_UNSEEN = r"\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_UNSEEN_ENDS = re.compile(rf"^[\s{_UNSEEN}]+|[\s{_UNSEEN}]+$")
_CARD = re.compile(r"[0-9A-Za-zА-Яа-я]{3,40}")


def read_listed(kind: str, text: str) -> list[NewIdentifier]:
    """The contacts of a cell, which may hold several. Refused where one of them is none, or a number typed to fill it.

    Marks that nobody sees, copied along from a page, are none of a number, and none of an address where they stand at
    its ends. An apostrophe before a number is how tables keep it text; "mailto:" is how they link an address, and a
    remark in brackets behind a number is none of its digits.
    """
    found = []
    if kind != "email":
        text = re.sub(f"[{_UNSEEN}]", "", text)
    for part in filter(None, (_bare(kind, one) for one in _SEVERAL_OF.get(kind, _SEVERAL).split(text))):
        if kind == "card":
            number = re.sub(r"[\s-]+", "", part)
            if not _CARD.fullmatch(number):
                raise ContactUnfit(kind)
            found.append(NewIdentifier(kind, number))
        else:
            found.append(NewIdentifier(kind, *read_contact(kind, part)))
    return found


def read_listed_address(cells: Sequence[str]) -> str:
    """One address of the cells that tell it, in their order; "" where none has a letter or digit in it.

    A part that stands in another (the city, in an address that begins with it) is not said twice. Raises
    PreferenceUnfit where it is longer than an address may be.
    """
    told: list[str] = []
    for cell in cells:
        part = " ".join("".join(sign for sign in cell if sign.isprintable() or sign.isspace()).split()).strip(" ,;")
        if not any(sign.isalnum() for sign in part):
            continue
        if any(_stands_in(part, one) for one in told):
            continue
        told = [*(one for one in told if not _stands_in(one, part)), part]
    address = ", ".join(told)
    if len(address) > LONGEST_ADDRESS:
        raise PreferenceUnfit
    return address


def _stands_in(part: str, whole: str) -> bool:
    """As a word or words of it; a number never does, since the flat 5 may be in the house 5."""
    said = rf"(?<!\w){re.escape(part.casefold())}(?!\w)"
    return part[:1].isalpha() and re.search(said, whole.casefold()) is not None


def _bare(kind: str, text: str) -> str:
    plain = _UNSEEN_ENDS.sub("", text).lstrip("'").strip()
    return _REMARK.sub(" ", plain).strip() if kind == "phone" else plain
