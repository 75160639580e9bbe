"""Somebody asks the bot for their favourites: prilavok.flows.bot_favourites."""

from uuid import UUID

import pytest
from tests import make, people, talking
from tests.small_shop import Shop, open_small_shop

from prilavok.flows import hear_command, read_arrivals, send_message
from prilavok.flows.keep_favourite import keep_favourite
from prilavok.kit import clock
from prilavok.kit.events.actor import Actor

RUN = (hear_command, read_arrivals, send_message)  # what the worker runs here
ANN, BOB = 8801, 8802


@pytest.fixture
def shop(rolled_back: None) -> Shop:
    return open_small_shop()


def test_the_bot_says_what_they_cost_and_where_they_lie_to_their_owner_alone(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    api, ours = talking.install(monkeypatch.setattr), talking.connect()

    def asks(user: int, **said: object) -> str:
        before = len(api.said())
        talking.arrive(ours["telegram"], talking.message(user, clock.now(), **said), at=clock.now())
        talking.send_all()
        return "\n".join(api.said()[before:])

    assert "Nothing is in your favourites yet" in asks(ANN, text="/favourites")
    browser = people.browser()
    phone = people.new_phone()
    people.prove(browser, phone, clock.now())
    for code in ("milk", "cheese", "bread"):
        love(shop, browser, code)
    asks(ANN, contact={"phone_number": phone, "user_id": ANN, "first_name": "A"})
    told = asks(ANN, text="/favourites")
    assert "Your favourites, the latest first" in told and "/shop/favourites" in told
    assert told.index("Cheese:") < told.index("Milk:") and "550" in told and "50" in told
    assert "None at Shop in Almaty now" in told and "Bread" not in told, "bread is not sold at that store"
    assert "Nothing is in your favourites yet" in asks(BOB, text="/favourites")
    assert make.ask("SELECT count(*) FROM favourites_favourite") == [(3,)], "asking changes nothing"


def love(shop: Shop, leaf: UUID, code: str) -> None:
    by = Actor("leaf", leaf)
    assert keep_favourite(leaf, shop.variants[code], place=None, touchpoint="site", actor=by, at=clock.now())
