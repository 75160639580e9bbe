"""A manager's morning at the office in a real browser: find, filter, page on, ask why, look at a person."""

from decimal import Decimal
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.browser.screens import RULES, screens, settled
from tests.conftest import OwnDatabase
from tests.doors.web_people import PASSWORD, hire
from tests.long_form import only_long


def _sign_in(browser: Any, served: str, login: str, troubles: list[str], **more: Any) -> Any:
    screen = {"viewport": {"width": 1440, "height": 900}, **more}
    context = browser.new_context(base_url=served, locale="ru-RU", **screen)
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto("/sign-in?next=/office/orders")
    page.screenshot(path=screens() / "login.png")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", PASSWORD)
    page.click("form button.primary")
    page.wait_for_url("**/office/orders")
    return page


def _shown(page: Any, name: str) -> None:
    """The screen stands in nobody's way, and its picture is kept."""
    settled(page)
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    page.screenshot(path=screens() / f"{name}.png")


@only_long
def test_a_managers_morning(own_shop: OwnDatabase, served: str, browser: Any) -> None:
    hire("owner", "owner", "ru")
    troubles: list[str] = []
    page = _sign_in(browser, served, "owner", troubles)
    _the_list_of_orders(page)
    _why_are_there_so_many(page)
    _a_person(page)
    _the_other_lists(page)
    assert troubles == []


def _the_list_of_orders(page: Any) -> None:
    """Page on, filter by place, walk the rows by keyboard, open one."""
    expect(page.locator("tbody tr td:first-child a[href*='/office/orders/']")).to_have_count(50)
    page.click("tr.more a")
    first_cell = "tbody td:first-child a[href*='/office/orders/']"
    expect(page.locator(first_cell)).to_have_count(100)
    assert len(set(page.locator(first_cell).all_inner_texts())) == 100  # they stand there: it was waited for
    page.select_option("select[name=place]", "demo-almaty")
    page.wait_for_url("**place=demo-almaty**")
    expect(page.locator("tbody")).not_to_contain_text("demo-astana")
    places = {text.split("\n")[0] for text in page.locator("tbody tr:not(.more) td:nth-child(3)").all_inner_texts()}
    assert places == {"demo-almaty"}
    _shown(page, "office-orders")
    page.keyboard.press("Escape")
    page.locator("main").focus()
    for key in ("j", "j"):
        page.keyboard.press(key)
    expect(page.locator("tr.here")).to_have_count(1)
    number = page.locator("tr.here td:first-child a").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_selector("#lines")
    expect(page.locator("h1")).to_contain_text(number)
    expect(page.locator("#events").get_by_text("order.completed")).to_have_count(1)
    _shown(page, "office-order")


def _why_are_there_so_many(page: Any) -> None:
    """From the stock of a place to the moves that make the number, to the order behind one."""
    page.goto("/office/stock?place=demo-almaty&sort=-available")
    _shown(page, "office-stock")
    page.click("tbody tr >> nth=0 >> td:last-child a")
    page.wait_for_selector("tr.total")
    _shown(page, "office-why")
    causes = page.locator("table >> nth=0").locator("tbody tr:not(.total) td:last-child").all_inner_texts()
    assert len(causes) >= 2
    assert sum(map(_units, causes)) == _units(page.locator("tr.total td:last-child").first.inner_text())
    if page.locator("#list a[href*='/office/orders/']").count():
        page.click("#list a[href*='/office/orders/'] >> nth=0")
        page.wait_for_selector("#lines")


def _units(shown: str) -> Decimal:
    """The number of what a page shows as "+1 234,5 kg" in Russian."""
    return Decimal(shown.rsplit("\u00a0", 1)[0].replace("\u00a0", "").replace(",", ".").replace("+", ""))


def _a_person(page: Any) -> None:
    """Find somebody with a slip of the finger, see who they are and what happened, kind by kind."""
    page.goto("/office/customers")
    settled(page)
    page.keyboard.press("/")
    expect(page.locator("[name=q]:focus")).to_have_count(1)
    page.keyboard.type("гончаров павел")
    page.wait_for_url("**q=**")
    page.click("tbody a:has-text('Павел Гончаров')")
    page.wait_for_selector("ol.timeline")
    page.locator("text=pavel.goncharov@example.com").first.wait_for()
    page.wait_for_selector("text=52")  # the part that compares with everybody came by itself
    _shown(page, "customer")
    page.click("a.badge[href$='kind=points']")
    expect(page.locator("#life")).not_to_contain_text("D-0")
    page.click("nav a[href$='tab=orders']")
    page.wait_for_selector("tbody a[href*='/office/orders/']")
    number = page.locator("tbody a[href*='/office/orders/']").last.inner_text()
    settled(page)  # keys are heard once the script stands
    page.keyboard.press("Control+k")
    page.keyboard.type(number.lower())
    page.wait_for_selector("#palette-found a[href*='/office/orders/']")
    page.keyboard.press("Enter")
    page.wait_for_selector("#lines")
    expect(page.locator("h1")).to_contain_text(number)


def _the_other_lists(page: Any) -> None:
    for screen in ("customers", "products", "prices", "places", "imports", "jobs"):
        page.goto(f"/office/{screen}")
        page.locator("tbody tr, .empty").first.wait_for()
        _shown(page, f"office-{screen}")
    page.goto("/office/products")
    page.click("tbody a >> nth=0")
    page.wait_for_selector("dl.pairs")
    _shown(page, "office-product")
    page.goto("/office/imports")
    page.click("tbody a >> nth=0")
    page.wait_for_selector("#steps")
    _shown(page, "office-import")
    with page.expect_download() as waited:
        page.goto("/office/orders")
        page.click("a[download]")
    assert waited.value.suggested_filename == "orders.csv"


def test_the_office_in_the_dark_and_on_a_narrow_screen(own_shop: OwnDatabase, served: str, browser: Any) -> None:
    hire("owner", "owner", "kk")
    troubles: list[str] = []
    page = _sign_in(
        browser, served, "owner", troubles, color_scheme="dark", viewport={"width": 390, "height": 844}, has_touch=True
    )
    page.goto("/office/stock?place=demo-astana")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    _shown(page, "office-narrow")
    page.goto("/office/customers?q=Павел")
    page.click("tbody a >> nth=0")
    page.wait_for_selector("ol.timeline")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    _shown(page, "customer-narrow")
    assert troubles == []
