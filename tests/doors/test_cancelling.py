"""An order that waits is cancelled: by its customer on the page and over REST, by staff who may; the money goes back."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from tests import make
from tests.counter_world import CASHIER
from tests.delivery_world import open_town, sent_home
from tests.doors.api_callers import Program, program_of
from tests.doors.card_world import LATE, TAKEN, connected, running_terminal
from tests.doors.counter_world import at_work
from tests.doors.test_api_shop_card import _json
from tests.doors.web_people import client_of, hire
from tests.make import on_hand
from tests.people import household, new_phone
from tests.promotions import published
from tests.shop_world import Counter, open_counter, placed

from prilavok.domains.customers.actions import browser_value
from prilavok.domains.customers.queries import find_leaf
from prilavok.domains.giftcards.queries import read_gift_card, shown_codes
from prilavok.domains.orders.queries import read_order
from prilavok.domains.payments.queries import list_payments, list_refunds, paid_for
from prilavok.domains.promotions.actions import put_codes
from prilavok.domains.promotions.queries import used_on
from prilavok.domains.promotions.types.acts import OffTogether
from prilavok.domains.promotions.types.keeping import NewCode
from prilavok.domains.shipments.queries import goods_in, list_shipments
from prilavok.domains.stock.queries import free_at
from prilavok.domains.tasks.queries import list_tasks_about
from prilavok.flows.deliver_parcel import take_parcel
from prilavok.flows.issue_gift_card import issue_by_staff
from prilavok.flows.keep_gift_card import keep_gift_card
from prilavok.flows.pick_shipment import pick, ready_shipment
from prilavok.flows.write_message import write_message
from prilavok.kit import clock
from prilavok.kit.events.actor import Actor
from prilavok.kit.jobs.runner import run_due

OFF = 1_000


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running terminal."""
    with running_terminal(tmp_path_factory.mktemp("card")) as address:
        yield address


@pytest.fixture
def card(rolled_back: None, quick_passwords: None, terminal: str) -> Iterator[None]:
    """Cards are taken."""
    with connected(terminal):
        yield


class Bought:
    """A guest with an order at a store: of the API and of a browser, which are the same person."""

    def __init__(self, price: int = TAKEN, coupon: str = "") -> None:
        self.counter: Counter = open_counter(3, at=clock.now(), price=price)
        nobody = program_of(None)
        self.guest = Program(nobody.client, nobody.post("/shop/guest", None).json()["token"])
        wish = {"place": str(self.counter.place), "lines": [{"variant": str(self.counter.variant), "quantity": 1}]}
        body = _json(wish | {"coupons": [coupon] if coupon else []})
        assert self.guest.send("PUT", "/shop/basket", data=body, content_type="application/json").status_code == 200
        quote = self.guest.post("/shop/quotes", {}).json()["id"]
        self.order = UUID(self.guest.post("/shop/orders", {"quote": quote}).json()["order"])
        self.path = f"/shop/orders/{self.order}/cancel"
        self.browser = Client(SERVER_NAME="localhost", HTTP_ACCEPT_LANGUAGE="en", raise_request_exception=False)
        self.browser.cookies["counter"] = self.guest.token

    @property
    def free(self) -> int:
        return free_at(self.counter.place, [self.counter.variant])[self.counter.variant]

    def pay(self) -> str:
        return str(self.guest.post(f"/shop/orders/{self.order}/pay", {}).json()["state"])

    def page(self) -> str:
        return _plain(self.browser.get(f"/shop/order/{self.order}"))

    def press(self, *, status: int = 303, **form: str) -> str:
        """The button on the order's page; what the page says afterwards."""
        answer = self.browser.post(f"/shop/order/{self.order}/cancel", form)
        assert answer.status_code == status, answer.content
        return self.page() if status == 303 else _plain(answer, status)

    def cancel(self, key: str = "", **body: object) -> Any:
        return self.guest.post(self.path, body, headers={"Idempotency-Key": key} if key else {})


def _plain(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:400]
    return re.sub(r"\s+", " ", answer.content.decode())


def _money(answer: Any) -> list[tuple[str, int, str]]:
    return [(one["by"], one["amount"]["amount"], one["state"]) for one in answer.json()["back"]]


def _given(order: UUID) -> list[tuple[str, str, int]]:
    return [(one.kind, one.method, one.amount) for one in list_payments([order])]


ONCE = [("capture", "card", TAKEN), ("refund", "card", TAKEN)]


def test_an_unpaid_order_is_cancelled_on_its_page(card: None) -> None:
    own = Bought()
    page = own.page()
    assert "Nothing was paid for it, so nothing goes back." in page and own.free == 2
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version and "Nothing was charged" in own.press(version=version[1])
    assert (read_order(own.order).commercial, own.free, list_payments([own.order])) == ("cancelled", 3, [])
    page = own.press(version=version[1])
    assert "This order was cancelled before. Nothing was done again." in page
    assert "To pay at the store" not in page and "money-back" not in page
    assert make.verbs_of([own.order])["order.cancelled"] == 1


def test_a_paid_order_says_what_goes_back_and_gives_it_back_once(card: None) -> None:
    own = Bought()
    assert own.pay() == "captured"
    page = own.page()
    assert "To the card that paid" in page and "Yes, cancel it" in page and own.free == 2
    page = own.press()
    assert "What you paid goes back" in page and "given back" in page and "money-back" in page
    assert (read_order(own.order).commercial, own.free, paid_for(own.order)) == ("cancelled", 3, 0)
    own.press()
    assert (_given(own.order), len(list_refunds([own.order])), list_tasks_about(own.order)) == (ONCE, 1, [])


def test_an_order_changed_meanwhile_is_looked_at_again(card: None) -> None:
    own = Bought()
    version = read_order(own.order).version
    own.pay()
    assert "The order was changed meanwhile." in own.press(version=str(version), status=412)
    assert (read_order(own.order).commercial, own.free, list_refunds([own.order])) == ("placed", 2, [])
    late = own.cancel(version=version)
    assert (late.status_code, late.json()["code"]) == (412, "order.moved_on")
    assert own.cancel(version=own.guest.get(own.path).json()["version"]).status_code == 200


def test_a_guest_cancels_over_rest_and_a_repeat_is_the_same_answer(card: None) -> None:
    own = Bought()
    own.pay()
    before = make.rows_of_all_tables()
    seen = own.guest.get(own.path)
    assert (seen.status_code, _money(seen), seen.json()["coupons"]) == (200, [("card", TAKEN, "will")], 0)
    assert make.grown(before) == {} and seen.json()["version"] == read_order(own.order).version
    made = own.cancel("c-1")
    assert (made.status_code, made.json()["new"], _money(made)) == (200, True, [("card", TAKEN, "done")])
    again = own.cancel("c-1")
    assert (again.json(), again.headers["Idempotent-Replayed"]) == (made.json(), "true")
    assert own.cancel("c-1", version=1).json()["code"] == "key.reused"
    other = own.cancel("c-2")
    assert (other.status_code, other.json()["new"], _money(other)) == (200, False, [("card", TAKEN, "done")])
    assert _given(own.order) == ONCE
    ended = own.guest.get(own.path)
    assert (ended.status_code, ended.json()["code"]) == (422, "order.ended")
    assert own.guest.get(f"/shop/orders/{own.order}").json()["commercial"] == "cancelled"


def test_what_the_bank_has_not_said_yet_goes_back_once_it_says_so(card: None) -> None:
    own = Bought(LATE)
    assert own.pay() == "unknown"
    assert "The bank has not said whether it took this." in own.page()
    page = own.press()
    assert "The bank has not said whether it took this." in page and read_order(own.order).commercial == "cancelled"
    for _tries in range(40):  # the bank takes three seconds for either
        time.sleep(0.3)
        clock.move_clock(timedelta(seconds=30))
        run_due("outside")
        if any(one.state == "done" for one in list_refunds([own.order])):
            break
    assert _given(own.order) == [("capture", "card", LATE), ("refund", "card", LATE)]
    assert ("given back" in own.page(), list_tasks_about(own.order)) == (True, [])


def test_a_coupon_and_a_gift_card_are_free_again(card: None) -> None:
    promotion = published("single", OffTogether(OFF), right=True, at=clock.now())
    put_codes([NewCode("ONLYONE", promotion, most_uses=1)], at=clock.now())
    own, at = Bought(coupon="ONLYONE"), clock.now()
    gift = issue_by_staff(3_000, place=own.counter.place, key="g", actor=CASHIER, at=at)
    [shown] = shown_codes(at, card=gift)
    keep_gift_card(shown.code, own.order, 3_000, place=own.counter.place, actor=CASHIER, at=at)
    assert (len(used_on(own.order)), read_gift_card(gift).free) == (1, 0)
    seen = own.guest.get(own.path)
    assert (_money(seen), seen.json()["coupons"]) == ([("gift_card", 3_000, "will")], 1)
    assert seen.json()["back"][0]["tail"] == shown.code[-4:]
    page = own.page()
    assert "The coupon may be used again while it is good." in page and "Free again on the gift card" in page
    own.press()
    assert (used_on(own.order), read_gift_card(gift).free) == ([], 3_000)
    assert read_order(Bought(coupon="ONLYONE").order).amount == TAKEN - OFF


def test_a_stranger_hears_of_no_such_order(card: None) -> None:
    own, stranger = Bought(), Bought()
    assert stranger.guest.get(own.path).status_code == 404
    assert stranger.guest.post(own.path, {}).status_code == 404
    assert stranger.browser.post(f"/shop/order/{own.order}/cancel").status_code == 404
    assert program_of(None).post(own.path, {}).status_code == 401
    assert (read_order(own.order).commercial, own.free) == ("placed", 2)


def test_what_a_courier_has_in_hand_is_not_cancelled(card: None) -> None:
    clock.set_clock(make.AT)
    town, own = open_town((3,)), Bought()
    found = find_leaf("browser", browser_value(own.guest.token))
    assert found is not None
    own.order = sent_home(town, found.leaf, 2, pay="before").order
    own.path = f"/shop/orders/{own.order}/cancel"
    assert own.pay() == "captured" and "Yes, cancel it" in own.page()
    [parcel] = list_shipments([own.order])
    for goods in goods_in([parcel.id]):
        pick(parcel.id, goods.line, goods.units, 0, place=parcel.place, actor=CASHIER, at=clock.now())
    assert ready_shipment(parcel.id, place=parcel.place, actor=CASHIER, at=clock.now())
    assert "Yes, cancel it" in own.page(), "it lies in the store still"
    take_parcel(parcel.id, place=parcel.place, actor=CASHIER, at=clock.now())
    page = own.page()
    assert "A courier has this order already" in page and "Yes, cancel it" not in page
    refused_page = own.press(status=422)
    assert refused_page.count("A courier has this order already") == 1
    assert f'hx-get="/shop/order/{own.order}"' in refused_page, "what is live asks for the order, not for this answer"
    for refused in (own.guest.get(own.path), own.cancel(), program_of("operator").get(f"/orders/{own.order}/cancel")):
        assert (refused.status_code, refused.json()["code"]) == (422, "delivery.with_courier")
    assert (read_order(own.order).commercial, list_refunds([own.order])) == ("placed", [])


def _staff_form(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(version)" value="(\d+)"', page))


@pytest.mark.parametrize(("role", "space"), [("manager", "office"), ("operator", "desk"), ("cashier", "till"),
                                             ("cashier", "tablet")])  # fmt: skip
def test_staff_look_and_cancel_for_a_reason_wherever_they_work(card: None, role: str, space: str) -> None:
    own = Bought()
    own.pay()
    client, address = at_work(role, own.counter.place), f"/{space}/orders/{own.order}/cancel"
    page = _plain(client.get(address, headers={"Accept-Language": "en"}))
    form = _staff_form(page)
    assert "100" in page and form == {"version": str(read_order(own.order).version)}
    nothing = client.post(address, form)
    assert (nothing.status_code, read_order(own.order).commercial) == (422, "placed")
    assert client.post(address, form | {"ground": "for fun"}).status_code == 422
    stale = client.post(address, {"version": "1", "ground": "asked"})
    assert (stale.status_code, read_order(own.order).commercial) == (412, "placed")
    for _twice in range(2):
        assert client.post(address, form | {"ground": "twice"}).headers["Location"] == address
    assert (_given(own.order), own.free, list_tasks_about(own.order)) == (ONCE, 3, [])
    told = make.ask(
        "SELECT actor_kind, facts->>'reason', facts->>'ground' FROM kit_event WHERE verb = 'order.cancelled'"
        " AND subject = %s", own.order,
    )  # fmt: skip
    assert told == [("staff", "staff", "twice")]
    assert 'name="ground"' not in _plain(client.get(address))


def test_the_desk_leads_there_beside_the_customers_order(card: None) -> None:
    clock.set_clock(make.AT)
    counter, (customer, leaf) = open_counter(3), household(new_phone())
    order = placed(counter, leaf, 1).order
    talk = write_message(leaf, "I have ordered twice", key="k", actor=Actor("leaf", leaf), at=clock.now()).conversation
    operator, link = at_work("operator", None), f"/desk/orders/{order}/cancel"
    assert link in _plain(operator.get(f"/desk/conversations/{talk}"))
    assert link in _plain(operator.get(f"/desk/conversations/{talk}/person"))
    operator.post(link, {"version": str(read_order(order).version), "ground": "twice"})
    assert (read_order(order).commercial, link in _plain(operator.get(f"/desk/conversations/{talk}"))) == (
        "cancelled", False,
    )  # fmt: skip
    assert "Заказано дважды по ошибке" in _plain(operator.get(f"/office/customers/{customer}"))


def test_till_and_tablet_lead_there(card: None) -> None:
    own = Bought()
    cashier, [shipment] = at_work("cashier", own.counter.place), list_shipments([own.order])
    assert f"/till/orders/{own.order}/cancel" in _plain(cashier.get(f"/till/orders/{own.order}"))
    assert f"/tablet/orders/{own.order}/cancel" in _plain(cashier.get(f"/tablet/shipments/{shipment.id}"))


def test_the_office_leads_there_and_tells_of_the_money(card: None) -> None:
    own = Bought()
    manager = at_work("manager", None)
    link = f"/office/orders/{own.order}/cancel"
    assert link in _plain(manager.get(f"/office/orders/{own.order}"))
    own.pay()
    done = manager.post(link, {"version": str(read_order(own.order).version), "ground": "not_there"})
    assert done.headers["Location"] == link
    page = _plain(manager.get(f"/office/orders/{own.order}"))
    assert link not in page and "возвращено" in page and on_hand(own.counter.place, own.counter.variant) == 3


def test_who_may_not_change_orders_cancels_none(card: None) -> None:
    own, there = Bought(), open_counter(1).place
    marketer = client_of(hire("marketer"))
    for space in ("office", "desk", "till", "tablet"):
        address = f"/{space}/orders/{own.order}/cancel"
        assert marketer.get(address).status_code == marketer.post(address, {"ground": "asked"}).status_code == 403
    assert (
        program_of("marketer").post(f"/orders/{own.order}/cancel", {"version": 1, "reason": "asked"}).status_code == 403
    )
    elsewhere = at_work("cashier", there, "elsewhere")
    address = f"/till/orders/{own.order}/cancel"
    assert elsewhere.get(address).status_code == elsewhere.post(address, {"ground": "asked"}).status_code == 404
    assert read_order(own.order).commercial == "placed"


def test_a_program_of_staff_looks_and_cancels_over_rest(card: None) -> None:
    own, operator = Bought(), program_of("operator")
    own.pay()
    path = f"/orders/{own.order}/cancel"
    seen = operator.get(path)
    assert (seen.status_code, _money(seen)) == (200, [("card", TAKEN, "will")])
    wanted = {"version": seen.json()["version"], "reason": "unreachable"}
    for wrong in ({"version": wanted["version"]}, wanted | {"reason": "because"}, wanted | {"more": 1}, {}):
        assert operator.post(path, wrong).status_code == 422
    late = operator.post(path, wanted | {"version": 1})
    assert (late.status_code, late.json()["code"]) == (412, "order.moved_on")
    assert read_order(own.order).commercial == "placed"
    key = {"Idempotency-Key": "s-1"}
    made = operator.post(path, wanted, headers=key)
    assert (made.status_code, made.json()["new"], _money(made)) == (200, True, [("card", TAKEN, "done")])
    assert operator.post(path, wanted, headers=key).json() == made.json()
    other = operator.post(path, wanted | {"reason": "asked"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "key.reused")
    assert operator.post(path, wanted).json()["new"] is False
    assert (_given(own.order), own.free) == (ONCE, 3)
    assert operator.get(f"/orders/{UUID(int=7)}/cancel").status_code == 404
