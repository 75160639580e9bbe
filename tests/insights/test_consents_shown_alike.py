"""The own page, the segment of those who agreed, and the moment of sending say the same of a consent."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests import make
from tests.people import browser, messenger, prove_mail
from tests.segment_world import members, saved, settle

from prilavok.domains.audiences.types import Agreed
from prilavok.domains.consent.actions import give_consent, put_consents, withdraw_consent
from prilavok.domains.consent.queries import may_write
from prilavok.domains.consent.types import NewConsent
from prilavok.domains.customers.actions import prove_leaf, put_customers
from prilavok.domains.customers.queries import customer_of, find_identifier_leaves, leaves_with, owned_since
from prilavok.domains.customers.types import NewCustomer, NewIdentifier
from prilavok.insights.own_page import OwnConsent, read_own_page
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

pytestmark = [pytest.mark.quiet, pytest.mark.usefixtures("world")]
BY_MAIL = Agreed(channel="mail", purpose="offers")


@pytest.fixture
def world(own_database: Any) -> None:
    clock.set_clock(make.AT)


def _say(leaf: UUID, yes: bool, address: UUID | None = None) -> None:
    clock.move_clock(timedelta(minutes=1))
    say = give_consent if yes else withdraw_consent
    with story():
        say(leaf, "mail", "offers", source="desk", actor=Actor("leaf", leaf), at=clock.now(), address=address)
    settle()


def _shown(leaf: UUID) -> list[OwnConsent]:
    leaves = leaves_with(leaf)
    owner = customer_of(leaf)
    assert owner is not None
    return list(read_own_page(owner, leaves).consents)


def _may(leaf: UUID, address: UUID) -> bool:
    leaves = leaves_with(leaf)
    return may_write(leaves, "mail", "offers", since=owned_since(leaves), address=address)


def test_a_no_of_one_address_leaves_the_other() -> None:
    mails = ["one@shop.example", "two@shop.example"]
    known = NewCustomer("c-1", tuple(NewIdentifier("email", mail) for mail in mails), "Айгуль", False)
    with story():
        put_customers([known], source="load:test", seen=make.AT, at=make.AT, origin="load")
    one, two = (find_identifier_leaves("email", [mail])[mail] for mail in mails)
    segment = saved(BY_MAIL).id
    assert _shown(one) == [] and members(segment) == set()
    _say(one, True)
    _say(one, False, address=one)
    assert (_may(one, one), _may(one, two)) == (False, True)
    assert [(said.given, said.waits) for said in _shown(one)] == [(True, False)] and members(segment) == {
        customer_of(one)
    }
    _say(two, False, address=two)
    assert (_may(one, one), _may(one, two)) == (False, False)
    assert [(said.given, said.waits) for said in _shown(one)] == [(False, False)] and members(segment) == set()
    assert _shown(one)[0].said_at == clock.now()


def test_of_two_who_become_one_the_no_of_either_binds_on_every_screen() -> None:
    first, second = messenger(), messenger()
    with story():
        prove_mail(first, "she@shop.example")
        prove_mail(second, "he@shop.example")
    segment = saved(BY_MAIL).id
    _say(first, False)
    _say(second, True)
    assert members(segment) == {customer_of(second)}
    assert [one.given for one in _shown(first)] == [False] and [one.given for one in _shown(second)] == [True]
    clock.move_clock(timedelta(minutes=1))
    with story():
        prove_leaf(first, second, source="passport", actor=Actor("leaf", second), at=clock.now())
    settle()
    assert customer_of(first) == customer_of(second)
    mine = find_identifier_leaves("email", ["he@shop.example"])["he@shop.example"]
    assert not _may(second, mine) and members(segment) == set()
    assert (
        [(one.given, one.waits) for one in _shown(second)]
        == [(False, False)]
        == [(one.given, one.waits) for one in _shown(first)]
    )
    _say(second, True)
    assert _may(second, mine) and members(segment) == {customer_of(first)}
    assert [one.given for one in _shown(first)] == [True]


def test_a_yes_of_a_list_that_waits_is_no_yes_on_the_own_page() -> None:
    leaf = browser()
    with story():
        prove_mail(leaf, "she@shop.example")
        told = [NewConsent(leaf, "mail", "offers", True, "list")]
        put_consents(told, actor=Actor("leaf", leaf), at=clock.now(), origin="import")
    segment = saved(BY_MAIL).id
    assert [(one.given, one.waits) for one in _shown(leaf)] == [(False, True)] and members(segment) == set()
    _say(leaf, True)
    assert [(one.given, one.waits) for one in _shown(leaf)] == [(True, False)]
    assert members(segment) == {customer_of(leaf)}


def test_a_no_of_a_list_is_taken_back_by_its_teller_alone() -> None:
    row, other = browser(), browser()
    with story():
        prove_mail(row, "she@shop.example")
    mail = find_identifier_leaves("email", ["she@shop.example"])["she@shop.example"]
    segment = saved(BY_MAIL).id

    def told(yes: bool, by: UUID, days: int) -> None:
        at = make.AT - timedelta(days=days)
        new = NewConsent(row if yes else mail, "mail", "offers", yes, "list", at, "1", None, mail, None if yes else by)
        with story():
            put_consents([new], actor=Actor("leaf", row), at=clock.now(), origin="live")
        clock.move_clock(timedelta(minutes=1))
        settle()

    def agreed() -> tuple[bool, bool, bool]:
        return _may(row, mail), members(segment) == {customer_of(row)}, [one.given for one in _shown(row)] == [True]

    told(False, row, 9)
    assert agreed() == (False, False, False)
    told(True, row, 8)
    assert agreed() == (True, True, True)
    told(False, other, 9)
    assert agreed() == (False, False, False)
