"""Whom staff are not to call: who said "write, don't call", and where they can be written to."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from prilavok.domains.conversations.queries import find_conversation
from prilavok.domains.customers.queries import leaves_with, preferences_of_leaves


@dataclass(frozen=True, slots=True)
class WriteInstead:
    """A customer is written to and not called. channel: the one they asked for first, else that of the conversation.

    conversation: the open one, None where there is none. channel: "" where neither says any.
    """

    channel: str
    conversation: UUID | None


def write_instead(leaves: Sequence[UUID]) -> dict[UUID, WriteInstead]:
    """Which of these leaves are a customer's who wants no calls; all others are left out."""
    found = {}
    for leaf, kept in preferences_of_leaves(leaves).items():
        if kept.reach == "write":
            talk = find_conversation(leaves_with(leaf))
            found[leaf] = WriteInstead(kept.channel or (talk.channel if talk else ""), talk.id if talk else None)
    return found
