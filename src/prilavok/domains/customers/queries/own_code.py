"""The rotating codes of one's own page and of one's basket: for a scanner, good for a minute, of digits alone.

Digits, so that no keyboard layout of a scanner spoils it: a seven (of the basket a four), then 28 bytes as a decimal
number: the leaf, the half minute since 1970 it is of, and the beginning of a keyed digest (HMAC-SHA-256) of both.
"""

import hmac
from datetime import UTC, datetime
from uuid import UUID

from prilavok.domains.customers.types import OwnCode
from prilavok.kit import secrets

#: seconds that a code stands on the page; it is taken during the next ones too
STANDS = 30
_LENGTH, _BYTES, _PROOF = 68, 28, 8
#: by which digit a code begins, and what its digest is for
_OWN, _BASKET = ("7", "customers.own_code"), ("4", "customers.basket_code")


def own_code(leaf: UUID, at: datetime) -> OwnCode:
    """The code that stands on the own page of this leaf now."""
    return _written(_OWN, leaf, at)


def read_own_code(text: str, at: datetime) -> UUID | None:
    """Whose it is; None where it is no such code, has changed since, or was not made here."""
    return _read(_OWN, text, at)


def basket_code(leaf: UUID, at: datetime) -> OwnCode:
    """The code that stands beside the basket of this leaf now; it opens the basket and says yes to nothing else."""
    return _written(_BASKET, leaf, at)


def read_basket_code(text: str, at: datetime) -> UUID | None:
    """Beside whose basket it stands; None where it is no such code, has changed since, or was not made here."""
    return _read(_BASKET, text, at)


def _written(kind: tuple[str, str], leaf: UUID, at: datetime) -> OwnCode:
    first, purpose = kind
    nth = int(at.timestamp()) // STANDS
    body = leaf.bytes + nth.to_bytes(4)
    number = int.from_bytes(body + _proof(body, purpose))
    return OwnCode(f"{first}{number:0{_LENGTH}d}", datetime.fromtimestamp((nth + 1) * STANDS, UTC))


def _read(kind: tuple[str, str], text: str, at: datetime) -> UUID | None:
    first, purpose = kind
    if len(text) != _LENGTH + 1 or text[0] != first or not (text.isascii() and text.isdigit()):
        return None
    number, nth = int(text[1:]), int(at.timestamp()) // STANDS
    if number >= 1 << (8 * _BYTES):
        return None
    told = number.to_bytes(_BYTES)
    body, proof = told[:-_PROOF], told[-_PROOF:]
    if not hmac.compare_digest(proof, _proof(body, purpose)) or int.from_bytes(body[16:]) not in (nth, nth - 1):
        return None
    return UUID(bytes=body[:16])


def _proof(body: bytes, purpose: str) -> bytes:
    return secrets.lookup(body.hex(), purpose)[:_PROOF]
