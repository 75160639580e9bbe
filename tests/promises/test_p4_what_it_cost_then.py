"""What a thing cost at a place at any past instant is settled in one query, by the receipts themselves."""

import random
from collections import defaultdict
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.conftest import OwnDatabase
from tests.doors.api_callers import program_of
from tests.promises.house_at_work import ask, load_stores
from tests.promises.source_rows import fuel, rows_of

from prilavok.domains.pricing.queries import price_at

STORE = "3217"


@pytest.mark.thin(
    "to whom a price was shown and why: sites, tags and quotes are not here yet; prices are those of receipts"
)
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
