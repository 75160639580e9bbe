"""Codes to sign in by e-mail and by messenger: the same for known and unknown, and entered in one browser alone."""

import re
from uuid import UUID

import pytest
from tests import make, people, talking

from prilavok.domains.conversations.errors import NoWayToWrite
from prilavok.domains.customers.errors import (
    CodeEnded,
    CodesTooMany,
    CodeWrong,
    ContactUnfit,
    ContactUnreadable,
)
from prilavok.domains.customers.queries import customer_of, find_leaf, opens, proves
from prilavok.domains.customers.types import CodeSent
from prilavok.flows import read_arrivals, send_message
from prilavok.flows.meet_visitor import Visitor, meet_visitor
from prilavok.flows.prove_code import prove_code
from prilavok.flows.send_code import send_code
from prilavok.flows.tell_code import tell_code
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.jobs.runner import run_due

AT = make.AT
RUN = (read_arrivals, send_message, tell_code)
USER = 4_100_200


@pytest.fixture(autouse=True)
def _now(rolled_back: None) -> None:
    clock.set_clock(AT)


def _visitor() -> Visitor:
    return meet_visitor(None, actor=SYSTEM, at=AT)


def _send(who: Visitor, contact: str, by: str = "", address: str = "192.0.2.7") -> CodeSent:
    return send_code(who.leaf, contact, by=by, actor=who.actor, language="en", address=address, at=AT)


def _linked(connection: UUID, phone: str) -> UUID:
    """A user of Telegram who shared the phone there: their leaf."""
    contact = {"phone_number": phone, "user_id": USER, "first_name": "A"}
    talking.arrive(connection, talking.message(USER, contact=contact))
    found = find_leaf("telegram", f"{connection}:{USER}")
    assert found is not None
    return found.leaf


def _texts(channel: str) -> list[str]:
    told = "SELECT text FROM conversations_message WHERE kind = 'code' AND channel = %s ORDER BY id"
    return [str(text) for (text,) in make.ask(told, channel)]


def _digits(text: str) -> str:
    found = re.search(r"\b\d{6}\b", text)
    assert found, text
    return found[0]


# ---------------------------------------------------------------- e-mail


def test_a_code_by_mail_proves_the_mail_as_one_by_sms_proves_the_phone() -> None:
    talking.connect()
    first, second = _visitor(), _visitor()
    sent = _send(first, " Aigul@Mail.kz ")
    assert (sent.kind, sent.by) == ("email", "") and "aigul@mail.kz" not in sent.masked
    assert _texts("sms") == []
    proved = prove_code(first.leaf, sent.code, people.digits_sent("aigul@mail.kz"), actor=first.actor, at=AT)
    assert opens(first.leaf) == proves("code")
    # A Cyrillic а in the Latin address, as the wrong layout leaves it: it is the same mailbox.
    again = _send(second, "аigul@mail.kz")
    same = prove_code(second.leaf, again.code, people.digits_sent("aigul@mail.kz"), actor=second.actor, at=AT)
    assert same.customer == proved.customer and len(_texts("mail")) == 2
    verified = "SELECT channel, address FROM customers_contact_point WHERE verified_at IS NOT NULL"
    assert make.ask(verified) == [("email", "aigul@mail.kz")]


@pytest.mark.parametrize("contact", ["", "  ", "aigul", "Айгуль"])
def test_what_is_neither_phone_nor_mail_is_said_so(contact: str) -> None:
    talking.connect()
    with pytest.raises(ContactUnreadable):
        _send(_visitor(), contact)


@pytest.mark.parametrize("contact", ["aigul@mail", "жigul@mail.kz", "a b@mail.kz", "@"])
def test_a_mail_that_is_none_or_may_deceive_gets_no_code(contact: str) -> None:
    talking.connect()
    with pytest.raises(ContactUnfit):
        _send(_visitor(), contact)
    assert make.ask("SELECT count(*) FROM customers_code") == [(0,)]


def test_mails_are_limited_as_phones_are() -> None:
    talking.connect()
    for _nth in range(3):
        _send(_visitor(), "aigul@mail.kz")
    with pytest.raises(CodesTooMany):
        _send(_visitor(), "AIGUL@mail.kz")
    _send(_visitor(), "aigul@mail.kz", address="198.51.100.1")


# ---------------------------------------------------------------- messenger


def test_a_code_by_telegram_signs_this_browser_in_as_its_user() -> None:
    connections, phone = talking.connect(), people.new_phone()
    chat, who = _linked(connections["telegram"], phone), _visitor()
    sent = _send(who, phone, "telegram")
    assert (sent.kind, sent.by, _texts("telegram")) == ("phone", "telegram", []), (
        "whether they are known is found later"
    )
    run_due()
    run_due()
    [text] = _texts("telegram")
    assert text.startswith("Your code to sign in on our site: ") and _texts("sms") == []
    with pytest.raises(CodeEnded):
        prove_code(_visitor().leaf, sent.code, _digits(text), actor=who.actor, at=AT)
    proved = prove_code(who.leaf, sent.code, _digits(text), actor=who.actor, at=AT)
    assert (proved.customer, proved.token) == (customer_of(chat), None)
    # The messenger's row of the table: no more than its user sees there.
    assert opens(who.leaf) == proves("messenger")
    ties = "SELECT other_id FROM customers_evidence WHERE one_id = %s AND strength = 'verified' AND source = %s"
    assert make.ask(ties, who.leaf, "messenger_code") == [(chat,)]
    assert make.ask(ties, who.leaf, "code") == [], "of the phone nothing was proven"
    with pytest.raises(CodeEnded):
        prove_code(who.leaf, sent.code, _digits(text), actor=who.actor, at=AT)


def test_by_telegram_known_and_unknown_are_told_and_cost_the_same() -> None:
    connections, known, unknown = talking.connect(), people.new_phone(), people.new_phone()
    _linked(connections["telegram"], known)
    told, rows, left = [], [], []
    for phone in (known, unknown, "nobody@mail.kz"):
        who, before = _visitor(), make.rows_of_all_tables()
        sent = _send(who, phone, "telegram")
        rows.append({table: n for table, n in make.grown(before).items() if table not in ("kit_bucket",)})
        told.append((sent.by, sent.expires_at, sent.resend_after))
        run_due()
        tries = []
        for _nth in range(5):
            with pytest.raises(CodeWrong) as refused:
                prove_code(who.leaf, sent.code, "no", actor=who.actor, at=AT)
            tries.append((refused.value.code, refused.value.facts))
        left.append(tries)
        with pytest.raises(CodeEnded):
            prove_code(who.leaf, sent.code, "no", actor=who.actor, at=AT)
        assert customer_of(who.leaf) is None
    assert told[0] == told[1] == told[2] and rows[0] == rows[1] == rows[2] and left[0] == left[1] == left[2]
    assert len(_texts("telegram")) == 1


def test_a_code_nobody_was_told_has_no_digits_to_guess() -> None:
    talking.connect()
    who = _visitor()
    sent = _send(who, people.new_phone(), "telegram")
    run_due()
    assert make.ask("SELECT told_id FROM customers_code WHERE id = %s", sent.code) == [(None,)]
    assert _texts("telegram") == []


def test_who_blocked_the_bot_is_told_nothing_and_a_code_that_ended_neither() -> None:
    connections, phone = talking.connect(), people.new_phone()
    _linked(connections["telegram"], phone)
    late = _visitor()
    _send(late, phone, "telegram")
    _send(late, people.new_phone())  # whatever the leaf was sent before is no longer
    run_due()
    assert _texts("telegram") == []
    talking.arrive(connections["telegram"], talking.blocked(USER))
    _send(_visitor(), phone, "telegram")
    run_due()
    assert _texts("telegram") == []


def test_codes_of_one_contact_are_counted_together_whichever_way_they_go() -> None:
    talking.connect()
    phone = people.new_phone()
    for by in ("telegram", "", "telegram"):
        _send(_visitor(), phone, by)
    for by in ("", "telegram"):
        with pytest.raises(CodesTooMany):
            _send(_visitor(), phone, by)


def test_on_a_device_of_somebody_else_a_new_token_is_given() -> None:
    connections, phone = talking.connect(), people.new_phone()
    chat, tablet = _linked(connections["telegram"], phone), _visitor()
    other = people.prove(tablet.leaf, people.new_phone()).customer
    sent = _send(tablet, phone, "telegram")
    run_due()
    proved = prove_code(tablet.leaf, sent.code, _digits(_texts("telegram")[0]), actor=tablet.actor, at=AT)
    assert proved.token and proved.leaf != tablet.leaf and proved.customer == customer_of(chat) != other
    assert customer_of(tablet.leaf) == other


def test_where_no_messenger_is_connected_it_is_refused_to_everybody() -> None:
    people.sms()
    for by in ("telegram", "pigeon"):
        with pytest.raises(NoWayToWrite):
            _send(_visitor(), people.new_phone(), by)
