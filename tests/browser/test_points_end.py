"""The office says when points end, in a real browser: by keyboard, and as it stands on a phone."""

from typing import Any

from playwright.sync_api import expect
from tests.browser.screens import screens, stands_well
from tests.browser.test_office import _sign_in
from tests.conftest import OwnDatabase
from tests.doors.web_people import hire

from prilavok.domains.loyalty.queries import list_programmes


def test_the_owner_says_when_points_end(own_shop: OwnDatabase, served: str, browser: Any) -> None:
    hire("owner", "owner", "ru")
    [one] = [one for one in list_programmes() if one.currency == "KZT"]
    troubles: list[str] = []
    page = _sign_in(browser, served, "owner", troubles)
    page.goto("/office/points")
    card = page.locator(f"#programme-{one.id}")
    expect(card).to_contain_text("Правила ещё нет: баллы не сгорают.")
    stands_well(page)
    card.locator("input[name=days]").focus()
    page.keyboard.type("365")
    card.locator("input[name=days]").press("Enter")
    expect(card.locator("tbody tr")).to_have_count(1)
    expect(card.locator("tbody tr td.number")).to_have_text(["365", "14", "30"])
    stands_well(page)
    page.screenshot(path=screens() / "office-points.png")
    card.locator("input[name=since]").fill("2099-01-01")
    card.locator("input[name=since]").press("Enter")
    expect(card.locator("tbody tr")).to_have_count(2)
    expect(card.locator("tbody tr").first).to_contain_text("не сгорают")
    card.locator("input[name=days]").fill("9999")
    card.locator("input[name=days]").press("Enter")
    expect(page.locator("body")).to_contain_text("Так баллы сгорать не могут")
    expect(card.locator("tbody tr")).to_have_count(2)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/office/points")
    stands_well(page)
    [said] = [kept for kept in list_programmes() if kept.id == one.id]
    assert [rule.days for rule in said.endings] == [None, 365]
    assert troubles == []
