"""prilavok.flows.make_booking with many at once: the last time goes to one, and no two movers wait in a circle."""

from collections import Counter
from collections.abc import Callable
from uuid import UUID

import psycopg
import pytest
from tests import make
from tests.bookings_world import NOW, STAFF, book, open_salon
from tests.conftest import OwnDatabase
from tests.racing import together

from prilavok.domains.bookings.errors import BookingEnded, BookingOverlaps, SlotTaken
from prilavok.domains.bookings.queries import read_booking
from prilavok.flows.cancel_booking import cancel_booking
from prilavok.flows.make_booking import make_booking
from prilavok.flows.move_booking import move_booking
from prilavok.kit.errors import Said
from prilavok.kit.events.actor import Actor


def test_fifty_want_the_last_time_and_one_has_it(own_database: OwnDatabase) -> None:
    salon = open_salon(1, week={2: ((600, 660),)})
    asked, leaves = salon.wanted(), [make.leaf() for _ in range(50)]

    def want(leaf: UUID) -> Callable[[], object]:
        return lambda: make_booking(asked, leaf=leaf, key="k", touchpoint="site", actor=Actor("leaf", leaf), at=NOW)

    came = together([want(leaf) for leaf in leaves])
    assert Counter(type(one).__name__ for one in came) == {"Booked": 1, "SlotTaken": 49}
    assert make.ask("SELECT count(*) FROM bookings_booking") == make.ask("SELECT count(*) FROM bookings_seat") == [(1,)]
    # The table itself refuses what no lock of ours saw.
    with pytest.raises(psycopg.errors.ExclusionViolation), psycopg.connect(own_database.url) as raw:
        raw.execute(
            "INSERT INTO bookings_seat (id, booking_id, resource_id, nth, span, living)"
            " SELECT gen_random_uuid(), booking_id, resource_id, nth, span, true FROM bookings_seat"
        )


def test_the_same_form_sent_many_times_is_one_booking(own_database: OwnDatabase) -> None:
    salon, leaf = open_salon(3), make.leaf()
    asked = salon.wanted()

    def send() -> object:
        return make_booking(asked, leaf=leaf, key="k", touchpoint="site", actor=Actor("leaf", leaf), at=NOW)

    came = together([send] * 8)
    assert len({one.booking for one in came}) == 1  # type: ignore[attr-defined]
    assert make.ask("SELECT count(*) FROM bookings_booking") == [(1,)]


def test_movers_of_two_masters_never_wait_in_a_circle(own_database: OwnDatabase) -> None:
    salon = open_salon(2)
    one, other = salon.masters
    bookings = [book(salon, nth=nth, resource=(one, other)[nth % 2]) for nth in range(4)]
    times = sorted({slot.starts_at for slot in salon.slots()})

    def stir(nth: int) -> Callable[[], object]:
        def work() -> object:
            for turn in range(12):
                which = bookings[(nth + turn) % 4]
                try:
                    move_booking(
                        which, times[(nth * 5 + turn * 3) % 8], resource=(one, other, None)[(nth + turn) % 3],
                        touchpoint="tablet", actor=STAFF, at=NOW,
                    )  # fmt: skip
                except Said as refused:
                    assert isinstance(refused, SlotTaken | BookingEnded), refused
            return None

        return work

    came = together([stir(nth) for nth in range(6)] + [lambda: cancel_booking(bookings[3], actor=STAFF, at=NOW)])
    assert [one for one in came if isinstance(one, BaseException)] == []
    living = make.ask("SELECT resource_id, count(*), count(DISTINCT span) FROM bookings_seat WHERE living GROUP BY 1")
    assert all(rows == spans for _resource, rows, spans in living)
    for booking in bookings[:3]:
        found = read_booking(booking)
        [(resource, starts)] = make.ask(
            "SELECT resource_id, lower(span) FROM bookings_seat WHERE living AND booking_id = %s", booking
        )
        assert (resource, starts) == (found.resource, found.starts_at)


def test_two_wishes_of_one_person_for_one_time_are_not_both_booked_unnoticed(own_database: OwnDatabase) -> None:
    salons, leaf = [open_salon(1) for _ in range(4)], make.leaf()
    asked = [salon.wanted() for salon in salons]

    def want(nth: int) -> Callable[[], object]:
        return lambda: make_booking(
            asked[nth], leaf=leaf, key=f"k{nth}", touchpoint="site", alone=True, actor=Actor("leaf", leaf), at=NOW
        )

    came = together([want(nth) for nth in range(4)])
    assert Counter(type(one).__name__ for one in came) == {"Booked": 1, "BookingOverlaps": 3}
    [(made,)] = make.ask("SELECT id FROM bookings_booking")
    assert {one.bookings for one in came if isinstance(one, BookingOverlaps)} == {(made,)}
