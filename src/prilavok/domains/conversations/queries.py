"""What can be asked of conversations."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from prilavok.domains.conversations.errors import ConversationUnknown
from prilavok.domains.conversations.types import (
    AttemptView,
    BroughtView,
    ConversationView,
    LastHeard,
    LastSent,
    MessageView,
    Reach,
)
from prilavok.kit.channels import MESSENGERS, open_since
from prilavok.kit.pages import Condition, Mark, Page, Sort, read_page, read_rows

_CONVERSATION = (
    "id, leaf_id, state, channel, about_kind, about, staff_id, opened_at, last_at, waiting_since, first_answer_at,"
    " resolved_at, version"
)
_MESSAGE = (
    "id, conversation_id, leaf_id, direction, kind, template, channel, connection, address, text, parts, author_kind,"
    " author, state, outside_id, error, answers, said_at, recorded_at, sent_at"
)
_BROUGHT = "id, message_id, kind, ref, name, mime, size, state, file"
_ATTEMPT = "id, message_id, nth, connection, state, error, began_at, ended_at, told_at"
_LATEST = Sort((("last_at", "timestamptz"), ("id", "uuid")), descending=True)
_THREAD = Sort((("said_at", "timestamptz"), ("id", "uuid")))
_OUT = Sort((("recorded_at", "timestamptz"), ("id", "uuid")), descending=True)


def list_conversations(
    *, state: str = "", leaves: Sequence[UUID] = (), after: Mark | None = None, limit: int = 50
) -> Page[ConversationView]:
    """Conversations by when something last happened in them, latest first. leaves: only those opened by them."""
    where = [Condition("state = %s", state)] if state else []
    if leaves:
        where.append(Condition("leaf_id = ANY(%s::uuid[])", list(leaves)))
    return read_page(
        _CONVERSATION,
        "conversations_conversation",
        row=ConversationView,
        where=where,
        sort=_LATEST,
        after=after,
        limit=limit,
    )


def read_conversation(conversation: UUID) -> ConversationView:
    """One conversation. Raises ConversationUnknown."""
    asked = [Condition("id = %s::uuid", conversation)]
    for found in read_rows(_CONVERSATION, "conversations_conversation", row=ConversationView, where=asked):
        return found
    raise ConversationUnknown


def find_conversation(leaves: Sequence[UUID]) -> ConversationView | None:
    """The open conversation of these leaves, the latest where there are several."""
    if not leaves:
        return None
    asked = [Condition("leaf_id = ANY(%s::uuid[])", list(leaves)), Condition("state = 'open'")]
    latest = "ORDER BY last_at DESC, id DESC LIMIT 1"
    found = read_rows(_CONVERSATION, "conversations_conversation", row=ConversationView, where=asked, rest=latest)
    return found[0] if found else None


def list_messages(conversation: UUID, *, after: Mark | None = None, limit: int = 200) -> Page[MessageView]:
    """What was said, in the order of saying."""
    asked = [Condition("conversation_id = %s::uuid", conversation)]
    return read_page(
        _MESSAGE, "conversations_message", row=MessageView, where=asked, sort=_THREAD, after=after, limit=limit
    )


def latest_messages(conversations: Sequence[UUID]) -> dict[UUID, MessageView]:
    """The last words of each conversation, either side's."""
    asked = [Condition("conversation_id = ANY(%s::uuid[])", list(conversations)), Condition("text IS NOT NULL")]
    rows = read_rows(
        f"DISTINCT ON (conversation_id) {_MESSAGE}",
        "conversations_message",
        row=MessageView,
        where=asked,
        rest="ORDER BY conversation_id, said_at DESC, id DESC",
    )
    return {row.conversation: row for row in rows if row.conversation}


def end_of_thread(conversation: UUID, *, limit: int = 200) -> tuple[MessageView, ...]:
    """The end of a conversation, in the order of saying: a long one is begun at its end, as people read it."""
    asked = [Condition("conversation_id = %s::uuid", conversation)]
    latest = f"ORDER BY said_at DESC, id DESC LIMIT {max(1, min(limit, 1000))}"
    return tuple(read_rows(_MESSAGE, "conversations_message", row=MessageView, where=asked, rest=latest)[::-1])


def read_message(message: UUID) -> MessageView:
    """One message. Raises ConversationUnknown."""
    asked = [Condition("id = %s::uuid", message)]
    for found in read_rows(_MESSAGE, "conversations_message", row=MessageView, where=asked):
        return found
    raise ConversationUnknown


def list_out(
    *, channels: Sequence[str] = (), leaves: Sequence[UUID] = (), after: Mark | None = None, limit: int = 50
) -> Page[MessageView]:
    """What we said, newest first. channels, leaves: only by these, only to these."""
    asked = [Condition("direction = 'out'")]
    if channels:
        asked.append(Condition("channel = ANY(%s::text[])", list(channels)))
    if leaves:
        asked.append(Condition("leaf_id = ANY(%s::uuid[])", list(leaves)))
    return read_page(
        _MESSAGE, "conversations_message", row=MessageView, where=asked, sort=_OUT, after=after, limit=limit
    )


def last_sent(leaves: Sequence[UUID]) -> list[LastSent]:
    """How our last message to each of these leaves went, by channel."""
    if not leaves:
        return []
    return read_rows(
        "DISTINCT ON (leaf_id, channel) leaf_id, channel, state, error, recorded_at",
        "conversations_message",
        row=LastSent,
        where=[Condition("leaf_id = ANY(%s::uuid[])", list(leaves)), Condition("direction = 'out'")],
        rest="ORDER BY leaf_id, channel, recorded_at DESC, id DESC",
    )


def messenger_reaches(leaves: Sequence[UUID], at: datetime) -> list[Reach]:
    """Where these leaves can be written to freely now, of each messenger where they last spoke, the latest first."""
    if not leaves:
        return []
    spoke = """(
        SELECT DISTINCT ON (m.channel) m.leaf_id, m.channel, m.connection, m.address, m.said_at, m.id, m.kind
        FROM conversations_message m
        JOIN unnest(%(channels)s::text[], %(since)s::timestamptz[]) AS open (channel, since) ON open.channel = m.channel
        WHERE m.leaf_id = ANY(%(leaves)s::uuid[]) AND m.direction = 'in'
        AND m.connection IS NOT NULL AND m.address IS NOT NULL AND (open.since IS NULL OR m.said_at > open.since)
        ORDER BY m.channel, m.said_at DESC, m.id DESC) AS latest"""
    since = [open_since(channel, at) for channel in MESSENGERS]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT leaf_id, channel, connection, address FROM {spoke} WHERE kind <> 'stopped'"
            " ORDER BY said_at DESC, id DESC",
            {"channels": list(MESSENGERS), "since": since, "leaves": list(leaves)},
        )
        return [Reach(*row) for row in cursor.fetchall()]


def last_heard(leaves: Sequence[UUID]) -> list[LastHeard]:
    """What each of these leaves last said or did by each login of ours, the latest first."""
    if not leaves:
        return []
    heard = """(
        SELECT DISTINCT ON (connection, leaf_id)
            id, leaf_id, channel, connection, address, kind, conversation_id, said_at
        FROM conversations_message
        WHERE leaf_id = ANY(%s::uuid[]) AND direction = 'in' AND connection IS NOT NULL AND address IS NOT NULL
        ORDER BY connection, leaf_id, said_at DESC, id DESC) AS heard
        LEFT JOIN LATERAL (
            SELECT state, error FROM conversations_message answered
            WHERE answered.leaf_id = heard.leaf_id AND answered.connection = heard.connection
            AND answered.direction = 'out' AND answered.kind <> 'offer'
            AND answered.said_at >= heard.said_at AND answered.state <> 'queued'
            ORDER BY answered.said_at DESC, answered.id DESC LIMIT 1) AS answered ON answered.state = 'failed'"""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT heard.*, coalesce(answered.error, '') FROM {heard} ORDER BY heard.said_at DESC, heard.id DESC",
            [list(leaves)],
        )
        return [LastHeard(*row) for row in cursor.fetchall()]


def language_heard(leaves: Sequence[UUID]) -> str:
    """The language of the page or messenger in which these leaves last said something to us; "" where nobody noted it.

    A code they asked for counts too, as it was asked for on a page. What the words themselves are in is not guessed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT parts->>'language' FROM conversations_message WHERE leaf_id = ANY(%s::uuid[])"
            " AND parts->>'language' IS NOT NULL ORDER BY said_at DESC, id DESC LIMIT 1",
            [list(leaves)],
        )
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def read_brought(brought: UUID) -> BroughtView:
    """One file that came with a message. Raises ConversationUnknown."""
    asked = [Condition("id = %s::uuid", brought)]
    for found in read_rows(_BROUGHT, "conversations_brought", row=BroughtView, where=asked):
        return found
    raise ConversationUnknown


def brought_with(messages: Sequence[UUID]) -> dict[UUID, list[BroughtView]]:
    """The files that came with these messages, in the order in which they came."""
    asked = [Condition("message_id = ANY(%s::uuid[])", list(messages))]
    found: dict[UUID, list[BroughtView]] = {}
    for one in read_rows(
        _BROUGHT, "conversations_brought", row=BroughtView, where=asked, rest="ORDER BY message_id, nth"
    ):
        found.setdefault(one.message, []).append(one)
    return found


def list_tries(message: UUID) -> tuple[AttemptView, ...]:
    """Every try to say a message of ours, in their order."""
    asked = [Condition("message_id = %s::uuid", message)]
    return tuple(read_rows(_ATTEMPT, "conversations_attempt", row=AttemptView, where=asked, rest="ORDER BY nth"))


def last_heard_at(leaf: UUID, connection_id: UUID) -> datetime | None:
    """When a leaf last said or did something by this connection: what windows of channels are counted from."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(said_at) FROM conversations_message"
            " WHERE leaf_id = %s AND connection = %s AND direction = 'in'",
            [leaf, connection_id],
        )
        row = cursor.fetchone()
    return row[0] if row else None
