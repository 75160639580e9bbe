"""How a person's own identifiers stand in the words of others: one pattern for PostgreSQL and for Python."""

import re
from collections.abc import Iterable, Sequence

_CODED = r"%[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}"  # one sign as addresses and JSON may write it
_DIGITS_BEFORE, _DIGITS_AFTER = f"(^|[^0-9]|{_CODED})", "([^0-9]|$)"
_WORD_BEFORE, _WORD_AFTER = f"(^|[^0-9A-Za-z]|{_CODED})", "([^0-9A-Za-z]|$)"
_MAIL_BEFORE, _MAIL_AFTER = f"(^|[^0-9A-Za-z._+-]|{_CODED})", r"([^0-9A-Za-z.-]|[.]([^0-9A-Za-z]|$)|$)"
#: what people put between the digits of a phone
_BETWEEN = "([ ()./+\u00a0\u2010-\u2015-]|%20|%28|%29|%2[BbDd]|\\\\u00[aA]0){0,3}"
_BETWEEN_NAMES = ".{1,40}"
_NUMBER = re.compile(r"[0-9](?:[ ()./+\u00a0\u2010-\u2015-]{0,3}[0-9]){8}")
_SHORTEST = 6  # signs; less than that stands in the words of anybody


def mentions(*, phones: Iterable[str], mails: Iterable[str], values: Iterable[str]) -> str:
    """The pattern that finds any of these, case aside; "" where there is nothing to look for.

    phones, mails: in their normal form; found as people write them. values: cards and users, found as they stand.
    """
    found = [_phone(one) for one in sorted(set(phones))] + [_mail(one) for one in sorted(set(mails))]
    found += [f"{_WORD_BEFORE}{_spelt(one)}{_WORD_AFTER}" for one in sorted(set(values)) if len(one) >= _SHORTEST]
    return "|".join(found)


def mentions_of_names(names: Iterable[str]) -> str:
    """The pattern of whole names, in either order of their first two words; "" where none has two."""
    pairs = [words[:2] for name in sorted(set(names)) if len(words := name.split()) > 1 and len(name) >= _SHORTEST]
    return "|".join(_BETWEEN_NAMES.join(map(_spelt, order)) for pair in pairs for order in (pair, pair[::-1]))


def _phone(e164: str) -> str:
    digits = e164.removeprefix("+")
    # In the +7 plan the seven is said as an eight, or not at all.
    before, core = (f"([78]{_BETWEEN})?", digits[1:]) if len(digits) == 11 and digits[0] == "7" else ("", digits)
    return f"{_DIGITS_BEFORE}{before}{_BETWEEN.join(core)}{_DIGITS_AFTER}"


def _mail(address: str) -> str:
    return f"{_MAIL_BEFORE}{_spelt(address)}{_MAIL_AFTER}"


def _spelt(text: str) -> str:
    return "".join(map(_sign, text))


def _sign(sign: str) -> str:
    if sign.isascii() and sign.isalnum():
        return sign
    ways = [f"[{sign}]" if sign.isascii() and sign not in "^\\]" else re.escape(sign)]
    ways += [f"\\\\u{ord(one):04x}" for one in sorted({sign, sign.lower(), sign.upper()}) if len(one) == 1]
    ways += ["%" + "%".join(f"{byte:02x}" for byte in sign.encode())]
    return f"({'|'.join(ways)})"


def may_name_somebody(text: str) -> bool:
    """Whether a phone, the number of a card or a mail address may stand in the text, whosesoever it is."""
    return "@" in text or _NUMBER.search(text) is not None


def any_of(patterns: Sequence[str]) -> str:
    """One pattern for those of these that look for anything."""
    return "|".join(one for one in patterns if one)
