"""The keys that customers keep on their devices."""

from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from prilavok.domains.customers.errors import PasskeyUnknown
from prilavok.domains.customers.models import Passkey
from prilavok.domains.customers.types import KeptKey, PasskeyView
from prilavok.kit.passkeys import MadeKey


def passkey_value(credential: bytes) -> str:
    """By what the leaf of a passkey is named."""
    return sha256(credential).hexdigest()


def find_passkey(credential: bytes) -> KeptKey:
    """The key a device names. Raises PasskeyUnknown, also for one that was removed."""
    for row in Passkey.objects.filter(credential=credential, removed_at__isnull=True):
        key = MadeKey(bytes(row.credential), bytes(row.public_key), row.signed)
        return KeptKey(row.id, row.leaf_id, key)
    raise PasskeyUnknown


def list_passkeys(leaves: Sequence[UUID]) -> list[PasskeyView]:
    """Keys that stand, the first made first."""
    rows = Passkey.objects.filter(leaf__in=list(leaves), removed_at__isnull=True).order_by("made_at", "id")
    return [PasskeyView(one.id, one.leaf_id, one.label, one.made_at, one.used_at) for one in rows]


def credentials_of(leaves: Sequence[UUID]) -> list[bytes]:
    """How the devices call the keys that stand."""
    rows = Passkey.objects.filter(leaf__in=list(leaves), removed_at__isnull=True).order_by("made_at", "id")
    return [bytes(one) for one in rows.values_list("credential", flat=True)]
