"""The inbox of all channels: which conversations wait, who speaks, what was said last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.conversations.queries import latest_messages, list_conversations
from prilavok.domains.conversations.types import ConversationView, MessageView
from prilavok.domains.customers.queries import owners_of, read_customers
from prilavok.domains.customers.types import CustomerView
from prilavok.domains.staff.queries import read_staff
from prilavok.domains.staff.types import StaffActor
from prilavok.kit.pages import Mark, Page


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One conversation. customer: None while nobody knows who it is. waits: seconds since the first unanswered word."""

    conversation: ConversationView
    customer: CustomerView | None
    latest: MessageView | None
    staff: StaffActor | None
    waits: int | None


def list_inbox(*, state: str = "open", after: Mark | None = None, at: datetime) -> Page[InboxRow]:
    """Conversations, the one where something happened last first."""
    page = list_conversations(state=state, after=after, limit=40)
    return Page(tuple(_rows(page.rows, at)), page.after)


def _rows(conversations: Sequence[ConversationView], at: datetime) -> list[InboxRow]:
    owners = owners_of([one.leaf for one in conversations])
    people = read_customers(list(owners.values()))
    latest = latest_messages([one.id for one in conversations])
    staff = read_staff([one.staff for one in conversations if one.staff])
    return [_row(one, people.get(owners.get(one.leaf, one.leaf)), latest, staff, at) for one in conversations]


def _row(
    one: ConversationView,
    customer: CustomerView | None,
    latest: dict[UUID, MessageView],
    staff: dict[UUID, StaffActor],
    at: datetime,
) -> InboxRow:
    waits = max(int((at - one.waiting_since).total_seconds()), 0) if one.waiting_since else None
    return InboxRow(one, customer, latest.get(one.id), staff.get(one.staff) if one.staff else None, waits)
