"""Lots in a real browser: chosen, named at a receiving, near their end, called back and sold again."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.browser.walks import Walk
from tests.conftest import OwnDatabase
from tests.long_form import only_long
from tests.make import ask

from prilavok.domains.places.queries import name_places, read_place
from prilavok.domains.stock.queries import lots_here
from prilavok.kit import clock

_SHELF = (
    "SELECT v.id, v.sku FROM fact_stock s JOIN catalog_variant v ON v.id = s.variant"
    " WHERE s.place = %s AND v.unit = 'piece' AND s.held = 0 AND s.on_hand > 5 ORDER BY v.sku LIMIT 1"
)


@pytest.mark.usefixtures("quick_passwords")
@only_long
def test_a_lot_is_received_called_back_and_sold_again(own_shop: OwnDatabase, served: str, browser: Any) -> None:
    [place] = [one.id for one in name_places().values() if one.code == "demo-almaty"]
    [(variant, sku)] = ask(_SHELF, place)
    walk = Walk(browser, served)
    page = walk.wide
    page.goto("/office/lots")
    page.fill("#choices input[name=code]", str(sku))
    page.fill("#choices input[name=warn_days]", "30")
    page.press("#choices input[name=warn_days]", "Enter")
    expect(page.locator("#choices table")).to_contain_text(str(sku))
    page.goto("/office/papers/new?kind=receiving")
    page.select_option("select[name=place]", str(place))
    page.locator("main form button.primary").press("Enter")
    page.locator("#scan").fill(f"4*{sku}")
    page.locator("#scan").press("Enter")
    expect(page.locator(".pick-units")).to_have_text("4\u00a0шт.")
    ends = read_place(place).day_at(clock.now()) + timedelta(days=10)
    page.fill("#paper input[name=code]", "L-1")
    page.fill("#paper input[name=best_before]", ends.isoformat())
    page.fill("#paper form:has(input[name=best_before]) input[name=units]", "4")
    page.press("#paper input[name=best_before]", "Enter")
    expect(page.locator("#paper .coupons")).to_contain_text("L-1")
    walk.shows(page.url, "lot-receiving")
    page.locator("#paper button[value=book]").press("Enter")
    expect(page.locator("#paper")).to_contain_text("проведён")
    assert [(one.lot.code, one.units) for one in lots_here(place, variant).named] == [("L-1", 4)]  # type: ignore[arg-type]
    walk.shows("/office/lots", "lots")
    near = page.locator("section[aria-labelledby=ending] tbody tr")
    expect(near).to_have_count(1)
    expect(near).to_contain_text("demo-almaty")
    near.locator("a", has_text="L-1").click()
    page.fill("#acts input[name=reason]", "Поставщик отозвал")
    page.press("#acts input[name=reason]", "Enter")
    expect(page.locator("main .note[role=status]")).to_contain_text("Поставщик отозвал")
    walk.shows(page.url, "lot-called-back")
    page.goto("/office/lots?state=blocked")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    expect(page.locator("#list tbody tr")).to_contain_text("отозвана")
    page.locator("#list tbody tr a", has_text="L-1").click()
    page.locator("#acts button").press("Enter")
    expect(page.locator("#acts input[name=reason]")).to_be_visible()
    page.goto("/office/lots?state=blocked")
    expect(page.locator("#list tbody tr")).to_have_count(0)
    assert walk.troubles == []
