"""Parts of stories that write to customers: which way, in which language, by which line, and the queue."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from prilavok.adapters.channels.port import Line, channel_names, open_channel
from prilavok.domains.connections.actions import put_connection
from prilavok.domains.connections.queries import find_working, open_secrets, working_ones
from prilavok.domains.connections.types import ConnectionView, NewConnection
from prilavok.domains.consent.queries import may_write, when_to_send
from prilavok.domains.conversations.actions import write_out
from prilavok.domains.conversations.errors import NoWayToWrite
from prilavok.domains.conversations.queries import language_heard, messenger_reaches
from prilavok.domains.conversations.types import Kept, MessageView, NewOut, Reach
from prilavok.domains.customers.errors import CodesTooMany
from prilavok.domains.customers.queries import (
    contact_addresses,
    customer_of,
    leaves_with,
    owned_since,
    read_customers,
    read_preferences,
)
from prilavok.domains.customers.types import CodeSent
from prilavok.insights.contact_reaches import contact_reaches
from prilavok.insights.customer_clock import read_customer_clock
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import Actor
from prilavok.kit.http import speak
from prilavok.kit.ids import sign, unsign
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.limits import Limit, address_block, take
from prilavok.kit.settings import where
from prilavok.kit.words import FALLBACKS

#: what notices of orders are for; another purpose needs another yes
ORDERS = "orders"
#: advertising: sent to nobody who did not ask for it, and not at night
OFFERS = "offers"
#: the kind of a message that advertises
OFFER = "offer"
_UNSUBSCRIBE = "unsubscribe"
_SIGN_IN = "sign in by bot"
_NOT_ME = "not me"
_LINK_LIVES = timedelta(days=730)
_NO_LIVES = timedelta(days=30)
#: codes to sign in, whichever way they are to come: for one browser, for one address on the network
_BY_LEAF = Limit("code leaf", capacity=5, per_minute=1)
_BY_ADDRESS = Limit("code address", capacity=20, per_minute=2)
#: the site is ourselves: it needs nobody's settings, and what is said there is read there
SITE = "site"


def take_tries(leaf: UUID, address: str, at: datetime) -> None:
    """Count that a browser asks for a code to sign in. Raises CodesTooMany by browser, and by address on the network.

    To be called outside the story: a refusal must not give tries back.
    """
    for limit, who in ((_BY_ADDRESS, address_block(address)), (_BY_LEAF, str(leaf))):
        taken = take(limit, who, at)
        if not taken.allowed:
            raise CodesTooMany(taken.retry_after)


def our_site(at: datetime) -> UUID:
    """The connection that our own site is."""
    found = find_working(SITE)
    if found is not None:
        return found.id
    named = {"ru": "Сайт", "kk": "Сайт", "en": "Site"}
    return put_connection(NewConnection(SITE, SITE, SITE, named, sandbox=False), at=at)


def write_and_queue(new: NewOut, *, actor: Actor, at: datetime) -> Kept:
    """Keep what we are to say and queue its sending, within the caller's story."""
    kept = write_out(new, actor=actor, at=at)
    if kept.new and not new.said:
        facts = {"message": str(kept.message)}
        queue_jobs([NewJob(verb="message.send", facts=facts, key=str(kept.message), queue="outside")], at)
    return kept


def way_to(leaves: Sequence[UUID], at: datetime) -> Reach | None:
    """Where these leaves agreed to be written to of their own orders: by the channel they asked for first, where that
    can be; else the messenger they last spoke in and that lets us write now, then SMS, then mail. Where offers go says
    prilavok.insights.offer_way.

    Contacts that nobody proved are not written to; those that were made up in the sandbox alone.
    """
    since, wanted = owned_since(leaves), read_preferences(leaves).channel
    for reach in sorted(_reaches(leaves, at), key=lambda one: one.channel != wanted):
        if may_write(leaves, reach.channel, ORDERS, since=since, address=reach.leaf):
            return reach
    return None


def _reaches(leaves: Sequence[UUID], at: datetime) -> Iterator[Reach]:
    """Where they could be written to, whatever they agreed to, the quickest to be seen first."""
    spoke = messenger_reaches(leaves, at)
    working = working_ones({one.connection for one in spoke})
    yield from (one for one in spoke if one.connection in working)
    yield from contact_reaches(leaves)


def language_of(leaf: UUID) -> str:
    """The language the customer chose; else that in which they last turned to us; else the first of the house."""
    customer = customer_of(leaf)
    known = read_customers([customer]).values() if customer else ()
    chosen = next((one.language for one in known if one.language), "")
    return chosen or language_heard(leaves_with(leaf)) or FALLBACKS[0]


def line_to(connection: ConnectionView) -> Line:
    """How to reach the provider of a connection: the sandbox on this machine, or the provider itself."""
    channel = open_channel(connection.provider)
    url = where().sandbox_url(channel.sandbox) if connection.sandbox else channel.live_url
    return Line(url, open_secrets(connection.id), speak, connection.settings)


def can(connection: ConnectionView, what: str) -> bool:
    """Whether the manifest of a connection's provider declares this; our own site and outbox declare nothing."""
    return connection.provider in channel_names() and what in open_channel(connection.provider).can


def hook_of(connection: ConnectionView) -> str:
    """The address of ours to which the provider of a connection posts what happens."""
    here = f"http://127.0.0.1:{where().port}" if connection.sandbox else f"https://{where().hosts[0]}"
    return f"{here}/hooks/{connection.code}"


def link_into(connection: ConnectionView, token: str) -> str:
    """The link that opens a messenger of ours with a token of 1 to 64 characters; where it is a sandbox, there."""
    channel = open_channel(connection.provider)
    sandbox = where().sandbox_url(channel.sandbox) if connection.sandbox else ""
    return channel.start_link(connection.settings, token, sandbox)


def sign_in_link(code: CodeSent) -> str:
    """The link into our bot that carries this code to sign in, as long as the code lives. Raises NoWayToWrite."""
    connection = find_working(code.by)
    if connection is None:
        raise NoWayToWrite(code.by)
    # As text of 22 characters: signed and dated, they are the 64 that a link of Telegram may carry.
    named = urlsafe_b64encode(code.code.bytes).rstrip(b"=").decode()
    return link_into(connection, sign(named, _SIGN_IN, code.expires_at))


def read_sign_in_link(token: str, at: datetime) -> UUID | None:
    """The code that such a link carries; None where it is no such link, or has ended."""
    try:
        return UUID(bytes=urlsafe_b64decode(f"{unsign(token, _SIGN_IN, at)}=="))
    except Refused:
        return None


def our_address(path: str) -> str:
    """The whole address of a page of our site, as it is written into a message."""
    ours = where()
    host = ours.hosts[0] if ours.secure else f"{ours.hosts[0]}:{ours.port}"
    return f"{'https' if ours.secure else 'http'}://{host}{path}"


def unsubscribe_link(leaf: UUID, channel: str, at: datetime) -> str:
    """The address that ends offers to this leaf in this channel."""
    token = sign(f"{leaf.hex}:{channel}", _UNSUBSCRIBE, at + _LINK_LIVES)
    return our_address(f"/shop/unsubscribe/{token}")


def read_unsubscribe_link(token: str, at: datetime) -> tuple[UUID, str]:
    """Whose offers in which channel the link ends. Refused where it is not ours or has ended."""
    leaf, _colon, channel = unsign(token, _UNSUBSCRIBE, at).partition(":")
    return UUID(hex=leaf), channel


def not_me_link(tie: UUID, browser: UUID, at: datetime) -> str:
    """The address where whoever was told that a contact was added says no. tie: by what; browser: on which it was."""
    named = urlsafe_b64encode(tie.bytes + browser.bytes).decode()
    return our_address(f"/shop/not-me/{sign(named, _NOT_ME, at + _NO_LIVES)}")


def read_not_me_link(token: str, at: datetime) -> tuple[UUID, UUID]:
    """The evidence that the link takes back, and the browser it ends. Refused where it is not ours or has ended."""
    whole = urlsafe_b64decode(unsign(token, _NOT_ME, at))
    return UUID(bytes=whole[:16]), UUID(bytes=whole[16:])


def waits_for_hour(message: MessageView, at: datetime) -> bool:
    """Whether no offer may be sent to this address now; then it is queued for the first hour that allows it."""
    leaves = leaves_with(message.leaf)
    # Who reads mail or a messenger lives where their phone is of, whichever way the message goes.
    known = (one.address for one in contact_addresses(leaves) if one.channel == "phone")
    phones = [message.address or ""] if message.channel == "sms" else list(known)
    clock = read_customer_clock(leaves, phones)
    opens = when_to_send(OFFERS, message.channel, at, countries=clock.countries, zones=clock.zones)
    if opens > at:
        facts, key = {"message": str(message.id)}, f"{message.id}:{opens:%Y%m%d%H%M}"
        queue_jobs([NewJob(verb="message.send", facts=facts, key=key, queue="outside", run_at=opens)], at)
    return opens > at
