"""From a basket to a placed order and back: in process, rolled back; every refusal writes nothing."""

from datetime import UTC, datetime, timedelta
from typing import get_args
from uuid import UUID, uuid4

import msgspec
import pytest
from tests import make
from tests.make import AT
from tests.shop_world import PRICE, open_counter, placed, put, quoted

from prilavok.domains.baskets.errors import BasketClosed, BasketEmpty, BasketFull, BasketMoved, NotOnSale
from prilavok.domains.baskets.queries import find_basket_of, find_open_basket, list_open_baskets, read_basket
from prilavok.domains.baskets.types import Wish
from prilavok.domains.orders.errors import OutOfStock
from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.orders.types import COUNTER
from prilavok.domains.pricing.errors import NoPrice, QuoteEnded
from prilavok.domains.pricing.queries import read_quote
from prilavok.domains.shipments.queries import open_code, read_shipment
from prilavok.domains.stock.queries import list_holds, list_holds_of, stock_at
from prilavok.flows.change_basket import change_basket
from prilavok.flows.choose_store import choose_store
from prilavok.flows.end_uncollected import end_uncollected
from prilavok.flows.place_order import place_order
from prilavok.flows.quote_basket import quote_basket
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.facts import EVENTS, Touchpoint
from prilavok.kit.ledger.checks import check

pytestmark = pytest.mark.usefixtures("rolled_back")


def _place(quote: UUID, leaf: UUID, at: datetime = AT, **more: int) -> UUID:
    return place_order(quote, leaf=leaf, touchpoint="site", actor=Actor("leaf", leaf), at=at, **more).order


def test_an_order_holds_its_goods_and_says_all_that_was_agreed() -> None:
    counter, leaf = open_counter(5, 9), make.leaf()
    quote = quoted(counter, leaf, 2, 3)
    before = make.rows_of_all_tables()
    order = place_order(quote.id, leaf=leaf, touchpoint="bot", actor=Actor("leaf", leaf), at=AT)
    assert make.grown(before) == {
        "kit_account": 2, "kit_event": 3, "kit_hold": 2, "kit_move": 2, "orders_line": 2, "orders_order": 1,
        "shipments_promise": 1, "shipments_shipment": 1,
    }  # fmt: skip
    head = read_order(order.order)
    assert (head.amount, head.paid_amount, head.currency, head.line_count) == (5 * PRICE, 5 * PRICE, "KZT", 2)
    assert (head.commercial, head.payment, head.fulfilment) == ("placed", "unpaid", "open")
    assert (head.touchpoint, head.place, head.leaf, head.origin, head.local_day) == (
        "bot", counter.place, leaf, "live", AT.date(),
    )  # fmt: skip
    lines = [(one.variant, one.quantity, one.handed_over, one.amount) for one in list_lines(order.order)]
    assert lines == [(counter.variants[0], 2, 0, 2 * PRICE), (counter.variants[1], 3, 0, 3 * PRICE)]
    assert [stock_at(counter.place, one).available for one in counter.variants] == [3, 6]
    kept_until = datetime(2026, 3, 4, 19, tzinfo=UTC)  # the end of 4 March in Almaty
    assert {(one.variant, one.units, one.expires_at) for one in list_holds_of(order.order)} == {
        (counter.variants[0], 2, kept_until),
        (counter.variants[1], 3, kept_until),
    }
    assert [one.order for one in list_holds(counter.place, counter.variant)] == [order.order]
    shipment = read_shipment(order.order)
    assert shipment is not None
    assert (shipment.id, shipment.state, shipment.keep_until) == (order.shipment, "planned", kept_until)
    assert len(open_code(shipment.id)) == 6
    basket = find_basket_of(order.order)
    assert basket is not None and (basket.id, basket.state) == (quote.basket, "ordered")
    assert find_open_basket([leaf]) is None
    assert make.ask("SELECT source, source_key FROM orders_order WHERE id = %s", order.order) == [
        (COUNTER, str(quote.id))
    ]
    assert check() == []


def test_what_the_hot_story_records_are_the_facts_of_their_verbs() -> None:
    counter, leaf = open_counter(5, 9), make.leaf()
    order = placed(counter, leaf, 2, 3)
    rows = make.ask(
        "SELECT verb, facts::text, leaf, subject_kind, subject, place, actor_kind, actor, origin FROM kit_event"
        " WHERE subject IN (%s, %s) ORDER BY verb",
        order.order,
        order.shipment,
    )
    assert [row[0] for row in rows] == ["hold.made", "order.placed", "shipment.planned"]
    for verb, facts, *head in rows:
        told = msgspec.json.decode(str(facts), type=EVENTS[str(verb)], strict=True)
        assert told.order == order.order  # type: ignore[attr-defined]
        kind, subject = ("shipment", order.shipment) if verb == "shipment.planned" else ("order", order.order)
        assert head == [leaf, kind, subject, counter.place, "leaf", leaf, "live"]
    held, agreed = (msgspec.json.decode(str(row[1])) for row in rows[:2])
    assert (held["units"], held["lines"]) == (5, 2)
    assert (agreed["amount"], agreed["lines"], agreed["touchpoint"]) == (5 * PRICE, 2, "site")
    assert agreed["touchpoint"] in get_args(Touchpoint)


def test_a_quote_is_one_order_for_ever() -> None:
    counter, leaf = open_counter(5), make.leaf()
    quote = quoted(counter, leaf, 1)
    first = place_order(quote.id, leaf=leaf, touchpoint="site", actor=Actor("leaf", leaf), at=AT)
    before = make.rows_of_all_tables()
    late = AT + timedelta(days=3)
    again = place_order(quote.id, leaf=leaf, touchpoint="site", actor=Actor("leaf", leaf), at=late)
    assert make.grown(before) == {}
    assert (first.new, again.new) == (True, False)
    assert (again.order, again.number, again.shipment) == (first.order, first.number, first.shipment)


def test_numbers_rise_within_the_year_of_the_place() -> None:
    counter = open_counter(5)
    numbers = [placed(counter, make.leaf(), 1).number for _ in range(2)]
    year_end = datetime(2026, 12, 31, 20, tzinfo=UTC)  # already 2027 in Almaty
    other = placed(counter, make.leaf(), 1, at=year_end).number
    assert [number.split("-")[0] for number in (*numbers, other)] == ["26", "26", "27"]
    assert int(numbers[1].split("-")[1]) == int(numbers[0].split("-")[1]) + 1
    assert all(len(number) == 9 for number in (*numbers, other))


def test_all_or_nothing_is_held() -> None:
    counter, first, second = open_counter(5, 1), make.leaf(), make.leaf()
    quote = quoted(counter, first, 2, 1)
    placed(counter, second, 1, 1)
    before = make.rows_of_all_tables()
    with pytest.raises(OutOfStock) as refused:
        _place(quote.id, first)
    assert make.grown(before) == {}
    assert [(one.variant, one.asked, one.free) for one in refused.value.lacks] == [(counter.variants[1], 1, 0)]
    assert stock_at(counter.place, counter.variants[0]).held == 1
    basket = find_open_basket([first])
    assert basket is not None and basket.id == quote.basket, "the basket stays open for another try"


def test_goods_the_place_never_had_are_refused_and_leave_no_account() -> None:
    counter, leaf = open_counter(0), make.leaf()
    quote = quoted(counter, leaf, 1)
    before = make.rows_of_all_tables()
    with pytest.raises(OutOfStock) as refused:
        _place(quote.id, leaf)
    assert (refused.value.lacks[0].free, make.grown(before)) == (0, {})


def test_a_promise_ends_after_a_quarter_of_an_hour() -> None:
    counter, leaf = open_counter(5), make.leaf()
    quote = quoted(counter, leaf, 1)
    assert quote.expires_at == AT + timedelta(minutes=15)
    with pytest.raises(QuoteEnded) as ended:
        _place(quote.id, leaf, AT + timedelta(minutes=15))
    fresh = ended.value.quote
    assert (fresh.basket, fresh.amount, fresh.made_at) == (quote.basket, PRICE, AT + timedelta(minutes=15))
    assert make.ask("SELECT count(*) FROM orders_order WHERE leaf_id = %s", leaf) == [(0,)]
    assert _place(fresh.id, leaf, AT + timedelta(minutes=29, seconds=59))


def test_a_basket_that_changed_is_priced_anew() -> None:
    counter, leaf = open_counter(9), make.leaf()
    quote = quoted(counter, leaf, 1)
    put(counter, leaf, 4)
    with pytest.raises(QuoteEnded) as ended:
        _place(quote.id, leaf)
    assert ended.value.quote.amount == 4 * PRICE
    with pytest.raises(QuoteEnded):
        _place(ended.value.quote.id, leaf, basket_version=quote.basket_version)
    two = [quote_basket(leaf, touchpoint="site", actor=Actor("leaf", leaf), at=AT) for _ in range(2)]
    order = _place(two[0].id, leaf)
    with pytest.raises(BasketClosed) as closed:
        _place(two[1].id, leaf)
    assert closed.value.order == order


def test_nobody_places_by_anothers_quote() -> None:
    counter, leaf, stranger = open_counter(9), make.leaf(), make.leaf()
    quote = quoted(counter, leaf, 1)
    before = make.rows_of_all_tables()
    for who, what in ((stranger, quote.id), (leaf, uuid4())):
        with pytest.raises(NotFound):
            _place(what, who)
    assert make.grown(before) == {}


def test_a_measured_line_is_rounded_once_and_keeps_its_price_version() -> None:
    from prilavok.domains.pricing.actions import set_prices
    from prilavok.domains.pricing.types import NewPrice

    place, cheese, leaf = make.place(), make.variant("gram"), make.leaf()
    own, common = make.price_list(place), make.price_list()
    since = AT - timedelta(days=9)
    set_prices(
        [
            NewPrice(common, cheese, 999, 1000, since),
            NewPrice(own, cheese, 333, 1000, since),
            NewPrice(own, cheese, 445, 1000, AT - timedelta(days=1)),
            NewPrice(own, cheese, 777, 1000, AT + timedelta(days=1)),
        ],
        at=since,
    )
    who = Actor("leaf", leaf)
    change_basket(leaf, [Wish(cheese, 1500)], place=place, touchpoint="site", actor=who, at=AT)
    quote = quote_basket(leaf, touchpoint="site", actor=who, at=AT)
    [line] = quote.lines
    assert (line.price, line.per, line.amount) == (445, 1000, 668), "667.5, half away from zero"
    assert make.ask("SELECT amount FROM pricing_version WHERE id = %s", line.price_version) == [(445,)]
    assert read_quote(quote.id, lines=True) == quote
    choose_store(leaf, make.place(), touchpoint="site", actor=who, at=AT)
    assert quote_basket(leaf, touchpoint="site", actor=who, at=AT).lines[0].price == 999, "the list of all"
    choose_store(leaf, make.place("RUB"), touchpoint="site", actor=who, at=AT)
    with pytest.raises(NoPrice) as none:
        quote_basket(leaf, touchpoint="site", actor=who, at=AT)
    assert none.value.variants == (cheese,)


def test_a_basket_counts_its_versions_and_tells_each_change() -> None:
    counter, leaf = open_counter(5, 5), make.leaf()
    who, (one, two) = Actor("leaf", leaf), counter.variants

    def change(*wishes: Wish, version: int | None = None) -> int:
        return change_basket(
            leaf, wishes, touchpoint="site", actor=who, at=AT, expected_version=version
        ).version  # fmt: skip

    assert change(Wish(one, 1)) == 2
    assert change(Wish(one, 1)) == 2, "the same again is no change"
    assert change(Wish(one, 2), Wish(two, 1), version=2) == 3
    with pytest.raises(BasketMoved) as moved:
        change(Wish(one, 9), version=2)
    assert moved.value.version == 3
    assert change(Wish(one, 0)) == 4
    basket = find_open_basket([leaf])
    assert basket is not None
    assert [(line.variant, line.quantity, line.added_by) for line in basket.lines] == [(two, 1, leaf)]
    told = make.ask(
        "SELECT (facts->>'variant')::uuid, (facts->>'quantity')::int FROM kit_event WHERE subject = %s ORDER BY id",
        basket.id,
    )
    assert sorted(told, key=str) == sorted([(one, 1), (one, 2), (two, 1), (one, 0)], key=str)


def test_what_a_basket_does_not_take() -> None:
    counter, leaf = open_counter(5), make.leaf()
    who = Actor("leaf", leaf)
    before = make.rows_of_all_tables()
    for wishes, refusal in (
        ([Wish(uuid4(), 1)], NotOnSale),
        ([Wish(counter.variant, 1_000_001)], BasketFull),
        ([Wish(counter.variant, -1)], BasketFull),
    ):
        with pytest.raises(refusal):
            change_basket(leaf, wishes, touchpoint="site", actor=who, at=AT)
    make.ask("UPDATE catalog_variant SET archived_at = %s WHERE id = %s RETURNING 1", AT, counter.variant)
    with pytest.raises(NotOnSale):
        change_basket(leaf, [Wish(counter.variant, 1)], touchpoint="site", actor=who, at=AT)
    assert make.grown(before) == {}
    with pytest.raises(BasketEmpty):
        quote_basket(leaf, touchpoint="site", actor=who, at=AT)


@pytest.mark.parametrize("archived", ["variant", "product"])
def test_what_left_the_shelf_since_it_was_put_in_is_not_priced(archived: str) -> None:
    counter, leaf = open_counter(5, 5), make.leaf()
    who = Actor("leaf", leaf)
    put(counter, leaf, 1, 1)
    gone = counter.variants[1]
    named = {"variant": "id = %s", "product": "id = (SELECT product_id FROM catalog_variant WHERE id = %s)"}[archived]
    make.ask(f"UPDATE catalog_{archived} SET archived_at = %s WHERE {named} RETURNING 1", AT, gone)
    with pytest.raises(NotOnSale) as refused:
        quote_basket(leaf, touchpoint="site", actor=who, at=AT)
    assert refused.value.variants == (gone,)


def test_a_basket_holds_a_hundred_lines() -> None:
    leaf = make.leaf()
    who, variants = Actor("leaf", leaf), [make.variant() for _ in range(101)]
    wishes = [Wish(variant, 1) for variant in variants]
    change_basket(leaf, wishes[:100], touchpoint="site", actor=who, at=AT)
    with pytest.raises(BasketFull):
        change_basket(leaf, wishes[100:], touchpoint="site", actor=who, at=AT)
    change_basket(leaf, [Wish(variants[0], 0), wishes[100]], touchpoint="site", actor=who, at=AT)
    basket = find_open_basket([leaf])
    assert basket is not None and len(basket.lines) == 100


def test_baskets_of_one_person_become_one_with_the_larger_quantities() -> None:
    from prilavok.domains.baskets.actions import merge_basket

    counter, old, new = open_counter(9, 9, 9), make.leaf(), make.leaf()
    put(counter, old, 5, 1)
    change_basket(
        new,
        [Wish(counter.variants[0], 2), Wish(counter.variants[1], 4), Wish(counter.variants[2], 1)],
        touchpoint="site",
        actor=Actor("leaf", new),
        at=AT + timedelta(minutes=1),
    )
    latest, older = list_open_baskets([old, new])
    merged = merge_basket(latest.id, older.id, touchpoint="site", actor=Actor("leaf", new), at=AT)
    assert {line.variant: line.quantity for line in merged.lines} == dict(zip(counter.variants, (5, 4, 1), strict=True))
    assert merged.place == counter.place, "the store that was chosen stays chosen"
    assert (read_basket(older.id).state, list_open_baskets([old, new])) == ("dropped", [merged])


def test_goods_nobody_collects_go_back_to_sale() -> None:
    counter, leaf = open_counter(5, 5), make.leaf()
    order = placed(counter, leaf, 2, 3)
    kept_until = list_holds_of(order.order)[0].expires_at
    before = make.rows_of_all_tables()
    assert end_uncollected(order.order, actor=SYSTEM, at=kept_until - timedelta(seconds=1)) is False
    assert make.grown(before) == {}
    assert end_uncollected(order.order, actor=SYSTEM, at=kept_until) is True
    assert end_uncollected(order.order, actor=SYSTEM, at=kept_until) is False
    assert [stock_at(counter.place, one).available for one in counter.variants] == [5, 5]
    assert list_holds_of(order.order) == []
    assert (read_order(order.order).commercial, make.verbs_of([order.order])) == (
        "cancelled", {"order.placed": 1, "hold.made": 1, "hold.expired": 1, "order.cancelled": 1},
    )  # fmt: skip
    [(facts,)] = make.ask(
        "SELECT facts->>'reason' FROM kit_event WHERE subject = %s AND verb = 'order.cancelled'", order.order
    )
    assert facts == "not_collected"
    shipment = read_shipment(order.order)
    assert shipment is not None and shipment.state == "cancelled"
    assert check() == []


def test_the_chore_ends_each_order_that_is_due_and_no_other() -> None:
    from prilavok.flows.end_uncollected import do_end_uncollected, queue_uncollected
    from prilavok.kit import clock
    from prilavok.kit.jobs.registry import Due

    now = clock.now()
    counter = open_counter(9, at=now - timedelta(days=9))
    late = placed(counter, make.leaf(), 2, at=now - timedelta(days=4))
    fresh = placed(counter, make.leaf(), 3, at=now)

    def due(verb: str, order: object) -> Due:
        return Due(uuid4(), "chores", verb, {"order": order}, None, now, 1, 8)

    queue_uncollected(due("holds.expire", ""))
    queued = make.ask("SELECT facts->>'order' FROM kit_job WHERE verb = 'order.end_uncollected'")
    assert queued == [(str(late.order),)]
    do_end_uncollected(due("order.end_uncollected", str(late.order)))
    assert (read_order(late.order).commercial, read_order(fresh.order).commercial) == ("cancelled", "placed")
    assert stock_at(counter.place, counter.variant).held == 3
