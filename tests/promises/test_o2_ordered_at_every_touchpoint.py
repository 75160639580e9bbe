"""O2: an order can be placed at every touchpoint, and is the same order whichever it was."""

import httpx
import pytest
from tests import make
from tests.conftest import OwnDatabase
from tests.promises.storm import serving
from tests.shop_world import open_counter

from prilavok.domains.baskets.types import Wish
from prilavok.domains.orders.queries import read_order
from prilavok.flows.change_basket import change_basket
from prilavok.flows.place_order import place_order
from prilavok.flows.quote_basket import quote_basket
from prilavok.kit.events.actor import Actor


@pytest.mark.thin("app, phone and marketplace have no door yet; till and tablet sell in stories of their own")
def test_the_site_by_its_public_api(own_database: OwnDatabase) -> None:
    from prilavok.kit import clock

    counter = open_counter(3, at=clock.now())
    with serving(own_database) as [(address, _web)]:
        site = httpx.Client(base_url=f"{address}/api/v1/shop")
        site.headers["Authorization"] = f"Bearer {site.post('/guest').json()['token']}"
        wish = {"place": str(counter.place), "lines": [{"variant": str(counter.variant), "quantity": 1}]}
        site.put("/basket", json=wish)
        quote = site.post("/quotes", json={}).json()["id"]
        told = site.post("/orders", json={"quote": quote}).json()
    assert read_order(told["order"]).touchpoint == "site"


@pytest.mark.thin("app, phone and marketplace have no door yet; till and tablet sell in stories of their own")
@pytest.mark.parametrize("touchpoint", ["bot", "desk", "tablet", "app", "phone"])
def test_one_way_for_all_touchpoints(rolled_back: None, touchpoint: str) -> None:
    counter, leaf = open_counter(3), make.leaf()
    who = Actor("leaf", leaf) if touchpoint in ("bot", "app") else Actor("staff", make.leaf())
    change_basket(leaf, [Wish(counter.variant, 2)], place=counter.place, touchpoint=touchpoint, actor=who, at=make.AT)
    quote = quote_basket(leaf, touchpoint=touchpoint, actor=who, at=make.AT)
    order = place_order(quote.id, leaf=leaf, touchpoint=touchpoint, actor=who, at=make.AT)
    seen = read_order(order.order)
    assert (seen.touchpoint, seen.leaf, seen.commercial, seen.amount) == (touchpoint, leaf, "placed", quote.amount)
    told = make.ask(
        "SELECT facts->>'touchpoint', actor_kind FROM kit_event WHERE subject = %s AND verb = 'order.placed'",
        order.order,
    )
    assert told == [(touchpoint, who.kind)]
