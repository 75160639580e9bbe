"""What visitors did is held against the segments that name it: no reader is handed behaviour, so its writer tells."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from prilavok.domains.customers.queries import owners_of
from prilavok.flows.hear_segments import hear_segments
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.record import NewEvent

needs = None
#: one look follows another: everybody who did anything in such a span is judged once, at its end
GATHERED = timedelta(seconds=2)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def hear_behaviour(done: Sequence[NewEvent], *, actor: Actor = SYSTEM, at: datetime) -> None:
    """Within the caller's story that recorded them: have the customers of their leaves judged."""
    owners = owners_of([one.leaf for one in done if one.leaf is not None])
    touched: dict[str, set[UUID]] = defaultdict(set)
    for one in done:
        if one.leaf is not None and one.leaf in owners:
            touched[one.verb].add(owners[one.leaf])
    hear_segments(touched, when=at + GATHERED - (at - _EPOCH) % GATHERED, actor=actor, at=at)
