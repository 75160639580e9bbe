"""A marketer's work on promotions in a real browser: drafted by fields, tried, published, coded, and met in a basket."""

from typing import Any

from playwright.sync_api import expect
from tests.browser.screens import settled
from tests.browser.walks import Walk, work
from tests.conftest import OwnDatabase
from tests.doors.web_people import PASSWORD, hire
from tests.long_form import only_long

from prilavok.domains.audiences.types import Known
from prilavok.domains.places.queries import name_places
from prilavok.domains.staff.actions import assign_place
from prilavok.flows.keep_segments import save_segment
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM


def _draft(page: Any) -> None:
    """Of every three coffees the cheapest is free, by a code: typed as a person would, with a slip on the way."""
    page.goto("/office/promotions/new")
    page.fill("#f-name_ru", "Третий кофе бесплатно")
    page.fill("#f-name_kk", "Үшінші кофе тегін")
    page.select_option("#f-kind", "some_free")
    expect(page.locator("#f-every")).to_be_visible()
    page.uncheck("input[name=whole]")
    page.fill("#find-reach", "кофе")
    page.locator("#found-reach button").first.click()
    expect(page.locator("#goods-reach .chip")).to_have_count(1)
    page.fill("#f-every", "три")
    page.click("button[value=save]")
    expect(page.locator("[role=alert]")).to_be_focused()  # so that it is seen and read from wherever one saved
    expect(page.locator("#wrong-every")).to_be_visible()
    expect(page.locator("#wrong-code")).to_be_visible()
    assert page.input_value("#f-every") == "три", "what was typed is not lost by a refusal"
    assert page.input_value("#f-name_ru") == "Третий кофе бесплатно"


@only_long
def test_a_marketer_makes_a_promotion_and_a_customer_meets_it(
    own_shop: OwnDatabase,
    served: str,
    browser: Any,
) -> None:
    save_segment(None, {"ru": "Все, кого знаем", "kk": "Барлығы"}, Known(least=0), actor=SYSTEM, at=clock.now())
    work()
    walk = Walk(browser, served)
    walk.shows("/office/promotions", "promotions-empty")
    walk.shows("/office/promotions/new", "promotion-new")
    page = walk.wide
    _draft(page)
    walk.stands("", "promotion-refused")
    page.fill("#f-every", "3")
    page.fill("#f-code", "coffee-3")
    page.check("input[name=right]")
    page.click("#look")
    expect(page.locator("section[aria-live] .card")).to_be_visible()
    walk.stands("", "promotion-editor")
    page.click("button[value=save]")
    page.wait_for_url(lambda address: "/office/promotions/" in address and not address.endswith("/new"))
    kept = page.url
    walk.shows(kept, "promotion-draft")
    page.goto(f"{kept}/try")
    page.fill("input[name=q]", "кофе")
    page.locator("#found button").first.click()
    expect(page.locator("input[name=quantity]")).to_have_count(1)
    page.fill("input[name=quantity]", "3")
    page.locator("input[name=quantity]").press("Enter")
    expect(page.locator("section[aria-live] .reasons .given")).to_have_count(1)
    walk.shows(page.url, "promotion-trial")
    page.goto(kept)
    page.click("form[action$='/publish'] button")
    expect(page.locator(".badge-good, .badge").first).to_be_visible()
    walk.shows(f"{kept}/codes", "promotion-codes-empty")
    page.goto(f"{kept}/codes")
    page.fill("textarea[name=codes]", "КОФЕ-3\nCOFFEE-3")
    page.click("form[action$='/add'] button")
    expect(page.locator("tbody tr")).to_have_count(2)
    page.fill("input[name=count]", "60")
    page.click("form[action$='/draw'] button")
    expect(page.locator("#going-on .badge-wait")).to_have_count(1)
    page.click("form[action$='/offer'] button")
    expect(page.locator("#going-on .badge-wait")).to_have_count(2)
    walk.stands("", "promotion-codes-made")
    work()
    expect(page.locator("#going-on .badge-wait")).to_have_count(0)
    walk.shows(f"{kept}/codes", "promotion-codes")
    walk.shows(f"{kept}/edit", "promotion-change")
    page.goto(kept)
    page.click("form[action$='/stop'] button")
    settled(page)
    page.locator("form[action*='/again/'] button").last.click()
    settled(page)
    page.click("form[action$='/publish'] button")
    settled(page)
    walk.shows(kept, "promotion")
    walk.shows("/office/promotions", "promotions")
    _in_the_basket(walk)
    _at_the_till(walk, browser, served)
    assert walk.troubles == []


def _in_the_basket(walk: Walk) -> None:
    """What the shop's basket says of it, before the third piece and with it."""
    phone = walk.pages["-phone"]
    phone.goto("/shop/?q=кофе")
    phone.locator("a.offer-name").first.click()
    phone.click("#buy form button.primary")
    expect(phone.locator("#basket-badge .dot-count")).to_be_visible()
    phone.goto("/shop/basket")
    phone.fill("#coupon-code", "coffee 3")
    phone.locator("#coupon-code").press("Enter")
    expect(phone.locator(".coupons .chip")).to_have_text("COFFEE3")
    phone.fill(".line-amount input[name=amount]", "3")
    phone.locator(".line-amount input[name=amount]").press("Enter")
    expect(phone.locator(".reasons .given")).to_have_count(1)
    walk.stands("-phone", "shop-basket-promotion")


def _at_the_till(walk: Walk, browser: Any, served: str) -> None:
    """A cashier scans goods and types the code: both the sum and its reason stand on the till's screen."""
    place = next(one.id for one in name_places().values() if one.code == "demo-almaty")
    hire("cashier", "cashier", "ru")
    assign_place("cashier", place, actor=SYSTEM, at=clock.now())
    screen = {"viewport": {"width": 1280, "height": 800}}
    till = browser.new_context(base_url=served, locale="ru-RU", **screen).new_page()
    till.goto("/sign-in?next=/till/counter")
    till.fill("input[name=login]", "cashier")
    till.fill("input[name=password]", PASSWORD)
    till.click("form button.primary")
    till.wait_for_url("**/till/counter")
    till.wait_for_selector("html.scripted")
    for typed in ("DEMO-PCG", "DEMO-PCG", "DEMO-PCG", "COFFEE3"):
        till.keyboard.type(typed)
        till.keyboard.press("Enter")
        settled(till)
    expect(till.locator(".coupons .chip")).to_have_text("COFFEE3")
    expect(till.locator(".reasons .given")).to_have_count(1)
    walk.pages["-till"] = till
    walk.stands("-till", "promotion-at-the")
