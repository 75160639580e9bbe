"""Goods of one basket: two tills and the site at the same moment; one of them sells, the others hear why not.

prilavok.flows.keep_basket keeps it while money is taken, prilavok.flows.sell_at_till takes what was bought out of it.
"""

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from tests import make
from tests.conftest import OwnDatabase
from tests.racing import all_at_once
from tests.shop_world import PRICE, open_counter

from prilavok.domains.baskets.errors import BasketBought, BasketClosed, BasketPaying
from prilavok.domains.baskets.queries import read_basket
from prilavok.domains.baskets.types import BasketPart, Wish
from prilavok.domains.payments.types import Paying
from prilavok.domains.pricing.errors import QuoteEnded
from prilavok.domains.pricing.types import PricedWish
from prilavok.domains.stock.queries import stock_at
from prilavok.flows.change_basket import change_basket
from prilavok.flows.keep_basket import keep_basket
from prilavok.flows.place_order import place_order
from prilavok.flows.quote_basket import quote_basket
from prilavok.flows.sell_at_till import sell
from prilavok.kit import clock
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.ids import new_id
from prilavok.kit.ledger.checks import check

_CLOSED = (BasketBought, BasketClosed, BasketPaying, QuoteEnded)


def _together(calls: Sequence[Callable[[], object]]) -> list[str]:
    def one(call: Callable[[], object]) -> str:
        try:
            call()
            return "done"
        except Refused as refused:
            assert isinstance(refused, _CLOSED) or refused.code == "basket.empty", refused
            return "refused"

    return all_at_once([partial(one, call) for call in calls])


def test_of_two_tills_and_the_site_one_alone_sells_it(own_database: OwnDatabase) -> None:
    at = clock.now()
    counter = open_counter(50, at=at)
    wished = [PricedWish(counter.variant, 2)]
    for nth in range(6):
        leaf = make.leaf()
        buyer = Actor("leaf", leaf)
        view = change_basket(
            leaf, [Wish(counter.variant, 2)], place=counter.place, touchpoint="site", actor=buyer, at=at
        )
        quote = quote_basket(leaf, touchpoint="site", actor=buyer, at=at).id
        part = BasketPart(view.id, (Wish(counter.variant, 2),))

        def till(key: str, part: BasketPart = part) -> Callable[[], object]:
            tenders = [Paying("cash", 2 * PRICE)]
            return lambda: sell(
                wished, tenders, place=counter.place, key=key, order=new_id(), part=part, actor=SYSTEM, at=at
            )

        def site(quote: UUID = quote, leaf: UUID = leaf, buyer: Actor = buyer) -> Callable[[], object]:
            return lambda: place_order(quote, leaf=leaf, touchpoint="site", actor=buyer, at=at)

        assert sorted(_together([till(f"{nth}-a"), site(), till(f"{nth}-b")])) == ["done", "refused", "refused"]
        done = read_basket(view.id)
        assert done.state == "ordered" and done.order is not None
    assert make.ask("SELECT count(*) FROM orders_order") == [(6,)], "nothing is bought twice"
    here = stock_at(counter.place, counter.variant)
    assert here.on_hand - here.held == 50 - 12 and check() == []


def test_of_two_tills_that_begin_to_take_money_one_alone_goes_on(own_database: OwnDatabase) -> None:
    at = clock.now()
    counter, leaf = open_counter(5, at=at), make.leaf()
    view = change_basket(
        leaf, [Wish(counter.variant, 1)], place=counter.place, touchpoint="site", actor=Actor("leaf", leaf), at=at
    )
    part = BasketPart(view.id, (Wish(counter.variant, 1),))
    calls = [lambda: keep_basket(part, new_id(), actor=SYSTEM, at=at) for _ in range(4)]
    assert sorted(_together(calls)) == ["done", "refused", "refused", "refused"]


def test_a_sale_told_twice_takes_out_of_the_basket_once(rolled_back: None) -> None:
    counter, leaf, at = open_counter(9), make.leaf(), make.AT
    view = change_basket(
        leaf, [Wish(counter.variant, 3)], place=counter.place, touchpoint="site", actor=Actor("leaf", leaf), at=at
    )
    part, sale = BasketPart(view.id, (Wish(counter.variant, 1),)), new_id()
    told = {
        sell(
            [PricedWish(counter.variant, 1)], [Paying("cash", PRICE)], place=counter.place, key="once", order=sale,
            part=part, actor=SYSTEM, at=at,
        ).receipt.id
        for _twice in range(2)
    }  # fmt: skip
    assert len(told) == 1 and [one.quantity for one in read_basket(view.id).lines] == [2]
