"""L2 without a connection: what was kept for a till of a gift card and of points pays there once, and nowhere else."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from playwright.sync_api import expect
from tests import make
from tests.browser.screens import OVER, RULES, screens
from tests.browser.test_counter import SMALL_TARGETS
from tests.conftest import OwnDatabase
from tests.counter_world import CASHIER, digits_of
from tests.doors.web_people import hire
from tests.flows.test_till_values import gift, has, member
from tests.promises.house_at_work import ask
from tests.promises.offline_counter import PIN, Device, House, sign_in
from tests.promises.test_l2_gift_cards_never_twice import LACKS
from tests.shop_world import PRICE, open_counter

from prilavok.domains.giftcards.errors import GiftCardShort
from prilavok.domains.giftcards.queries import read_gift_card
from prilavok.domains.staff.actions import assign_place
from prilavok.flows.keep_gift_card import keep_gift_card
from prilavok.flows.open_till import open_till
from prilavok.insights import lent_here
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.ids import new_id
from prilavok.kit.ledger.checks import check

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("quick_passwords")]
#: all that the browser keeps, as one text
_KEPT = """() => new Promise((done) => {
  const asked = indexedDB.open("prilavok-till");
  asked.onsuccess = () => {
    const all = asked.result.transaction(["kept", "sales"]);
    const [kept, sales] = [all.objectStore("kept").getAll(), all.objectStore("sales").getAll()];
    all.oncomplete = () => { asked.result.close(); done(JSON.stringify([kept.result, sales.result])); };
  };
})"""


def _keep(page: Any, text: str, total: str, said: str = "") -> None:
    page.fill("#value-text", text)
    page.fill("#value-sum", total)
    page.fill("#value-said", said)
    page.press("#value-said", "Enter")


def _to_pay(page: Any, sum_: str) -> None:
    expect(page.locator(".to-pay strong")).to_have_text(f"{sum_}\u00a0₸")


def _refused(page: Any, words: str) -> None:
    expect(page.locator("main .note").first).to_contain_text(words)


@pytest.mark.thin(LACKS)
def test_a_till_takes_what_was_kept_for_it_of_a_gift_card_and_of_points_and_no_more(
    own_database: OwnDatabase, house: House, device: Device
) -> None:
    connections.close_all()  # what an earlier browser's loop in this thread left may be of a database that is gone
    own = own_database
    clock.set_clock(make.AT)
    make.programme()
    counter = open_counter(9)
    [(sku,)] = ask(own, "SELECT sku FROM catalog_variant WHERE id = %s", counter.variant)
    (card, code), (_other, second), (leaf, shown) = gift(counter, 4 * PRICE), gift(counter), member(counter)
    hire("cashier", "cashier", "ru")
    assign_place("cashier", counter.place, actor=SYSTEM, at=make.AT)
    till = open_till(counter.place, "Касса у входа", actor=CASHIER, at=make.AT)
    page = device.page
    # With a connection: a part of the card is kept, and points once their holder has said the digits they were sent.
    sign_in(page, house)
    page.get_by_role("button", name="T1").click()
    page.fill("#new-pin", PIN)
    page.press("#new-pin", "Enter")
    expect(page.locator("#new-pin")).to_have_count(0)
    page.locator("#lent > summary").click()
    _keep(page, code, "20,00")
    expect(page.locator("#lent li")).to_have_count(1)
    _keep(page, shown, "600")
    expect(page.locator("#lent .note")).to_contain_text("Клиенту отправлены цифры")
    assert page.input_value("#value-text") == shown
    [(asked,)] = ask(own, "SELECT id FROM customers_code ORDER BY id DESC LIMIT 1")
    page.fill("#value-said", digits_of(asked))
    page.press("#value-said", "Enter")
    expect(page.locator("#lent li")).to_have_count(2)
    assert page.input_value("#value-text") == ""
    assert Axe().run(page, options=RULES).violations_count == 0
    assert page.evaluate(SMALL_TARGETS) == []
    page.wait_for_function("caches.open('prilavok-till').then((one) => one.keys()).then((all) => all.length > 5)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    device.bar("up", 0)
    # The line is cut and the server is gone. The site has what was not kept for the till, and no more.
    house.down()
    device.context.set_offline(True)
    device.bar("down", 0)
    order = new_id()
    hold = keep_gift_card(code, order, 9 * PRICE, place=counter.place, actor=CASHIER, at=make.AT)
    assert (hold.amount, has(leaf)) == (4 * PRICE - 2000, 400)
    with pytest.raises(GiftCardShort):
        keep_gift_card(code, new_id(), PRICE, place=counter.place, actor=CASHIER, at=make.AT)
    device.scan(sku)
    device.scan(f"{code[:4]} {code[4:]}")
    _to_pay(page, "0,00")
    page.keyboard.press("F9")
    paper = page.locator("article.receipt")
    expect(paper).to_contain_text("Подарочная карта")
    expect(paper).to_contain_text("из отложенного для этой кассы, по сведениям на")
    assert "наличными" not in paper.inner_text().lower()
    page.keyboard.press("n")
    expect(page.locator("#scan")).to_be_visible()
    device.scan(f"2*{sku}")
    device.scan(second)
    _refused(page, "Похоже на подарочную карту")
    device.scan("2999999999999")
    _refused(page, "Если это карта лояльности")
    _to_pay(page, "30,00")
    device.scan(shown)
    _to_pay(page, "24,00")
    device.scan(code)
    _to_pay(page, "19,00")
    device.scan(shown)  # shown again it is taken back
    _to_pay(page, "25,00")
    device.scan(shown)
    _to_pay(page, "19,00")
    assert Axe().run(page, options=RULES).violations_count == 0
    assert page.evaluate(SMALL_TARGETS) == []
    page.screenshot(path=screens() / "till-offline-values.png")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate(OVER) == 0
    page.set_viewport_size({"width": 1280, "height": 860})
    device.sell()
    device.scan(sku)
    device.scan(code)
    _refused(page, "Похоже на подарочную карту")  # all that was kept is used
    # Whoever copies the browser's store finds no code in it.
    kept = page.evaluate(_KEPT)
    assert code not in kept and shown not in kept and str(card) not in kept and str(leaf) not in kept
    assert '"digest"' in kept
    house.up()
    device.context.set_offline(False)
    device.bar("up", 0)
    told = ask(own, "SELECT state, amount, beyond_amount FROM tills_sale ORDER BY number")
    assert told == [("recorded", PRICE, 0), ("recorded", 2 * PRICE, 0)]
    paid = ask(own, "SELECT method, sum(amount)::int FROM payments_transaction GROUP BY 1 ORDER BY 1")
    assert paid == [("cash", 1900), ("gift_card", 2000), ("points", 600)]
    found = read_gift_card(card)
    assert (found.balance, found.held) == (4 * PRICE - 2000, hold.amount)
    assert has(leaf) == 400 + (2 * PRICE - 600) // 100
    assert ask(own, "SELECT kind, ended FROM tills_lease WHERE till_id = %s ORDER BY id", till.id) == [
        ("gift", "used"),
        ("points", "used"),
    ]
    assert (check(), lent_here.check(), device.troubles) == ([], [], [])
