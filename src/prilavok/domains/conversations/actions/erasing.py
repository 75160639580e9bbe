"""Where the words of conversations lie, how a person's are given out and erased, and when a code's digits end."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from prilavok.domains.conversations.models import Message
from prilavok.domains.conversations.rules import CODE_LIVES
from prilavok.kit.words import Person, store_of_words, wordless


def hide_ended_codes(at: datetime) -> int:
    """Take the digits of one-time codes that have ended out of our messages; how many there were."""
    ended = Message.objects.filter(direction="out", kind="code", text__isnull=False, recorded_at__lt=at - CODE_LIVES)
    return ended.update(text=None)


def _export_messages(person: Person) -> Iterable[Mapping[str, object]]:
    return (
        Message.objects.filter(leaf__in=person.leaves)
        .exclude(kind="code")
        .order_by("said_at", "id")
        .values("said_at", "direction", "channel", "address", "text", "parts")
    )


def _erase_messages(person: Person, at: datetime) -> int:
    return Message.objects.filter(leaf__in=person.leaves).update(address=None, text=None, parts={})


store_of_words("conversations_message", ["address", "text", "parts"], _export_messages, _erase_messages)
wordless("conversations_message", ["key", "outside_id"], "a provider's or a browser's own name of a message")
wordless("conversations_passport", ["digest"], "the digest of a random token")
