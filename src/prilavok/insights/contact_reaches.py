"""By which proven contacts a person can be written to at all: their phones by SMS, their addresses by mail."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from prilavok.domains.connections.queries import find_working
from prilavok.domains.conversations.types import Reach
from prilavok.domains.customers.queries import contact_addresses
from prilavok.kit.channels import WRITTEN_BY
from prilavok.kit.settings import where


def contact_reaches(leaves: Sequence[UUID]) -> Iterator[Reach]:
    """Each proven contact by the channel that writes to its kind, where one is connected; whatever they agreed to.

    Contacts that nobody proved are left out; those that were made up are written to in the sandbox alone.
    """
    contacts, sandbox = contact_addresses(leaves), where().outside == "sandbox"
    for kind, channel in WRITTEN_BY.items():
        line = find_working(channel)
        for one in contacts if line else ():
            if line and one.channel == kind and one.verified and (sandbox or not one.made_up):
                yield Reach(one.leaf, channel, line.id, one.address)
