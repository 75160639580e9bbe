"""Where a customer can be asked for their own word: a messenger linked by proof, else the phone they have proven."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.connections.queries import find_working, working_ones
from prilavok.domains.consent.queries import list_consents
from prilavok.domains.conversations.queries import messenger_reaches
from prilavok.domains.customers.queries import contact_addresses, kinds_of_leaves, mask_value, opens
from prilavok.kit.channels import MESSENGERS
from prilavok.kit.settings import where

#: what one must have proven in a messenger to answer for the customer there
ANSWERS = ("yes", "by_button")


@dataclass(frozen=True, slots=True)
class ProvenWay:
    """A way to a customer. kind: phone, or the messenger's name; channel: by what it is written. masked: for others."""

    leaf: UUID
    kind: str
    channel: str
    connection: UUID
    address: str

    @property
    def masked(self) -> str:
        """Enough of the address to be recognised by whoever knows it."""
        return mask_value(self.kind, self.address)


def proven_way(leaves: Sequence[UUID], at: datetime) -> ProvenWay | None:
    """The best way to whoever these leaves are; None where they have proven none.

    A yes to notices is not asked for: the customer stands at the counter and wants it; where we are blocked nothing
    would arrive. Made-up phones are written to in the sandbox alone.
    """
    for way in _linked(leaves, at):
        return way
    sms = find_working("sms")
    for point in contact_addresses(leaves) if sms else ():
        if point.channel == "phone" and point.verified and (not point.made_up or where().outside == "sandbox"):
            return ProvenWay(point.leaf, "phone", "sms", sms.id, point.address) if sms else None
    return None


def proven_ways(leaves: Sequence[UUID], at: datetime) -> list[ProvenWay]:
    """Every way to whoever these leaves are, each address once: for what their true owner must hear wherever they are.

    As proven_way, by mail too.
    """
    found = list(_linked(leaves, at))
    lines = {kind: (channel, find_working(channel)) for kind, channel in (("phone", "sms"), ("email", "mail"))}
    for point in contact_addresses(leaves):
        channel, line = lines.get(point.channel, ("", None))
        if line is not None and point.verified and (not point.made_up or where().outside == "sandbox"):
            found.append(ProvenWay(point.leaf, point.channel, channel, line.id, point.address))
    return found


def messenger_way(leaves: Sequence[UUID], messenger: str, at: datetime) -> ProvenWay | None:
    """The way to whoever these leaves are in one messenger, as proven_way; None without one."""
    return next((way for way in _linked(leaves, at) if way.channel == messenger), None)


def _linked(leaves: Sequence[UUID], at: datetime) -> Iterator[ProvenWay]:
    """In each messenger linked by proof and not blocked, that lets us write now: the one they last spoke in first."""
    kinds = kinds_of_leaves(leaves)
    linked = [leaf for leaf in leaves if kinds.get(leaf) in MESSENGERS and opens(leaf).spend in ANSWERS]
    spoke = messenger_reaches([leaf for leaf in linked if not _blocked(leaf, kinds[leaf])], at)
    working = working_ones({one.connection for one in spoke})
    for one in spoke:
        if one.connection in working:
            yield ProvenWay(one.leaf, one.channel, one.channel, one.connection, one.address)


def _blocked(leaf: UUID, messenger: str) -> bool:
    """Whether what was last heard of the leaf is that it blocked us there."""
    said = next((one for one in list_consents([leaf]) if one.channel == messenger), None)
    return said is not None and not said.given and said.source == "blocked"
