"""Lots and serial numbers go along with their goods; what nobody named is of the unknown lot, and all adds up.

The flows are prilavok.flows.name_lots, prilavok.flows.name_sold, prilavok.flows.name_brought, prilavok.flows.doubt_lot.
"""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from tests import make
from tests.counter_world import CASHIER
from tests.shop_world import PRICE, Counter, open_counter

from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.orders.types.returning import Agreed, BringBack
from prilavok.domains.stock.actions import keep_tracking
from prilavok.domains.stock.actions.lots import LotMove, move_lots
from prilavok.domains.stock.errors import LotMissing, LotUnfit, PieceOfAnother, SerialKnown
from prilavok.domains.stock.queries import (
    find_lots,
    lots_beyond_goods,
    lots_here,
    lots_of_paper,
    lots_sold_by,
    lots_standing,
    paper_lines,
    stock_at,
)
from prilavok.domains.stock.types import Goods, LotSaid, PaperHead, PaperKind, PaperView, Tracking
from prilavok.flows import write_stock_paper
from prilavok.flows.book_stock_paper import book
from prilavok.flows.doubt_lot import doubt_lot
from prilavok.flows.name_lots import enter_lot, set_lot
from prilavok.flows.reactions import REACTIONS
from prilavok.flows.receive_transfer import receive
from prilavok.flows.return_goods import return_goods
from prilavok.flows.sell_at_till import Paying, Selling, sell
from prilavok.flows.take_back_stock_paper import take_back
from prilavok.insights.floor_tasks import floor_tasks
from prilavok.insights.lot_check import check as lot_check
from prilavok.insights.pieces import months_after, sold_pieces
from prilavok.insights.return_page import find_sold
from prilavok.kit import clock
from prilavok.kit.ids import new_id
from prilavok.kit.jobs.registry import Due
from prilavok.kit.ledger.checks import check

NOW = make.AT
SOON, LATER = date(2026, 4, 1), date(2026, 9, 1)


@pytest.fixture(autouse=True)
def shown_clock(rolled_back: None) -> None:
    clock.set_clock(NOW)


def later(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def lot(counter: Counter, code: str, units: int = 1, ends: date | None = None) -> LotSaid:
    return LotSaid(variant=counter.variant, code=code, units=units, best_before=ends)


def shop(way: str, units: int = 0, **said: object) -> Counter:
    counter = open_counter(units)
    told = Tracking(way=way, variant=counter.variant, **said)  # type: ignore[arg-type]  # names of its fields
    keep_tracking(told, actor=CASHIER, at=NOW)
    return counter


def draft(kind: PaperKind, place: UUID, *lots: LotSaid, at: datetime = NOW, **head: object) -> PaperView:
    said = PaperHead(**head)  # type: ignore[arg-type]  # names of its fields
    paper = write_stock_paper.draft(kind, place, said, key=str(uuid4()), actor=CASHIER, at=at)
    for one in lots:
        enter_lot(paper.id, one, key=str(uuid4()), actor=CASHIER, at=at)
    return paper


def done(kind: PaperKind, place: UUID, *lots: LotSaid, at: datetime = NOW, **head: object) -> PaperView:
    return book(draft(kind, place, *lots, at=at, **head).id, actor=CASHIER, at=at)


def sold(counter: Counter, units: int, *lots: LotSaid, at: datetime = NOW, **more: bool) -> UUID:
    """The order of a sale at the till."""
    goods, paid = [Selling(counter.variant, units)], [Paying("cash", units * PRICE)]
    order = new_id(at)
    sell(
        goods, paid, place=counter.place, key=str(uuid4()), actor=CASHIER, at=at, lots=lots, order=order, **more
    )  # fmt: skip
    return order


def here(counter: Counter, place: UUID | None = None, state: str = "goods") -> dict[str, int]:
    """What lies there by lots; they make the place's balance, of which `?` is the unknown one."""
    found = lots_here(place or counter.place, counter.variant, state)
    named = {one.lot.code: one.units for one in found.named}
    assert sum(named.values()) + found.unknown == found.on_hand
    return named | ({"?": found.unknown} if found.unknown else {})


def books_are_right() -> None:
    assert check() == []
    assert lots_beyond_goods() == []


def test_lots_come_go_are_set_aside_moved_and_written_off_with_their_goods() -> None:
    counter, other = shop("lot", 5), make.place()
    done("receiving", counter.place, lot(counter, "A", 10, SOON), lot(counter, "B", 4, LATER))
    assert here(counter) == {"A": 10, "B": 4, "?": 5}
    sale = sold(counter, 3, lot(counter, "A", 2))
    assert here(counter) == {"A": 8, "B": 4, "?": 4}
    assert [(one.lot.code, one.units) for one in lots_sold_by([sale])] == [("A", 2)]
    done("set_aside", counter.place, lot(counter, "A", 3), from_state="goods", to_state="check")
    assert (here(counter), here(counter, state="check")) == ({"A": 5, "B": 4, "?": 4}, {"A": 3})
    gone = done("write_off", counter.place, lot(counter, "B", 1), reason="damaged")
    sent = done("transfer", counter.place, lot(counter, "A", 5), lot(counter, "B", 2), to_place=other)
    assert here(counter) == {"B": 1, "?": 4}
    receive(sent.id, {counter.variant: 7}, actor=CASHIER, at=NOW)
    assert here(counter, other) == {"A": 5, "B": 2}
    take_back(gone.id, actor=CASHIER, at=later(1))
    assert here(counter) == {"B": 2, "?": 4}
    books_are_right()


def test_a_transfer_that_comes_short_is_unknown_unless_somebody_says_which_lot() -> None:
    counter, other = shop("lot"), make.place()
    done("receiving", counter.place, lot(counter, "A", 6), lot(counter, "B", 6))
    sent = done("transfer", counter.place, lot(counter, "A", 3), lot(counter, "B", 3), to_place=other)
    receive(sent.id, {counter.variant: 5}, actor=CASHIER, at=NOW)
    assert here(counter, other) == {"?": 5}
    said = done("transfer", counter.place, lot(counter, "A", 3), lot(counter, "B", 3), to_place=other)
    for one in (lot(counter, "A", 3), lot(counter, "B", 2)):
        enter_lot(said.id, one, key=str(uuid4()), actor=CASHIER, at=NOW)
    receive(said.id, actor=CASHIER, at=NOW)
    assert here(counter, other) == {"A": 3, "B": 2, "?": 5}
    assert [one.state for one in lots_standing(variants=[counter.variant], state="transit")] == []
    books_are_right()


def test_a_count_by_lot_says_what_is_there_of_each() -> None:
    counter = shop("lot", 7)
    done("receiving", counter.place, lot(counter, "A", 10), lot(counter, "B", 4), at=later(1))
    sold(counter, 6, at=later(2))
    assert here(counter) == {"A": 10, "B": 4, "?": 1}
    count = done("count", counter.place, lot(counter, "A", 5), lot(counter, "C", 3), at=later(3))
    assert here(counter) == {"A": 5, "C": 3}
    assert stock_at(counter.place, counter.variant).on_hand == 8
    take_back(count.id, actor=CASHIER, at=later(4))
    assert here(counter) == {"A": 10, "B": 4, "?": 1}
    plain = write_stock_paper.draft(
        "count", counter.place, PaperHead(), [Goods(counter.variant, 13)], key="p", actor=CASHIER, at=later(5)
    )
    book(plain.id, actor=CASHIER, at=later(5))
    assert here(counter) == {"A": 10, "B": 4, "?": -1}, "a count that names no lot leaves the named ones"
    books_are_right()


def test_what_went_with_no_lot_said_was_likely_of_the_first_to_end() -> None:
    counter = shop("lot")
    done("receiving", counter.place, lot(counter, "B", 4, LATER), lot(counter, "A", 10, SOON), lot(counter, "N", 2))
    sold(counter, 12)
    found = lots_here(counter.place, counter.variant)
    assert (found.on_hand, found.unknown) == (4, -12)
    by_code = {one.lot.code: found.likely[one.lot.id] for one in found.named}
    assert by_code == {"A": 0, "B": 2, "N": 2}
    assert [one.lot.code for one in found.named] == ["A", "B", "N"]


def test_a_piece_is_one_comes_once_and_its_second_sale_is_doubted() -> None:
    counter = shop("serial", 3, at_till=True)
    paper = draft("receiving", counter.place, lot(counter, "SN1"))
    with pytest.raises(LotUnfit):
        enter_lot(paper.id, lot(counter, "SN1"), key="again", actor=CASHIER, at=NOW)
    book(paper.id, actor=CASHIER, at=NOW)
    with pytest.raises(SerialKnown):
        draft("receiving", counter.place, lot(counter, "SN1"))
    with pytest.raises(LotMissing):
        sold(counter, 1)
    assert stock_at(counter.place, counter.variant).on_hand == 4 and here(counter) == {"SN1": 1, "?": 3}
    first = sold(counter, 1, lot(counter, "SN1"))
    assert make.verbs_of([first])["lot.overruled"] == 0
    [known] = find_lots("SN1")
    assert make.verbs_of([known.id])["lot.doubted"] == 0
    with pytest.raises(SerialKnown):
        draft("receiving", counter.place, lot(counter, "SN1"))
    sold(counter, 1, lot(counter, "SN1"), at=later(1))
    assert make.verbs_of([known.id])["lot.doubted"] == 1 and here(counter) == {"?": 2}
    unseen = sold(counter, 1, lot(counter, "SN9"), at=later(2))
    assert [one.lot.code for one in lots_sold_by([unseen])] == ["SN9"]
    assert make.verbs_of([one.id for one in find_lots("SN9")])["lot.doubted"] == 0, "it was unknown, that is no doubt"
    allowed = sold(counter, 1, overruled=True, at=later(3))
    assert make.verbs_of([allowed])["lot.overruled"] == 1 and here(counter) == {}
    books_are_right()


def test_somebody_at_the_place_looks_at_a_doubted_number() -> None:
    counter = shop("serial", 3)
    done("receiving", counter.place, lot(counter, "SN1"))
    sold(counter, 1, lot(counter, "SN1"))
    order = sold(counter, 1, lot(counter, "SN1"), at=later(1))
    [known] = find_lots("SN1")
    assert [one.job for one in REACTIONS["lot.doubted"]] == ["lot.doubt"]
    [(event,)] = make.ask("SELECT id FROM kit_event WHERE verb = 'lot.doubted' AND subject = %s", known.id)
    for _twice in range(2):
        doubt_lot(Due(uuid4(), "default", "lot.doubt", {"event": str(event)}, None, NOW, 1, 8))
    [row] = [one for one in floor_tasks(counter.place, limit=100) if one.task.place == counter.place]
    assert (row.task.kind, row.task.subject, row.task.due_at) == ("lot.doubted", known.id, NOW + timedelta(days=1))
    assert (row.lot, row.variant and row.variant.id, row.order and row.order.id) == (known, counter.variant, order)


def test_what_cannot_be_is_refused_and_changes_nothing() -> None:
    counter = shop("lot", 2)
    done("receiving", counter.place, lot(counter, "A", 3, SOON))
    paper = draft("receiving", counter.place, lot(counter, "B", 1))
    for wrong in (
        lot(counter, "A", 1, LATER),
        lot(counter, "", 1),
        lot(counter, "x" * 61, 1),
        lot(counter, "a\x1db", 1),
        LotSaid(variant=counter.variant, code="C", best_before=SOON, made_on=LATER),
    ):
        with pytest.raises(LotUnfit):
            set_lot(paper.id, wrong, actor=CASHIER, at=NOW)
    assert [(one.lot.code, one.units) for one in lots_of_paper(paper.id)] == [("B", 1)]
    set_lot(paper.id, lot(counter, "B", 5), actor=CASHIER, at=NOW)
    assert [one.units for one in paper_lines(paper.id)] == [5]
    write_stock_paper.set_line(paper.id, counter.variant, 4, cost=None, seen=None, actor=CASHIER, at=NOW)
    with pytest.raises(LotUnfit):
        book(paper.id, actor=CASHIER, at=NOW)
    assert here(counter) == {"A": 3, "?": 2}
    with pytest.raises(LotUnfit):
        sold(counter, 1, lot(counter, "A", 2))
    assert here(counter) == {"A": 3, "?": 2}


def test_undoing_a_scan_takes_its_lot_off_again() -> None:
    counter = shop("lot")
    paper = draft("receiving", counter.place, lot(counter, "A", 2), lot(counter, "A", 3), lot(counter, "B"))
    for left in ({"A": 5}, {"A": 2}, {}):
        write_stock_paper.undo(paper.id, actor=CASHIER, at=NOW)
        assert {one.lot.code: one.units for one in lots_of_paper(paper.id)} == left
        assert sum(one.units for one in paper_lines(paper.id)) == sum(left.values())


def brought(order: UUID, units: int, *pieces: str, at: datetime, condition: str = "for_sale", **agreed: bool) -> None:
    [line] = list_lines(order)
    back = [BringBack(line.id, units, "faulty", condition, pieces)]  # type: ignore[arg-type]  # one of its codes
    place = read_order(order).place
    assert place is not None
    return_goods(order, back, Agreed(**agreed), key=str(uuid4()), place=place, actor=CASHIER, at=at)


def test_only_the_piece_that_was_sold_comes_back_unless_somebody_decides() -> None:
    counter = shop("serial", 5, warranty_months=12)
    done("receiving", counter.place, lot(counter, "SN1"), lot(counter, "SN2"))
    sale, other = sold(counter, 1, lot(counter, "SN1")), sold(counter, 1, lot(counter, "SN2"))
    assert sold_pieces(sale)[counter.variant][0].warranty == date(2027, 3, 2)
    assert (find_sold("SN1"), find_sold("SN2"), find_sold("SN3")) == (sale, other, None)
    for pieces, refusal in (((), LotMissing), (("SN2",), PieceOfAnother), (("SN3",), PieceOfAnother)):
        with pytest.raises(refusal):
            brought(sale, 1, *pieces, at=later(1))
    assert here(counter) == {"?": 5} and read_order(sale).returned_amount == 0
    brought(sale, 1, "SN1", at=later(2))
    assert here(counter) == {"SN1": 1, "?": 5} and lots_sold_by([sale]) == []
    assert make.verbs_of([sale])["lot.overruled"] == 0
    again = sold(counter, 1, lot(counter, "SN1"), at=later(3))
    assert (find_sold("SN1"), make.verbs_of([one.id for one in find_lots("SN1")])["lot.doubted"]) == (again, 0)
    brought(other, 1, "SN7", at=later(4), condition="damaged", other_piece=True)
    assert make.verbs_of([other])["lot.overruled"] == 1
    assert (here(counter), here(counter, state="damaged")) == ({"?": 5}, {"SN7": 1})
    blind = sold(counter, 1, at=later(5))
    brought(blind, 1, "SN8", at=later(6))
    assert make.verbs_of([blind])["lot.overruled"] == 0 and here(counter) == {"SN8": 1, "?": 4}
    books_are_right()


def test_a_warranty_ends_on_a_day_that_there_is() -> None:
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_after(date(2026, 12, 15), 24) == date(2028, 12, 15)
    assert months_after(date(2024, 2, 29), 12) == date(2025, 2, 28)


def test_more_by_lots_than_moved_at_all_is_found_and_said() -> None:
    counter = shop("lot", 3)
    paper = done("receiving", counter.place, lot(counter, "A", 2))
    assert lot_check() == []
    [known] = find_lots("A", variants=[counter.variant])
    out, into = (UUID("00000000-0000-7000-8000-000000000001"), "supplier"), (counter.place, "goods")
    move_lots([LotMove(known.id, out, into, 1, "supply")], paper.id, place=counter.place, actor=CASHIER, at=NOW)
    assert lot_check() == [f"{paper.id} moved 3 of variant {counter.variant} by lots, and 2 at all"]
