"""Slots of collecting through place_order (prilavok.flows.promise_order writes it), move_slot and keep_collecting."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from tests import make
from tests.make import AT
from tests.shop_world import Counter, open_counter, placed, quoted

from prilavok.domains.orders.types import Placed
from prilavok.domains.shipments.errors import CollectingUnfit, NoSlotFree, ShipmentMovedOn, SlotFull
from prilavok.domains.shipments.queries import collecting_slots, read_promise, read_shipment
from prilavok.domains.shipments.types import Span, Terms
from prilavok.domains.stock.queries import list_holds_of
from prilavok.flows.call_off_order import call_off_order
from prilavok.flows.keep_collecting import keep_collecting, keep_collecting_days
from prilavok.flows.move_slot import move_order_slot, move_own_slot
from prilavok.flows.pick_shipment import start_shipment
from prilavok.flows.place_order import place_order
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.ledger.checks import check

pytestmark = pytest.mark.usefixtures("rolled_back")
ZONE = "Asia/Almaty"
WEEK: Mapping[int, tuple[Span, ...]] = {day: (Span(600, 720), Span(1080, 1140, 2)) for day in range(1, 8)}


def collecting(place: UUID, *, week: Mapping[int, tuple[Span, ...]] = WEEK, **more: int) -> None:
    """The place collects from 10 to 12 and from 18 to 19, half an hour a slot, one order in each (two in the evening)."""
    numbers = {"minutes": 30, "capacity": 1, "lead": 60, "ahead": 2, "warn": 30} | more
    keep_collecting(place, Terms(date(2026, 1, 1), **numbers, week=week), actor=SYSTEM, at=AT)


def _morning(days: int = 0, hour: int = 8) -> datetime:
    """By the clock of the place."""
    return datetime(2026, 3, 2, tzinfo=UTC) + timedelta(days=days, hours=hour - 5)


def _order(counter: Counter, slot: datetime | None, at: datetime, leaf: UUID | None = None) -> Placed:
    leaf = leaf or make.leaf()
    quote = quoted(counter, leaf, 1, at=at)
    return place_order(quote.id, leaf=leaf, touchpoint="site", actor=Actor("leaf", leaf), at=at, slot=slot)


def test_a_place_without_slots_promises_by_its_hours_alone() -> None:
    counter = open_counter(5)
    order = placed(counter, make.leaf(), 1)
    promise = read_promise(order.shipment)
    assert promise is not None and promise.slot_starts is None
    assert promise.ready_by >= AT + timedelta(hours=2) and promise.warn_at == promise.ready_by - timedelta(hours=1)
    assert make.ask("SELECT count(*) FROM shipments_slot_place WHERE place_id = %s", counter.place) == [(0,)]
    with pytest.raises(SlotFull):
        _order(counter, _morning(), AT)


def test_slots_are_offered_by_hours_lead_and_days_ahead() -> None:
    counter, at = open_counter(5), _morning(hour=10)
    collecting(counter.place)
    slots = collecting_slots(counter.place, zone=ZONE, at=at)
    told = [(one.starts_at - _morning(hour=0)).total_seconds() / 3600 for one in slots]
    assert told[:4] == [11.0, 11.5, 18.0, 18.5] and told[-1] == 48 + 18.5 and len(slots) == 4 + 6 + 6
    assert [one.left for one in slots[:4]] == [1, 1, 2, 2]
    # Staff know what they can do: the minutes of picking do not bind them.
    assert len(collecting_slots(counter.place, zone=ZONE, at=at, by_staff=True)) == 18
    today = at.date()
    keep_collecting_days(counter.place, [today], [Span(900, 960)], actor=SYSTEM, at=at)
    keep_collecting_days(counter.place, [today + timedelta(days=1)], [], actor=SYSTEM, at=at)
    assert len(collecting_slots(counter.place, zone=ZONE, at=at)) == 2 + 0 + 6
    keep_collecting_days(counter.place, [today, today + timedelta(days=1)], None, actor=SYSTEM, at=at)
    assert len(collecting_slots(counter.place, zone=ZONE, at=at)) == 16
    # Terms of a later day hold from that day on.
    later = Terms(today + timedelta(days=2), 60, 1, 60, 2, 30, week=WEEK)
    keep_collecting(counter.place, later, actor=SYSTEM, at=at)
    assert len(collecting_slots(counter.place, zone=ZONE, at=at)) == 4 + 6 + 3


def test_the_chosen_slot_is_taken_once_and_the_next_free_ones_are_named() -> None:
    counter, at = open_counter(9), _morning()
    collecting(counter.place)
    first = _morning(hour=10)
    order = _order(counter, first, at)
    promise = read_promise(order.shipment)
    assert promise is not None
    assert (promise.ready_by, promise.slot_starts, promise.warn_at) == (first, first, first - timedelta(minutes=30))
    leaf = make.leaf()
    quote = quoted(counter, leaf, 1, at=at)
    before = make.rows_of_all_tables()
    with pytest.raises(SlotFull) as full:
        place_order(quote.id, leaf=leaf, touchpoint="site", actor=Actor("leaf", leaf), at=at, slot=first)
    assert make.grown(before) == {}
    assert [one.starts_at for one in full.value.free] == [first + timedelta(minutes=n) for n in (30, 60, 90)]
    # The goods are free still, and the other slot is to be had by the very same quote.
    other = full.value.free[0].starts_at
    again = place_order(quote.id, leaf=leaf, touchpoint="site", actor=Actor("leaf", leaf), at=at, slot=other)
    assert again.new
    repeated = place_order(quote.id, leaf=leaf, touchpoint="site", actor=Actor("leaf", leaf), at=at, slot=other)
    assert (repeated.order, repeated.new) == (again.order, False)
    assert check() == []


def test_as_soon_as_possible_takes_the_first_free_slot_and_refuses_when_none_is() -> None:
    counter, at = open_counter(20), _morning()
    collecting(counter.place, ahead=0)
    took = []
    for _nth in range(8):
        promise = read_promise(_order(counter, None, at).shipment)
        assert promise is not None
        took.append(promise.ready_by)
    assert took == sorted(took) and len(set(took)) == 6  # four slots of one order, two of two
    with pytest.raises(NoSlotFree):
        _order(counter, None, at)
    with pytest.raises(SlotFull):
        _order(counter, _morning(hour=13), at)


def test_a_slot_is_free_again_once_its_order_is_called_off() -> None:
    counter, at, leaf = open_counter(9), _morning(), make.leaf()
    collecting(counter.place)
    order = _order(counter, _morning(hour=10), at, leaf)
    call_off_order(order.order, leaf=leaf, actor=Actor("leaf", leaf), at=at)
    assert _order(counter, _morning(hour=10), at).new
    assert make.ask(
        "SELECT living, count(*) FROM shipments_slot_place WHERE place_id = %s GROUP BY 1 ORDER BY 1", counter.place
    ) == [(False, 1), (True, 1)]


def test_a_slot_is_moved_with_its_promise_and_its_goods() -> None:
    counter, at, leaf = open_counter(9), _morning(), make.leaf()
    collecting(counter.place, ahead=9)
    first, far = _morning(hour=10), _morning(days=7, hour=11)
    order, other = _order(counter, first, at, leaf), _order(counter, far, at)
    me = Actor("leaf", leaf)
    stranger = make.leaf()
    before = make.rows_of_all_tables()
    with pytest.raises(SlotFull):
        move_own_slot(order.order, far, leaf=leaf, actor=me, at=at)
    with pytest.raises(NotFound):
        move_own_slot(order.order, far, leaf=stranger, actor=me, at=at)
    assert make.grown(before) == {}
    kept = read_shipment(order.order)
    assert kept is not None
    later = far + timedelta(minutes=30)
    assert move_own_slot(order.order, later, leaf=leaf, actor=me, at=at)
    assert not move_own_slot(order.order, later, leaf=leaf, actor=me, at=at)
    promise, moved = read_promise(order.shipment), read_shipment(order.order)
    assert promise is not None and moved is not None
    assert (promise.ready_by, promise.slot_starts) == (later, later)
    # Goods are kept as long as that needs: two days after the slot's own.
    assert moved.keep_until == kept.keep_until + timedelta(days=7)
    assert {one.expires_at for one in list_holds_of(order.order)} == {moved.keep_until}
    assert _order(counter, first, at).new
    start_shipment(other.shipment, place=counter.place, actor=SYSTEM, at=at)
    with pytest.raises(ShipmentMovedOn):
        move_order_slot(other.order, _morning(days=1, hour=10), actor=SYSTEM, at=at)
    told = make.ask("SELECT count(*) FROM kit_event WHERE verb = 'shipment.moved' AND subject = %s", order.shipment)
    assert told == [(1,)]
    assert check() == []


@pytest.mark.parametrize(
    ("field", "wrong"), [("minutes", 4), ("capacity", 0), ("lead", 0), ("ahead", 61), ("warn", 61)]
)
def test_numbers_that_cannot_be_are_refused_by_name(field: str, wrong: int) -> None:
    place = make.place()
    with pytest.raises(CollectingUnfit) as unfit:
        collecting(place, **{field: wrong})
    assert unfit.value.field == field
    assert make.ask("SELECT count(*) FROM shipments_terms WHERE place_id = %s", place) == [(0,)]


def test_hours_that_overlap_are_refused() -> None:
    with pytest.raises(CollectingUnfit):
        collecting(make.place(), week={1: (Span(600, 720), Span(700, 800))})
