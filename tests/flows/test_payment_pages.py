"""Paying at a page of the bank, against its sandbox: a link and a QR code; held, taken in part, let go; never doubled."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from tests import make
from tests.counter_world import CASHIER, give_out, hand
from tests.doors.bank_world import SHOP_KEY, act, banking, known, running_bank, told
from tests.shop_world import PRICE, Counter, open_counter, placed

from prilavok.domains.connections.actions import put_connection
from prilavok.domains.connections.types import NewConnection
from prilavok.domains.orders.queries import read_order
from prilavok.domains.payments.errors import NothingDue, PaymentWaiting, TenderNotOffered, TendersUnfit
from prilavok.domains.payments.queries import held_for, list_payments, paid_for, read_attempt, ways_back
from prilavok.domains.payments.types import AttemptView
from prilavok.domains.tasks.queries import list_tasks_about
from prilavok.flows.call_off_order import call_off_order
from prilavok.flows.charge_card import charge_card
from prilavok.flows.end_page import end_own_page, end_page
from prilavok.flows.end_uncollected import end_uncollected
from prilavok.flows.give_out_paid import StillOwed
from prilavok.flows.hand_over_order import Paying
from prilavok.flows.open_page import open_page
from prilavok.flows.pay_own_page import pay_own_page
from prilavok.flows.take_held import take_held
from prilavok.insights.cancelled_order import BeingPaid
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.secrets import Secret

MODULES = ("prilavok.flows.payments_due", "prilavok.flows.settle_payment", "prilavok.flows.close_payment")
pytestmark = pytest.mark.usefixtures("online")


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running payment page."""
    with running_bank(tmp_path_factory.mktemp("pay")) as address:
        yield address


@pytest.fixture
def online(rolled_back: None, bank: str) -> Iterator[None]:
    """It is our bank, and the clock stands at the time of the tests."""
    with banking(bank):
        clock.set_clock(make.AT)
        yield


@pytest.fixture
def counter() -> Counter:
    return open_counter(9)


def opened(order: UUID, amount: int = 0, *, way: str = "page", hold: bool = True) -> AttemptView:
    """A page for so much of the order, or for all of it."""
    due = amount or read_order(order).owed
    return open_page(
        order, due, way="qr" if way == "qr" else "page", back="", currency="KZT", place=None, may_hold=hold,
        actor=SYSTEM, at=clock.now(),
    )  # fmt: skip


def test_a_page_waits_and_what_is_paid_there_pays_the_order_once(counter: Counter, bank: str) -> None:
    order = placed(counter, make.leaf(), 2).order
    page = opened(order, hold=False)
    assert (page.state, page.way, page.hold, page.amount) == ("waiting", "page", False, 2 * PRICE)
    assert page.link.startswith(f"{bank}/pay/") and page.ends_at is not None
    assert opened(order, hold=False).id == page.id, "while it waits it is the same page"
    with pytest.raises(PaymentWaiting):
        opened(order, way="qr", hold=False)
    with pytest.raises(PaymentWaiting):
        charge_card_now(order)
    act(page.link, "decline")
    assert known(page.id, times=1).state == "waiting", "the bank said no to one card: another may be tried"
    act(page.link, "pay")
    paid = known(page.id)
    assert (paid.state, paid.link, paid.is_open) == ("captured", "", False)
    assert (paid_for(order), read_order(order).payment) == (2 * PRICE, "paid")
    assert [(one.id, one.method, one.amount) for one in list_payments([order])] == [(page.id, "card", 2 * PRICE)]
    with pytest.raises(NothingDue):
        opened(order, PRICE)
    assert ways_back(order)[0].attempt == page.id, "it goes back the way it came"
    assert list_tasks_about(order) == []


def charge_card_now(order: UUID) -> AttemptView:
    new = NewConnection("card", "payments", "sandbox_card", {"en": "Card"}, {}, {"key": Secret(SHOP_KEY)})
    put_connection(new, at=make.AT)
    return charge_card(order, PRICE, currency="KZT", place=None, actor=CASHIER, at=clock.now())


def test_a_customer_who_gives_up_or_a_shop_that_ends_it_may_go_on_otherwise(counter: Counter, bank: str) -> None:
    order = placed(counter, make.leaf(), 1).order
    page = opened(order)
    act(page.link, "give_up")
    assert (known(page.id).state, read_attempt(page.id).reason) == ("refused", "given_up")
    other = opened(order, way="qr")
    [ended] = end_page(order, actor=CASHIER, at=clock.now())
    assert (ended.id, ended.state, told(bank, other.id)["state"]) == (other.id, "refused", "cancelled")
    act(other.link, "pay")  # too late: the page is shut
    assert (told(bank, other.id)["state"], paid_for(order), held_for(order)) == ("cancelled", 0, 0)
    assert end_page(order, actor=CASHIER, at=clock.now()) == []
    assert opened(order).state == "waiting"


def test_whoever_pays_while_the_shop_ends_the_page_has_paid(counter: Counter) -> None:
    order = placed(counter, make.leaf(), 1).order
    page = opened(order, hold=False)
    act(page.link, "pay")
    [ended] = end_page(order, actor=CASHIER, at=clock.now())
    assert (ended.state, paid_for(order), read_order(order).payment) == ("captured", PRICE, "paid")


def test_what_is_held_counts_as_paid_and_is_taken_in_part_at_the_hand_over(counter: Counter, bank: str) -> None:
    order = placed(counter, make.leaf(), 2).order
    page = opened(order)
    act(page.link, "pay")
    held = known(page.id)
    assert (held.state, held_for(order), paid_for(order)) == ("held", 2 * PRICE, 0)
    assert read_order(order).payment == "unpaid", "nothing was taken"
    with pytest.raises(NothingDue):
        opened(order, 100)
    with pytest.raises(TendersUnfit):  # goods do not go over the counter for money that is only held
        hand(order, place=counter.place)
    make.ask("UPDATE orders_order SET paid_amount = %s WHERE id = %s RETURNING 1", PRICE, order)  # one was taken out
    [taken] = take_held(order, actor=CASHIER, at=clock.now())
    assert (taken.state, taken.amount, taken.whole) == ("captured", PRICE, 2 * PRICE)
    assert (told(bank, page.id)["state"], told(bank, page.id)["taken"]) == ("captured", PRICE)
    assert (paid_for(order), held_for(order)) == (PRICE, 0)
    assert take_held(order, actor=CASHIER, at=clock.now()) == []
    done = hand(order, Paying("card", PRICE, attempt=page.id), place=counter.place)
    assert [(one.method, one.amount) for one in done.receipt.tenders] == [("card", PRICE)]
    verbs = make.verbs_of([order])
    assert (verbs["payment.authorised"], verbs["payment.captured"], verbs["payment.released"]) == (1, 1, 0)


@pytest.mark.parametrize(("ending", "sooner", "in_the_end"), [(6, "captured", "captured"), (7, "taking", "captured"),
                                                              (8, "taking", "captured"), (9, "released", "released")])  # fmt: skip
def test_a_capture_is_found_out_and_never_taken_twice(
    counter: Counter, bank: str, ending: int, sooner: str, in_the_end: str
) -> None:
    """Cut off, late, busy, and let go by the bank; see the sandbox's page for what its amounts do."""
    order = placed(counter, make.leaf(), 2).order
    owed = PRICE + ending
    make.ask("UPDATE orders_order SET paid_amount = %s WHERE id = %s RETURNING 1", owed, order)
    page = opened(order, owed)
    act(page.link, "pay")
    assert known(page.id).state == "held"
    [first] = take_held(order, actor=CASHIER, at=clock.now())
    assert first.state == sooner
    if first.is_open:
        with pytest.raises(BeingPaid):  # it is under way: nobody calls the order off over it
            call_off_order(order, leaf=read_order(order).leaf, actor=SYSTEM, at=clock.now())
        until_settled(bank, page.id)
    ended = known(page.id)
    assert (ended.state, told(bank, page.id)["state"]) == (in_the_end, in_the_end)
    assert paid_for(order) == (owed if in_the_end == "captured" else 0)
    assert make.verbs_of([order])["payment.captured"] == (in_the_end == "captured")
    if in_the_end == "released":
        assert (held_for(order), opened(order).state) == (0, "waiting"), "it can be paid otherwise"


def until_settled(bank: str, attempt: UUID) -> None:
    """The bank itself takes its time."""
    import time

    deadline = time.monotonic() + 10
    while told(bank, attempt)["state"] == "pending" and time.monotonic() < deadline:
        time.sleep(0.2)


@pytest.mark.parametrize("ended_by", ["customer", "time"])
def test_an_order_that_ends_lets_the_money_go_and_shuts_its_page(counter: Counter, bank: str, ended_by: str) -> None:
    leaf = make.leaf()
    order, other = placed(counter, leaf, 1).order, placed(counter, leaf, 1).order
    held, waiting = opened(order), opened(other)
    act(held.link, "pay")
    known(held.id)
    for one in (order, other):
        if ended_by == "customer":
            call_off_order(one, leaf=leaf, actor=Actor("leaf", leaf), at=clock.now())
        else:
            clock.move_clock(timedelta(days=4))
            with story():
                assert end_uncollected(one, actor=SYSTEM, at=clock.now())
    assert [read_attempt(one.id).state for one in (held, waiting)] == ["freeing", "freeing"]
    assert (known(held.id).state, known(waiting.id).state) == ("released", "refused")
    assert (told(bank, held.id)["state"], told(bank, waiting.id)["state"]) == ("released", "cancelled")
    assert (paid_for(order), list_tasks_about(order)) == (0, [])
    assert make.verbs_of([order])["payment.released"] == 1


def test_who_pays_an_order_that_is_over_by_then_has_nothing_held(counter: Counter, bank: str) -> None:
    leaf = make.leaf()
    order = placed(counter, leaf, 1).order
    page = opened(order)
    act(page.link, "pay")  # and we have not heard of it
    call_off_order(order, leaf=leaf, actor=Actor("leaf", leaf), at=clock.now())
    assert known(page.id).state == "released"
    assert (told(bank, page.id)["state"], paid_for(order)) == ("released", 0)


def test_paid_ahead_by_holding_it_is_given_out_for_its_code_alone(counter: Counter) -> None:
    from tests.counter_world import code_of

    leaf = make.leaf()
    order, unpaid = placed(counter, leaf, 1).order, placed(counter, leaf, 1).order
    page = pay_own_page(order, way="qr", back="", leaf=leaf, actor=Actor("leaf", leaf), at=clock.now())
    assert page is not None and page.hold
    act(page.link, "pay")
    known(page.id)
    assert pay_own_page(order, way="page", back="", leaf=leaf, actor=Actor("leaf", leaf), at=clock.now()) is None
    done = give_out(code_of(order), place=counter.place, at=clock.now())
    assert [(one.method, one.amount) for one in done.receipt.tenders] == [("card", PRICE)]
    with pytest.raises(StillOwed):
        give_out(code_of(unpaid), place=counter.place, at=clock.now())


def test_a_stranger_and_a_shop_without_a_page_are_refused_and_nothing_is_asked(counter: Counter) -> None:
    leaf, stranger = make.leaf(), make.leaf()
    order = placed(counter, leaf, 1).order
    for refused in (
        lambda: pay_own_page(order, way="page", back="", leaf=stranger, actor=SYSTEM, at=clock.now()),
        lambda: end_own_page(order, leaf=stranger, actor=SYSTEM, at=clock.now()),
    ):
        with pytest.raises(NotFound):
            refused()
    make.ask('UPDATE connections_connection SET "on" = false WHERE code = %s RETURNING 1', "online")
    with pytest.raises(TenderNotOffered):
        opened(order)
    assert make.ask('SELECT count(*) FROM payments_attempt WHERE "order" = %s', order) == [(0,)]


def test_a_sale_that_is_not_recorded_is_paid_by_a_qr_code_and_nothing_is_held(counter: Counter) -> None:
    sale = uuid4()
    page = opened(sale, PRICE, way="qr")
    assert (page.way, page.hold) == ("qr", False)
    act(page.link, "pay")
    assert (known(page.id).state, paid_for(sale)) == ("captured", PRICE)
