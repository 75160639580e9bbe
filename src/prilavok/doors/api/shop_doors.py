"""By when goods are at a guest's door, as programs read it: what can be promised, and what was."""

from datetime import date, datetime
from uuid import UUID

from prilavok.doors.api.shapes import Shape
from prilavok.insights.door_promise import DoorPromise
from prilavok.insights.home_way import HomeWay


class ShopAtDoor(Shape):
    """How goods go to a part of town as things are. earliest, latest: the days between which they are at the door.

    by: the last instant of it. why: what makes it these days. senders: the places that send. wait_until: by which day
    all of it has come, for an order that waits (then say it as `wait_until`). nothing: why no day can be said.
    """

    zone: UUID | None
    earliest: date | None
    latest: date | None
    by: datetime | None
    why: list[str]
    senders: list[UUID]
    wait_until: date | None
    nothing: str | None


class ShopDoorPromise(Shape):
    """By when all of an order was promised to be at the door. expected_at: the later time that was told instead.

    late: it was said to be late; with no expected_at nobody can say by when it comes.
    """

    earliest: date | None
    by: datetime
    late: bool
    expected_at: datetime | None


def at_door_shape(way: HomeWay | None) -> ShopAtDoor | None:
    """As programs read it; None where nothing is brought."""
    if way is None:
        return None
    return ShopAtDoor(
        zone=way.zone.id if way.zone else None,
        earliest=way.earliest,
        latest=way.latest,
        by=way.by,
        why=list(way.why),
        senders=[one.id for one in way.senders],
        wait_until=way.wait_until,
        nothing=way.nothing,
    )


def door_promise_shape(promise: DoorPromise | None) -> ShopDoorPromise | None:
    """As programs read it; None where nothing could be said."""
    if promise is None:
        return None
    return ShopDoorPromise(
        earliest=promise.earliest,
        by=promise.by,
        late=promise.late,
        expected_at=promise.now if promise.late else None,
    )
