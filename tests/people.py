"""Builders of people for tests: browsers, messengers and households with a phone."""

import re
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID, uuid4

from tests import make

from prilavok.domains.connections.actions import put_connection
from prilavok.domains.connections.types import NewConnection
from prilavok.domains.customers.actions import open_leaf, prove_contact, put_customers
from prilavok.domains.customers.queries import find_identifier_leaves, list_customer_ids
from prilavok.domains.customers.types import NewCustomer, NewIdentifier, Proof
from prilavok.domains.staff.actions import hire_staff, put_default_roles
from prilavok.domains.staff.types import NewStaff
from prilavok.kit.events.actor import SYSTEM, Actor

_nths = count(1)


def browser(at: datetime = make.AT) -> UUID:
    """A browser nobody met before."""
    return open_leaf("browser", f"digest-{next(_nths)}", at=at)


def messenger(at: datetime = make.AT) -> UUID:
    """A messenger's user nobody met before."""
    return open_leaf("telegram", f"connection:{next(_nths)}", at=at)


def new_phone() -> str:
    """A phone nobody has, of the range kept for fiction."""
    nth = next(_nths)
    return f"+1{200 + nth // 100}55501{nth % 100:02d}"


def household(phone: str = "", *, card: str = "", years: int = 1) -> tuple[UUID, UUID]:
    """A loaded customer known for so many years by a card and perhaps a phone; the customer and the card's leaf."""
    code = f"household-{next(_nths)}"
    identifiers = [NewIdentifier("card", card or f"29{next(_nths):011d}")]
    if phone:
        identifiers.append(NewIdentifier("phone", phone, True))
    known = NewCustomer(code, tuple(identifiers), f"Name of {code}", True)
    seen = make.AT - timedelta(days=365 * years)
    put_customers([known], source="load:test", seen=seen, at=make.AT, origin="load")
    leaf = find_identifier_leaves("card", [identifiers[0].value])[identifiers[0].value]
    return list_customer_ids([code])[code], leaf


def prove(leaf: UUID, phone: str, at: datetime = make.AT) -> Proof:
    """The phone is proven from this leaf by a code."""
    return prove_contact(leaf, "phone", phone, source="code", actor=Actor("leaf", leaf), at=at)


def prove_mail(leaf: UUID, mail: str, at: datetime = make.AT) -> Proof:
    """The e-mail is proven from this leaf by a code."""
    return prove_contact(leaf, "email", mail, source="code", actor=Actor("leaf", leaf), at=at)


def sms() -> None:
    """Our own outbox, which in the sandbox takes what goes out by SMS."""
    put_connection(NewConnection("sms", "sms", "outbox", {"en": "SMS"}), at=make.AT)


def digits_sent(phone: str) -> str:
    """The digits of the last code written to the phone, as a person reads them at /outbox."""
    [(text,)] = make.ask(
        "SELECT text FROM conversations_message WHERE kind = 'code' AND address = %s ORDER BY id DESC LIMIT 1", phone
    )
    found = re.search(r"\b\d{6}\b", str(text))
    assert found, text
    return found[0]


def staff(role: str = "cashier") -> UUID:
    """The id of somebody hired for the role, of a login nobody has."""
    put_default_roles(at=make.AT)
    person = NewStaff(f"staff-{uuid4().hex[:10]}", "Айгуль", role, "a long password 1")
    return hire_staff([person], actor=SYSTEM, at=make.AT)[0]
