"""O7: the store lacks it; its tablet finds it elsewhere, sells it home for one payment, and it is brought."""

import re
from pathlib import Path
from uuid import UUID

import pytest
from tests import make
from tests.delivery_world import FEE, open_town
from tests.doors.card_world import connected, running_terminal
from tests.doors.counter_world import at_work
from tests.shop_world import PRICE

from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.payments.queries import list_payments, paid_for
from prilavok.domains.receipts.queries import list_receipts
from prilavok.domains.shipments.queries import goods_in, list_routes, list_shipments
from prilavok.domains.stock.queries import stock_at
from prilavok.kit.ledger.checks import check


@pytest.mark.thin("carriers; the customer named by their card or code, so that points may pay")
def test_sold_here_sent_from_the_warehouse_and_another_store_for_one_payment(
    rolled_back: None, quick_passwords: None, tmp_path: Path
) -> None:
    town = open_town((1, 0), (3, 0), (0, 3))
    one, other = town.counter.variants
    seller = at_work("cashier", town.store)
    page = seller.get(f"/tablet/home?variant={one}&quantity=2&variant={other}&quantity=1").content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key and f'value="{3 * PRICE}"' in page
    form = {
        "variant": [str(one), str(other)], "quantity": ["2", "1"], "key": key[1], "amount": str(3 * PRICE),
        "zone": f"{town.zone}:{FEE}", "address": "Абая 10, 5", "recipient": "Айгуль", "phone": "+77010001122",
        "note": "", "pay": "before",
    }  # fmt: skip
    with running_terminal(tmp_path) as terminal, connected(terminal):
        places = {seller.post("/tablet/home/order", form).headers["Location"] for _twice in range(2)}
    [shown] = places
    order = UUID(shown.rpartition("/")[2])
    head = read_order(order)
    # One payment for all of it, whatever the number of clicks and parcels.
    assert (head.amount, head.payment, paid_for(order)) == (3 * PRICE + FEE, "paid", head.amount)
    assert [(it.method, it.amount) for it in list_payments([order])] == [("card", head.amount)]
    assert [line.kind for line in list_lines(order)] == ["goods", "goods", "amount"]
    # Nothing of it comes from this store, though it has one of the first: one parcel less is what the rules choose.
    parcels = {it.place: it for it in list_shipments([order])}
    assert set(parcels) == set(town.places[1:])
    [kept] = list_routes(order)
    assert {it.place: it.why for it in kept.route.refused} == {town.store: "lacks"}
    for place, parcel in parcels.items():
        hand = at_work("cashier", place, f"hand-{str(place)[-6:]}")
        hand.post(f"/tablet/shipments/{parcel.id}/start")
        for goods in goods_in([parcel.id]):
            hand.post(f"/tablet/shipments/{parcel.id}/lines/{goods.line}")
        assert hand.post(f"/tablet/shipments/{parcel.id}/ready").status_code == 302
        # Another store's courier has nothing to do with it.
        assert seller.post(f"/tablet/courier/{parcel.id}/take").status_code == 404
        hand.post(f"/tablet/courier/{parcel.id}/take")
        assert hand.post(f"/tablet/courier/{parcel.id}/give", {"key": "given"}).status_code == 302
    assert read_order(order).commercial == "completed" and len(list_receipts([order])) == 1
    assert [stock_at(place, one).on_hand for place in town.places] == [1, 1, 0]
    assert [stock_at(place, other).on_hand for place in town.places] == [0, 0, 2]
    assert not check()
    # Who is erased is no longer written on the parcel; what was sold stays.
    assert make.verbs_of([order])["order.completed"] == 1
