"""P3: a till without a connection sells by what it knows and says how old that is; what was not lent to it it keeps off.

S2 and a part of O15 too: its sales are kept through reloads and a killed browser, and brought later, each once.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests import make
from tests.browser.screens import OVER, RULES, screens
from tests.browser.test_counter import SMALL_TARGETS
from tests.conftest import OwnDatabase
from tests.counter_world import CASHIER
from tests.doors.web_people import hire
from tests.promises.house_at_work import ask
from tests.promises.offline_counter import PIN, Device, House, sign_in
from tests.promotions import published
from tests.shop_world import PRICE, open_counter

from prilavok.domains.promotions.actions import put_codes
from prilavok.domains.promotions.queries import find_rights
from prilavok.domains.promotions.types.acts import OffTogether
from prilavok.domains.promotions.types.keeping import NewCode
from prilavok.domains.staff.actions import assign_place
from prilavok.domains.stock.queries import stock_at
from prilavok.flows.open_till import open_till
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.ledger.checks import check

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("quick_passwords")]
# How long the digests of PINs are that the browser keeps.
_DIGESTS = """() => new Promise(done => {
  const opening = indexedDB.open("prilavok-till");
  opening.onsuccess = () => {
    const asked = opening.result.transaction("kept").objectStore("kept").get("known");
    asked.onsuccess = () => done(asked.result.knowledge.staff.map(one => one.digest.length));
  };
})"""


@pytest.mark.thin("no drawer, X and Z yet")
def test_a_till_sells_through_a_cut_a_reload_and_a_killed_browser(
    own_database: OwnDatabase, house: House, device: Device
) -> None:
    own = own_database
    clock.set_clock(make.AT)
    counter = open_counter(9, 1)
    skus = [str(sku) for (sku,) in ask(own, "SELECT sku FROM catalog_variant WHERE id = ANY(%s) ORDER BY array_position(%s, id)", list(counter.variants), list(counter.variants))]  # fmt: skip
    right = published("once", OffTogether(500), right=True)
    put_codes([NewCode("LENT1", right, 1), NewCode("HOME2", right, 1)], at=make.AT)
    hire("cashier", "cashier", "ru")
    assign_place("cashier", counter.place, actor=SYSTEM, at=make.AT)
    till = open_till(counter.place, "Касса у входа", actor=CASHIER, at=make.AT)
    page = device.page
    # With a connection the device becomes the till, its cashier chooses a PIN, one coupon is kept for it.
    sign_in(page, house)
    page.get_by_role("button", name="T1").click()
    expect(page.locator("#scan")).to_be_visible()
    page.fill("#new-pin", PIN)
    page.press("#new-pin", "Enter")
    expect(page.locator("#new-pin")).to_have_count(0)
    page.locator("#lent > summary").click()
    page.fill("#lend-text", "LENT1")
    page.press("#lend-text", "Enter")
    expect(page.locator("#lent li")).to_have_count(1)
    page.wait_for_function("caches.open('prilavok-till').then((one) => one.keys()).then((all) => all.length > 5)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    device.bar("up", 0)
    # The line is cut and the server is gone. Nobody has been asked anything since.
    house.down()
    device.context.set_offline(True)
    device.bar("down", 0)
    device.scan(skus[0])
    device.scan(f"2*{skus[1]}")  # the ledger knows of one: goods in the hand sell
    first = device.sell()
    device.bar("down", 1)
    page.goto(f"{house.address}/till/counter")  # whatever page of the till is asked for, this one comes
    device.open_by_pin()
    device.scan(skus[0])
    device.scan("home-2")
    expect(page.locator("main .note").first).to_contain_text("HOME2")
    expect(page.locator(".to-pay strong")).to_have_text("15,00\u00a0₸")
    device.scan("lent-1")
    expect(page.locator(".to-pay strong")).to_have_text("10,00\u00a0₸")
    assert Axe().run(page, options=RULES).violations_count == 0
    assert page.evaluate(SMALL_TARGETS) == []
    page.screenshot(path=screens() / "till-offline.png")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate(OVER) == 0
    page.screenshot(path=screens() / "till-offline-phone.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 860})
    second = device.sell()
    device.scan_half_of_the_next("NOSUCH7", "46")
    device.scan(skus[0])
    device.scan("LENT1")
    expect(page.locator("main .note").first).to_contain_text("LENT1")  # it was lent for one use
    third = device.sell()
    device.bar("down", 3)
    assert [first, second, third] == ["T1-00001", "T1-00002", "T1-00003"]
    assert ask(own, "SELECT count(*) FROM orders_order") == [(0,)]
    assert find_rights(["LENT1"], (), make.AT).refused == {"LENT1": "used_up"}
    # The power goes; the profile is opened again, still without a line.
    device.kill()
    device.begin()
    page = device.page
    page.goto(f"{house.address}/till/standby")
    device.bar("down", 3)
    page.fill("#pin", "999999")
    page.press("#pin", "Enter")
    expect(page.locator("main .note").first).to_contain_text("4")
    device.open_by_pin()
    # The line is back, but nobody is signed in any more: the sales wait until somebody is.
    device.context.clear_cookies()
    house.up()
    expect(page.locator("#standby-line[data-line=signed-out]")).to_be_visible()
    device.bar("signed-out", 3)
    # Who has the device may try five times; then nothing is left on it by which more could be tried.
    page.keyboard.press("F12")
    for nth in range(5):
        assert page.evaluate(_DIGESTS) == [64]  # of the one who chose a PIN
        page.fill("#pin", "999999")
        page.press("#pin", "Enter")
        expect(page.locator("main .note").first).to_contain_text(f"{4 - nth}" if nth < 4 else ".")
    expect(page.locator("#pin")).to_have_count(0)
    assert page.evaluate(_DIGESTS) == [0]
    sign_in(page, house)
    device.bar("up", 0)
    told = ask(own, "SELECT number, amount, payment FROM orders_order ORDER BY number")
    assert told == [("T1-00001", 3 * PRICE, "paid"), ("T1-00002", PRICE - 500, "paid"), ("T1-00003", PRICE, "paid")]
    assert ask(own, "SELECT state, over, amount - reckoned_amount FROM tills_sale") == [("recorded", 0, 0)] * 3
    assert ask(own, "SELECT count(*) FROM promotions_use WHERE voided_at IS NULL") == [(1,)]
    assert stock_at(counter.place, counter.variant).on_hand == 6
    assert ask(own, "SELECT (facts->>'units')::int FROM kit_event WHERE verb = 'discrepancy.found'") == [(-1,)]
    assert ask(own, "SELECT count(*) FROM receipts_receipt") == [(3,)]
    # Brought again, as by a till whose answer was lost, nothing is counted twice.
    page.evaluate(_AGAIN)
    page.reload()
    device.bar("up", 0)
    assert ask(own, "SELECT count(*) FROM orders_order") == [(3,)]
    assert ask(own, "SELECT ended FROM tills_lease WHERE till_id = %s", till.id) == [("used",)]
    # Signing out, the till forgets what it knew, and not what it sold.
    page.goto(f"{house.address}/till/counter")
    page.locator("form[action='/sign-out'] button").click()
    page.wait_for_url("**/sign-in")
    assert page.evaluate(_KEPT) == [["counter", "known", "leases", "tries"], 3]
    # The manager sees what was brought.
    hire("manager", "manager", "ru")
    sign_in(page, house, "manager", "/till/tills")
    expect(page.locator("main")).to_contain_text("T1-00003")
    assert Axe().run(page, options=RULES).violations_count == 0
    assert page.evaluate(OVER) == 0
    page.screenshot(path=screens() / "till-tills.png")
    assert (check(), device.troubles) == ([], [])


_KEPT = """() => new Promise((done) => {
  const asked = indexedDB.open("prilavok-till");
  asked.onsuccess = () => {
    const all = asked.result.transaction(["kept", "sales"]);
    const gone = ["counter", "known", "leases", "tries"];
    const [keys, sales] = [all.objectStore("kept").getAllKeys(), all.objectStore("sales").count()];
    all.oncomplete = () => {
      asked.result.close();
      done([gone.filter((one) => !keys.result.includes(one)), sales.result]);
    };
  };
})"""


_AGAIN = """() => new Promise((done) => {
  const asked = indexedDB.open("prilavok-till");
  asked.onsuccess = () => {
    const all = asked.result.transaction("sales", "readwrite");
    const sales = all.objectStore("sales");
    sales.getAll().onsuccess = (event) => event.target.result.forEach((one) => sales.put({...one, state: "waiting"}));
    all.oncomplete = () => { asked.result.close(); done(); };
  };
})"""
