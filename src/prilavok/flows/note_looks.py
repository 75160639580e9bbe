"""That personal data was looked at is written down, after the page was read."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from prilavok.domains.staff.actions import record_looks
from prilavok.domains.staff.queries import looked_since
from prilavok.domains.staff.types import LookAt, StaffActor
from prilavok.kit.db.connections import story_of_one

needs = "customers.see"
#: for so long the parts of a page that was noted belong to it
_GOES_ON = timedelta(minutes=15)


def note_looks(customers: Sequence[UUID], what: str, *, actor: StaffActor, at: datetime, request: str = "") -> int:
    """Write down who looked at whose data and on which screen, all rows at once; how many."""
    if not customers:
        return 0
    with story_of_one():
        return record_looks([LookAt(actor.id, customer, what, at, request) for customer in customers])


def note_part(customer: UUID, what: str, *, actor: StaffActor, at: datetime) -> int:
    """A further part of a page was read: written down where no look of theirs at this customer was lately; 1 or 0."""
    if looked_since(actor.id, customer, at - _GOES_ON):
        return 0
    return note_looks([customer], what, actor=actor, at=at)
