"""A customer asks for a one-time code to their phone; whether the phone is known is told to nobody."""

from datetime import datetime
from secrets import randbelow
from uuid import UUID

from prilavok.domains.customers.actions import put_code
from prilavok.domains.customers.errors import CodesTooMany
from prilavok.domains.customers.queries import read_code, read_code_contact
from prilavok.domains.customers.types import CodeSent
from prilavok.flows.tell_customer import write_code
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.limits import Limit, address_block, take

needs = None
BY_LEAF = Limit("code leaf", capacity=5, per_minute=1)
BY_ADDRESS = Limit("code address", capacity=20, per_minute=2)


def send_code(leaf: UUID, phone_text: str, *, actor: Actor, language: str, address: str, at: datetime) -> CodeSent:
    """Send six digits by SMS, good for ten minutes; the code this leaf had before is no longer.

    language: "ru", "kk" or "en". address: the asker's on the network. Raises CodesTooMany (by phone, by
    phone and address, by leaf, by address), ContactFiller, NoWayToWrite, LeafUnknown, Refused for what is no phone.
    The tokens are taken outside the story: a refusal must not give tries back.
    """
    for limit, who in ((BY_ADDRESS, address_block(address)), (BY_LEAF, str(leaf))):
        taken = take(limit, who, at)
        if not taken.allowed:
            raise CodesTooMany(taken.retry_after)
    digits = f"{randbelow(1_000_000):06d}"
    with story():
        code = put_code(leaf, "phone", phone_text, digits=digits, at=at, address=address_block(address))
        kind, value = read_code_contact(code)
        write_code(leaf, kind, value, digits, code=code, language=language, actor=actor, at=at)
        return read_code(code)
