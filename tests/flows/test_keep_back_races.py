"""The site and the till reach for the last pieces at once: the site leaves what is kept back, the till sells it."""

from tests import make
from tests.conftest import OwnDatabase
from tests.counter_world import CASHIER
from tests.flows.test_ordering_races import _order
from tests.racing import troubles_of
from tests.shop_world import PRICE, open_counter, quoted

from prilavok.domains.orders.errors import OutOfStock
from prilavok.domains.stock.queries import stock_at
from prilavok.domains.stock.types import Safety

HANDS, TRIES = 8, 2


def test_many_guests_and_a_till_at_the_boundary(own_database: OwnDatabase) -> None:
    from prilavok.flows.keep_back import keep_back
    from prilavok.flows.sell_at_till import Paying, Selling, sell
    from prilavok.kit import clock
    from prilavok.kit.ledger.checks import check

    counter = open_counter(10, 10, at=clock.now())
    for variant in counter.variants:
        said = Safety(variant=variant, units=3, touchpoints=("site",), valid_from=clock.now())
        keep_back(said, key=str(variant), actor=CASHIER, at=said.valid_from)
    wanted = [
        [(leaf := make.leaf(), quoted(counter, leaf, *((1, 1) if nth % 2 else (0, 1)), at=clock.now()).id) for _ in range(TRIES)]
        for nth in range(HANDS)
    ]  # fmt: skip
    sold: list[int] = []
    refused: list[int] = []
    tilled: list[int] = []

    def act(nth: int) -> None:
        if nth == HANDS:
            for one in range(2):
                selling, paid = [Selling(counter.variants[1], 1)], [Paying("cash", PRICE)]
                sell(selling, paid, place=counter.place, key=f"till-{one}", actor=CASHIER, at=clock.now())
                tilled.append(one)
            return
        for leaf, quote in wanted[nth]:
            try:
                _order(quote, leaf)
                sold.append(nth)
            except OutOfStock as short:
                refused.append(nth)
                assert all(lack.free == 0 for lack in short.lacks), short.lacks

    assert troubles_of(act, HANDS + 1) == []
    first, second = (stock_at(counter.place, one) for one in counter.variants)
    # Sixteen wanted the second product: the site sold as many as left three, before or after the till took two.
    assert len(sold) + len(refused) == HANDS * TRIES and len(tilled) == 2
    assert second.on_hand == 8 and second.held == len(sold)
    assert 5 <= len(sold) <= 7 and second.available == 8 - len(sold) and second.available >= 1
    assert first.available >= 3 and first.held == sum(nth % 2 for nth in sold)
    assert make.ask("SELECT count(*) FROM kit_event WHERE verb = 'discrepancy.found'") == [(0,)]
    assert check() == []
