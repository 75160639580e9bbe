"""Codes that ended are forgotten, those that may still be entered stay. Covers prilavok.flows.forget_ended."""

from datetime import timedelta

from tests import make, people

from prilavok.flows.forget_ended import KEPT, forget_ended
from prilavok.flows.send_code import send_code
from prilavok.kit.events.actor import SYSTEM


def test_codes_are_forgotten_a_day_after_they_ended(rolled_back: None) -> None:
    people.sms()
    leaf = people.browser()
    sent = send_code(leaf, "+7 701 123 45 67", actor=SYSTEM, language="ru", address="127.0.0.1", at=make.AT)
    ended = sent.expires_at
    assert forget_ended(actor=SYSTEM, at=ended + KEPT - timedelta(seconds=1)) == 0
    assert make.ask("SELECT id FROM customers_code") == [(sent.code,)]
    assert make.ask("SELECT text FROM conversations_message WHERE kind = 'code'") == [(None,)]
    assert forget_ended(actor=SYSTEM, at=ended + KEPT + timedelta(seconds=1)) == 1
    assert make.ask("SELECT id FROM customers_code") == []
