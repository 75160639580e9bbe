"""By which ways a customer can be answered now: what each lets be said, until when, and why another is closed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.adapters.channels.port import Means, channel_names, open_channel
from prilavok.domains.connections.queries import list_connections
from prilavok.domains.connections.types import ConnectionView
from prilavok.domains.conversations.queries import last_heard
from prilavok.domains.conversations.types import LONGEST_MESSAGE, LastHeard
from prilavok.domains.customers.queries import leaves_with

#: how providers' codes of a customer who lets nobody write to them end
_BLOCKED = frozenset({"blocked", "stopped", "not_allowed"})
#: ourselves: nobody else sets limits there
_OURS = Means(text=LONGEST_MESSAGE, first="anybody")


@dataclass(frozen=True, slots=True)
class Way:
    """One address of the customer by one login of ours. heard: what they last said or did there.

    until: when its window shuts, None where it has none. why: "" while it is open, else what closes it: window,
    stopped, blocked or off. most: characters; most_bytes: of UTF-8, nought where nobody counts them.
    """

    heard: LastHeard
    until: datetime | None
    why: str
    most: int
    most_bytes: int

    @property
    def name(self) -> str:
        """Names the way among those of its conversation."""
        return f"{self.heard.connection}:{self.heard.leaf}"


def answer_ways(conversation: UUID, leaf: UUID, at: datetime) -> tuple[Way, ...]:
    """Every way by which whoever speaks in a conversation was heard: where they last spoke in it, then by the latest.

    leaf: of the conversation. A way that is closed is there with its reason.
    """
    connections = {one.id: one for one in list_connections()}
    heard = [one for one in last_heard(leaves_with(leaf)) if one.connection in connections]
    heard.sort(key=lambda one: one.conversation != conversation)
    return tuple(_way(one, connections[one.connection], at) for one in heard)


def free_until(provider: str, heard_at: datetime, *, human: bool) -> datetime | None:
    """Until when free words may follow what a customer said then; None where there is no end."""
    means = _means(provider)
    window = (means.human_window or means.window) if human else means.window
    return heard_at + window if window is not None else None


def _way(heard: LastHeard, connection: ConnectionView, at: datetime) -> Way:
    means, until = _means(connection.provider), free_until(connection.provider, heard.said_at, human=True)
    return Way(heard, until, _why(heard, connection, until, at), min(means.text, LONGEST_MESSAGE), means.text_bytes)


def _why(heard: LastHeard, connection: ConnectionView, until: datetime | None, at: datetime) -> str:
    if not connection.on:
        return "off"
    if heard.kind == "stopped":
        return "stopped"
    if heard.refused.rpartition(".")[2] in _BLOCKED:
        return "blocked"
    return "window" if until is not None and until <= at else ""


def _means(provider: str) -> Means:
    return open_channel(provider).means if provider in channel_names() else _OURS
