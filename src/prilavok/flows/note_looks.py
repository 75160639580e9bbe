"""That personal data was looked at is written down, after the page was read."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.staff.actions import record_looks
from prilavok.domains.staff.types import LookAt, StaffActor
from prilavok.kit.db.connections import story

needs = "customers.see"


def note_looks(customers: Sequence[UUID], what: str, *, actor: StaffActor, at: datetime, request: str = "") -> int:
    """Write down who looked at whose data and on which screen, all rows at once; how many."""
    if not customers:
        return 0
    with story():
        return record_looks([LookAt(actor.id, customer, what, at, request) for customer in customers])
