"""Gift cards bought on the site and paid there: issued once, by the payment itself, to who paid and nobody else.

prilavok.flows.issue_bought.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.doors.card_world import LATE, connected, running_terminal, until_known
from tests.doors.counter_world import Counter, open_counter
from tests.doors.web_people import client_of, hire

from prilavok.domains.giftcards.actions import hide_gift_codes
from prilavok.domains.giftcards.queries import cards_of_order, shown_codes
from prilavok.domains.orders.queries import read_order
from prilavok.domains.pricing.actions import put_price_lists, set_prices
from prilavok.domains.pricing.types import NewPrice
from prilavok.domains.receipts.queries import list_receipts
from prilavok.flows.charge_card import charge_card
from prilavok.flows.sell_gift_cards import name_gift_goods
from prilavok.insights.reconciliation import check_order_sums
from prilavok.insights.surplus_page import read_surplus
from prilavok.kit import clock
from prilavok.kit.events.actor import Actor
from prilavok.kit.ledger.checks import check


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_terminal(tmp_path_factory.mktemp("terminal")) as address:
        yield address


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None, terminal: str) -> Iterator[Counter]:
    with connected(terminal):
        yield open_counter()


def plain(answer: Any) -> str:
    assert answer.status_code == 200, (answer.status_code, answer.content[:300])
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " "))


def priced(counter: Counter, price: int, sku: str = "bread") -> None:
    """This costs so much here now."""
    variant, since = counter.shop.variants[sku], clock.now() - timedelta(minutes=1)
    prices = put_price_lists([("t-alm", {"en": "Almaty"}, "KZT", counter.here)])["t-alm"]
    set_prices([NewPrice(prices, variant, price, 1, since)], at=since)


def bought_online(counter: Counter, *skus: str) -> tuple[Any, UUID]:
    """A guest who ordered these on the site, and has not paid yet."""
    visitor = client_of(HTTP_ACCEPT_LANGUAGE="en")
    visitor.post("/shop/stores/choose", {"place": str(counter.here)})
    for sku in skus:
        visitor.post("/shop/basket/change", {"variant": str(counter.shop.variants[sku]), "amount": "1"})
    quote = re.search(r'name="quote" value="([^"]+)"', visitor.get("/shop/checkout").content.decode())
    assert quote
    answer = visitor.post("/shop/checkout/place", {"quote": quote[1]})
    return visitor, UUID(answer.headers["Location"].split("/order/")[1][:36])


def test_a_card_paid_online_is_issued_at_once_and_its_buyer_alone_reads_it(counter: Counter) -> None:
    name_gift_goods(counter.shop.variants["milk"], free=False, days=None, actor=Actor("staff", uuid4()), at=clock.now())
    visitor, order = bought_online(counter, "milk")
    assert "the gift card is issued at once" in plain(visitor.get(f"/shop/order/{order}"))
    assert (cards_of_order(order), shown_codes(clock.now(), order=order)) == ([], [])
    for _twice in range(2):
        visitor.post(f"/shop/order/{order}/pay")
    [made] = cards_of_order(order)
    [shown] = shown_codes(clock.now(), order=order)
    head = read_order(order)
    assert (made.amount, made.balance, made.issued_by, made.leaf) == (head.owed, head.owed, None, head.leaf)
    assert (head.commercial, head.payment, read_surplus(order).amount) == ("completed", "paid", 0)
    [receipt] = list_receipts([order])
    assert [(one.method, one.amount) for one in receipt.tenders] == [("card", head.owed)]
    page = plain(visitor.get(f"/shop/order/{order}"))
    written = " ".join(shown.code[nth : nth + 4] for nth in (0, 4, 8, 12))
    assert written in page and "your gift card is on this page" in page and 'class="card pickup"' not in page
    assert client_of().get(f"/shop/order/{order}").status_code == 404
    # It stands there longer than at a till, where somebody handed it over, and not for ever.
    later = clock.now() + timedelta(days=30)
    hide_gift_codes(later - timedelta(hours=1))
    assert len(shown_codes(later - timedelta(hours=1), order=order)) == 1
    assert shown_codes(later, order=order) == [] and hide_gift_codes(later) == 1
    assert check() == [] and check_order_sums() == []


def test_a_card_among_goods_waits_for_them_and_staff_hand_over_themselves(counter: Counter) -> None:
    actor, at = Actor("staff", uuid4()), clock.now()
    name_gift_goods(counter.shop.variants["milk"], free=False, days=None, actor=actor, at=at)
    priced(counter, 20_000)
    visitor, order = bought_online(counter, "milk", "bread")
    assert "issued at the store, when you collect" in plain(visitor.get(f"/shop/order/{order}"))
    visitor.post(f"/shop/order/{order}/pay")
    assert (read_order(order).payment, cards_of_order(order)) == ("paid", [])
    _visitor, other = bought_online(counter, "milk")
    cashier = Actor("staff", hire("cashier").id)
    owed = read_order(other).owed
    charged = charge_card(other, owed, currency="KZT", place=counter.here, actor=cashier, at=at)
    assert (charged.state, cards_of_order(other)) == ("captured", [])  # the till hands over next, and issues them


def test_a_bank_that_answers_late_issues_the_card_when_it_does(counter: Counter) -> None:
    at, variant = clock.now(), counter.shop.variants["milk"]
    priced(counter, LATE, "milk")
    name_gift_goods(variant, free=False, days=None, actor=Actor("staff", uuid4()), at=at)
    visitor, order = bought_online(counter, "milk")
    visitor.post(f"/shop/order/{order}/pay")
    assert (read_order(order).payment, cards_of_order(order)) == ("unpaid", [])
    until_known()
    [made] = cards_of_order(order)
    assert (made.balance, read_order(order).commercial, len(list_receipts([order]))) == (LATE, "completed", 1)
    visitor.post(f"/shop/order/{order}/pay")
    until_known()
    assert len(cards_of_order(order)) == 1 and check() == []
