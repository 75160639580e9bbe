"""Parts of stories that say something outside: why a message may not go out now, and how a channel is to be told it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from prilavok.adapters.channels.port import Button, File, Outgoing, channel_names, open_channel
from prilavok.domains.connections.queries import read_connection
from prilavok.domains.connections.types import ConnectionView
from prilavok.domains.conversations.queries import brought_with, last_heard_at, list_tries
from prilavok.domains.conversations.types import MessageView
from prilavok.flows.messages import OFFER
from prilavok.insights.answer_ways import free_until
from prilavok.insights.offer_way import why_no_offer
from prilavok.kit import clock
from prilavok.kit.files import open_file
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.settings import where

#: how long after a try without an answer it is asked, each counted from the one before: a message that the provider
#: does not know may still be on its way there, so only the last no is taken at its word
UNKNOWN = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
#: the same of what was taken and of which nothing more was told: a post that tells it may have been lost
SENT = (timedelta(minutes=15), timedelta(hours=2), timedelta(hours=24))


def why_not_said(message: MessageView, connection: ConnectionView, at: datetime) -> str:
    """A code of why a message is not to be said at all, "" where it is.

    Asked in the very moment of sending: a no said since it was written holds.
    """
    if message.kind == OFFER and (why := why_no_offer(message.leaf, message.channel, at)):
        return why
    if connection.provider == "outbox":
        return "" if where().outside == "sandbox" else "outside.sandbox"
    if connection.on and message.address and (message.text or brought_with([message.id])):
        return "message.window" if _is_shut(message, connection, at) else ""
    return "connection.off" if message.address else "message.erased"


def _is_shut(message: MessageView, connection: ConnectionView, at: datetime) -> bool:
    """Whether the window has shut while the message waited, or nobody looked before it was written."""
    heard = last_heard_at(message.leaf, connection.id)
    until = free_until(connection.provider, heard, human=message.author_kind == "staff") if heard else None
    return until is not None and until <= at


def outgoing_of(message: MessageView, key: str) -> Outgoing:
    """The message as its channel takes it. key: of this try."""
    parts = message.parts
    buttons = parts.get("buttons")
    rows = buttons if isinstance(buttons, list) else []
    shown = tuple(Button(str(one["text"]), str(one["press"])) for one in rows)
    human = message.author_kind == "staff"
    address = channel_address(message.channel, str(message.address))
    asks = str(parts.get("ask_phone", ""))
    return Outgoing(address, message.text or "", shown, asks, key, _files_of(message), human=human)


def _files_of(message: MessageView) -> tuple[File, ...]:
    """The bytes of what goes along; what was erased meanwhile is left out."""
    made = []
    for one in brought_with([message.id]).get(message.id, ()):
        if one.state == "kept" and one.file:
            with open_file(one.file, clock.now()) as content:
                made.append(File(one.name, one.mime, content.read()))
    return tuple(made)


def channel_address(channel: str, address: str) -> str:
    """An address as the channel takes it: phones are kept with their plus, providers of SMS take the digits."""
    return address.removeprefix("+") if channel == "sms" else address


def kept_address(channel: str, address: str) -> str:
    """An address as it is kept, of what the channel told."""
    return f"+{address}" if channel == "sms" and address and not address.startswith("+") else address


def ask_of_unknown(message: UUID, nth: int = 0) -> None:
    """Within the caller's story: have it asked of a message whose try got no answer, where its provider can be asked.

    nth: how often it was asked already.
    """
    if nth < len(UNKNOWN):
        _ask_later(message, nth, UNKNOWN[nth], {"key"})


def ask_of_sent(message: UUID, nth: int = 0) -> None:
    """The same of a message that the provider took."""
    if nth < len(SENT):
        _ask_later(message, nth, SENT[nth], {"key", "id"})


def _ask_later(message: UUID, nth: int, wait: timedelta, by: Collection[str]) -> None:
    """Have the provider asked how the last try of a message stands, where it can be asked by one of these; see Means.

    Within the caller's story. nth: how often it was asked already; wait: for how long from now.
    """
    tries = list_tries(message)
    provider = read_connection(tries[-1].connection).provider if tries else ""
    if provider not in channel_names() or open_channel(provider).means.asks not in by:
        return
    at = clock.now()
    facts = {"message": str(message), "attempt": str(tries[-1].id), "nth": nth}
    # Of one try what is unknown is asked first, and then what was sent: the number alone would name two jobs alike.
    key = f"{tries[-1].id}:{int(wait.total_seconds())}"
    queue_jobs([NewJob(verb="message.ask", facts=facts, key=key, queue="outside", run_at=at + wait, tries=4)], at)
