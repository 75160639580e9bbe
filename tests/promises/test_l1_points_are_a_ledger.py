"""Points are a ledger: what a household may spend is the sum of its moves, each by the stated rule and named by its order."""

from collections import Counter

import pytest
from tests import make
from tests.conftest import OwnDatabase
from tests.counter_world import earned, hand
from tests.doors.web_people import client_of, hire
from tests.people import browser, household, new_phone, prove, sms
from tests.promises.house_at_work import ask, load_stores
from tests.promises.source_rows import rows_of
from tests.shop_world import PRICE, open_counter, placed

from prilavok.domains.customers.queries import leaves_with
from prilavok.domains.loyalty.errors import NotEnoughPoints
from prilavok.domains.loyalty.queries import points_of
from prilavok.flows.hand_over_order import Paying
from prilavok.kit.ledger.checks import check

STORE = "3217"
MOVES = (
    "SELECT i.value, o.source_key, m.units FROM kit_move m JOIN kit_account a ON a.id = m.credit_id"
    " JOIN customers_identifier i ON i.leaf_id = a.holder JOIN orders_order o ON o.id = m.cause_id"
    " WHERE a.book = 'points' AND a.state = 'spendable' AND m.cause = 'earn'"
)
BALANCES = (
    "SELECT i.value, b.posted, b.held FROM kit_balance b JOIN kit_account a ON a.id = b.account_id"
    " JOIN customers_identifier i ON i.leaf_id = a.holder WHERE a.book = 'points'"
)


@pytest.mark.thin(
    "tiers, expiry, confirmation by the customer, wallet card and barcode; reversal on return is shown by O8"
)
def test_a_balance_is_its_moves_and_each_move_its_receipt(own_database: OwnDatabase, quick_passwords: None) -> None:
    own = own_database
    load_stores(STORE)
    paid: Counter[tuple[str, str]] = Counter()
    for row in rows_of(STORE):
        paid[row.household, row.basket] += row.amount - row.coupon
    stated = {
        (f"CJ{int(household):06d}", basket): cents // 100 for (household, basket), cents in paid.items() if cents >= 100
    }
    assert {(card, basket): units for card, basket, units in ask(own, MOVES)} == stated
    sums: Counter[str] = Counter()
    for (card, _basket), points in stated.items():
        sums[card] += points
    assert {card: (posted, held) for card, posted, held in ask(own, BALANCES)} == {
        card: (points, 0) for card, points in sums.items()
    }
    assert check() == []
    card, points = sums.most_common(1)[0]
    [(customer,)] = ask(own, "SELECT o.customer_id FROM customers_identifier i JOIN customers_leaf_owner o"
                             " ON o.leaf_id = i.leaf_id WHERE i.value = %s", card)  # fmt: skip
    page = client_of(hire("owner", language="en")).get(f"/office/customers/{customer}").content.decode()
    assert f"{points:,}" in page.replace("\u00a0", ",").replace("\u202f", ",")
    # A forged balance or a lost move does not stay unseen.
    for harm in ("UPDATE kit_balance SET posted = posted + 1 WHERE account_id = (SELECT account_id FROM kit_balance b"
                 " JOIN kit_account a ON a.id = b.account_id WHERE a.book = 'points' LIMIT 1) RETURNING 1",
                 "DELETE FROM kit_move WHERE id = (SELECT id FROM kit_move WHERE cause = 'earn' LIMIT 1) RETURNING 1"):  # fmt: skip
        assert ask(own, harm) == [(1,)]
    assert len(check()) >= 2


@pytest.mark.thin(
    "tiers, expiry, confirmation by the customer, wallet card and barcode; reversal on return is shown by O8"
)
def test_points_are_spent_leaf_by_leaf_in_the_order_they_became_known(own_database: OwnDatabase) -> None:
    own = own_database
    counter = open_counter(9)
    make.programme()
    phone = new_phone()
    sms()
    customer, card = household(phone)
    visitor = browser()
    assert prove(visitor, phone).customer == customer
    leaves = leaves_with(visitor)
    assert leaves.index(card) < leaves.index(visitor)
    earned(card, 300, counter.place)
    earned(visitor, 200, counter.place)
    order = placed(counter, visitor, 1).order
    with pytest.raises(NotEnoughPoints):
        hand(order, Paying("points", 501), Paying("cash", PRICE - 501), place=counter.place)
    hand(order, Paying("points", 400), Paying("cash", PRICE - 400), place=counter.place)
    burned = ask(
        own, "SELECT a.holder, m.units FROM kit_move m JOIN kit_account a ON a.id = m.debit_id WHERE m.cause = 'burn'"
    )
    assert dict(burned) == {card: 300, visitor: 100}
    # What the rest of the order earned went to the leaf that ordered; nothing went below nought, nothing was lost.
    assert [one.points for one in points_of([card])] == [0]
    assert [one.points for one in points_of([visitor])] == [100 + (PRICE - 400) // 100]
    assert check() == []
