"""Parts of stories in a messenger: what was heard and from whom, keeping it, and the bot's own short replies."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.adapters.channels.port import Incoming
from prilavok.domains.connections.types import ConnectionView
from prilavok.domains.consent.queries import may_write
from prilavok.domains.conversations.actions import write_in
from prilavok.domains.conversations.types import NewIn, NewOut
from prilavok.domains.customers.queries import contact_addresses, leaves_with, owned_since
from prilavok.flows.buttons import button_text
from prilavok.flows.messages import ORDERS, language_of, write_and_queue
from prilavok.flows.notices import notice_text
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import Actor
from prilavok.kit.words import LANGUAGES

#: what our buttons bring back
AGREED, DECLINED = "orders:yes", "orders:no"


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing a customer did in a messenger. leaf: theirs. heard_at: when we were told; at: when it is taken in."""

    told: Incoming
    connection: ConnectionView
    channel: str
    leaf: UUID
    heard_at: datetime
    at: datetime

    @property
    def customer(self) -> Actor:
        return Actor("leaf", self.leaf)

    @property
    def said_at(self) -> datetime:
        """When, as the provider says; else when we were told."""
        return self.told.said_at or self.heard_at


def keep_heard(
    heard: Heard,
    conversation: UUID | None,
    *,
    text: str | None = None,
    parts: Mapping[str, object] | None = None,
    kind: str = "",
    recorded: bool = False,
) -> bool:
    """Keep what was heard; False where it is kept already. recorded: another event of the story tells of it."""
    told = heard.told
    said = NewIn(
        conversation=conversation,
        leaf=heard.leaf,
        channel=heard.channel,
        connection=heard.connection.id,
        address=told.address,
        key=told.key,
        said_at=heard.said_at,
        kind=kind or told.kind,
        text=text,
        parts={**(parts or {}), **({"language": told.language} if told.language in LANGUAGES else {})},
        recorded=recorded,
    )
    return write_in(said, actor=heard.customer, at=heard.at).new


def reply(heard: Heard, conversation: UUID | None, template: str, *, also: str = "", actor: Actor) -> None:
    """The bot's own words, once per thing heard, with what is still to be asked: the phone, then the yes to notices.

    also: what it says besides.
    """
    leaves = leaves_with(heard.leaf)
    language = language_heard_in(heard)
    known = any(one.channel == "phone" and one.verified for one in contact_addresses(leaves))
    parts: dict[str, object] = {}
    if not known and template != "bot.stopped":
        parts["ask_phone"] = button_text("phone", language)
    elif (
        known and template != "bot.stopped" and not may_write(leaves, heard.channel, ORDERS, since=owned_since(leaves))
    ):
        parts["buttons"] = [{"text": button_text("agree", language), "press": AGREED}]
    elif template == "bot.agreed":
        parts["buttons"] = [{"text": button_text("decline", language), "press": DECLINED}]
    text = "\n\n".join(filter(None, (notice_text(template, {}, language), also)))
    speak_up(heard, conversation, template, text, parts, actor)


def refuse(heard: Heard, conversation: UUID | None, refusal: Refused, *, actor: Actor) -> None:
    """Tell politely what could not be done."""
    speak_up(
        heard,
        conversation,
        "bot.refused",
        notice_text("bot.refused", {"why": refusal}, language_heard_in(heard)),
        {},
        actor,
    )


def say_by_bot(
    heard: Heard, conversation: UUID | None, template: str, facts: Mapping[str, object], *, actor: Actor
) -> None:
    """The bot's own words about something, once per thing heard."""
    speak_up(heard, conversation, template, notice_text(template, facts, language_heard_in(heard)), {}, actor)


def speak_up(
    heard: Heard, conversation: UUID | None, template: str, text: str, parts: Mapping[str, object], actor: Actor
) -> None:
    """The bot says something of its own, once per thing heard."""
    said = NewOut(
        conversation=conversation,
        leaf=heard.leaf,
        channel=heard.channel,
        connection=heard.connection.id,
        address=heard.told.address,
        text=text,
        key=f"reply:{heard.told.key}",
        kind="notice",
        template=template,
        parts=parts,
    )
    write_and_queue(said, actor=actor, at=heard.at)


def language_heard_in(heard: Heard) -> str:
    """The language of who spoke, as the messenger tells it; else the one they chose."""
    return heard.told.language if heard.told.language in LANGUAGES else language_of(heard.leaf)
