"""Orders of the same goods at once go in one transaction (prilavok.flows.write_orders), each with its own outcome."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import psycopg
import pytest
from tests import make
from tests.conftest import OwnDatabase
from tests.flows.test_collecting_slots import collecting
from tests.kit.kills import dies_at
from tests.shop_world import Counter as Shop
from tests.shop_world import open_counter, put, quoted

from prilavok.domains.orders.errors import OutOfStock
from prilavok.domains.orders.types import Placed
from prilavok.domains.shipments.types import Span
from prilavok.domains.stock.queries import stock_at
from prilavok.flows import write_orders
from prilavok.flows.place_order import place_order
from prilavok.kit.db import together
from prilavok.kit.events.actor import Actor
from prilavok.kit.ledger.checks import check


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How many orders were placed by each common call; nobody is too impatient to wait for it."""
    seen: list[int] = []
    real = write_orders._TOGETHER._many

    def counted(asked: Sequence[dict[str, Any]]) -> Sequence[list[Any] | None]:
        seen.append(len(asked))
        return real(asked)

    monkeypatch.setattr(write_orders._TOGETHER, "_many", counted)
    monkeypatch.setattr(together, "PATIENCE", 20.0)
    yield seen


def _ordering(quote: UUID, leaf: UUID) -> Callable[[], Placed]:
    from prilavok.kit import clock

    return lambda: place_order(quote, leaf=leaf, touchpoint="site", actor=Actor("leaf", leaf), at=clock.now())


def _behind_a_lock(own: OwnDatabase, shop: Shop, works: Sequence[Callable[[], object]]) -> list[object]:
    """Do all at once while the shop's goods are locked by somebody else, until all of them stand and wait."""
    from django.db import connection

    outcomes: list[object] = [None] * len(works)

    def hand(nth: int) -> None:
        try:
            outcomes[nth] = works[nth]()
        except BaseException as trouble:  # whatever it is, the test looks at it
            outcomes[nth] = trouble
        finally:
            connection.close()

    hands = [threading.Thread(target=hand, args=[nth]) for nth in range(len(works))]
    lanes = write_orders._TOGETHER._waiting
    with psycopg.connect(own.url) as other:
        other.execute("SELECT FROM kit_balance FOR UPDATE")
        for nth, one in enumerate(hands):
            one.start()
            end = time.monotonic() + 10
            while sum(map(len, list(lanes.values()))) < nth + 1 - together.UNDER_WAY and time.monotonic() < end:
                time.sleep(0.005)
            if nth < together.UNDER_WAY:
                time.sleep(0.3)  # is on its way to the lock
        assert sum(map(len, lanes.values())) == len(works) - together.UNDER_WAY
    for one in hands:
        one.join(30)
    return outcomes


def test_each_of_those_placed_together_has_its_own_outcome(own_database: OwnDatabase, batches: list[int]) -> None:
    from prilavok.kit import clock

    at = clock.now()
    shop = open_counter(9, 50, at=at)
    leaves = [make.leaf() for _ in range(9)]
    first, second, whole, twice, stale, greedy, ended, last, late = (
        quoted(shop, leaf, *wants, at=at)
        for leaf, wants in zip(leaves, [(1,), (1,), (2, 3), (1,), (1,), (8,), (1,), (2,), (3,)], strict=True)
    )
    put(shop, leaves[4], 2, at=at)  # its basket is another one than was priced
    make.ask("UPDATE pricing_quote SET expires_at = %s WHERE id = %s RETURNING 1", at - timedelta(1), ended.id)
    works = [
        _ordering(one.id, leaf)
        for one, leaf in [
            (first, leaves[0]), (second, leaves[1]), (whole, leaves[2]), (twice, leaves[3]), (stale, leaves[4]),
            (greedy, leaves[5]), (twice, leaves[3]), (ended, leaves[6]), (last, leaves[7]), (late, leaves[8]),
        ]
    ]  # fmt: skip
    outcomes = _behind_a_lock(own_database, shop, works)
    assert batches == [8]
    codes = [one.new if isinstance(one, Placed) else getattr(one, "code", repr(one)) for one in outcomes]
    assert codes == [
        True, True, True, True, "quote.ended", "order.out_of_stock", False, "quote.ended", True, "order.out_of_stock",
    ]  # fmt: skip
    assert isinstance(outcomes[3], Placed) and isinstance(outcomes[6], Placed)
    assert (outcomes[3].order, outcomes[3].number, outcomes[3].shipment) == (
        outcomes[6].order, outcomes[6].number, outcomes[6].shipment,
    )  # fmt: skip
    short = outcomes[5]
    assert isinstance(short, OutOfStock) and [(one.asked, one.free) for one in short.lacks] == [(8, 4)]
    # 1 + 1 + 2 + 1 + 2 of nine are held, and what was refused holds nothing and has no order.
    assert [stock_at(shop.place, one).held for one in shop.variants] == [7, 3]
    assert make.ask("SELECT count(*), count(DISTINCT basket), count(DISTINCT number) FROM orders_order o"
                    " JOIN pricing_quote q ON q.id::text = o.source_key") == [(5, 5, 5)]  # fmt: skip
    told = make.ask("SELECT subject, leaf FROM kit_event WHERE verb = 'order.placed'")
    placed = {(one.order, leaves[nth]) for nth, one in enumerate(outcomes[:4]) if isinstance(one, Placed)}
    assert isinstance(outcomes[8], Placed) and set(told) == placed | {(outcomes[8].order, leaves[7])}
    assert make.ask("SELECT count(*) FROM (SELECT xid FROM kit_event WHERE verb = 'order.placed' GROUP BY 1) AS t") == [
        (3,)
    ]
    assert check() == []


def test_a_code_that_waits_already_is_drawn_anew_for_that_order_alone(
    own_database: OwnDatabase, batches: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    from prilavok.domains.shipments.actions import seal_code
    from prilavok.kit import clock

    shop = open_counter(9, at=clock.now())
    monkeypatch.setattr(write_orders, "draw_code", lambda place: seal_code(place, "123456"))
    leaves = [make.leaf() for _ in range(6)]
    works = [_ordering(quoted(shop, leaf, 1, at=clock.now()).id, leaf) for leaf in leaves]
    outcomes = _behind_a_lock(own_database, shop, works)
    assert batches == [4]
    assert [isinstance(one, Placed) and one.new for one in outcomes] == [True] * 6
    assert make.ask("SELECT count(*), count(DISTINCT code_lookup) FROM shipments_shipment") == [(6, 6)]
    assert stock_at(shop.place, shop.variant).held == 6
    assert check() == []


def test_a_full_slot_refuses_those_who_come_too_late_and_nobody_else(
    own_database: OwnDatabase, batches: list[int]
) -> None:
    from prilavok.domains.shipments.queries import collecting_slots
    from prilavok.kit import clock

    at = clock.now()
    shop = open_counter(90, at=at)
    all_day = {day: (Span(0, 1440),) for day in range(1, 8)}
    collecting(shop.place, week=all_day, minutes=60, capacity=4, lead=5, warn=5)
    wanted = collecting_slots(shop.place, zone="Asia/Almaty", at=at)[1].starts_at

    def want(leaf: UUID) -> Callable[[], Placed]:
        quote, me = quoted(shop, leaf, 1, at=at), Actor("leaf", leaf)
        return lambda: place_order(quote.id, leaf=leaf, touchpoint="site", actor=me, at=clock.now(), slot=wanted)

    outcomes = _behind_a_lock(own_database, shop, [want(make.leaf()) for _ in range(8)])
    assert batches == [6]
    kinds = Counter("placed" if isinstance(one, Placed) else getattr(one, "code", repr(one)) for one in outcomes)
    assert kinds == {"placed": 4, "shipment.slot_full": 4}
    assert make.ask("SELECT count(*), max(nth) FROM shipments_slot_place WHERE living") == [(4, 4)]
    assert make.ask("SELECT count(*) FROM orders_order") == [(4,)]
    assert stock_at(shop.place, shop.variant).held == 4
    assert check() == []


def test_killed_anywhere_all_of_them_are_placed_or_none(own_database: OwnDatabase) -> None:
    from django.db import connection

    from prilavok.kit import clock

    at, seen = clock.now(), set[int]()
    shop = open_counter(500, at=at)

    def grabbed() -> list[dict[str, Any]]:
        """What five buyers ask for, as it stands before it is placed."""
        asked: list[dict[str, Any]] = []
        for _ in range(5):
            leaf = make.leaf()
            order = _ordering(quoted(shop, leaf, 1, at=at).id, leaf)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(write_orders._TOGETHER, "_many", None)
                patch.setattr(
                    write_orders._TOGETHER, "do", lambda told, goods: asked.append(told) or [("placed", 0, 0)]
                )
                order()
        return asked

    for point in range(20):
        asked, before = grabbed(), make.ask("SELECT count(*) FROM orders_order")[0][0]
        connection.close()
        killed = dies_at(partial(write_orders._many, asked), point)
        added = make.ask("SELECT count(*) FROM orders_order")[0][0] - before
        seen.add(added)
        assert stock_at(shop.place, shop.variant).held == before + added
        # Whoever asks again has one order, the same where it stood already.
        new = [rows[0][0] for rows in map(write_orders.write_alone, asked)]
        assert new == (["stored"] * 5 if added else ["placed"] * 5)
        assert make.ask("SELECT count(*) FROM orders_order")[0][0] == before + 5
        if not killed:
            break
    else:
        raise AssertionError("it never came to its end")
    assert seen == {0, 5}
    assert check() == []


_WRITTEN = (
    ("orders_order", "id = %(order)s", ("id", "number")),
    ("orders_line", "order_id = %(order)s", ("id",)),
    ("kit_move", "cause_id = %(order)s", ("id",)),
    ("kit_hold", "owner = %(order)s", ("move_id",)),
    ("pricing_order_tax", '"order" = %(order)s', ("id",)),
    ("shipments_shipment", '"order" = %(order)s', ("code", "code_lookup")),
    ("shipments_promise", "shipment_id = %(shipment)s", ()),
    ("shipments_slot_place", "shipment_id = %(shipment)s", ("id", "nth")),
    ("baskets_basket", '"order" = %(order)s', ()),
    ("kit_event", "subject IN (%(order)s, %(shipment)s)", ("id", "xid")),
)


def _written(told: dict[str, Any]) -> dict[str, list[str]]:
    """Every row of an order, what is its own told by its name."""
    own = {"order": told["new_order"], "shipment": told["shipment"], "leaf": told["leaf"], "quote": told["quote"]}
    own["basket"] = make.ask("SELECT basket FROM pricing_quote WHERE id = %s", told["quote"])[0][0]
    found = {}
    for table, where, but in _WRITTEN:
        for name, value in own.items():
            where = where.replace(f"%({name})s", f"'{value}'::uuid")
        rows = make.ask(f"SELECT (to_jsonb(t) - %s::text[])::text FROM {table} t WHERE {where}", [*but])
        texts = [row for (row,) in rows]
        for name, value in own.items():
            texts = [text.replace(str(value), name) for text in texts]
        found[table] = sorted(texts)
    return found


def _none_goes_alone() -> None:
    """Whoever is placed one by one from here on fails, until the transaction is undone."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('place_promised_order'::regproc)")
        head = cursor.fetchone()[0].split("AS $function$")[0]
        body = "SELECT 'no', NULL::uuid, (1 / 0)::text, NULL::uuid, 0::bigint, 0::bigint"
        cursor.execute(f"{head} AS $function$ {body} $function$")


@pytest.mark.parametrize("slots", [False, True])
def test_what_is_written_together_is_what_each_writes_alone(rolled_back: None, slots: bool) -> None:
    from prilavok.kit import clock

    at = clock.now()
    shop = open_counter(50, 50, 50, at=at)
    if slots:
        all_day = {day: (Span(0, 1440),) for day in range(1, 8)}
        collecting(shop.place, week=all_day, minutes=60, capacity=20, lead=5, warn=5)
    asked: list[dict[str, Any]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(write_orders._TOGETHER, "do", lambda told, goods: asked.append(told) or [("placed", 0, 0)])
        for wants in 2 * ((1,), (2, 3), (0, 1, 4)):
            leaf = make.leaf()
            quote = quoted(shop, leaf, *wants, at=at)
            place_order(quote.id, leaf=leaf, touchpoint="site", actor=Actor("leaf", leaf), at=at)
    make.ask("UPDATE pricing_quote_line SET tax = 1200, tax_amount = 100 RETURNING 1")
    rows = [write_orders.write_alone(told) for told in asked[:3]]
    _none_goes_alone()
    rows += write_orders._many(asked[3:])
    assert [its and its[0][0] for its in rows] == ["placed"] * 6
    assert len({its[0][2] for its in rows}) == 6
    for one, other in zip(asked[:3], asked[3:], strict=True):
        first, second = _written(one), _written(other)
        assert first == second
        assert all(its for table, its in first.items() if slots or table != "shipments_slot_place")
    assert [stock_at(shop.place, one).held for one in shop.variants] == [6, 8, 8]
    assert check() == []


def test_what_stands_in_the_way_of_one_keeps_nobody_from_being_written_with_the_others(rolled_back: None) -> None:
    from prilavok.domains.shipments.actions import seal_code
    from prilavok.kit import clock

    at = clock.now()
    shop = open_counter(50, at=at)
    asked: list[dict[str, Any]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(write_orders._TOGETHER, "do", lambda told, goods: asked.append(told) or [("placed", 0, 0)])
        for _ in range(7):
            leaf = make.leaf()
            quote = quoted(shop, leaf, 1, at=at)
            place_order(quote.id, leaf=leaf, touchpoint="site", actor=Actor("leaf", leaf), at=at)
    put(shop, asked[1]["leaf"], 2, at=at)
    make.ask("UPDATE pricing_quote SET expires_at = %s WHERE id = %s RETURNING 1", at, asked[2]["quote"])
    write_orders.write_alone(asked[3])
    codes = iter([*"abcde", *"fa", "h"])
    with pytest.MonkeyPatch.context() as patch:  # the seventh draws the first one's code, the last is the fifth again
        patch.setattr(write_orders, "draw_code", lambda place: seal_code(place, next(codes)))
        rows = write_orders._many([*asked, asked[4]])
    told = [None if its is None else its[0][0] for its in rows]
    assert told == ["placed", "stale", "ended", "stored", "placed", "placed", None, "stored"]
    assert rows[7] is not None and rows[4] is not None and rows[7][0][1:3] == rows[4][0][1:3]
    assert stock_at(shop.place, shop.variant).held == 4
    assert make.ask("SELECT count(*) FROM orders_order WHERE source_key = %s", str(asked[6]["quote"])) == [(0,)]
    assert check() == []
