"""Paying at the bank's page through the doors: a guest over the API and on the order's page, a cashier by a QR code."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from tests.doors.api_callers import Program, program_of
from tests.doors.bank_world import act, banking, known, running_bank, told
from tests.doors.counter_world import PART, Counter, at_work, open_counter, order_of
from tests.doors.test_api_shop_card import _json
from tests.doors.test_till import _field, _hand_over, _open, _pay, _plain, _receipt, _scan
from tests.shop_world import PRICE
from tests.shop_world import open_counter as open_store

from prilavok.domains.orders.queries import read_order
from prilavok.domains.payments.queries import held_for, list_attempts, paid_for
from prilavok.flows.take_held import take_held
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running payment page."""
    with running_bank(tmp_path_factory.mktemp("pay")) as address:
        yield address


@pytest.fixture
def online(rolled_back: None, quick_passwords: None, bank: str) -> Iterator[None]:
    """It is our bank."""
    with banking(bank):
        clock.set_clock(clock.now())
        yield


def _ordered() -> tuple[Program, UUID]:
    """A guest, and their order."""
    store, nobody = open_store(3, at=clock.now()), program_of(None)
    guest = Program(nobody.client, nobody.post("/shop/guest", None).json()["token"])
    wish = {"place": str(store.place), "lines": [{"variant": str(store.variant), "quantity": 1}]}
    guest.send("PUT", "/shop/basket", data=_json(wish), content_type="application/json")
    quote = guest.post("/shop/quotes", {}).json()["id"]
    return guest, UUID(guest.post("/shop/orders", {"quote": quote}).json()["order"])


def _page_of(guest: Program, order: UUID) -> tuple[Client, str]:
    """The guest's browser at the order's own page."""
    browser = Client(SERVER_NAME="localhost", HTTP_ACCEPT_LANGUAGE="en")
    browser.cookies["counter"] = guest.token
    return browser, _plain(browser.get(f"/shop/order/{order}"))


def test_a_guest_pays_over_the_api_and_the_money_is_held(online: None, bank: str) -> None:
    guest, order = _ordered()
    path, back = f"/shop/orders/{order}/page", "http://127.0.0.1:9/thanks"
    answer = guest.post(path, {"way": "page", "back": back})
    page = answer.json()
    assert (answer.status_code, page["state"], page["amount"]["amount"]) == (200, "waiting", PRICE)
    assert page["link"].startswith(f"{bank}/pay/") and page["until"]
    assert guest.post(path, {"way": "page"}).json()["link"] == page["link"]
    other = guest.post(path, {"way": "qr"})
    assert (other.status_code, other.json()["code"]) == (422, "payment.waiting")
    for wrong in ({"way": "terminal"}, {"back": "javascript:alert(1)"}, {"back": "x" * 301}, {"more": 1}):
        assert guest.post(path, wrong).status_code == 422
    assert _other_guest().post(path, {}).status_code == 404
    assert len(list_attempts(order)) == 1
    assert act(page["link"], "pay").headers["location"] == back
    known(list_attempts(order)[0].id)
    seen = guest.get(f"/shop/orders/{order}").json()
    assert (seen["held"]["amount"], seen["payment"], held_for(order)) == (PRICE, "unpaid", PRICE)
    held = {"state": "held", "amount": {"amount": PRICE, "currency": "KZT"}, "link": "", "until": None}
    assert guest.post(path, {}).json() == guest.post(f"{path}/end", {}).json() == held, "nothing waits any more"
    assert guest.post(f"/shop/orders/{order}/pay", {}).json() == {
        "state": "held", "amount": {"amount": 0, "currency": "KZT"},
    }  # fmt: skip
    take_held(order, actor=SYSTEM, at=clock.now())
    known(list_attempts(order)[0].id)
    paid = held | {"state": "captured"}
    assert guest.post(path, {}).json() == guest.post(f"{path}/end", {}).json() == paid


def test_a_guest_who_ends_what_does_not_wait_hears_that_nothing_was_paid(online: None, bank: str) -> None:
    guest, order = _ordered()
    nothing = {"state": "nothing", "amount": None, "link": "", "until": None}
    assert guest.post(f"/shop/orders/{order}/page/end", {}).json() == nothing
    guest.post(f"/shop/orders/{order}/page", {})
    ended = guest.post(f"/shop/orders/{order}/page/end", {}).json()
    assert (ended["state"], ended["amount"]["amount"], ended["link"]) == ("refused", PRICE, "")
    assert guest.post(f"/shop/orders/{order}/page/end", {}).json() == nothing


def _other_guest() -> Program:
    nobody = program_of(None)
    return Program(nobody.client, nobody.post("/shop/guest", None).json()["token"])


def test_the_orders_page_leads_to_the_bank_and_back(online: None, bank: str) -> None:
    guest, order = _ordered()
    browser, page = _page_of(guest, order)
    assert f'action="/shop/order/{order}/bank"' in page and 'value="qr"' in page and "at-bank" in page
    led = browser.post(f"/shop/order/{order}/bank", {"way": "page"}, headers=PART)
    link = list_attempts(order)[0].link
    assert led.headers["HX-Redirect"] == link and link.startswith(bank)
    _browser, page = _page_of(guest, order)
    assert f'href="{link}"' in page and 'class="qr"' in page and f'action="/shop/order/{order}/bank"' not in page
    plain = browser.post(f"/shop/order/{order}/bank", {"way": "page"})  # without scripts
    assert (plain.status_code, plain.headers["Location"]) == (303, f"/shop/order/{order}")
    assert act(link, "pay").headers["location"] == f"http://localhost/shop/order/{order}"
    known(list_attempts(order)[0].id)
    _browser, page = _page_of(guest, order)
    assert 'id="held"' in page and "at-bank-ways" not in page and link not in page


def test_a_customer_pays_otherwise_after_all(online: None, bank: str) -> None:
    guest, order = _ordered()
    browser, _page = _page_of(guest, order)
    browser.post(f"/shop/order/{order}/bank", {"way": "qr"})
    [waiting] = list_attempts(order)
    assert waiting.way == "qr"
    assert browser.post(f"/shop/order/{order}/bank/end", {}).status_code == 303
    assert (list_attempts(order)[0].state, told(bank, waiting.id)["state"]) == ("refused", "cancelled")
    _browser, page = _page_of(guest, order)
    assert f'action="/shop/order/{order}/bank"' in page and waiting.link not in page


@pytest.fixture
def counter(online: None) -> Counter:
    return open_counter()


@pytest.fixture
def till(counter: Counter) -> Any:
    return at_work("cashier", counter.here)


def test_a_sale_is_paid_by_the_qr_code_that_the_till_shows(till: Any, bank: str) -> None:
    page = _plain(_scan(till, "milk"))
    shown = _plain(_pay(till, page, method="qr"))
    assert 'class="qr"' in shown and 'name="method"' not in shown, "it is not paid twice"
    order = _waiting(bank)
    assert 'hx-trigger="every 2s"' in shown
    ended = _plain(till.post("/till/page/end", {}, headers=PART))
    assert 'value="qr"' in ended and 'class="qr"' not in ended
    _pay(till, ended, method="qr")
    attempt = list_attempts(order)[-1]
    act(attempt.link, "pay")
    assert known(attempt.id).state == "captured"
    page = _plain(till.get("/till/counter"))
    done = _receipt(_pay(till, page, method="none"))
    assert [(one.method, one.amount) for one in done.tenders] == [("card", attempt.amount)]
    assert [one.state for one in list_attempts(order)] == ["refused", "captured"]


def _waiting(bank: str) -> UUID:
    """The sale that is charged before it is recorded."""
    from tests import make

    [(order,)] = make.ask("SELECT \"order\" FROM payments_attempt WHERE state = 'waiting'")
    return UUID(str(order))


def test_what_is_held_is_taken_when_the_order_is_handed_over(counter: Counter, till: Any, bank: str) -> None:
    from tests.flows.test_payment_pages import opened

    ordered = order_of(counter, milk=1)
    page = opened(ordered.order)
    act(page.link, "pay")
    known(page.id)
    shown = _open(till, ordered)
    owed = read_order(ordered.order).owed
    assert held_for(ordered.order) == owed > 0 and _field(shown, "amount") == str(owed)
    assert 'value="none"' in shown and 'value="cash"' not in shown, "nothing is left to be paid"
    done = _receipt(_hand_over(till, ordered, shown, method="none"))
    assert [(one.method, one.amount) for one in done.tenders] == [("card", owed)]
    assert (told(bank, page.id)["taken"], paid_for(ordered.order)) == (owed, owed)


def test_goods_stay_where_the_bank_has_let_the_money_go(counter: Counter, till: Any, bank: str) -> None:
    from tests import make
    from tests.flows.test_payment_pages import opened

    ordered = order_of(counter, milk=1)
    make.ask("UPDATE orders_order SET paid_amount = 1009 WHERE id = %s RETURNING 1", ordered.order)
    page = opened(ordered.order)
    act(page.link, "pay")
    known(page.id)
    shown = _open(till, ordered)
    refused = _plain(_hand_over(till, ordered, shown, method="none"))
    assert 'value="cash"' in refused, "it is to be paid otherwise"
    assert (read_order(ordered.order).commercial, paid_for(ordered.order)) == ("placed", 0)
    assert _receipt(_hand_over(till, ordered, refused)).tenders[0].method == "cash"
