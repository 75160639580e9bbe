"""Being known in the shop: codes, a phone that is only named, what comes along at signing in, consents."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from tests import people
from tests.doors.test_shop import _ordered, _page, _post
from tests.doors.web_people import client_of
from tests.make import ask
from tests.small_shop import Shop, open_small_shop
from tests.talking import connect

from prilavok.domains.conversations.queries import list_out
from prilavok.kit import clock


@pytest.fixture
def shop(rolled_back: None) -> Iterator[Shop]:
    made = open_small_shop()
    connect()
    yield made


@pytest.fixture
def visitor(shop: Shop) -> Any:
    return client_of(HTTP_ACCEPT_LANGUAGE="en")


def _signed_in(client: Any, phone: str) -> None:
    _page(client, "/shop/")
    sent = _post(client, "/shop/sign-in/send", phone=phone, then="/shop/me")
    entering = str(sent.headers["Location"])
    code = re.search(r"code=([0-9a-f-]{36})", entering)
    assert code, entering
    digits = re.search(r"\d{6}", str(list_out(channels=["sms"], limit=1).rows[0].text))
    assert digits
    assert "/outbox" in _page(client, entering)
    done = _post(client, "/shop/sign-in/enter", code=code[1], digits=digits[0], then="/shop/me")
    assert done.headers["Location"] == "/shop/me"


def test_a_code_opens_the_year_of_purchases_and_points(shop: Shop, visitor: Any) -> None:
    _signed_in(visitor, "8 701 123 45 67")
    page = _page(visitor, "/shop/me")
    assert "Айгуль Сейтова" in page and "T-S1" in page and "T-S2" in page and "T-S4" not in page
    assert "+77011234567" not in page and "4567" not in page.replace("45 67", ""), "the phone is masked"
    order = _page(visitor, f"/shop/order/{shop.orders['S1']}")
    assert "Milk" in order and "Cancel the order" not in order
    assert "T-S1" in _page(visitor, "/shop/me/points")
    assert "You entered a code sent there." in _page(visitor, "/shop/me/why")


def test_a_made_up_phone_is_told_to_be_made_up(shop: Shop, visitor: Any) -> None:
    people.household("+12125550144", card="CJ900003")
    _signed_in(visitor, "+1 212 555 0144")
    page = _page(visitor, "/shop/me/why")
    assert page.count("One of the two was made up by us: no source told of it.") == 1
    assert "It was proven." not in page and "badge-made-up" in page


def test_naming_a_phone_reveals_and_opens_nothing(shop: Shop, visitor: Any) -> None:
    _page(visitor, "/shop/")
    known = _post(visitor, "/shop/sign-in/send", phone="+7 701 123 45 67", then="/shop/me")
    unknown = _post(
        client_of(HTTP_ACCEPT_LANGUAGE="en"), "/shop/sign-in/send", phone="+7 701 765 43 21", then="/shop/me"
    )
    assert (known.status_code, known.headers["Location"][:22]) == (
        unknown.status_code,
        unknown.headers["Location"][:22],
    )
    assert "Айгуль" not in _page(visitor, str(known.headers["Location"]))
    assert "T-S1" not in _page(visitor, "/shop/me")
    _page(visitor, f"/shop/order/{shop.orders['S1']}", 404)
    wrong = re.search(r"code=([0-9a-f-]{36})", str(known.headers["Location"]))
    assert wrong
    digits = re.findall(r"\d{6}", " ".join(str(one.text) for one in list_out(channels=["sms"], limit=2).rows))
    never = next(f"{nth:06d}" for nth in range(3) if f"{nth:06d}" not in digits)
    _post(visitor, "/shop/sign-in/enter", code=wrong[1], digits=never, next="/shop/sign-in")
    assert "The code is not right" in _page(visitor, "/shop/sign-in")
    assert "T-S1" not in _page(visitor, "/shop/me")


def test_after_the_last_wrong_code_the_page_offers_a_new_one(shop: Shop, visitor: Any) -> None:
    _page(visitor, "/shop/")
    sent = _post(visitor, "/shop/sign-in/send", phone="+77011234567", then="/shop/me")
    address = str(sent.headers["Location"])
    found = re.search(r"code=([0-9a-f-]{36})", address)
    assert found
    digits = re.findall(r"\d{6}", str(list_out(channels=["sms"], limit=1).rows[0].text))
    never = "000000" if "000000" not in digits else "000001"
    form = {"code": found[1], "digits": never, "next": address, "then": "/shop/basket"}
    for _nth in range(4):
        assert _post(visitor, "/shop/sign-in/enter", **form).headers["Location"] == address, "the form of the code"
    last = _post(visitor, "/shop/sign-in/enter", **form)
    assert (last.status_code, last.headers["Location"]) == (303, "/shop/sign-in?next=%2Fshop%2Fbasket")
    page = _page(visitor, last.headers["Location"])
    assert 'name="contact"' in page and 'name="digits"' not in page
    again = _page(visitor, address)
    assert 'name="contact"' in again and 'name="digits"' not in again, "the old address, asked for again"
    assert "This code is no longer valid. Ask for a new one." in again


def test_the_page_of_a_code_that_opens_nothing_offers_a_new_one(shop: Shop, visitor: Any) -> None:
    _page(visitor, "/shop/")
    address = str(_post(visitor, "/shop/sign-in/send", phone="+77011234567", then="/shop/basket").headers["Location"])
    assert 'name="digits"' in _page(visitor, address)
    stranger = client_of(HTTP_ACCEPT_LANGUAGE="en")
    _page(stranger, "/shop/")
    theirs = _page(stranger, address)
    assert 'name="contact"' in theirs and "45 67" not in theirs, (
        "the address of somebody's code shows nobody their phone"
    )
    clock.move_clock(timedelta(minutes=10))
    assert 'name="digits"' not in _page(visitor, address)
    _signed_in(visitor, "+77011234567")
    came_back = visitor.get(address)
    assert (came_back.status_code, came_back.headers["Location"]) == (302, "/shop/basket"), "known already"


def test_what_a_visitor_began_comes_along_and_signing_out_leaves_nothing(shop: Shop, visitor: Any) -> None:
    milk = shop.variants["milk"]
    _page(visitor, "/shop/")
    _post(visitor, "/shop/basket/change", variant=milk, amount=2)
    address = _ordered(visitor, shop, 1)
    _signed_in(visitor, "+7 701 123 45 67")
    assert address in _page(visitor, "/shop/me") and "T-S1" in _page(visitor, "/shop/me")
    _post(visitor, "/shop/sign-out")
    assert "T-S1" not in _page(visitor, "/shop/me")
    _page(visitor, address, 404)
    _signed_in(visitor, "+7 701 123 45 67")
    _page(visitor, address)


def test_a_consent_is_given_at_checkout_only_by_a_tick_and_switched_off(shop: Shop, visitor: Any) -> None:
    _signed_in(visitor, "+7 701 123 45 67")
    _post(visitor, "/shop/basket/change", variant=shop.variants["milk"], amount=1)
    checkout = _page(visitor, "/shop/checkout")
    assert 'name="tell" value="yes">' in checkout and "checked" not in checkout
    form = dict(re.findall(r'name="(quote|version)" value="([^"]*)"', checkout))
    _post(visitor, "/shop/checkout/place", **form, tell="yes")
    assert "News of my orders" in _page(visitor, "/shop/me")
    assert ask("SELECT channel, purpose, given, source FROM consent_consent") == [("sms", "orders", True, "checkout")]
    _post(visitor, "/shop/me/consent", channel="sms", purpose="orders", yes=0)
    assert ask("SELECT given FROM consent_consent ORDER BY said_at DESC, id DESC LIMIT 1") == [(False,)]
    _post(visitor, "/shop/me/consent", channel="pigeon", purpose="orders", yes=1)
    assert ask("SELECT count(*) FROM consent_consent") == [(2,)]
