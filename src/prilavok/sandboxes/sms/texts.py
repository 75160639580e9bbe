"""How many parts a text is sent in: by the alphabet of GSM 03.38 where it has every sign, else by UCS-2."""

#: 3GPP TS 23.038, 6.2.1
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: 6.2.1.1: each takes two places
_EXTENDED = frozenset("\f^{}\\[~]|€")


def parts_of(text: str) -> int:
    """The parts, at least one; a sign of two places is never divided."""
    if all(sign in _BASIC or sign in _EXTENDED for sign in text):
        return _filled([2 if sign in _EXTENDED else 1 for sign in text], whole=160, part=153)
    return _filled([2 if ord(sign) > 0xFFFF else 1 for sign in text], whole=70, part=67)


def _filled(places: list[int], *, whole: int, part: int) -> int:
    if sum(places) <= whole:
        return 1
    parts, left = 1, part
    for wide in places:
        if wide > left:
            parts, left = parts + 1, part
        left -= wide
    return parts
