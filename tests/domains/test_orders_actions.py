"""Recording finished sales: sums, kinds and states, each sale once, a list with an impossible line not at all."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from tests import make

from prilavok.domains.orders.actions import record_sales
from prilavok.domains.orders.errors import SaleImpossible
from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.orders.types import Sale, SaleLine
from prilavok.kit.events.actor import SYSTEM


def record(*sales: Sale, origin: str = "live") -> set[UUID]:
    return set(record_sales(sales, actor=SYSTEM, at=make.AT, origin=origin))


def test_a_receipt_of_every_kind_of_row_stands_as_it_was(rolled_back: None) -> None:
    place, milk, corn, leaf = make.place(), make.variant(), make.variant(), make.leaf()
    sold = make.sale(
        place,
        leaf,
        [
            make.line(milk, 2, 1000, promotion=100, match=50, coupon=30),
            make.line(corn, 0, 0),
            make.line(corn, 0, 0, coupon=70),
            make.line(corn, 0, 29),
            make.line(corn, 3, 300, promotion=300),
        ],
    )
    [sums] = record_sales([sold], actor=SYSTEM, at=make.AT, origin="live").values()
    assert (sums.list_amount, sums.discount_amount, sums.amount, sums.coupon_amount, sums.paid_amount) == (
        1329,
        450,
        879,
        100,
        779,
    )
    order = read_order(sold.id)
    assert (order.list_amount, order.discount_amount, order.amount, order.coupon_amount, order.paid_amount) == (
        1329,
        450,
        879,
        100,
        779,
    )
    assert (order.number, order.leaf, order.place, order.currency, order.line_count, order.origin, order.version) == (
        sold.number,
        leaf,
        place,
        "KZT",
        5,
        "live",
        1,
    )
    assert (order.commercial, order.payment, order.fulfilment) == ("completed", "paid", "handed_over")
    assert [
        (one.position, one.kind, one.variant, one.quantity, one.handed_over, one.amount, one.coupon_amount)
        for one in list_lines(sold.id)
    ] == [
        (1, "goods", milk, 2, 2, 850, 30),
        (2, "void", corn, 0, 0, 0, 0),
        (3, "coupon", corn, 0, 0, 0, 70),
        (4, "amount", corn, 0, 0, 29, 0),
        (5, "goods", corn, 3, 3, 0, 0),
    ]
    told = make.ask("SELECT verb, occurred_at, leaf, place, origin, facts FROM kit_event WHERE subject = %s", sold.id)
    assert [row[:5] for row in told] == [("order.completed", sold.placed_at, leaf, place, "live")]
    assert '"amount": 879' in str(told[0][5]) and '"lines": 5' in str(told[0][5])


def test_the_same_sale_again_changes_nothing_whatever_it_says_now(rolled_back: None) -> None:
    place, milk, leaf = make.place(), make.variant(), make.leaf()
    sold = make.sale(place, leaf, [make.line(milk, 1, 500)])
    assert record(sold) == {sold.id}
    before, stood = make.rows_of_all_tables(), read_order(sold.id)
    again = replace(sold, id=uuid4(), number="N-other", lines=(make.line(milk, 9, 9000),))
    assert record(again) == set()
    assert record(sold, again) == set()
    assert make.grown(before) == {}
    assert read_order(sold.id) == stood
    other_source = replace(again, source=uuid4(), lines=sold.lines)
    assert record(other_source) == {other_source.id}


def test_equal_keys_inside_a_list_are_one_sale_the_first(rolled_back: None) -> None:
    place, milk, leaf = make.place(), make.variant(), make.leaf()
    first = make.sale(place, leaf, [make.line(milk, 1, 500)])
    second = replace(first, id=uuid4(), number="N-second", lines=(make.line(milk, 2, 900), make.line(milk, 1, 1)))
    other = make.sale(place, leaf, [make.line(milk, 1, 700)])
    before = make.rows_of_all_tables()
    assert record(first, other, second) == {first.id, other.id}
    assert make.grown(before) == {"orders_order": 2, "orders_line": 2, "kit_event": 2}
    assert read_order(first.id).amount == 500


@pytest.mark.parametrize(
    "wrong",
    [
        lambda of: SaleLine(of, -1, 100, 0, 0, 0),
        lambda of: SaleLine(of, 1, 100, 101, 0, 0),
        lambda of: SaleLine(of, 1, 10**13, 0, 0, 0),
    ],
    ids=["negative", "discount over price", "too large"],
)
def test_one_impossible_line_refuses_the_whole_list(rolled_back: None, wrong) -> None:  # type: ignore[no-untyped-def]
    place, milk, leaf = make.place(), make.variant(), make.leaf()
    good = make.sale(place, leaf, [make.line(milk)])
    bad = make.sale(place, leaf, [make.line(milk), wrong(milk)], key="till-7/41")
    before = make.rows_of_all_tables()
    with pytest.raises(SaleImpossible) as refusal:
        record(good, bad)
    assert refusal.value.facts["source_key"] == "till-7/41"
    assert make.grown(before) == {}


def test_nothing_is_recorded_of_no_sales(rolled_back: None) -> None:
    before = make.rows_of_all_tables()
    assert record() == set()
    assert make.grown(before) == {}


def test_a_sale_without_lines_is_a_receipt_of_nothing(rolled_back: None) -> None:
    empty = make.sale(make.place(), make.leaf(), [])
    assert record(empty) == {empty.id}
    order = read_order(empty.id)
    assert (order.line_count, order.amount, order.commercial, order.payment) == (0, 0, "completed", "paid")


def test_sales_are_written_in_one_order_whatever_order_they_are_told_in(rolled_back: None) -> None:
    """Two tills with the same sales the other way round would else wait for each other until one is thrown out."""
    place, milk, leaf, source = make.place(), make.variant(), make.leaf(), uuid4()
    told = [make.sale(place, leaf, [make.line(milk)], source=source, key=key) for key in ("c", "a", "d", "b")]
    record(*told)
    written = make.ask("SELECT source_key FROM orders_order WHERE source = %s ORDER BY ctid", source)
    assert [key for (key,) in written] == ["a", "b", "c", "d"]


def test_a_sale_under_anothers_number_is_refused_and_not_lost_in_silence(rolled_back: None) -> None:
    place, leaf, variant = make.place(), make.leaf(), make.variant()
    first = make.sale(place, leaf, [make.line(variant)])
    record_sales([first], actor=SYSTEM, at=make.AT, origin="live")
    other = replace(make.sale(place, leaf, [make.line(variant)]), number=first.number)
    with pytest.raises(SaleImpossible):
        record_sales([other], actor=SYSTEM, at=make.AT, origin="live")
    assert record_sales([first], actor=SYSTEM, at=make.AT, origin="live") == {}
