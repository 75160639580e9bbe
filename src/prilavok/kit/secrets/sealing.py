"""Sealing, opening, finding and stamping bytes with the ring, each purpose under its own derived key."""

import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from prilavok.kit.secrets.keys import ID_BYTES, ring

_FORM = b"\x01"
_NONCE_BYTES = 12
_MAC_BYTES = 16
STAMP_BYTES = ID_BYTES + _MAC_BYTES


class SealBroken(Exception):
    """Sealed bytes were changed, are for another purpose, or their key is not on this ring."""


class Secret:
    """A value that may be passed about but is never shown: repr, str and formatting give stars; `reveal` gives it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._value))


@lru_cache(maxsize=256)
def _derived(key: bytes, use: str, purpose: str) -> bytes:
    if not purpose:
        raise ValueError("a secret needs its purpose")
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"prilavok {use} {purpose}".encode()).derive(key)


def seal(plain: bytes, purpose: str) -> bytes:
    """Seal bytes for one purpose with the current key. Equal values give different seals; see lookup to find them."""
    keys = ring()
    nonce = os.urandom(_NONCE_BYTES)
    closed = AESGCM(_derived(keys.keys[keys.current], "seal", purpose)).encrypt(nonce, plain, purpose.encode())
    return _FORM + keys.current + nonce + closed


def open_sealed(sealed: bytes, purpose: str) -> bytes:
    """What seal was given. SealBroken where the bytes were changed, the purpose differs or the key is not ours."""
    sealed = bytes(sealed)
    key = _key_named(key_of_seal(sealed))
    if key is None:
        raise SealBroken("sealed with a key that is not on this ring")
    start = len(_FORM) + ID_BYTES
    nonce, closed = sealed[start : start + _NONCE_BYTES], sealed[start + _NONCE_BYTES :]
    try:
        return AESGCM(_derived(key, "seal", purpose)).decrypt(nonce, closed, purpose.encode())
    except InvalidTag:
        raise SealBroken("changed on the way, or sealed for another purpose") from None


def key_of_seal(sealed: bytes) -> bytes:
    """The id of the key it was sealed with, to find what a rotation should seal anew."""
    if sealed[:1] != _FORM or len(sealed) < len(_FORM) + ID_BYTES + _NONCE_BYTES + 16:
        raise SealBroken("not a seal of ours")
    return bytes(sealed[1 : 1 + ID_BYTES])


def _key_named(key_id: bytes) -> bytes | None:
    # A key that is not known may have been added by another process since this one read the ring.
    return ring().keys.get(key_id) or ring(again=True).keys.get(key_id)


def lookup(value: str, purpose: str) -> bytes:
    """The keyed digest (32 bytes) by which a sealed value is found; equal for equal values of one purpose, for ever."""
    return hmac.digest(_derived(ring().finding, "lookup", purpose), value.encode(), "sha256")


def signing_key(purpose: str) -> str:
    """A steady text key for a signer that wants one (Django's SECRET_KEY); rotation leaves it as it is."""
    return _derived(ring().finding, "signer", purpose).hex()


def stamp(message: bytes, purpose: str) -> bytes:
    """Proof of STAMP_BYTES bytes that the message came from us for this purpose."""
    keys = ring()
    return keys.current + _mac(keys.keys[keys.current], message, purpose)


def stamp_holds(message: bytes, proof: bytes, purpose: str) -> bool:
    """Whether the proof belongs to the message and purpose, by any key on the ring; never raises on garbage."""
    if len(proof) != STAMP_BYTES:
        return False
    key = _key_named(proof[:ID_BYTES])
    return key is not None and hmac.compare_digest(_mac(key, message, purpose), proof[ID_BYTES:])


def _mac(key: bytes, message: bytes, purpose: str) -> bytes:
    return hmac.digest(_derived(key, "stamp", purpose), message, hashlib.sha256)[:_MAC_BYTES]
