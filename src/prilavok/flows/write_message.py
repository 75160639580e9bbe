"""A customer says something on our own site, and it waits for an answer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.conversations.actions import open_conversation, write_in
from prilavok.domains.conversations.errors import SaidTooMuch
from prilavok.domains.conversations.types import LONGEST_MESSAGE, NewIn
from prilavok.domains.customers.queries import leaves_shown
from prilavok.flows.messages import our_site
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.words import LANGUAGES

needs = None


@dataclass(frozen=True, slots=True)
class Written:
    """Where the words are kept. new: False where the same key was kept before."""

    conversation: UUID
    message: UUID
    new: bool


def write_message(
    leaf: UUID,
    text: str,
    *,
    key: str,
    product: UUID | None = None,
    language: str = "",
    channel: str = "site",
    actor: Actor,
    at: datetime,
) -> Written:
    """Keep what the customer says in their open conversation, or in a new one (about the product, where given).

    key: made by the browser, names the message among those of the leaf; sent again it is the same message. language:
    of the page it was written on, "ru", "kk" or "en".
    Raises NothingSaid, SaidTooMuch.
    """
    if len(text) > LONGEST_MESSAGE:
        raise SaidTooMuch(LONGEST_MESSAGE)
    with story():
        site = our_site(at)
        about = ("product", product) if product is not None else None
        opened = open_conversation(
            leaves_shown(leaf), leaf, channel=channel, connection_id=site, actor=actor, at=at, about=about
        )
        said = NewIn(
            conversation=opened.conversation,
            leaf=leaf,
            channel=channel,
            connection=site,
            address=str(leaf),
            key=f"{leaf}:{key[:100]}",
            said_at=at,
            text=text,
            parts=_parts(product, language),
        )
        kept = write_in(said, actor=actor, at=at)
        return Written(opened.conversation, kept.message, kept.new)


def _parts(product: UUID | None, language: str) -> dict[str, object]:
    about: dict[str, object] = {"product": str(product)} if product is not None else {}
    return about | ({"language": language} if language in LANGUAGES else {})
