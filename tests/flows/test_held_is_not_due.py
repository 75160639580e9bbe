"""What is held on a card is asked for by nobody and said to be due nowhere, and is let lie where more is owed."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from tests import make
from tests.counter_world import CASHIER, buyer_with_phone, code_of, give_out
from tests.delivery_world import FEE, sent_home
from tests.doors.api_callers import Program, program_of
from tests.doors.test_api_shop_card import _json
from tests.flows.test_door_promises import local, promised, town_with_days
from tests.shop_world import PRICE, Counter, open_counter, placed

from prilavok.domains.connections.actions import put_connection
from prilavok.domains.connections.types import NewConnection
from prilavok.domains.giftcards.errors import GiftCardNothing
from prilavok.domains.giftcards.queries import gift_holds_of, shown_codes
from prilavok.domains.orders.queries import read_order
from prilavok.domains.payments.actions import begin_attempt, capture_tenders, close_attempt, end_attempt
from prilavok.domains.payments.queries import due_of, held_for, list_attempts, paid_for
from prilavok.domains.payments.types import NewAttempt, Outcome, Tender
from prilavok.domains.places.queries import name_places
from prilavok.domains.shipments.errors import NotPaidYet
from prilavok.domains.shipments.queries import list_shipments
from prilavok.domains.staff.types import StaffActor
from prilavok.flows.deliver_parcel import take_parcel
from prilavok.flows.give_out_paid import StillOwed
from prilavok.flows.issue_gift_card import issue_by_staff
from prilavok.flows.notice_facts import facts_of
from prilavok.flows.pay_with_own_card import pay_with_own_card
from prilavok.flows.watch_promises import tell_late
from prilavok.insights.pickup_page import read_pickup_page
from prilavok.insights.shop_order import read_own_order
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.facts import OfShipment
from prilavok.kit.money import Money
from prilavok.kit.secrets import Secret

pytestmark = pytest.mark.usefixtures("rolled_back", "at")
NOW = make.AT
STAFF = StaffActor(uuid4(), "c", "C", "cashier", {}, {}, None, "ru")


@pytest.fixture
def at() -> Iterator[None]:
    clock.set_clock(NOW)
    yield


def hold(order: UUID, amount: int) -> UUID:
    """So much of the order is held on a card; nobody has to be asked for that."""
    new = NewConnection("online", "payments", "sandbox_page", {"en": "P"}, {"hold": "yes"}, {"key": Secret("k" * 8)})
    connection = put_connection(new, at=NOW)
    wanted = NewAttempt(order, connection, "card", amount, "KZT", None, "page", True)
    attempt = begin_attempt(wanted, due=read_order(order).owed, actor=SYSTEM, at=NOW).id
    end_attempt(attempt, Outcome("held", outside_id="pm_1"), actor=SYSTEM, at=NOW)
    return attempt


def test_what_is_held_and_what_is_being_taken_is_not_due_and_what_was_let_go_is() -> None:
    order = placed(open_counter(9), make.leaf(), 3).order
    attempt = hold(order, 2 * PRICE)
    assert (due_of(order, owed=3 * PRICE), due_of(order, owed=PRICE)) == (PRICE, 0)
    close_attempt(attempt, 2 * PRICE)
    assert (list_attempts(order)[0].state, due_of(order, owed=3 * PRICE)) == ("taking", PRICE)
    end_attempt(attempt, Outcome("released"), actor=SYSTEM, at=NOW)
    assert due_of(order, owed=3 * PRICE) == 3 * PRICE
    capture_tenders([Tender(order, "cash", PRICE, "KZT", NOW)], actor=CASHIER, at=NOW, origin="live")
    assert due_of(order, owed=3 * PRICE) == 2 * PRICE


def test_an_order_whose_money_is_held_waits_for_us_and_not_for_its_customer() -> None:
    town = town_with_days((5,))
    order = sent_home(town, buyer_with_phone(), 1, pay="before").order
    [parcel] = list_shipments([order])
    hold(order, read_order(order).owed)
    assert tell_late(parcel.id, actor=SYSTEM, at=local(2, 17)), "it is ours to be late"
    assert promised(order).ready_by == local(3, 21), "nothing begins anew"


def test_the_notice_of_a_parcel_and_its_courier_ask_at_the_door_for_what_is_not_held() -> None:
    town = town_with_days((5,))
    order = sent_home(town, buyer_with_phone(), 1).order
    [parcel] = list_shipments([order])
    told = OfShipment(shipment=parcel.id, order=order)
    assert facts_of("shipment.sent", read_order(order), told)["due"] == Money(PRICE + FEE, "KZT")
    hold(order, PRICE)
    assert facts_of("shipment.sent", read_order(order), told)["due"] == Money(FEE, "KZT")
    again = sent_home(town, buyer_with_phone(), 1).order
    hold(again, PRICE + FEE)
    assert "due" not in facts_of("shipment.sent", read_order(again), told)


def test_a_parcel_paid_before_is_refused_with_what_is_not_held() -> None:
    town = town_with_days((5,))
    order = sent_home(town, buyer_with_phone(), 1, pay="before").order
    [parcel] = list_shipments([order])
    hold(order, PRICE)
    with pytest.raises(NotPaidYet) as refusal:
        take_parcel(parcel.id, place=parcel.place, actor=CASHIER, at=NOW)
    assert refusal.value.facts["due"] == FEE and held_for(order) == PRICE


def card_of(counter: Counter, amount: int) -> str:
    card = issue_by_staff(amount, place=counter.place, key=str(uuid4()), actor=CASHIER, at=NOW)
    return shown_codes(NOW, card=card)[0].code


def test_a_gift_card_is_kept_for_no_more_than_is_not_held() -> None:
    counter, leaf = open_counter(9), make.leaf()
    order, other = placed(counter, leaf, 2).order, placed(counter, leaf, 1).order
    hold(order, PRICE + 500)
    kept = pay_with_own_card(
        card_of(counter, 5 * PRICE), order, leaf=leaf, where="a", actor=Actor("leaf", leaf), at=NOW
    )
    assert kept.amount == PRICE - 500
    own = read_own_order(order, [leaf], NOW)
    page = read_pickup_page(order, place=name_places([counter.place])[counter.place], actor=STAFF, at=NOW)
    assert (own.due, own.held, page.due, page.held) == (0, PRICE + 500, 0, PRICE + 500)
    hold(other, PRICE)
    with pytest.raises(GiftCardNothing):
        pay_with_own_card(card_of(counter, 70), other, leaf=leaf, where="a", actor=Actor("leaf", leaf), at=NOW)
    assert gift_holds_of(other, NOW) == []


def test_a_guest_hears_over_the_api_what_is_due_beside_what_is_held() -> None:
    store, nobody = open_counter(3, at=clock.now()), program_of(None)
    guest = Program(nobody.client, nobody.post("/shop/guest", None).json()["token"])
    wish = {"place": str(store.place), "lines": [{"variant": str(store.variant), "quantity": 2}]}
    guest.send("PUT", "/shop/basket", data=_json(wish), content_type="application/json")
    order = UUID(guest.post("/shop/orders", {"quote": guest.post("/shop/quotes", {}).json()["id"]}).json()["order"])
    path = f"/shop/orders/{order}"
    assert guest.post(f"{path}/page/end", {}).json() == {"state": "nothing", "amount": None, "link": "", "until": None}
    hold(order, PRICE)
    assert guest.get(f"{path}/gift-cards").json()["due"] == {"amount": PRICE, "currency": "KZT"}
    held = {"state": "held", "amount": {"amount": PRICE, "currency": "KZT"}, "link": "", "until": None}
    assert guest.post(f"{path}/page/end", {}).json() == held
    more = guest.post(f"{path}/gift-cards", {"code": card_of(store, 300)}).json()
    assert (more["items"][0]["amount"]["amount"], more["due"]["amount"]) == (300, PRICE - 300)


def test_held_money_is_let_lie_where_more_is_owed_than_is_held() -> None:
    counter = open_counter(9)
    order = placed(counter, make.leaf(), 2).order
    attempt, before = hold(order, PRICE), make.rows_of_all_tables()
    with pytest.raises(StillOwed) as refusal:
        give_out(code_of(order), place=counter.place)
    assert "15" in str(refusal.value.facts["owed"])
    assert [(one.id, one.state) for one in list_attempts(order)] == [(attempt, "held")]
    assert (paid_for(order), held_for(order), make.grown(before)) == (0, PRICE, {"kit_bucket": 1}), (
        "a try of a code alone"
    )
    assert make.ask("SELECT count(*) FROM kit_job WHERE verb = 'payment.close'") == [(0,)]
