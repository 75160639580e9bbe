"""Price tags on the tablet: the print list, the scan in green or red, confirming, undo and the sheet for the printer."""

import re
from typing import Any

import pytest
from tests.doors.counter_world import Counter, at_work, open_counter
from tests.doors.web_people import client_of

from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None) -> Counter:
    """A shop of two stores."""
    return open_counter()


def kept(place: Any, hours: int = 4) -> None:
    from prilavok.flows.keep_paper_rule import keep_paper_rule

    keep_paper_rule(place, hours=hours, actor=SYSTEM, at=clock.now())


def page(client: Any, address: str = "/tablet/tags") -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " "))


def milk(counter: Counter) -> Any:
    from prilavok.domains.catalog.queries import read_variants

    return read_variants([counter.shop.variants["milk"]])[counter.shop.variants["milk"]]


def test_without_a_rule_the_screen_says_where_it_is_made(counter: Counter) -> None:
    shown = page(at_work("cashier", counter.here))
    assert 'class="empty"' in shown and "Ценники здесь пока не ведутся" in shown


def test_scanned_hung_and_taken_back(counter: Counter, budget: Any) -> None:
    kept(counter.here)
    client, goods = at_work("cashier", counter.here), milk(counter)
    with budget("tablet/tags"):
        waiting = page(client)
    assert goods.sku in waiting
    red = page(client, f"/tablet/tags?code={goods.sku}")
    assert "tag-wrong" in red and "Ценник здесь ещё не подтверждали" in red
    told = dict(re.findall(r'name="(code|amount|pays|per)" value="(\w[^"]*)"', red))
    moved = client.post("/tablet/tags/confirm", {**told, "pays": "1"}, follow=True).content.decode()
    assert "Цена тем временем изменилась" in moved and "tag-right" not in moved
    done = client.post("/tablet/tags/confirm", told)
    assert done.status_code == 303
    green = page(client, done.headers["Location"])
    assert "tag-right" in green and "Ценник верный" in green
    [undo] = re.findall(r'action="(/tablet/tags/[^"]+/undo)"', green)
    assert goods.sku not in page(client)
    assert client.post(undo).status_code == 303
    assert goods.sku in page(client)
    hung = client.post("/tablet/tags/confirm", {"code": goods.sku, "hang": "1"})
    assert "tag-right" in page(client, hung.headers["Location"])
    strange = client.post("/tablet/tags/confirm", {"code": "no such", "hang": "1"}, follow=True).content.decode()
    assert "такого кода нет" in strange


def test_the_sheet_holds_what_is_to_hang_with_its_barcode(counter: Counter) -> None:
    kept(counter.here)
    client, goods = at_work("cashier", counter.here), milk(counter)
    sheet = page(client, "/tablet/tags/sheet")
    assert 'class="tag"' in sheet and "<rect " in sheet
    assert f'aria-label="{goods.barcode or goods.sku}"' in sheet
    client.post("/tablet/tags/confirm", {"code": goods.sku, "hang": "1"})
    assert goods.sku not in page(client, "/tablet/tags/sheet")


def test_another_store_s_tags_are_nobody_s_here(counter: Counter) -> None:
    kept(counter.here)
    there = at_work("cashier", counter.elsewhere)
    assert milk(counter).sku not in page(there)
    assert client_of().get("/tablet/tags").status_code == 302
