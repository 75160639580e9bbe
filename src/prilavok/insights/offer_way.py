"""Where a customer can be sent an offer, and why nowhere: a yes that counts, and a contact that is theirs.

A contact that nobody has proven is written to where a yes with its evidence was told of this very contact, as lists of
other systems tell it; what goes there is advertising with the link that ends it, and nothing of orders, points or the
account.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.connections.queries import find_working, working_ones
from prilavok.domains.consent.errors import (
    NotAgreed,
    OfferMadeUp,
    OfferNoLine,
    OfferShared,
    OfferUndelivered,
    OfferUnproven,
    OfferWaits,
)
from prilavok.domains.consent.queries import may_write, waits_for_word
from prilavok.domains.conversations.queries import last_sent, messenger_reaches
from prilavok.domains.conversations.types import Reach
from prilavok.domains.customers.queries import (
    contact_addresses,
    leaves_with,
    owned_since,
    read_preferences,
    shared_contacts,
)
from prilavok.kit.channels import WRITTEN_BY
from prilavok.kit.errors import Refused
from prilavok.kit.settings import where

_OFFERS = "offers"
#: failures of ours, which say nothing of the contact
_OURS = ("consent.", "connection.", "outside.", "message.")
#: of several reasons the one that tells most: how near it was
_TELLING = (
    OfferNoLine,
    OfferMadeUp,
    OfferUndelivered,
    OfferShared,
    OfferUnproven,
    OfferWaits,
    NotAgreed,
)


@dataclass(frozen=True, slots=True)
class _Way:
    """A way there might be. connection: None where no provider is connected for the channel."""

    leaf: UUID
    channel: str
    address: str
    connection: UUID | None
    proven: bool
    made_up: bool = False


def offer_way(leaves: Sequence[UUID], at: datetime) -> Reach:
    """Where these leaves are sent offers: proven ways first, of those the channel they asked for, else the quickest.

    Raises what tells most of why there is none: NotAgreed, OfferWaits, OfferUnproven, OfferShared, OfferUndelivered,
    OfferMadeUp, OfferNoLine.
    """
    since, wanted = owned_since(leaves), read_preferences(leaves).channel
    found: list[Refused] = [NotAgreed()]
    for way in sorted(_ways(leaves, at), key=lambda one: (not one.proven, one.channel != wanted)):
        refused = _not_agreed(way, leaves, since) or _unreachable(way)
        if refused is None and way.connection is not None:
            return Reach(way.leaf, way.channel, way.connection, way.address)
        found += [refused] if refused else []
    raise min(found, key=lambda one: _TELLING.index(type(one)))


def why_no_offer(leaf: UUID, channel: str, at: datetime) -> str:
    """The code of why no offer may be sent to this contact in this very moment; "" where it may."""
    leaves = leaves_with(leaf)
    theirs = (one for one in _ways(leaves, at) if (one.leaf, one.channel) == (leaf, channel))
    way = next(theirs, _Way(leaf, channel, "", None, proven=True))
    refused = _not_agreed(way, leaves, owned_since(leaves))
    return refused.code if refused else ""


def _ways(leaves: Sequence[UUID], at: datetime) -> Iterator[_Way]:
    """Every way there might be, the quickest to be seen first."""
    spoke = messenger_reaches(leaves, at)
    working = working_ones({one.connection for one in spoke})
    for reach in spoke:
        line_there = reach.connection if reach.connection in working else None
        yield _Way(reach.leaf, reach.channel, reach.address, line_there, proven=True)
    contacts = contact_addresses(leaves)
    for kind, channel in WRITTEN_BY.items():
        line = find_working(channel)
        for one in contacts:
            if one.channel == kind:
                yield _Way(one.leaf, channel, one.address, line.id if line else None, one.verified, one.made_up)


def _not_agreed(way: _Way, leaves: Sequence[UUID], since: Mapping[UUID, datetime]) -> Refused | None:
    if not may_write(leaves, way.channel, _OFFERS, since=since, address=way.leaf):
        return OfferWaits() if waits_for_word(leaves, way.channel, _OFFERS, address=way.leaf) else NotAgreed()
    if way.proven:
        return None
    # Said of every contact at once, a yes is of those they have proven.
    if not may_write(leaves, way.channel, _OFFERS, since=since, address=way.leaf, named=True):
        return OfferUnproven()
    if shared_contacts([way.leaf]):
        return OfferShared()
    failed = (one for one in last_sent([way.leaf]) if (one.channel, one.state) == (way.channel, "failed"))
    return OfferUndelivered() if any(not one.error.startswith(_OURS) for one in failed) else None


def _unreachable(way: _Way) -> Refused | None:
    if way.connection is None:
        return OfferNoLine()
    return OfferMadeUp() if way.made_up and where().outside != "sandbox" else None
