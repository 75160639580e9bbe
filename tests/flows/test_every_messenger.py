"""Every messenger is a way to a customer: where they last spoke and while it lets us write, else SMS; links into each.

Covers prilavok.flows.messages, prilavok.flows.tie_names, prilavok.flows.make_passport, prilavok.insights.proven_way.
"""

from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

import pytest
from tests import make, people, talking

from prilavok.adapters.channels.port import Incoming, channel_names, open_channel
from prilavok.domains.connections.actions import switch_connection
from prilavok.domains.connections.queries import read_connection
from prilavok.domains.connections.types import NewConnection
from prilavok.domains.consent.actions import give_consent
from prilavok.domains.conversations.errors import NoWayToWrite
from prilavok.domains.conversations.queries import messenger_reaches
from prilavok.domains.customers.actions import open_leaf, prove_contact
from prilavok.domains.customers.queries import find_leaf, leaves_with
from prilavok.flows.bot import Heard
from prilavok.flows.connect_outside import connect_outside
from prilavok.flows.hear_messenger import hear_messenger
from prilavok.flows.make_passport import make_passport
from prilavok.flows.messages import way_to
from prilavok.insights.proven_way import messenger_way, proven_way, proven_ways
from prilavok.kit.channels import MESSENGERS, WINDOWS, WRITTEN
from prilavok.kit.events.actor import SYSTEM, Actor

AT, DAY = make.AT, timedelta(hours=24)
_nths = count(1)
PROVIDERS = {
    "whatsapp": ("whatsapp_cloud", {"number": "77015550100"}),
    "vk": ("vk_community", {"group_id": "216789012", "screen_name": "ours_shop"}),
    "viber": ("viber_bot", {"uri": "ours_bot"}),
    "max": ("max_bot", {"username": "ours_bot"}),
}


@pytest.fixture(autouse=True)
def ours(rolled_back: None) -> dict[str, UUID]:
    """Telegram, SMS and mail, and four messengers more."""
    more = [
        NewConnection(channel, channel, provider, {"en": channel}, settings)
        for channel, (provider, settings) in PROVIDERS.items()
    ]
    return talking.connect() | connect_outside(more, actor=SYSTEM, at=AT)


def hear(channel: str, user: str, *, at: datetime = AT, kind: str = "text", **told: object) -> UUID:
    """Have somebody say something in a messenger; their leaf."""
    connection = read_connection(channel)
    leaf = open_leaf(channel, f"{connection.id}:{user}", at=at)
    nth = next(_nths)
    said = Incoming(f"k{nth}", nth, kind, user, user, at, **{"text": "Is it open?", **told})
    hear_messenger(Heard(said, connection, channel, leaf, at, at), actor=SYSTEM)
    return leaf


def one_person(phone: str, *leaves: UUID) -> list[UUID]:
    for leaf in leaves:
        prove_contact(leaf, "phone", phone, source="code", actor=Actor("leaf", leaf), at=AT)
    return leaves_with(leaves[0])


def test_what_providers_say_of_windows_is_what_we_go_by() -> None:
    channels = [open_channel(name) for name in channel_names()]
    assert {one.channel for one in channels} <= {*WRITTEN}
    assert {one.channel: one.means.window for one in channels if one.means.window is not None} == dict(WINDOWS)


def test_where_they_last_spoke_comes_first_and_a_closed_window_is_no_way() -> None:
    whatsapp = hear("whatsapp", "77011112233", at=AT)
    telegram = hear("telegram", "7001", at=AT + timedelta(hours=1))
    leaves = [whatsapp, telegram]

    def ways(at: datetime) -> list[str]:
        return [one.channel for one in messenger_reaches(leaves, at)]

    assert ways(AT + timedelta(hours=2)) == ["telegram", "whatsapp"]
    hear("whatsapp", "77011112233", at=AT + timedelta(hours=3))
    assert ways(AT + timedelta(hours=4)) == ["whatsapp", "telegram"]
    ends = AT + timedelta(hours=3) + DAY
    assert ways(ends - timedelta(microseconds=1)) == ["whatsapp", "telegram"]
    assert ways(ends) == ["telegram"], "a day after their last words to the instant"
    assert ways(AT + timedelta(days=900)) == ["telegram"]
    assert messenger_reaches([], AT) == []


def test_notices_go_where_they_may_and_by_sms_once_the_window_is_closed(ours: dict[str, UUID]) -> None:
    phone = people.new_phone()
    leaves = one_person(phone, hear("whatsapp", "77011112233"))
    chat = hear("whatsapp", "77011112233")
    assert way_to(leaves, AT) is None, "who only wrote to us said yes to nothing"
    give_consent(chat, "whatsapp", "orders", source="checkout", actor=SYSTEM, at=AT)
    found = find_leaf("phone", phone)
    assert found is not None
    give_consent(found.leaf, "sms", "orders", source="checkout", actor=SYSTEM, at=AT)

    def way(at: datetime) -> tuple[str, str]:
        told = way_to(leaves, at)
        assert told is not None
        return told.channel, told.address

    assert way(AT + timedelta(hours=23)) == ("whatsapp", "77011112233")
    assert way(AT + DAY) == ("sms", phone)
    switch_connection(ours["whatsapp"], False, version=1, actor=SYSTEM, at=AT)
    assert way(AT) == ("sms", phone), "a login that is switched off carries nothing"


def test_a_messenger_linked_by_proof_answers_for_them_and_codes_go_there_while_it_is_open() -> None:
    phone = people.new_phone()
    leaves = one_person(phone, hear("viber", "QUJDREVG"), hear("whatsapp", "77011112233", at=AT + timedelta(minutes=1)))

    def kinds(at: datetime) -> list[str]:
        return [one.kind for one in proven_ways(leaves, at)]

    assert kinds(AT + timedelta(hours=1)) == ["whatsapp", "viber", "phone"]
    assert kinds(AT + timedelta(days=2)) == ["viber", "phone"]
    best = proven_way(leaves, AT + timedelta(hours=1))
    assert best is not None and (best.channel, best.address) == ("whatsapp", "77011112233")
    assert messenger_way(leaves, "whatsapp", AT + timedelta(days=2)) is None
    assert messenger_way(leaves, "viber", AT + timedelta(days=2)) is not None
    assert messenger_way(leaves, "telegram", AT) is None
    stranger = hear("vk", "4242")
    assert proven_ways([stranger], AT) == [], "a user of a messenger that nothing ties to anybody answers for nobody"


def test_the_number_that_whatsapp_vouches_for_is_theirs_and_says_yes_to_nothing() -> None:
    phone = people.new_phone()
    _household, card = people.household(phone)
    chat = hear("whatsapp", phone[1:], phone=phone, own=True)
    assert card in leaves_with(chat)
    hear("whatsapp", phone[1:], phone=phone, own=True)
    asked = "SELECT source, strength, count(*) FROM customers_evidence WHERE one_id = %s OR other_id = %s GROUP BY 1, 2"
    assert make.ask(asked, chat, chat) == [("whatsapp_contact", "verified", 1)]
    assert way_to(leaves_with(chat), AT) is None
    other = hear("whatsapp", "77019998877", phone=people.new_phone(), own=False)
    assert leaves_with(other) == [other], "a number that nobody vouches for joins nobody"


@pytest.mark.parametrize(("channel", "asks"), [("vk", False), ("whatsapp", True), ("telegram", True)])
def test_only_a_messenger_that_can_share_a_phone_is_asked_to(channel: str, asks: bool) -> None:
    assert ("ask_phone" in open_channel(read_connection(channel).provider).can) is asks
    leaf = hear(channel, "4242", kind="start", text="")
    (parts,) = make.ask("SELECT parts FROM conversations_message WHERE leaf_id = %s AND direction = 'out'", leaf)
    assert ("ask_phone" in parts[0]) is asks


@pytest.mark.parametrize(
    ("channel", "opens"),
    [
        ("telegram", "/t/ours_bot?start="),
        ("whatsapp", "/wa.me/77015550100?text="),
        ("vk", "/ours_shop?ref="),
        ("viber", "/pa?chatURI=ours_bot&context="),
        ("max", "/ours_bot?start="),
    ],
)
def test_a_link_into_each_messenger_brings_who_comes_by_it_along(channel: str, opens: str) -> None:
    browser = people.browser()
    link = make_passport(browser, channel, actor=Actor("leaf", browser), at=AT)
    assert link.startswith("http://127.0.0.1:") and opens in link
    token = link.rpartition("%5Bstart%3A")[2].removesuffix("%5D") if channel == "whatsapp" else link.rpartition("=")[2]
    chat = hear(channel, "4242", kind="start", text="", token=token)
    assert set(leaves_with(browser)) == {browser, chat}
    again = hear(channel, "4343", kind="start", text="", token=token)
    assert leaves_with(again) == [again], "used by somebody else it opens nothing"


@pytest.mark.parametrize("by", ["instagram", "sms", "site", "", "nobody"])
def test_there_is_no_link_into_what_is_not_connected(by: str) -> None:
    browser = people.browser()
    with pytest.raises(NoWayToWrite):
        make_passport(browser, by, actor=Actor("leaf", browser), at=AT)
    assert make.ask("SELECT count(*) FROM conversations_passport") == [(0,)]
    assert by not in MESSENGERS or by == "instagram"
