"""Cells of a list that somebody brings: the contacts in them, as people write them."""

import re
from collections.abc import Mapping

from prilavok.domains.customers.errors import ContactUnfit
from prilavok.domains.customers.rules import read_contact
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
_MAILTO = re.compile(r"^mailto:\s*([^?]*).*$", re.IGNORECASE | re.DOTALL)
_CARD = re.compile(r"[0-9A-Za-zА-Яа-я]{3,40}")


def read_listed(kind: str, text: str) -> list[NewIdentifier]:
    """The contacts of a cell, which may hold several. Refused where one of them is none, or a number typed to fill it.

    An apostrophe before a number is how tables keep it text; "mailto:" is how they link an address, and a remark in
    brackets behind a number is none of its digits.
    """
    found = []
    for part in filter(None, (_bare(kind, one) for one in _SEVERAL_OF.get(kind, _SEVERAL).split(text))):
        if kind == "card":
            number = re.sub(r"[\s-]+", "", part)
            if not _CARD.fullmatch(number):
                raise ContactUnfit(kind)
            found.append(NewIdentifier(kind, number))
        else:
            found.append(NewIdentifier(kind, *read_contact(kind, part)))
    return found


def _bare(kind: str, text: str) -> str:
    plain = text.strip().lstrip("'").strip()
    if kind == "email":
        return _MAILTO.sub(r"\1", plain).strip()
    return _REMARK.sub(" ", plain).strip() if kind == "phone" else plain
