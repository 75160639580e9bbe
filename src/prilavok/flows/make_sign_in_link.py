"""A customer asks for a link into our bot, which answers with the digits to enter in the browser that asked."""

from datetime import datetime
from secrets import token_hex
from uuid import UUID

from prilavok.domains.connections.queries import find_working
from prilavok.domains.conversations.errors import NoWayToWrite
from prilavok.domains.customers.actions import put_code
from prilavok.domains.customers.queries import BOT_LINK, read_code
from prilavok.domains.customers.types import CodeSent
from prilavok.flows.messages import take_tries
from prilavok.kit.channels import MESSENGERS
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.limits import address_block

needs = None


def make_sign_in_link(leaf: UUID, by: str, *, actor: Actor, address: str, at: datetime) -> CodeSent:
    """A code that who comes into the messenger by its link is told there; the one this leaf had before is no longer.

    The link (messages.sign_in_link) ties the two and signs nobody in: whoever was sent it by somebody else is told the
    digits themselves, and they count in the asking browser alone. by: the messenger ("telegram"). address: the asker's
    on the network. Raises CodesTooMany (by leaf, by address), LeafUnknown, NoWayToWrite where it is not connected.
    """
    take_tries(leaf, address, at)
    if by not in MESSENGERS or find_working(by) is None:
        raise NoWayToWrite(by)
    with story():
        # Until somebody has come there are no digits that could be guessed.
        asked = put_code(leaf, BOT_LINK, str(leaf), digits=token_hex(16), at=at, address=address_block(address), by=by)
        return read_code(asked)
