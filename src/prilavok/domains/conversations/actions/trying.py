"""Tries to say a message of ours, the names that providers give to what was said, and what they tell became of it."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.conversations.actions.talking import end_sending, record_message
from prilavok.domains.conversations.models import Message, Named, SendAttempt
from prilavok.domains.conversations.rules import furthest, may_become
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id


def begin_saying(message: UUID, connection: UUID, *, keyed: bool, at: datetime) -> UUID:
    """The key of the try that begins now. Call it in the transaction that is committed before the provider is called.

    keyed: the provider never says one key twice, so a try without an answer is gone on with under its own key; else
    whatever became of that one, this is another.
    """
    last = SendAttempt.objects.select_for_update().filter(message=message).order_by("-nth").first()
    if last is not None and keyed and last.connection == connection and last.state in {"trying", "unknown"}:
        SendAttempt.objects.filter(id=last.id).update(state="trying", error="")
        return last.id
    if last is not None and last.state == "trying":
        SendAttempt.objects.filter(id=last.id).update(state="unknown", error="message.cut", ended_at=at)
    fresh = SendAttempt.objects.create(
        id=new_id(at),
        message_id=message,
        nth=1 if last is None else last.nth + 1,
        connection=connection,
        state="trying",
        began_at=at,
    )
    return fresh.id


def end_saying(
    message: UUID, state: str, *, names: Sequence[str] = (), error: str = "", actor: Actor, at: datetime
) -> None:
    """Note how the last try ended: sent, failed or unknown, and with it the message. error: a code.

    names: under which ids the provider took it, one for each part; what it told of them before counts at once.
    """
    last = SendAttempt.objects.select_for_update().filter(message=message).order_by("-nth").first()
    if last is None or last.state in {"trying", "unknown"}:
        if last is not None:
            SendAttempt.objects.filter(id=last.id).update(state=state, error=error[:60], ended_at=at)
        end_sending(message, state, actor=actor, at=at, outside_id=names[0] if names else "", error=error)
    said = Message.objects.filter(id=message).values_list("connection", "address").first()
    if last is None or said is None or not names:
        return
    digests = [digest_of_name(last.connection, said[1] or "", name) for name in names if name]
    fresh = [Named(digest=digest, message_id=message, attempt_id=last.id, state="sent", at=at) for digest in digests]
    Named.objects.bulk_create(fresh, ignore_conflicts=True)
    Named.objects.filter(digest__in=digests, message=None).update(message=message, attempt=last.id)
    _follow(message, last.id, actor, at)


def say_anew(message: UUID, *, actor: Actor, at: datetime) -> int:
    """Have what was not delivered, or nobody knows of, wait to be said once more; the number of the try to come.

    Nought where it is on its way, or went through meanwhile. Records message.again.
    """
    found = Message.objects.select_for_update(no_key=True).filter(id=message, direction="out").first()
    if found is None or found.state not in {"failed", "unknown"}:
        return 0
    last = SendAttempt.objects.filter(message=message).order_by("-nth").values_list("nth", flat=True).first() or 0
    found.state, found.error = "queued", ""
    found.save(update_fields=["state", "error"])
    record_message("message.again", found, actor, at)
    return last + 1


def note_state(
    connection: UUID, addresses: Sequence[str], name: str, state: str, *, error: str = "", actor: Actor, at: datetime
) -> bool:
    """Note what the provider told of a message of ours: delivered, read or failed; only forward. Whether that was new.

    What it tells before we know the name is kept and counts as soon as we do. addresses: all by which it names whom it
    went to, the likeliest first. error: a code.
    """
    digests = [digest_of_name(connection, address, name) for address in addresses]
    known = {bytes(one) for one in Named.objects.filter(digest__in=digests).values_list("digest", flat=True)}
    digest = next((one for one in digests if one in known), digests[0])
    Named.objects.bulk_create([Named(digest=digest, state="sent", at=at)], ignore_conflicts=True)
    part = Named.objects.select_for_update().get(digest=digest)
    if not may_become(part.state, state):
        return False
    Named.objects.filter(digest=digest).update(state=state, error=error[:60])
    if part.message_id is not None and part.attempt_id is not None:
        _follow(part.message_id, part.attempt_id, actor, at)
    return True


def note_seen(connection: UUID, leaf: UUID, until: datetime, state: str, *, actor: Actor, at: datetime) -> int:
    """Note that all we said to a leaf until then was delivered or read; how much of it that is news of."""
    before = {"delivered": ("sent",), "read": ("sent", "delivered")}[state]
    said = Message.objects.filter(
        leaf=leaf, connection=connection, direction="out", sent_at__lte=until, state__in=before
    )
    tries = list(SendAttempt.objects.filter(message__in=said).order_by("id").values_list("message", "id"))
    for message, attempt in tries:
        parts = Named.objects.select_for_update().filter(message=message, attempt=attempt).order_by("digest")
        passed = [part.digest for part in parts if may_become(part.state, state)]
        Named.objects.filter(digest__in=passed).update(state=state)
        _follow(message, attempt, actor, at)
    return len(tries)


def settle_by_echo(connection: UUID, address: str, text: str, name: str, *, actor: Actor, at: datetime) -> bool:
    """Note that what came back to us is a message of ours whose try has no answer, or none yet; False where none is."""
    said = Message.objects.filter(
        connection=connection, direction="out", state__in=("queued", "unknown"), address=address, text=text
    )
    tried = SendAttempt.objects.filter(message__in=said, state__in=("trying", "unknown")).order_by("began_at", "id")
    found = tried.values_list("message", flat=True).first()
    if found is not None:
        end_saying(found, "sent", names=[name], actor=actor, at=at)
    return found is not None


def settle_by_key(key: UUID, connection: UUID, address: str, name: str, *, actor: Actor, at: datetime) -> bool:
    """Note under which name the provider took a try of ours, by the key that it tells back; False where none is so."""
    found = SendAttempt.objects.filter(id=key, connection=connection).values_list("message", "state").first()
    if found is None:
        return False
    last = SendAttempt.objects.filter(message=found[0]).order_by("-nth").values_list("id", flat=True).first()
    if last == key:
        end_saying(found[0], "sent", names=[name], actor=actor, at=at)
    else:
        digest = digest_of_name(connection, address, name)
        earlier = Named(digest=digest, message_id=found[0], attempt_id=key, state="sent", at=at)
        Named.objects.bulk_create([earlier], ignore_conflicts=True)
    return True


def name_message(message: UUID, connection: UUID, address: str, name: str, *, at: datetime) -> bool:
    """Note by what name the provider knows a message that it told us of; False where the name is known already."""
    digest = digest_of_name(connection, address, name)
    fresh = Named(digest=digest, message_id=message, at=at)
    Named.objects.bulk_create([fresh], ignore_conflicts=True)
    return Named.objects.filter(digest=digest, message=message).exists()


def forget_early(before: datetime) -> int:
    """Let go what providers told, before then, of messages that were never ours; how much."""
    return Named.objects.filter(message=None, at__lt=before).delete()[0]


def digest_of_name(connection: UUID, address: str, name: str) -> bytes:
    """What is kept of a provider's id of a message, which counts within an address."""
    return hashlib.sha256("\0".join((connection.hex, address, name)).encode()).digest()


def _follow(message: UUID, attempt: UUID, actor: Actor, at: datetime) -> None:
    """Have a try, and its message where it is the last one, follow what is known of its parts."""
    parts = list(
        Named.objects.filter(message=message, attempt=attempt).order_by("digest").values_list("state", "error")
    )
    state = furthest([part[0] for part in parts])
    found = SendAttempt.objects.select_for_update().get(id=attempt)
    if not may_become(found.state, state):
        return
    error = next((part[1] for part in parts if part[0] == "failed"), "")
    SendAttempt.objects.filter(id=attempt).update(state=state, error=error, told_at=at)
    if not SendAttempt.objects.filter(message=message, nth__gt=found.nth).exists():
        end_sending(message, state, actor=actor, at=at, error=error)
