"""A claim is written down, looked at and decided in a real browser by keyboard, and read on a phone; firms and money."""

from typing import Any

from playwright.sync_api import expect
from tests.browser.screens import screens, stands_well
from tests.browser.test_office import _sign_in
from tests.conftest import OwnDatabase
from tests.doors.web_people import hire
from tests.make import ask

from prilavok.domains.orders.queries import claims_of, list_lines, list_returns
from prilavok.domains.staff.actions import assign_place
from prilavok.domains.stock.actions import take_lots
from prilavok.domains.stock.types import LotSaid
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM

SOLD = """
    SELECT o.id, o.place_id, o.number FROM orders_order o JOIN orders_line l ON l.order_id = o.id JOIN places_place p
      ON p.id = o.place_id JOIN catalog_variant v ON v.id = l.variant_id
     WHERE o.commercial = 'completed' AND l.kind = 'goods' AND l.amount > 1000 AND l.handed_over > l.returned
       AND o.coupon_amount = 0 AND p.kind = 'store' ORDER BY o.placed_at DESC, o.id LIMIT 1
"""


def test_a_claim_is_decided_by_keyboard(own_shop: OwnDatabase, served: str, browser: Any) -> None:
    hire("owner", "owner", "ru")
    found: Any = ask(SOLD)
    [(order, place, number)] = found
    assign_place("owner", place, actor=SYSTEM, at=clock.now())
    [sold, *_more] = list_lines(order)
    with story():  # one of them bore a number
        named = [LotSaid(variant=sold.variant, code="SN-1")]
        take_lots(order, place, named, {sold.variant: True}, {sold.variant: 1}, actor=SYSTEM, at=clock.now())
    troubles: list[str] = []
    page = _sign_in(browser, served, "owner", troubles)
    page.goto("/desk/claims")
    expect(page.locator(".empty")).to_contain_text("Претензий нет")
    stands_well(page)
    page.fill("#number", str(number))
    page.press("#number", "Enter")
    page.wait_for_url(f"**/desk/claims/of/{order}")
    stands_well(page)
    page.locator("input[name^=units-]").first.fill("1")
    page.locator("select[name^=reason-]").first.select_option("faulty")
    page.select_option("#wanted", "reduction")
    page.fill("#words", "Скрипит")
    page.locator("button", has_text="Записать претензию").press("Enter")
    page.wait_for_url("**/desk/claims/*-*")
    [claim] = claims_of([order])
    expect(page.locator(f"#pieces-{sold.id}")).to_be_visible()
    expect(page.locator("form.claim")).to_contain_text("SN-1")
    page.fill("#amount", "1")
    page.press("#amount", "Enter")
    expect(page.locator("#plan")).to_contain_text("К возврату")
    stands_well(page)
    page.screenshot(path=screens() / "desk-claim.png")
    page.set_viewport_size({"width": 390, "height": 844})
    stands_well(page)
    page.locator("#plan button.primary").press("Enter")
    expect(page.locator("#said")).to_contain_text("Цена снижена")
    assert [one.id for one in list_returns([order])] == [claims_of([order])[0].change] and claim.open
    for address in ("/till/claims", "/tablet/claims", "/office/waiting", "/office/settling", "/office/return-terms"):
        page.goto(address)
        stands_well(page)
    assert troubles == []
