"""A gift card is bought at a till, pays on the site and at other tills, goes back by a return, and is never spent twice."""

import re
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests import make
from tests.conftest import OwnDatabase
from tests.counter_world import CASHIER
from tests.doors.counter_world import PART, at_work, open_counter
from tests.doors.web_people import client_of
from tests.promises.house_at_work import ask
from tests.racing import all_at_once
from tests.shop_world import PRICE
from tests.shop_world import open_counter as open_shelves

from prilavok.domains.giftcards.queries import cards_of_order, gift_parts, read_gift_card, shown_codes
from prilavok.domains.orders.queries import list_lines
from prilavok.domains.payments.queries import paid_for
from prilavok.domains.pricing.actions import set_prices
from prilavok.domains.pricing.types import NewPrice
from prilavok.domains.receipts.queries import read_receipt
from prilavok.domains.shipments.queries import open_code, read_shipment
from prilavok.flows.issue_gift_card import issue_by_staff
from prilavok.flows.keep_gift_card import keep_gift_card
from prilavok.flows.sell_at_till import Paying, Selling, sell
from prilavok.flows.sell_gift_cards import name_gift_goods
from prilavok.kit import clock
from prilavok.kit.errors import Said
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.ids import new_id
from prilavok.kit.ledger.checks import check

TILLS = 6
LACKS = "personal coupons are shown by P3, in parts"


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the form that pays."""
    paying = page.split('class="card pay"')[-1]
    form = next(one for one in paying.split("<form") if "/pay" in one or "/hand-over" in one)
    found = {name: re.search(rf'name="{name}" value="([^"]*)"', form) for name in ("key", "version", "amount", "gifts")}
    return {name: one[1] for name, one in found.items() if one}


def scanned(till: Any, text: str, address: str = "/till/scan") -> str:
    return str(till.post(address, {"scan": text}, headers=PART).content.decode())


def receipt_of(answer: Any) -> Any:
    return read_receipt(UUID(answer.headers["HX-Redirect"].rsplit("/", 1)[1]))


@pytest.mark.thin(LACKS)
def test_one_card_from_till_to_site_to_return(rolled_back: None, quick_passwords: None) -> None:
    counter = open_counter()
    since = clock.now() - timedelta(minutes=1)
    set_prices([NewPrice(make.price_list(counter.here), counter.shop.variants["bread"], 250_000, 1, since)], at=since)
    name_gift_goods(counter.shop.variants["bread"], free=False, days=365, actor=SYSTEM, at=clock.now())
    till, other = at_work("cashier", counter.here), at_work("cashier", counter.here, "second")
    page = scanned(till, "bread")
    sold = receipt_of(till.post("/till/pay", fields(page) | {"method": "cash"}, headers=PART))
    [card] = cards_of_order(sold.order)
    [shown] = shown_codes(clock.now(), order=sold.order)
    face = card.balance
    assert face > 110_000 and sold.earned == 0
    # On the site it is kept for an order; a till is told what is left, and takes that alone.
    visitor = client_of(HTTP_ACCEPT_LANGUAGE="en")
    visitor.post("/shop/stores/choose", {"place": str(counter.here)})
    visitor.post("/shop/basket/change", {"variant": str(counter.shop.variants["milk"]), "amount": "2"})
    quote = re.search(r'name="quote" value="([^"]+)"', visitor.get("/shop/checkout").content.decode())
    assert quote
    placed = visitor.post("/shop/checkout/place", {"quote": quote[1]})
    order = UUID(placed.headers["Location"].split("/order/")[1][:36])
    visitor.post(f"/shop/order/{order}/gift-card", {"code": shown.code})
    assert read_gift_card(card.id).held == 110_000
    scanned(other, f"{5}*milk")
    page = scanned(other, shown.code)
    assert int(fields(page)["gifts"]) == min(face - 110_000, 5 * 55_000)
    mixed = receipt_of(other.post("/till/pay", fields(page) | {"method": "cash"}, headers=PART))
    assert {one.method for one in mixed.tenders} == {"gift_card", "cash"}
    assert scanned(till, "milk") and till.post("/till/scan", {"scan": shown.code}, headers=PART).status_code == 409
    # At the pickup it pays without being shown again.
    shipment = read_shipment(order)
    assert shipment is not None
    till.post("/till/scan", {"scan": open_code(shipment.id)}, headers=PART)
    page = str(till.get(f"/till/orders/{order}").content.decode())
    handed = till.post(f"/till/orders/{order}/hand-over", fields(page) | {"method": "none"}, headers=PART)
    assert [one.method for one in receipt_of(handed).tenders] == ["gift_card"]
    assert (read_gift_card(card.id).balance, read_gift_card(card.id).held) == (0, 0)
    # One of the two comes back: its money is on the card again, none of it in cash.
    line = list_lines(order)[0].id
    chosen = {
        f"units-{line}": "1",
        f"reason-{line}": "changed_mind",
        f"condition-{line}": "for_sale",
        "key": uuid4().hex,
    }
    look = str(till.post(f"/till/returns/{order}/look", chosen, headers=PART).content.decode())
    agreed = {
        name: one[1] for name in ("version", "money") if (one := re.search(rf'name="{name}" value="(\d+)"', look))
    }
    till.post(f"/till/returns/{order}/confirm", chosen | agreed, headers=PART)
    assert (read_gift_card(card.id).balance, paid_for(order)) == (55_000, 55_000)
    assert check() == []


@pytest.mark.thin(LACKS)
def test_many_tills_spend_one_card_at_once(own_database: OwnDatabase) -> None:
    counter = open_shelves(100)
    at, face = make.AT, 2 * PRICE + 500
    card = issue_by_staff(face, place=counter.place, key="one", actor=CASHIER, at=at)
    [shown] = shown_codes(at, card=card)

    def spend(nth: int) -> int:
        """One till: keep, pay what the card gives and the rest in cash; what the card gave, 0 where it was refused."""
        order = new_id()
        try:
            keep_gift_card(shown.code, order, PRICE, place=counter.place, actor=CASHIER, at=at)
            parts = gift_parts(order, PRICE, at)
            given = sum(one.amount for one in parts)
            paid = [Paying("gift_card", one.amount, attempt=one.card) for one in parts]
            paid += [Paying("cash", PRICE - given)] if given < PRICE else []
            line = [Selling(counter.variant, 1)]
            key = f"till {nth}"
            sell(line, paid, place=counter.place, key=key, actor=CASHIER, at=at, order=order)
            again = partial(sell, line, paid, place=counter.place, key=key, actor=CASHIER, at=at, order=order)
            again()  # the other click changes nothing
            return given
        except Said as refused:
            assert refused.code == "giftcard.short", refused
            return 0

    given = all_at_once([partial(spend, nth) for nth in range(TILLS)])
    assert sorted(given, reverse=True) == [PRICE, PRICE, 500, 0, 0, 0]
    left = read_gift_card(card)
    assert (left.balance, left.held) == (0, 0) and check() == []
    spent = "SELECT count(*), sum(amount) FROM payments_transaction WHERE method = 'gift_card'"
    assert ask(own_database, spent) == [(3, face)]
    assert ask(own_database, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()") == [(0,)]
