"""What identifiers are and how they are masked, what an arrival proves, who goes with whom when a join is undone."""

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from prilavok.domains.customers.errors import ContactFiller, ContactUnfit, ContactUnreadable
from prilavok.domains.customers.rules.identity import CONTACTS as CONTACTS
from prilavok.domains.customers.rules.mail import read_mail
from prilavok.domains.customers.rules.numbers import IIN as IIN
from prilavok.domains.customers.rules.own_contacts import OWN_PAGE
from prilavok.domains.customers.types import Arrived, Proves, Sureness
from prilavok.kit.phones import mask_phone, read_phone

PASSPORT = "passport"
PASSKEY = "passkey"
CODE_LIVES = timedelta(minutes=10)
CODE_TRIES = 5
#: for so long a code that was sent counts
CODES_COUNTED = timedelta(days=1)
#: how many minutes after the one before the fourth code is sent to one contact for one address, the fifth, and so on
WAITS_HERE = (5, 30, 120, 360)
CODES_HERE = 3  # without a wait
#: the same for one contact, whoever asks
WAITS_ALL = (1, 2, 4, 8, 16, 32, 64, 120)
CODES_ALL = 12
#: a code that nobody is sent: staff looked at the customer's document; its value is the customer
DOCUMENT = "document"
#: a code of the own page that said yes to points, as the document did
OWN_CODE = "qr"
#: a code that a customer said yes by at a till, with their PIN; its value is the leaf that set it
PIN = "pin"
#: a code that a link into our bot carries, told to whoever comes by it; its value is the browser's leaf that asked
BOT_LINK = "bot_link"
#: how a browser is tied to a messenger's user who entered there the code that the messenger brought
MESSENGER_CODE = "messenger_code"
RESEND_AFTER = 30  # seconds

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


def wait_for_code(sent: Collection[tuple[datetime, bytes]], asker: bytes | None, at: datetime) -> int:
    """Seconds till another code may be sent to a contact; 0: it may be now.

    sent: when codes went there within CODES_COUNTED, and for which asker. asker: an address on the network, None where
    staff asks. One who asks alone is slowed down long before the contact is, so nobody shuts its owner out from one
    address; from many they slow it down and never shut it. What staff asked for is counted apart.
    """
    counted = [(made, by) for made, by in sent if made > at - CODES_COUNTED and bool(by) == (asker is not None)]
    everybody = [made for made, _by in counted]
    waits = [_wait(everybody, CODES_ALL, WAITS_ALL, at)]
    if asker is not None:
        waits.append(_wait([made for made, by in counted if by == asker], CODES_HERE, WAITS_HERE, at))
    return max(waits)


def _wait(sent: list[datetime], free: int, waits: tuple[int, ...], at: datetime) -> int:
    if len(sent) < free:
        return 0
    wait = timedelta(minutes=waits[min(len(sent) - free, len(waits) - 1)])
    return max(0, -((at - max(sent) - wait) // timedelta(seconds=1)))


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
    # It opens what the messenger opens, and only to the browser that the code was entered in.
    if any(one == leaf and source == MESSENGER_CODE for one, _other, source in told):
        return "messenger"
    # A messenger's user who then proved a contact on their own page.
    if any(one == leaf and source == OWN_PAGE for one, _other, source in told):
        return "messenger"
    makers = {one for one, other, source in told if other == leaf and source == PASSPORT}
    if any(source == "code" and (one in makers or other in makers) for one, other, source in told):
        return "messenger"
    return None


def came_along(leaf: UUID, ties: Iterable[tuple[UUID, UUID, str]]) -> set[UUID]:
    """What a messenger's user brought along: browsers whose passport they used, and those that entered their code."""
    return {one for one, other, source in ties if other == leaf and source in (PASSPORT, MESSENGER_CODE)}


def contact_kind(text: str) -> str:
    """Whether what was typed is meant as a phone or as an e-mail. ContactUnreadable where it can be neither."""
    plain = unicodedata.normalize("NFKC", text)
    if "@" in plain:
        return "email"
    if any(sign.isdigit() for sign in plain):
        return "phone"
    raise ContactUnreadable


def read_contact(kind: str, text: str) -> tuple[str, bool]:
    """The contact in its normal form, and whether it is made up. Refused where it is none or proves nobody."""
    if kind == "phone":
        phone = read_phone(text)
        if phone.filler:
            raise ContactFiller
        return phone.e164, phone.made_up
    mail = read_mail(text) if kind == "email" else ""
    if not mail:
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
    """Enough to tell two apart, not enough to write or call: "+7 701 *** ** 67", "a***@mail.kz", "••••0042".

    Of a national number nothing is shown: what is kept as its value is a digest.
    """
    if kind == IIN:
        return "•" * 12
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
