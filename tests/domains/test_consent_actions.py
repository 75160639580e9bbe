"""What was said last counts over all leaves of a person; silence is a no; nothing said is ever lost."""

from datetime import timedelta

from tests import make, people

from prilavok.domains.consent.actions import give_consent, withdraw_consent
from prilavok.domains.consent.queries import list_consents, may_write
from prilavok.kit.events.actor import Actor

AT = make.AT


def test_silence_is_a_no(rolled_back: None) -> None:
    leaf = people.browser()
    assert may_write([leaf], "sms", "orders") is False
    assert may_write([], "sms", "orders") is False and list_consents([leaf]) == []


def test_a_yes_is_for_one_channel_and_one_purpose_and_is_recorded(rolled_back: None) -> None:
    leaf = people.browser()
    who = Actor("leaf", leaf)
    give_consent(leaf, "sms", "orders", source="checkout", actor=who, at=AT)
    said = [may_write([leaf], channel, purpose) for channel in ("sms", "telegram") for purpose in ("orders", "offers")]
    assert said == [True, False, False, False]
    [kept] = list_consents([leaf])
    assert (kept.given, kept.source, kept.actor_kind, kept.actor, kept.said_at) == (True, "checkout", "leaf", leaf, AT)
    assert make.ask("SELECT verb, leaf, facts->>'channel', facts->>'purpose' FROM kit_event WHERE leaf = %s", leaf) == [
        ("consent.given", leaf, "sms", "orders")
    ]


def test_the_last_word_of_any_leaf_counts(rolled_back: None) -> None:
    one, other = people.browser(), people.messenger()
    steps = [(one, True), (other, False), (one, True), (one, False)]
    for nth, (leaf, yes) in enumerate(steps):
        say = give_consent if yes else withdraw_consent
        say(leaf, "sms", "orders", source="desk", actor=Actor("leaf", leaf), at=AT + timedelta(minutes=nth))
        assert may_write([one, other], "sms", "orders") is yes
    assert [view.given for view in list_consents([one, other])] == [False, True, False, True]
    assert may_write([other], "sms", "orders") is False
    assert make.verbs_of([one, other]) == {"consent.given": 2, "consent.withdrawn": 2}
