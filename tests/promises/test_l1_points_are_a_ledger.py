"""Points are a ledger: what a household may spend is the sum of its moves, each by the stated rule and named by its order."""

import json
from collections import Counter
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date
from django.db import transaction
from tests import make
from tests.conftest import OwnDatabase
from tests.counter_world import earned, hand
from tests.doors.api_callers import program_of
from tests.doors.web_people import client_of, hire
from tests.people import browser, household, new_phone, prove, sms
from tests.promises.house_at_work import ask, load_stores
from tests.promises.source_rows import rows_of
from tests.promises.test_c9_one_page_of_their_own import CARD, PHONE, page, sign_in
from tests.shop_world import PRICE, open_counter, placed
from tests.small_shop import AT, open_small_shop
from tests.talking import connect

from prilavok.domains.customers.queries import leaves_with
from prilavok.domains.loyalty.errors import NotEnoughPoints
from prilavok.domains.loyalty.queries import lots_beyond_points, points_moved, points_of
from prilavok.flows import end_points
from prilavok.flows.hand_over_order import Paying
from prilavok.kit import clock
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.runner import run_due
from prilavok.kit.ledger.checks import check

STORE = "3217"
RUN = (end_points,)  # what the worker runs here
MOVES = (
    "SELECT i.value, o.source_key, m.units FROM kit_move m JOIN kit_account a ON a.id = m.credit_id"
    " JOIN customers_identifier i ON i.leaf_id = a.holder JOIN orders_order o ON o.id = m.cause_id"
    " WHERE a.book = 'points' AND a.state = 'spendable' AND m.cause = 'earn'"
)
BALANCES = (
    "SELECT i.value, b.posted, b.held FROM kit_balance b JOIN kit_account a ON a.id = b.account_id"
    " JOIN customers_identifier i ON i.leaf_id = a.holder WHERE a.book = 'points'"
)


@pytest.mark.thin("passes of wallets on phones; reversal on return is shown by O8, the customer's yes by C2")
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


@pytest.mark.thin("passes of wallets on phones; reversal on return is shown by O8, the customer's yes by C2")
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


@pytest.mark.thin("passes of wallets on phones; reversal on return is shown by O8, the customer's yes by C2")
def test_points_end_by_the_rule_they_were_earned_by_and_it_is_seen_before(
    own_database: OwnDatabase, quick_passwords: None
) -> None:
    shop = open_small_shop()
    connect()
    clock.set_clock(AT)
    aigul, manager = client_of(HTTP_ACCEPT_LANGUAGE="en"), client_of(hire("manager", language="en"))
    sign_in(aigul, PHONE, "+77011234567")
    had = points_of(leaves_with(shop.leaves["c-1"]))[0].points
    [(programme,)] = ask(own_database, "SELECT id FROM loyalty_programme WHERE currency = 'KZT'")
    rule = {"days": "30", "warn_days": "5", "back_days": "10", "since": ""}
    assert manager.post(f"/office/points/{programme}/ending", rule).status_code == 303

    line = {"sku": "milk", "quantity": 3, "list_amount": 165_000, "promotion_amount": 15_000}
    sale = {"receipt": "Z-77", "place": "t-alm", "at": AT.isoformat(), "currency": "KZT", "method": "card",
            "lines": [line], "card": CARD}  # fmt: skip
    told = program_of("owner").post("/sales", json.dumps({"source": "retail-1c", "sales": [sale]}))
    [outcome] = told.json()["outcomes"]
    earned = sum(move.points for move in points_moved(UUID(outcome["order"])))
    assert outcome["outcome"] == "new" and earned > 0
    last = format_date(AT.astimezone(ZoneInfo("Asia/Almaty")).date() + timedelta(days=30), "medium", locale="en")
    assert f"{earned} points end after {last}" in page(aigul, "/shop/me")
    life = f"/office/customers/{shop.customers['c-1']}"

    for day, verb in ((26, "points.warn"), (31, "points.end")):
        clock.set_clock(AT + timedelta(days=day))
        with transaction.atomic():
            queue_jobs([NewJob(verb=verb)], at=clock.now())
        while run_due():
            pass
        lived = page(manager, life)
        assert "The end of points came near" in lived
        assert ("The time of points was over" in lived) == (verb == "points.end")
    assert points_of(leaves_with(shop.leaves["c-1"]))[0].points == had, "what was earned before the rule does not end"
    assert "points end after" not in page(aigul, "/shop/me")
    assert ask(own_database, "SELECT count(*) FROM kit_move WHERE cause = 'expire'") == [(1,)]
    assert check() == [] and lots_beyond_points() == []
