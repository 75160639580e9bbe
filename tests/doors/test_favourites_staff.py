"""Favourites as staff see them: who may, what of them, and beside them what a site of others told of its wish list."""

from uuid import UUID

import pytest
from tests import make, people
from tests.doors.test_customer_now import _asked, _client
from tests.doors.test_desk import asked
from tests.doors.track_world import event, source
from tests.flows.test_tracked import land, leaf_of, read
from tests.small_shop import Shop, open_small_shop
from tests.talking import connect

from prilavok.flows.keep_favourite import drop_favourite, keep_favourite
from prilavok.kit import clock
from prilavok.kit.events.actor import Actor

pytestmark = [pytest.mark.usefixtures("rolled_back", "quick_passwords")]
PHONE = "+77011234567"


def love(shop: Shop, leaf: UUID, *codes: str) -> None:
    for code in codes:
        by = Actor("leaf", leaf)
        assert keep_favourite(leaf, shop.variants[code], place=None, touchpoint="site", actor=by, at=clock.now())


def test_the_customer_page_and_the_desk_name_them_to_whoever_may_see_orders() -> None:
    shop, _lines = open_small_shop(), connect()
    customer = shop.customers["c-1"]
    owner, cashier = _client("owner"), _client("cashier", shop.places["t-alm"])
    address = f"/office/customers/{customer}/now"
    assert "Nothing is in their favourites." in _asked(owner, address)
    leaf, conversation = asked(name="her browser")
    love(shop, leaf, "milk")
    assert "Nothing is in their favourites." in _asked(owner, address), "nobody knows yet whose browser it is"
    people.prove(leaf, PHONE, clock.now())
    love(shop, leaf, "cheese")
    told = _asked(owner, address).split("<h2>Favourites</h2>")[1].split("</section>")[0]
    assert told.index("Cheese") < told.index("Milk") and told.count("<li>") == 2
    assert "<h2>Favourites</h2>" not in _asked(cashier, address)
    desk = _asked(_client("operator"), f"/desk/conversations/{conversation}")
    assert "Favourites: Cheese, Milk" in desk


def test_a_wish_list_of_others_is_told_beside_favourites_and_is_none() -> None:
    shop, _lines = open_small_shop(), connect()
    leaf, site = people.browser(), source()
    love(shop, leaf, "milk")
    assert drop_favourite(leaf, shop.variants["milk"], touchpoint="site", actor=Actor("leaf", leaf), at=clock.now())
    love(shop, leaf, "cheese")
    land(
        site,
        event(1, type="track", event="Product Added to Wishlist", properties={"sku": "bread"}),
        event(2, type="track", event="Product Removed from Wishlist", properties={"sku": "bread"}),
    )
    assert read() == 1, "one request with both"
    for one in (leaf, leaf_of(site, "anna")):
        people.prove(one, PHONE, clock.now())
    page = _asked(_client("owner"), f"/office/customers/{shop.customers['c-1']}")
    for told in ("Put into favourites: Milk", "Took out of favourites: Milk", "Put into favourites: Cheese",
                 "Put a product on the wish list of a site: Bread", "Took a product off the wish list of a site: Bread"):  # fmt: skip
        assert page.count(told) == 1, told
    assert "Put into favourites: Bread" not in page
    assert make.ask("SELECT variant_id FROM favourites_favourite WHERE gone_at IS NULL") == [(shop.variants["cheese"],)]
    only_shop = _asked(_client("owner"), f"/office/customers/{shop.customers['c-1']}", kind="shop")
    assert "Put into favourites: Cheese" in only_shop and "on the wish list of a site: Bread" in only_shop
