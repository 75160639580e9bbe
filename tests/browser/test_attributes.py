"""Attributes in a real browser: a customer narrows a shelf with and without scripts, a manager fills a product."""

from typing import Any

from playwright.sync_api import expect
from tests.browser.screens import screens, settled, stands_well
from tests.browser.test_office import _sign_in
from tests.conftest import OwnDatabase
from tests.doors.web_people import hire
from tests.long_form import only_long

from prilavok.domains.catalog.queries import list_attributes, list_variant_keys, said_of
from prilavok.insights.said_goods import value_words

SHELF = "/shop/c/clothing/tshirts"


def test_a_shelf_is_narrowed(own_shop: OwnDatabase, served: str, browser: Any) -> None:
    for scripts, wide in ((True, 1280), (False, 390)):
        context = browser.new_context(
            base_url=served, java_script_enabled=scripts, locale="ru-RU", viewport={"width": wide, "height": 900}
        )
        page = context.new_page()
        page.goto(SHELF)
        everything = page.locator(".offer").count()
        summary = page.locator(".facets-fold > summary")
        if summary.is_visible():
            summary.click()
        tick = page.locator("label.facet-tick", has_text="белый")
        promised = int(tick.locator("small").inner_text())
        assert 0 < promised < everything
        tick.locator("input").check()
        if not scripts:
            page.locator("#facets button.primary").click()
        expect(page.locator(".offer")).to_have_count(promised)
        assert "a.colour=white" in page.url
        for offer in page.locator(".offer-name").all_inner_texts():
            assert "бел" in offer
        if scripts:
            stands_well(page)
        page.screenshot(path=screens() / f"shop-facets-{wide}.png")
        page.locator(".facets-chosen a").first.click()
        expect(page.locator(".offer")).to_have_count(everything)
        context.close()


def test_goods_say_what_they_are_like(own_shop: OwnDatabase, served: str, browser: Any) -> None:
    context = browser.new_context(base_url=served, locale="ru-RU", viewport={"width": 390, "height": 844})
    page = context.new_page()
    keys = list_variant_keys(["DEMO-CBR", "DEMO-CET"])
    page.goto(f"/shop/p/{keys['DEMO-CBR'].product}")
    expect(page.locator("section.said")).to_contain_text("Происхождение")
    expect(page.locator("section.said")).to_contain_text("Бразилия")
    stands_well(page)
    page.screenshot(path=screens() / "shop-product-said.png", full_page=True)
    page.goto("/shop/c/coffee_tea/coffee_beans")
    page.locator(".facets-fold > summary").click()
    stands_well(page)
    page.screenshot(path=screens() / "shop-facets-phone.png", full_page=True)
    for code in keys:
        page.goto(f"/shop/p/{keys[code].product}")
        page.locator("form[action*='compare'] button.quiet").first.click()
        settled(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/shop/compare")
    expect(page.get_by_role("row", name="Обжарка средняя светлая", exact=True)).to_have_class("differs")
    stands_well(page)
    page.screenshot(path=screens() / "shop-compare-said.png")
    context.close()


@only_long
def test_a_manager_says_what_goods_are_like(own_shop: OwnDatabase, served: str, browser: Any) -> None:
    hire("owner", "owner", "ru")
    troubles: list[str] = []
    page = _sign_in(browser, served, "owner", troubles)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/office/attributes")
    stands_well(page)
    page.screenshot(path=screens() / "office-attributes.png")
    page.fill("#make input[name=code]", "sleeve")
    page.fill("#make input[name=name-ru]", "Рукав")
    page.locator("#make button.primary").click()
    page.wait_for_url("**/office/attributes/*")
    for code, name in (("short", "Короткий"), ("long", "Длинный")):
        page.fill("input[name=code]", code)
        page.fill("#values tbody tr:last-child input[name=name-ru]", name)
        page.locator("#values button.primary").click()
        expect(page.locator("#values tbody tr", has_text=code)).to_have_count(1)
    stands_well(page)
    page.screenshot(path=screens() / "office-attribute.png")
    page.set_viewport_size({"width": 390, "height": 844})
    stands_well(page)
    product = list_variant_keys(["DEMO-TEE-WHITE"])["DEMO-TEE-WHITE"].product
    page.goto(f"/office/products/{product}")
    page.locator("#said fieldset", has_text="Рукав").get_by_label("Короткий").check()
    stands_well(page)
    page.locator("#said button.primary").click()
    page.wait_for_url("**/office/products/*#said")
    told = {one.attribute.code: value_words(one, "ru") for one in said_of([product])[product].card}
    assert told["sleeve"] == "Короткий" and told["colour"] == "белый"
    assert [one.code for one in list_attributes() if one.code == "sleeve"] == ["sleeve"]
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator("#said").screenshot(path=screens() / "office-product-said.png")
    assert troubles == []
