"""A manager keeps goods back in a real browser, by keyboard and on a phone; the number says why, and it is undone."""

from typing import Any

from playwright.sync_api import expect
from tests.browser.screens import screens, stands_well
from tests.browser.test_office import _sign_in
from tests.conftest import OwnDatabase
from tests.doors.web_people import hire

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.places.queries import name_places
from prilavok.domains.stock.queries import list_stock


def test_a_manager_keeps_goods_back(own_shop: OwnDatabase, served: str, browser: Any) -> None:
    hire("owner", "owner", "ru")
    [place] = [one for one in name_places().values() if one.code == "demo-almaty"]
    lies = next(row for row in list_stock(place=place.id, sort="-available").rows if row.available)
    goods = read_variants([lies.variant])[lies.variant]
    troubles: list[str] = []
    page = _sign_in(browser, served, "owner", troubles)
    page.goto("/office/kept-back")
    stands_well(page)
    page.focus("input[name=code]")
    page.keyboard.type(goods.sku)
    page.select_option("select[name=where]", str(place.id))
    page.check("input[name=touchpoint][value=site]")
    page.fill("input[name=number]", str(lies.available - 1))
    page.press("input[name=number]", "Enter")
    row = page.locator("#list tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(goods.sku)
    expect(row).to_contain_text("Сайт")
    stands_well(page)
    page.screenshot(path=screens() / "office-kept-back.png")
    page.goto(f"/office/stock/{place.id}/{lies.variant}")
    told = page.locator("tr", has_text="может продать")
    expect(told).to_have_count(1)
    expect(told.locator("td:last-child")).to_contain_text("1" if goods.unit == "piece" else "0,001")
    told.locator("a").click()
    page.locator("#list button", has_text="Завершить").press("Enter")
    expect(page.locator("#list tbody tr")).to_have_count(0)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/office/kept-back?state=ended")
    stands_well(page)
    page.locator("#list button", has_text="Установить снова").press("Enter")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    expect(page.locator("#list tbody tr")).to_contain_text("действует")
    assert troubles == []
