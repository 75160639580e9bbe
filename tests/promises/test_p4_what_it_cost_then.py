"""What a thing cost at a place at any past instant is settled in one query, by the receipts themselves."""

import random
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import make
from tests.conftest import OwnDatabase
from tests.doors.api_callers import program_of
from tests.make import AT
from tests.people import household
from tests.promises.house_at_work import ask, load_stores
from tests.promises.source_rows import fuel, rows_of
from tests.promotions import published
from tests.shop_world import PRICE, open_counter

from prilavok.domains.pricing.actions import set_prices
from prilavok.domains.pricing.queries import price_at
from prilavok.domains.pricing.types import NewPrice
from prilavok.domains.promotions.actions import offer_promotion, stop_promotion
from prilavok.domains.promotions.types.acts import Percent
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM

STORE = "3217"


@pytest.mark.thin("what a paper tag said is told by the watch over shown prices; here it is what the system knew")
def test_a_price_of_any_past_instant_is_known_in_one_query(own_database: OwnDatabase, quick_passwords: None) -> None:
    own = own_database
    load_stores(STORE)
    placed = dict(ask(own, "SELECT source_key, placed_at FROM orders_order"))
    ids = dict(ask(own, "SELECT sku, id FROM catalog_variant"))
    [(place,)] = ask(own, "SELECT id FROM places_place WHERE code = %s", STORE)
    # By hand: a receipt's line shows the shelf price of a piece where it divides to the cent, and it holds until another.
    shown: dict[str, dict[datetime, int]] = defaultdict(dict)
    measured = fuel()
    for row in rows_of(STORE):
        shelf = row.amount + row.discount
        if row.product not in measured and row.quantity > 0 and shelf > 0 and shelf % row.quantity == 0:
            shown[row.product].setdefault(placed[row.basket], shelf // row.quantity)
    assert len(shown) > 100
    dearer = [product for product, prices in shown.items() if len(set(prices.values())) > 1]
    assert dearer, "the slice has a price that changed"

    def by_hand(product: str, at: datetime) -> int | None:
        held = [(since, price) for since, price in shown[product].items() if since <= at]
        return max(held)[1] if held else None

    seed, program = random.Random(4), program_of("marketer")
    for product in [*dearer, *seed.sample(sorted(shown), 20)]:
        first = min(shown[product])
        instants = [*shown[product], first - timedelta(seconds=1), first + timedelta(days=seed.randint(1, 300))]
        for at in instants:
            with CaptureQueriesContext(connection) as asked:
                price = price_at(ids[product], place, at)
            assert len(asked) == 1
            assert (price and price.amount) == by_hand(product, at), (product, at)
    complaint = max(shown[dearer[0]]) - timedelta(seconds=1)
    answer = program.get(
        "/prices", data={"variant": str(ids[dearer[0]]), "place": str(place), "at": complaint.isoformat()}
    )
    [told] = answer.json()["items"]
    assert told["price"] == {"amount": by_hand(dearer[0], complaint), "currency": "USD"}
    assert told["source"] == "seen" and told["valid_to"] is not None


@pytest.mark.thin("what a paper tag said is told by the watch over shown prices; here it is what the system knew")
def test_a_complaint_about_last_friday_is_settled_by_one_question(rolled_back: None, quick_passwords: None) -> None:
    friday, saturday = AT, AT + timedelta(days=1)
    counter = open_counter(5, at=friday)
    asked = {"variant": str(counter.variant), "place": str(counter.place), "quantity": "2", "touchpoint": "till"}
    tenth = published("tenth", at=friday - timedelta(hours=1))
    members = published("members", Percent(2000), at=friday - timedelta(hours=1), known=True, right=True)
    person, leaf = household("+77015550111")
    offer_promotion(members, [leaf], at=friday - timedelta(minutes=30))
    stop_promotion(tenth, actor=SYSTEM, at=saturday)
    [(prices,)] = make.ask("SELECT id FROM pricing_list WHERE place_id = %s", counter.place)
    set_prices([NewPrice(UUID(str(prices)), counter.variant, PRICE * 2, 1, saturday)], at=saturday)
    program = program_of("marketer")

    def told(at: datetime, **more: str) -> dict[str, Any]:
        answer = program.get("/prices/why", data=asked | {"at": at.isoformat()} | more)
        assert answer.status_code == 200, answer.content
        return dict(answer.json())

    then = told(friday)
    assert (then["list_amount"]["amount"], then["amount"]["amount"]) == (2 * PRICE, 2 * PRICE - 300)
    assert [(one["name"]["en"], one["said"], one["amount"]["amount"]) for one in then["reasons"]] == [
        ("Promotion tenth", "given", 300)
    ]
    theirs = told(friday, customer=str(person))
    assert {(one["name"]["en"], one["said"]) for one in theirs["reasons"]} == {
        ("Promotion tenth", "given"),
        ("Promotion members", "given"),
    }
    assert theirs["amount"]["amount"] < then["amount"]["amount"]
    after = told(saturday + timedelta(hours=1))
    assert (after["amount"]["amount"], [one["said"] for one in after["reasons"]]) == (4 * PRICE, ["not_now"])
    assert told(friday - timedelta(days=30))["sold"] is False
    soon = clock.now() + timedelta(days=3)
    set_prices([NewPrice(UUID(str(prices)), counter.variant, PRICE * 3, 1, soon)], at=clock.now())
    coming, today = told(soon), told(soon - timedelta(seconds=1))
    assert (coming["amount"]["amount"], today["amount"]["amount"]) == (6 * PRICE, 4 * PRICE), "what is known of then"
    assert datetime.fromisoformat(coming["at"]) == soon
    assert program_of("cashier").get("/prices/why", data=asked | {"customer": str(person)}).status_code == 404
