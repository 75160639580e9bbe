"""Segments, lists from other systems, a person's own data and the sources of tracking, as people work with them.

Every screen is seen wide, on a phone, and in the dark in Kazakh, empty and full.
"""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import expect
from tests.browser.screens import settled
from tests.browser.walks import Walk, work
from tests.conftest import OwnDatabase
from tests.long_form import only_long
from tests.small_shop import AT, open_small_shop

from prilavok.domains.imports.queries import list_runs
from prilavok.domains.tracking.queries import list_sources
from prilavok.domains.tracking.types import Request
from prilavok.flows.land_tracking import land_tracked
from prilavok.flows.read_tracked import read_tracked
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM

_BITRIX = Path(__file__).parents[2] / "src" / "prilavok" / "adapters" / "crm" / "bitrix24_export" / "examples"


@only_long
def test_a_marketer_builds_a_segment(own_shop: OwnDatabase, served: str, browser: Any) -> None:
    walk = Walk(browser, served)
    walk.shows("/office/segments", "segments-empty")
    page = walk.wide
    page.goto("/office/segments/new")
    page.fill("#name_ru", "Постоянные покупатели")
    page.fill("#name_kk", "Тұрақты сатып алушылар")
    page.select_option("#f0-new", "bought.orders")
    page.locator("button[value='add.0']").press("Enter")
    expect(page.locator("#f1-least")).to_be_focused()  # the keyboard goes on where the new condition begins
    page.fill("#f1-least", "2")
    page.fill("#f1-days", "90")
    page.click("button[value='group.0']")
    expect(page.locator("#f2-kind")).to_be_focused()
    page.select_option("#f2-new", "reached")
    page.click("button[value='add.2']")
    expect(page.locator("#f3-by")).to_be_focused()
    page.select_option("#f2-new", "bought.amount")
    page.click("button[value='add.2']")
    expect(page.locator("#f4-least")).to_be_focused()
    page.fill("#f4-least", "много")
    page.locator("#f4-least").press("Enter")  # the key asks who that would be, it saves nothing
    expect(page.locator("[role=alert]")).to_be_visible()
    assert page.input_value("#f4-least") == "много", "what was typed is not lost by a refusal"
    page.fill("#f4-least", "5000,50")
    page.click("#preview")
    expect(page.locator("section[aria-live] h2")).to_be_visible()
    settled(page)
    assert page.locator("section[aria-live] li").count() > 0
    walk.stands("", "segment-editor")
    page.select_option("#f0-new", "did")
    page.click("button[value='add.0']")
    expect(page.locator("#f5-verb")).to_be_focused()
    expect(page.locator("#f5-verb optgroup")).to_have_count(6)
    page.select_option("#f5-verb", "cart.added")
    page.click("button[value='drop.5']")
    page.click("button[value='save']")
    page.wait_for_url(lambda address: "/office/segments/" in address and not address.endswith("/new"))
    work()
    kept = page.url
    walk.shows("/office/segments", "segments")
    walk.shows(kept, "segment")
    walk.shows(f"{kept}?tab=history", "segment-history")
    walk.shows(f"{kept}/edit", "segment-change")
    phone = walk.pages["-phone"]
    phone.goto(f"{kept}/edit")
    phone.click("#preview")
    expect(phone.locator("section[aria-live] h2")).to_be_visible()
    assert walk.troubles == []


@only_long
def test_a_list_of_another_system_comes_in(own_shop: OwnDatabase, served: str, browser: Any, tmp_path: Path) -> None:
    walk = Walk(browser, served)
    walk.shows("/office/imports/bring", "list-bring")
    page = walk.wide
    page.goto("/office/imports/bring")
    wrong = "19;;Кто;;То;нет телефона;;;;;;;\n"
    file = tmp_path / "клиенты.csv"
    file.write_bytes((_BITRIX / "customers.csv").read_bytes() + wrong.encode())
    page.fill("input[name=source]", "bitrix")
    page.set_input_files("input[type=file]", file)
    page.click("main form button.primary")
    page.wait_for_url(lambda address: "/office/imports/" in address and not address.endswith("/bring"))
    run = page.url
    walk.shows(run, "list-columns")
    page.goto(run)
    page.click("form[action$='/columns'] button.primary")
    settled(page)
    walk.shows(run, "list-checking")
    work()
    walk.shows(run, "list-checked")
    page.goto(run)
    page.click("form[action$='/start'] button")
    settled(page)
    walk.shows(run, "list-running")
    work()
    walk.shows(run, "list-done")
    assert list_runs().rows[0].state == "done"
    assert walk.troubles == []


@only_long
def test_a_person_asks_for_their_data_and_to_be_forgotten(own_shop: OwnDatabase, served: str, browser: Any) -> None:
    walk = Walk(browser, served)
    walk.shows("/office/erasures", "erasures-empty")
    page = walk.wide
    page.goto("/office/customers")
    page.click("tbody a[href*='/office/customers/'] >> nth=0")
    page.wait_for_selector("ol.timeline")
    person = page.url.split("?")[0]
    walk.shows(f"{person}/archives", "archives-empty")
    page.goto(f"{person}/archives")
    page.click("form[action$='/export'] button")
    settled(page)
    work()
    walk.shows(f"{person}/archives", "archives")
    page.goto(f"{person}/archives")
    with page.expect_download() as waited:
        page.click("a[href*='/archives/']")
    assert waited.value.suggested_filename.endswith(".zip")
    walk.shows(f"{person}/erase", "erase")
    walk.shows(f"{person}/looks", "looks")
    page.goto(f"{person}/erase")
    page.check("input[name=sure]")
    page.click("form[action$='/erase'] button")
    page.wait_for_url("**/erased")
    walk.shows(f"{person}/erased", "erased")
    walk.shows("/office/erasures", "erasures")
    assert walk.troubles == []


@only_long
def test_a_site_is_connected_and_what_it_told_wrong_is_looked_at(
    own_database: OwnDatabase,
    served: str,
    browser: Any,
) -> None:
    clock.set_clock(AT)
    open_small_shop()
    walk = Walk(browser, served)
    walk.shows("/office/tracking", "tracking-empty")
    page = walk.wide
    page.goto("/office/tracking")
    page.fill("input[name=name]", "shop.example")
    page.locator("input[name=name]").press("Enter")
    expect(page.locator("td.name")).to_have_text("shop.example")
    (made,) = list_sources()
    told = [
        {"type": "page", "messageId": "no-visitor"},
        {"type": "track", "anonymousId": "a", "messageId": "no-name"},
        {"type": "teleport", "anonymousId": "a", "messageId": "x" * 90},
    ]
    land_tracked([Request(made.id, "batch", json.dumps({"batch": told}).encode())], wake=False, actor=SYSTEM, at=AT)
    with story():
        read_tracked(actor=SYSTEM, at=AT)
    walk.shows("/office/tracking", "tracking")
    page.goto("/office/tracking")
    page.locator("details.definition summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("details form button")).to_be_visible()
    walk.stands("", "tracking-close")
    page.click("details form button")
    expect(page.get_by_text(made.key)).to_have_count(0)
    walk.stands("", "tracking-closed")
    assert walk.troubles == []
