"""In a messenger a customer says by a button which of two orders that look alike is wanted."""

from uuid import UUID

from django.db import transaction

from prilavok.domains.orders.queries import find_doubt
from prilavok.domains.orders.types.doubts import Wanted
from prilavok.flows.bot import Heard, keep_heard, refuse, say_by_bot
from prilavok.flows.settle_doubt import settle_doubt_here
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import Actor

needs = None


def answer_doubt(heard: Heard, order: UUID, wanted: Wanted, conversation: UUID | None, *, actor: Actor) -> None:
    """Within the caller's story: do what the button says and tell so; a refusal is told and changes nothing."""
    if not keep_heard(heard, conversation, parts={"order": str(order), "wanted": wanted}, kind="press", recorded=True):
        return
    try:
        with transaction.atomic():
            settle_doubt_here(order, wanted, actor=heard.customer, at=heard.at)
    except Refused as refusal:
        refuse(heard, conversation, refusal, actor=actor)
        return
    doubt = find_doubt(order)
    assert doubt is not None
    facts = {"wanted": wanted, "number": doubt.number, "other": doubt.other_number}
    say_by_bot(heard, conversation, "order.settled", facts, actor=actor)
