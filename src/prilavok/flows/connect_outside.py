"""Logins of ours with providers are kept, so that the shop can speak and be spoken to."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.connections.actions import put_connection
from prilavok.domains.connections.types import NewConnection
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "staff.manage"


def connect_outside(connections: Sequence[NewConnection], *, actor: Actor, at: datetime) -> dict[str, UUID]:
    """Keep the connections whose codes are new; the ids of all by code. Those that are there stay as they are."""
    with story():
        return {one.code: put_connection(one, at=at) for one in connections}
