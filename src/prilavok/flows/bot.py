"""Parts of stories in a messenger: what was heard and from whom, keeping it, and the bot's own short replies."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from prilavok.adapters.channels.port import Incoming, open_channel
from prilavok.domains.connections.types import ConnectionView
from prilavok.domains.consent.queries import may_write
from prilavok.domains.conversations.actions import find_named, keep_brought, name_message, write_in
from prilavok.domains.conversations.queries import find_conversation
from prilavok.domains.conversations.types import NewFile, NewIn, NewOut
from prilavok.domains.customers.queries import contact_addresses, leaves_with, owned_since
from prilavok.flows.buttons import button_text
from prilavok.flows.messages import ORDERS, language_of, write_and_queue
from prilavok.flows.notices import notice_text
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs
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


def talk_of(heard: Heard) -> UUID | None:
    """The open conversation of who spoke, None where there is none."""
    found = find_conversation(leaves_with(heard.leaf))
    return found.id if found else None


def words_said(told: Incoming) -> str | None:
    """What was said, in words; goods chosen in the messenger's own catalogue by our names of them."""
    chosen = [f"{one.quantity} × {one.product}" for one in told.goods]
    return "\n".join(filter(None, (told.text, *chosen))) or None


def parts_said(told: Incoming) -> dict[str, object]:
    """What came beside the words: of which kind it was, and goods with what the messenger showed as their price."""
    media: dict[str, object] = {"media": told.media or "order"} if told.media or told.goods else {}
    return media | ({"goods": [asdict(one) for one in told.goods]} if told.goods else {})


def keep_heard(
    heard: Heard,
    conversation: UUID | None,
    *,
    text: str | None = None,
    parts: Mapping[str, object] | None = None,
    kind: str = "",
    recorded: bool = False,
) -> bool:
    """Keep what was heard, with the name the provider gave it and the files that are to be fetched; False where it is
    kept already. recorded: another event of the story tells of it.
    """
    told = heard.told
    answers = find_named(heard.connection.id, told.address, told.about) if told.about else None
    quoted = {"answers": str(answers)} if answers is not None else {}
    said = NewIn(
        conversation=conversation,
        leaf=heard.leaf,
        channel=heard.channel,
        connection=heard.connection.id,
        address=told.address,
        key=told.key,
        said_at=heard.said_at,
        kind=kind or ("media" if told.kind == "order" else told.kind),
        text=text,
        parts={**quoted, **(parts or {}), **({"language": told.language} if told.language in LANGUAGES else {})},
        outside_id=told.outside_id,
        recorded=recorded,
    )
    kept = write_in(said, actor=heard.customer, at=heard.at)
    if kept.new and told.outside_id:
        name_message(kept.message, heard.connection.id, told.address, told.outside_id, at=heard.at)
    if kept.new and told.files:
        files = [NewFile(one.kind, one.ref, one.name, one.mime, one.size) for one in told.files]
        jobs = [
            NewJob(verb="file.fetch", facts={"brought": str(one)}, key=str(one), queue="outside")
            for one in keep_brought(kept.message, files, at=heard.at)
        ]
        queue_jobs(jobs, heard.at)
    return kept.new


def reply(heard: Heard, conversation: UUID | None, template: str, *, also: str = "", actor: Actor) -> None:
    """The bot's own words, once per thing heard, with what is still to be asked: the phone, then the yes to notices.

    also: what it says besides.
    """
    leaves = leaves_with(heard.leaf)
    language = language_heard_in(heard)
    known = any(one.channel == "phone" and one.verified for one in contact_addresses(leaves))
    parts: dict[str, object] = {}
    if not known and template != "bot.stopped":
        if "ask_phone" in open_channel(heard.connection.provider).can:
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
