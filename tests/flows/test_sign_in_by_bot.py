"""A browser is signed in by our bot: the link ties it to a code, and the digits that the bot answers prove whose it is.

The flows are prilavok.flows.make_sign_in_link and prilavok.flows.come_to_sign_in.
"""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from tests import make, people, talking

from prilavok.domains.conversations.errors import NoWayToWrite
from prilavok.domains.customers.actions import put_customers
from prilavok.domains.customers.errors import CodeEnded, CodesTooMany, CodeWrong
from prilavok.domains.customers.queries import customer_of, find_leaf, leaves_with, list_customer_ids, opens, proves
from prilavok.domains.customers.types import CodeSent, NewCustomer, NewIdentifier
from prilavok.flows import read_arrivals, send_message, share_phone
from prilavok.flows.make_passport import make_passport
from prilavok.flows.make_sign_in_link import make_sign_in_link
from prilavok.flows.meet_visitor import Visitor, meet_visitor
from prilavok.flows.messages import read_sign_in_link, sign_in_link
from prilavok.flows.prove_code import Proved, prove_code
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.ids import sign

AT = make.AT
RUN = (read_arrivals, send_message, share_phone)  # what the worker runs here
ANN, EVE = 4_300_100, 4_300_200


@pytest.fixture(autouse=True)
def telegram(rolled_back: None) -> UUID:
    """Our bot."""
    clock.set_clock(AT)
    return talking.connect()["telegram"]


def _visitor() -> Visitor:
    return meet_visitor(None, actor=SYSTEM, at=AT)


def _asked(who: Visitor, address: str = "192.0.2.7") -> CodeSent:
    return make_sign_in_link(who.leaf, "telegram", actor=who.actor, address=address, at=clock.now())


def _token(code: CodeSent) -> str:
    return sign_in_link(code).rpartition("=")[2]


def _start(bot: UUID, user: int, token: str, language: str = "en") -> str:
    """Press Start; what the bot says to it."""
    before = make.ask("SELECT count(*) FROM conversations_message WHERE direction = 'out'")
    update = talking.message(user, clock.now(), text=f"/start {token}")
    update["message"]["from"]["language_code"] = language
    talking.arrive(bot, update, at=clock.now())
    said = make.ask("SELECT address, text FROM conversations_message WHERE direction = 'out' ORDER BY id DESC LIMIT 1")
    after = make.ask("SELECT count(*) FROM conversations_message WHERE direction = 'out'")
    assert after == [(int(str(before[0][0])) + 1,)] and said[0][0] == str(user)
    return str(said[0][1])


def _digits(text: str) -> str:
    found = re.findall(r"\b\d{6}\b", text)
    assert len(found) == 1, text
    return str(found[0])


def _enter(who: Visitor, code: CodeSent, digits: str) -> Proved:
    return prove_code(who.leaf, code.code, digits, actor=who.actor, at=clock.now())


def _leaf(bot: UUID, user: int) -> UUID:
    found = find_leaf("telegram", f"{bot}:{user}")
    assert found is not None
    return found.leaf


def _shared(bot: UUID, user: int, phone: str) -> UUID:
    """Somebody who shared their phone in the bot: their leaf."""
    contact = {"phone_number": phone, "user_id": user, "first_name": "A"}
    talking.arrive(bot, talking.message(user, contact=contact))
    return _leaf(bot, user)


# ---------------------------------------------------------------- the way in


def test_who_is_known_in_the_bot_is_known_in_the_browser_that_took_the_link(telegram: UUID) -> None:
    chat, who = _shared(telegram, ANN, people.new_phone()), _visitor()
    code = _asked(who)
    link = sign_in_link(code)
    assert re.search(r"/t/ours_bot\?start=[A-Za-z0-9_-]{1,64}$", link)
    text = _start(telegram, ANN, _token(code))
    assert text.startswith("Your code to sign in on our site: ") and "tell it to nobody" in text
    assert customer_of(who.leaf) is None and who.leaf not in leaves_with(chat), "to press Start signs nobody in"
    proved = _enter(who, code, _digits(text))
    assert (proved.customer, proved.token) == (customer_of(chat), None)
    assert opens(who.leaf) == proves("messenger"), "no more than the table says"
    ties = "SELECT other_id, source FROM customers_evidence WHERE one_id = %s AND strength = 'verified'"
    assert make.ask(ties, who.leaf) == [(chat, "messenger_code")]
    with pytest.raises(CodeEnded):
        _enter(who, code, _digits(text))
    assert "too old" in _start(telegram, ANN, _token(code)), "the link was good once"


def test_somebody_new_is_a_person_of_two_leaves_in_every_browser_of_theirs(telegram: UUID) -> None:
    phone, desk = _visitor(), _visitor()
    for who in (phone, desk):
        code = _asked(who)
        proved = _enter(who, code, _digits(_start(telegram, ANN, _token(code))))
        assert opens(who.leaf).see_own == "yes" and proved.customer == customer_of(_leaf(telegram, ANN))
    assert set(leaves_with(phone.leaf)) == {phone.leaf, desk.leaf, _leaf(telegram, ANN)}


def test_who_came_over_by_a_passport_before_is_told_the_digits(telegram: UUID) -> None:
    who = _visitor()
    passport = make_passport(who.leaf, "telegram", actor=who.actor, at=AT)
    _start(telegram, ANN, passport.rpartition("=")[2])
    assert opens(who.leaf).see_own == "no", "a passport speaks for the messenger that used it alone"
    for _nth in range(2):
        code = _asked(who)
        _enter(who, code, _digits(_start(telegram, ANN, _token(code))))
        assert opens(who.leaf) == proves("messenger")
    sources = "SELECT source FROM customers_evidence WHERE one_id = %s ORDER BY recorded_at, id"
    assert make.ask(sources, who.leaf) == [("passport",), ("messenger_code",)]


# ---------------------------------------------------------------- what must not be


def test_a_link_sent_on_signs_no_strangers_browser_in(telegram: UUID) -> None:
    chat, eve = _shared(telegram, ANN, people.new_phone()), _visitor()
    code = _asked(eve)
    digits = _digits(_start(telegram, ANN, _token(code)))  # Ann was sent Eve's link and pressed it
    assert customer_of(eve.leaf) is None and leaves_with(eve.leaf) == [eve.leaf]
    ann = _visitor()
    with pytest.raises(CodeEnded):
        _enter(ann, code, digits)  # on no browser but the one that asked
    wrong = f"{(int(digits) + 1) % 1_000_000:06d}"
    for _nth in range(5):
        with pytest.raises(CodeWrong):
            _enter(eve, code, wrong)
    with pytest.raises(CodeEnded):
        _enter(eve, code, digits)
    assert customer_of(eve.leaf) is None and eve.leaf not in leaves_with(chat)
    assert "too old" in _start(telegram, ANN, _token(code)), "and nobody is told others for a code that was tried out"


def test_the_first_who_comes_has_the_link_alone_and_the_last_digits_count(telegram: UUID) -> None:
    who = _visitor()
    code = _asked(who)
    first = _digits(_start(telegram, ANN, _token(code)))
    assert _start(telegram, EVE, _token(code)) == "This link has been used or is too old. Take a fresh one on our site."
    last = first
    while last == first:
        last = _digits(_start(telegram, ANN, _token(code)))
    with pytest.raises(CodeWrong):
        _enter(who, code, first)
    assert _enter(who, code, last).customer == customer_of(_leaf(telegram, ANN))
    assert customer_of(_leaf(telegram, EVE)) is None


def test_before_anybody_came_there_are_no_digits_to_guess(telegram: UUID) -> None:
    who = _visitor()
    code = _asked(who)
    assert make.ask("SELECT told_id, by, kind FROM customers_code WHERE id = %s", code.code) == [
        (None, "telegram", "bot_link")
    ]
    assert make.ask("SELECT count(*) FROM conversations_message") == [(0,)]
    with pytest.raises(CodeWrong):
        _enter(who, code, "000000")


def test_a_link_lives_ten_minutes_and_only_till_the_next_one(telegram: UUID) -> None:
    who = _visitor()
    old, code = _asked(who), _asked(who)
    assert "too old" in _start(telegram, ANN, _token(old))
    clock.set_clock(AT + timedelta(minutes=10))
    assert "too old" in _start(telegram, ANN, _token(code))
    assert make.ask("SELECT count(*) FROM customers_code WHERE told_id IS NOT NULL") == [(0,)]


def test_nobody_can_make_a_link_but_we(telegram: UUID) -> None:
    who = _visitor()
    code = _asked(who)
    token = _token(code)
    assert read_sign_in_link(token, AT) == code.code and len(token) == 64
    changed = token[:30] + ("A" if token[30] != "A" else "B") + token[31:]
    other = sign(code.code.hex[:22], "another purpose", code.expires_at)
    for odd in (changed, other, "A" * 64, code.code.hex, ""):
        assert read_sign_in_link(odd, AT) is None
    for odd in (changed, other, "A" * 64):
        assert "too old" in _start(telegram, ANN, odd)


def test_of_whom_a_list_made_somebody_else_nothing_is_opened_before_they_prove_it(telegram: UUID) -> None:
    named = NewIdentifier("telegram", f"{telegram}:{ANN}"), NewIdentifier("card", "2990000007777")
    put_customers([NewCustomer("listed", named, "Name", True)], source="load:test", seen=AT, at=AT, origin="load")
    listed, who = list_customer_ids(["listed"])["listed"], _visitor()
    assert customer_of(_leaf(telegram, ANN)) == listed
    code = _asked(who)
    text = _start(telegram, ANN, _token(code))
    assert not re.search(r"\d{6}", text) and "share your phone" in text
    [(button,)] = make.ask("SELECT parts ->> 'ask_phone' FROM conversations_message WHERE direction = 'out'")
    assert button == "Share my phone"
    with pytest.raises(CodeWrong):
        _enter(who, code, "000000")
    _shared(telegram, ANN, people.new_phone())
    proved = _enter(who, code, _digits(_start(telegram, ANN, _token(code))))
    assert proved.customer == customer_of(_leaf(telegram, ANN))


def test_on_a_device_of_somebody_else_a_new_token_is_given(telegram: UUID) -> None:
    chat, tablet = _shared(telegram, ANN, people.new_phone()), _visitor()
    other = people.prove(tablet.leaf, people.new_phone()).customer
    code = _asked(tablet)
    proved = _enter(tablet, code, _digits(_start(telegram, ANN, _token(code))))
    assert proved.token and proved.customer == customer_of(chat) != other
    assert customer_of(tablet.leaf) == other


def test_an_update_told_twice_is_answered_once(telegram: UUID) -> None:
    who = _visitor()
    code = _asked(who)
    update = talking.message(ANN, text=f"/start {_token(code)}")
    talking.arrive(telegram, update)
    again = {"update_id": int(str(update["update_id"])) + 500, "message": update["message"]}
    talking.arrive(telegram, again)
    [(text,)] = make.ask("SELECT text FROM conversations_message WHERE direction = 'out'")
    _enter(who, code, _digits(str(text)))


def test_links_are_limited_by_browser_and_by_address(telegram: UUID) -> None:
    who = _visitor()
    for _nth in range(3):
        _asked(who)
    with pytest.raises(CodesTooMany):
        _asked(who)
    for _nth in range(16):
        _asked(_visitor())
    with pytest.raises(CodesTooMany):
        _asked(_visitor())
    _asked(_visitor(), "198.51.100.1")


def test_without_a_bot_nobody_is_given_a_link(telegram: UUID) -> None:
    make.ask('UPDATE connections_connection SET "on" = false WHERE id = %s RETURNING id', telegram)
    for by in ("telegram", "pigeon"):
        with pytest.raises(NoWayToWrite):
            make_sign_in_link(_visitor().leaf, by, actor=SYSTEM, address="192.0.2.7", at=AT)
    assert make.ask("SELECT count(*) FROM customers_code") == [(0,)]


@pytest.mark.parametrize(
    ("language", "told", "ended", "share"),
    [
        ("en", "Your code to sign in on our site: ", "This link has been used", "share your phone"),
        ("ru", "Ваш код для входа на сайт: ", "Эта ссылка уже использована", "поделитесь"),
        ("kk", "Сайтқа кіру кодыңыз: ", "Бұл сілтеме", "бөлісіңіз"),
    ],
)
def test_the_bot_speaks_three_languages(telegram: UUID, language: str, told: str, ended: str, share: str) -> None:
    code = _asked(_visitor())
    assert _start(telegram, ANN, _token(code), language).startswith(told)
    assert ended in _start(telegram, EVE, _token(code), language)
    listed = NewIdentifier("telegram", f"{telegram}:77"), NewIdentifier("card", "2990000007777")
    put_customers([NewCustomer("listed", listed, "Name", True)], source="load:test", seen=AT, at=AT, origin="load")
    assert share in _start(telegram, 77, _token(_asked(_visitor())), language)
