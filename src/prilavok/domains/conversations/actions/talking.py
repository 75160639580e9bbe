"""Opening a conversation, keeping what is said in it by both sides, and what became of what we said."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db import connection
from django.db.models import F

from prilavok.domains.conversations.errors import NothingSaid, SaidTooMuch
from prilavok.domains.conversations.models import Conversation, Message
from prilavok.domains.conversations.rules import may_become, tidy_words, told_at
from prilavok.domains.conversations.types import LONGEST_MESSAGE, Kept, NewIn, NewOut, Opened
from prilavok.kit.db.connections import advisory_key
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import OfConversation, OfMessage
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id

#: what a customer does that waits for an answer
_WAITING = {"text", "media"}
#: what a customer does that is no words, as events name it
_DONE: dict[str, Literal["start", "contact"]] = {"start": "start", "contact": "contact"}
#: characters of a provider's id, as the column holds them
_LONGEST_NAME = 120
_TOLD = {
    "sent": "message.sent",
    "delivered": "message.delivered",
    "read": "message.read",
    "failed": "message.failed",
    "unknown": "message.unresolved",
}


def open_conversation(
    leaves: Sequence[UUID],
    leaf: UUID,
    *,
    channel: str,
    connection_id: UUID,
    actor: Actor,
    at: datetime,
    said_at: datetime | None = None,
    about: tuple[str, UUID] | None = None,
) -> Opened:
    """The open conversation of these leaves, the latest where there are several; else a new one of this leaf.

    Two who begin at once for one person meet in one conversation. said_at: when the first words were said, where that
    is not now; it is open since then. about: a kind and an id ("product"), for a new one.
    """
    mine = sorted({*leaves, leaf})
    with connection.cursor() as cursor:
        for one in mine:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [advisory_key("talk") >> 1, _half(one)])
    found = Conversation.objects.filter(leaf__in=mine, state="open").order_by("-last_at", "-id").first()
    if found is not None:
        return Opened(found.id, new=False)
    kind, subject = about or ("", None)
    since = told_at(said_at, at) if said_at else at
    fresh = Conversation.objects.create(
        id=new_id(at),
        leaf_id=leaf,
        state="open",
        channel=channel,
        about_kind=kind,
        about=subject,
        opened_at=since,
        last_at=since,
    )
    record(
        [
            NewEvent(
                verb="conversation.opened",
                occurred_at=since,
                leaf=leaf,
                subject_kind="conversation",
                subject=fresh.id,
                connection=connection_id,
                actor=actor,
                facts=OfConversation(fresh.id, channel),
            )
        ],
        at,
    )
    return Opened(fresh.id, new=True)


def write_in(new: NewIn, *, actor: Actor, at: datetime) -> Kept:
    """Keep what a customer did or said, once per key. Raises NothingSaid for a text without words.

    Words too long for a column of ours are not refused, they were said: they are kept as they came. Records
    message.received, unless `new.recorded` says that another event of the same act does.
    """
    text = tidy_words(new.text) if new.text is not None else None
    if new.kind == "text" and not text:
        raise NothingSaid
    said_at = told_at(new.said_at, at)
    # A name cut short would be another one's.
    outside_id = new.outside_id if len(new.outside_id) <= _LONGEST_NAME else ""
    fresh = _written(
        new, text, actor, at, direction="in", state="received", said_at=said_at, outside_id=outside_id
    )  # fmt: skip
    kept = _keep(fresh)
    if not kept.new:
        return kept
    if new.conversation is not None:
        _note_heard(new.conversation, new, said_at)
    if not new.recorded:
        record_message("message.received", fresh, actor, at)
    return kept


def write_out(new: NewOut, *, actor: Actor, at: datetime) -> Kept:
    """Keep what we are to say, once per key: queued, or sent at once where it needs no sending.

    Words of staff answer the customer: nobody waits any more, and the first of them is the first answer.
    Raises NothingSaid and SaidTooMuch.
    """
    text = tidy_words(new.text)
    if not text and not new.files:
        raise NothingSaid
    if len(text) > LONGEST_MESSAGE:
        raise SaidTooMuch(LONGEST_MESSAGE)
    fresh = _written(
        new, text or None, actor, at, direction="out", state="sent" if new.said else "queued", said_at=at,
        template=new.template, answers=new.answers, sent_at=at if new.said else None,
    )  # fmt: skip
    kept = _keep(fresh)
    if not kept.new:
        return kept
    if new.conversation is not None:
        # What staff said by another program of the same login has answered the customer too.
        staff = actor.kind == "staff" or new.parts.get("elsewhere") is True
        _note_said(new.conversation, at, answered=staff and new.kind == "text")
    if new.said:
        record_message("message.sent", fresh, actor, at)
    return kept


def end_sending(
    message: UUID, state: str, *, actor: Actor, at: datetime, outside_id: str = "", error: str = ""
) -> bool:
    """Note what became of what we said: sent, delivered, read, failed or unknown; False where it is further already.

    error: a code, never words of the other side.
    """
    found = Message.objects.select_for_update(no_key=True).filter(id=message, direction="out").first()
    if found is None or not may_become(found.state, state):
        return False
    found.state = state
    found.outside_id = outside_id[:120] or found.outside_id
    found.error = error[:60]
    if state in {"sent", "delivered", "read"} and found.sent_at is None:
        found.sent_at = at
    found.save(update_fields=["state", "outside_id", "error", "sent_at"])
    record_message(_TOLD[state], found, actor, at)
    return True


def _written(new: NewIn | NewOut, text: str | None, actor: Actor, at: datetime, **more: Any) -> Message:
    """The row of a message, not stored yet. more: what is of its direction alone."""
    return Message(
        id=new_id(at),
        conversation_id=new.conversation,
        leaf_id=new.leaf,
        kind=new.kind,
        channel=new.channel,
        connection=new.connection,
        address=new.address,
        text=text,
        parts=dict(new.parts),
        author_kind=actor.kind,
        author=actor.id,
        key=new.key,
        recorded_at=at,
        origin="live",
        **more,
    )


def _keep(fresh: Message) -> Kept:
    """Store the message unless its key is known among those of its connection and direction."""
    same = {"connection": fresh.connection, "direction": fresh.direction, "key": fresh.key}
    Message.objects.bulk_create([fresh], ignore_conflicts=True)
    kept = Message.objects.values_list("id", flat=True).get(**same)
    return Kept(kept, new=kept == fresh.id)


def _note_heard(conversation: UUID, new: NewIn, said_at: datetime) -> None:
    talk = Conversation.objects.select_for_update(no_key=True).get(id=conversation)
    talk.last_at = max(talk.last_at, said_at)
    talk.version += 1
    if new.kind in _WAITING:
        talk.channel = new.channel
        talk.waiting_since = said_at if talk.waiting_since is None else min(talk.waiting_since, said_at)
    talk.save(update_fields=["last_at", "version", "channel", "waiting_since"])


def _note_said(conversation: UUID, at: datetime, *, answered: bool) -> None:
    rows = Conversation.objects.filter(id=conversation)
    rows.update(last_at=at, version=F("version") + 1)
    if answered:
        rows.update(waiting_since=None)
        rows.filter(first_answer_at__isnull=True).update(first_answer_at=at)


def record_message(verb: str, message: Message, actor: Actor, at: datetime) -> None:
    """One event of the conversation where the message belongs to one, else of the message itself."""
    of = message.conversation_id
    record(
        [
            NewEvent(
                verb=verb,
                occurred_at=message.said_at if message.direction == "in" else at,
                leaf=message.leaf_id,
                subject_kind="conversation" if of else "message",
                subject=of or message.id,
                connection=message.connection,
                actor=actor,
                facts=OfMessage(message.id, message.channel, of, message.template or None, _DONE.get(message.kind)),
            )
        ],
        at,
    )


def _half(leaf: UUID) -> int:
    """A leaf as a number that fits an advisory lock's second half."""
    return (leaf.int & 0xFFFF_FFFF) - 0x8000_0000
