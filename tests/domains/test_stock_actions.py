"""Stock follows what has happened: shortages come from `unexplained`, balances never fall below nought, all adds up."""

from datetime import timedelta
from uuid import UUID, uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import make

from prilavok.domains.stock.actions import open_stock, take_sold
from prilavok.domains.stock.types import Opening, Taking
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.ledger.checks import check


def put(*openings: Opening) -> int:
    return open_stock(openings, occurred=make.AT - timedelta(days=9), actor=SYSTEM, at=make.AT, origin="load")


def take(*takings: Taking) -> list[tuple[UUID, UUID, int]]:
    short = take_sold(takings, actor=SYSTEM, at=make.AT, origin="live")
    return [(one.taking.order, one.taking.variant, one.units) for one in short]


def test_goods_leave_the_place_for_the_customer(rolled_back: None) -> None:
    place, milk, order = make.place(), make.variant(), uuid4()
    assert put(Opening(place, milk, 10, False)) == 1
    assert take(Taking(order, place, milk, 4, make.AT), Taking(order, place, milk, 1, make.AT)) == []
    assert make.on_hand(place, milk) == 5
    assert make.posted("stock", make.COMPANY, milk, "sold") == 5
    assert make.posted("stock", make.COMPANY, milk, "opening") == -10
    assert make.posted("stock", place, milk, "unexplained") == 0
    assert make.verbs_of([order]) == {"stock.moved": 1}
    [(facts,)] = make.ask("SELECT facts::text FROM kit_event WHERE subject = %s", order)
    assert '"lines": 2' in str(facts) and '"units_out": 5' in str(facts)
    assert check() == []


def test_a_shortage_comes_from_the_unexplained_and_is_told(rolled_back: None) -> None:
    place, milk, bread, order = make.place(), make.variant(), make.variant(), uuid4()
    put(Opening(place, milk, 3, False))
    assert take(
        Taking(order, place, milk, 2, make.AT),
        Taking(order, place, bread, 1, make.AT),
        Taking(order, place, milk, 5, make.AT),
    ) == [(order, bread, 1), (order, milk, 4)]
    assert [make.on_hand(place, one) for one in (milk, bread)] == [0, 0]
    assert [make.posted("stock", place, one, "unexplained") for one in (milk, bread)] == [-4, -1]
    assert [make.posted("stock", make.COMPANY, one, "sold") for one in (milk, bread)] == [7, 1]
    told = make.ask(
        "SELECT subject, (facts ->> 'units')::int, (facts ->> 'order')::uuid, place, origin FROM kit_event"
        " WHERE verb = 'discrepancy.found' AND subject = ANY(%s::uuid[]) ORDER BY 2",
        [milk, bread],
    )
    assert told == [(milk, -4, order, place, "live"), (bread, -1, order, place, "live")]
    assert make.ask("SELECT cause, sum(units)::int FROM kit_move WHERE cause_id = %s GROUP BY 1 ORDER BY 1", order) == [
        ("discrepancy", 5),
        ("sale", 8),
    ]
    assert check() == []


def test_what_is_not_counted_moves_nothing(rolled_back: None) -> None:
    place, milk = make.place(), make.variant()
    before = make.rows_of_all_tables()
    assert take(Taking(uuid4(), place, milk, 0, make.AT)) == []
    assert put(Opening(place, milk, 0, True)) == 0
    assert make.grown(before) == {}


def test_first_stock_is_put_once(rolled_back: None) -> None:
    place, other, milk, bread = make.place(), make.place(), make.variant(), make.variant()
    assert put(Opening(place, milk, 10, True), Opening(place, bread, 7, False)) == 2
    before = make.rows_of_all_tables()
    assert put(Opening(place, milk, 10, True), Opening(place, bread, 9, False)) == 0
    assert make.grown(before) == {}
    assert put(Opening(place, milk, 99, True), Opening(other, milk, 2, True)) == 1
    assert [make.on_hand(at, one) for at, one in ((place, milk), (place, bread), (other, milk))] == [10, 7, 2]
    marks = make.ask(
        "SELECT units::int, generated, origin FROM kit_move WHERE cause = 'opening' AND credit_id = ANY("
        "SELECT id FROM kit_account WHERE holder = ANY(%s::uuid[])) ORDER BY 1",
        [place, other],
    )
    assert marks == [(2, True, "load"), (7, False, "load"), (10, True, "load")]
    assert check() == []


def test_the_event_of_first_stock_tells_what_was_put(rolled_back: None) -> None:
    place, milk, bread, tea = make.place(), make.variant(), make.variant(), make.variant()
    put(Opening(place, milk, 10, True))
    put(Opening(place, milk, 10, True), Opening(place, bread, 5, True), Opening(place, tea, 0, True))
    assert make.ask(
        "SELECT (facts ->> 'variants')::int, (facts ->> 'units')::int FROM kit_event"
        " WHERE verb = 'stock.opened' AND subject = %s ORDER BY id",
        place,
    ) == [(1, 10), (1, 5)]


def test_first_stock_named_twice_in_a_list_is_put_once(rolled_back: None) -> None:
    place, milk = make.place(), make.variant()
    assert put(Opening(place, milk, 10, False), Opening(place, milk, 10, False)) == 1
    assert make.on_hand(place, milk) == 10


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_order_of_openings_and_takings_agrees_with_a_plain_count(rolled_back: None, data: st.DataObject) -> None:
    place, goods = make.place(), [make.variant(), make.variant()]
    there, unexplained, gone = dict.fromkeys(goods, 0), dict.fromkeys(goods, 0), dict.fromkeys(goods, 0)
    opened: set[UUID] = set()
    for _ in range(data.draw(st.integers(1, 5))):
        if data.draw(st.booleans()):
            of, units = data.draw(st.sampled_from(goods)), data.draw(st.integers(0, 12))
            put(Opening(place, of, units, True))
            if units and of not in opened:
                opened.add(of)
                there[of] += units
            continue
        taken = data.draw(st.lists(st.tuples(st.sampled_from(goods), st.integers(0, 6)), min_size=1, max_size=4))
        order, expected = uuid4(), []
        for of, units in taken:
            lacking = max(units - there[of], 0)
            there[of] += lacking - units
            unexplained[of] -= lacking
            gone[of] += units
            expected += [(order, of, lacking)] if lacking else []
        assert take(*[Taking(order, place, of, units, make.AT) for of, units in taken]) == expected
        assert min(there.values()) >= 0
    assert {of: make.on_hand(place, of) for of in goods} == there
    assert {of: make.posted("stock", place, of, "unexplained") for of in goods} == unexplained
    assert {of: make.posted("stock", make.COMPANY, of, "sold") for of in goods} == gone
    assert check() == []
