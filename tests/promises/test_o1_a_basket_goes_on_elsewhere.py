"""O1: a basket begun in one channel is continued in another: the same basket, with who put what in."""

import httpx
import pytest
from tests import make
from tests.conftest import OwnDatabase
from tests.promises.storm import serving
from tests.shop_world import open_counter

from prilavok.domains.baskets.queries import find_open_basket, read_basket
from prilavok.domains.baskets.types import Wish
from prilavok.domains.customers.actions import browser_value, open_leaf, prove_contact
from prilavok.domains.customers.queries import find_leaf, leaves_with
from prilavok.domains.stock.queries import stock_at
from prilavok.flows.change_basket import change_basket
from prilavok.flows.place_order import place_order
from prilavok.flows.quote_basket import quote_basket
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

PHONE = "+77015550101"


@pytest.mark.thin("the store's tablet: there the order of the basket is picked, the basket is not changed")
def test_the_site_the_messenger_and_the_operator_fill_one_basket(own_database: OwnDatabase) -> None:
    from prilavok.kit import clock

    at = clock.now()
    tea, cake = open_counter(9, 9, at=at).variants
    [(place,)] = make.ask("SELECT id FROM places_place")
    with serving(own_database) as [(address, _web)]:
        site = httpx.Client(base_url=f"{address}/api/v1/shop")
        site.headers["Authorization"] = f"Bearer {site.post('/guest').json()['token']}"
        wish = {"place": str(place), "lines": [{"variant": str(tea), "quantity": 2}]}
        begun = site.put("/basket", json=wish).json()
        browser = find_leaf("browser", browser_value(site.headers["Authorization"].removeprefix("Bearer ")))
        assert browser is not None
        with story():
            messenger = open_leaf("telegram", "made-up:7", at=at)
        assert find_open_basket(leaves_with(messenger)) is None, "nobody knows yet that they are one person"
        # The phone is proved in both: from now on they are one.
        for leaf in (browser.leaf, messenger):
            with story():
                prove_contact(leaf, "phone", PHONE, source="code", actor=Actor("leaf", leaf), at=at)
        there = find_open_basket(leaves_with(messenger))
        assert there is not None and str(there.id) == begun["id"]
        change_basket(messenger, [Wish(cake, 1)], touchpoint="bot", actor=Actor("leaf", messenger), at=at)
        seen = site.get("/basket").json()
        assert (seen["id"], {line["variant"] for line in seen["lines"]}) == (begun["id"], {str(tea), str(cake)})
        # The operator takes one out and orders for them; the site shows an empty basket and the order.
        desk = Actor("staff", make.leaf())
        change_basket(messenger, [Wish(tea, 1)], touchpoint="desk", actor=desk, at=at)
        hands = {(line.variant, line.touchpoint, line.added_by_kind) for line in read_basket(there.id).lines}
        assert hands == {(tea, "desk", "staff"), (cake, "bot", "leaf")}
        quote = quote_basket(messenger, touchpoint="desk", actor=desk, at=at)
        order = place_order(quote.id, leaf=messenger, touchpoint="desk", actor=desk, at=at)
        assert site.get("/basket").json()["lines"] == []
        told = site.get(f"/orders/{order.order}").json()
        assert (told["number"], len(told["lines"])) == (order.number, 2)
    assert [stock_at(place, one).held for one in (tea, cake)] == [1, 1]
