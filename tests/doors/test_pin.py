"""A customer's PIN at the doors: set on the own page and over REST, typed at the till where no code can be sent."""

import re
from typing import Any

import pytest
from tests.doors.api_callers import Program
from tests.doors.counter_world import Counter, at_work, open_counter, order_of
from tests.doors.test_api_shop_card import _json
from tests.doors.test_till import _field, _hand_over, _open, _plain, _receipt
from tests.doors.test_till_points import PHONE, _ask
from tests.doors.web_people import client_of
from tests.make import ask
from tests.people import sms
from tests.promises.arrivals_tried import signed_in

from prilavok.kit import clock

PIN = "4071"


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None) -> Counter:
    """A shop of two stores, where SMS can be sent."""
    counter = open_counter()
    sms()
    clock.set_clock(clock.now())
    return counter


def told(page: str) -> bool:
    """Whether the PIN stands on the page; within an id these digits may stand by chance."""
    return re.search(rf"(?<![0-9a-f-]){PIN}(?![0-9a-f-])", page) is not None


@pytest.fixture
def browser(counter: Counter) -> Any:
    """The browser of the customer c-1, who is signed in."""
    return signed_in(client_of(HTTP_ACCEPT_LANGUAGE="en"))


@pytest.fixture
def till(counter: Counter) -> Any:
    """A cashier's client at the first store."""
    return at_work("cashier", counter.here)


def test_it_is_set_on_the_own_page_and_taken_away(browser: Any) -> None:
    assert 'href="/shop/me/pin"' in _plain(browser.get("/shop/me"))
    page = _plain(browser.get("/shop/me/pin"))
    assert 'type="password"' in page and "/shop/me/pin/drop" not in page
    for unfit, why in (("1234", "guessed too easily"), ("12", "four to six digits"), ("", "four to six digits")):
        back = browser.post("/shop/me/pin/keep", {"pin": unfit, "next": _field(page, "next")})
        assert (back.status_code, back.headers["Location"]) == (303, "/shop/me/pin")
        assert why in _plain(browser.get("/shop/me/pin")) and ask("SELECT count(*) FROM customers_pin") == [(0,)]
    kept = browser.post("/shop/me/pin/keep", {"pin": PIN})
    assert (kept.status_code, kept.headers["Location"]) == (303, "/shop/me/pin")
    page = _plain(browser.get("/shop/me/pin"))
    assert "The PIN is set." in page and "/shop/me/pin/drop" in page and not told(page)
    assert browser.post("/shop/me/pin/drop").status_code == 303
    assert ask("SELECT count(*) FROM customers_pin") == [(0,)]


def test_a_stranger_is_led_to_signing_in_and_sets_none(counter: Counter) -> None:
    stranger = client_of(HTTP_ACCEPT_LANGUAGE="en")
    stranger.get("/shop/")
    assert stranger.get("/shop/me/pin").headers["Location"] == "/shop/me"
    for act in ("keep", "drop"):
        stranger.post(f"/shop/me/pin/{act}", {"pin": PIN, "next": "/shop/me"})
        assert "Sign in by a code to your phone first" in _plain(stranger.get("/shop/me"))
    guest = Program(stranger, stranger.cookies["counter"].value)
    refused = guest.send("PUT", "/shop/pin", data=_json({"pin": PIN}), content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (422, "pin.not_proven")
    assert guest.get("/shop/pin").json() == {"set_at": None, "locked_until": None}
    assert ask("SELECT count(*) FROM customers_pin") == [(0,)]


def test_typed_at_the_till_it_spends_and_nobody_is_sent_anything(browser: Any, till: Any, counter: Counter) -> None:
    ordered = order_of(counter, milk=1)
    assert 'name="pin"' not in _open(till, ordered), "they have none"
    browser.post("/shop/me/pin/keep", {"pin": PIN})
    # Their phone is theirs no more, so that nobody can be asked.
    assert ask('UPDATE connections_connection SET "on" = false WHERE code = %s RETURNING 1', "sms") == [(1,)]
    page = _open(till, ordered)
    assert 'name="pin"' in page and 'value="points"' not in page and PHONE[-7:] not in page
    sent = ask("SELECT count(*) FROM conversations_message")
    wrong = _ask(till, ordered, page, 5, pin="9174")
    assert (wrong.status_code, "4" in _plain(wrong)) == (422, True)
    shown = _plain(_ask(till, ordered, page, 5, pin=f" {PIN}"))
    assert 'name="points_code"' in shown and not told(shown) and PHONE[-7:] not in shown
    digits = re.search(r'name="points_code"[^>]*value="([0-9]{6})"', shown)
    assert digits
    receipt = _receipt(_hand_over(till, ordered, shown, asked=_field(shown, "asked"), points_code=digits[1]))
    assert receipt.points_used == 5 and ask("SELECT count(*) FROM conversations_message WHERE kind = 'code'") == [(1,)]
    assert sent[0][0] == 1, "the sign-in alone"


def test_a_locked_one_says_so_at_the_till_and_on_the_own_page(browser: Any, till: Any, counter: Counter) -> None:
    browser.post("/shop/me/pin/keep", {"pin": PIN})
    ordered = order_of(counter, milk=1)
    page = _open(till, ordered)
    answers = [_ask(till, ordered, page, 5, pin="9174") for _five in range(5)]
    assert [one.status_code for one in answers] == [422] * 5 and "60" in _plain(answers[-1])
    assert _ask(till, ordered, page, 5, pin=PIN).status_code == 422
    assert "opens again within 1 hour" in _plain(browser.get("/shop/me/pin"))
    assert ask("SELECT count(*) FROM conversations_message WHERE template = 'pin.locked'") == [(1,)]
    browser.post("/shop/me/pin/keep", {"pin": "9174"})
    assert _ask(till, ordered, page, 5, pin="9174").status_code == 200


def test_it_is_set_over_rest_and_kept_with_no_answer(browser: Any, counter: Counter) -> None:
    guest = Program(browser, browser.cookies["counter"].value)

    def put(body: object) -> Any:
        return guest.send("PUT", "/shop/pin", data=_json(body), content_type="application/json")

    for body, code in (({"pin": "1234"}, "pin.trivial"), ({"pin": "12"}, "pin.unfit")):
        assert (put(body).status_code, put(body).json()["code"]) == (422, code)
    for body in ({"pin": 4071}, {"pin": ""}, {"pin": PIN, "more": 1}, {}):
        assert put(body).status_code == 422
    now = put({"pin": PIN})
    assert now.status_code == 200 and now.json()["set_at"] and now.json()["locked_until"] is None
    assert guest.get("/shop/pin").json() == now.json()
    assert ask("SELECT count(*) FROM kit_answered") == [(0,)]
    gone = {"set_at": None, "locked_until": None}
    assert guest.send("DELETE", "/shop/pin").json() == guest.send("DELETE", "/shop/pin").json() == gone
