"""Ordered before it comes, in a real browser: the product, checkout and the order on a phone, the office on a desk."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import expect
from tests.browser.test_counter import PHONE, WIDE
from tests.browser.test_stock_papers import looked_at, sign_in
from tests.conftest import OwnDatabase
from tests.doors.web_people import hire
from tests.promises.house_at_work import ask

from prilavok.domains.places.queries import read_place
from prilavok.domains.stock.types import Goods, PaperHead
from prilavok.flows import write_stock_paper
from prilavok.flows.book_stock_paper import book
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM

SOLD = (
    "SELECT s.place, s.variant, v.product_id, s.available FROM fact_stock s JOIN places_place p ON p.id = s.place"
    " JOIN catalog_variant v ON v.id = s.variant WHERE p.kind = 'store' AND v.unit = 'piece' AND s.held = 0"
    " AND s.on_hand BETWEEN 1 AND 20 ORDER BY p.code, v.sku LIMIT 1"
)


@pytest.mark.usefixtures("quick_passwords")
def test_what_is_expected_is_ordered_on_a_phone(browser: Any, served: str, own_shop: OwnDatabase) -> None:
    place, variant, product, free = ask(own_shop, SOLD)[0]
    here, at = UUID(str(place)), clock.now()
    due = read_place(here).day_at(at) + timedelta(days=5)
    goods, head = [Goods(UUID(str(variant)), 10)], PaperHead(due_on=due)
    paper = write_stock_paper.draft("expected", here, head, goods, key="expected", actor=SYSTEM, at=at)
    book(paper.id, actor=SYSTEM, at=at)
    hire("manager")
    office = sign_in(browser, served, "manager", **WIDE)
    office.goto(f"/office/places/{place}")
    office.locator("#ahead select").select_option("yes")
    office.locator("#ahead button").press("Enter")
    expect(office.locator("#ahead select")).to_have_value("yes")
    looked_at(office, "pre-orders-place")
    phone = browser.new_context(base_url=served, locale="ru", **PHONE).new_page()
    phone.goto("/shop/stores")
    phone.evaluate(
        """async ([place, variant, units]) => {
            const token = document.querySelector('[name=csrfmiddlewaretoken]').value;
            const post = (address, told) => fetch(address, {method: 'POST', body: new URLSearchParams(
                {csrfmiddlewaretoken: token, next: '/shop/basket', ...told})});
            await post('/shop/stores/choose', {place});
            await post('/shop/basket/change', {variant, units});
        }""",
        [str(place), str(variant), str(free + 2)],
    )
    phone.goto(f"/shop/p/{product}")
    expect(phone.locator("#buy")).to_contain_text("Предзаказ")
    looked_at(phone, "pre-orders-product")
    phone.goto("/shop/basket")
    expect(phone.locator("#lines")).to_contain_text("Можно заказать заранее")
    looked_at(phone, "pre-orders-basket")
    phone.goto("/shop/checkout")
    expect(phone.locator("main")).to_contain_text("Вы заказываете заранее")
    looked_at(phone, "pre-orders-checkout")
    phone.locator("form.confirm button.primary").press("Enter")
    phone.wait_for_url("**/shop/order/**")
    expect(phone.locator("#order")).to_contain_text("2\u00a0шт. ещё не пришло")
    looked_at(phone, "pre-orders-order")
    office.goto(f"/office/stock/{place}/{variant}")
    expect(office.locator("main")).to_contain_text("ждёт поставки")
    looked_at(office, "pre-orders-why")
    office.goto(f"/office/papers/{paper.id}")
    expect(office.locator("#paper")).to_contain_text("заказы ждут: 2")
    looked_at(office, "pre-orders-paper")
