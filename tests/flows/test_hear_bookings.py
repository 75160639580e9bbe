"""prilavok.flows.hear_bookings: what is refused midway is said, and leaves nothing of itself behind."""

import pytest
from tests import make, talking
from tests.bookings_world import NOW, book, open_salon
from tests.shop_world import open_counter

from prilavok.domains.bookings.queries import read_booking
from prilavok.domains.stock.errors import StockShort
from prilavok.domains.stock.queries import list_holds_of, stock_at
from prilavok.flows import answer_press, move_booking, read_arrivals, send_message
from prilavok.kit import clock

BEN = 8801
#: jobs the worker does are known once their flows are loaded
RUN = (read_arrivals, answer_press, send_message)


def test_a_move_that_is_refused_at_its_end_changes_nothing(rolled_back: None, monkeypatch: pytest.MonkeyPatch) -> None:
    clock.set_clock(NOW)
    api, ours, shop = talking.install(monkeypatch.setattr), talking.connect(), open_counter(2)
    talking.arrive(ours["telegram"], talking.message(BEN, text="hello"), at=NOW)
    [(leaf,)] = make.ask("SELECT DISTINCT leaf_id FROM conversations_message")
    room = open_salon(place=shop.place, kind="fitting_room", resource="room")
    booking = book(room, leaf, goods={shop.variant: 2})
    before = read_booking(booking), list_holds_of(booking), make.ask("SELECT * FROM bookings_seat")

    def nothing_left(*_asked: object, **_more: object) -> None:
        raise StockShort([])

    monkeypatch.setattr(move_booking, "hold_stock", nothing_left)
    later = int(room.wanted(3).starts_at.timestamp())
    talking.arrive(ours["telegram"], talking.press(BEN, f"bk:t:{booking.hex}:{later}"), at=NOW)
    talking.send_all()
    assert (read_booking(booking), list_holds_of(booking), make.ask("SELECT * FROM bookings_seat")) == before
    assert stock_at(shop.place, shop.variant).held == 2
    assert "booking.moved" not in make.verbs_of([booking])
    assert "not so much of it at this place" in api.said()[-1]
