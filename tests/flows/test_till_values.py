"""Gift cards and points are lent to a till: it takes them without a line, nobody else can, and what is left comes back.

prilavok.flows.lend_gift_card, prilavok.flows.lend_points, prilavok.flows.ask_to_lend, prilavok.flows.pay_brought,
prilavok.flows.name_buyer.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests import make
from tests.counter_world import CASHIER, buyer_with_phone, digits_of, earned
from tests.make import AT
from tests.offline_till import bring, lines_of, told
from tests.people import browser, household, new_phone, prove, sms, staff
from tests.shop_world import PRICE, Counter, open_counter

from prilavok.domains.customers.errors import CodeWrong, OwnCodeUnfit
from prilavok.domains.customers.queries import identifiers_of_leaves, own_code
from prilavok.domains.giftcards.actions import release_gift_cards
from prilavok.domains.giftcards.errors import GiftCardShort, GiftCardUnknown
from prilavok.domains.giftcards.queries import read_gift_card, shown_codes
from prilavok.domains.loyalty.actions import earn_points, set_points_ending
from prilavok.domains.loyalty.errors import NotEnoughPoints
from prilavok.domains.loyalty.queries import list_programmes, lots_beyond_points, points_ending, points_of
from prilavok.domains.loyalty.types import Earning, Ending, PointsCode
from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.orders.types.returning import Agreed, BringBack
from prilavok.domains.payments.queries import list_payments
from prilavok.domains.receipts.queries import list_receipts
from prilavok.domains.tills.errors import BroughtUnfit, NotLent, TillWithdrawn
from prilavok.domains.tills.queries import leases_out
from prilavok.domains.tills.rules import digest_of
from prilavok.domains.tills.types import GRACE, LENT_FOR, LeaseView, TillView, ToldValue
from prilavok.flows.ask_to_lend import ask_to_lend
from prilavok.flows.give_back_leases import end_overdue, give_back
from prilavok.flows.issue_gift_card import issue_by_staff
from prilavok.flows.keep_gift_card import keep_gift_card
from prilavok.flows.lend_gift_card import lend_gift_card
from prilavok.flows.lend_points import lend_by_code, lend_by_own_code
from prilavok.flows.open_till import open_till, withdraw
from prilavok.flows.return_goods import return_goods
from prilavok.flows.tell_till import tell_till
from prilavok.insights import lent_here
from prilavok.insights.metrics.points import DAYS_SQL
from prilavok.insights.till_knowledge import leases_told
from prilavok.kit import clock
from prilavok.kit.ids import new_id
from prilavok.kit.jobs.registry import Due
from prilavok.kit.ledger.checks import check
from prilavok.kit.words import Person, stores

pytestmark = pytest.mark.usefixtures("rolled_back")
LATER = AT + timedelta(hours=2)
FACE, POINTS = 5 * PRICE, 1000


@pytest.fixture
def counter() -> Counter:
    clock.set_clock(AT)
    make.programme()
    return open_counter(90)


@pytest.fixture
def till(counter: Counter) -> TillView:
    return open_till(counter.place, "Касса", actor=CASHIER, at=AT - timedelta(hours=1))


def gift(counter: Counter, face: int = FACE) -> tuple[UUID, str]:
    """A card of so much, and its code."""
    card = issue_by_staff(face, place=counter.place, key=str(uuid4()), actor=CASHIER, at=AT)
    [shown] = shown_codes(AT, card=card)
    return card, shown.code


def on(card: UUID) -> tuple[int, int]:
    found = read_gift_card(card)
    return found.balance, found.held


def member(counter: Counter, points: int = POINTS) -> tuple[UUID, str]:
    """The card's leaf of somebody with points and a proven phone, and what is scanned from the card."""
    leaf = buyer_with_phone()
    earned(leaf, points, counter.place)
    return leaf, identifiers_of_leaves([leaf])[leaf][1]


def ask_all(wanted: list[tuple[TillView, str, int]]) -> list[tuple[tuple[TillView, str, int], PointsCode]]:
    """Everybody is asked, and what they will say; long after they were asked before."""
    words = []
    for till, code, points in wanted:
        asked = ask_to_lend(till.id, code, points, key=str(uuid4()), actor=CASHIER, at=AT)
        make.ask(
            "UPDATE customers_code SET made_at = made_at - interval '2 hours' WHERE id = %s RETURNING 1", asked.code
        )
        words.append(((till, code, points), PointsCode(asked.code, digits_of(asked.code))))
    return words


def said_yes(till: TillView, code: str, points: int) -> LeaseView:
    [(_asked, said)] = ask_all([(till, code, points)])
    return lend_by_code(till.id, code, points, said, actor=CASHIER, at=AT)


def has(leaf: UUID) -> int:
    return sum(one.points for one in points_of([leaf]))


def sale(till: TillView, by: UUID, counter: Counter, units: int, *values: tuple[LeaseView, int], **more: Any) -> Any:
    """A sale of so many pieces, what the leases do not pay of it in cash."""
    taken = tuple(ToldValue(lease.id, amount) for lease, amount in values)
    given = units * PRICE - sum(one.amount for one in taken)
    return told(till, by, lines_of(counter.variant, units, PRICE), values=taken, given=given, **more)


def stands(leaf: UUID) -> object:
    """How many points are theirs as segments count them."""
    return make.ask("SELECT sum(points)::int FROM standing_points WHERE leaf = %s", leaf)[0][0]


def used_up() -> int:
    """How many points the indicator says were used."""
    days = make.ask(DAYS_SQL.format(at_place="") % {"currency": "'KZT'"})
    return sum(int(str(used)) for _day, _earned, used, _generated in days)


def ways(order: UUID) -> dict[str, int]:
    return {one.method: one.amount for one in list_payments([order])}


def sound() -> None:
    assert (check(), lots_beyond_points(), lent_here.check()) == ([], [], [])


def test_a_part_of_a_gift_card_pays_sales_of_its_till_and_what_is_left_goes_back(
    counter: Counter, till: TillView
) -> None:
    (card, code), cashier = gift(counter), staff()
    lease = lend_gift_card(till.id, f" {code[:4]} {code[4:]}", 3 * PRICE, actor=CASHIER, at=AT)
    assert (lease.kind, lease.units, on(card)) == ("gift", 3 * PRICE, (FACE, 3 * PRICE))
    # The till is told a sum and a digest, and can find the card by its code alone.
    [known] = leases_told(till)
    assert (known.units, known.worth, known.most_share, known.code) == (3 * PRICE, 1, 0, "")
    assert known.digest == digest_of(code, known.salt) and code not in str(known) and str(card) not in str(known)
    # The site has what is left, and no more of it.
    hold = keep_gift_card(code, new_id(), 9 * PRICE, place=counter.place, actor=CASHIER, at=AT)
    assert hold.amount == 2 * PRICE
    with pytest.raises(GiftCardShort):
        lend_gift_card(till.id, code, 0, actor=CASHIER, at=AT)
    brought = sale(till, cashier, counter, 2, (lease, 2 * PRICE - 500))
    for _twice in range(2):
        view = bring(brought, at=LATER)
        assert (view.state, view.over, view.beyond_amount, view.differs) == ("recorded", 0, 0, 0)
    assert ways(brought.id) == {"cash": 500, "gift_card": 2 * PRICE - 500}
    assert on(card) == (FACE - 2 * PRICE + 500, 3 * PRICE + 500)  # of it 2 * PRICE for the site
    assert [one.units for one in leases_out(till.id)] == [PRICE + 500]
    [receipt] = list_receipts([brought.id])
    assert {(one.method, one.amount) for one in receipt.tenders} == {("gift_card", 2 * PRICE - 500), ("cash", 500)}
    sound()
    tell_till(till.id, actor=CASHIER, at=LATER)
    assert leases_out(till.id)[0].until == AT + LENT_FOR  # it is not prolonged: the ledger has its own instant
    give_back(till.id, [lease.id], actor=CASHIER, at=LATER)
    assert (leases_out(till.id), on(card)) == ([], (FACE - 2 * PRICE + 500, 2 * PRICE))
    assert make.ask("SELECT digest, salt, ended FROM tills_lease WHERE id = %s", lease.id) == [("", "", "back")]
    # The goods come back, and their money to the card.
    line = list_lines(brought.id)[0].id
    done = return_goods(
        brought.id, [BringBack(line, 2, "changed_mind", "for_sale")], Agreed(), key="r", place=counter.place,
        actor=CASHIER, at=LATER,
    )  # fmt: skip
    assert done.amount == 2 * PRICE and on(card) == (FACE, 2 * PRICE)
    sound()


def test_points_are_lent_with_their_holders_yes_and_burned_as_they_were_drawn(counter: Counter, till: TillView) -> None:
    (leaf, code), cashier = member(counter), staff()
    asked = ask_to_lend(till.id, code, 600, key="k", actor=CASHIER, at=AT)
    assert ask_to_lend(till.id, code, 600, key="k", actor=CASHIER, at=AT) == asked
    right = digits_of(asked.code)
    wrong = PointsCode(asked.code, f"{(int(right) + 1) % 1_000_000:06d}")
    for points, said in ((600, wrong), (601, PointsCode(asked.code, right))):
        with pytest.raises(CodeWrong):
            lend_by_code(till.id, code, points, said, actor=CASHIER, at=AT)
    assert has(leaf) == POINTS and leases_out(till.id) == []
    lease = lend_by_code(till.id, code, 600, PointsCode(asked.code, right), actor=CASHIER, at=AT)
    assert (has(leaf), lease.units, stands(leaf), used_up()) == (POINTS - 600, 600, POINTS, 0)
    with pytest.raises(NotEnoughPoints):
        ask_to_lend(till.id, code, POINTS - 599, key="l", actor=CASHIER, at=AT)
    [known] = leases_told(till)
    assert (known.worth, known.most_share, known.digest) == (1, 5000, digest_of(code, known.salt))
    assert code not in str(known) and str(leaf) not in str(known)
    sound()
    brought = sale(till, cashier, counter, 2, (lease, 450))
    for _twice in range(2):
        assert (bring(brought, at=LATER).state, bring(brought, at=LATER).beyond_amount) == ("recorded", 0)
    order, earns = read_order(brought.id), (2 * PRICE - 450) // 100
    assert (order.leaf, order.payment, ways(brought.id)) == (leaf, "paid", {"cash": 2 * PRICE - 450, "points": 450})
    [receipt] = list_receipts([brought.id])
    assert (receipt.points_used, receipt.earned) == (450, earns)
    assert (has(leaf), [one.units for one in leases_out(till.id)]) == (POINTS - 600 + earns, [150])
    sound()
    withdraw(till.id, actor=CASHIER, at=LATER)
    assert (has(leaf), leases_out(till.id)) == (POINTS - 450 + earns, [])
    assert (stands(leaf), used_up()) == (POINTS - 450 + earns, 450)
    line = list_lines(brought.id)[0].id
    return_goods(
        brought.id, [BringBack(line, 2, "changed_mind", "for_sale")], Agreed(), key="r", place=counter.place,
        actor=CASHIER, at=LATER,
    )  # fmt: skip
    assert has(leaf) == POINTS
    sound()


def test_the_code_of_the_own_page_says_yes_once(counter: Counter, till: TillView) -> None:
    sms()
    phone, page = new_phone(), browser()
    _customer, leaf = household(phone)
    prove(page, phone)
    earned(leaf, POINTS, counter.place)
    code, shown = identifiers_of_leaves([leaf])[leaf][1], own_code(page, AT).text
    _stranger, other = member(counter)

    def lend(card: str, points: int, said: str) -> LeaseView:
        return lend_by_own_code(till.id, card, points, said, actor=CASHIER, at=AT)

    with pytest.raises(NotLent):
        lend("no such card", 300, shown)
    with pytest.raises(OwnCodeUnfit):
        lend(other, 300, shown)
    first = lend(code, 300, shown)
    assert lend(code, 300, shown).id == first.id
    with pytest.raises(OwnCodeUnfit):
        lend(code, 200, shown)
    assert has(leaf) == POINTS - 300
    sound()


def test_what_ends_is_drawn_first_and_comes_back_with_its_end(counter: Counter, till: TillView) -> None:
    leaf, code = member(counter, 500)
    [programme] = list_programmes()
    set_points_ending(programme.id, Ending(30, 5, 20, "Asia/Almaty", AT), actor=CASHIER, at=AT)
    earn_points(
        [Earning(leaf, uuid4(), counter.place, 30_000, "KZT", AT)], actor=CASHIER, at=AT, origin="live"
    )  # fmt: skip
    before = points_ending([leaf])
    assert [one.points for one in before] == [300] and has(leaf) == 800
    lease = said_yes(till, code, 400)
    assert (points_ending([leaf]), has(leaf)) == ([], 400)
    bring(sale(till, staff(), counter, 1, (lease, 100)), at=AT)
    give_back(till.id, [lease.id], actor=CASHIER, at=AT)
    [left] = points_ending([leaf])
    assert left.points == 200 + (PRICE - 100) // 100 and left.ends_at == before[0].ends_at
    assert has(leaf) == 700 + (PRICE - 100) // 100
    sound()


def test_a_journal_that_took_more_than_was_lent_is_recorded_beyond_and_takes_it_of_nobody(
    counter: Counter, till: TillView
) -> None:
    (card, code), (leaf, shown), cashier = gift(counter), member(counter), staff()
    money = lend_gift_card(till.id, code, PRICE, actor=CASHIER, at=AT)
    points = said_yes(till, shown, 200)
    more = sale(till, cashier, counter, 3, (money, PRICE + 700), (points, 300))
    view = bring(more, at=LATER)
    # Of the card there is more, and of the points too; their holders agreed to no more.
    assert (view.state, view.beyond_amount) == ("recorded", 800)
    assert ways(more.id) == {"cash": 3 * PRICE - PRICE - 1000, "gift_card": PRICE, "points": 200, "unstated": 800}
    assert on(card) == (FACE - PRICE, 0) and leases_out(till.id) == []
    assert has(leaf) == POINTS - 200 + (3 * PRICE - 1000) // 100
    again = sale(till, cashier, counter, 1, (money, 500), (points, 50), nth=2)
    assert bring(again, at=LATER).beyond_amount == 550
    assert on(card) == (FACE - PRICE, 0) and read_order(again.id).payment == "paid"
    stranger = open_till(counter.place, "Другая", actor=CASHIER, at=AT - timedelta(hours=1))
    with pytest.raises(BroughtUnfit):
        bring(sale(stranger, cashier, counter, 1, (money, 500)), at=LATER)
    sound()


def test_what_went_back_before_its_sale_was_brought_is_taken_of_what_is_free_and_no_more(
    counter: Counter, till: TillView
) -> None:
    (card, code), (leaf, shown), cashier = gift(counter, 2 * PRICE), member(counter, 300), staff()
    money = lend_gift_card(till.id, code, 0, actor=CASHIER, at=AT)
    points = said_yes(till, shown, 300)
    late = AT + LENT_FOR + GRACE
    clock.set_clock(late)
    due = Due(till.id, "chores", "leases.end", {"till": str(till.id)}, None, AT, 1, 1)
    end_overdue(due)
    end_overdue(due)
    assert (leases_out(till.id), on(card), has(leaf)) == ([], (2 * PRICE, 0), 300)
    sound()
    # Meanwhile the site keeps most of the card; the points are still there.
    keep_gift_card(code, new_id(), 2 * PRICE - 400, place=counter.place, actor=CASHIER, at=late)
    one = sale(till, cashier, counter, 2, (money, 1000), (points, 300))
    assert bring(one, at=late).beyond_amount == 600
    assert ways(one.id) == {"cash": 2 * PRICE - 1300, "gift_card": 400, "points": 300, "unstated": 600}
    assert on(card) == (2 * PRICE - 400, 2 * PRICE - 400)
    # What the holders agreed to is used up: nothing more is ever taken of them by this.
    earned(leaf, 300, counter.place)
    before = has(leaf)
    rest = sale(till, cashier, counter, 2, (money, 1000), (points, 300), nth=2)
    assert bring(rest, at=late).beyond_amount == 1300
    assert has(leaf) == before + (2 * PRICE - 1300) // 100 and on(card)[0] == 2 * PRICE - 400
    sound()


def test_the_check_names_what_is_lent_and_not_kept(counter: Counter, till: TillView) -> None:
    (card, code), (_leaf, shown) = gift(counter), member(counter)
    money = lend_gift_card(till.id, code, PRICE, actor=CASHIER, at=AT)
    points = said_yes(till, shown, 200)
    assert lent_here.check() == []
    make.ask("SELECT * FROM loyalty_unlend(%s, 50, %s)", points.id, AT)
    release_gift_cards(money.id, at=AT)
    assert lent_here.check() == [
        f"lease {money.id} of till {till.id} lends {PRICE} (gift), 0 are kept for it",
        f"lease {points.id} of till {till.id} lends 200 (points), 150 are kept for it",
    ]
    assert (on(card), check()) == ((FACE, 0), [])


def test_a_wrong_code_a_withdrawn_till_and_an_erased_customer(counter: Counter, till: TillView) -> None:
    with pytest.raises(GiftCardUnknown):
        lend_gift_card(till.id, "4000123412341236", 0, actor=CASHIER, at=AT)
    _card, code = gift(counter)
    leaf, shown = member(counter)
    lease = said_yes(till, shown, 100)
    [store] = [one for one in stores() if one.table == "tills_lease"]
    [told_of] = store.export(Person((leaf,)))
    assert (told_of["id"], told_of["units"]) == (lease.id, 100) and "digest" not in told_of
    assert store.erase(Person((leaf,)), AT) == 1
    assert [one.digest for one in leases_out(till.id)] == [""]
    withdraw(till.id, actor=CASHIER, at=AT)
    assert has(leaf) == POINTS
    for act in (lambda: lend_gift_card(till.id, code, 0, actor=CASHIER, at=AT), lambda: said_yes(till, shown, 100)):
        with pytest.raises(TillWithdrawn):
            act()
    sound()
