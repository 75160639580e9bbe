"""Somebody searched the shop: behaviour of their leaf, theirs also once they are known."""

from datetime import datetime, timedelta
from uuid import UUID

from prilavok.flows.hear_behaviour import hear_behaviour
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import Tracked
from prilavok.kit.events.record import NewEvent, record_behaviour
from prilavok.kit.events.timeline import said_lately
from prilavok.kit.mentions import may_name_somebody

needs = None
#: the same words again within this time are a page that was loaded anew or come back to
AGAIN = timedelta(minutes=30)
_LONGEST = 80  # letters, as the field of the search has it


def note_search(leaf: UUID, text: str, *, actor: Actor, at: datetime) -> bool:
    """Write down what was searched for; whether it counts: no words do not, nor the leaf's last ones said again.

    A phone, a card or a mail address that was typed is not kept, since it may be anybody's: that one searched is.
    """
    said = " ".join(text.replace("\x00", "").split())[:_LONGEST]
    if not said:
        return False
    with story():
        if said_lately(leaf, "product.searched", at - AGAIN).get("query", "").casefold() == said.casefold():
            return False
        search = NewEvent(
            verb="product.searched",
            occurred_at=at,
            subject_kind="visitor",
            subject=leaf,
            leaf=leaf,
            actor=actor,
            facts=Tracked(),
            words=None if may_name_somebody(said) else {"query": said},
        )
        record_behaviour([search], at)
        hear_behaviour([search], at=at)
        return True
