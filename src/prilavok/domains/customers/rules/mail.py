"""E-mail addresses in one form: letters that only look Latin become Latin, or the address is none.

An address typed with the wrong layout on ("аigul@mail.kz" with a Cyrillic а) looks like the person's own and is another
address. Look-alikes are those of Unicode's confusables (UTS 39) in the alphabets of Kazakh and Russian.
"""

import re
import unicodedata

_PARTS = re.compile(r"([@.])")
_WHOLE = re.compile(r"[^@\s<>,;\"\x00-\x1f\x7f]{1,64}@[^@\s<>,;\"\x00-\x1f\x7f]{1,190}\.[^@\s<>,;\".\x00-\x1f\x7f]{2,}")
#: how pages link an address, with what a letter to it would begin with
_MAILTO = re.compile(r"mailto:\s*([^?]*).*", re.IGNORECASE | re.DOTALL)
_LONGEST = 254  # characters, RFC 5321
#: small letters of Cyrillic that are drawn as Latin ones; what is drawn otherwise is a letter of its own
_LOOK_ALIKES = str.maketrans("аеорсухіјѕһԁԛԝ", "aeopcyxijshdqw")
#: of capitals others look alike, and they are read before they are made small
_CAPITALS = str.maketrans("АВЕЗКМНОРСТУХІЈЅҺԌԚԜ", "ABE3KMHOPCTYXIJSHGQW")


def read_mail(text: str) -> str:
    """The address in its one form, or "" where it is none.

    A part (what stands between dots and the @) that mixes Latin letters with Cyrillic twins of them is the Latin one.
    Where other letters stay mixed with Latin ones it is refused: nobody types so, and it may be made to deceive. A part
    wholly in other letters (почта@пример.рф) stays as it is: it is an address of its own.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if linked := _MAILTO.fullmatch(plain):
        plain = linked[1].strip()
    if len(plain) > _LONGEST or any(unicodedata.category(letter) == "Cf" for letter in plain):
        return ""
    parts = [_repaired(part) for part in _PARTS.split(plain)]
    mail = "".join(parts)
    if not _WHOLE.fullmatch(mail) or ".." in mail or any(_is_mixed(part) for part in parts):
        return ""
    return mail


def _repaired(part: str) -> str:
    return part.translate(_CAPITALS).lower().translate(_LOOK_ALIKES) if _is_mixed(part) else part.lower()


def _is_mixed(part: str) -> bool:
    latin = [letter.isascii() for letter in part if letter.isalpha()]
    return any(latin) and not all(latin)
