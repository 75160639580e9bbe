"""A card at the counter, against the terminal's sandbox: captured, refused, and not known yet, never charged twice."""

import time
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from django.utils.translation import override
from tests import make
from tests.counter_world import CASHIER, hand
from tests.doors.card_world import TERMINAL_KEY
from tests.shop_world import PRICE, Counter, open_counter, placed

from prilavok.domains.orders.actions import lock_order
from prilavok.domains.orders.queries import read_order
from prilavok.domains.orders.types import LineAct
from prilavok.domains.payments.errors import NothingDue, PaymentNotTaken, PaymentUnresolved
from prilavok.domains.payments.queries import (
    list_attempts,
    list_open_attempts,
    list_payments,
    list_refunds,
    paid_for,
    read_attempt,
)
from prilavok.domains.payments.types import AttemptView
from prilavok.domains.stock.queries import list_holds_of
from prilavok.domains.tasks.queries import list_tasks_about
from prilavok.flows.call_off_order import call_off_order
from prilavok.flows.cancel_order import cancel_order
from prilavok.flows.charge_card import charge_card
from prilavok.flows.end_uncollected import end_uncollected
from prilavok.flows.give_way import take_away
from prilavok.flows.hand_over_order import Paying
from prilavok.flows.notice_facts import facts_of
from prilavok.flows.notices import TEMPLATES
from prilavok.flows.sell_at_till import Selling, sell
from prilavok.insights.cancelled_order import money_back
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.facts import OrderCancelled
from prilavok.kit.ids import new_id
from prilavok.kit.jobs.queue import buried
from prilavok.kit.jobs.runner import run_due
from prilavok.kit.ledger.checks import check
from prilavok.kit.money import Money
from prilavok.kit.settings import where

MODULES = ("prilavok.flows.reach_terminal", "prilavok.flows.resolve_payment", "prilavok.flows.tell_surplus")
pytestmark = pytest.mark.usefixtures("connected")


@pytest.fixture
def counter() -> Counter:
    return open_counter(9)


def order_of(counter: Counter, amount: int) -> UUID:
    """An order of about so much, whose card payment is exactly so much."""
    order = placed(counter, make.leaf(), -(-amount // PRICE)).order
    assert read_order(order).owed >= amount
    return order


def charge(order: UUID, amount: int, place: UUID) -> AttemptView:
    return charge_card(order, amount, currency="KZT", place=place, actor=CASHIER, at=clock.now())


def charged(terminal: str, attempt: UUID) -> dict[str, object] | None:
    answer = httpx.get(f"{terminal}/charges/{attempt}", headers={"authorization": f"Bearer {TERMINAL_KEY}"}, timeout=5)
    return answer.json() if answer.status_code == 200 else None


def ask_until_known(attempt: UUID) -> AttemptView:
    for _ in range(8):
        clock.move_clock(timedelta(seconds=30))
        run_due("outside")
        if not read_attempt(attempt).is_open:
            break
    return read_attempt(attempt)


def test_a_captured_card_pays_the_order_and_the_receipt_says_so(counter: Counter) -> None:
    order = order_of(counter, PRICE)
    attempt = charge(order, PRICE, counter.place)
    assert (attempt.state, attempt.outside_id[:3], attempt.is_open) == ("captured", "ch_", False)
    assert (paid_for(order), read_order(order).payment) == (PRICE, "paid")
    with pytest.raises(NothingDue):
        charge(order, 100, counter.place)
    done = hand(order, Paying("card", PRICE, attempt=attempt.id), place=counter.place)
    assert [(one.method, one.amount) for one in done.receipt.tenders] == [("card", PRICE)]
    assert [(one.id, one.amount) for one in list_payments([order])] == [(attempt.id, PRICE)]
    assert list_tasks_about(order) == []
    assert check() == []


def test_part_by_card_part_in_cash(counter: Counter) -> None:
    order = order_of(counter, PRICE)
    attempt = charge(order, 1000, counter.place)
    assert read_order(order).payment == "part_paid"
    with pytest.raises(PaymentNotTaken):
        hand(order, Paying("card", 999, attempt=attempt.id), Paying("cash", 501), place=counter.place)
    done = hand(order, Paying("card", 1000, attempt=attempt.id), Paying("cash", 500, given=500), place=counter.place)
    assert {one.method: one.amount for one in done.receipt.tenders} == {"card": 1000, "cash": 500}


@pytest.mark.parametrize(("ending", "reason"), [(5, "insufficient_funds"), (8, "card.busy"), (12, "card.busy")])
def test_a_refused_card_took_nothing_and_another_may_be_tried(counter: Counter, ending: int, reason: str) -> None:
    order = order_of(counter, PRICE)
    attempt = charge(order, 1000 + ending, counter.place)
    assert (attempt.state, attempt.reason, paid_for(order)) == ("refused", reason, 0)
    with pytest.raises(PaymentNotTaken):
        hand(order, Paying("card", 1000 + ending, attempt=attempt.id), place=counter.place)
    assert charge(order, PRICE, counter.place).state == "captured"
    assert make.verbs_of([order])["payment.refused"] == 1


def test_an_answer_that_was_cut_is_asked_for_and_nothing_is_charged_twice(counter: Counter, terminal: str) -> None:
    order = order_of(counter, PRICE)
    attempt = charge(order, 1006, counter.place)
    assert attempt.state == "captured"
    told = charged(terminal, attempt.id)
    assert told is not None and told["charge"] == attempt.outside_id
    assert (paid_for(order), len(list_attempts(order))) == (1006, 1)


def test_while_the_bank_is_silent_the_card_is_shown_pending_and_blocks_only_itself(counter: Counter) -> None:
    order = order_of(counter, PRICE)
    attempt = charge(order, 1007, counter.place)
    assert (attempt.state, [one.id for one in list_open_attempts()]) == ("unknown", [attempt.id])
    with pytest.raises(PaymentUnresolved):
        charge(order, 100, counter.place)
    with pytest.raises(PaymentUnresolved):
        hand(order, Paying("card", 1007, attempt=attempt.id), Paying("cash", PRICE - 1007), place=counter.place)
    assert make.verbs_of([order])["payment.unresolved"] == 1
    # The customer pays in cash instead; then the bank says that it took the money after all.
    hand(order, Paying("cash", PRICE), place=counter.place)
    until_settled()
    assert ask_until_known(attempt.id).state == "captured"
    [task] = list_tasks_about(order)
    assert (task.kind, task.facts["amount"]) == ("payment.surplus", 1007)
    assert read_order(order).commercial == "completed"
    assert buried() == ()


def until_settled() -> None:
    """Pending charges of the terminal settle after three real seconds."""
    time.sleep(3.1)


def test_a_pending_card_that_is_refused_in_the_end_leaves_the_order_to_be_paid(counter: Counter) -> None:
    order = order_of(counter, PRICE)
    attempt = charge(order, 1009, counter.place)
    assert attempt.state == "unknown"
    until_settled()
    ended = ask_until_known(attempt.id)
    assert (ended.state, ended.reason, paid_for(order)) == ("refused", "card_expired", 0)
    hand(order, Paying("cash", PRICE), place=counter.place)
    assert list_tasks_about(order) == []


def test_a_terminal_that_is_not_there_took_nothing(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRILAVOK_PORT", "1")
    where.cache_clear()
    order = order_of(counter, PRICE)
    attempt = charge(order, PRICE, counter.place)
    assert (attempt.state, attempt.reason) == ("refused", "outside.unreachable")


def given_back(order: UUID) -> list[tuple[str, int]]:
    """What was given back, and that it is all that was taken."""
    assert paid_for(order) == 0
    return [(one.method, one.amount) for one in list_payments([order]) if one.kind == "refund"]


def test_money_taken_for_an_order_that_is_cancelled_goes_back_to_the_card_once(counter: Counter) -> None:
    order = order_of(counter, PRICE)
    charge(order, PRICE, counter.place)
    for first in (True, False):
        assert cancel_order(order, ground="asked", actor=CASHIER, at=clock.now()) is first
        assert (given_back(order), list_tasks_about(order)) == ([("card", PRICE)], [])
    assert make.verbs_of([order])["payment.refunded"] == 1


def test_what_the_bank_will_not_take_back_of_a_cancelled_order_is_a_task(counter: Counter) -> None:
    order = order_of(counter, PRICE + 1100)
    charge(order, 1100, counter.place)
    charge(order, PRICE, counter.place)
    for table in ("payments_attempt", "payments_transaction"):  # the terminal gives no sums back that end so
        make.ask(f"UPDATE {table} SET amount = 1005 WHERE amount = 1100 RETURNING 1")
    cancel_order(order, actor=CASHIER, at=clock.now())
    assert sorted((one.amount, one.state) for one in list_refunds([order])) == [(1005, "refused"), (PRICE, "done")]
    [task] = list_tasks_about(order)
    assert (task.kind, task.facts, paid_for(order)) == ("payment.surplus", {"amount": 1005, "currency": "KZT"}, 1005)
    told = [(one.by, one.amount, one.state) for one in money_back(order)]
    assert told == [("card", PRICE, "done"), ("by_hand", 1005, "refused")]


def test_money_taken_for_an_order_that_nobody_collects_is_to_be_given_back(counter: Counter) -> None:
    order = order_of(counter, PRICE)
    charge(order, PRICE, counter.place)
    [kept_until] = {hold.expires_at for hold in list_holds_of(order)}
    with story():
        assert end_uncollected(order, actor=SYSTEM, at=kept_until)
    [task] = list_tasks_about(order)
    assert (task.kind, task.facts) == ("payment.surplus", {"amount": PRICE, "currency": "KZT"})


def test_money_taken_for_goods_that_are_lost_is_to_be_given_back(counter: Counter) -> None:
    gone, less = placed(counter, make.leaf(), 1).order, placed(counter, make.leaf(), 2).order
    for order, amount in ((gone, PRICE), (less, 2 * PRICE)):
        charge(order, amount, counter.place)
        with story():
            lock_order(order)
            lost = [LineAct("take_out", counter.variant, 1)]
            take_away(order, lost, place=counter.place, key="lost", actor=SYSTEM, at=clock.now())
        surplus = [one.facts for one in list_tasks_about(order) if one.kind == "payment.surplus"]
        assert surplus == [{"amount": PRICE, "currency": "KZT"}]
    assert [read_order(order).commercial for order in (gone, less)] == ["cancelled", "placed"]


def test_a_customer_takes_back_an_order_that_money_was_taken_for(counter: Counter) -> None:
    order = order_of(counter, PRICE)
    charge(order, PRICE, counter.place)
    leaf = read_order(order).leaf
    assert call_off_order(order, leaf=leaf, actor=Actor("leaf", leaf), at=clock.now())
    assert (read_order(order).commercial, given_back(order)) == ("cancelled", [("card", PRICE)])
    told = facts_of("order.cancelled", read_order(order), OrderCancelled(order, "customer"))
    with override("en"):
        assert "What you paid, 15 KZT, will be given back." in TEMPLATES["order.cancelled"](told | {"paid": "15 KZT"})
    assert told["paid"] == Money(PRICE, "KZT")
    unpaid = order_of(counter, PRICE)
    told = facts_of("order.cancelled", read_order(unpaid), OrderCancelled(unpaid, "customer"))
    assert "paid" not in told


@pytest.mark.parametrize("by", ["customer", "staff"])
def test_a_card_that_is_told_late_for_a_cancelled_order_is_given_back_then(counter: Counter, by: str) -> None:
    order = order_of(counter, 1007)
    attempt, leaf = charge(order, 1007, counter.place), read_order(order).leaf
    if by == "staff":
        cancel_order(order, actor=CASHIER, at=clock.now())
    else:
        call_off_order(order, leaf=leaf, actor=Actor("leaf", leaf), at=clock.now())
    assert attempt.is_open and (list_tasks_about(order), list_refunds([order])) == ([], [])
    assert [(one.by, one.amount, one.state) for one in money_back(order)] == [("unsaid", 1007, "will")]
    until_settled()
    assert ask_until_known(attempt.id).state == "captured"
    [refund] = list_refunds([order])
    assert (refund.amount, list_tasks_about(order)) == (1007, [])
    for _tries in range(20):
        if not list_refunds([order])[0].is_open:
            break
        clock.move_clock(timedelta(seconds=30))
        run_due("outside")
        time.sleep(0.5)
    assert (given_back(order), list_tasks_about(order)) == ([("card", 1007)], [])


def test_two_cards_pay_one_sale_and_no_more(counter: Counter) -> None:
    order, due = new_id(make.AT), 2 * PRICE

    def part(amount: int) -> AttemptView:
        return charge_card(
            order, amount, due=due, currency="KZT", place=counter.place, actor=CASHIER, at=clock.now()
        )  # fmt: skip

    one = part(PRICE)
    with pytest.raises(NothingDue):
        part(PRICE + 1)
    with pytest.raises(NothingDue):
        charge(order, PRICE, counter.place)  # without its whole sum a charge is taken for all of the sale
    other = part(PRICE)
    cards = [Paying("card", PRICE, attempt=attempt.id) for attempt in (one, other)]
    sale = [Selling(counter.variant, 2)]
    done = sell(sale, cards, place=counter.place, key="two", actor=CASHIER, at=clock.now(), order=order)
    assert [(paid.method, paid.amount) for paid in done.receipt.tenders] == [("card", PRICE), ("card", PRICE)]


def test_a_quick_sale_is_paid_by_a_card_that_names_it_and_an_abandoned_one_is_seen(counter: Counter) -> None:
    order = new_id(make.AT)
    attempt = charge(order, PRICE, counter.place)
    paid = [Paying("card", PRICE, attempt=attempt.id)]
    sale = [Selling(counter.variant, 1)]
    done = sell(sale, paid, place=counter.place, key="k", actor=CASHIER, at=clock.now(), order=order)
    assert (done.receipt.order, [one.method for one in done.receipt.tenders]) == (order, ["card"])
    abandoned = new_id(make.AT)
    charge(abandoned, PRICE, counter.place)
    clock.move_clock(timedelta(minutes=31))
    run_due()
    assert list_tasks_about(order) == []
    [task] = list_tasks_about(abandoned)
    assert (task.kind, task.facts["amount"], task.place) == ("payment.surplus", PRICE, counter.place)
