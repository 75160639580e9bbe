"""One-time codes: six digits sent to a contact, tried at most five times within ten minutes."""

import hmac
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from prilavok.domains.customers.actions.leaves import kind_of_leaf
from prilavok.domains.customers.actions.weighing import refuse_blocked
from prilavok.domains.customers.errors import CodeEnded, CodesTooMany, CodeWrong
from prilavok.domains.customers.models import Code
from prilavok.domains.customers.rules import (
    BOT_LINK,
    CODE_LIVES,
    CODE_TRIES,
    CODES_COUNTED,
    DOCUMENT,
    OWN_CODE,
    PIN,
    read_contact,
    wait_for_code,
)
from prilavok.kit import secrets
from prilavok.kit.channels import MESSENGERS
from prilavok.kit.ids import new_id

_TRY = """
UPDATE customers_code SET tries = tries + 1
WHERE id = %s AND leaf_id = %s AND used_at IS NULL AND expires_at > %s AND tries < %s AND value IS NOT NULL
RETURNING kind, value, digest, tries
"""


def put_code(
    leaf: UUID,
    kind: str,
    value: str,
    *,
    digits: str,
    at: datetime,
    alone: bool = True,
    address: str | None = None,
    by: str = "",
) -> UUID:
    """Keep a code for a contact, asked for by a leaf; whatever that leaf was sent before is no longer valid.

    kind: phone, email, a messenger, whose value is the user's address there, or a document that staff looked at, whose
    value is the customer, or the code of an own page, a PIN or a link into our bot, whose value is its leaf. digits:
    what use_code is to be given, also with more bound to them than a person types; such a code is not `alone`: it
    leaves the others valid. address: from where on the network it is asked, None where staff asks. by: the messenger of
    whoever has the contact, where it is to go there: then redraw_code gives it the digits to enter, or tell_by_link
    where it is a link's. Known and unknown are counted alike.
    Raises CodesTooMany where the contact, or this address for it, has to wait (rules.wait_for_code), ContactBlocked,
    ContactFiller, ContactUnfit, LeafUnknown, Refused.
    """
    kind_of_leaf(leaf)
    normal = value if kind in (*MESSENGERS, DOCUMENT, OWN_CODE, PIN, BOT_LINK) else read_contact(kind, value)[0]
    refuse_blocked(kind, normal)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"codes of {kind} {normal}"])
    sent = Code.objects.filter(expires_at__gt=at - CODES_COUNTED, kind=kind, value=normal)
    asker = None if address is None else secrets.lookup(address, "customers.code asker")
    if seconds := wait_for_code([(made, bytes(by)) for made, by in sent.values_list("made_at", "asker")], asker, at):
        raise CodesTooMany(seconds)
    if alone:
        Code.objects.filter(leaf=leaf, used_at__isnull=True, expires_at__gt=at).update(expires_at=at)
    id = new_id()
    Code.objects.create(
        id=id,
        leaf_id=leaf,
        kind=kind,
        value=normal,
        digest=_digest(id, digits),
        asker=asker or b"",
        by=by,
        made_at=at,
        expires_at=at + CODE_LIVES,
    )
    return id


def use_code(code: UUID, leaf: UUID, digits: str, *, at: datetime) -> tuple[str, str]:
    """The kind and value of the contact that the right digits prove; the code is used up.

    A try counts only once the caller's transaction commits, so the caller commits also where this raises CodeWrong.
    Raises CodeEnded where the code is another leaf's, used, too old, tried five times or replaced.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TRY, [code, leaf, at, CODE_TRIES])
        row = cursor.fetchone()
    if row is None:
        raise CodeEnded
    kind, value, digest, tries = row
    if not hmac.compare_digest(bytes(digest), _digest(code, digits)):
        raise CodeWrong(CODE_TRIES - tries)
    Code.objects.filter(id=code).update(used_at=at)
    return kind, value


def redraw_code(code: UUID, digits: str, told: UUID, *, at: datetime) -> bool:
    """Give a code by messenger the digits that this leaf is told; False where it ended or has them already."""
    waiting = Code.objects.filter(id=code, told__isnull=True, used_at__isnull=True, expires_at__gt=at).exclude(by="")
    return bool(waiting.update(told=told, digest=_digest(code, digits)))


def tell_by_link(code: UUID, digits: str, told: UUID, *, at: datetime) -> bool:
    """Give the code of a link the digits that whoever came by it is told; False where it ended or is another's.

    The first who comes has it alone. Coming again they are told other digits: those before open nothing any more.
    """
    theirs = Q(told__isnull=True) | Q(told=told)
    waiting = Code.objects.filter(
        theirs, id=code, kind=BOT_LINK, used_at__isnull=True, expires_at__gt=at, tries__lt=CODE_TRIES
    )
    return bool(waiting.update(told=told, digest=_digest(code, digits)))


def sweep_codes(before: datetime, most: int = 10_000) -> int:
    """Forget codes that ended before then, at most so many; gives how many."""
    ended = Code.objects.filter(expires_at__lt=before).order_by("expires_at").values("id")[:most]
    return Code.objects.filter(id__in=list(ended.values_list("id", flat=True))).delete()[0]


def _digest(code: UUID, digits: str) -> bytes:
    typed = "".join(digits.split()) if digits.isascii() else ""
    return secrets.lookup(f"{code}:{typed}", "customers.code")
