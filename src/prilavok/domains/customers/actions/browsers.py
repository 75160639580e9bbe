"""Tokens that browsers are known again by."""

import binascii
import hashlib
import os
from base64 import b64decode, urlsafe_b64encode

from prilavok.kit import secrets

_NOISE_BYTES = 24
_LONGEST = 100  # characters
_PURPOSE = "browser token"


def new_browser_token() -> str:
    """A token nobody can guess, stamped, so that what was not made here is refused without asking the database."""
    noise = os.urandom(_NOISE_BYTES)
    return _text(noise + secrets.stamp(noise, _PURPOSE))


def is_browser_token(token: str) -> bool:
    """Whether the text is a token of ours, in its one spelling; garbage is not."""
    if not token.isascii() or len(token) > _LONGEST:
        return False
    try:
        whole = b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return False
    return _text(whole) == token and secrets.stamp_holds(whole[:_NOISE_BYTES], whole[_NOISE_BYTES:], _PURPOSE)


def browser_value(token: str) -> str:
    """What is kept of a token: its digest, so that nobody who reads the database can be somebody's browser."""
    return hashlib.sha256(token.encode()).hexdigest()


def _text(whole: bytes) -> str:
    return urlsafe_b64encode(whole).rstrip(b"=").decode()
