"""Terms of returns and the list of claims in a real browser: what is kept shows at once, the list says what waits."""

from typing import Any

import pytest
from playwright.sync_api import expect
from tests.browser.walks import Walk
from tests.conftest import OwnDatabase
from tests.flows.test_claims import claim, decided, one, sold
from tests.long_form import only_long
from tests.shop_world import open_counter

from prilavok.domains.orders.queries import list_claim_terms, list_terms, read_order
from prilavok.domains.orders.types.claiming import Decision
from prilavok.domains.staff.actions import assign_place
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM


@pytest.mark.usefixtures("quick_passwords")
@only_long
def test_terms_are_kept_and_claims_stand_where_they_wait(own_shop: OwnDatabase, served: str, browser: Any) -> None:
    walk = Walk(browser, served)
    page = walk.wide
    page.goto("/office/return-terms")
    page.select_option("#answers select[name=wanted]", "repair")
    page.fill("#answers input[name=days]", "21")
    page.fill("#answers input[name=basis]", "Наше правило")
    page.press("#answers input[name=basis]", "Enter")
    expect(page.locator("#answers tbody tr", has_text="Наше правило")).to_contain_text("21")
    page.fill("#terms input[name=days]", "30")
    page.fill("#terms input[name=basis]", "Добрая воля")
    page.press("#terms input[name=basis]", "Enter")
    expect(page.locator("#terms tbody tr", has_text="Добрая воля")).to_contain_text("30")
    page.fill("#shelves input[name=category]", "no-such-shelf")
    page.press("#shelves input[name=category]", "Enter")
    expect(page.locator(".toasts")).to_contain_text("Таких условий возврата быть не может")
    walk.shows("/office/return-terms", "return-terms")
    now = clock.now()
    assert {(one.wanted, one.days) for one in list_claim_terms(now) if one.basis == "Наше правило"} == {("repair", 21)}
    assert [one.days for one in list_terms(now) if one.basis == "Добрая воля"] == [30]

    counter = open_counter(9)
    for language in ("ru", "kk"):
        assign_place(f"owner-{language}", counter.place, actor=SYSTEM, at=now)
    order = sold(counter, 3)
    waits = claim(order, wanted="replacement")
    decided(waits, Decision("replacement", one(waits, 1, "supplier")), counter)
    page.goto("/desk/claims")
    page.fill("#number", read_order(order).number)
    page.press("#number", "Enter")
    page.wait_for_url(f"**/desk/claims/of/{order}")
    page.locator("input[name^=units-]").first.fill("1")
    page.locator("select[name^=reason-]").first.select_option("damaged")
    page.select_option("#wanted", "money")
    page.locator("button", has_text="Записать претензию").press("Enter")
    page.wait_for_url("**/desk/claims/*-*")
    page.goto("/desk/claims")
    to_decide = page.locator("[aria-labelledby=open-title] > .floor-list > li")
    expect(to_decide).to_have_count(1)
    expect(to_decide).to_contain_text("Деньги назад")
    on_the_way = page.locator("[aria-labelledby=waiting-title] > .floor-list > li")
    expect(on_the_way).to_have_count(1)
    expect(on_the_way).to_contain_text("Товар взамен")
    walk.shows("/desk/claims", "claims")
    assert walk.troubles == []
