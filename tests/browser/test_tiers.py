"""The office says tiers in a real browser, by keyboard, tried before they are kept; and as it stands on a phone."""

from typing import Any

from playwright.sync_api import expect
from tests.browser.screens import screens, stands_well
from tests.browser.test_office import _sign_in
from tests.conftest import OwnDatabase
from tests.doors.web_people import hire

from prilavok.domains.loyalty.queries import list_programmes, list_tier_sets

ROWS = (("Серебро", "Күміс", "Silver", "50000", "150", "90"), ("Золото", "Алтын", "Gold", "200000", "200", "180"))


def test_the_owner_says_tiers(own_shop: OwnDatabase, served: str, browser: Any) -> None:
    hire("owner", "owner", "ru")
    [one] = [one for one in list_programmes() if one.currency == "KZT"]
    troubles: list[str] = []
    page = _sign_in(browser, served, "owner", troubles)
    page.goto("/office/points")
    page.locator(f"#programme-{one.id} a[href$='/tiers']").first.click()
    page.wait_for_url("**/tiers")
    expect(page.locator("body")).to_contain_text("Уровней ещё нет")
    stands_well(page)
    for nth, row in enumerate(ROWS):
        page.locator("input[name=ru]").nth(nth).focus()
        for text in row:
            page.keyboard.type(text)
            page.keyboard.press("Tab")
    page.locator("input[name=days]").fill("365")
    page.locator("button[value=try]").click()
    expect(page.locator("#tried dt")).to_have_text(["Серебро", "Золото"])
    assert list_tier_sets().get(one.id, []) == [], "nothing is kept by a trial"
    assert page.locator("input[name=ru]").first.input_value() == "Серебро", "what was typed is still there"
    stands_well(page)
    page.locator("button[value=keep]").click()
    expect(page.locator("section[aria-labelledby=sets] tbody tr")).to_have_count(2)
    stands_well(page)
    page.screenshot(path=screens() / "office-tiers.png", full_page=True)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(page.url)
    stands_well(page)
    [said] = list_tier_sets()[one.id]
    assert [(tier.threshold, tier.times, tier.keep_days) for tier in said.tiers] == [
        (50_000_00, 15_000, 90),
        (200_000_00, 20_000, 180),
    ]
    assert troubles == []
