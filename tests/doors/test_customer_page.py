"""The customer page tells what happened in every channel, as far as the one who looks may see it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from tests.doors.web_people import hire
from tests.small_shop import AT, open_small_shop

from prilavok.domains.consent.actions import give_consent
from prilavok.flows.note_view import note_view
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import (
    BasketChanged,
    Facts,
    OfConversation,
    OfMessage,
    OfShipment,
    OrderCancelled,
    OrderChanged,
    OrderPlaced,
    PointsBurned,
    ReceiptIssued,
)
from prilavok.kit.events.record import NewEvent, record

TALK = ("Began a conversation", "Wrote to us", "Was written to", "Went on with the conversation")


def _page(role: str, customer: object, place: object = None, kind: str = "") -> str:
    person = hire(role, f"{role}.{uuid4().hex[:6]}", language="en")
    if place:
        type(person).objects.filter(id=person.id).update(place_id=place)
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    answer = client.get(f"/office/customers/{customer}", {"kind": kind} if kind else {})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.usefixtures("rolled_back", "quick_passwords")
def test_every_moment_is_told_with_its_channel_and_the_words_of_a_talk_with_nobody() -> None:
    shop = open_small_shop()
    customer, leaf, place = shop.customers["c-1"], shop.leaves["c-1"], shop.places["t-alm"]
    order, milk, talk = shop.orders["S1"], shop.variants["milk"], uuid4()
    told: list[tuple[str, Facts]] = [
        ("basket.changed", BasketChanged(uuid4(), milk, 2, "bot")),
        ("basket.changed", BasketChanged(uuid4(), milk, 0, "desk")),
        ("order.placed", OrderPlaced(order, 123_00, "KZT", 1, "desk")),
        ("order.changed", OrderChanged(order, uuid4(), 1, 2, 100_00, "KZT")),
        ("order.cancelled", OrderCancelled(order, "hold_lost")),
        ("shipment.ready", OfShipment(uuid4(), order)),
        ("shipment.collected", OfShipment(uuid4(), order)),
        ("points.burned", PointsBurned(77, 77_00, order)),
        ("receipt.issued", ReceiptIssued(uuid4(), order, 100_00, "KZT")),
        ("conversation.opened", OfConversation(talk, "site")),
        ("message.received", OfMessage(uuid4(), "site", talk)),
        ("conversation.continued", OfConversation(talk, "telegram")),
        ("message.sent", OfMessage(uuid4(), "telegram", talk)),
    ]
    with story():
        events = [
            NewEvent(
                verb=verb,
                occurred_at=AT + timedelta(minutes=nth),
                subject_kind="order",
                subject=order,
                leaf=leaf,
                place=place if verb.startswith(("order", "shipment")) else None,
                facts=facts,
            )
            for nth, (verb, facts) in enumerate(told)
        ]
        record(events, AT)
        give_consent(leaf, "telegram", "orders", source="telegram_start", actor=Actor("leaf", leaf), at=AT)
    note_view(leaf, shop.products["bread"], actor=Actor("leaf", leaf), at=AT)
    page = _page("owner", customer)
    for sentence in (
        "Put into the basket: Milk", "Took out of the basket: Milk", "Placed an order: T-S1",
        "The order was changed: 1 in, 2 out: T-S1", "The order ended: its goods were not there any more",
        "The order is ready to be collected", "Collected the order", "Paid with points", "−77", "Got a receipt",
        "Looked at Bread", "Agreed to be told about orders", "Bot", "Desk", "Telegram", "Site chat", *TALK,
    ):  # fmt: skip
        assert sentence in page, sentence
    assert f"leaf:{leaf}" in page and f"customer:{customer}" in page
    assert "badge-good" in page and "EvidenceView" not in page, "a badge says its word and nothing of what is beside it"
    only = _page("owner", customer, kind="talk")
    assert all(one in only for one in TALK) and "Placed an order" not in only
    cashier = _page("cashier", customer, place)
    assert not any(one in cashier for one in (*TALK, "Placed an order", "Paid with points"))
    assert "Looked at Bread" in cashier
