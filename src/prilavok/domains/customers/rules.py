"""What identifiers are and how they are masked, what an arrival proves, who goes with whom when a join is undone."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType
from uuid import UUID

from prilavok.domains.customers.errors import ContactFiller, ContactUnfit
from prilavok.domains.customers.types import Arrived, Proves, Sureness
from prilavok.kit.phones import mask_phone, read_phone

PASSPORT = "passport"
PASSKEY = "passkey"
CODE_LIVES = timedelta(minutes=10)
CODE_TRIES = 5
CODES_AN_HOUR = 5  # to one contact, whoever asks
HOUR = timedelta(hours=1)
#: a code may also be sent to whoever is known in one of these; its value is the user's address there
MESSENGERS = ("telegram",)
RESEND_AFTER = 30  # seconds
#: what makes somebody known as a person, and what staff search people by
CONTACTS = ("phone", "email", "card")
_MAIL = re.compile(r"[^@\s<>,;\"]{1,64}@[^@\s<>,;\"]{1,190}\.[^@\s<>,;\".]{2,}")

PROVES: Mapping[Arrived, Proves] = MappingProxyType(
    {
        "code": Proves("yes", "yes", "yes", "yes", "with_pickup_code"),
        "messenger": Proves("yes", "yes", "masked", "by_button", "with_pickup_code"),
        "qr": Proves("yes", "yes", "no", "yes", "with_pickup_code"),
        "card": Proves("yes", "balance", "no", "with_pin_or_code", "no"),
        "caller": Proves("yes", "staff_only", "no", "no", "no"),
        "phone": Proves("yes", "no", "no", "no", "no"),
        "marketplace": Proves("yes", "that_order", "no", "no", "by_marketplace_code"),
        "pickup_code": Proves("that_order", "that_order", "no", "no", "that_order_once"),
        "document": Proves("yes", "yes", "yes", "yes", "yes"),
    }
)


def arrived_by(leaf: UUID, ties: Iterable[tuple[UUID, UUID, str]]) -> Arrived | None:
    """By what a leaf itself has proven who holds it; ties: one, other and source of verified evidence.

    A passport speaks for the messenger that used it, as far as the browser that made it is proven; never for that
    browser: whoever sends a stranger their link must not see the stranger's orders.
    """
    told = list(ties)
    sources = {source for one, other, source in told if leaf in (one, other) and source != PASSPORT}
    if "document" in sources:
        return "document"
    if sources & {"code", PASSKEY}:
        return "code"
    if any(source.endswith("_contact") for source in sources):
        return "messenger"
    makers = {one for one, other, source in told if other == leaf and source == PASSPORT}
    if any(source == "code" and (one in makers or other in makers) for one, other, source in told):
        return "messenger"
    return None


def read_contact(kind: str, text: str) -> tuple[str, bool]:
    """The contact in its normal form, and whether it is made up. Refused where it is none or proves nobody."""
    if kind == "phone":
        phone = read_phone(text)
        if phone.filler:
            raise ContactFiller
        return phone.e164, phone.made_up
    mail = text.strip().lower()
    if kind != "email" or not _MAIL.fullmatch(mail):
        raise ContactUnfit(kind)
    return mail, mail.endswith((".example", ".invalid", ".test"))


def goes_back(
    moved: Collection[UUID], newer: Collection[UUID], stayed: Collection[UUID], ties: Iterable[tuple[UUID, UUID]]
) -> set[UUID]:
    """The leaves that leave the kept customer when a join is undone.

    moved: those the join brought. newer: attached since. stayed: the others. A newer leaf goes along where nothing but
    the moved ones ties it to the customer: the browser that proved a phone goes with the phone.
    """
    beside: dict[UUID, set[UUID]] = {}
    for one, other in ties:
        beside.setdefault(one, set()).add(other)
        beside.setdefault(other, set()).add(one)
    reached, ahead = set(stayed), list(stayed)
    while ahead:
        for leaf in beside.get(ahead.pop(), set()) & set(newer) - reached:
            reached.add(leaf)
            ahead.append(leaf)
    loose = set(newer) - reached
    going, ahead = set(moved), list(moved)
    while ahead:
        for leaf in beside.get(ahead.pop(), set()) & loose - going:
            going.add(leaf)
            ahead.append(leaf)
    return going


def mask_identifier(kind: str, value: str) -> str:
    """Enough to tell two apart, not enough to write or call: "+7 701 *** ** 67", "a***@mail.kz", "••••0042"."""
    if kind == "phone":
        return mask_phone(value)
    if kind == "email":
        name, at, domain = value.partition("@")
        return f"{name[:1]}***{at}{domain}"
    return f"••••{value[-4:]}" if len(value) > 8 else f"••••{value[-2:]}" if len(value) > 4 else "••••"


#: by what people are held together, the firmest first, and what is said of those it suffices for
_FIRMNESS: tuple[tuple[str, Sureness], ...] = (("verified", "proven"), ("asserted", "told"), ("ambient", "ambient"))


def how_sure(leaves: Sequence[UUID], ties: Collection[tuple[UUID, UUID, str]]) -> Sureness:
    """The weakest kind of evidence that is needed to hold all the leaves together. ties: those that stand."""
    if len(leaves) < 2:
        return "one"
    strengths: set[str] = set()
    for strength, sureness in _FIRMNESS:
        strengths.add(strength)
        if _reached(leaves[0], [(one, other) for one, other, held in ties if held in strengths]) >= set(leaves):
            return sureness
    return "listed"


def _reached(first: UUID, ties: Collection[tuple[UUID, UUID]]) -> set[UUID]:
    beside: dict[UUID, set[UUID]] = {}
    for one, other in ties:
        beside.setdefault(one, set()).add(other)
        beside.setdefault(other, set()).add(one)
    reached, ahead = {first}, [first]
    while ahead:
        fresh = beside.get(ahead.pop(), set()) - reached
        reached |= fresh
        ahead += fresh
    return reached
