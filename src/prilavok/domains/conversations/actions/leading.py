"""Who leads a conversation and where: taken by staff, continued in another channel, resolved."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.conversations.errors import ConversationUnknown
from prilavok.domains.conversations.models import Conversation, Message
from prilavok.domains.conversations.rules import told_at
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import OfConversation
from prilavok.kit.events.record import NewEvent, record


def take_over(conversation: UUID, staff: UUID, *, actor: Actor, at: datetime) -> bool:
    """Have this member of staff lead the conversation; False where they do already. Raises ConversationUnknown."""
    found = _locked(conversation)
    if found.staff_id == staff:
        return False
    found.staff_id = staff
    _go_on(found, "conversation.handed_over", ["staff"], actor, at)
    return True


def find_said(conversation: UUID, key: str) -> UUID | None:
    """The message of ours under this key, by whichever way it went; until the transaction ends nobody else says one.

    Raises ConversationUnknown.
    """
    _locked(conversation)
    return (
        Message.objects.filter(conversation=conversation, direction="out", key=key).values_list("id", flat=True).first()
    )


def note_read(conversation: UUID) -> UUID | None:
    """Note that all the customer said so far was read; the last of what nobody had read before, None where nothing."""
    unread = Message.objects.filter(conversation=conversation, direction="in", state="received")
    ids = list(unread.select_for_update(skip_locked=True).order_by("-said_at", "-id").values_list("id", flat=True))
    Message.objects.filter(id__in=ids).update(state="read")
    return ids[0] if ids else None


def resolve_conversation(conversation: UUID, *, actor: Actor, at: datetime) -> bool:
    """Note that its need is settled; what the customer says next begins another. False where it is resolved already.

    Raises ConversationUnknown.
    """
    found = _locked(conversation)
    if found.state == Conversation.State.RESOLVED:
        return False
    found.state = Conversation.State.RESOLVED
    found.resolved_at = at
    found.waiting_since = None
    _go_on(found, "conversation.resolved", ["state", "resolved_at", "waiting_since"], actor, at)
    return True


def continue_in(conversation: UUID, leaf: UUID, channel: str, *, said_at: datetime, actor: Actor, at: datetime) -> bool:
    """Note that the customer goes on in another channel, by that leaf; False where it is there already.

    said_at: when they came there, by the provider: what they say next comes after it. Raises ConversationUnknown.
    """
    found = _locked(conversation)
    if found.channel == channel:
        return False
    found.channel = channel
    _go_on(found, "conversation.continued", ["channel"], actor, at, leaf, told_at(said_at, at))
    return True


def _locked(conversation: UUID) -> Conversation:
    found = Conversation.objects.select_for_update(no_key=True).filter(id=conversation).first()
    if found is None:
        raise ConversationUnknown
    return found


def _go_on(
    found: Conversation,
    verb: str,
    fields: list[str],
    actor: Actor,
    at: datetime,
    leaf: UUID | None = None,
    occurred_at: datetime | None = None,
) -> None:
    found.version += 1
    found.save(update_fields=[*fields, "version"])
    record(
        [
            NewEvent(
                verb=verb,
                occurred_at=occurred_at or at,
                leaf=leaf or found.leaf_id,
                subject_kind="conversation",
                subject=found.id,
                actor=actor,
                facts=OfConversation(found.id, found.channel),
            )
        ],
        at,
    )
