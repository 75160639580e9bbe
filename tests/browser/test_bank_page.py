"""An order is paid at the bank's page on a phone: from the order's own page to the bank and back, seen on each."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import expect
from tests.browser.test_counter import PHONE
from tests.browser.test_stock_papers import looked_at
from tests.conftest import OwnDatabase
from tests.doors.bank_world import banking, known, running_bank
from tests.make import ask

from prilavok.domains.payments.queries import held_for, list_attempts
from prilavok.kit import clock

_SHELF = (
    "SELECT s.place, s.variant FROM fact_stock s JOIN places_place p ON p.id = s.place"
    " JOIN catalog_variant v ON v.id = s.variant WHERE p.code = 'demo-almaty' AND v.unit = 'piece' AND s.held = 0"
    " AND s.on_hand > 5 ORDER BY v.sku LIMIT 1"
)


@pytest.fixture
def bank(own_shop: OwnDatabase, tmp_path: Path) -> Iterator[str]:
    """The address of a running payment page, which is our bank."""
    with running_bank(tmp_path) as address, banking(address):
        clock.set_clock(clock.now())
        yield address


def test_an_order_is_paid_at_the_bank_on_a_phone(bank: str, own_shop: OwnDatabase, served: str, browser: Any) -> None:
    [(place, variant)] = ask(_SHELF)
    phone = browser.new_context(base_url=served, locale="ru", **PHONE).new_page()
    phone.goto("/shop/stores")
    phone.evaluate(
        """async ([place, variant]) => {
            const token = document.querySelector('[name=csrfmiddlewaretoken]').value;
            const post = (address, told) => fetch(address, {method: 'POST', body: new URLSearchParams(
                {csrfmiddlewaretoken: token, next: '/shop/basket', ...told})});
            await post('/shop/stores/choose', {place});
            await post('/shop/basket/change', {variant, units: 1});
        }""",
        [str(place), str(variant)],
    )
    phone.goto("/shop/checkout")
    phone.locator("form.confirm button.primary").press("Enter")
    phone.wait_for_url("**/shop/order/**")
    here = phone.url.partition("?")[0]
    order = UUID(here.rpartition("/")[2])
    looked_at(phone, "bank-order")
    phone.locator(".at-bank-ways button[value=page]").click()
    phone.wait_for_url(f"{bank}/pay/**")
    looked_at(phone, "bank-page")
    phone.goto(here)  # who goes back before paying finds the way to the same page
    expect(phone.locator("#at-bank a.primary")).to_have_attribute("href", list_attempts(order)[0].link)
    looked_at(phone, "bank-order-waits")
    phone.locator("#at-bank a.primary").click()
    phone.locator("button[value=pay]").click()
    phone.wait_for_url(here)
    known(list_attempts(order)[0].id)
    phone.reload()
    expect(phone.locator("#held")).to_be_visible()
    expect(phone.locator(".at-bank-ways")).to_have_count(0)
    looked_at(phone, "bank-order-held")
    assert held_for(order) > 0 and len(list_attempts(order)) == 1
