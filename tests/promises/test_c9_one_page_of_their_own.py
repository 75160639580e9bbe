"""A customer's own page: opened by a code, with what they bought in a store a moment ago, and closed to everybody else."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from tests import people, talking
from tests.conftest import OwnDatabase
from tests.doors.api_callers import Program, program_of
from tests.doors.web_people import client_of
from tests.make import ask
from tests.small_shop import open_small_shop
from tests.talking import connect

from prilavok.flows import read_arrivals, share_phone, tell_code
from prilavok.kit import clock
from prilavok.kit.jobs.runner import run_due

CARD, PHONE = "2990000000017", "8 701 123 45 67"
MAIL, USER = "pavel@example.com", 7_012_345
RUN = (read_arrivals, share_phone, tell_code)  # what the worker runs here


def page(client: Any, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, (address, response.status_code)
    return str(response.content.decode())


def sign_in(client: Any, contact: str, sent_to: str, **by: str) -> None:
    page(client, "/shop/")
    form = {"contact": contact, "then": "/shop/me", **by}
    entering = client.post("/shop/sign-in/send", form).headers["Location"]
    run_due()
    code = re.search(r"code=([0-9a-f-]{36})", entering)
    assert code, entering
    form = {"code": code[1], "digits": people.digits_sent(sent_to), "then": "/shop/me"}
    assert client.post("/shop/sign-in/enter", form).headers["Location"] == "/shop/me"


@pytest.mark.thin("applications are not kept yet; receipts of tills we did not make are theirs")
def test_a_purchase_in_a_store_stands_on_the_own_page_and_on_nobody_elses(
    own_database: OwnDatabase, quick_passwords: None
) -> None:
    shop = open_small_shop()
    connect()
    aigul, stranger = client_of(HTTP_ACCEPT_LANGUAGE="en"), client_of(HTTP_ACCEPT_LANGUAGE="en")
    sign_in(aigul, PHONE, "+77011234567")
    before = page(aigul, "/shop/me")
    assert "Айгуль Сейтова" in before and "T-S1" in before and "Z-77" not in before

    line = {"sku": "milk", "quantity": 3, "list_amount": 165_000, "promotion_amount": 15_000}
    sale = {"receipt": "Z-77", "place": "t-alm", "at": "2026-03-02T08:15:00+00:00", "currency": "KZT", "method": "card",
            "lines": [line], "card": CARD}  # fmt: skip
    told = program_of("owner").post("/sales", json.dumps({"source": "retail-1c", "sales": [sale]}))
    [outcome] = told.json()["outcomes"]
    assert outcome["outcome"] == "new"

    after = page(aigul, "/shop/me")
    assert outcome["number"] in after and "T-S1" in after
    bought = page(aigul, f"/shop/order/{outcome['order']}")
    assert "Milk" in bought and "1,500" in bought and "Shop in Almaty" in bought
    # What she likes stands there too, on whichever device she pressed the heart.
    assert "Press the heart at goods you like" in after
    laptop = client_of(HTTP_ACCEPT_LANGUAGE="en")
    sign_in(laptop, PHONE, "+77011234567")
    laptop.post("/shop/favourites/change", {"variant": str(shop.variants["milk"])})
    favourites = page(aigul, "/shop/me").split("Favourites</h2>")[1].split("</ul>")[0]
    assert "Milk" in favourites and "Milk" not in page(stranger, "/shop/me")
    assert outcome["number"] in page(aigul, "/shop/me/points"), "and what it brought in points"
    assert "You entered a code sent there." in page(aigul, "/shop/me/why")

    # Whoever has not proven to be her finds neither the order nor that there is one.
    page(stranger, "/shop/")
    assert outcome["number"] not in page(stranger, "/shop/me")
    page(stranger, f"/shop/order/{outcome['order']}", 404)
    # What she says there of being written to is what counts, from the next moment on.
    said = aigul.post("/shop/me/consent", {"channel": "sms", "purpose": "offers", "yes": "1"})
    assert said.status_code in (302, 303), said.content[:300]
    aigul.post("/shop/sign-out")
    assert outcome["number"] not in page(aigul, "/shop/me"), "a page that was left is closed"


def test_a_second_contact_of_theirs_brings_what_was_known_by_it_and_is_taken_back_by_whoever_says_no(
    own_database: OwnDatabase, quick_passwords: None
) -> None:
    """Signed in by phone she adds the mailbox she once ordered by; then the same by a program; then it was not she."""
    open_small_shop()
    connect()
    clock.set_clock(clock.now())
    mail = "aigul.s@example.com"
    before, aigul = client_of(HTTP_ACCEPT_LANGUAGE="en"), client_of(HTTP_ACCEPT_LANGUAGE="en")
    sign_in(before, mail, mail)
    before.post("/shop/me/consent", {"channel": "mail", "purpose": "orders", "yes": "1"})
    sign_in(aigul, PHONE, "+77011234567")
    assert "yes since" not in page(aigul, "/shop/me") and "T-S1" not in page(before, "/shop/me"), "two people still"

    clock.set_clock(clock.now() + timedelta(minutes=1))
    asked = aigul.post("/shop/me/contacts/ask", {"contact": mail}).headers["Location"]
    form = {"code": asked.rpartition("=")[2], "digits": people.digits_sent(mail)}
    assert aigul.post("/shop/me/contacts/add", form).headers["Location"] == "/shop/me/contacts"
    told = page(aigul, "/shop/me/contacts")
    assert "orders and points came along" in told and "a***@example.com" in told
    assert "yes since" in page(aigul, "/shop/me") and "T-S1" in page(before, "/shop/me"), "one person, on both devices"
    by_program = program_of(None)
    by_program = Program(by_program.client, before.cookies["counter"].value)
    known = [one["kind"] for one in by_program.get("/shop/contacts").json()["contacts"]]
    assert sorted(known) == ["email", "phone"]

    # Her phone was told. Whoever holds it says that it was not they: each has again just what was theirs.
    rows = ask("SELECT text FROM conversations_message WHERE template = 'contact.added' AND address = '+77011234567'")
    link = re.search(r"/shop/not-me/\S+", str(rows[-1][0]))
    assert link
    assert "no longer on your page" in client_of(HTTP_ACCEPT_LANGUAGE="en").post(link[0]).content.decode()
    assert "T-S1" not in page(before, "/shop/me") and "yes since" in page(before, "/shop/me")
    assert "T-S1" not in page(aigul, "/shop/me"), "that browser is signed out"
    sign_in(again := client_of(HTTP_ACCEPT_LANGUAGE="en"), PHONE, "+77011234567")
    assert "T-S1" in page(again, "/shop/me") and "yes since" not in page(again, "/shop/me")


def test_the_page_opens_by_phone_by_mail_and_by_telegram(own_database: OwnDatabase, quick_passwords: None) -> None:
    open_small_shop()
    connections = connect()
    # Pavel's mailbox came with the list of customers: a code there opens his page, and nobody else's.
    by_mail = client_of(HTTP_ACCEPT_LANGUAGE="en")
    sign_in(by_mail, MAIL.replace("e", "е"), MAIL)  # typed with a Cyrillic letter that looks like a Latin one
    own = page(by_mail, "/shop/me")
    assert "Павел Ким" in own and "Айгуль Сейтова" not in own
    # He shares his phone in Telegram; codes asked for by phone or e-mail then come there, when he wants it so.
    contact = {"phone_number": "+77000000002", "first_name": "P", "user_id": USER}
    talking.arrive(connections["telegram"], talking.message(USER, clock.now(), contact=contact), at=clock.now())
    for typed in ("8 700 000 00 02", MAIL):
        by_telegram = client_of(HTTP_ACCEPT_LANGUAGE="en")
        sign_in(by_telegram, typed, str(USER), by="telegram")
        assert "Павел Ким" in page(by_telegram, "/shop/me")
        assert "You entered a code that a messenger brought." in page(by_telegram, "/shop/me/why")
