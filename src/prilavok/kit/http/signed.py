"""Webhooks signed by Standard Webhooks (standardwebhooks.com, specification 1.0.0), ours and those that come to us."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping

#: how a secret is shown to whoever keeps it
SHOWN = "whsec_"
#: seconds by which a stamp may lie behind or before us; what is sent again is stamped and signed anew
TOLERANCE = 300
_LONGEST_ID = 160
_MOST_SIGNATURES = 20


def signature(secret: bytes, message: str, seconds: int, body: bytes) -> str:
    """Of `id.timestamp.body` by HMAC-SHA256, version 1."""
    signed = b".".join((message.encode(), str(seconds).encode(), body))
    return f"v1,{base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()}"


def shown_secret(secret: bytes) -> str:
    """The secret as its receiver keeps it."""
    return SHOWN + base64.b64encode(secret).decode()


def read_secret(shown: str) -> bytes:
    """The secret of 24 to 64 bytes that is shown so; empty where it is none."""
    try:
        secret = base64.b64decode(shown.removeprefix(SHOWN), validate=True)
    except (binascii.Error, ValueError):
        return b""
    return secret if shown.startswith(SHOWN) and 24 <= len(secret) <= 64 else b""


def is_signed(headers: Mapping[str, str], body: bytes, shown: str, *, now: float) -> bool:
    """Whether the keeper of the secret sent exactly this, lately; never raises, whatever came.

    headers: names in small letters. shown: the secret as it is kept. now: unix seconds of the machine.
    """
    secret, message = read_secret(shown), headers.get("webhook-id", "")
    stamp, given = headers.get("webhook-timestamp", ""), headers.get("webhook-signature", "")
    if not secret or not 0 < len(message) <= _LONGEST_ID or not (stamp.isascii() and stamp.isdigit()):
        return False
    if len(stamp) > 12 or abs(now - int(stamp)) > TOLERANCE:
        return False
    expected = signature(secret, message, int(stamp), body).encode()
    # While a secret is changed a sender signs with both.
    signatures = [one.encode("utf-8", "replace") for one in given.split(" ")[:_MOST_SIGNATURES]]
    return any(hmac.compare_digest(one, expected) for one in signatures)
