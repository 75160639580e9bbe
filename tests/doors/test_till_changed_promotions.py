"""The till shows what a change costs with its promotions counted anew, and confirms no other sum than it showed."""

import re
from datetime import timedelta
from typing import Any

import pytest
from tests import make
from tests.doors.counter_world import PART, Counter, at_work, open_counter, order_of
from tests.doors.test_papers import plain
from tests.promotions import published
from tests.small_shop import AT

from prilavok.domains.orders.queries import read_order
from prilavok.domains.promotions.actions import stop_promotion
from prilavok.domains.promotions.types.acts import Percent, Reach, SomeFree
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM

PRICE, MILK = 55_000, "4870000000017"


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None) -> Counter:
    clock.set_clock(AT)
    return open_counter()


def form_of(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(key|version|amount|after)" value="([^"]*)"', page))


def test_what_a_promotion_gave_for_what_is_left_is_said_and_owed(counter: Counter) -> None:
    till, milk = at_work("cashier", counter.here), counter.shop.variants["milk"]
    published("three", SomeFree(3, 1, 10_000), at=AT)
    ordered = order_of(counter, milk=3)
    assert read_order(ordered.order).amount == 2 * PRICE
    assert till.post("/till/scan", {"scan": ordered.code}, headers=PART).headers["HX-Redirect"]
    page = plain(
        till.post(f"/till/orders/{ordered.order}/act", {"act": "take_out", "variant": str(milk)}, headers=PART)
    )
    assert "Дороже без того, что вынимают" in page and "366,67 ₸" in page
    assert read_order(ordered.order).amount == 2 * PRICE, "nothing is changed by looking"
    page = plain(till.post(f"/till/orders/{ordered.order}/confirm", form_of(page), headers=PART))
    assert read_order(ordered.order).amount == 2 * PRICE and "1 100,00 ₸" in page


def test_no_other_sum_than_was_shown_is_confirmed(counter: Counter) -> None:
    till = at_work("cashier", counter.here)
    ordered = order_of(counter, milk=1)
    clock.set_clock(AT + timedelta(minutes=1))
    half = published("half", Percent(5_000), at=clock.now(), reach=Reach(variants=(counter.shop.variants["milk"],)))
    clock.set_clock(AT + timedelta(minutes=2))
    assert till.post("/till/scan", {"scan": ordered.code}, headers=PART).headers["HX-Redirect"]
    page = plain(till.post(f"/till/orders/{ordered.order}/scan", {"scan": MILK}, headers=PART))
    shown = form_of(page)
    assert shown["after"] == str(PRICE + PRICE // 2)
    with story():
        stop_promotion(half, actor=SYSTEM, at=clock.now())
    clock.set_clock(AT + timedelta(minutes=3))
    before = make.rows_of_all_tables()
    refused: Any = till.post(f"/till/orders/{ordered.order}/confirm", shown, headers=PART)
    page = plain(refused)
    assert refused.status_code == 412 and "Суммы не те, что вы видели" in page and "1 100,00 ₸" in page
    assert make.grown(before) == {} and read_order(ordered.order).amount == PRICE
    assert form_of(page)["after"] == str(2 * PRICE)
    till.post(f"/till/orders/{ordered.order}/confirm", form_of(page), headers=PART)
    assert read_order(ordered.order).amount == 2 * PRICE
