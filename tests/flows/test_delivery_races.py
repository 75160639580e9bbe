"""Many who want the last pieces brought home at once: none is promised twice, none is refused while there is one."""

from collections import Counter
from datetime import timedelta
from uuid import UUID

from tests import make
from tests.conftest import OwnDatabase
from tests.delivery_world import asked, open_town
from tests.flows.test_ordering_races import HANDS
from tests.racing import troubles_of
from tests.shop_world import quoted

from prilavok.domains.orders.types import Placed
from prilavok.domains.shipments.errors import NoRoute
from prilavok.domains.shipments.queries import list_shipments
from prilavok.domains.stock.queries import list_holds_of, stock_at
from prilavok.flows.place_delivery import place_delivery
from prilavok.kit import clock
from prilavok.kit.events.actor import Actor
from prilavok.kit.ledger.checks import check


def test_the_last_pieces_of_three_places_go_to_whom_they_can(own_database: OwnDatabase) -> None:
    clock.set_clock(make.AT)
    town = open_town((3, 0), (0, 3), (2, 2))
    leaves = [make.leaf() for _hand in range(HANDS)]
    quotes = [quoted(town.counter, leaf, 1, 1).id for leaf in leaves]
    told, at = asked(town, "before"), make.AT + timedelta(seconds=1)
    placed: list[Placed] = []
    refused: list[NoRoute] = []

    def order(nth: int) -> None:
        try:
            actor = Actor("leaf", leaves[nth])
            placed.append(place_delivery(quotes[nth], told, leaf=leaves[nth], touchpoint="site", actor=actor, at=at))
        except NoRoute as none:
            refused.append(none)

    assert troubles_of(order, HANDS) == []
    assert (len(placed), len(refused)) == (5, HANDS - 5)
    for place, units in zip(town.places, ((3, 0), (0, 3), (2, 2)), strict=True):
        for variant, count in zip(town.counter.variants, units, strict=True):
            assert (stock_at(place, variant).held, stock_at(place, variant).available) == (count, 0)
    for one in placed:
        held: Counter[UUID] = Counter()
        for hold in list_holds_of(one.order):
            held[hold.variant] += hold.units
        assert held == Counter(dict.fromkeys(town.counter.variants, 1)) and list_shipments([one.order])
    assert make.ask("SELECT count(*) FROM shipments_delivery") == [(5,)] and not check()

    # One quote sent by many hands is one order.
    leaf, again = make.leaf(), open_town((9,))
    quote = quoted(again.counter, leaf, 1).id
    many: list[Placed] = []
    told = asked(again)
    actor = Actor("leaf", leaf)
    assert (
        troubles_of(
            lambda nth: many.append(place_delivery(quote, told, leaf=leaf, touchpoint="site", actor=actor, at=at)),
            HANDS,
        )
        == []
    )
    assert len({one.order for one in many}) == 1 and [one.new for one in many].count(True) == 1
