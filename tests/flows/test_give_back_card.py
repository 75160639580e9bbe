"""A card is given its money back by the terminal that charged it: once, or visibly not yet; and what it refuses is seen."""

import time
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import pytest
from tests import make
from tests.counter_world import CASHIER, hand
from tests.doors.card_world import TERMINAL_KEY
from tests.firms_world import at_the_bank
from tests.shop_world import PRICE, Counter, open_counter, placed

from prilavok.adapters.payments.port import Refunded
from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.orders.types.returning import Agreed, BringBack, ReturnView
from prilavok.domains.payments.queries import list_payments, list_refunds, paid_for, ways_back
from prilavok.domains.tasks.queries import list_tasks_about
from prilavok.flows import return_goods as flow
from prilavok.flows.charge_card import charge_card
from prilavok.flows.exchange_goods import Selling, exchange_goods
from prilavok.flows.hand_over_order import Paying
from prilavok.flows.resolve_refund import settle_refund
from prilavok.flows.return_goods import preview_return, return_goods
from prilavok.kit import clock
from prilavok.kit.ids import new_id
from prilavok.kit.jobs.queue import buried
from prilavok.kit.jobs.runner import run_due

MODULES = ("prilavok.flows.give_back_card", "prilavok.flows.resolve_refund")
pytestmark = pytest.mark.usefixtures("connected")


@pytest.fixture
def counter() -> Counter:
    return open_counter(9, 9)


def paid_by_card(counter: Counter, units: int, cash: int = 0) -> UUID:
    """An order of so many units, handed over, paid by a card but for some cash."""
    order = placed(counter, make.leaf(), units).order
    by_card = units * PRICE - cash
    attempt = charge_card(order, by_card, currency="KZT", place=counter.place, actor=CASHIER, at=clock.now())
    tenders = [Paying("card", by_card, attempt=attempt.id)] + ([Paying("cash", cash)] if cash else [])
    hand(order, *tenders, place=counter.place)
    return order


def bring(order: UUID, units: int, counter: Counter, key: str = "") -> ReturnView:
    brought = [BringBack(list_lines(order)[0].id, units, "changed_mind", "for_sale")]
    return return_goods(
        order, brought, Agreed(), key=key or str(uuid4()), place=counter.place, actor=CASHIER, at=clock.now()
    )


def told(terminal: str, refund: UUID) -> dict[str, object] | None:
    answer = httpx.get(f"{terminal}/refunds/{refund}", headers={"authorization": f"Bearer {TERMINAL_KEY}"}, timeout=5)
    return answer.json() if answer.status_code == 200 else None


def until_known(order: UUID) -> None:
    for _ in range(6):
        clock.move_clock(timedelta(seconds=60))
        run_due("outside")
        if not any(one.is_open for one in list_refunds([order])):
            return


def test_the_card_that_paid_is_given_its_part_first_and_the_drawer_the_rest(counter: Counter, terminal: str) -> None:
    order = paid_by_card(counter, 3, cash=2000)
    brought = [BringBack(list_lines(order)[0].id, 2, "changed_mind", "for_sale")]
    plan = preview_return(order, brought, place=counter.place, actor=CASHIER, at=clock.now())
    assert [(way.method, way.amount) for way in plan.ways] == [("card", 2500), ("cash", 500)]
    taken = bring(order, 2, counter)
    [refund] = list_refunds([order])
    assert (refund.state, refund.amount, refund.of, refund.outside_id[:3]) == ("done", 2500, taken.id, "re_")
    assert (paid_for(order), read_order(order).owed, read_order(order).payment) == (PRICE, PRICE, "paid")
    assert [(way.method, way.amount) for way in ways_back(order)] == [("cash", 1500)]
    bring(order, 1, counter)
    assert (paid_for(order), ways_back(order), len(list_refunds([order]))) == (0, [], 1)
    kept = told(terminal, refund.id)
    assert kept is not None and kept["refund"] == refund.outside_id and list_tasks_about(order) == []


def test_a_refund_that_was_cut_or_repeated_is_given_once(counter: Counter, terminal: str) -> None:
    order = placed(counter, make.leaf(), 1).order
    attempt = charge_card(order, 1006, currency="KZT", place=counter.place, actor=CASHIER, at=clock.now())
    hand(order, Paying("card", 1006, attempt=attempt.id), Paying("cash", PRICE - 1006), place=counter.place)
    one = bring(order, 1, counter, key="k")
    assert bring(order, 1, counter, key="k") == one
    [refund] = list_refunds([order])
    assert (refund.state, [row.amount for row in list_payments([order]) if row.kind == "refund"]) == (
        "done",
        [PRICE - 1006, 1006],
    )
    assert make.verbs_of([order])["payment.refunded"] == 2
    clock.move_clock(timedelta(minutes=5))
    run_due("outside")
    assert (paid_for(order), buried()) == (0, ())


def test_while_the_bank_is_silent_the_refund_is_shown_as_waiting_and_is_not_given_twice(counter: Counter) -> None:
    order = placed(counter, make.leaf(), 2).order
    attempt = charge_card(order, 1607, currency="KZT", place=counter.place, actor=CASHIER, at=clock.now())
    until_settled()
    clock.move_clock(timedelta(seconds=30))
    run_due("outside")
    hand(order, Paying("card", 1607, attempt=attempt.id), Paying("cash", 2 * PRICE - 1607), place=counter.place)
    bring(order, 2, counter)
    [refund] = list_refunds([order])
    assert (refund.state, paid_for(order), read_order(order).owed) == ("unknown", 1607, 0)
    assert ways_back(order) == []
    version = read_order(order).version
    until_settled()
    until_known(order)
    assert (list_refunds([order])[0].state, paid_for(order), list_tasks_about(order)) == ("done", 0, [])
    # It was reckoned with before: who looked at the order meanwhile need not look again.
    assert read_order(order).version == version


def test_an_exchange_at_once_after_a_return_is_taken_whatever_the_bank_says_meanwhile(counter: Counter) -> None:
    order = paid_by_card(counter, 3)
    brought = [BringBack(list_lines(order)[0].id, 1, "changed_mind", "for_sale")]
    with at_the_bank() as bank:
        bank.says = "pending"
        bring(order, 1, counter)
    [refund], seen = list_refunds([order]), read_order(order).version
    assert refund.state == "unknown"
    settle_refund(refund.id, Refunded("done", "re", PRICE, "KZT"), actor=CASHIER, at=clock.now())
    done = exchange_goods(
        order, brought, [Selling(counter.variants[1], 1)], [], Agreed(seen), new_order=new_id(), key="x",
        place=counter.place, actor=CASHIER, at=clock.now(),
    )  # fmt: skip
    assert (done.exchanged, read_order(order).version, paid_for(order)) == (PRICE, seen + 1, PRICE)


def until_settled() -> None:
    """Pending charges and refunds of the terminal settle after three real seconds."""
    time.sleep(3.1)


def test_what_the_bank_refuses_is_still_owed_and_somebody_is_told(counter: Counter) -> None:
    refused = refused_refund(counter)
    [task] = list_tasks_about(refused)
    assert (task.kind, task.facts["amount"]) == ("payment.surplus", 1505)
    assert make.verbs_of([refused])["payment.refund_refused"] == 1
    assert [(way.method, way.amount) for way in ways_back(refused)] == [("card", 2 * PRICE)]


def refused_refund(counter: Counter) -> UUID:
    """An order of which 1505 goes back to its card, which was charged 3000: the terminal declines sums that end so."""
    order = paid_by_card(counter, 2)
    make.ask(
        "UPDATE orders_line SET amount = 1505, promotion_amount = list_amount - 1505 WHERE order_id = %s RETURNING 1",
        order,
    )
    brought = [BringBack(list_lines(order)[0].id, 2, "faulty", "damaged")]
    return_goods(order, brought, Agreed(), key="r", place=counter.place, actor=CASHIER, at=clock.now())
    return order


def test_whoever_dies_before_the_bank_is_told_leaves_it_to_the_job(
    counter: Counter, terminal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = paid_by_card(counter, 1)

    def dies(_order: UUID, *, actor: object) -> None:
        raise SystemExit

    with monkeypatch.context() as killed:
        killed.setattr(flow, "give_promised", dies)
        with pytest.raises(SystemExit):
            bring(order, 1, counter, key="k")
    [refund] = list_refunds([order])
    assert (refund.state, told(terminal, refund.id), paid_for(order)) == ("asked", None, PRICE)
    assert [line.returned for line in list_lines(order)] == [1]
    until_known(order)
    assert (list_refunds([order])[0].state, paid_for(order)) == ("done", 0)
    bring(order, 1, counter, key="k")
    assert len(list_refunds([order])) == 1


def test_money_of_a_card_that_paid_other_goods_goes_back_to_that_card_in_the_end(counter: Counter) -> None:
    order, new = paid_by_card(counter, 2), new_id(clock.now())
    brought = [BringBack(list_lines(order)[0].id, 2, "wrong_size", "for_sale")]
    exchange_goods(
        order, brought, [Selling(counter.variants[1], 1)], [], Agreed(), new_order=new, key="x", place=counter.place,
        actor=CASHIER, at=clock.now(),
    )  # fmt: skip
    assert [(one.amount, one.state) for one in list_refunds([order])] == [(PRICE, "done")]
    [way] = ways_back(new)
    assert (way.method, way.amount, way.attempt) == ("card", PRICE, list_refunds([order])[0].attempt)
    bring(new, 1, counter)
    assert [(one.amount, one.state) for one in list_refunds([new])] == [(PRICE, "done")]
    assert (paid_for(order), paid_for(new)) == (0, 0)
