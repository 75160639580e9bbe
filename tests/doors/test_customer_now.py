"""How a customer stands now, and their life narrowed by channel and place, through the door."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from tests import make
from tests.doors.web_people import hire
from tests.small_shop import AT, open_small_shop
from tests.talking import connect

from prilavok.domains.baskets.actions import open_basket, set_wishes
from prilavok.domains.baskets.types import Wish
from prilavok.domains.consent.actions import give_consent
from prilavok.domains.conversations.actions import end_sending, open_conversation, write_in, write_out
from prilavok.domains.conversations.types import NewIn, NewOut
from prilavok.domains.customers.actions import prove_contact
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.facts import OfMessage, OrderPlaced
from prilavok.kit.events.record import NewEvent, record

pytestmark = [pytest.mark.usefixtures("rolled_back", "quick_passwords")]


def _client(role: str, place: UUID | None = None) -> Client:
    person = hire(role, f"{role}.{uuid4().hex[:6]}", language="en")
    if place:
        type(person).objects.filter(id=person.id).update(place_id=place)
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    return client


def _asked(client: Client, address: str, **given: str) -> str:
    answer = client.get(address, given)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_the_step_contacts_basket_and_talks_are_told_to_whoever_may_see_them() -> None:
    shop, lines = open_small_shop(), connect()
    customer, phone, card = shop.customers["c-1"], shop.leaves["c-1-phone"], shop.leaves["c-1"]
    owner, address = _client("owner"), f"/office/customers/{customer}/now"
    empty = _asked(owner, address)
    assert "Nothing is in their basket." in empty and "No conversation yet." in empty
    assert "Have a contact proven by a code" in empty and "not proven" in empty
    assert "t-alm" in empty and "Kazakh" in empty  # where they buy, and what they speak
    with story():
        prove_contact(card, "phone", "+77011234567", source="code", actor=Actor("leaf", card), at=AT)
    proven = _asked(owner, address)
    assert "+7 701 123 45 67" in proven or "+77011234567" in proven
    assert "Ask whether they want offers" in proven and "proven" in proven and "not said" in proven
    with story():
        give_consent(card, "sms", "orders", source="checkout", actor=Actor("leaf", card), at=AT)
        basket = open_basket(card, place=shop.places["t-alm"], touchpoint="site", at=AT)
        set_wishes(basket, [Wish(shop.variants["milk"], 3)], touchpoint="site", actor=Actor("leaf", card), at=AT)
    wished = _asked(owner, address)
    assert "Help them finish the order" in wished and "Milk" in wished and "Site" in wished
    with story():
        new = NewOut(conversation=None, leaf=phone, channel="sms", connection=lines["sms"], address="+77011234567",
                     text="Hello", key="k-1")  # fmt: skip
        sent = write_out(new, actor=SYSTEM, at=AT).message
        end_sending(sent, "failed", error="refused", actor=SYSTEM, at=AT)
    failing = _asked(owner, address)
    assert "Ask for another contact" in failing and "the last message did not arrive" in failing
    with story():
        talk = open_conversation(
            [phone], card, channel="site", connection_id=lines["site"], actor=Actor("leaf", card), at=AT
        ).conversation
        said = NewIn(conversation=talk, leaf=card, channel="site", connection=lines["site"], address=str(card),
                     key="m-1", said_at=AT, text="Is it fresh?")  # fmt: skip
        write_in(said, actor=Actor("leaf", card), at=AT)
    waiting = _asked(owner, address)
    assert "Answer them" in waiting and f"/desk/conversations/{talk}" in waiting and "waits for an answer" in waiting
    assert "Is it fresh?" not in waiting
    cashier = _asked(_client("cashier", shop.places["t-alm"]), address)
    assert "+77011234567" not in cashier and "Basket now" not in cashier and "/desk/conversations" not in cashier
    assert _client("owner").get(f"/office/customers/{uuid4()}/now").status_code == 404


def test_a_life_is_narrowed_by_channel_and_place_and_paged() -> None:
    shop = open_small_shop()
    customer, leaf = shop.customers["c-1"], shop.leaves["c-1"]
    almaty, moscow = shop.places["t-alm"], shop.places["t-msk"]
    with story():
        record(
            [
                NewEvent(
                    verb="message.received",
                    occurred_at=AT + timedelta(minutes=nth),
                    subject_kind="message",
                    subject=leaf,
                    leaf=leaf,
                    facts=OfMessage(uuid4(), "telegram" if nth % 2 else "site"),
                )
                for nth in range(60)
            ]
            + [
                NewEvent(
                    verb="order.placed",
                    occurred_at=AT + timedelta(hours=2),
                    subject_kind="order",
                    subject=shop.orders["S1"],
                    leaf=leaf,
                    place=moscow,
                    facts=OrderPlaced(shop.orders["S1"], 1_00, "KZT", 1, "desk"),
                )
            ],
            AT,
        )
    owner, address = _client("owner"), f"/office/customers/{customer}"
    telegram = _asked(owner, address, channel="telegram")
    assert telegram.count("Wrote to us") == 25 and "Placed an order" not in telegram
    following = telegram.split('id="timeline-more"><a class="button quiet" href="?')[1].split('"')[0]
    rest = _asked(owner, f"{address}?{following.replace('&amp;', '&')}")
    assert rest.count("Wrote to us") == 5 and 'id="timeline-more"' not in rest
    assert "Placed an order" in _asked(owner, address, channel="desk")
    there = _asked(owner, address, place=str(moscow))
    assert (
        "Placed an order" in there
        and "Wrote to us" not in there
        and "t-alm ·" not in there.split('class="timeline"')[1]
    )
    here = _asked(owner, address, place=str(almaty))
    assert "T-S1" in here and "Placed an order" not in here
    assert "Nothing of this kind" in _asked(owner, address, channel="mail")
    assert "Nothing of this kind" in _asked(owner, address, channel="telegram", kind="orders")
    # What is no place, and a cursor of another list, are passed over and refused.
    assert "Wrote to us" in _asked(owner, address, place="nowhere", channel="site")
    assert owner.get(f"{address}?{following.replace('&amp;', '&')}&kind=talk").status_code == 422


def test_a_long_life_is_looked_through_a_part_at_a_time() -> None:
    shop = open_small_shop()
    leaf = shop.leaves["c-1"]
    few = {0, 700, 1_500, 2_600}

    def said(nth: int) -> NewEvent:
        return NewEvent(
            verb="message.received",
            occurred_at=AT - timedelta(minutes=nth),
            subject_kind="message",
            subject=leaf,
            leaf=leaf,
            facts=OfMessage(uuid4(), "telegram" if nth in few else "site"),
        )

    with story():
        record([said(nth) for nth in range(3_000)], AT)
    owner, pages, address = _client("owner"), [], f"/office/customers/{shop.customers['c-1']}?channel=telegram"
    while address:
        page = owner.get(address, headers={"HX-Request": "true", "HX-Target": "timeline-more"}).content.decode()
        pages.append(page.count("Wrote to us"))
        rest = page.split('class="button quiet" href="')
        address = address.split("?")[0] + rest[1].split('"')[0].replace("&amp;", "&") if len(rest) > 1 else ""
    assert pages == [2, 1, 1]
    none = _asked(owner, f"/office/customers/{shop.customers['c-1']}", channel="mail")
    assert "Nothing so far" in none and "Show earlier" in none


def test_of_a_long_list_the_beginning_stands_and_all_is_a_press_away() -> None:
    shop = open_small_shop()
    customer, leaf = shop.customers["c-1"], shop.leaves["c-1"]
    made = [f"+1202555{nth:04d}" for nth in range(100, 120)]
    with story():
        for nth, phone in enumerate(made):
            # A year apart by tens: more than ten new phones of one person within a year are not taken.
            at = make.AT + timedelta(days=400 * (nth // 5))
            prove_contact(leaf, "phone", phone, source="code", actor=Actor("leaf", leaf), at=at)
    owner = _client("owner")
    page = _asked(owner, f"/office/customers/{customer}")
    everything = _asked(owner, f"/office/customers/{customer}", all="1")
    assert "10 more" in page and "more</a>" not in everything
    shown, whole = (sum(text.count(one[-4:]) for one in made) for text in (page, everything))
    assert 0 < shown < whole
    assert "all proven" in page or "some only as told" in page or "as the source lists them" in page
