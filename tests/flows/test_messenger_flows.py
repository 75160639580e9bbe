"""A messenger is heard in order and once: words, links with a passport, phones, presses, and those who leave."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests import make, people, talking

from prilavok.domains.consent.queries import may_write
from prilavok.domains.conversations.queries import list_conversations, list_messages, read_conversation
from prilavok.domains.customers.queries import customer_of, find_identifier_leaves, leaves_with
from prilavok.flows import answer_press, bot, come_by_link, hear_messenger, read_arrivals, send_message, share_phone
from prilavok.flows.make_passport import make_passport
from prilavok.flows.write_message import write_message
from prilavok.kit import clock
from prilavok.kit.events.actor import Actor

pytestmark = pytest.mark.usefixtures("rolled_back", "at")
#: prilavok.flows.read_arrivals, prilavok.flows.hear_messenger, prilavok.flows.come_by_link, prilavok.flows.share_phone
#: and prilavok.flows.answer_press are run by the worker here, as in the shop
RUN = (read_arrivals, hear_messenger, come_by_link, share_phone, answer_press, bot, send_message)
ANN, BEN = 7001, 7002


@pytest.fixture
def at() -> Iterator[None]:
    clock.set_clock(make.AT)
    yield


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> talking.BotApi:
    return talking.install(monkeypatch.setattr)


def _leaf(connections: dict[str, object], user: int) -> object:
    value = f"{connections['telegram']}:{user}"
    return find_identifier_leaves("telegram", [value])[value]


def _thread(user: int, connections: dict[str, object]) -> list[tuple[str, str | None]]:
    (one,) = list_conversations(leaves=leaves_with(_leaf(connections, user))).rows
    return [(message.kind, message.text) for message in list_messages(one.id).rows]


def test_words_open_one_conversation_in_the_order_of_saying(api: talking.BotApi) -> None:
    ours = talking.connect()
    late = make.AT - timedelta(seconds=30)
    first = talking.message(ANN, late, text="Do you have oats?")
    second = talking.message(ANN, late + timedelta(seconds=10), text="A kilo of them")
    talking.arrive(ours["telegram"], second)
    talking.arrive(ours["telegram"], first, second)
    assert _thread(ANN, ours) == [("text", "Do you have oats?"), ("text", "A kilo of them")]
    (talk,) = list_conversations(leaves=leaves_with(_leaf(ours, ANN))).rows
    said = late + timedelta(microseconds=999_999)  # the stamp is of whole seconds
    assert (talk.waiting_since, talk.channel, talk.state) == (said, "telegram", "open")
    assert make.verbs_of([talk.id]) == {"conversation.opened": 1, "message.received": 2}
    assert api.asked == []


def test_updates_in_one_slice_are_taken_by_their_number(api: talking.BotApi) -> None:
    ours = talking.connect()
    updates = [talking.message(ANN, text=f"word {nth}") for nth in range(5)]
    talking.arrive(ours["telegram"], *reversed(updates))
    assert _thread(ANN, ours) == [("text", f"word {nth}") for nth in range(5)]


def test_a_message_repeated_under_another_update_is_kept_once(api: talking.BotApi) -> None:
    ours = talking.connect()
    one = talking.message(ANN, text="Once")
    talking.arrive(ours["telegram"], one)
    talking.arrive(ours["telegram"], one | {"update_id": one["update_id"] + 500})
    assert _thread(ANN, ours) == [("text", "Once")]


def test_garbage_is_set_aside_and_stops_nobody(api: talking.BotApi) -> None:
    ours = talking.connect()
    cut = b'{"update_id": 5, "message": {"text": "half'
    lone = talking.message(BEN, text="\ud800 half a sign\x00")
    nobody = {"update_id": 3, "message": {"message_id": 1}}
    talking.arrive(ours["telegram"], cut, b"[]", nobody, lone, talking.message(ANN, text="Whole"))
    assert _thread(ANN, ours) == [("text", "Whole")]
    assert _thread(BEN, ours) == [("text", "? half a sign")]
    broken = make.ask("SELECT error FROM kit_arrival WHERE connection = %s AND error IS NOT NULL", ours["telegram"])
    assert sorted(str(error) for (error,) in broken) == ["no_chat", "no_object", "not_json"]
    assert make.ask("SELECT count(*) FROM kit_arrival WHERE read_at IS NULL") == [(0,)]


def test_a_passport_carries_the_conversation_and_makes_one_person(api: talking.BotApi) -> None:
    ours = talking.connect()
    browser = people.browser()
    written = write_message(browser, "Is it fresh?", key="k1", actor=Actor("leaf", browser), at=make.AT)
    link = make_passport(browser, "telegram", actor=Actor("leaf", browser), at=make.AT)
    assert link.startswith("http://127.0.0.1:") and "/t/ours_bot?start=" in link
    token = link.rpartition("=")[2]
    assert len(token) == 32
    come = talking.message(ANN, text=f"/start {token}")
    talking.arrive(ours["telegram"], come)
    messenger = _leaf(ours, ANN)
    assert customer_of(messenger) == customer_of(browser) is not None
    assert set(leaves_with(browser)) == {browser, messenger}
    assert read_conversation(written.conversation).channel == "telegram"
    assert make.verbs_of([written.conversation])["conversation.continued"] == 1
    talking.send_all()
    assert len(api.said()) == 1 and "come along" in api.said()[0]
    assert api.asked[0][1]["reply_markup"]["keyboard"][0][0]["request_contact"] is True
    talking.arrive(ours["telegram"], talking.message(BEN, text=f"/start {token}"))
    assert customer_of(_leaf(ours, BEN)) is None, "used by somebody else it opens nothing"
    talking.send_all()
    assert "too old" in api.said()[1]


def test_an_old_or_made_up_passport_opens_nothing(api: talking.BotApi) -> None:
    ours = talking.connect()
    browser = people.browser()
    link = make_passport(browser, "telegram", actor=Actor("leaf", browser), at=make.AT)
    clock.set_clock(make.AT + timedelta(hours=1))
    for token in (link.rpartition("=")[2], "A" * 32, "short", "x" * 64):
        talking.arrive(ours["telegram"], talking.message(ANN, text=f"/start {token}"), at=make.AT)
    assert customer_of(browser) is None and leaves_with(browser) == [browser]
    assert make.ask("SELECT count(*) FROM conversations_passport WHERE used_at IS NOT NULL") == [(0,)]


def test_ones_own_phone_proves_and_somebody_elses_does_not(api: talking.BotApi) -> None:
    ours = talking.connect()
    phone = people.new_phone()
    household, _card = people.household(phone)
    foreign = {"phone_number": phone, "first_name": "N", "user_id": BEN}
    talking.arrive(ours["telegram"], talking.message(ANN, contact=foreign))
    assert customer_of(_leaf(ours, ANN)) is None
    forwarded = {"contact": foreign | {"user_id": ANN}, "forward_origin": {"type": "user"}}
    talking.arrive(ours["telegram"], talking.message(ANN, **forwarded))
    assert customer_of(_leaf(ours, ANN)) is None
    own = {"phone_number": phone.lstrip("+"), "first_name": "N", "user_id": ANN}
    talking.arrive(ours["telegram"], talking.message(ANN, contact=own))
    assert customer_of(_leaf(ours, ANN)) == household
    assert may_write(leaves_with(_leaf(ours, ANN)), "telegram", "orders")
    assert make.ask("SELECT count(*) FROM conversations_message WHERE text LIKE %s", f"%{phone[-7:]}%") == [(0,)]
    talking.send_all()
    assert ["not your own" in said for said in api.said()] == [True, True, False]


def test_presses_stop_and_blocking_say_yes_and_no(api: talking.BotApi) -> None:
    ours = talking.connect()
    talking.arrive(ours["telegram"], talking.message(ANN, text="/start"))
    leaf = _leaf(ours, ANN)
    assert not may_write([leaf], "telegram", "orders"), "to come is not to agree"
    for act, may in (
        (talking.press(ANN, "orders:yes"), True),
        (talking.message(ANN, text="/stop"), False),
        (talking.press(ANN, "orders:yes"), True),
        (talking.press(ANN, "nothing we know"), True),
        (talking.blocked(ANN), False),
    ):
        clock.set_clock(clock.now() + timedelta(seconds=1))
        talking.arrive(ours["telegram"], act)
        assert may_write([leaf], "telegram", "orders") is may
    talking.send_all()
    answered = [asked["callback_query_id"] for url, asked in api.asked if url.endswith("/answerCallbackQuery")]
    assert len(answered) == 3 == len(set(answered))
    assert list_conversations(leaves=[leaf]).rows == ()


def test_a_photo_waits_for_an_answer_too(api: talking.BotApi) -> None:
    ours = talking.connect()
    talking.arrive(ours["telegram"], talking.message(ANN, photo=[{"file_id": "f"}], caption="This one"))
    talking.arrive(ours["telegram"], talking.message(ANN, voice={"file_id": "f"}))
    assert _thread(ANN, ours) == [("media", "This one"), ("media", None)]
    (talk,) = list_conversations(leaves=leaves_with(_leaf(ours, ANN))).rows
    assert talk.waiting_since is not None
