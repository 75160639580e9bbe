"""What crosses the edge of customers."""

from prilavok.domains.customers.types.contacts import ContactView, Sureness
from prilavok.domains.customers.types.erasure import ErasureView, KeptBack, NewErasure, ToldAlike
from prilavok.domains.customers.types.listed import ListedLife, ListedPerson, TakenIn
from prilavok.domains.customers.types.own_code import OwnCode
from prilavok.domains.customers.types.people import (
    AddressView,
    Arrived,
    CodeSent,
    CustomerView,
    EvidenceView,
    IdentifierView,
    JoinView,
    KeptKey,
    KnownLeaf,
    LeafView,
    MadeUp,
    NewCustomer,
    NewIdentifier,
    PasskeyView,
    Proof,
    Proves,
    WhyOnePerson,
)

__all__ = [
    "OwnCode",
    "AddressView",
    "Arrived",
    "CodeSent",
    "ContactView",
    "CustomerView",
    "ErasureView",
    "EvidenceView",
    "IdentifierView",
    "JoinView",
    "KeptBack",
    "KeptKey",
    "KnownLeaf",
    "LeafView",
    "ListedLife",
    "ListedPerson",
    "MadeUp",
    "NewCustomer",
    "NewErasure",
    "NewIdentifier",
    "PasskeyView",
    "Proof",
    "Proves",
    "Sureness",
    "TakenIn",
    "ToldAlike",
    "WhyOnePerson",
]
