"""A customer is told something of our own accord, by the channel they agreed to and in their language."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.connections.queries import find_working
from prilavok.domains.conversations.actions import hide_ended_codes
from prilavok.domains.conversations.errors import NoWayToWrite
from prilavok.domains.conversations.queries import find_conversation
from prilavok.domains.conversations.types import NewOut
from prilavok.domains.customers.queries import leaves_with
from prilavok.flows.buttons import buttons_of
from prilavok.flows.messages import language_of, way_to, write_and_queue
from prilavok.flows.notices import code_text, notice_text
from prilavok.kit.channels import MESSENGERS, WRITTEN_BY
from prilavok.kit.events.actor import Actor
from prilavok.kit.phones import read_phone
from prilavok.kit.settings import where

needs = None


def tell_customer(
    leaf: UUID,
    template: str,
    facts: Mapping[str, object],
    *,
    key: str,
    actor: Actor,
    at: datetime,
    language: str | None = None,
    buttons: Sequence[tuple[str, str]] = (),
) -> UUID | None:
    """Queue a notice within the caller's story; its message, or None where the customer agreed to no way.

    key: names the notice for ever; told again it is the same message. buttons: code and press, for a messenger.
    """
    leaves = leaves_with(leaf)
    if (way := way_to(leaves, at)) is None:
        return None
    conversation, told = find_conversation(leaves), language or language_of(leaf)
    new = NewOut(
        conversation=conversation.id if conversation else None, leaf=way.leaf, channel=way.channel,
        connection=way.connection, address=way.address, text=notice_text(template, facts, told),
        key=f"notice:{key}", kind="notice", template=template,
        parts=buttons_of(buttons, told) if way.channel in MESSENGERS else {},
    )  # fmt: skip
    return write_and_queue(new, actor=actor, at=at).message


def write_code(
    leaf: UUID, kind: str, value: str, digits: str, *,
    code: UUID, language: str, actor: Actor, at: datetime, text: str = "",
) -> UUID:  # fmt: skip
    """Queue a one-time code to the very address it is to prove, within the caller's story; the message.

    kind: phone or email. code: names the code; written again it is the same message. text: other words of what it
    is for. Raises NoWayToWrite.
    """
    connection = find_working(channel := WRITTEN_BY[kind])
    made_up = kind == "phone" and read_phone(value).made_up
    if connection is None or (made_up and where().outside != "sandbox"):
        raise NoWayToWrite(channel)
    hide_ended_codes(at)
    new = NewOut(
        conversation=None,
        leaf=leaf,
        channel=channel,
        connection=connection.id,
        address=value,
        text=text or code_text(digits, language),
        key=f"code:{code}",
        kind="code",
        parts={"language": language},
    )
    return write_and_queue(new, actor=actor, at=at).message
