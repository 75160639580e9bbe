"""Parts of stories that say something outside: why a message may not go out now, and how a channel is to be told it."""

from datetime import datetime

from prilavok.adapters.channels.port import Button, Outgoing
from prilavok.domains.connections.types import ConnectionView
from prilavok.domains.conversations.queries import last_heard_at
from prilavok.domains.conversations.types import MessageView
from prilavok.flows.messages import OFFER
from prilavok.insights.answer_ways import free_until
from prilavok.insights.offer_way import why_no_offer
from prilavok.kit.settings import where


def why_not_said(message: MessageView, connection: ConnectionView, at: datetime) -> str:
    """A code of why a message is not to be said at all, "" where it is.

    Asked in the very moment of sending: a no said since it was written holds.
    """
    if message.kind == OFFER and (why := why_no_offer(message.leaf, message.channel, at)):
        return why
    if connection.provider == "outbox":
        return "" if where().outside == "sandbox" else "outside.sandbox"
    if connection.on and message.address and message.text:
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
    # Phones are kept with their plus; providers of SMS take the digits.
    address = str(message.address).removeprefix("+") if message.channel == "sms" else str(message.address)
    return Outgoing(address, str(message.text), shown, str(parts.get("ask_phone", "")), key, human=human)
