"""Many who claim the last places of a promotion and the one use of a coupon at once: never one too many, none lost."""

import threading
import time
from collections import Counter
from functools import partial
from uuid import UUID

from tests import make
from tests.conftest import OwnDatabase
from tests.promotions import published
from tests.racing import all_at_once
from tests.shop_world import PRICE, open_counter, quoted

from prilavok.domains.pricing.errors import QuoteEnded
from prilavok.domains.promotions.actions import put_codes
from prilavok.domains.promotions.errors import CodeTaken
from prilavok.domains.promotions.queries import list_codes, read_promotion
from prilavok.domains.promotions.types.acts import OffTogether
from prilavok.domains.promotions.types.keeping import NewCode
from prilavok.flows.enter_coupon import enter_coupon
from prilavok.flows.place_order import place_order
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

BUYERS, PLACES = 16, 5
# Other tests lock tables of the same number in databases of their own.
_LOCKS = "SELECT 1 FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE a.datname = current_database() AND "


def _until(question: str) -> None:
    for _ in range(1_000):
        if make.ask(question):
            return
        time.sleep(0.01)
    raise AssertionError(question)


def _place_together(quotes: list[tuple[UUID, UUID]]) -> Counter[str]:
    from prilavok.kit import clock

    def one(leaf: UUID, quote: UUID) -> str:
        try:
            place_order(quote, leaf=leaf, touchpoint="site", actor=Actor("leaf", leaf), at=clock.now())
        except QuoteEnded as ended:
            return f"asked again at {ended.quote.amount}"
        return "placed"

    return Counter(all_at_once([partial(one, *pair) for pair in quotes]))


def test_one_code_that_two_add_at_once_is_one_promotions(own_database: OwnDatabase) -> None:
    from django.db import connection

    from prilavok.kit import clock

    at = clock.now()
    promotions = [published(code, at=at, right=True) for code in ("one", "other")]
    gate, told = threading.Barrier(2), []

    def add(promotion: UUID, more: str) -> None:
        try:
            with story():
                put_codes([NewCode("SAME", promotion), NewCode(more, promotion)], at=at)
                gate.wait(10) if more == "AAA" else None
        except CodeTaken as taken:
            told.append(taken.code)
        finally:
            connection.close()

    first = threading.Thread(target=add, args=(promotions[0], "AAA"))
    second = threading.Thread(target=add, args=(promotions[1], "BBB"))
    first.start()
    _until(_LOCKS + "l.relation = 'promotions_coupon'::regclass AND l.mode = 'RowExclusiveLock'")
    second.start()
    _until(_LOCKS + "NOT l.granted")
    gate.wait(10)
    first.join(20)
    second.join(20)
    assert told == ["coupon.taken"]
    assert sorted(one.code for promotion in promotions for one in list_codes(promotion)) == ["AAA", "SAME"]


def test_the_places_of_a_promotion_are_given_once_each(own_database: OwnDatabase) -> None:
    from prilavok.kit import clock

    at = clock.now()
    counter = open_counter(99, at=at)
    limited = published("limited", OffTogether(500), at=at, in_all=PLACES)
    leaves = [make.leaf() for _ in range(BUYERS)]
    quotes = [(leaf, quoted(counter, leaf, 1, at=at)) for leaf in leaves]
    assert {quote.amount for _leaf, quote in quotes} == {PRICE - 500}, "each was promised it"
    told = _place_together([(leaf, quote.id) for leaf, quote in quotes])
    assert told == {"placed": PLACES, f"asked again at {PRICE}": BUYERS - PLACES}
    assert read_promotion(limited).uses == PLACES
    numbers = make.ask("SELECT nth_in_all FROM promotions_use WHERE voided_at IS NULL ORDER BY 1")
    assert [row[0] for row in numbers] == list(range(1, PLACES + 1))
    assert make.ask("SELECT count(*), sum(discount_amount) FROM orders_order") == [(PLACES, 500 * PLACES)]


def test_one_use_of_a_coupon_is_used_by_one(own_database: OwnDatabase) -> None:
    from prilavok.kit import clock

    at = clock.now()
    counter = open_counter(99, at=at)
    promotion = published("once", OffTogether(700), at=at, right=True)
    with story():
        put_codes([NewCode("ONLY", promotion, most_uses=1)], at=at)
    quotes = []
    for _ in range(8):
        leaf = make.leaf()
        quoted(counter, leaf, 1, at=at)
        enter_coupon(leaf, "only", touchpoint="site", actor=Actor("leaf", leaf), at=at)
        quotes.append((leaf, quoted(counter, leaf, 1, at=at).id))
    assert _place_together(quotes) == {"placed": 1, f"asked again at {PRICE}": 7}
    assert make.ask("SELECT count(*) FROM kit_event WHERE verb = 'coupon.redeemed'") == [(1,)]
