"""Bodies that are JSON but for what real SDKs write nevertheless; mended where a strict reader has given up, only then.

JavaScript cuts a text between the halves of a pair and writes the half as an escape; Python writes NaN and Infinity;
who cuts JSON text itself cuts escapes. Halves and cut escapes become the sign of a lost letter (U+FFFD), as Segment
and every UTF-8 writer have it; numbers that are none become null, as JavaScript has them. What stands around is kept
byte for byte, so that all other events of the batch are what they were.
"""

import re
from contextlib import suppress

_LOST = rb"\ufffd"
# An escape at a time, whole pairs at once: of two backslashes the second begins none. Runs of plain ones are one find.
_ESCAPE = re.compile(
    rb"(?:\\[\"\\/bfnrt])++|\\(?:u(?:[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|[0-9a-fA-F]{0,4})|[\s\S])",
    re.ASCII,
)
_HALF = re.compile(rb"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
# Letters of Russian and what stands between them in the windows code page: quotes, dashes, number sign, a hard space.
_CYRILLIC = re.compile("[\\x00-\\x7fА-Яа-яЁё«»„“”‘’–—…№\\u00a0]*")
_PLAIN = frozenset(b'"\\/bfnrt')
# A text as a whole, an unfinished one too: so each byte is looked at once, whatever comes.
_TEXT_OR_WORD = re.compile(rb'"(?:[^"\\]++|\\[\s\S])*+"?|-?Infinity|NaN')


def mended(body: bytes) -> bytes:
    """The body with odd letters and numbers mended; it may be no JSON nevertheless."""
    if b"\\" in body:
        body = _ESCAPE.sub(_escape, body)
    if b"NaN" in body or b"Infinity" in body:
        body = _TEXT_OR_WORD.sub(lambda found: found[0] if found[0].startswith(b'"') else b"null", body)
    return body


def as_text(raw: bytes) -> str:
    """What was sent, to be looked at, every byte of it told.

    Whoever forgets UTF-8 here writes windows-1251: where all that is not ASCII is Cyrillic by it, it is read so. Else
    bytes that are no UTF-8 stand as \\xNN, which JSON itself never has, so that what came can be made of it again.
    """
    with suppress(UnicodeDecodeError):
        return raw.decode()
    with suppress(UnicodeDecodeError):
        if _CYRILLIC.fullmatch(told := raw.decode("cp1251")):
            return told
    return raw.decode(errors="backslashreplace")


def _escape(found: re.Match[bytes]) -> bytes:
    told = found[0]
    if told[1] != ord("u"):
        return told if told[1] in _PLAIN else b"\\" + told  # "C:\games": the backslash itself was meant
    return _LOST if len(told) < 6 or _HALF.fullmatch(told) else told
