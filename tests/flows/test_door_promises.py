"""By when a parcel is at the door is promised with the order (prilavok.flows.plan_route, prilavok.flows.promise_home),
by the terms of prilavok.flows.keep_door_terms, watched until it is there, and counted; goods that are to come are
waited for (prilavok.flows.send_ahead), their day is told (prilavok.flows.tell_of_supply)."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests import make
from tests.counter_world import CASHIER, buyer_with_phone
from tests.delivery_world import MIDDLE, Town, asked, open_town, sent_home
from tests.flows.test_delivery import readied
from tests.flows.test_pre_orders import day, expected, held, received, sound, waits
from tests.shop_world import quoted

from prilavok.domains.orders.queries import read_order
from prilavok.domains.payments.actions import capture_tenders
from prilavok.domains.payments.types import Tender
from prilavok.domains.places.queries import read_place
from prilavok.domains.places.types import Sends
from prilavok.domains.shipments.errors import DoorTermsUnfit, NoRoute, NotAhead
from prilavok.domains.shipments.queries import list_endangered, list_shipments, read_promise
from prilavok.domains.shipments.types import PromiseView
from prilavok.domains.shipments.types.doors import DoorTerms
from prilavok.domains.stock.actions import allow_pre_orders
from prilavok.domains.stock.errors import GoodsAwaited
from prilavok.domains.tasks.queries import list_tasks
from prilavok.flows.cancel_order import cancel_order
from prilavok.flows.deliver_parcel import Paying, fail_parcel, give_parcel, take_parcel
from prilavok.flows.expect_supply import change_expected
from prilavok.flows.follow_supply import follow_supply
from prilavok.flows.keep_delivery_terms import say_sending
from prilavok.flows.keep_door_terms import say_door_terms, say_rest_days
from prilavok.flows.notice_facts import facts_of
from prilavok.flows.notices import notice_text
from prilavok.flows.pick_shipment import pick, ready_shipment, start_shipment
from prilavok.flows.place_delivery import place_delivery
from prilavok.flows.watch_promises import LATE, tell_late
from prilavok.insights.door_promise import door_promise
from prilavok.insights.home_way import way_home
from prilavok.insights.sending import Asked
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.timeline import events_about

pytestmark = pytest.mark.usefixtures("rolled_back")
NOW = make.AT  # Monday 2 March 2026, 14:00 in Almaty
TERMS = DoorTerms(cut_off=15 * 60, leaves=18 * 60, least=1, most=1, until=21 * 60, weekdays=(1, 2, 3, 4, 5))


def local(nth: int, hour: int, minute: int = 0) -> datetime:
    """An instant of March in Almaty."""
    return NOW.replace(day=nth, hour=0) + timedelta(hours=hour - 5, minutes=minute)


def town_with_days(here: tuple[int, ...], *others: tuple[int, ...], terms: DoorTerms = TERMS) -> Town:
    town = open_town(here, *others)
    say_door_terms(terms, place=None, zone=None, actor=CASHIER, at=NOW)
    return town


def promised(order: UUID) -> PromiseView:
    """What was promised of the one parcel that is still to come."""
    [parcel] = [one for one in list_shipments([order]) if one.state not in ("cancelled", "returned")]
    found = read_promise(parcel.id)
    assert found is not None
    return found


def outcomes(order: UUID) -> list[Any]:
    return [
        row[0]
        for row in make.ask(
            'SELECT f.outcome FROM fact_promise f JOIN shipments_shipment s ON s.id = f.shipment WHERE s."order" = %s',
            order,
        )
    ]


def late_told(shipment: UUID, order: UUID) -> str:
    [event] = [one for one in events_about(shipment) if one.verb == "shipment.late"]
    return notice_text("shipment.late", facts_of(event.verb, read_order(order), event.facts), "en")


def test_the_day_is_promised_with_the_order_and_stays_whatever_is_said_later() -> None:
    town, leaf = town_with_days((5,)), buyer_with_phone()
    order = sent_home(town, leaf, 1).order
    promise = promised(order)
    assert (promise.home_from, promise.ready_by, promise.leaves_at, promise.warn_at) == (
        date(2026, 3, 3), local(3, 21), local(2, 18), local(2, 17),
    )  # fmt: skip
    # Said of one part of town, of a place, and a day off: for whoever orders from now on.
    say_door_terms(
        DoorTerms(900, 1080, 2, 3, 1200, (1, 2, 3, 4, 5)), place=town.store, zone=town.zone, actor=CASHIER, at=NOW
    )
    say_rest_days([date(2026, 3, 4)], place=town.store, rest=True, actor=CASHIER, at=NOW)
    assert promised(order) == promise
    other = sent_home(town, buyer_with_phone(), 1).order
    assert (promised(other).home_from, promised(other).ready_by) == (date(2026, 3, 5), local(6, 20))
    with pytest.raises(DoorTermsUnfit):
        say_door_terms(DoorTerms(1081, 1080, 1, 1, 1260, (1,)), place=None, zone=None, actor=CASHIER, at=NOW)
    # Where nothing is said any more nothing is promised, and nothing is watched.
    for place, zone in ((None, None), (town.store, town.zone)):
        say_door_terms(None, place=place, zone=zone, actor=CASHIER, at=NOW)
    third = sent_home(town, buyer_with_phone(), 1).order
    assert door_promise(third) is None
    way = way_home(Asked({town.counter.variant: 1}, read_place(town.store), None), town.zone, NOW)
    assert (way.nothing, way.latest, [one.id for one in way.senders]) == ("no_terms", None, [town.store])


def test_what_will_be_late_is_told_once_before_it_is_and_counted() -> None:
    town, leaf = town_with_days((5,)), buyer_with_phone()
    order = sent_home(town, leaf, 1).order
    [parcel] = list_shipments([order])
    assert list_endangered(local(2, 16, 59), only=parcel.id) == []
    assert tell_late(parcel.id, actor=SYSTEM, at=local(2, 17)) and not tell_late(
        parcel.id, actor=SYSTEM, at=local(2, 18)
    )
    # Ordered anew at this hour it would go on Tuesday and be there on Wednesday.
    assert promised(order).now == local(4, 21)
    said = late_told(parcel.id, order)
    assert "will not be at your door by 3 March, 21:00" in said and "We expect it there by 4 March, 21:00" in said
    assert [one.subject for one in list_tasks(town.store, kind=LATE)] == [parcel.id]
    readied(parcel.id, town.store)
    take_parcel(parcel.id, place=town.store, actor=CASHIER, at=local(3, 17))
    assert outcomes(order) == [None]
    give_parcel(
        parcel.id, [Paying("cash", read_order(order).owed)], key="k", place=town.store, actor=CASHIER, at=local(4, 12)
    )
    assert outcomes(order) == ["told"]
    assert list_endangered(local(30, 12), only=parcel.id) == []


def test_a_parcel_is_watched_on_its_way_and_kept_where_it_comes_in_time() -> None:
    town = town_with_days((5,))
    kept, slow, left = (sent_home(town, buyer_with_phone(), 1).order for _nth in range(3))
    parcels = {one.order: one.id for one in list_shipments([kept, slow, left])}
    for order in (kept, slow, left):
        readied(parcels[order], town.store)
    for order in (kept, slow):
        take_parcel(parcels[order], place=town.store, actor=CASHIER, at=local(2, 17))
    owed = read_order(kept).owed
    give_parcel(parcels[kept], [Paying("cash", owed)], key="k", place=town.store, actor=CASHIER, at=local(3, 20, 30))
    # One lies ready after the courier has gone; one is on its way an hour before it should be there.
    assert list_endangered(local(2, 17, 59)) == [] and list_endangered(local(2, 18)) == [parcels[left]]
    fail_parcel(parcels[slow], "nobody_home", place=town.store, actor=CASHIER, at=local(3, 19))
    assert list_endangered(local(3, 19, 59), only=parcels[slow]) == []
    assert tell_late(parcels[slow], actor=SYSTEM, at=local(3, 20))
    assert not tell_late(parcels[kept], actor=SYSTEM, at=local(3, 22))
    assert outcomes(kept) == ["kept"] and outcomes(slow) == [None]
    cancel_order(left, actor=CASHIER, at=local(2, 17))
    assert outcomes(left) == [] and list_endangered(local(9, 9), only=parcels[left]) == []


def test_what_waits_for_its_customers_money_is_not_late() -> None:
    town = town_with_days((5,))
    order = sent_home(town, buyer_with_phone(), 1, pay="before").order
    [parcel] = list_shipments([order])
    assert not tell_late(parcel.id, actor=SYSTEM, at=local(2, 17))
    assert (promised(order).ready_by, promised(order).told_at) == (local(4, 21), None)
    assert list_tasks(town.store, kind=LATE) == []
    money = [Tender(order, "card", read_order(order).owed, "KZT", local(3, 10))]
    capture_tenders(money, actor=CASHIER, at=local(3, 10), origin="live")
    assert tell_late(parcel.id, actor=SYSTEM, at=local(3, 17)), "paid in time: now it is ours to be late"


def test_what_another_place_sends_instead_keeps_the_day_or_is_said_to_be_late() -> None:
    town, leaf = town_with_days((5,), (5,)), buyer_with_phone()
    order = sent_home(town, leaf, 2).order
    [parcel] = list_shipments([order])
    [line] = make.ask("SELECT line FROM shipments_goods WHERE shipment_id = %s", parcel.id)
    pick(parcel.id, line[0], 0, 2, place=parcel.place, actor=CASHIER, at=local(2, 16))
    assert not ready_shipment(parcel.id, place=parcel.place, actor=CASHIER, at=local(2, 16))
    [again] = [one for one in list_shipments([order]) if one.state == "planned"]
    assert again.place != parcel.place
    # At four it goes on Tuesday: the customer reckons with Tuesday night still, and hears of it at once.
    assert promised(order).ready_by == local(3, 21)
    assert list_endangered(local(2, 16), only=again.id) == [again.id]
    assert tell_late(again.id, actor=SYSTEM, at=local(2, 16)) and promised(order).now == local(4, 21)


def wanted(town: Town, leaf: UUID, units: int, until: date | None, at: datetime = NOW) -> UUID:
    quote, actor = quoted(town.counter, leaf, units), Actor("leaf", leaf)
    told = asked(town, wait_until=until)
    return place_delivery(quote.id, told, leaf=leaf, touchpoint="site", actor=actor, at=at).order


def test_an_order_to_a_door_waits_for_goods_where_the_shop_wants_that() -> None:
    town = town_with_days((1,))
    counter, leaf, last = town.counter, buyer_with_phone(), date(2026, 3, 31)
    supply = expected(counter, 2, 3)
    allow_pre_orders(town.store, None, True, actor=CASHIER, at=NOW)
    # The shop does not want it: refused with the word for it, and nothing is written.
    with pytest.raises(NotAhead):
        wanted(town, leaf, 2, last)
    say_sending(town.store, Sends(True, MIDDLE.latitude, MIDDLE.longitude, ahead=True), actor=CASHIER, at=NOW)
    for units, until in ((2, None), (2, day(counter, 1)), (5, last)):
        with pytest.raises(NoRoute):
            wanted(town, buyer_with_phone(), units, until)
    for table in ("shipments_shipment", "shipments_promise", "stock_allocation", "kit_hold"):
        assert make.ask(f"SELECT count(*) FROM {table}") == [(0,)], table
    way = way_home(Asked({counter.variant: 2}, read_place(town.store), None, touchpoint="site"), town.zone, NOW)
    assert (way.wait_until, way.latest, way.why) == (day(counter, 2), date(2026, 3, 6), ("awaited", "way"))
    order = wanted(town, leaf, 2, last)
    # One is held, one is waited for; it goes on Thursday, the day after, and is there on Friday.
    assert (held(order), waits(counter, order), promised(order).ready_by) == (1, [(2, 1)], local(6, 21))
    assert make.verbs_of([order]) == {"order.placed": 1, "hold.made": 1, "order.awaited": 1}
    [parcel] = list_shipments([order])
    with pytest.raises(GoodsAwaited):
        start_shipment(parcel.id, place=town.store, actor=CASHIER, at=NOW)
    # Another day: promised anew, told, and not by the old promise.
    change_expected(supply.id, day(counter, 7), {}, reason="later", seen=None, actor=CASHIER, at=NOW)
    follow_supply(order, key=uuid4(), actor=SYSTEM, at=NOW)
    assert promised(order).ready_by == local(11, 21) and parcel.keep_until < list_shipments([order])[0].keep_until
    # It comes: held, picked, brought; nobody was late.
    received(counter, supply.id, 3, at=local(9, 10))
    follow_supply(order, key=uuid4(), actor=SYSTEM, at=local(9, 10))
    assert (held(order), waits(counter, order)) == (2, [])
    readied(parcel.id, town.store)
    take_parcel(parcel.id, place=town.store, actor=CASHIER, at=local(10, 17))
    owed = read_order(order).owed
    give_parcel(parcel.id, [Paying("cash", owed)], key="k", place=town.store, actor=CASHIER, at=local(11, 12))
    assert outcomes(order) == ["kept"]
    sound()
