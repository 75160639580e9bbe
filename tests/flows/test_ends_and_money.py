"""However an order ends, no money is left held for it: what is owed is taken, the rest let go, its pages are shut."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from tests import make
from tests.claims_world import claim, decided
from tests.claims_world import one as one_of
from tests.counter_world import CASHIER, buyer_with_phone, code_of, give_out, hand
from tests.delivery_world import FEE, open_town, sent_home
from tests.doors.bank_world import act, banking, known, running_bank, told
from tests.flows.test_payment_pages import opened
from tests.shop_world import PRICE, Counter, open_counter, placed

from prilavok.adapters.payments.port import Charged
from prilavok.domains.connections.queries import read_connection
from prilavok.domains.orders.actions import doubt_order, lock_order
from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.orders.types import LineAct
from prilavok.domains.orders.types.claiming import Decision
from prilavok.domains.payments.actions import begin_attempt
from prilavok.domains.payments.errors import NothingDue
from prilavok.domains.payments.queries import held_for, list_attempts, paid_for, read_attempt
from prilavok.domains.payments.types import AttemptView, NewAttempt
from prilavok.domains.shipments.queries import goods_in, list_shipments, read_shipment
from prilavok.domains.tasks.queries import list_tasks_about
from prilavok.flows.call_off_order import call_off_order
from prilavok.flows.cancel_order import cancel_order
from prilavok.flows.change_at_pickup import Act, confirm_change
from prilavok.flows.deliver_parcel import Paying, fail_parcel, give_parcel, take_parcel
from prilavok.flows.end_uncollected import end_uncollected
from prilavok.flows.exchange_goods import exchange_goods
from prilavok.flows.give_way import take_away
from prilavok.flows.lose_goods import lock_holders, lose_goods
from prilavok.flows.pick_shipment import pick, ready_shipment
from prilavok.flows.return_goods import Agreed, BringBack, return_goods
from prilavok.flows.return_parcel import return_parcel
from prilavok.flows.sell_at_till import Selling, sell
from prilavok.flows.settle_doubt import settle_doubt
from prilavok.flows.settle_payment import settle_attempt
from prilavok.flows.take_held import take_held
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.ledger.checks import check

pytestmark = pytest.mark.usefixtures("online")
Ending = Callable[[Counter, UUID], None]


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


def _paid_at(page: AttemptView) -> None:
    act(page.link, "pay")
    assert known(page.id).state == "held"


def called_off(counter: Counter, order: UUID) -> None:
    leaf = read_order(order).leaf
    assert call_off_order(order, leaf=leaf, actor=Actor("leaf", leaf), at=clock.now())


def cancelled(counter: Counter, order: UUID) -> None:
    assert cancel_order(order, actor=CASHIER, at=clock.now())


def not_collected(counter: Counter, order: UUID) -> None:
    clock.move_clock(timedelta(days=4))
    with story():
        assert end_uncollected(order, actor=SYSTEM, at=clock.now())


def lost(counter: Counter, order: UUID) -> None:
    place, variant = counter.place, counter.variant
    with story():
        holders = lock_holders(place, [variant])
        lose_goods(place, variant, 4, holders=holders, by=None, key=uuid4(), actor=SYSTEM, at=clock.now())


def not_found(counter: Counter, order: UUID) -> None:
    shipment, place = read_shipment(order), counter.place
    assert shipment is not None
    for line in list_lines(order):
        pick(shipment.id, line.id, 0, line.quantity, place=place, actor=CASHIER, at=clock.now())
    assert not ready_shipment(shipment.id, place=place, actor=CASHIER, at=clock.now())


def all_left(counter: Counter, order: UUID) -> None:
    out = [Act("take_out", counter.variant, 2)]
    confirm_change(order, out, key="k", place=counter.place, actor=CASHIER, at=clock.now())


def _not_wanted(counter: Counter, order: UUID, actor: Actor) -> None:
    """Ordered once more, and of the two the later is the one that is wanted."""
    later = placed(counter, read_order(order).leaf, 2).order
    with story():
        assert doubt_order(lock_order(later), order, "same", actor=SYSTEM, at=clock.now())
    settle_doubt(later, "second", actor=actor, at=clock.now())


def ordered_twice_says_the_customer(counter: Counter, order: UUID) -> None:
    _not_wanted(counter, order, Actor("leaf", read_order(order).leaf))


def ordered_twice_says_the_staff(counter: Counter, order: UUID) -> None:
    _not_wanted(counter, order, CASHIER)


#: every way in which an order ends before any of it is the customer's, but by a courier who found nobody
ENDINGS: tuple[Ending, ...] = (
    called_off, cancelled, not_collected, lost, not_found, all_left, ordered_twice_says_the_customer,
    ordered_twice_says_the_staff,
)  # fmt: skip


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_order_that_ends_with_nothing_owes_nothing_and_holds_nothing(ending: Ending, bank: str) -> None:
    counter, leaf = open_counter(9), make.leaf()
    paid, unpaid = (placed(counter, leaf, 2).order for _nth in range(2))
    held, waiting = opened(paid), opened(unpaid)
    _paid_at(held)
    for order in (paid, unpaid):
        ending(counter, order)
        assert (read_order(order).commercial, held_for(order), paid_for(order)) == ("cancelled", 0, 0)
    assert [read_attempt(one.id).state for one in (held, waiting)] == ["freeing", "freeing"], "decided as it ended"
    assert [known(one.id).state for one in (held, waiting)] == ["released", "refused"]
    assert [told(bank, one.id)["state"] for one in (held, waiting)] == ["released", "cancelled"]
    for order in (paid, unpaid):
        assert [task.kind for task in list_tasks_about(order) if task.kind == "payment.surplus"] == []
    assert check() == []


def _readied(parcel: UUID, place: UUID) -> None:
    for goods in goods_in([parcel]):
        pick(parcel, goods.line, goods.units, 0, place=place, actor=CASHIER, at=clock.now())
    assert ready_shipment(parcel, place=place, actor=CASHIER, at=clock.now())


def _on_its_way(units: int = 1) -> tuple[UUID, UUID, UUID]:
    """An order that the courier has in hand, to be paid at the door; its parcel, and the place of it."""
    town = open_town((5,))
    order = sent_home(town, buyer_with_phone(), units).order
    [parcel] = list_shipments([order])
    _readied(parcel.id, parcel.place)
    assert take_parcel(parcel.id, place=parcel.place, actor=CASHIER, at=clock.now())
    return order, parcel.id, parcel.place


@pytest.mark.parametrize("pays", [True, False])
def test_a_parcel_that_nobody_took_lets_go_what_was_held_while_it_was_on_its_way(pays: bool, bank: str) -> None:
    order, parcel, place = _on_its_way()
    page = opened(order)
    if pays:
        _paid_at(page)
    fail_parcel(parcel, "refused", place=place, actor=CASHIER, at=clock.now())
    return_parcel(parcel, place=place, actor=CASHIER, at=clock.now())
    assert (read_order(order).commercial, read_attempt(page.id).state) == ("cancelled", "freeing")
    assert known(page.id).state == ("released" if pays else "refused")
    assert (told(bank, page.id)["state"], held_for(order)) == ("released" if pays else "cancelled", 0)


def test_a_page_that_waits_is_shut_when_the_courier_takes_cash(bank: str) -> None:
    order, parcel, place = _on_its_way()
    page = opened(order)
    give_parcel(parcel, [Paying("cash", PRICE + FEE)], key="g", place=place, actor=CASHIER, at=clock.now())
    assert (read_order(order).commercial, read_attempt(page.id).state) == ("completed", "freeing")
    assert (known(page.id).state, told(bank, page.id)["state"]) == ("refused", "cancelled")
    assert paid_for(order) == PRICE + FEE


def test_what_was_held_while_the_courier_was_on_the_way_pays_the_parcel(bank: str) -> None:
    order, parcel, place = _on_its_way()
    page = opened(order)
    _paid_at(page)
    for _twice in range(2):
        give_parcel(parcel, [], key="g", place=place, actor=CASHIER, at=clock.now())
    assert (read_order(order).commercial, paid_for(order), held_for(order)) == ("completed", PRICE + FEE, 0)
    assert (read_attempt(page.id).state, told(bank, page.id)["taken"]) == ("captured", PRICE + FEE)


def at_the_till(counter: Counter, order: UUID) -> None:
    [taken, *_rest] = [one for one in take_held(order, actor=CASHIER, at=clock.now()) if one.state == "captured"]
    hand(order, Paying("card", taken.amount, attempt=taken.id), place=counter.place)


def for_its_code(counter: Counter, order: UUID) -> None:
    give_out(code_of(order), place=counter.place, at=clock.now())


@pytest.mark.parametrize("ending", [at_the_till, for_its_code])
@pytest.mark.parametrize("left_out", [0, 1])
def test_what_is_handed_over_takes_what_is_owed_and_no_more(ending: Ending, left_out: int, bank: str) -> None:
    counter = open_counter(9)
    order = placed(counter, make.leaf(), 3).order
    page = opened(order)
    _paid_at(page)
    if left_out:
        with story():
            lock_order(order)
            acts = [LineAct("take_out", counter.variant, left_out)]
            take_away(order, acts, place=counter.place, key="lost", actor=SYSTEM, at=clock.now())
        assert (read_attempt(page.id).state, held_for(order)) == ("held", 3 * PRICE), "the rest of it still waits"
    ending(counter, order)
    owed = (3 - left_out) * PRICE
    assert (read_order(order).commercial, paid_for(order), held_for(order)) == ("completed", owed, 0)
    assert (known(page.id).state, told(bank, page.id)["taken"]) == ("captured", owed)


def test_of_two_parcels_one_is_not_taken_and_what_is_too_much_is_told(bank: str) -> None:
    """The first to go takes all that is owed; what came back is then given back by somebody."""
    town = open_town((2, 0), (0, 2), free_from=100)
    order = sent_home(town, make.leaf(), 2, 2, pay="before").order
    parcels = {one.place: one.id for one in list_shipments([order])}
    page = opened(order)
    _paid_at(page)
    for place, parcel in parcels.items():
        _readied(parcel, place)
    first, second = town.places
    take_parcel(parcels[first], place=first, actor=CASHIER, at=clock.now())
    assert known(page.id).state == "captured"
    give_parcel(parcels[first], [], key="g", place=first, actor=CASHIER, at=clock.now())
    take_parcel(parcels[second], place=second, actor=CASHIER, at=clock.now())
    fail_parcel(parcels[second], "refused", place=second, actor=CASHIER, at=clock.now())
    return_parcel(parcels[second], place=second, actor=CASHIER, at=clock.now())
    assert (read_order(order).commercial, held_for(order), paid_for(order)) == ("completed", 0, 4 * PRICE)
    [told_of] = [task for task in list_tasks_about(order) if task.kind == "payment.surplus"]
    assert told_of.facts["amount"] == 2 * PRICE


def returned(counter: Counter, order: UUID) -> None:
    bring = [BringBack(list_lines(order)[0].id, 1, "changed_mind", "for_sale")]
    return_goods(order, bring, Agreed(), key="r", place=counter.place, actor=CASHIER, at=clock.now())
    assert read_order(order).fulfilment == "returned"


def exchanged(counter: Counter, order: UUID) -> None:
    bring = [BringBack(list_lines(order)[0].id, 1, "changed_mind", "for_sale")]
    instead, new = [Selling(counter.variant, 1)], uuid4()
    exchange_goods(order, bring, instead, [], Agreed(), new_order=new, key="x", place=counter.place, actor=CASHIER,
                   at=clock.now())  # fmt: skip
    assert (read_order(order).fulfilment, held_for(new), paid_for(new)) == ("returned", 0, PRICE)


def replacement_not_collected(counter: Counter, order: UUID) -> None:
    found = claim(order, wanted="replacement")
    decided(found, Decision("replacement", one_of(found)), counter)
    with story():
        assert not end_uncollected(order, actor=SYSTEM, at=clock.now() + timedelta(days=15))
    assert read_order(order).commercial == "completed"


@pytest.mark.parametrize("after", [returned, exchanged, replacement_not_collected])
def test_after_it_was_handed_over_nothing_is_held_and_nothing_can_be(after: Ending, bank: str) -> None:
    counter = open_counter(9)
    order = placed(counter, make.leaf(), 1).order
    page = opened(order)
    _paid_at(page)
    at_the_till(counter, order)
    after(counter, order)
    assert held_for(order) == 0 and [one.state for one in list_attempts(order)] == ["captured"]
    with pytest.raises(NothingDue):
        opened(order, PRICE)


def test_a_page_that_opened_only_after_the_order_had_ended_is_shut(bank: str) -> None:
    """The bank was asked for it, and before it answered the order was cancelled."""
    counter = open_counter(9)
    order, sale = placed(counter, make.leaf(), 1).order, uuid4()
    connection = read_connection("online").id
    late, alone = (
        begin_attempt(
            NewAttempt(of, connection, "card", PRICE, "KZT", None, "qr"), due=PRICE, actor=SYSTEM, at=clock.now()
        )
        for of in (order, sale)
    )
    cancel_order(order, actor=CASHIER, at=clock.now())
    assert read_attempt(late.id).state == "asked", "nobody knows yet whether there is a page"
    opened_late = Charged(
        "waiting", "pm_1", PRICE, "KZT", link="http://127.0.0.1:9/p", until=int(clock.now().timestamp()) + 60
    )
    with story():
        states = [settle_attempt(one.id, opened_late, actor=SYSTEM, at=clock.now()).state for one in (late, alone)]
    assert [read_attempt(one.id).state for one in (late, alone)] == ["freeing", "waiting"], states
    assert make.ask("SELECT facts->>'attempt' FROM kit_job WHERE verb = 'payment.close'") == [(str(late.id),)]


def test_an_order_paid_in_cash_at_the_till_shuts_its_page(bank: str) -> None:
    counter = open_counter(9)
    order = placed(counter, make.leaf(), 1).order
    page = opened(order)
    hand(order, Paying("cash", PRICE), place=counter.place)
    assert (read_order(order).commercial, read_attempt(page.id).state) == ("completed", "freeing")
    assert (known(page.id).state, told(bank, page.id)["state"], paid_for(order)) == ("refused", "cancelled", PRICE)


def test_a_sale_from_the_shelf_paid_in_cash_after_all_shuts_its_code(bank: str) -> None:
    counter, sale = open_counter(9), uuid4()
    page = opened(sale, PRICE, way="qr")
    sell(
        [Selling(counter.variant, 1)], [Paying("cash", PRICE)], place=counter.place, key="s", order=sale, actor=CASHIER,
        at=clock.now(),
    )  # fmt: skip
    assert (read_order(sale).commercial, read_attempt(page.id).state) == ("completed", "freeing")
    assert (known(page.id).state, told(bank, page.id)["state"], paid_for(sale)) == ("refused", "cancelled", PRICE)
