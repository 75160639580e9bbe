"""Staff look at a customer's document and write down that they did: it opens the customer to them for some minutes."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.actions import check_document as check
from prilavok.domains.customers.types.documents import CheckView
from prilavok.domains.staff.actions import record_looks
from prilavok.domains.staff.types import LookAt, StaffActor
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "customers.documents"


def check_document(customer: UUID, kind: str, *, number: str = "", actor: StaffActor, at: datetime) -> CheckView:
    """Keep what kind of document it was, who looked and where; never what stands in it, but for a number that is taken.

    number: the IIN, "" where it is not written down. The look is written down with the check. Raises DocumentUnknown,
    NumberOff, NumberUnfit, NumberOther, SuggestionBroken, ErasedAlready, JoinedInto; then nothing was changed.
    """
    with story():
        by = Actor("staff", actor.id)
        made = check(customer, kind, number=number, place=actor.place, actor=by, at=at)
        record_looks([LookAt(actor.id, made.customer, "customer.document", at, "")])
        return made
