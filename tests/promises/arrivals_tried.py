"""How each row of the table "What an arrival proves" is tried at its door: what opens, and what does not."""

import re
from dataclasses import astuple
from datetime import timedelta
from typing import Any, get_args
from uuid import UUID

import pytest
from tests import make, people, talking
from tests.domains.test_customers_rules import ROWS, WORDS, _written
from tests.doors.counter_world import PART, Counter, Ordered, at_work, open_counter, order_of
from tests.doors.web_people import client_of

from prilavok.domains.customers import rules
from prilavok.domains.customers.errors import OwnCodeUnfit
from prilavok.domains.customers.queries import (
    customer_of,
    leaves_shown,
    list_leaves,
    opens,
    own_code,
    proves,
)
from prilavok.domains.customers.types import Arrived
from prilavok.domains.loyalty.queries import points_of
from prilavok.domains.orders.queries import read_order
from prilavok.doors.worker import know_all_jobs
from prilavok.flows.ask_for_passkey import NotProven, ask_to_make
from prilavok.flows.keep_pin import keep_pin
from prilavok.flows.points_by_own_code import points_by_own_code
from prilavok.insights.proven_way import proven_way
from prilavok.kit import clock
from prilavok.kit.events.actor import Actor
from prilavok.kit.passkeys import Site
from prilavok.kit.qr import qr_of

CARD, PHONE, NAME = "2990000000017", "+77011234567", "Айгуль Сейтова"
MILK = "4870000000017"
ANN = 4242
Row = tuple[str, str, str, str, str]


def open_doors(monkeypatch: pytest.MonkeyPatch) -> Counter:
    """Two stores, people at work, messages read in the sandbox, and a customer with points."""
    clock.set_clock(make.AT)
    know_all_jobs()
    made = open_counter()
    talking.install(monkeypatch.setattr)
    talking.connect()
    return made


def agreed() -> dict[str, Row]:
    """The table as the page that agrees it has it: attach, see own, see personal, spend, take."""
    written = _written()
    return {arrived: tuple(WORDS[cell] for cell in written[row]) for row, arrived in ROWS.items()}  # type: ignore[misc]


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " "))


def customer_at(counter: Counter) -> UUID:
    return counter.shop.customers["c-1"]


def balance(counter: Counter) -> int:
    return sum(one.points for one in points_of(list_leaves(customer_at(counter))))


def signed_in(client: Any) -> Any:
    """A browser whose person entered the code that was sent to the phone."""
    client.get("/shop/")
    sent = client.post("/shop/sign-in/send", {"phone": PHONE, "then": "/shop/me"}).headers["Location"]
    code = re.search(r"code=([0-9a-f-]{36})", sent)
    assert code
    form = {"code": code[1], "digits": people.digits_sent(PHONE), "then": "/shop/me"}
    assert client.post("/shop/sign-in/enter", form).status_code == 303
    return client


def ordered_by(client: Any, counter: Counter) -> UUID:
    """The order that this browser places."""
    client.post("/shop/basket/change", {"variant": counter.shop.variants["milk"], "amount": 1})
    form = dict(re.findall(r'name="(quote|version)" value="([^"]*)"', client.get("/shop/checkout").content.decode()))
    placed = client.post("/shop/checkout/place", form)
    assert placed.status_code == 303, placed.content[:300]
    return UUID(placed.headers["Location"].partition("?")[0].rsplit("/", 1)[1])


def cashier(counter: Counter, login: str = "cashier") -> Any:
    return at_work("cashier", counter.here, login)


def opened_at(till: Any, order: UUID) -> bool:
    """Whether the till would take money for the order and hand it over."""
    told = text_of(till.get(f"/till/orders/{order}"))
    answer = till.post(f"/till/orders/{order}/act", {"act": "drop"}, headers=PART)
    assert (answer.status_code == 200) == ('name="key" value=""' not in told and "key" in told)
    return bool(answer.status_code == 200)


def spends(till: Any, ordered: Ordered | UUID, digits: Any, **form: str) -> bool:
    """Whether the till lets points pay for an order it has opened, with what `digits` says; it is not handed over."""
    order = ordered if isinstance(ordered, UUID) else ordered.order
    page = till.get(f"/till/orders/{order}").content.decode()
    fields = {
        name: (re.findall(rf'name="{name}" value="([^"]*)"', page) or [""])[-1] for name in ("key", "version", "amount")
    }
    asked = till.post(f"/till/orders/{order}/ask-points", fields | {"points": "5"} | form, headers=PART)
    if asked.status_code != 200:
        return False
    page = text_of(asked)
    found = re.search(r'name="asked" value="([^"]+)"', page)
    if not found:
        return False
    said = digits() if callable(digits) else digits
    shown = re.search(r'name="points_code"[^>]* value="(\d{6})"', page)
    paid = till.post(
        f"/till/orders/{order}/hand-over",
        {name: (re.findall(rf'name="{name}" value="([^"]*)"', page) or [""])[-1] for name in ("version", "amount")}
        | {"method": "cash", "asked": found[1], "points_code": said or (shown[1] if shown else "000000")},
        headers=PART,
    )
    return paid.status_code == 200 and "receipts/" in paid.headers.get("HX-Redirect", "")


def waits(counter: Counter) -> Ordered:
    """An order of the customer that waits here."""
    return order_of(counter, milk=1)


def word_sent() -> str:
    """The digits of the last message with a code, wherever it went."""
    [(text,)] = make.ask("SELECT text FROM conversations_message WHERE kind = 'code' ORDER BY id DESC LIMIT 1")
    found = re.search(r"\b\d{6}\b", str(text))
    assert found
    return found[0]


def by_code(counter: Counter) -> Row:
    browser, till = signed_in(client_of(HTTP_ACCEPT_LANGUAGE="en")), cashier(counter)
    order = ordered_by(browser, counter)
    attach = "yes" if read_order(order).leaf in list_leaves(customer_at(counter)) else "no"
    me = text_of(browser.get("/shop/me"))
    own = "yes" if "T-S1" in me and f'<strong class="numbers">{balance(counter)}</strong>' in me else "no"
    personal = "yes" if NAME in me else "no"
    # Without the code no till opens what waits, signed in or not; with the code of the own page it does.
    assert not opened_at(till, order)
    code = re.search(r'class="code" aria-label="(\d{6})"', browser.get(f"/shop/order/{order}").content.decode())
    assert code
    till.post("/till/scan", {"scan": code[1]}, headers=PART)
    take = "with_pickup_code" if opened_at(till, order) else "no"
    spend = "yes" if spends(till, order, lambda: people.digits_sent(PHONE)) else "no"
    return attach, own, personal, spend, take


def by_messenger(counter: Counter) -> Row:
    telegram = make.ask("SELECT id FROM connections_connection WHERE code = 'telegram'")[0][0]
    own = {"phone_number": PHONE, "first_name": "A", "user_id": ANN}
    talking.arrive(UUID(str(telegram)), talking.message(ANN, contact=own))
    mine = list_leaves(customer_at(counter))
    chat = next(leaf for leaf in mine if (way := proven_way([leaf], clock.now())) and way.channel == "telegram")
    attach = "yes" if customer_of(chat) == customer_at(counter) else "no"
    sees = "yes" if set(leaves_shown(chat)) == set(mine) else "no"
    site = Site("localhost", "http://localhost", "Shop")
    with pytest.raises(NotProven):  # what only whole personal data opens stays shut
        ask_to_make(chat, site=site, label="A", address="192.0.2.9", actor=Actor("leaf", chat), at=clock.now())
    till, ordered = cashier(counter), waits(counter)
    assert not opened_at(till, ordered.order)
    till.post("/till/scan", {"scan": ordered.code}, headers=PART)
    take = "with_pickup_code" if opened_at(till, ordered.order) else "no"
    # The yes to points comes where the messenger is: the code goes there, and what is guessed pays nothing.
    spend = "by_button" if spends(till, ordered, word_sent) else "no"
    [(where,)] = make.ask("SELECT channel FROM conversations_message WHERE kind = 'code' ORDER BY id DESC LIMIT 1")
    assert where == "telegram"
    return attach, sees, opens(chat).see_personal, spend, take


def at_the_till(counter: Counter, scanned: str) -> Row:
    """What a scanned card, or a phone that is said, opens at the till."""
    till = cashier(counter)
    held = balance(counter)
    panel = text_of(till.post("/till/scan", {"scan": scanned}, headers=PART))
    own = "balance" if re.search(rf"\b{held} (point|балл)", panel) else "no"
    personal = "yes" if NAME in panel or "123 45 67" in panel or "1234567" in panel else "no"
    assert "T-S1" not in panel
    till.post("/till/scan", {"scan": MILK}, headers=PART)
    page = text_of(till.get("/till/counter")).split('class="card pay"')[-1]
    form = {name: re.findall(rf'name="{name}" value="([^"]*)"', page)[0] for name in ("key", "version", "amount")}
    # What is only named pays nothing: a till that says "points" takes money or sells nothing.
    sold = till.post("/till/pay", form | {"method": "points"}, headers=PART)
    assert "receipts/" in sold.headers["HX-Redirect"]
    attach = "yes" if balance(counter) > held else "no"
    ordered = waits(counter)
    take = "yes" if opened_at(till, ordered.order) else "no"
    document = till.post(f"/till/orders/{ordered.order}/by-document", headers=PART)
    assert document.status_code == 422 and not opened_at(till, ordered.order)
    return attach, own, personal, "", take


def by_card(counter: Counter) -> Row:
    attach, own, personal, _spend, take = at_the_till(counter, CARD)
    # The card's points pay only by the customer's own word, sent to a contact they have proven.
    browser, till, ordered = people.browser(), cashier(counter, "cashier-2"), waits(counter)
    till.post("/till/scan", {"scan": ordered.code}, headers=PART)
    assert not spends(till, ordered, "000000")
    people.prove(browser, PHONE, clock.now())
    by_code = spends(till, ordered, lambda: people.digits_sent(PHONE))
    other = waits(counter)
    till.post("/till/scan", {"scan": other.code}, headers=PART)
    keep_pin(browser, "4071", actor=Actor("leaf", browser), at=clock.now())
    assert not spends(till, other, "", pin="9174")
    spend = "with_pin_or_code" if by_code and spends(till, other, "", pin="4071") else "no"
    return attach, own, personal, spend, take


def by_qr(counter: Counter) -> Row:
    browser, held = signed_in(client_of(HTTP_ACCEPT_LANGUAGE="en")), balance(counter)
    [(leaf,)] = make.ask("SELECT leaf_id FROM customers_identifier WHERE kind = 'browser' ORDER BY id DESC LIMIT 1")
    shown = browser.get("/shop/me/code").content.decode()
    code = own_code(UUID(str(leaf)), clock.now()).text
    assert 'class="qr"' in shown and qr_of(code).path in shown  # type: ignore[union-attr]
    till = cashier(counter, "cashier-1")
    panel = text_of(till.post("/till/scan", {"scan": code}, headers=PART))
    own = "yes" if "T-S1" in panel and re.search(rf"\b{held} (point|балл)", panel) else "no"
    personal = "yes" if NAME in panel or "1234567" in panel else "no"
    till.post("/till/scan", {"scan": MILK}, headers=PART)
    page = text_of(till.get("/till/counter")).split('class="card pay"')[-1]
    form = {name: re.findall(rf'name="{name}" value="([^"]*)"', page)[0] for name in ("key", "version", "amount")}
    assert "receipts/" in till.post("/till/pay", form | {"method": "cash"}, headers=PART).headers["HX-Redirect"]
    attach = "yes" if balance(counter) > held else "no"
    ordered, other = waits(counter), waits(counter)
    assert not opened_at(till, ordered.order)
    for one in (ordered, other):
        till.post("/till/scan", {"scan": one.code}, headers=PART)
    take = "with_pickup_code" if opened_at(till, ordered.order) else "no"
    spend = "yes" if spends(till, ordered, "", own_code=code) else "no"
    assert not spends(till, other, "", own_code=code), "it says yes once"
    ordered_leaf = read_order(other.order).leaf
    stranger = own_code(people.browser(), clock.now()).text
    with pytest.raises(OwnCodeUnfit):
        points_by_own_code(
            other.order, 5, stranger, key="k", place=counter.here, actor=Actor("leaf", ordered_leaf), at=clock.now()
        )
    clock.set_clock(clock.now() + timedelta(seconds=61))
    assert not spends(till, other, "", own_code=code), "it has changed"
    browser.post("/shop/sign-out")
    assert browser.get("/shop/me/code").headers["Location"] == "/shop/me", "nobody is signed in there"
    return attach, own, personal, spend, take


def by_phone(counter: Counter) -> Row:
    attach, own, personal, _spend, take = at_the_till(counter, "8 701 123 45 67")
    till, ordered = cashier(counter, "cashier-2"), waits(counter)
    till.post("/till/scan", {"scan": ordered.code}, headers=PART)
    spend = "yes" if spends(till, ordered, "000000") else "no"
    return attach, own, personal, spend, take


def by_pickup_code(counter: Counter) -> Row:
    till, ordered, other = cashier(counter), waits(counter), waits(counter)
    held = balance(counter)
    page = text_of(till.post("/till/scan", {"scan": ordered.code}, headers=PART))
    assert page == ""
    told = text_of(till.get(f"/till/orders/{ordered.order}"))
    own = "that_order" if ordered.number in told and "T-S1" not in told and other.number not in told else "yes"
    personal = "yes" if "Сейтова" in told or "1234567" in told else "no"
    assert not opened_at(till, other.order), "a code opens its order and no other"
    spend = "yes" if spends(till, ordered, "000000") else "no"
    form = {name: re.findall(rf'name="{name}" value="([^"]*)"', told)[-1] for name in ("version", "amount")}
    done = till.post(f"/till/orders/{ordered.order}/hand-over", form | {"method": "cash"}, headers=PART)
    assert "receipts/" in done.headers["HX-Redirect"]
    attach = "that_order" if balance(counter) > held else "no"
    again = till.post("/till/scan", {"scan": ordered.code}, headers=PART)
    take = "that_order_once" if again.status_code in (404, 422) else "yes"
    return attach, own, personal, spend, take


def by_document(counter: Counter) -> Row:
    till, customer, ordered = cashier(counter), customer_at(counter), waits(counter)
    page = f"/office/customers/{customer}"
    assert PHONE not in text_of(till.get(page)) and 'id="document"' in text_of(till.get(page))
    assert till.post(f"/till/orders/{ordered.order}/by-document", headers=PART).status_code == 422
    held = balance(counter)
    assert till.post(f"{page}/document", {"kind": "passport"}).status_code == 303
    told = text_of(till.get(page))
    personal = "yes" if PHONE in told and NAME in told else "no"
    own = "yes" if ordered.number in told and "T-S2" in told and f'class="own-points">{held}<' in told else "no"
    opened = till.post(f"/till/orders/{ordered.order}/by-document", headers=PART)
    assert opened.headers["HX-Redirect"] == f"/till/orders/{ordered.order}"
    take = "yes" if opened_at(till, ordered.order) else "no"
    spend = "yes" if spends(till, ordered, "", by="document") else "no"
    attach = "yes" if balance(counter) > held - 5 else "no"  # five went, and the sale earned
    # To nobody else, and not for longer than the act lasts.
    colleague = cashier(counter, "cashier-2")
    assert PHONE not in text_of(colleague.get(page))
    clock.set_clock(clock.now() + rules.numbers.CHECK_STANDS)
    assert PHONE not in text_of(till.get(page))
    other = waits(counter)
    assert till.post(f"/till/orders/{other.order}/by-document", headers=PART).status_code == 422
    kept = make.ask("SELECT kind FROM customers_document_check") + make.ask(
        "SELECT what FROM staff_look WHERE what = 'customer.document'"
    )
    assert kept == [("passport",), ("customer.document",)]
    return attach, own, personal, spend, take


DOORS = {
    "code": by_code,
    "messenger": by_messenger,
    "card": by_card,
    "phone": by_phone,
    "pickup_code": by_pickup_code,
    "document": by_document,
    "qr": by_qr,
}
NO_DOOR_YET = {"caller", "marketplace"}


def differing(told: dict[str, Row]) -> list[str]:
    """The cells in which the rules differ from these."""
    kept: dict[str, Row] = {arrived: astuple(proves(arrived)) for arrived in get_args(Arrived)}  # type: ignore[misc]
    names = ("attach", "see_own", "see_personal", "spend", "take")
    return [
        f"{arrived}.{name}"
        for arrived in sorted(set(told) | set(kept))
        for name, one, other in zip(names, told.get(arrived, ("",) * 5), kept.get(arrived, ("",) * 5), strict=True)
        if one != other
    ]
