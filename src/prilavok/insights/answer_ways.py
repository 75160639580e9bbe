"""By which ways a customer can be answered now: what each lets be said, until when, and why another is closed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.adapters.channels.port import Means, channel_names, open_channel
from prilavok.domains.connections.queries import list_connections
from prilavok.domains.connections.types import ConnectionView
from prilavok.domains.consent.queries import may_write
from prilavok.domains.conversations.queries import last_heard
from prilavok.domains.conversations.types import LONGEST_MESSAGE, LastHeard, Reach
from prilavok.domains.customers.queries import leaves_with, owned_since
from prilavok.insights.contact_reaches import contact_reaches

#: what an answer counts as where they did not write there themselves
_ORDERS = "orders"
#: how providers' codes of a customer who lets nobody write to them end
_BLOCKED = frozenset({"blocked", "stopped", "not_allowed"})
#: ourselves: nobody else sets limits there
_OURS = Means(text=LONGEST_MESSAGE, first="anybody")


@dataclass(frozen=True, slots=True)
class Way:
    """One address of the customer by one login of ours. heard: the message that they last said there, None where they
    only proved the contact and agreed to be written to.

    until: when its window shuts, None where it has none. why: "" while it is open, else what closes it: window,
    stopped, blocked or off. most: characters; most_bytes: of UTF-8, nought where nobody counts them. parts: into how
    many SMS it may fall, each charged; nought where none are counted. file: bytes of one file that may go along, nought
    where none may; caption: characters beside one.
    """

    to: Reach
    heard: UUID | None
    until: datetime | None
    why: str
    most: int
    most_bytes: int
    parts: int
    file: int = 0
    caption: int = 0

    @property
    def name(self) -> str:
        """Names the way among those of its conversation."""
        return f"{self.to.connection}:{self.to.leaf}"


def answer_ways(conversation: UUID, leaf: UUID, at: datetime) -> tuple[Way, ...]:
    """Every way to whoever speaks in a conversation: where they last spoke in it, then elsewhere by the latest, then by
    their contacts, where they agreed to be written to of their orders.

    leaf: of the conversation. A way that is closed is there with its reason.
    """
    leaves, connections = leaves_with(leaf), {one.id: one for one in list_connections()}
    heard = [one for one in last_heard(leaves) if one.connection in connections]
    heard.sort(key=lambda one: one.conversation != conversation)
    spoke = [_spoken(one, connections[one.connection], at) for one in heard]
    known = {(one.to.channel, one.to.address) for one in spoke}
    since = owned_since(leaves)
    agreed = [
        _way(one, None, connections[one.connection], None, "")
        for one in contact_reaches(leaves)
        if (one.channel, one.address) not in known
        and may_write(leaves, one.channel, _ORDERS, since=since, address=one.leaf)
    ]
    return (*spoke, *agreed)


def free_until(provider: str, heard_at: datetime, *, human: bool) -> datetime | None:
    """Until when free words may follow what a customer said then; None where there is no end."""
    means = _means(provider)
    window = (means.human_window or means.window) if human else means.window
    return heard_at + window if window is not None else None


def _spoken(heard: LastHeard, connection: ConnectionView, at: datetime) -> Way:
    until = free_until(connection.provider, heard.said_at, human=True)
    to = Reach(heard.leaf, heard.channel, heard.connection, heard.address)
    return _way(to, heard.message, connection, until, _why(heard, connection, until, at))


def _way(to: Reach, heard: UUID | None, connection: ConnectionView, until: datetime | None, why: str) -> Way:
    means = _means(connection.provider)
    files = connection.provider in channel_names() and "files" in open_channel(connection.provider).can
    file, caption = (means.file, min(means.caption, LONGEST_MESSAGE)) if files else (0, 0)
    most = min(means.text, LONGEST_MESSAGE)
    return Way(to, heard, until, why, most, means.text_bytes, means.parts, file, caption)


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
