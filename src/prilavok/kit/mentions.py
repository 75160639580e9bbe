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
_SHORTEST = 6  # signs of a name; less than that stands in the words of anybody
_TELLING_SIGNS, _TELLING_DIGITS = 12, 8
#: under what a provider writes whose message it is; its own counts of updates and messages are nobody
_OF_USER = '"(?!update_|message_)[a-z_]*(?:id|from|sender|user|peer|chat)"[ \t]*:[ \t]*"?'


def mentions(*, phones: Iterable[str], mails: Iterable[str], values: Iterable[str]) -> str:
    """The pattern that finds any of these, case aside; "" where there is nothing to look for.

    phones, mails: in their normal form; found as people write them. values: cards and codes, found as they stand, those
    alone that are_telling.
    """
    found = [_phone(one) for one in sorted(set(phones))] + [_mail(one) for one in sorted(set(mails))]
    found += [f"{_WORD_BEFORE}{_spelt(one)}{_WORD_AFTER}" for one in sorted(set(values)) if is_telling(one)]
    return "|".join(found)


def is_telling(value: str) -> bool:
    """Whether a number or code is one thing's alone wherever it stands: others' orders, goods and sums are none of it.

    A loyalty card of a dozen digits and an id drawn at random are; a card of four and the code "100123" are not: these
    are looked for only where they mean a card or the code of a source.
    """
    signs = [sign for sign in value if sign.isascii() and sign.isalnum()]
    return (
        len("".join(signs).lstrip("0")) >= _TELLING_SIGNS and sum(sign.isdigit() for sign in signs) >= _TELLING_DIGITS
    )


def mentions_in(contacts: Sequence[str], values: Sequence[str]) -> re.Pattern[str] | None:
    """The same pattern for Python, of contacts in their normal form; None where there is nothing to look for."""
    phones, mails = [one for one in contacts if one.startswith("+")], [one for one in contacts if "@" in one]
    pattern = mentions(phones=phones, mails=mails, values=values)
    return re.compile(pattern, re.IGNORECASE) if pattern else None


def mentions_of_user(user: str) -> str:
    """The pattern, for Python, of a provider's user where the provider writes whose message it is."""
    return f"{_OF_USER}{re.escape(user)}(?![0-9A-Za-z])"


def needles(contacts: Iterable[str], values: Iterable[str]) -> list[str]:
    """Plain texts one of which stands wherever these are found: looked for first, since that is quick.

    contacts: phones and mails in their normal form. values: as in mentions.
    """
    return [_core(one)[1] if one.startswith("+") else one for one in contacts] + [v for v in values if is_telling(v)]


def mentions_of_names(names: Iterable[str]) -> str:
    """The pattern of whole names, in either order of their first two words; "" where none has two."""
    pairs = [words[:2] for name in sorted(set(names)) if len(words := name.split()) > 1 and len(name) >= _SHORTEST]
    return "|".join(_BETWEEN_NAMES.join(map(_spelt, order)) for pair in pairs for order in (pair, pair[::-1]))


def _phone(e164: str) -> str:
    before, core = _core(e164)
    return f"{_DIGITS_BEFORE}{before}{_BETWEEN.join(core)}{_DIGITS_AFTER}"


def _core(e164: str) -> tuple[str, str]:
    """What may stand before the digits that are always said, and those."""
    digits = e164.removeprefix("+")
    # In the +7 plan the seven is said as an eight, or not at all.
    return (f"([78]{_BETWEEN})?", digits[1:]) if len(digits) == 11 and digits[0] == "7" else ("", digits)


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
