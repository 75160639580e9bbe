"""One person in one day: shop, chat, Telegram, operator, store, till; one basket, one order, one timeline of it all."""

import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.browser.screens import RULES, screens
from tests.conftest import OwnDatabase
from tests.doors.conftest import browser  # noqa: F401  # a fixture of the doors
from tests.doors.web_people import PASSWORD
from tests.promises.counter_at_work import Windows, counter
from tests.promises.house_at_work import ask, load_stores

from prilavok.domains.staff.actions import hire_staff, put_default_roles
from prilavok.domains.staff.types import NewStaff
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM

pytestmark = pytest.mark.quiet  # what happens is to be seen in a second, whatever else runs

STORE = "3217"
_POINTS_CODE = re.compile(r"(?:Код для баллов|Ұпайға арналған код|Your code for points): (\d{6})")


@pytest.fixture
def home(reachable_folder: Path) -> Path:
    folder = reachable_folder / "home of a day"
    folder.mkdir()
    return folder


@pytest.mark.browser
@pytest.mark.thin("calls; visits noted by the site of another system; channels beyond site chat and Telegram")
def test_one_day_at_the_counter(own_database: OwnDatabase, home: Path, browser: Any) -> None:  # noqa: F811
    load_stores(STORE)
    (place,) = ask(own_database, "SELECT id FROM places_place WHERE code LIKE %s", f"%{STORE}")[0]
    _hire(place)
    household, phone, bought = _a_household(own_database)
    goods = _goods(own_database, place)
    with counter(own_database, home) as port, Windows(browser, port) as windows:
        desk = windows.staff("operator", "/desk/conversations")
        tablet = windows.staff("cashier", "/tablet/picking", width=820)
        till = windows.staff("cashier", "/till/counter", width=1180)
        board = windows.staff("owner", "/board/")
        shop = windows.open(f"/shop/p/{goods[0][1]}", phone=True)

        _a_visitor_asks(windows, shop, desk)
        chat = _moves_to_telegram(windows, shop, desk)
        _proves_the_phone(windows, shop, chat, desk, phone, household)
        number = _the_operator_orders(windows, shop, chat, desk, tablet, place, goods[1])
        _the_store_picks(windows, shop, chat, tablet, number)
        code = re.sub(r"\D", "", shop.locator(".code").inner_text())
        _a_stranger_takes_nothing(windows, shop.url, phone)
        _the_till_hands_over(windows, shop, chat, till, board, code, number, goods[2])
        _shown(board, "board-today")
        assert windows.troubles == []
        for what, seconds in windows.seen:
            print(f"{seconds:6.2f} s  {what}")
    _one_timeline(own_database, household, number, bought)


def _hire(place: Any) -> None:
    at = clock.now()
    put_default_roles(at=at)
    people = [
        NewStaff("operator", "Айгерим", "operator", PASSWORD, "ru"),
        NewStaff("cashier", "Данияр", "cashier", PASSWORD, "ru", place),
        NewStaff("owner", "Владелец", "owner", PASSWORD, "ru"),
    ]
    hire_staff(people, actor=SYSTEM, at=at)


def _a_household(own: OwnDatabase) -> tuple[Any, str, int]:
    """The household that bought most often here: its id, its made-up phone, how many orders."""
    return ask(
        own,
        "SELECT o.customer_id, i.value, (SELECT count(*) FROM orders_order s JOIN customers_leaf_owner so"
        " ON so.leaf_id = s.leaf_id AND so.valid_to IS NULL WHERE so.customer_id = o.customer_id) AS bought"
        " FROM customers_identifier i JOIN customers_leaf_owner o ON o.leaf_id = i.leaf_id AND o.valid_to IS NULL"
        " WHERE i.kind = 'phone' AND i.value IS NOT NULL ORDER BY bought DESC, i.value LIMIT 1",
    )[0]


def _goods(own: OwnDatabase, place: Any) -> list[tuple[Any, Any, str]]:
    """Three things the store has plenty of and sells by the piece: variant, product, SKU."""
    return ask(
        own,
        "SELECT v.id, v.product_id, v.sku FROM fact_stock s JOIN catalog_variant v ON v.id = s.variant"
        " JOIN pricing_version p ON p.variant_id = v.id AND p.valid_to IS NULL AND p.amount BETWEEN 100 AND 2000"
        " JOIN pricing_list l ON l.id = p.price_list_id AND l.place_id = s.place"
        " WHERE s.place = %s AND v.unit = 'piece' AND s.available >= 1 ORDER BY s.available DESC, v.sku LIMIT 3",
        place,
    )


def _shown(page: Any, name: str) -> None:
    """The screen stands in nobody's way, and its picture is kept."""
    page.wait_for_load_state("domcontentloaded")
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    page.screenshot(path=screens() / f"{name}.png")


def _a_visitor_asks(windows: Windows, shop: Any, desk: Any) -> None:
    """Looks at a product, puts it in the basket, asks; the desk sees a stranger wait."""
    shop.click("form[action='/shop/basket/change'] button")
    shop.locator("#buy a[href='/shop/basket']").wait_for()
    _shown(shop, "shop-product")
    shop.click("a[href*='/shop/chat?product=']")
    shop.fill("#say textarea", "Здравствуйте! Он сегодня свежий?")
    windows.act()
    shop.click("#say button")
    windows.sees("the desk sees a question asked in the shop", desk.get_by_text("Он сегодня свежий?"))
    desk.click("#inbox .inbox-rows a")
    desk.wait_for_url("**/desk/conversations/*")
    desk.fill("#answer-text", "Да, привезли утром.")
    windows.act()
    desk.click("#answer button")
    windows.sees("the shop sees the operator's answer", shop.get_by_text("Да, привезли утром."))
    _shown(shop, "shop-chat")


def _moves_to_telegram(windows: Windows, shop: Any, desk: Any) -> Any:
    """By a button, the thread and the basket along; a newcomer in the messenger."""
    with shop.context.expect_page() as opened:
        shop.click("form[action='/shop/chat/on/telegram'] button")
    chat = windows.watched(opened.value)
    chat.wait_for_url(f"http://127.0.0.1:{windows.port + 1}/**")
    chat.locator("input[name=name]").wait_for()
    return chat


def _proves_the_phone(windows: Windows, shop: Any, chat: Any, desk: Any, phone: str, household: Any) -> None:
    """Shares the phone in Telegram: known at once, a year of purchases beside the question."""
    chat.fill("input[name=name]", "Гость Магазина")
    chat.fill("input[name=phone]", phone)
    chat.locator("form:has(input[name=name]) button").click()
    windows.act()
    chat.locator("button[value=start], form button:has-text('START'), form button:has-text('НАЧАТЬ')").first.click()
    windows.sees("the desk sees that the talk goes on in Telegram", desk.locator(".said-moved"))
    share = chat.locator("button[value=contact], form:has(input[value=contact]) button").first
    share.wait_for()
    windows.act()
    share.click()
    windows.sees("the desk sees who it is", desk.locator(f"#person a[href$='/office/customers/{household}']"))
    expect(desk.locator("#person")).to_contain_text("CJ-")
    chat.fill("#write input[name=text]", "А молоко есть?")
    windows.act()
    chat.click("#write button")
    windows.sees("the desk sees what was said in Telegram", desk.locator("#thread").get_by_text("А молоко есть?"))
    windows.sees("the shop shows the same thread", shop.get_by_text("А молоко есть?"))
    _shown(desk, "desk-conversation")


def _the_operator_orders(
    windows: Windows, shop: Any, chat: Any, desk: Any, tablet: Any, place: Any, more: tuple[Any, Any, str]
) -> str:
    """Adds an item to the same basket and places the order; the goods are held, the store sees it."""
    shop.goto("/shop/basket")
    assert shop.locator("#lines .line").count() == 1
    desk.fill("#find-product", more[2])
    desk.locator(f"#products form:has(input[value='{more[0]}']) button").click()
    windows.act()
    windows.sees("the shop sees what the operator added", shop.locator("#lines .line").nth(1))
    desk.click("form[action$='/quote'] button")
    windows.act()
    desk.locator("form[action$='/place'] button").click()
    windows.sees("the tablet sees the order", tablet.locator("#waiting .floor-card h3 a").first)
    number = tablet.locator("#waiting .floor-card h3 a").first.inner_text()
    windows.sees("Telegram tells of the order", chat.get_by_text(number))
    expect(desk.locator("#person")).to_contain_text(number)
    return str(number)


def _the_store_picks(windows: Windows, shop: Any, chat: Any, tablet: Any, number: str) -> None:
    """Line by line, then ready: the customer hears of it and finds the code."""
    _shown(tablet, "tablet-waiting")
    tablet.click("form[action$='/start'] button")
    for done in (1, 2):
        tablet.locator(".pick-acts > form button.primary").first.click()
        expect(tablet.locator(".pick-done")).to_have_count(done)
    _shown(tablet, "tablet-picking")
    shop.goto("/shop/me")
    shop.click(f"a:has-text('{number}')")
    windows.act()
    tablet.locator("form[action$='/ready'] button").click()
    windows.sees("the shop shows that it is ready", shop.locator(".code"))
    code = re.sub(r"\D", "", shop.locator(".code").inner_text())
    assert len(code) == 6
    windows.sees("Telegram tells the code", chat.get_by_text(re.compile(f"{code[:3]}.?{code[3:]}")).first)
    _shown(shop, "shop-order")


def _a_stranger_takes_nothing(windows: Windows, order: str, phone: str) -> None:
    """Another browser that knows the address and names the phone sees no order, no code, no name."""
    stranger = windows.open("/shop/sign-in", phone=True)
    answer = stranger.request.get(order)
    assert answer.status == 404
    stranger.fill("input[name=contact]", phone)
    stranger.click("form[action='/shop/sign-in/send'] button")
    stranger.fill("input[name=digits]", "000000")
    stranger.click("form[action='/shop/sign-in/enter'] button")
    stranger.locator("[role=alert]").wait_for()
    stranger.goto("/shop/me")
    assert "CJ-" not in stranger.content()
    stranger.context.close()
    windows.troubles[:] = [one for one in windows.troubles if "404" not in one and "422" not in one]


def _the_till_hands_over(
    windows: Windows, shop: Any, chat: Any, till: Any, board: Any, code: str, number: str, other: tuple[Any, Any, str]
) -> None:
    """Found by its code; one thing out, another in; points and cash; the receipt; the customer's page shows it."""
    till.fill("#scan", "999999" if code != "999999" else "111111")
    till.keyboard.press("Enter")
    till.locator(".toast-bad").wait_for()
    till.fill("#scan", code)
    till.keyboard.press("Enter")
    till.wait_for_url("**/till/orders/*")
    assert number in till.locator("h1").inner_text()
    till.locator("#till td form button").first.click()
    till.locator(".changing").wait_for()
    till.fill("#scan", other[2])
    till.keyboard.press("Enter")
    expect(till.locator(".changing .parked li")).to_have_count(2)
    _shown(till, "till-change")
    windows.act()
    till.click("form[action$='/confirm'] button")
    windows.sees("the shop shows the change", shop.locator(".taken-out"))
    till.locator("button[data-fills='#points']").click()
    windows.act()
    till.click("button[name=ask]")
    till.locator("#points-code").wait_for()
    chat.locator("#log", has_text=_POINTS_CODE).wait_for()
    windows.seen.append(("Telegram asks for the yes to the points", windows.since()))
    said = _POINTS_CODE.search(chat.locator("#log").inner_text())
    assert said is not None
    till.fill("#points-code", said[1])
    _shown(till, "till-pay")
    windows.act()
    till.click("button[name=method][value=cash]")
    till.wait_for_url("**/till/receipts/*")
    windows.sees("the shop shows the receipt", shop.locator("a[href$='/receipt']"))
    windows.sees("the board counts the sale", board.locator("#today", has_text=re.compile("[1-9]")))
    till.emulate_media(media="print")
    till.screenshot(path=screens() / "till-receipt.png")
    till.emulate_media(media="screen")
    _shown(till, "till-receipt-screen")
    windows.troubles[:] = [one for one in windows.troubles if "422" not in one and "404" not in one]


def _one_timeline(own: OwnDatabase, household: Any, number: str, bought: int) -> None:
    """In the order of happening, all of it hangs on the one person; the ledger and the money agree."""
    told = [
        verb
        for (verb,) in ask(
            own,
            "SELECT e.verb FROM (SELECT verb, leaf, occurred_at, id, origin FROM kit_event UNION ALL"
            " SELECT verb, leaf, occurred_at, id, origin FROM kit_behaviour) e"
            " JOIN customers_leaf_owner o ON o.leaf_id = e.leaf AND o.valid_to IS NULL"
            " WHERE o.customer_id = %s AND e.origin = 'live' ORDER BY e.occurred_at, e.id",
            household,
        )
    ]
    wanted = [
        "product.viewed",
        "basket.changed",
        "conversation.opened",
        "message.received",
        "conversation.continued",
        "contact.verified",
        "customer.joined",
        "message.received",
        "basket.changed",
        "order.placed",
        "shipment.ready",
        "order.changed",
        "points.burned",
        "order.completed",
        "receipt.issued",
    ]
    left = iter(told)
    missing = [verb for verb in wanted if verb not in left]
    assert missing == [], (missing, told)
    state = ask(own, "SELECT commercial, payment, fulfilment FROM orders_order WHERE number = %s", number)
    assert state == [("completed", "paid", "handed_over")]
    assert ask(
        own,
        "SELECT count(*) FROM orders_order s JOIN customers_leaf_owner o ON o.leaf_id = s.leaf_id"
        " AND o.valid_to IS NULL WHERE o.customer_id = %s",
        household,
    ) == [(bought + 1,)]
    assert ask(own, "SELECT count(*) FROM kit_hold") == [(0,)]
    assert ask(own, "SELECT count(*) FROM kit_job WHERE buried_at IS NOT NULL") == [(0,)]
