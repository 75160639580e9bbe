"""Passkeys: what a device is to sign, the keys that customers keep, and when they were used."""

from datetime import datetime, timedelta
from secrets import token_bytes
from uuid import UUID

from prilavok.domains.customers.actions.leaves import kind_of_leaf, open_leaf
from prilavok.domains.customers.errors import ChallengeEnded, PasskeysTooMany, PasskeyUnknown
from prilavok.domains.customers.models import Challenge, Passkey
from prilavok.domains.customers.queries.passkeys import passkey_value
from prilavok.domains.customers.types import KeptKey
from prilavok.kit.ids import new_id
from prilavok.kit.passkeys import CHALLENGE_BYTES, MadeKey

CHALLENGE_LIVES = timedelta(minutes=6)  # the device is given five
MOST_PASSKEYS = 10
_LONGEST_LABEL = 80


def put_challenge(leaf: UUID, *, at: datetime) -> bytes:
    """Bytes for a device to sign for this leaf. Raises LeafUnknown."""
    kind_of_leaf(leaf)
    challenge = token_bytes(CHALLENGE_BYTES)
    Challenge.objects.create(id=new_id(), leaf_id=leaf, challenge=challenge, expires_at=at + CHALLENGE_LIVES)
    return challenge


def use_challenge(challenge: bytes, leaf: UUID, *, at: datetime) -> None:
    """The challenge was answered and is no more. Raises ChallengeEnded where it is not this leaf's, used or too old."""
    used = Challenge.objects.filter(challenge=challenge, leaf=leaf, expires_at__gt=at).delete()[0]
    if not used:
        raise ChallengeEnded


def put_passkey(key: MadeKey, *, label: str, owned: int, at: datetime) -> UUID:
    """Keep a new key; the leaf that stands for its device. owned: how many the person has. Raises PasskeysTooMany."""
    if owned >= MOST_PASSKEYS:
        raise PasskeysTooMany(MOST_PASSKEYS)
    leaf = open_leaf("passkey", passkey_value(key.credential), at=at)
    Passkey.objects.create(
        id=new_id(),
        leaf_id=leaf,
        credential=key.credential,
        public_key=key.public_key,
        signed=key.signed,
        label=" ".join(label.split())[:_LONGEST_LABEL],
        made_at=at,
    )
    return leaf


def note_passkey_used(kept: KeptKey, signed: int, *, at: datetime) -> None:
    """It has signed so often now. Raises PasskeyUnknown where it was removed, or used by another, meanwhile."""
    row = Passkey.objects.filter(id=kept.id, signed=kept.key.signed, removed_at__isnull=True)
    if not row.update(signed=signed, used_at=at):
        raise PasskeyUnknown


def remove_passkey(passkey: UUID, leaves: list[UUID], *, at: datetime) -> None:
    """The key of one of these leaves opens nothing any more. Raises PasskeyUnknown."""
    if not Passkey.objects.filter(id=passkey, leaf__in=leaves, removed_at__isnull=True).update(removed_at=at):
        raise PasskeyUnknown


def sweep_challenges(before: datetime, most: int = 10_000) -> int:
    """Forget challenges that ended before then, at most so many; how many."""
    ended = Challenge.objects.filter(expires_at__lt=before).order_by("expires_at").values_list("id", flat=True)[:most]
    return Challenge.objects.filter(id__in=list(ended)).delete()[0]
