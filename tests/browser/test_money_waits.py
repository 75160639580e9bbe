"""Money that waits, in a real browser: what a bank told and nobody understood is put away, what fits is matched."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect
from tests.browser.walks import Walk
from tests.conftest import OwnDatabase
from tests.doors.card_world import connected, running_terminal
from tests.flows.test_card_payments import charge, order_of
from tests.flows.test_hear_payments import LATE, as_told, hear
from tests.long_form import only_long
from tests.shop_world import open_counter

from prilavok.domains.payments.queries import paid_for, read_attempt


@pytest.fixture
def terminal(own_shop: OwnDatabase, tmp_path: Path) -> Iterator[str]:
    """A card terminal that is ours, and answers late."""
    with running_terminal(tmp_path) as address, connected(address):
        yield address


@only_long
@pytest.mark.usefixtures("quick_passwords")
def test_what_a_bank_told_is_seen_to(terminal: str, own_shop: OwnDatabase, served: str, browser: Any) -> None:
    walk = Walk(browser, served)
    walk.shows("/office/waiting", "money-waits-nothing")
    counter = open_counter(20)
    order = order_of(counter, LATE)
    attempt = charge(order, LATE, counter.place)
    taken = {**as_told(terminal, attempt), "state": "captured"}
    for wrong in ({"key": str(uuid4())}, {"charge": 5}):
        hear({**taken, **wrong})
    walk.shows("/office/waiting", "money-waits")
    page = walk.wide
    expect(page.locator("#aside li")).to_have_count(2)
    expect(page.locator("#charges li")).to_have_count(1)
    unread = page.locator("#aside li", has_text="не читается")
    expect(unread).not_to_contain_text("unreadable")
    unread.locator("button", has_text="Убрать").press("Enter")
    expect(page.locator("#aside li")).to_have_count(1)
    page.locator("#aside select[name=ground]").first.select_option("wrong_number")
    page.locator("#aside button.primary").press("Enter")
    expect(page.locator("#aside")).to_have_count(0)
    expect(page.locator("#charges")).to_have_count(0)
    assert (read_attempt(attempt.id).state, paid_for(order)) == ("captured", LATE)
    assert walk.troubles == []
