"""Conditions over what people looked at, chose and bought: a product, a shelf with those below it, a brand."""

from datetime import timedelta
from typing import Any

import pytest
from tests import make
from tests.people import household
from tests.segment_world import buy, card, crossings, like, members, saved, settle, tell

from prilavok.domains.audiences.types import Bought, Did, DidAgo, Rule
from prilavok.insights.segments.conditions import ask_of
from prilavok.insights.segments.judging import judge_all
from prilavok.insights.segments.shown import hold_against
from prilavok.kit import clock

DAY = timedelta(days=1)
pytestmark = pytest.mark.quiet


@pytest.fixture(autouse=True)
def shop(own_database: Any) -> None:
    clock.set_clock(make.AT)


def test_goods_are_told_apart_by_product_shelf_and_brand() -> None:
    boots, shoes = card("boots", "shoes", "winter", brand="Acme"), card("shoes", "shoes")
    other = card("shoes-like", "shoes-like", brand="acmeist")
    shelf, below = (
        make.ask("SELECT id FROM catalog_category WHERE path = %s", path)[0][0] for path in ("shoes", "shoes/winter")
    )
    place, (who, leaf), (nobody, stranger) = make.place(), household(), household()
    buy(leaf, place, boots.id, 1000)
    buy(leaf, place, shoes.id, 3000)
    buy(stranger, place, other.id, 5000)
    tell(leaf, "cart.added", boots.product, ago=3 * DAY)
    tell(leaf, "cart.added", shoes.product, ago=DAY)
    tell(leaf, "cart.added")
    tell(leaf, "checkout.started")
    tell(stranger, "cart.added", other.product)
    like(leaf, boots.id)
    money = {"measure": "amount", "currency": "KZT"}
    true: list[Rule] = [
        Bought(least=2, most=2, category=shelf),
        Bought(least=1, most=1, category=below, days=2),
        Bought(least=1, most=1, brand="ACME"),
        Bought(least=1, most=1, product=shoes.product),
        Bought(least=3000, most=3000, product=shoes.product, **money),
        Bought(least=1000, most=1000, category=shelf, brand="Acme", **money),
        Bought(most=0, product=other.product),
        Did(verb="cart.added", least=3, most=3),
        Did(verb="cart.added", least=2, most=2, category=shelf),
        Did(verb="cart.added", least=1, most=1, category=shelf, days=2),
        Did(verb="cart.added", least=1, most=1, brand="acme"),
        Did(verb="cart.added", least=1, most=1, product=shoes.product),
        Did(verb="favourite.added", least=1, most=1, product=boots.product),
        Did(verb="favourite.added", most=0, product=shoes.product),
        Did(verb="checkout.started", least=1, days=1),
        DidAgo(of="first", verb="cart.added", least=3, most=3),
        DidAgo(of="last", verb="cart.added", least=1, most=1, category=shelf),
        DidAgo(of="last", verb="cart.added", most=0),
    ]
    false: list[Rule] = [
        Did(verb="cart.added", least=1, brand="Acme", days=2),
        Did(verb="product.viewed", least=1, category=shelf),
        DidAgo(of="last", verb="cart.added", least=0, product=other.product),
        Bought(least=1, brand="acmeist"),
    ]
    for rule in true:
        assert judge_all(rule, at=clock.now())[who], rule
    for rule in false:
        assert not judge_all(rule, at=clock.now())[who], rule
    for rule in (Bought(least=1, category=shelf), Did(verb="cart.added", least=1, brand="Acme")):
        assert not judge_all(rule, at=clock.now())[nobody], rule
    [held] = hold_against(Did(verb="cart.added", least=1, category=shelf), who, at=clock.now())
    assert (held.seen, held.holds) == ("2", True)


def test_a_cart_of_a_site_is_heard_and_time_takes_it_away() -> None:
    boots, shoes = card("boots", "shoes", brand="Acme"), card("shoes", "shoes")
    who, leaf = household()
    branded = saved(Did(verb="cart.added", least=1, days=1, brand="acme"))
    ago = saved(DidAgo(of="last", verb="cart.added", least=2, product=boots.product))
    tell(leaf, "cart.added", shoes.product)
    settle()
    assert (members(branded.id), members(ago.id)) == (set(), set())
    tell(leaf, "cart.added", boots.product)
    settle()
    assert (members(branded.id), members(ago.id)) == ({who}, set())
    settle(by=DAY)
    assert (members(branded.id), members(ago.id)) == (set(), set())
    settle(by=DAY)
    assert members(ago.id) == {who}
    assert crossings(branded.id) == [(who, "happened", "time")]
    assert crossings(ago.id) == [(who, "time", None)]


def test_goods_are_looked_at_only_where_a_condition_says_some() -> None:
    plain = ask_of(Did(verb="product.viewed", least=1, days=1), 0, {})
    assert (plain.facts, plain.narrow) == (
        "happened",
        "o.verb = %(verb0)s AND o.occurred_at > %(at)s::timestamptz - %(days0)s::interval",
    )
    assert ask_of(Did(verb="product.viewed", least=1, brand="Acme"), 0, {}).facts == "handled"
