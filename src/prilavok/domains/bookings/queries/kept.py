"""Bookings as they stand."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from prilavok.domains.bookings.errors import BookingUnknown
from prilavok.domains.bookings.types import BookingView, MovedView, SeatsView
from prilavok.kit.pages import Condition, Mark, Page, Sort, read_page, read_rows

COLUMNS = (
    "id, leaf_id, service_id, resource_id, place_id, state, party, starts_at, ends_at, touchpoint, origin, words,"
    " made_at, miss_at, reminded_at, ended_at, version"
)
#: goods wait for nobody longer than this after their time began
_LONGEST_FITTING = timedelta(days=1)
_LATEST = Sort((("starts_at", "timestamptz"), ("id", "uuid")), descending=True)


def read_booking(booking: UUID) -> BookingView:
    """One booking. Raises BookingUnknown."""
    for found in read_bookings([booking]).values():
        return found
    raise BookingUnknown


def read_bookings(bookings: Sequence[UUID]) -> dict[UUID, BookingView]:
    """Those of the bookings that there are, by id."""
    if not bookings:
        return {}
    return {one.id: one for one in _read(Condition("id = ANY(%s::uuid[])", list(set(bookings))))}


def find_booking_by_key(leaf: UUID, key: str) -> BookingView | None:
    """What the leaf booked under this key."""
    return next(iter(_read(Condition("leaf_id = %s::uuid AND key = %s", leaf, key))), None)


def list_bookings(
    leaves: Sequence[UUID], *, open_only: bool = False, after: Mark | None = None, limit: int = 20
) -> Page[BookingView]:
    """The bookings of these leaves, the latest time first. open_only: none but those still to come."""
    asked = [Condition("leaf_id = ANY(%s::uuid[])", list(leaves))]
    if open_only:
        asked.append(Condition("state = 'booked'"))
    return read_page(COLUMNS, "bookings_booking", row=BookingView, where=asked, sort=_LATEST, after=after, limit=limit)


def list_bookings_at(place: UUID, since: datetime, until: datetime, *, limit: int = 500) -> list[BookingView]:
    """What is booked at a place and begins in a span, in the order of beginning; cancelled ones too."""
    return _read(
        Condition("place_id = %s::uuid", place),
        Condition("starts_at >= %s AND starts_at < %s", since, until),
        rest=f"ORDER BY starts_at, id LIMIT {int(limit)}",
    )


def count_open_bookings(leaves: Sequence[UUID], at: datetime) -> int:
    """How many times that are still to come these leaves hold."""
    rows = read_rows(
        "count(*)",
        "bookings_booking",
        row=lambda count: int(count),
        where=[Condition("leaf_id = ANY(%s::uuid[]) AND state = 'booked' AND starts_at > %s", list(leaves), at)],
    )
    return rows[0]


def overlapping_bookings(
    leaves: Sequence[UUID], starts_at: datetime, ends_at: datetime, *, but: UUID | None = None
) -> list[UUID]:
    """The living bookings of these leaves that overlap a span. but: not counting this one."""
    return read_rows(
        "id",
        "bookings_booking",
        row=_alone,
        where=[
            Condition("leaf_id = ANY(%s::uuid[]) AND state = 'booked'", list(leaves)),
            Condition("starts_at < %s AND ends_at > %s", ends_at, starts_at),
            Condition("id IS DISTINCT FROM %s::uuid", but),
        ],
        rest="ORDER BY starts_at, id",
    )


def due_to_miss(at: datetime, *, limit: int = 500) -> list[tuple[UUID, int]]:
    """Bookings whose people have not come, with the version they have; those of the longest ago first."""
    return read_rows(
        "id, version",
        "bookings_booking",
        row=lambda id, version: (id, version),
        where=[Condition("state = 'booked' AND miss_at <= %s", at)],
        rest=f"ORDER BY miss_at, id LIMIT {int(limit)}",
    )


def goods_booked(bookings: Sequence[UUID]) -> dict[UUID, dict[UUID, int]]:
    """Units by variant that were asked for with each booking; one without goods is left out."""
    found: dict[UUID, dict[UUID, int]] = {}
    if not bookings:
        return found
    rows = read_rows(
        "booking_id, variant_id, quantity",
        "bookings_goods",
        row=lambda *row: row,
        where=[Condition("booking_id = ANY(%s::uuid[])", list(bookings))],
        rest="ORDER BY id",
    )
    for booking, variant, quantity in rows:
        found.setdefault(booking, {})[variant] = quantity
    return found


def seats_taken(bookings: Sequence[UUID]) -> dict[UUID, SeatsView]:
    """The seats that each of these bookings takes; one that takes none any more is left out."""
    if not bookings:
        return {}
    rows = read_rows(
        "booking_id, count(*), min(lower(span)), max(upper(span))",
        "bookings_seat",
        row=lambda booking, *told: (booking, SeatsView(*told)),
        where=[Condition("living AND booking_id = ANY(%s::uuid[])", list(bookings))],
        rest="GROUP BY booking_id",
    )
    return dict(rows)


def fittings_waiting(goods: Mapping[UUID, Sequence[UUID]], at: datetime) -> set[UUID]:
    """Bookings, of a time that is not long over, with which some of these goods were asked for. goods: by place."""
    found: set[UUID] = set()
    for place, variants in sorted(goods.items()):
        asked = [
            Condition("b.place_id = %s::uuid AND b.starts_at > %s", place, at - _LONGEST_FITTING),
            Condition("b.state IN ('booked', 'kept') AND g.variant_id = ANY(%s::uuid[])", list(variants)),
        ]
        tables = "bookings_booking b JOIN bookings_goods g ON g.booking_id = b.id"
        found.update(read_rows("b.id", tables, row=_alone, where=asked))
    return found


def list_moved(booking: UUID) -> list[MovedView]:
    """From when and whom a booking was moved, the first move first."""
    return read_rows(
        "resource, starts_at, moved_at, actor_kind, actor",
        "bookings_moved",
        row=MovedView,
        where=[Condition("booking_id = %s::uuid", booking)],
        rest="ORDER BY version",
    )


def _read(*asked: Condition, rest: str = "") -> list[BookingView]:
    return read_rows(COLUMNS, "bookings_booking", row=BookingView, where=list(asked), rest=rest)


def _alone(value: UUID) -> UUID:
    return value
