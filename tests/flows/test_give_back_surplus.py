"""What is too much is given back once: to the card, or in cash where the bank will not; and its task ends with it."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests import make
from tests.counter_world import CASHIER, hand
from tests.shop_world import PRICE, Counter, open_counter, placed

from prilavok.domains.giftcards.queries import read_gift_card, shown_codes
from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.orders.types.returning import Agreed, BringBack
from prilavok.domains.payments.actions import capture_tenders, give_back_here
from prilavok.domains.payments.errors import NothingTooMuch
from prilavok.domains.payments.queries import list_payments, list_refunds, paid_for
from prilavok.domains.payments.types import Tender, WayBack
from prilavok.domains.tasks.queries import list_tasks_about
from prilavok.flows.charge_card import charge_card
from prilavok.flows.give_back_surplus import give_back_surplus
from prilavok.flows.hand_over_order import Paying
from prilavok.flows.issue_gift_card import issue_by_staff
from prilavok.flows.keep_gift_card import keep_gift_card
from prilavok.flows.return_goods import return_goods
from prilavok.flows.sell_at_till import Selling, sell
from prilavok.flows.tell_surplus import WITHIN, claim_payment, close_surplus, tell_surplus
from prilavok.insights.surplus_page import read_surplus
from prilavok.kit import clock
from prilavok.kit.ids import new_id
from prilavok.kit.jobs.registry import Due
from prilavok.kit.ledger.checks import check

pytestmark = pytest.mark.usefixtures("connected")


@pytest.fixture
def counter() -> Counter:
    return open_counter(9)


def refused_refund(counter: Counter) -> UUID:
    """An order of which 1505 is owed to its card, which was charged 3000: the terminal declines sums that end so."""
    order = placed(counter, make.leaf(), 2).order
    attempt = charge_card(order, 2 * PRICE, currency="KZT", place=counter.place, actor=CASHIER, at=clock.now())
    hand(order, Paying("card", 2 * PRICE, attempt=attempt.id), place=counter.place)
    make.ask(
        "UPDATE orders_line SET amount = 1505, promotion_amount = list_amount - 1505 WHERE order_id = %s RETURNING 1",
        order,
    )
    brought = [BringBack(list_lines(order)[0].id, 2, "faulty", "damaged")]
    return_goods(order, brought, Agreed(), key="r", place=counter.place, actor=CASHIER, at=clock.now())
    return order


def test_what_the_bank_will_not_take_back_is_given_in_cash_once(counter: Counter) -> None:
    order = refused_refund(counter)
    page = read_surplus(order)
    assert (page.amount, [(way.method, way.amount) for way in page.ways]) == (1505, [("card", 1505)])
    assert [one.state for one in page.refunds] == ["refused"] and not page.in_cash

    def give(amount: int, *, in_cash: bool) -> list[str]:
        given = give_back_surplus(
            order, amount, in_cash=in_cash, place=counter.place, actor=CASHIER, at=clock.now()
        )  # fmt: skip
        return [one.state for one in given]

    # The bank refuses again: it is still owed, and the task still stands.
    assert give(1505, in_cash=False) == ["refused", "refused"]
    [task] = list_tasks_about(order)
    assert (task.kind, task.done_at, read_surplus(order).amount) == ("payment.surplus", None, 1505)
    with pytest.raises(NothingTooMuch) as refused:
        give(1500, in_cash=True)
    assert refused.value.facts["surplus"] == 1505
    give(1505, in_cash=True)
    [task] = list_tasks_about(order)
    assert task.done_at is not None
    backs = [(one.method, one.amount) for one in list_payments([order]) if one.kind == "refund"]
    assert (backs, paid_for(order) - read_order(order).owed) == ([("cash", 1505)], 0)
    with pytest.raises(NothingTooMuch):
        give(1505, in_cash=True)
    assert len(list_payments([order])) == 2


def test_a_card_charged_for_a_sale_that_never_came_gets_all_of_it_back(counter: Counter) -> None:
    order = new_id()
    attempt = charge_card(order, PRICE, currency="KZT", place=counter.place, actor=CASHIER, at=clock.now())
    claim_payment(Due(new_id(), "default", "payment.claim", {"attempt": str(attempt.id)}, None, clock.now(), 1, 8))
    [task] = list_tasks_about(order)
    assert (task.facts["amount"], task.done_at) == (PRICE, None)
    [refund] = give_back_surplus(
        order, PRICE, in_cash=False, place=counter.place, actor=CASHIER, at=clock.now()
    )  # fmt: skip
    assert (refund.state, refund.amount, refund.attempt) == ("done", PRICE, attempt.id)
    assert (paid_for(order), read_surplus(order).amount, len(list_refunds([order]))) == (0, 0, 1)
    [task] = list_tasks_about(order)
    assert task.done_at is not None


def test_one_task_stands_and_says_what_is_too_much_now(counter: Counter) -> None:
    order = placed(counter, make.leaf(), 1).order
    hand(order, Paying("cash", PRICE), place=counter.place)

    def too_much(by: int, hours: int) -> None:
        at = make.AT + timedelta(hours=hours)
        capture_tenders([Tender(order, "cash", by, "KZT", at)], actor=CASHIER, at=at, origin="live")
        tell_surplus(read_order(order), actor=CASHIER, at=at)

    def tasks() -> list[tuple[object, bool]]:
        return [(task.facts["amount"], task.done_at is None) for task in list_tasks_about(order)]

    too_much(300, 0)
    too_much(200, 3)
    assert tasks() == [(300, False), (500, True)]
    # Another sum makes nobody wait longer; the same sum told again is the same task.
    assert list_tasks_about(order)[-1].due_at == list_tasks_about(order)[0].due_at == make.AT + WITHIN
    tell_surplus(read_order(order), actor=CASHIER, at=make.AT + timedelta(hours=3))
    assert len(tasks()) == 2
    later = make.AT + timedelta(hours=5)
    give_back_here(order, [WayBack("cash", 200)], of=None, currency="KZT", place=counter.place, actor=CASHIER, at=later)
    close_surplus(order, owed=PRICE, actor=CASHIER, at=later)  # less is too much: the task says so
    assert tasks() == [(300, False), (500, False), (300, True)]
    give_back_surplus(order, 300, in_cash=True, place=counter.place, actor=CASHIER, at=later)
    assert tasks() == [(300, False), (500, False), (300, False)]
    too_much(300, 6)
    assert tasks()[-1] == (300, True) and len(tasks()) == 4


def test_what_a_gift_card_paid_too_much_is_on_it_again(counter: Counter) -> None:
    card = issue_by_staff(2 * PRICE, place=counter.place, key="card", actor=CASHIER, at=clock.now())
    [shown] = shown_codes(clock.now(), card=card)
    order = new_id()
    keep_gift_card(shown.code, order, PRICE, place=counter.place, actor=CASHIER, at=clock.now())
    paid = [Paying("gift_card", PRICE, attempt=card)]
    sell([Selling(counter.variant, 1)], paid, place=counter.place, key="s", actor=CASHIER, at=clock.now(), order=order)
    columns = 'kind, method, currency, attempt, occurred_at, recorded_at, origin, "order"'
    make.ask(  # by mistake it is written down that 300 more were taken
        f"""INSERT INTO payments_transaction (id, amount, {columns})
        SELECT gen_random_uuid(), 300, {columns} FROM payments_transaction WHERE "order" = %s RETURNING 1""",
        order,
    )
    assert [(way.method, way.amount) for way in read_surplus(order).ways] == [("gift_card", 300)]
    given = give_back_surplus(order, 300, in_cash=False, place=counter.place, actor=CASHIER, at=clock.now())
    assert (given, list_refunds([order]), read_surplus(order).amount) == ([], [], 0)
    assert (read_gift_card(card).balance, check()) == (PRICE + 300, [])
