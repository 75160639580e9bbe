"""Where the words of conversations lie, how a person's are given out and erased, and when a code's digits end."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import CharField, F, Q
from django.db.models.functions import Cast

from prilavok.domains.conversations.models import Brought, Conversation, Message, Named, Passport
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
    """Empty the messages; what was being talked of is over, and no link of theirs carries it on to anybody."""
    Passport.objects.filter(leaf__in=person.leaves, used_at__isnull=True, expires_at__gt=at).update(expires_at=at)
    talks = Conversation.objects.filter(leaf__in=person.leaves, state=Conversation.State.OPEN)
    talks.update(state=Conversation.State.RESOLVED, waiting_since=None, resolved_at=at, version=F("version") + 1)
    # A code goes to the contact it is to prove, though a device that is somebody else's asked for it.
    mine = Q(leaf__in=person.leaves) | Q(kind="code", address__in=person.contacts)
    found = list(Message.objects.filter(mine).values_list("id", flat=True))
    Named.objects.filter(message__in=found).delete()
    # A provider's key may be its name of the person; our own is as unique.
    return Message.objects.filter(mine).update(
        address=None, text=None, parts={}, key=Cast("id", CharField()), outside_id=""
    )


def _export_brought(person: Person) -> Iterable[Mapping[str, object]]:
    mine = Brought.objects.filter(message__leaf__in=person.leaves).order_by("message", "nth")
    return mine.values("message", "kind", "name", "size", "state")


def _erase_brought(person: Person, at: datetime) -> int:
    """Forget what the files were called; their bytes are the leaf's own and go with its stored files."""
    mine = Brought.objects.filter(message__leaf__in=person.leaves)
    return mine.update(ref="", name="", file=None, state="gone")


store_of_words("conversations_message", ["address", "text", "parts"], _export_messages, _erase_messages)
wordless("conversations_message", ["key", "outside_id"], "a provider's or a browser's own name of a message")
store_of_words("conversations_brought", ["ref", "name"], _export_brought, _erase_brought)
wordless("conversations_brought", ["mime", "error"], "a type of files, a code of what went wrong")
wordless("conversations_attempt", ["error"], "a code of what went wrong")
wordless(
    "conversations_named",
    ["digest", "error"],
    "a digest that goes with the words of its message",
)
wordless("conversations_passport", ["digest"], "the digest of a random token")
