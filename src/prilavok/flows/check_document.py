"""Staff look at a customer's document and write down that they did: it opens the customer to them for some minutes."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.actions import check_document as check
from prilavok.domains.customers.errors import DocumentsTooMany
from prilavok.domains.customers.types.documents import CheckView
from prilavok.domains.staff.actions import record_looks
from prilavok.domains.staff.types import LookAt, StaffActor
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.limits import Limit, take

needs = "customers.documents"
#: nobody looks at more documents than stand in a queue: a right to look is none to read all customers one by one
BY_STAFF = Limit("documents staff", capacity=15, per_minute=1)


def check_document(customer: UUID, kind: str, *, number: str = "", actor: StaffActor, at: datetime) -> CheckView:
    """Keep what kind of document it was, who looked and where; never what stands in it, but for a number that is taken.

    number: the IIN, "" where it is not written down. The look is written down with the check. Raises DocumentUnknown,
    DocumentsTooMany, NumberOff, NumberUnfit, NumberOther, SuggestionBroken, ErasedAlready, JoinedInto; then nothing was
    changed.
    """
    taken = take(BY_STAFF, str(actor.id), at)
    if not taken.allowed:
        raise DocumentsTooMany(taken.retry_after)
    with story():
        by = Actor("staff", actor.id)
        made = check(customer, kind, number=number, place=actor.place, actor=by, at=at)
        record_looks([LookAt(actor.id, made.customer, "customer.document", at, "")])
        return made
