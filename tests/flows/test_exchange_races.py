"""Exchanges, returns and claims at once: none waits for the other in a circle, nothing is given back twice."""

import threading
import time
from functools import partial
from uuid import uuid4

import psycopg
from django.db import connections
from tests import make
from tests.conftest import OwnDatabase
from tests.counter_world import CASHIER, buyer_with_phone, earned
from tests.promises.house_at_work import ask
from tests.racing import answered_at_once
from tests.shop_world import PRICE, open_counter

from prilavok.domains.giftcards.queries import gift_parts, read_gift_card, shown_codes
from prilavok.domains.giftcards.queries.cards import own_account
from prilavok.domains.loyalty.queries import spendable
from prilavok.domains.orders.errors import NothingToReturn
from prilavok.domains.orders.queries import list_lines, list_returns
from prilavok.domains.orders.types.claiming import Answered, Decision, NewClaim, WrongUnits
from prilavok.domains.orders.types.returning import Agreed, BringBack, ReturnView
from prilavok.domains.payments.queries import paid_for
from prilavok.flows.decide_claim import decide_claim
from prilavok.flows.exchange_goods import exchange_goods
from prilavok.flows.issue_gift_card import issue_by_staff
from prilavok.flows.keep_gift_card import keep_gift_card
from prilavok.flows.open_claim import open_claim
from prilavok.flows.return_goods import return_goods
from prilavok.flows.sell_at_till import Paying, Selling, sell
from prilavok.kit.ids import new_id
from prilavok.kit.ledger.checks import check
from prilavok.kit.ledger.types import AccountName

NOW = make.AT
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
HELD = "SELECT FROM kit_balance WHERE account_id = %s FOR UPDATE"


def test_an_exchange_asks_for_points_before_it_holds_a_gift_card(own_database: OwnDatabase) -> None:
    counter, buyer, bought, new = open_counter(9, 9), buyer_with_phone(), new_id(NOW), new_id(NOW)
    card = issue_by_staff(2 * PRICE, place=counter.place, key="c", actor=CASHIER, at=NOW)
    [shown] = shown_codes(NOW, card=card)
    keep_gift_card(shown.code, bought, 2 * PRICE, place=counter.place, actor=CASHIER, at=NOW)
    paid = [Paying("gift_card", one.amount, attempt=one.card) for one in gift_parts(bought, 2 * PRICE, NOW)]
    goods = [Selling(counter.variants[0], 2)]
    sell(goods, paid, place=counter.place, key="s", leaf=buyer, order=bought, actor=CASHIER, at=NOW)
    make.programme()  # since then: the return has no points to undo, the sale in exchange earns some
    earned(buyer, 500, counter.place)
    programme, [line], done = spendable([], "KZT"), list_lines(bought), list[ReturnView]()
    assert programme is not None and read_gift_card(card).balance == 0
    points = AccountName("points", buyer, programme.programme, "spendable").id

    def exchange() -> None:
        back, cheaper = [BringBack(line.id, 2, "changed_mind", "for_sale")], [Selling(counter.variants[1], 1)]
        try:
            taken = exchange_goods(
                bought, back, cheaper, [], Agreed(), new_order=new, key="x", place=counter.place, actor=CASHIER, at=NOW
            )
            done.append(taken)
        finally:
            connections.close_all()

    with psycopg.connect(own_database.url) as other:  # another story of the customer's: it has points, then wants cards
        other.execute(HELD, [points])
        thread = threading.Thread(target=exchange)
        thread.start()
        for _try in range(200):
            if ask(own_database, WAITING) == [(1,)]:
                break
            time.sleep(0.02)
        assert ask(own_database, WAITING) == [(1,)] and done == []
        other.execute("SET LOCAL lock_timeout = '2s'")
        other.execute(HELD, [own_account(card, "KZT").id])  # the exchange waits for points: no card is in its hand yet
    thread.join(20)
    assert [one.money for one in done] == [2 * PRICE]
    assert (read_gift_card(card).balance, list_lines(bought)[0].returned) == (PRICE, 2)
    connections.close_all()
    assert ask(own_database, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()") == [(0,)]
    assert check() == []


def test_a_return_and_a_claim_for_the_same_piece_give_money_once(own_database: OwnDatabase) -> None:
    counter = open_counter(9)
    for _round in range(3):
        goods, key = [Selling(counter.variant, 1)], str(uuid4())
        sold = sell(goods, [Paying("cash", PRICE)], place=counter.place, key=key, actor=CASHIER, at=NOW).receipt.order
        [line] = list_lines(sold)
        said = NewClaim((WrongUnits(line.id, 1, "faulty"),), "money")
        claim = open_claim(sold, said, touchpoint="till", key=key, actor=CASHIER, at=NOW).id
        decision = Decision("money", (Answered(line.id, 1, "damaged"),))
        brought = [BringBack(line.id, 1, "changed_mind", "for_sale")]
        done = answered_at_once(
            [
                partial(decide_claim, claim, decision, key=key, place=counter.place, actor=CASHIER, at=NOW),
                partial(return_goods, sold, brought, Agreed(), key=key, place=counter.place, actor=CASHIER, at=NOW),
                partial(decide_claim, claim, decision, key=key, place=counter.place, actor=CASHIER, at=NOW),
            ]
        )
        refused = [one for one in done if isinstance(one, NothingToReturn)]
        assert len(refused) in (1, 2) and len(list_returns([sold])) == 1, done
        assert (paid_for(sold), list_lines(sold)[0].returned) == (0, 1)
    connections.close_all()
    assert check() == []
