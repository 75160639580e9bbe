"""E-mail addresses in one form: letters that only look Latin become Latin, or the address is none.

An address typed with the wrong layout on ("аigul@mail.kz" with a Cyrillic а) looks like the person's own and is another
address. Look-alikes are those of Unicode's confusables (UTS 39) in the alphabets of Kazakh and Russian.
"""

import re
import unicodedata

_PARTS = re.compile(r"([@.])")
#: letters of any alphabet and what RFC 5322 lets stand beside them in a name, and RFC 1035 in a domain
_NAME = r"(?:[a-z0-9!#$%&'*+/=?^_`{|}~-]|[^\x00-\x7f\s])"
_LABEL = r"(?!-)(?:[a-z0-9-]|[^\x00-\x7f\s]){1,63}(?<!-)"
_WHOLE = re.compile(rf"(?=[^@]{{1,64}}@){_NAME}+(?:\.{_NAME}+)*@(?:{_LABEL}\.)+(?=[^.]*[^\W\d_])(?=[^.]{{2}}){_LABEL}")
#: how pages link an address, with what a letter to it would begin with
_MAILTO = re.compile(r"mailto:\s*([^?]*).*", re.IGNORECASE | re.DOTALL)
#: the end that is typed in Cyrillic and can mean one thing only
_ENDS = {"сом": "com"}
_LONGEST = 254  # characters, RFC 5321
#: small letters of Cyrillic that are drawn as Latin ones; what is drawn otherwise is a letter of its own
_LOOK_ALIKES = str.maketrans("аеорсухіјѕһԁԛԝ", "aeopcyxijshdqw")
#: of capitals others look alike, and they are read before they are made small
_CAPITALS = str.maketrans("АВЕЗКМНОРСТУХІЈЅҺԌԚԜ", "ABE3KMHOPCTYXIJSHGQW")


def read_mail(text: str) -> str:
    """The address in its one form, or "" where it is none.

    A part (what stands between dots and the @) that mixes Latin letters with Cyrillic twins of them is the Latin one.
    Where other letters stay mixed with Latin ones it is refused: nobody types so, and it may be made to deceive. A part
    wholly in other letters (почта@пример.рф) stays as it is: it is an address of its own. Where nothing but twins stand
    in a part beside a Latin end (сора@mail.kz) nobody can tell which of two addresses is meant, and it is refused. So
    is an end of twins alone, which is no domain's: "ру" is drawn as that of Paraguay and meant otherwise.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if linked := _MAILTO.fullmatch(plain):
        plain = linked[1].strip()
    if len(plain) > _LONGEST or any(unicodedata.category(letter) == "Cf" for letter in plain):
        return ""
    *typed, end = _PARTS.split(plain)
    end = _ENDS.get(end.lower(), _repaired(end))
    if _is_twinned(end) or (end.isascii() and any(_is_twinned(part) for part in typed)):
        return ""
    parts = [*(_repaired(part) for part in typed), end]
    mail = "".join(parts)
    if not _WHOLE.fullmatch(mail) or any(_is_mixed(part) for part in parts):
        return ""
    return mail


def _repaired(part: str) -> str:
    return _latin(part) if _is_mixed(part) else part.lower()


def _latin(part: str) -> str:
    return part.translate(_CAPITALS).lower().translate(_LOOK_ALIKES)


def _is_twinned(part: str) -> bool:
    """Whether all of its letters are Cyrillic ones that are drawn as Latin ones."""
    return not part.isascii() and not _is_mixed(part) and _latin(part).isascii()


def _is_mixed(part: str) -> bool:
    latin = [letter.isascii() for letter in part if letter.isalpha()]
    return any(latin) and not all(latin)
