"""The office says by when parcels are at the door: the courier, days on the way, days on which none is brought."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from prilavok.domains.shipments.actions import set_door_terms, set_rest_days
from prilavok.domains.shipments.types.doors import DoorTerms
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "deliveries.set_up"


def say_door_terms(
    told: DoorTerms | None, *, place: UUID | None, zone: UUID | None, actor: Actor, at: datetime
) -> None:
    """Parcels go so from now on; None: nothing is said any more, and no day is promised. Raises DoorTermsUnfit."""
    with story():
        set_door_terms(told, place=place, zone=zone, actor=actor, at=at)


def say_rest_days(days: Sequence[date], *, place: UUID | None, rest: bool, actor: Actor, at: datetime) -> None:
    """Nothing is brought on these days, or as usual again. What was promised stays. Raises DoorTermsUnfit."""
    with story():
        set_rest_days(days, place=place, rest=rest, actor=actor, at=at)
