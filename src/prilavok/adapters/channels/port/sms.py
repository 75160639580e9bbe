"""What providers of SMS do alike: addresses, the parts a text is charged by, the refusals that they all know."""

import re

from prilavok.kit.errors import Outcome, OutsideFailed
from prilavok.kit.errors import noted as _

# 3GPP TS 23.038, section 6.2.1: the default alphabet, and what is sent as two characters of it.
_ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_DOUBLE = frozenset("\f^{}\\[~]|€")
# TS 23.040, section 9.2.3.24.1: 140 octets, of which the header that joins several parts takes six.
_ALONE = {True: 160, False: 70}
_JOINED = {True: 153, False: 67}
_PHONE = re.compile(r"[1-9][0-9]{6,14}")


def is_plain(text: str) -> bool:
    """Whether every character is of GSM's own alphabet; one that is not makes the whole text UCS-2."""
    return _ALPHABET.issuperset(set(text) - _DOUBLE)


def parts_of_sms(text: str) -> tuple[str, ...]:
    """The parts in which a text goes out, each charged as one SMS; none of no text. No character is cut in two."""
    plain = is_plain(text)
    sizes = [_size(character, plain) for character in text]
    if sum(sizes) <= _ALONE[plain]:
        return (text,) if text else ()
    parts, begin, filled = list[str](), 0, 0
    for place, size in enumerate(sizes):
        if filled + size > _JOINED[plain]:
            parts.append(text[begin:place])
            begin, filled = place, 0
        filled += size
    return (*parts, text[begin:])


def phone_of(address: str) -> str:
    """The address where it is a phone with its country code, in digits. Raises ValueError: a bug of ours."""
    if not _PHONE.fullmatch(address):
        raise ValueError("an address of SMS is a phone of 7 to 15 digits with its country code")
    return address


def heard_phone(told: str) -> str:
    """The same of what a provider told, with a plus or without; "" where it is no phone, as of a sender by name."""
    digits = told.strip().removeprefix("+")
    return digits if _PHONE.fullmatch(digits) else ""


def sms_failed(
    outcome: Outcome, code: str, provider: str, *, status: int | None = None, retry_after: int | None = None
) -> OutsideFailed:
    """The failure of a provider of SMS. provider: as people know it."""
    return OutsideFailed(outcome, code, _SENTENCES[code], status=status, retry_after=retry_after, provider=provider)


def http_failed(status: int, provider: str, retry_after: int | None) -> OutsideFailed | None:
    """What the status alone means; None where what it answers is to be read."""
    if status == 429:
        return sms_failed("temporary", "sms.too_fast", provider, status=status, retry_after=retry_after)
    if status >= 500:
        return sms_failed("temporary", "sms.down", provider, status=status, retry_after=retry_after)
    if status >= 300:
        return sms_failed("final", "sms.login" if status in {401, 403} else "sms.refused", provider, status=status)
    return None


def _size(character: str, plain: bool) -> int:
    """In septets of GSM's alphabet, or in units of UTF-16."""
    return 2 if (character in _DOUBLE if plain else ord(character) > 0xFFFF) else 1


_SENTENCES = {
    "sms.too_fast": _("%(provider)s asks us to write more slowly."),
    "sms.down": _("%(provider)s is out of order at the moment."),
    "sms.login": _("%(provider)s does not let us in: the key was changed, is wrong, or may not be used from here."),
    "sms.host": _("%(provider)s serves this account in another country."),
    "sms.no_money": _("There is not enough money on the account with %(provider)s."),
    "sms.forbidden": _("%(provider)s does not send this text or this sender's name."),
    "sms.phone": _("%(provider)s does not take this for a phone."),
    "sms.undeliverable": _("%(provider)s cannot deliver to this phone."),
    "sms.refused": _("%(provider)s refused this message."),
    "sms.unreadable": _("%(provider)s answered with something unreadable."),
}
