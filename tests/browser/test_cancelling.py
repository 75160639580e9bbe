"""An order that was paid is cancelled at the office, in a real browser: looked at, for a reason, its money seen going."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.browser.walks import Walk
from tests.conftest import OwnDatabase
from tests.doors.card_world import connected, running_terminal
from tests.flows.test_card_payments import charge, order_of
from tests.shop_world import PRICE, open_counter

from prilavok.domains.orders.queries import read_order
from prilavok.domains.payments.queries import list_payments, paid_for


@pytest.fixture
def terminal(own_shop: OwnDatabase, tmp_path: Path) -> Iterator[str]:
    """A card terminal that is ours."""
    with running_terminal(tmp_path) as address, connected(address):
        yield address


@pytest.mark.usefixtures("quick_passwords", "terminal")
def test_a_paid_order_is_cancelled_and_its_money_is_seen_going(
    own_shop: OwnDatabase, served: str, browser: Any
) -> None:
    walk, counter = Walk(browser, served), open_counter(20)
    order = order_of(counter, PRICE)
    charge(order, PRICE, counter.place)
    walk.shows(f"/office/orders/{order}/cancel", "order-cancel")
    page = walk.wide
    page.goto(f"/office/orders/{order}")
    page.locator(f"a[href='/office/orders/{order}/cancel']").click()
    expect(page.locator("#money-back li")).to_have_count(1)
    page.locator("select[name=ground]").select_option("asked")
    page.locator("#cancel button.primary").press("Enter")
    expect(page.locator("#cancel form")).to_have_count(0)
    expect(page.locator("#money-back")).to_contain_text("возвращено")
    walk.shows(f"/office/orders/{order}/cancel", "order-cancelled")
    assert (read_order(order).commercial, paid_for(order)) == ("cancelled", 0)
    assert [(one.kind, one.amount) for one in list_payments([order])] == [("capture", PRICE), ("refund", PRICE)]
    assert walk.troubles == []
