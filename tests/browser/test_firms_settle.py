"""Firms settle in a real browser: the price between them, what each day left open, the paper that closes it."""

from typing import Any

import pytest
from playwright.sync_api import expect
from tests.browser.walks import Walk
from tests.conftest import OwnDatabase
from tests.flows.test_settling import brought, two_firms
from tests.long_form import only_long
from tests.make import AT

from prilavok.domains.orders.queries import day_balances, list_settlements, settling_rule
from prilavok.kit import clock


@only_long
@pytest.mark.usefixtures("quick_passwords")
def test_what_one_firm_owes_another_is_closed_by_a_paper(own_shop: OwnDatabase, served: str, browser: Any) -> None:
    walk = Walk(browser, served)
    walk.shows("/office/settling", "settling-empty")
    town, _seller, _sender = two_firms()
    brought(town, 2)
    page = walk.wide
    page.goto("/office/settling")
    # 930,00 were paid to its courier at the door, 24,00 are owed to it for its goods.
    expect(page.locator("#now dd")).to_contain_text("906,00")
    page.fill("#rule input[name=share]", "90")
    page.press("#rule input[name=share]", "Enter")
    expect(page.locator("#rule")).to_contain_text("90\u00a0%")
    expect(page.locator("#rule input[name=share]")).to_have_value("90")
    assert settling_rule(clock.now()).share == 9_000
    walk.shows("/office/settling", "settling")
    walk.shows("/office/settlements", "settlements")
    page.goto("/office/settling")
    page.fill("#now input[name=day]", AT.date().isoformat())
    page.press("#now input[name=day]", "Enter")
    page.wait_for_url("**/office/settling/*-*")
    expect(page.locator("#lines tbody tr")).to_have_count(2)
    amounts = page.locator("#lines tbody tr td.number:last-child")
    assert sorted(text.split(",")[0] for text in amounts.all_inner_texts()) == ["24", "930"]
    row, cash = list_settlements().rows
    assert row.paper == cash.paper
    expect(page.locator("h1")).to_contain_text(row.paper)
    assert day_balances("Asia/Almaty") == []
    walk.shows(page.url, "settlement-paper")
    page.goto("/office/settling")
    expect(page.locator("#papers li")).to_contain_text(row.paper)
    assert walk.troubles == []
