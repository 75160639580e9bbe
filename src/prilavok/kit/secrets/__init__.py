"""Keeps secrets sealed (AES-GCM) and finds them again (HMAC) with keys from a ring file outside database and backup.

Words: ring, the file of keys; seal and open_sealed, for what must be read again; lookup, the keyed digest by which a
sealed value is found; stamp, the proof that bytes came from us. It never logs, prints or stores a key elsewhere.
"""

from prilavok.kit.secrets.keys import KeyRing, RingExposed, ring, rotate
from prilavok.kit.secrets.sealing import (
    STAMP_BYTES,
    SealBroken,
    Secret,
    key_of_seal,
    lookup,
    open_sealed,
    seal,
    signing_key,
    stamp,
    stamp_holds,
)

__all__ = [
    "STAMP_BYTES",
    "KeyRing",
    "RingExposed",
    "SealBroken",
    "Secret",
    "key_of_seal",
    "lookup",
    "open_sealed",
    "ring",
    "rotate",
    "seal",
    "signing_key",
    "stamp",
    "stamp_holds",
]
