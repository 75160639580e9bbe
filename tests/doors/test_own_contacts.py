"""My contacts at the doors: on the own page and over REST; the link of who was told; and the bot for programs."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlparse
from uuid import UUID

import pytest
from tests import people, talking
from tests.doors.api_callers import Program, program_of
from tests.doors.test_api_shop_card import _json
from tests.doors.test_shop import _page, _post
from tests.doors.web_people import client_of
from tests.make import ask
from tests.small_shop import Shop, open_small_shop

from prilavok.domains.customers.queries import customer_of, find_leaf
from prilavok.flows import read_arrivals, send_message, share_phone, tell_code
from prilavok.kit import clock

RUN = (read_arrivals, send_message, share_phone, tell_code)  # what the worker runs here
PHONE, MAIL, ANOTHER = "+77011234567", "pavel@example.com", "aigul.new@example.com"
HERE = "/shop/me/contacts"


@pytest.fixture
def shop(rolled_back: None) -> Shop:
    made = open_small_shop()
    talking.connect()
    clock.set_clock(clock.now())
    return made


def _later(**by: float) -> None:
    clock.set_clock(clock.now() + timedelta(**by))


def _code_in(address: str) -> str:
    found = re.search(r"code=([0-9a-f-]{36})", address)
    assert found, address
    return found[1]


def _signed_in(shop: Shop, contact: str = PHONE) -> Any:
    del shop
    client = client_of(HTTP_ACCEPT_LANGUAGE="en")
    _page(client, "/shop/")
    entering = str(_post(client, "/shop/sign-in/send", contact=contact, then="/shop/me").headers["Location"])
    _post(client, "/shop/sign-in/enter", code=_code_in(entering), digits=people.digits_sent(contact), then="/shop/me")
    _later(minutes=1)
    return client


def _leaf(value: str) -> Any:
    return find_leaf("email" if "@" in value else "phone", value)


def _link(to: str) -> str:
    rows = ask("SELECT text FROM conversations_message WHERE template = 'contact.added' AND address = %s", to)
    found = re.search(r"http\S+", str(rows[-1][0]))
    assert found
    return urlparse(found[0]).path


# ---------------------------------------------------------------- the own page


def test_a_contact_is_added_on_the_own_page_and_disowned_by_the_link(shop: Shop) -> None:
    client = _signed_in(shop)
    own = _page(client, "/shop/me")
    assert f'href="{HERE}"' in own and "+7 701 *** ** 67" in own and "proven by a code" in own
    asked = _post(client, f"{HERE}/ask", contact=ANOTHER, next=HERE)
    entering = str(asked.headers["Location"])
    assert (asked.status_code, entering.startswith(f"{HERE}?code=")) == (303, True)
    page = _page(client, entering)
    assert "a***@example.com" in page and ANOTHER not in page and 'autocomplete="one-time-code"' in page
    wrong = _post(client, f"{HERE}/add", code=_code_in(entering), digits="0", next=entering)
    assert str(wrong.headers["Location"]) == entering and "Tries left: 4" in _page(client, entering)
    digits = people.digits_sent(ANOTHER)
    added = _post(client, f"{HERE}/add", code=_code_in(entering), digits=digits, next=entering)
    assert (added.status_code, added.headers["Location"]) == (303, HERE)
    page = _page(client, HERE)
    assert "The contact is yours. From now on it signs you in." in page and "a***@example.com" in page
    assert "You were signed in and entered a code sent to the other." in _page(client, "/shop/me/why")

    reader, link = client_of(HTTP_ACCEPT_LANGUAGE="en"), _link(PHONE)
    looked = _page(reader, link)
    assert "Was it not you?" in looked and _leaf(ANOTHER).customer == _leaf(PHONE).customer, "a look changes nothing"
    assert "no longer on your page" in _page_posted(reader, link)
    assert _leaf(ANOTHER).customer != _leaf(PHONE).customer
    assert "Sign in by phone or e-mail" in _page(client, "/shop/me"), "the browser that added it is signed out"
    assert "not on your page any more" in _page_posted(reader, link)
    garbled = reader.post(link[:-4] + "AAAA")
    assert garbled.status_code == 422 and "This link is not valid." in garbled.content.decode()


def _page_posted(client: Any, address: str) -> str:
    response = client.post(address)
    assert response.status_code == 200, response.content[:300]
    assert response.headers["Referrer-Policy"] == "same-origin"
    return str(response.content.decode())


def test_a_page_left_open_asks_who_is_there_first(shop: Shop) -> None:
    client = _signed_in(shop)
    _later(minutes=20)
    page = _page(client, HERE)
    assert "Show that it is you" in page and "/ask" not in page and "Remove" not in page
    refused = _post(client, f"{HERE}/ask", contact=ANOTHER, next=HERE)
    assert refused.headers["Location"] == HERE and "Show first that it is you" in _page(client, HERE)
    contact = _leaf(PHONE).leaf
    assert client.get(f"{HERE}/{contact}").headers["Location"] == HERE
    entering = str(_post(client, f"{HERE}/confirm", contact=contact, next=HERE).headers["Location"])
    assert entering.startswith("/shop/sign-in?code=") and "+7 701 *** ** 67" in _page(client, entering)
    form = {"code": _code_in(entering), "digits": people.digits_sent(PHONE), "then": HERE}
    assert _post(client, "/shop/sign-in/enter", **form).headers["Location"] == HERE
    assert f'action="{HERE}/ask"' in _page(client, HERE)


def test_one_is_taken_away_after_what_goes_with_it_was_shown(shop: Shop) -> None:
    client = _signed_in(shop)
    tablet = _signed_in(shop)
    _later(minutes=5)
    entering = str(_post(client, f"{HERE}/ask", contact=ANOTHER, next=HERE).headers["Location"])
    digits = people.digits_sent(ANOTHER)
    _post(client, f"{HERE}/add", code=_code_in(entering), digits=digits, next=entering)
    phone = _leaf(PHONE).leaf
    assert f'href="{HERE}/{phone}"' in _page(client, HERE)
    page = _page(client, f"{HERE}/{phone}")
    assert "Remove +7 701 *** ** 67?" in page and "1 device that signed in by it" in page
    _page(client, f"{HERE}/{_leaf(MAIL).leaf}", 404)
    gone = _post(client, f"{HERE}/{phone}/remove", next=HERE)
    assert gone.headers["Location"] == HERE
    page = _page(client, HERE)
    assert "The contact is removed" in page and "+7 701 *** ** 67" not in page
    assert _leaf(PHONE).customer != _leaf(ANOTHER).customer
    assert "Айгуль" in _page(client, "/shop/me") and "Айгуль" not in _page(tablet, "/shop/me")
    last = _post(client, f"{HERE}/{_leaf(ANOTHER).leaf}/remove", next=HERE)
    assert last.headers["Location"] == HERE and "No other contact was proven" in _page(client, HERE)


def test_strangers_see_no_contacts_and_change_none(shop: Shop) -> None:
    client = client_of(HTTP_ACCEPT_LANGUAGE="en")
    _page(client, "/shop/")
    assert client.get(HERE).headers["Location"] == "/shop/me"
    phone = _leaf(PHONE).leaf
    for act in ("ask", "confirm", f"{phone}/remove", "add"):
        assert client.post(f"{HERE}/{act}", {"contact": str(phone), "next": "/shop/me"}).status_code in (303, 404), act
    assert ask("SELECT count(*) FROM customers_code") == [(0,)]
    assert ask("SELECT count(*) FROM conversations_message WHERE kind IN ('code', 'notice')") == [(0,)]


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_it_speaks_the_languages_of_the_house(shop: Shop, language: str) -> None:
    client = _signed_in(shop)
    page = _page(client, HERE, HTTP_ACCEPT_LANGUAGE=language)
    wanted = {"ru": ("Мои контакты", "подтверждён кодом"), "kk": ("Менің байланыстарым", "кодпен расталған")}[language]
    assert all(one in page for one in wanted) and "My contacts" not in page


# ---------------------------------------------------------------- for programs


def _guest(contact: str = "") -> Program:
    nobody = program_of(None)
    guest = Program(nobody.client, nobody.post("/shop/guest", None).json()["token"])
    if contact:
        sent = guest.post("/shop/sign-in", {"contact": contact}).json()
        assert _enter(guest, "/shop/sign-in/enter", sent, people.digits_sent(contact)).json() == {"token": None}
        _later(minutes=1)
    return guest


def _enter(guest: Program, address: str, sent: dict[str, Any], digits: str) -> Any:
    return guest.post(address, {"code": sent["code"], "digits": digits})


def test_a_program_adds_joins_and_takes_away(shop: Shop) -> None:
    guest = _guest(PHONE)
    first = guest.get("/shop/contacts").json()
    shown = [(one["kind"], one["masked"], one["proven"]) for one in first["contacts"]]
    assert (shown, first["open"]) == ([("phone", "+7 701 *** ** 67", "code")], True)
    key = {"HTTP_IDEMPOTENCY_KEY": "one"}
    asked = guest.send(
        "POST", "/shop/contacts", data=_json({"contact": ANOTHER}), content_type="application/json", **key
    )
    again = guest.send(
        "POST", "/shop/contacts", data=_json({"contact": ANOTHER}), content_type="application/json", **key
    )
    assert asked.status_code == 200 and asked.json() == again.json() and asked.json()["masked"] == "a***@example.com"
    digits = people.digits_sent(ANOTHER)
    wrong = _enter(guest, "/shop/contacts/enter", asked.json(), "0")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "code.wrong")
    added = _enter(guest, "/shop/contacts/enter", asked.json(), digits)
    assert added.status_code == 200 and added.json()["joined"] is False
    assert [one["kind"] for one in added.json()["contacts"]] == ["phone", "email"]

    # Pavel's mailbox came with a list beside his phone: two phones keep the two apart, whoever reads the code.
    _later(minutes=1)
    sent = guest.post("/shop/contacts", {"contact": "+77000000002"}).json()
    family = _enter(guest, "/shop/contacts/enter", sent, people.digits_sent("+77000000002"))
    assert (family.status_code, family.json()["code"]) == (422, "contact.family")

    phone = first["contacts"][0]["contact"]
    gone = guest.send("DELETE", f"/shop/contacts/{phone}")
    assert gone.status_code == 200 and [one["kind"] for one in gone.json()["contacts"]] == ["email"]
    [left] = gone.json()["contacts"]
    last = guest.send("DELETE", f"/shop/contacts/{left['contact']}")
    assert (last.status_code, last.json()["code"]) == (422, "contact.last")
    other = guest.send("DELETE", f"/shop/contacts/{phone}")
    assert (other.status_code, other.json()["code"]) == (404, "contact.unknown")


def test_a_program_shows_first_who_is_there(shop: Shop) -> None:
    guest = _guest(PHONE)
    _later(minutes=20)
    held = guest.get("/shop/contacts").json()
    assert held["open"] is False
    refused = guest.post("/shop/contacts", {"contact": ANOTHER})
    assert (refused.status_code, refused.json()["code"]) == (422, "contact.confirm_first")
    sent = guest.post(f"/shop/contacts/{held['contacts'][0]['contact']}/confirm", {})
    assert sent.status_code == 200 and sent.json()["masked"] == "+7 701 *** ** 67"
    assert _enter(guest, "/shop/sign-in/enter", sent.json(), people.digits_sent(PHONE)).json() == {"token": None}
    assert guest.get("/shop/contacts").json()["open"] is True
    stranger = _guest()
    assert stranger.get("/shop/contacts").json() == {"contacts": [], "open": False}
    refused = stranger.post(f"/shop/contacts/{held['contacts'][0]['contact']}/confirm", {})
    assert (refused.status_code, refused.json()["code"]) == (404, "contact.unknown")


def test_a_program_signs_a_guest_in_by_our_bot(shop: Shop) -> None:
    guest = _guest()
    made = guest.post("/shop/sign-in/bot", {})
    assert made.status_code == 200 and "/t/ours_bot?start=" in made.json()["link"]
    [(bot,)] = ask("SELECT id FROM connections_connection WHERE code = 'telegram'")
    early = _enter(guest, "/shop/sign-in/enter", made.json(), "123456")
    assert early.json()["code"] == "code.wrong", "nobody was told any digits"
    start = made.json()["link"].rpartition("=")[2]
    talking.arrive(UUID(str(bot)), talking.message(5_700_300, clock.now(), text=f"/start {start}"), at=clock.now())
    digits = people.digits_sent("5700300")
    assert _enter(_guest(), "/shop/sign-in/enter", made.json(), digits).json()["code"] == "code.ended", "theirs alone"
    assert _enter(guest, "/shop/sign-in/enter", made.json(), digits).json() == {"token": None}
    [known] = guest.get("/shop/contacts").json()["contacts"]
    assert (known["kind"], known["proven"]) == ("telegram", "messenger")
    chat = find_leaf("telegram", f"{bot}:5700300")
    assert chat is not None and customer_of(chat.leaf) is not None
