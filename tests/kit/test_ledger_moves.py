"""The ledger's public functions: what they give back, what they refuse, and that a refusal changes nothing."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from tests.kit.ledger_world import START

from prilavok.kit.errors import Refused
from prilavok.kit.ledger import snapshots
from prilavok.kit.ledger.accounts import balance_of, open_accounts
from prilavok.kit.ledger.checks import check
from prilavok.kit.ledger.errors import HoldEnded, NotEnough
from prilavok.kit.ledger.holds import expire_holds, reserve_units, settle_holds, void_holds
from prilavok.kit.ledger.moves import draw_moves, explain, list_moves, post_moves
from prilavok.kit.ledger.snapshots import balance_at, take_snapshots
from prilavok.kit.ledger.types import AccountName, Drawing, Lack, NotOpen, Posting, Reservation, Settlement, Standing

pytestmark = pytest.mark.usefixtures("rolled_back")
UNIT = UUID("00000000-0000-7000-8000-0000000000aa")


def _accounts() -> tuple[UUID, UUID, UUID, UUID]:
    """Goods and a shelf (guarded), and the counters `opening` and `sold`."""
    names = [
        AccountName("stock", uuid4(), UNIT, "goods"),
        AccountName("stock", uuid4(), UNIT, "goods"),
        AccountName("stock", uuid4(), UNIT, "opening", guarded=False),
        AccountName("stock", uuid4(), UNIT, "sold", guarded=False),
    ]
    open_accounts(names)
    first, second, third, fourth = (name.id for name in names)
    return first, second, third, fourth


def _posting(debit: UUID, credit: UUID, units: int, *, minutes: int = 0, cause: str = "test") -> Posting:
    at = START + timedelta(minutes=minutes)
    return Posting(id=uuid4(), debit=debit, credit=credit, units=units, cause=cause, occurred_at=at)


def _reservation(debit: UUID, credit: UUID, units: int) -> Reservation:
    return Reservation(
        id=uuid4(), debit=debit, credit=credit, units=units, cause="basket", occurred_at=START, owner=uuid4(),
        expires_at=START + timedelta(minutes=10),
    )  # fmt: skip


def _settlement(hold: UUID, units: int | None = None, cause: str | None = None) -> Settlement:
    return Settlement(id=uuid4(), hold=hold, occurred_at=START, units=units, cause=cause)


def test_an_account_has_one_id_in_python_and_in_sql() -> None:
    name = AccountName("stock", uuid4(), uuid4(), "goods")
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_account_id(%s, %s, %s, %s)", [name.book, name.holder, name.unit, name.state])
        assert cursor.fetchone() == (name.id,)


def test_opening_twice_keeps_what_is_there() -> None:
    name = AccountName("stock", uuid4(), UNIT, "goods")
    counter = AccountName("stock", uuid4(), UNIT, "opening", guarded=False)
    open_accounts([name, counter, name])
    post_moves([_posting(counter.id, name.id, 7)], START, origin="trial")
    open_accounts([counter, name])
    assert balance_of([name.id, counter.id]) == {
        name.id: Standing(name.id, 7, 0),
        counter.id: Standing(counter.id, -7, 0),
    }


def test_a_refused_list_moves_nothing_and_names_the_account() -> None:
    goods, shelf, opening, sold = _accounts()
    post_moves([_posting(opening, goods, 5)], START, origin="trial")
    with pytest.raises(NotEnough) as refusal:
        post_moves([_posting(opening, shelf, 3), _posting(goods, sold, 6)], START, origin="trial")
    assert refusal.value.lacks == (Lack(goods, 6, 5),)
    assert isinstance(refusal.value, Refused)
    assert refusal.value.facts == {"asked": 6, "free": 5, "accounts": [str(goods)]}
    assert [standing.posted for standing in balance_of([goods, shelf, opening, sold]).values()] == [5, 0, -5, 0]


def test_an_account_nobody_opened_is_refused_loudly() -> None:
    goods, _shelf, opening, _sold = _accounts()
    for wrong in (_posting(opening, uuid4(), 1), _posting(uuid4(), goods, 1)):
        with pytest.raises(IntegrityError, match="not opened"), transaction.atomic():
            post_moves([wrong], START, origin="trial")
    with pytest.raises(NotEnough):
        reserve_units([_reservation(uuid4(), goods, 1)], START, origin="trial")


@pytest.mark.parametrize("units", [0, -3])
def test_units_are_above_nought(units: int) -> None:
    goods, _shelf, opening, sold = _accounts()
    post_moves([_posting(opening, goods, 5)], START, origin="trial")
    with pytest.raises(IntegrityError), transaction.atomic():
        post_moves([_posting(opening, goods, units)], START, origin="trial")
    with pytest.raises(IntegrityError), transaction.atomic():
        reserve_units([_reservation(goods, sold, units)], START, origin="trial")
    hold = _reservation(goods, sold, 2)
    reserve_units([hold], START, origin="trial")
    with pytest.raises(IntegrityError), transaction.atomic():
        settle_holds([_settlement(hold.id, units)], START, origin="trial")
    assert balance_of([goods])[goods] == Standing(goods, 5, 2)


def test_the_same_move_twice_is_refused_whole() -> None:
    goods, shelf, opening, _sold = _accounts()
    move = _posting(opening, goods, 5)
    post_moves([move], START, origin="trial")
    with pytest.raises(IntegrityError), transaction.atomic():
        post_moves([_posting(opening, shelf, 1), move], START, origin="trial")
    assert balance_of([goods, shelf]) == {goods: Standing(goods, 5, 0), shelf: Standing(shelf, 0, 0)}


def test_nothing_to_do_is_done() -> None:
    post_moves([], START, origin="trial")
    reserve_units([], START, origin="trial")
    settle_holds([], START, origin="trial")
    assert draw_moves([], START, origin="trial") == []
    assert void_holds([], START, origin="trial") == []
    assert expire_holds(START - timedelta(days=9000)) == []


def test_what_came_earlier_in_the_list_may_be_drawn_later_in_it() -> None:
    goods, shelf, opening, sold = _accounts()
    counter = AccountName("stock", uuid4(), UNIT, "unexplained", guarded=False)
    open_accounts([counter])
    moves = [
        Drawing(**_fields(posting), fallback=counter.id)
        for posting in (
            _posting(opening, goods, 4),
            _posting(goods, shelf, 3),
            _posting(shelf, sold, 5),
            _posting(goods, sold, 1),
        )
    ]
    short = draw_moves(moves, START, origin="trial")
    assert [(one.move, one.units) for one in short] == [(moves[2].id, 2)]
    assert [standing.posted for standing in balance_of([goods, shelf, sold, counter.id]).values()] == [0, 0, 6, -2]


def _fields(posting: Posting) -> dict[str, object]:
    return {name: getattr(posting, name) for name in Posting.__slots__}


def test_held_units_are_not_drawn_and_a_guarded_fallback_is_refused() -> None:
    goods, shelf, opening, sold = _accounts()
    counter = AccountName("stock", uuid4(), UNIT, "unexplained", guarded=False)
    open_accounts([counter])
    post_moves([_posting(opening, goods, 5), _posting(opening, shelf, 50)], START, origin="trial")
    reserve_units([_reservation(goods, sold, 4)], START, origin="trial")
    with pytest.raises(IntegrityError, match="counter-account"), transaction.atomic():
        draw_moves([Drawing(**_fields(_posting(goods, sold, 3)), fallback=shelf)], START, origin="trial")
    drawn = Drawing(**_fields(_posting(goods, sold, 3)), fallback=counter.id)
    assert [(one.move, one.units) for one in draw_moves([drawn], START, origin="trial")] == [(drawn.id, 2)]
    assert balance_of([goods])[goods] == Standing(goods, 4, 4)


def test_a_reservation_is_whole_or_not_at_all_and_demand_is_added_up() -> None:
    goods, shelf, opening, sold = _accounts()
    post_moves([_posting(opening, goods, 5), _posting(opening, shelf, 5)], START, origin="trial")
    with pytest.raises(NotEnough) as refusal:
        reserve_units(
            [_reservation(goods, sold, 3), _reservation(shelf, sold, 2), _reservation(goods, sold, 3)],
            START, origin="trial",
        )  # fmt: skip
    assert refusal.value.lacks == (Lack(goods, 6, 5),)
    assert [standing.held for standing in balance_of([goods, shelf]).values()] == [0, 0]
    assert list_moves(shelf)[0].kind == "post"


def test_settling_a_part_leaves_or_voids_the_rest() -> None:
    goods, _shelf, opening, sold = _accounts()
    post_moves([_posting(opening, goods, 10)], START, origin="trial")
    stays, goes = _reservation(goods, sold, 4), _reservation(goods, sold, 4)
    reserve_units([stays, goes], START, origin="trial")
    settle_holds([_settlement(stays.id, 1, "sale")], START, origin="trial", rest_stays=True)
    settle_holds([_settlement(goes.id, 1)], START, origin="trial")
    assert balance_of([goods])[goods] == Standing(goods, 8, 3)
    kinds = [(move.kind, move.units, move.cause, move.change) for move in list_moves(sold)]
    assert sorted(kinds) == [
        ("reserve", 4, "basket", 0), ("reserve", 4, "basket", 0), ("settle", 1, "basket", 1), ("settle", 1, "sale", 1),
        ("void", 3, "basket", 0),
    ]  # fmt: skip
    settle_holds([_settlement(stays.id)], START, origin="trial")
    assert balance_of([goods])[goods] == Standing(goods, 5, 0)
    assert check() == []


def test_a_hold_ends_once() -> None:
    goods, _shelf, opening, sold = _accounts()
    post_moves([_posting(opening, goods, 10)], START, origin="trial")
    settled, voided, expired, fresh = (_reservation(goods, sold, 2) for _ in range(4))
    reserve_units([settled, voided, expired, fresh], START, origin="trial")
    settle_holds([_settlement(settled.id)], START, origin="trial")
    assert [one.hold for one in void_holds([voided.id, settled.id], START, origin="trial")] == [voided.id]
    end = expired.expires_at
    assert {one.hold for one in expire_holds(end - timedelta(milliseconds=1))} & {expired.id, fresh.id} == set()
    for hold in (settled, voided, _reservation(goods, sold, 1)):
        with pytest.raises(HoldEnded) as refusal:
            settle_holds([_settlement(fresh.id), _settlement(hold.id, 1)], START, origin="trial")
        assert refusal.value.holds == (NotOpen(hold.id, 1, 0),)
    with pytest.raises(HoldEnded) as refusal:  # past its time, though nobody has swept it yet
        settle_holds([_settlement(expired.id)], end, origin="trial")
    assert refusal.value.holds == (NotOpen(expired.id, 1, 0),)
    with pytest.raises(HoldEnded) as refusal:  # the same hold twice in one list counts together
        settle_holds([_settlement(fresh.id, 1), _settlement(fresh.id, 2)], START, origin="trial")
    assert refusal.value.holds == (NotOpen(fresh.id, 3, 2),)
    released = {(one.hold, one.owner, one.account, one.units) for one in expire_holds(end)}
    assert released == {(hold.id, hold.owner, goods, 2) for hold in (expired, fresh)}
    assert balance_of([goods])[goods] == Standing(goods, 8, 0)
    assert check() == []


def test_moves_are_listed_page_by_page_without_gap_or_repeat() -> None:
    goods, shelf, opening, _sold = _accounts()
    moves = [_posting(opening, goods, 2, minutes=n // 3) for n in range(20)]
    moves += [_posting(goods, shelf, 1, minutes=n // 3) for n in range(20)]
    post_moves(moves, START, origin="trial")
    seen, before = [], None
    while page := list_moves(goods, before, limit=7):
        seen += page
        before = (page[-1].occurred_at, page[-1].id)
    expected = sorted(moves, key=lambda move: (move.occurred_at, move.id), reverse=True)
    assert [move.id for move in seen] == [move.id for move in expected]
    assert {(move.change, move.other) for move in seen} == {(2, opening), (-1, shelf)}


def test_why_is_this_47() -> None:
    goods, shelf, opening, sold = _accounts()
    post_moves([_posting(opening, goods, 50, cause="opening")], START, origin="trial", generated=True)
    post_moves([_posting(goods, sold, 1, minutes=n, cause="sale") for n in range(4)], START, origin="trial")
    post_moves([_posting(sold, goods, 1, minutes=9, cause="return")], START, origin="trial")
    reserve_units([_reservation(goods, sold, 2)], START, origin="trial")
    told = explain(goods, newest=2)
    assert told.standing == Standing(goods, 47, 2)
    assert [(cause.cause, cause.units, cause.moves, len(cause.newest)) for cause in told.causes] == [
        ("opening", 50, 1, 1), ("return", 1, 1, 1), ("sale", -4, 4, 2),
    ]  # fmt: skip
    assert [move.occurred_at for move in told.causes[2].newest] == [START + timedelta(minutes=n) for n in (3, 2)]
    assert told.causes[0].newest[0].generated
    assert explain(sold).standing == Standing(sold, 3, 0)
    assert explain(shelf) == type(told)(Standing(shelf, 0, 0), ())


def test_the_past_is_read_from_snapshots_and_late_moves_reach_it(monkeypatch: pytest.MonkeyPatch) -> None:
    goods, _shelf, opening, sold = _accounts()
    monkeypatch.setattr(snapshots, "MOVES_PER_SNAPSHOT", 1)
    yesterday, day = START - timedelta(days=1), (START - timedelta(days=1)).date()
    post_moves([_posting(opening, goods, 10)], START, origin="trial")
    at_noon = _posting(opening, goods, 5, minutes=-24 * 60)
    post_moves([at_noon], yesterday, origin="trial")
    with pytest.raises(Exception, match="not settled"), transaction.atomic():
        take_snapshots(START.date(), START)
    assert take_snapshots(day, START, slice_size=1) == 2
    assert take_snapshots(day, START) == 0
    post_moves([_posting(goods, sold, 2, minutes=-24 * 60 - 5)], START, origin="trial")
    instants = [
        yesterday - timedelta(hours=1),
        yesterday,
        yesterday + timedelta(seconds=1),
        START,
        START + timedelta(1),
    ]
    assert [balance_at(goods, at) for at in instants] == [0, -2, 3, 3, 13]
    assert check() == []
