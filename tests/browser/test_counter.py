"""A day at the counter in a real browser: the picker's tablet and the cashier's till, by scanner, keyboard and thumb."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests import make
from tests.browser.screens import RULES, screens
from tests.conftest import OwnDatabase
from tests.doors.live_world import web
from tests.doors.role_processes import role
from tests.doors.web_people import PASSWORD, hire
from tests.people import browser as visitor
from tests.people import digits_sent, prove, sms

from prilavok.domains.baskets.types import Wish
from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.customers.queries import list_identifier_leaves
from prilavok.domains.places.queries import name_places, read_place
from prilavok.domains.shipments.queries import open_code
from prilavok.domains.staff.actions import assign_place
from prilavok.domains.stock.queries import list_stock
from prilavok.flows.change_basket import change_basket
from prilavok.flows.place_order import place_order
from prilavok.flows.quote_basket import quote_basket
from prilavok.insights.reckoning import shown_prices
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor

pytestmark = pytest.mark.quiet  # what happens is to be seen in a second, whatever else runs

WIDE = {"viewport": {"width": 1280, "height": 860}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
# Every button, link and field of the work itself is as big as a thumb.
SMALL_TARGETS = """() => [...document.querySelectorAll("main button, main a.button, main summary, main input, main select")]
  .filter((one) => one.checkVisibility() && one.type !== "hidden")
  .map((one) => [one.getBoundingClientRect(), one.outerHTML.slice(0, 120)])
  .filter(([box]) => box.height < 43.5 || box.width < 43.5).map(([, told]) => told)"""

CUT_OFF = """() => [...document.querySelectorAll("main .table-frame")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.outerHTML.slice(0, 120))"""


@dataclass(frozen=True)
class World:
    """A store of the demo shop with goods of plenty, and where its screens are served."""

    address: str
    place: UUID
    goods: tuple[VariantView, VariantView]
    prices: tuple[int, int]


def _a_store(address: str) -> World:
    """A store in Almaty with a cashier; its two goods are those there is most of."""
    place = next(one.id for one in name_places().values() if one.code == "demo-almaty")
    shelf = [row.variant for row in list_stock(place=place, sort="-available").rows]
    variants, prices = read_variants(shelf), shown_prices(shelf, read_place(place), touchpoint="till", at=clock.now())
    one, other = [variants[id] for id in shelf if variants[id].unit == "piece" and id in prices][:2]
    hire("cashier", "cashier", "ru")
    assign_place("cashier", place, actor=SYSTEM, at=clock.now())
    return World(address, place, (one, other), (prices[one.id].amount, prices[other.id].amount))


@pytest.fixture
def world(own_shop: OwnDatabase, served: str) -> World:
    """The demo shop's store, served by this process."""
    return _a_store(served)


@pytest.fixture
def live_world(own_shop: OwnDatabase) -> Iterator[World]:
    """The same at the web process itself, with the relay that tells the screens what happened."""
    with web(own_shop) as (address, _process), role("relay", own_shop):
        yield _a_store(address)


def _order(world: World, **units: int) -> tuple[UUID, str, str]:
    """Somebody with a loyalty card orders so many of the first and second goods; order, number and pickup code."""
    leaf = next(iter(list_identifier_leaves("card").values()))
    actor, at = Actor("leaf", leaf), clock.now()
    wishes = [Wish(world.goods[int(nth[1:])].id, many) for nth, many in units.items()]
    change_basket(leaf, wishes, place=world.place, touchpoint="site", actor=actor, at=at)
    quote = quote_basket(leaf, touchpoint="site", actor=actor, at=at)
    placed = place_order(quote.id, leaf=leaf, touchpoint="site", actor=actor, at=at + timedelta(milliseconds=1))
    sms()
    prove(visitor(), _phone_of(placed.order))  # so that they can be asked about their points
    return placed.order, placed.number, open_code(placed.shipment)


def _phone_of(order: UUID) -> str:
    """The phone of whoever ordered."""
    [(phone,)] = make.ask(
        "SELECT i.value FROM orders_order o JOIN customers_leaf_owner mine ON mine.leaf_id = o.leaf_id"
        " JOIN customers_leaf_owner theirs ON theirs.customer_id = mine.customer_id"
        " JOIN customers_identifier i ON i.leaf_id = theirs.leaf_id AND i.kind = 'phone' WHERE o.id = %s LIMIT 1",
        order,
    )
    return str(phone)


def _at_work(browser: Any, world: World, troubles: list[str], where: str, **screen: Any) -> Any:
    page = browser.new_context(base_url=world.address, locale="ru-RU", **screen).new_page()
    page.set_default_timeout(30_000)
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(f"/sign-in?next={where}")
    page.fill("input[name=login]", "cashier")
    page.fill("input[name=password]", PASSWORD)
    page.click("form button.primary")
    page.wait_for_url(f"**{where}")
    page.wait_for_selector("html.scripted")
    return page


def _shown(page: Any, name: str) -> None:
    """The screen stands in nobody's way, fits its width, its targets fit a thumb; its picture is kept."""
    page.wait_for_load_state("load")
    expect(page.locator(".htmx-request")).to_have_count(0)
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    assert page.evaluate(SMALL_TARGETS) == []
    assert page.evaluate(CUT_OFF) == [], "nothing of a table must be scrolled for"
    page.screenshot(path=screens() / f"{name}.png")


def _scan(page: Any, code: str) -> None:
    """As a scanner does: into wherever the cursor stands, as fast as it can, and Enter."""
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def _code(variant: VariantView) -> str:
    return variant.barcode or variant.sku


def _focuses(page: Any, name: str) -> None:
    expect(page.locator(f"[name={name}]:focus, #{name}:focus")).to_have_count(1)


def test_a_sale_from_the_shelf_in_few_keys(world: World, browser: Any) -> None:
    troubles: list[str] = []
    page = _at_work(browser, world, troubles, "/till/counter", **WIDE)
    _focuses(page, "scan")
    _shown(page, "till-empty")
    for code in (_code(world.goods[0]), _code(world.goods[1]), _code(world.goods[0])):
        _scan(page, code)  # one after another, no waiting for answers
    expect(page.locator("#till tbody tr")).to_have_count(2)
    expect(page.locator("#till tbody tr").first.locator(".units input[name=quantity]")).to_have_value("2")
    _focuses(page, "scan")
    _scan(page, next(iter(list_identifier_leaves("card"))))
    expect(page.locator(".earner h2")).to_be_visible()
    _shown(page, "till-sale")
    due = 2 * world.prices[0] + world.prices[1]
    given = f"{due // 100 + 50}"
    keys = ["Enter", *given, "Enter", "Enter"]
    assert len(keys) < 10, "a sale in under ten keystrokes besides scans"
    page.keyboard.press(keys[0])
    _focuses(page, "given")
    for key in given:
        page.keyboard.press(key)
    expect(page.locator("output[data-change]")).not_to_have_text("0")
    page.keyboard.press("Enter")
    page.wait_for_url("**/till/receipts/*")
    expect(page.locator(".receipt tbody tr")).to_have_count(2)
    expect(page.locator(".not-fiscal")).to_have_count(1)
    _shown(page, "till-receipt")
    _printed(page)
    expect(page.locator("a[href$='/till/counter']:focus")).to_have_count(1)  # Enter is the next customer
    page.keyboard.press("Enter")
    page.wait_for_url("**/till/counter")
    expect(page.locator(".empty")).to_be_visible()
    assert troubles == []


def _printed(page: Any) -> None:
    """On paper stands the receipt and nothing else."""
    other = page.context.new_page()
    other.goto(page.url)
    other.emulate_media(media="print")
    expect(other.locator(".receipt")).to_be_visible()
    assert not any(other.locator(part).is_visible() for part in (".till-pay", ".sidebar", ".topbar", ".heading"))
    other.close()


def test_a_slip_is_undone_and_keys_are_told(world: World, browser: Any) -> None:
    troubles: list[str] = []
    page = _at_work(browser, world, troubles, "/till/counter", **WIDE)
    for variant in world.goods:
        _scan(page, _code(variant))
    expect(page.locator("#till tbody tr")).to_have_count(2)
    page.locator("#till tbody tr").first.locator("button.square").click()
    expect(page.locator("#till tbody tr")).to_have_count(1)
    page.keyboard.press("F3")
    expect(page.locator("#till tbody tr")).to_have_count(2)
    expect(page.locator("#till tbody tr").first).to_contain_text(world.goods[0].sku)
    page.keyboard.press("F4")
    expect(page.locator(".parked li")).to_have_count(1)
    expect(page.locator("#till tbody tr")).to_have_count(0)
    page.keyboard.press("F2")
    page.keyboard.press("Shift+Slash")
    expect(page.locator("dialog#keys")).to_be_visible()
    expect(page.locator("dialog#keys .of-screen kbd", has_text="F2")).to_have_count(1)
    page.keyboard.press("Escape")
    page.locator(".parked button").click()
    expect(page.locator("#till tbody tr")).to_have_count(2)
    page.keyboard.press("F2")
    _scan(page, "nobody knows this")
    expect(page.locator(".toast-bad")).to_be_visible()
    expect(page.locator("#till tbody tr")).to_have_count(2)
    assert [told for told in troubles if "422" not in told] == []  # the browser notes the refusal it was shown


def test_an_order_is_picked_on_a_phone_and_collected_at_the_till(live_world: World, browser: Any) -> None:
    troubles: list[str] = []
    tablet = _at_work(browser, live_world, troubles, "/tablet/picking", **PHONE)
    _shown(tablet, "tablet-empty")
    order, number, code = _order(live_world, g0=2)
    expect(tablet.locator(".floor-card")).to_contain_text(number)  # it came by itself
    _shown(tablet, "tablet-waiting")
    till = _at_work(browser, live_world, troubles, "/till/counter", **WIDE)
    _pick(tablet)
    _change_and_pay(till, live_world, order, code)
    expect(tablet.locator("#waiting")).not_to_contain_text(number)  # and went by itself
    assert troubles == []


def _pick(tablet: Any) -> None:
    tablet.locator(".floor-card form button").tap()
    tablet.wait_for_selector(".pick")
    _shown(tablet, "tablet-picking")
    tablet.locator(".pick .missing summary").tap()
    expect(tablet.locator("input[name=short]")).to_be_visible()
    tablet.locator(".pick .missing summary").tap()
    tablet.locator(".pick form button.primary").tap()
    expect(tablet.locator(".pick-done")).to_have_count(1)
    _shown(tablet, "tablet-picked")
    tablet.locator(".floor-end button").tap()
    tablet.wait_for_url("**/tablet/picking")
    expect(tablet.locator(".badge-good")).to_have_count(1)
    _shown(tablet, "tablet-ready")


def _change_and_pay(till: Any, world: World, order: UUID, code: str) -> None:
    _scan(till, code)
    till.wait_for_url(f"**/till/orders/{order}")
    till.wait_for_selector("html.scripted")
    _shown(till, "till-order")
    till.locator("#till tbody tr button").first.click()
    expect(till.locator(".changing li")).to_have_count(1)
    till.keyboard.press("F2")
    _scan(till, _code(world.goods[1]))
    expect(till.locator(".changing li")).to_have_count(2)
    _shown(till, "till-change")
    till.keyboard.press("F9")
    expect(till.locator(".changing")).to_have_count(0)
    expect(till.locator("#till tbody tr:not(.total)")).to_have_count(2)
    till.keyboard.press("F6")
    expect(till.locator("#points")).not_to_have_value("")
    _shown(till, "till-points")
    till.keyboard.press("F4")
    expect(till.locator("#points-code")).to_be_visible()
    _shown(till, "till-points-asked")
    expect(till.locator("output[data-change]")).to_have_text("0,00")  # the exact sum follows the points
    till.keyboard.press("F7")
    till.keyboard.type(digits_sent(_phone_of(order)))
    till.keyboard.press("F9")
    till.wait_for_url("**/till/receipts/*")


def test_a_till_in_the_dark_on_a_tablet(world: World, browser: Any) -> None:
    troubles: list[str] = []
    screen = {"viewport": {"width": 834, "height": 1112}, "has_touch": True, "color_scheme": "dark"}
    page = _at_work(browser, world, troubles, "/till/counter", **screen)
    _scan(page, _code(world.goods[0]))
    expect(page.locator("#till tbody tr")).to_have_count(1)
    _shown(page, "till-narrow")
    assert troubles == []
