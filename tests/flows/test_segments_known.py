"""Segments over what customers agreed to, read and hold in points; and the check that finds whom a fault left behind.

Covers prilavok.flows.switch_made_up as far as segments follow it.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests import make
from tests.people import household, new_phone, prove
from tests.segment_world import acquaintance, buy, crossings, members, saved, settle

from prilavok.domains.audiences.types import Agreed, All, HasPoints, Not, Reached, Speaks
from prilavok.domains.consent.actions import give_consent, put_consents, withdraw_consent
from prilavok.domains.consent.queries import may_write
from prilavok.domains.consent.types import NewConsent
from prilavok.domains.customers.actions import put_customers
from prilavok.domains.customers.queries import customer_of, list_customer_ids, list_leaves, owned_since
from prilavok.domains.customers.types import NewCustomer, NewIdentifier
from prilavok.doors.cli import membership
from prilavok.flows.say_consent import say_consent
from prilavok.flows.switch_made_up import switch_made_up_off
from prilavok.insights.segments.comparing import differing
from prilavok.insights.segments.judging import judge_all
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM, Actor

pytestmark = [pytest.mark.quiet, pytest.mark.usefixtures("shop")]
OFFERS_BY_SMS = Agreed(channel="sms", purpose="offers")


@pytest.fixture
def shop(own_database: Any) -> None:
    clock.set_clock(make.AT)


def say(leaf: UUID, yes: bool, *, channel: str = "sms") -> None:
    say_consent(leaf, [channel], "offers", yes=yes, source="desk", actor=Actor("leaf", leaf), at=clock.now())


def test_a_yes_enters_a_no_leaves_and_what_a_file_does_not_prove_counts_for_nothing() -> None:
    who, leaf = household()
    other, elsewhere = household()
    agreed, refused = saved(OFFERS_BY_SMS), saved(Not(of=OFFERS_BY_SMS))
    assert (members(agreed.id), members(refused.id)) == (set(), {who, other})
    say(leaf, True)
    say(elsewhere, True, channel="telegram")
    settle()
    assert (members(agreed.id), members(refused.id)) == ({who}, {other})
    with story():
        unproven = NewConsent(elsewhere, "sms", "offers", True, "crm")
        assert put_consents([unproven], actor=SYSTEM, at=clock.now(), origin="live") == 0
    say(leaf, False)
    settle()
    assert (members(agreed.id), members(refused.id)) == (set(), {who, other})
    assert crossings(agreed.id) == [(who, "happened", "happened")]


def test_points_and_language_are_conditions_and_a_purchase_moves_at_once() -> None:
    make.programme()
    place, variant = make.place(), make.variant()
    who, leaf = household()
    reader = NewCustomer("K-1", (NewIdentifier("card", "2990000000017"),), "Айгүл", False, "kk")
    put_customers([reader], source="test", seen=make.AT, at=make.AT, origin="load")
    kazakh = list_customer_ids(["K-1"])["K-1"]
    rich, poor = saved(HasPoints(least=30, currency="KZT")), saved(HasPoints(most=0, currency="KZT"))
    assert members(saved(Speaks(language="kk")).id) == {kazakh}
    assert members(saved(Speaks(language="ru")).id) == set()
    assert (members(rich.id), members(poor.id)) == (set(), {who, kazakh})
    assert not judge_all(HasPoints(least=1, currency="RUB"), at=clock.now())[who]
    buy(leaf, place, variant, 3_000)
    settle()
    assert (members(rich.id), members(poor.id)) == ({who}, {kazakh})


def test_made_up_contacts_switched_off_are_counted_out_and_nobody_is_told() -> None:
    who, _leaf = household(new_phone())
    reached = saved(All(of=(Reached(by="phone"),)))
    assert members(reached.id) == {who}
    switch_made_up_off(actor=SYSTEM)
    settle()
    assert members(reached.id) == set()
    assert crossings(reached.id) == [(who, "counted", "counted")]


def test_the_check_finds_whom_a_fault_left_behind_and_nothing_else() -> None:
    who, leaf = household()
    household()
    kept, whole = saved(OFFERS_BY_SMS, "Offers"), saved(Not(of=OFFERS_BY_SMS), "The rest")
    assert membership.check(0) == []
    say(leaf, True)
    [one, other] = membership.check(0)
    assert {one.partition(":")[0], other.partition(":")[0]} == {"segment Offers", "segment The rest"}
    assert "1 differ from a full count" in one and str(who) in one
    assert differing({kept.id: kept.rule, whole.id: whole.rule}, at=clock.now()) == {kept.id: [who], whole.id: [who]}
    settle()
    assert membership.check(0) == []


WORDS = st.lists(st.tuples(st.integers(0, 2), st.booleans(), st.integers(0, 3)), max_size=7)


def test_the_answer_is_that_of_the_moment_of_sending_whatever_was_said_when() -> None:
    """One text judges everybody; what is asked before each message judges one person: they never disagree."""
    leaves = [acquaintance() for _ in range(3)]
    phone = new_phone()
    clock.move_clock(timedelta(hours=2))
    for leaf in leaves[:2]:
        prove(leaf, phone, clock.now())  # the first two are one person from the third hour on
    began = clock.now() - timedelta(hours=2)

    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(WORDS)
    @example([(0, False, 0), (1, True, 1)])  # the other's yes, said before they were one person
    @example([(0, False, 0), (1, True, 2)])
    @example([(0, True, 1), (0, False, 1)])  # at one instant
    def said(words: list[tuple[int, bool, int]]) -> None:
        purpose = "offers"
        make.ask("DELETE FROM consent_consent RETURNING 1")
        for who, yes, hour in words:
            at = began + timedelta(hours=hour)
            _say(leaves[who], yes, purpose, at)
        judged = judge_all(OFFERS_BY_SMS, at=clock.now())
        for leaf in leaves:
            customer = customer_of(leaf)
            assert customer is not None
            own = list_leaves(customer)
            assert judged[customer] == may_write(own, "sms", purpose, since=owned_since(own)), words

    said()


def _say(leaf: UUID, yes: bool, purpose: str, at: datetime) -> None:
    with story():
        act = give_consent if yes else withdraw_consent
        act(leaf, "sms", purpose, source="desk", actor=SYSTEM, at=at)
