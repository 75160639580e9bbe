"""Where a customer can be asked for their own word: a messenger linked by proof, else the phone they have proven."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from prilavok.domains.connections.queries import find_working
from prilavok.domains.consent.queries import list_consents
from prilavok.domains.conversations.queries import reach_of
from prilavok.domains.customers.queries import contact_addresses, kinds_of_leaves, mask_value, opens
from prilavok.kit.settings import where

#: the messengers we speak in, and what one must have proven there to answer for the customer
MESSENGERS = ("telegram",)
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


def proven_way(leaves: Sequence[UUID]) -> ProvenWay | None:
    """The best way to whoever these leaves are; None where they have proven none.

    A yes to notices is not asked for: the customer stands at the counter and wants it; where we are blocked nothing
    would arrive. Made-up phones are written to
    in the sandbox alone.
    """
    for messenger in MESSENGERS:
        if (way := messenger_way(leaves, messenger)) is not None:
            return way
    sms = find_working("sms")
    for point in contact_addresses(leaves) if sms else ():
        if point.channel == "phone" and point.verified and (not point.made_up or where().outside == "sandbox"):
            return ProvenWay(point.leaf, "phone", "sms", sms.id, point.address) if sms else None
    return None


def proven_ways(leaves: Sequence[UUID]) -> list[ProvenWay]:
    """Every way to whoever these leaves are, each address once: for what their true owner must hear wherever they are.

    As proven_way, by mail too.
    """
    found = [way for one in MESSENGERS if (way := messenger_way(leaves, one)) is not None]
    lines = {kind: (channel, find_working(channel)) for kind, channel in (("phone", "sms"), ("email", "mail"))}
    for point in contact_addresses(leaves):
        channel, line = lines.get(point.channel, ("", None))
        if line is not None and point.verified and (not point.made_up or where().outside == "sandbox"):
            found.append(ProvenWay(point.leaf, point.channel, channel, line.id, point.address))
    return found


def messenger_way(leaves: Sequence[UUID], messenger: str) -> ProvenWay | None:
    """The way to whoever these leaves are in one messenger, linked by proof and not blocked; None without one."""
    kinds = kinds_of_leaves(leaves)
    linked = [leaf for leaf in leaves if kinds.get(leaf) == messenger and opens(leaf).spend in ANSWERS]
    reach = reach_of([leaf for leaf in linked if not _blocked(leaf, messenger)], messenger)
    if reach is None or find_working(messenger) is None:
        return None
    return ProvenWay(reach.leaf, messenger, messenger, reach.connection, reach.address)


def _blocked(leaf: UUID, messenger: str) -> bool:
    """Whether what was last heard of the leaf is that it blocked us there."""
    said = next((one for one in list_consents([leaf]) if one.channel == messenger), None)
    return said is not None and not said.given and said.source == "blocked"
