"""Making the passports that carry a conversation and a basket into another channel, and using them once."""

import secrets
from datetime import datetime
from uuid import UUID

from prilavok.domains.conversations.errors import PassportEnded
from prilavok.domains.conversations.models import Passport
from prilavok.domains.conversations.rules import PASSPORT_LIVES, TOKEN_BYTES, digest_of, is_token
from prilavok.domains.conversations.types import PassportView
from prilavok.kit.ids import new_id


def make_passport(
    leaf: UUID,
    *,
    conversation: UUID | None = None,
    basket: UUID | None = None,
    product: UUID | None = None,
    at: datetime,
) -> str:
    """A token of 32 url-safe characters that nobody can guess, good once and for an hour; only its digest is kept."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    Passport.objects.create(
        id=new_id(at),
        digest=digest_of(token),
        leaf_id=leaf,
        conversation=conversation,
        basket=basket,
        product=product,
        made_at=at,
        expires_at=at + PASSPORT_LIVES,
    )
    return token


def use_passport(token: str, leaf: UUID, *, at: datetime) -> PassportView:
    """What the passport carries, used by this leaf from now on; used again by the same leaf it says so.

    Raises PassportEnded where another used it, it is too old, or it was never ours.
    """
    digest = digest_of(token) if is_token(token) else b""
    found = Passport.objects.select_for_update().filter(digest=digest).first()
    if found is None or found.used_by not in {None, leaf}:
        raise PassportEnded
    new = found.used_by is None
    if new:
        if at >= found.expires_at:
            raise PassportEnded
        found.used_at, found.used_by = at, leaf
        found.save(update_fields=["used_at", "used_by"])
    return PassportView(found.id, found.leaf_id, found.conversation, found.basket, found.product, new)
