"""Days of delivery in a real browser: looked at before they are kept, days off named, all of it taken back."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.browser.walks import Walk
from tests.conftest import OwnDatabase
from tests.delivery_world import open_town
from tests.long_form import only_long

from prilavok.domains.places.queries import read_place
from prilavok.domains.shipments.queries import list_zones
from prilavok.kit import clock


@only_long
@pytest.mark.usefixtures("quick_passwords")
def test_a_manager_says_when_parcels_come(own_shop: OwnDatabase, served: str, browser: Any) -> None:
    town = open_town((0, 5), (4, 4))
    walk = Walk(browser, served)
    walk.shows("/office/delivery/days", "delivery-days-empty")
    page = walk.wide
    page.select_option("#terms select[name=place]", str(town.store))
    page.select_option("#terms select[name=zone]", str(list_zones()[0].id))
    page.fill("#terms input[name=cut_off]", "14:30")
    page.fill("#terms input[name=most]", "2")
    page.check("#terms input[name=weekday][value='6']")
    page.locator("#terms button[value=look]").press("Enter")
    expect(page.locator("#trial")).to_contain_text("у двери не позже")
    expect(page.locator("#trial")).to_contain_text("Пока ничего не сохранено")
    expect(page.locator("#terms tbody tr")).to_have_count(0)
    walk.stands("", "delivery-days-tried")
    page.locator("#terms button[value=keep]").press("Enter")
    row = page.locator("#terms tbody tr")
    expect(row).to_have_count(1)
    for told in ("14:30", "18:00", "1–2", "Пн Вт Ср Чт Пт Сб"):
        expect(row).to_contain_text(told)
    first = read_place(town.store).day_at(clock.now()) + timedelta(days=3)
    page.fill("#rest input[name=since]", first.isoformat())
    page.fill("#rest input[name=until]", (first + timedelta(days=1)).isoformat())
    page.press("#rest input[name=until]", "Enter")
    expect(page.locator("#rest li")).to_have_count(2)
    walk.shows("/office/delivery/days", "delivery-days")
    page.locator("#rest li button").first.press("Enter")
    expect(page.locator("#rest li")).to_have_count(1)
    page.locator("#terms tbody button").press("Enter")
    expect(page.locator("#terms tbody tr")).to_have_count(0)
    assert walk.troubles == []
