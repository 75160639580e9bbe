"""Nobody is joined by accident; a wrong join is explained on the customer page and undone exactly by its button."""

import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from tests import make, people
from tests.conftest import OwnDatabase
from tests.doors.web_people import hire
from tests.promises.test_c3_what_an_anonymous_visitor_did_joins import Browser, asked_for, browser, entered, known_as
from tests.small_shop import AT, open_small_shop

from prilavok.domains.consent.actions import give_consent, withdraw_consent
from prilavok.domains.consent.queries import list_consents, may_write
from prilavok.domains.customers.actions import recognise_leaf
from prilavok.domains.customers.errors import FamilyPhone
from prilavok.domains.customers.queries import customer_of, list_leaves
from prilavok.domains.favourites.queries import list_favourites
from prilavok.domains.loyalty.queries import points_of
from prilavok.domains.orders.queries import figures_of
from prilavok.flows.keep_favourite import drop_favourite, keep_favourite
from prilavok.flows.record_sales import record_sales
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM, Actor

PHONE = "+77011234567"


def signed_in(role: str) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(hire(role, language="en"))
    return client


def standing(customer: UUID) -> tuple[Any, ...]:
    """All that is counted of a customer: leaves, orders with their sums, points, consents, favourites."""
    leaves = list_leaves(customer)
    figures = [(one.currency, one.orders, one.paid_amount) for one in figures_of(leaves)] if leaves else []
    points = [(one.code, one.points) for one in points_of(leaves)] if leaves else []
    said = [(one.leaf, one.channel, one.purpose, one.given) for one in list_consents(leaves)]
    loved = list_favourites(leaves)
    return set(leaves), figures, points, said, may_write(leaves, "telegram", "orders"), loved


@pytest.mark.thin("messages of the two sides are told by the stories of conversations")
def test_a_wrong_join_is_explained_and_undone_exactly(own_database: OwnDatabase, quick_passwords: None) -> None:
    shop = open_small_shop()
    aigul = shop.customers["c-1"]
    chat = people.messenger(AT)
    with story():
        other = recognise_leaf(chat, actor=Actor("leaf", chat), at=AT)
        give_consent(chat, "telegram", "orders", source="telegram_start", actor=Actor("leaf", chat), at=AT)
        withdraw_consent(shop.leaves["c-1"], "telegram", "orders", source="desk", actor=SYSTEM, at=AT.replace(hour=8))
    lines = [make.line(shop.variants["milk"], 2, 40_000)]
    record_sales(
        [make.sale(shop.places["t-alm"], chat, lines, at=AT)], method="cash", actor=SYSTEM, at=AT, origin="live"
    )
    for leaf, codes in ((shop.leaves["c-1"], ("milk", "bread")), (chat, ("milk", "cheese"))):
        for code in codes:
            keep_favourite(leaf, shop.variants[code], place=None, touchpoint="bot", actor=Actor("leaf", leaf), at=AT)
    before = standing(aigul), standing(other)
    assert [len(one[5]) for one in before] == [2, 2]
    assert before[1][1:3] == ([("KZT", 1, 40_000)], [("points", 4)])

    # Somebody else's SIM was in the phone.
    with story():
        joined = people.prove(chat, PHONE, AT)
    assert joined.customer == aigul == customer_of(chat)
    both = standing(aigul)
    assert both[0] == before[0][0] | before[1][0] and standing(other)[0] == set()
    assert both[1][0][1:] == (before[0][1][0][1] + 1, before[0][1][0][2] + 40_000)
    assert both[2] == [("points", before[0][2][0][1] + 4)]
    assert {one.variant for one in both[5]} == set(shop.variants.values()) and len(both[5]) == 3
    # Whose they are is not known yet: what the other takes out meanwhile was not theirs to take.
    out = {"touchpoint": "bot", "actor": Actor("leaf", chat), "at": AT}
    assert drop_favourite(chat, shop.variants["bread"], **out)
    assert {one.variant for one in standing(aigul)[5]} == {shop.variants["milk"], shop.variants["cheese"]}
    both = standing(aigul)

    operator, cashier = signed_in("operator"), signed_in("cashier")
    page = f"/office/customers/{aigul}"
    told = operator.get(page).content.decode()
    sentence = re.search(r"Phone \+77011234567 was proven from Telegram \S+ by a one-time code\.", told)
    assert sentence and "was found to be this person" in told and "Undo this join" in told
    gone = operator.get(f"/office/customers/{other}").content.decode()
    assert page in gone and "Undo this join" not in gone
    assert "Undo this join" not in cashier.get(page).content.decode()
    undo = f"{page}/joins/{joined.joined}/undo"
    assert f'action="{undo}"' in told
    assert cashier.post(undo).status_code == 403 and operator.get(undo).status_code == 405
    assert Client(SERVER_NAME="localhost").post(undo).status_code == 302
    assert standing(aigul) == both

    after = operator.post(undo, follow=True)
    assert after.status_code == 200 and "The join was undone: 1 identifier" in after.content.decode()
    assert (standing(aigul), standing(other)) == before
    assert "revoked" in after.content.decode() and "Undo this join" not in after.content.decode()
    again = operator.post(undo, follow=True).content.decode()
    assert "undone already" in again
    assert operator.post(f"{page}/joins/{other}/undo").status_code == 404
    assert (standing(aigul), standing(other)) == before
    assert make.verbs_of([aigul])["customer.separated"] == 1


def test_a_shared_tablet_joins_nobody(own_database: OwnDatabase) -> None:
    open_small_shop()
    people.sms()
    tablet, known = browser(), list[Browser]()
    tablet.get("/shop/")
    for phone in (PHONE, people.new_phone()):
        code = asked_for(tablet, phone)
        before = known_as(tablet)
        assert entered(before, code, people.digits_sent(phone))
        known.append(known_as(tablet))
        assert (known[-1].leaf == before.leaf) is (len(known) == 1), "the second one is told from the first"
    first, second = (customer_of(one.leaf) for one in known)
    assert first is not None and second is not None and first != second
    assert known[1].leaf not in list_leaves(first) and known[0].leaf not in list_leaves(second)


def test_a_family_phone_is_put_before_a_person_and_nobody_else_decides(
    own_database: OwnDatabase, quick_passwords: None
) -> None:
    shop = open_small_shop()
    aigul = shop.customers["c-1"]
    husband = people.messenger(AT)
    with story():
        his = people.prove(husband, people.new_phone(), AT).customer
    with story(), pytest.raises(FamilyPhone):
        people.prove(husband, PHONE, AT)
    before = standing(aigul), standing(his)
    operator = signed_in("operator")
    waiting = operator.get("/office/suggestions").content.decode()
    [address] = set(re.findall(r"/office/suggestions/[0-9a-f-]{36}", waiting))
    asked = operator.get(address).content.decode()
    assert "Phone +77011234567 was proven from Telegram" in asked and "both have contacts of their own" in asked
    assert (standing(aigul), standing(his)) == before
    joined = operator.post(f"{address}/decide", {"answer": "yes"}, follow=True).content.decode()
    assert "They are one customer now" in joined and customer_of(husband) in (aigul, his)
    kept = customer_of(husband)
    assert kept is not None and len(list_leaves(kept)) == len(before[0][0]) + len(before[1][0])
    # It was the wrong answer after all: undone by the button, each has again just what was theirs.
    page = operator.get(f"/office/customers/{kept}").content.decode()
    [undo] = set(re.findall(r'action="(/office/customers/[^"]+/undo)"', page))
    assert "The join was undone" in operator.post(undo, follow=True).content.decode()
    assert (standing(aigul), standing(his)) == before
    assert "Nobody to decide about" in operator.get("/office/suggestions").content.decode()


def test_a_store_s_own_number_and_a_crowd_join_nobody(own_database: OwnDatabase, quick_passwords: None) -> None:
    shop = open_small_shop()
    owner = signed_in("owner")
    own = {"kind": "phone", "pattern": PHONE, "use": "shared", "why": "own"}
    assert "The list was changed" in owner.post("/office/identity/list", own, follow=True).content.decode()
    before = standing(shop.customers["c-1"])
    guests = [people.messenger(AT) for _ in range(5)]
    for guest in guests:
        with story():
            people.prove(guest, PHONE, AT)
    assert len({customer_of(guest) for guest in guests} | {shop.customers["c-1"]}) == 6
    assert standing(shop.customers["c-1"]) == before
    assert make.ask("SELECT count(*) FROM customers_join") == [(0,)]


def test_a_family_phone_and_filler_numbers_join_nobody(own_database: OwnDatabase) -> None:
    shop = open_small_shop()
    people.sms()
    husband = people.messenger(AT)
    with story():
        his = people.prove(husband, people.new_phone(), AT).customer
    with pytest.raises(FamilyPhone), story():
        people.prove(husband, PHONE, AT)
    assert customer_of(husband) == his != shop.customers["c-1"]
    visitor = browser()
    visitor.get("/shop/")
    for filler in ("+7 777 777-77-77", "8 000 000 00 00", "70000000000"):
        told = visitor.post("/shop/sign-in/send", {"phone": filler, "then": "/shop/me"})
        assert "code=" not in told.headers.get("Location", ""), filler
    assert make.ask("SELECT count(*) FROM conversations_message WHERE kind = 'code'") == [(0,)]
    assert make.ask("SELECT count(*) FROM customers_join") == [(0,)]
