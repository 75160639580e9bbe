"""A customer asks for a one-time code to their phone, e-mail or messenger; what is known of it is told to nobody."""

from datetime import datetime
from secrets import randbelow, token_hex
from uuid import UUID

from prilavok.domains.connections.queries import find_working
from prilavok.domains.conversations.errors import NoWayToWrite
from prilavok.domains.customers.actions import put_code
from prilavok.domains.customers.queries import contact_kind, read_code, read_code_contact
from prilavok.domains.customers.types import CodeSent
from prilavok.flows.messages import take_tries
from prilavok.flows.tell_customer import write_code
from prilavok.kit.channels import MESSENGERS
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.limits import address_block

needs = None


def send_code(
    leaf: UUID, contact: str, *, by: str = "", actor: Actor, language: str, address: str, at: datetime
) -> CodeSent:
    """Send six digits, good for ten minutes; the code this leaf had before is no longer.

    contact: a phone (by SMS) or an e-mail, as typed. by: "" to the contact itself; a messenger ("telegram"): to whoever
    has the contact, there, if they are connected. That is found out later, by a job: known and unknown contacts cost
    and answer the same. language: "ru", "kk" or "en". address: the asker's on the network. Raises CodesTooMany (by
    contact, by contact and address, by leaf, by address), ContactFiller, ContactUnfit, ContactUnreadable, NoWayToWrite,
    LeafUnknown, Refused for what is no phone.
    The tokens are taken outside the story: a refusal must not give tries back.
    """
    take_tries(leaf, address, at)
    meant = contact_kind(contact)
    if by and (by not in MESSENGERS or find_working(by) is None):
        raise NoWayToWrite(by)
    # What goes by a messenger has no digits anybody could enter before it is known that somebody is told them.
    digits = token_hex(16) if by else f"{randbelow(1_000_000):06d}"
    with story():
        code = put_code(leaf, meant, contact, digits=digits, at=at, address=address_block(address), by=by)
        if by:
            queue_jobs([NewJob(verb="code.tell", facts={"code": str(code)}, key=str(code))], at)
        else:
            kind, value = read_code_contact(code)
            write_code(leaf, kind, value, digits, code=code, language=language, actor=actor, at=at)
        return read_code(code)
