"""Nobody came for what was given instead: the claim is decided again, and knows which goods came back before.

The flows are prilavok.flows.decide_claim, prilavok.flows.replace_goods, prilavok.flows.take_back and
prilavok.flows.lose_instead.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from tests import make
from tests.claims_world import NOW, claim, decided
from tests.counter_world import CASHIER
from tests.flows.test_lots import books_are_right, done, here, lot, shop, sold
from tests.shop_world import PRICE, Counter, open_counter

from prilavok.domains.orders.errors import ClaimGoodsElsewhere, ClaimGoodsHere, ClaimTooMany, NothingToReturn
from prilavok.domains.orders.queries import list_lines, list_returns, read_claim, read_order
from prilavok.domains.orders.types.claiming import Answered, ClaimView, Decision, TakenIn
from prilavok.domains.orders.types.returning import Agreed, BringBack, Condition
from prilavok.domains.payments.queries import paid_for
from prilavok.domains.places.actions import put_legal_entities, put_places
from prilavok.domains.places.types import NewLegalEntity, NewPlace
from prilavok.domains.stock.errors import LotMissing
from prilavok.domains.stock.queries import lots_sold_by, stock_at
from prilavok.flows.decide_claim import decide_claim, preview_claim
from prilavok.flows.end_uncollected import end_uncollected
from prilavok.flows.own_claim import withdraw_own_claim
from prilavok.flows.return_goods import return_goods
from prilavok.insights.reconciliation import check_order_sums
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM

LATE = NOW + timedelta(days=15)
Opened = tuple[Counter, UUID]
pytestmark = pytest.mark.usefixtures("rolled_back")


def plain() -> Opened:
    """Three lie there, two were sold."""
    counter = open_counter(5)
    return counter, sold(counter, 2)


def numbered() -> Opened:
    """The same of goods with serial numbers: 1 and 2 were sold, 3 to 5 are there."""
    counter = shop("serial", warranty_months=12)
    done("receiving", counter.place, *(lot(counter, f"SN{nth}") for nth in range(1, 6)))
    return counter, sold(counter, 2, lot(counter, "SN1"), lot(counter, "SN2"))


@pytest.fixture(autouse=True)
def shown_clock(rolled_back: None) -> None:
    clock.set_clock(NOW)


def units(found: ClaimView, *pieces: str, count: int = 1, into: Condition = "not_taken") -> tuple[Answered, ...]:
    return (Answered(found.lines[0].line, count, into, pieces),)


def uncollected(order: UUID, found: ClaimView) -> ClaimView:
    end_uncollected(order, actor=SYSTEM, at=LATE)
    again = read_claim(found.id)
    assert again.state == "open" and again.outcome == ""
    return again


def lies(counter: Counter) -> tuple[int, int, int, int]:
    """Units there for sale, free of them, damaged, to be checked; the lots of each add up to it."""
    stock = stock_at(counter.place, counter.variant)
    states = [sum(here(counter, state=one).values()) for one in ("goods", "damaged", "check")]
    books_are_right()
    assert check_order_sums() == []
    return states[0], stock.available, states[1], states[2]


def replaced(world: Opened, into: Condition = "check", count: int = 1) -> ClaimView:
    """So many units are claimed, of which one came in and was to be replaced; nobody collected it."""
    counter, order = world
    pieces = ("SN1",) if lots_sold_by([order]) else ()
    found = claim(order, count, wanted="replacement")
    decided(found, Decision("replacement", units(found, *pieces, into=into)), counter)
    return uncollected(order, found)


@pytest.mark.parametrize("world", [plain, numbered])
@pytest.mark.parametrize("again", ["not_taken", "check", "damaged", "for_sale"])
def test_money_for_what_came_before_books_nothing_in_twice(world: Callable[[], Opened], again: Condition) -> None:
    counter, order = opened = world()
    found = replaced(opened)
    assert found.here == (TakenIn(found.lines[0].line, 1, "check", counter.place),)
    assert lies(counter) == (3, 3, 0, 1)
    over = decided(found, Decision("money", units(found, into=again)), counter)
    assert (over.state, lies(counter), paid_for(order)) == ("closed", (3, 3, 0, 1), PRICE)
    [line], [back] = list_lines(order), list_returns([order])
    assert (line.returned, [(one.quantity, one.amount, one.condition) for one in back.lines]) == (
        1, [(1, PRICE, "here")],
    )  # fmt: skip
    if world is numbered:
        assert here(counter, state="check") == {"SN1": 1}
        assert {one.lot.code for one in lots_sold_by([order])} == {"SN2"}
        assert make.verbs_of([order])["lot.overruled"] == 0


@pytest.mark.parametrize("world", [plain, numbered])
def test_given_anew_twice_the_old_piece_comes_once(world: Callable[[], Opened]) -> None:
    counter, order = opened = world()
    found = replaced(opened, "damaged")
    for _time in range(2):
        assert decided(found, Decision("replacement", units(found, into="for_sale")), counter).state == "waiting"
        assert lies(counter) == (3, 2, 1, 0)
        found = uncollected(order, found)
        assert [(one.quantity, one.condition) for one in found.here] == [(1, "damaged")]
        assert lies(counter) == (3, 3, 1, 0)


@pytest.mark.parametrize("world", [plain, numbered])
def test_what_comes_only_now_comes_beside_what_came_before(world: Callable[[], Opened]) -> None:
    counter, order = opened = world()
    found = replaced(opened, count=2)
    said = Decision("money", units(found, "SN2", count=2, into="damaged"))
    if world is numbered:  # of the piece that is here no number is asked again, of the other one it is
        with pytest.raises(LotMissing):
            decided(found, Decision("money", units(found, count=2, into="damaged")), counter)
    plan = preview_claim(found.id, said, place=counter.place, actor=CASHIER, at=NOW)
    assert plan.takes and plan.back is not None
    assert [(one.quantity, one.condition) for one in plan.back.lines] == [(1, "here"), (1, "damaged")]
    assert decided(found, said, counter).state == "closed"
    assert (lies(counter), paid_for(order), list_lines(order)[0].returned) == ((3, 3, 1, 1), 0, 2)
    assert world is plain or here(counter, state="damaged") == {"SN2": 1}


def test_two_given_anew_of_which_one_came_before(counter_of_two: Opened) -> None:
    counter, order = counter_of_two
    found = replaced(counter_of_two, count=2)
    done = decided(found, Decision("replacement", units(found, "SN2", count=2, into="damaged")), counter)
    assert (done.state, lies(counter)) == ("waiting", (3, 1, 1, 1))
    again = uncollected(order, found)
    assert {(one.quantity, one.condition) for one in again.here} == {(1, "check"), (1, "damaged")}
    assert decided(again, Decision("money", units(again, count=2)), counter).state == "closed"
    assert (lies(counter), paid_for(order)) == ((3, 3, 1, 1), 0)


@pytest.fixture
def counter_of_two() -> Opened:
    return numbered()


def test_goods_that_are_here_are_not_forgotten() -> None:
    counter, order = opened = plain()
    found = replaced(opened, count=2)
    before = make.rows_of_all_tables()
    for decision in (
        Decision("refused", why="dropped"),
        Decision("reduction", units(found), amount=100),
        Decision("repair", units(found), until=NOW.date() + timedelta(days=3)),
    ):
        with pytest.raises(ClaimGoodsHere):
            decided(found, decision, counter)
    with pytest.raises(ClaimGoodsHere):
        withdraw_own_claim(found.id, leaves=[read_order(order).leaf], actor=CASHIER, at=NOW)
    assert make.grown(before) == {} and read_claim(found.id) == found


def test_fewer_than_are_here_are_not_decided() -> None:
    counter, order = plain()
    found = claim(order, 2, wanted="replacement")
    decided(found, Decision("replacement", units(found, count=2, into="check")), counter)
    again = uncollected(order, found)
    with pytest.raises(ClaimGoodsHere):
        decided(again, Decision("money", units(again)), counter)
    assert decided(again, Decision("money", units(again, count=2)), counter).state == "closed"
    assert (lies(counter), paid_for(order)) == ((3, 3, 0, 2), 0)


def test_what_is_here_is_not_brought_back_at_the_till_as_well() -> None:
    counter, order = opened = plain()
    found = replaced(opened)
    line = list_lines(order)[0].id

    def bring(count: int) -> UUID:
        back = [BringBack(line, count, "changed_mind", "for_sale")]
        return return_goods(order, back, Agreed(), key=f"{count}", place=counter.place, actor=CASHIER, at=NOW).id

    with pytest.raises(NothingToReturn):
        bring(2)
    assert bring(1) and lies(counter) == (4, 4, 0, 1)
    with pytest.raises(ClaimTooMany):
        claim(order)
    assert decided(found, Decision("money", units(found)), counter).state == "closed"
    assert (lies(counter), paid_for(order)) == ((4, 4, 0, 1), 0)


def test_goods_that_never_came_may_still_come() -> None:
    counter, order = plain()
    found = claim(order, wanted="replacement")
    decided(found, Decision("replacement", units(found)), counter)
    again = uncollected(order, found)
    assert again.here == ()
    assert decided(again, Decision("money", units(again, into="check")), counter).state == "closed"
    assert (lies(counter), paid_for(order)) == ((3, 3, 0, 1), PRICE)


def test_money_is_given_where_the_firm_has_the_goods() -> None:
    _counter, order = opened = plain()
    found = replaced(opened)
    put_legal_entities([NewLegalEntity("sister", {"en": "Sister"}, "llp", "KZ")])
    sister = put_places([NewPlace("sister", {"en": "Sister"}, "store", "Asia/Almaty", "KZT", "sister", {})])["sister"]
    with pytest.raises(ClaimGoodsElsewhere):
        decide_claim(found.id, Decision("money", units(found)), key="k", place=sister, actor=CASHIER, at=NOW)
    assert read_claim(found.id) == found and list_returns([order]) == []
