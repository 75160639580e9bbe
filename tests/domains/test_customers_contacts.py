"""What is shown as proven is what holds: a proof that a rule dropped proves no contact and makes nobody surer."""

from uuid import UUID

import pytest
from tests import make, people

from prilavok.domains.customers.actions import list_identifier, prove_contact
from prilavok.domains.customers.queries import customer_of, list_contacts, list_leaves, why_one_person
from prilavok.domains.customers.types.identity import ListedValue
from prilavok.kit.events.actor import SYSTEM, Actor

pytestmark = pytest.mark.usefixtures("rolled_back")
SHARED, OWN = "+77272500000", "+77011234567"


def _prove(leaf: UUID, phone: str) -> None:
    prove_contact(leaf, "phone", phone, source="code", actor=Actor("leaf", leaf), at=make.AT)


def test_a_proof_that_a_rule_dropped_proves_no_contact() -> None:
    list_identifier(ListedValue("phone", SHARED, "shared", "own"), actor=SYSTEM, at=make.AT)
    chat = people.messenger(make.AT)
    _prove(chat, SHARED)
    customer = customer_of(chat)
    assert customer is not None and list_leaves(customer) == [chat]
    [contact] = list_contacts([chat], raw=True)
    assert (contact.kind, contact.verified) == ("telegram", False)
    assert make.ask("SELECT strength, holds FROM customers_evidence") == [("verified", False)]
    _prove(chat, OWN)
    assert {(one.kind, one.verified) for one in list_contacts(list_leaves(customer), raw=True)} == {
        ("telegram", True),
        ("phone", True),
    }
    assert why_one_person(customer).sure == "proven"
