"""Somebody at a browser of their own who signs in, adds contacts and takes them away; and what is kept and told of it."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tests import make, people

from prilavok.domains.customers.queries import current_rules, customer_of, find_leaf, what_if
from prilavok.domains.customers.types import CodeSent
from prilavok.flows.add_own_contact import OwnContactAdded, add_own_contact
from prilavok.flows.ask_own_contact import ask_own_contact
from prilavok.flows.meet_visitor import Visitor, meet_visitor
from prilavok.flows.prove_code import Proved, prove_code
from prilavok.flows.remove_own_contact import remove_own_contact
from prilavok.flows.send_code import send_code
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM

AT = make.AT
PHONE, MAIL = "+77010000123", "ann.k@example.com"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass
class Person:
    """Somebody at a browser, at an instant of their own."""

    who: Visitor
    at: datetime = AT

    @property
    def leaf(self) -> UUID:
        return self.who.leaf

    def sign_in(self, contact: str) -> Proved:
        self._goes_on()
        sent = send_code(
            self.leaf, contact, actor=self.who.actor, language="en", address=f"192.0.2.{self.at.minute}", at=self.at
        )
        return prove_code(self.leaf, sent.code, people.digits_sent(contact), actor=self.who.actor, at=self.at)

    def ask(self, contact: str) -> CodeSent:
        self._goes_on()
        return ask_own_contact(
            self.leaf, contact, actor=self.who.actor, language="en", address=f"192.0.2.{self.at.minute}", at=self.at
        )

    def add(self, contact: str) -> OwnContactAdded:
        code = self.ask(contact).code
        return self.enter(code, people.digits_sent(contact))

    def enter(self, code: UUID, digits: str) -> OwnContactAdded:
        return add_own_contact(self.leaf, code, digits, actor=self.who.actor, at=self.at)

    def remove(self, contact: UUID) -> None:
        self._goes_on()
        remove_own_contact(self.leaf, contact, actor=self.who.actor, at=self.at)

    def later(self, by: timedelta) -> None:
        self.at += by
        clock.set_clock(self.at)

    def _goes_on(self) -> None:
        self.later(timedelta(seconds=61))


def newcomer() -> Person:
    return Person(meet_visitor(None, actor=SYSTEM, at=clock.now()), clock.now())


def signed_in(contact: str = PHONE) -> Person:
    """Signed in by her phone a minute ago."""
    ann = newcomer()
    ann.sign_in(contact)
    return ann


def leaf_of(value: str) -> UUID:
    found = find_leaf("email" if "@" in value else "phone", value)
    assert found is not None
    return found.leaf


def whose(value: str) -> UUID | None:
    return customer_of(leaf_of(value))


def told_by(template: str) -> list[tuple[str, str]]:
    rows = make.ask("SELECT address, text FROM conversations_message WHERE template = %s ORDER BY id", template)
    return [(str(address), str(text)) for address, text in rows]


def link_in(text: str) -> str:
    found = re.search(r"/shop/not-me/([\w-]+)$", text)
    assert found, text
    return found[1]


def ties_between(one: UUID, other: UUID) -> list[tuple[str, bool]]:
    rows = make.ask(
        "SELECT source, revoked_at IS NULL FROM customers_evidence"
        " WHERE one_id = %s AND other_id = %s AND strength = 'verified' AND holds ORDER BY id",
        *(one, other),
    )
    return [(str(source), bool(stands)) for source, stands in rows]


def otherwise() -> tuple[object, ...]:
    """People that the whole log under today's rules would make otherwise than they are."""
    found = what_if(current_rules())
    return (*found.joins, *found.splits)
