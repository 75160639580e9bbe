"""A customer's own page: orders of every channel, points and where they came from, consents, and why it is them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.consent.queries import consents_held, list_consents
from prilavok.domains.conversations.queries import list_conversations
from prilavok.domains.conversations.types import ConversationView
from prilavok.domains.customers.queries import (
    contact_addresses,
    list_identifiers,
    owned_since,
    read_customer,
    why_one_person,
)
from prilavok.domains.customers.types import AddressView, CustomerView, EvidenceView, IdentifierView, WhyOnePerson
from prilavok.domains.loyalty.queries import points_shown
from prilavok.domains.loyalty.types import PointsView
from prilavok.domains.orders.queries import list_orders, read_orders
from prilavok.domains.orders.types import OrderFilter, OrderView
from prilavok.domains.places.queries import read_places
from prilavok.domains.places.types import PlaceView
from prilavok.domains.shipments.queries import read_shipments
from prilavok.domains.shipments.types import ShipmentView
from prilavok.kit.channels import WRITTEN_BY
from prilavok.kit.pages import Condition, Mark, Page, Sort, read_page

_NAMED_BY = ("phone", "email", "card")  # what people know themselves by; a browser's name says nothing to them
_LATEST = Sort((("occurred_at", "timestamptz"), ("id", "uuid")), descending=True)


@dataclass(frozen=True, slots=True)
class OwnOrderRow:
    """An order in the list of one's own. shipment: None for a purchase over the counter."""

    order: OrderView
    place: PlaceView | None
    shipment: ShipmentView | None


@dataclass(frozen=True, slots=True)
class OwnPoints:
    """One change of points; order: what it came of, where that is known."""

    points: int
    cause: str
    order: OrderView | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence in a customer's words: which two of their names it ties, "" where one has no words."""

    evidence: EvidenceView
    one: IdentifierView | None
    other: IdentifierView | None
    kinds: tuple[str, str]

    @property
    def made_up(self) -> bool:
        """Whether one of the two was made up by us: no source told of it."""
        return any(named is not None and named.made_up for named in (self.one, self.other))


@dataclass(frozen=True, slots=True)
class OwnConsent:
    """What counts in one channel for one purpose: whether they may be written to at any contact of theirs there.

    waits: a list tells of a yes, which waits for their own word. said_at: when the last word that says so was said.
    """

    channel: str
    purpose: str
    given: bool
    waits: bool
    said_at: datetime


@dataclass(frozen=True, slots=True)
class OwnPage:
    """The head of the own page. contacts: masked. consents: what counts in each channel for each purpose.

    unproven: the leaves of those contacts that nobody has proven: a list named them.
    """

    customer: CustomerView
    contacts: tuple[IdentifierView, ...]
    unproven: frozenset[UUID]
    points: tuple[PointsView, ...]
    consents: tuple[OwnConsent, ...]
    talks: tuple[ConversationView, ...]


def read_own_page(customer: UUID, leaves: Sequence[UUID]) -> OwnPage:
    """Everything of a person that fits on one page. Raises NotFound."""
    identifiers = list_identifiers([customer], raw=False).get(customer, [])
    addresses = contact_addresses(leaves)
    return OwnPage(
        customer=read_customer(customer),
        contacts=tuple(one for one in identifiers if one.value and one.kind in _NAMED_BY),
        unproven=frozenset(one.leaf for one in addresses if not one.verified),
        points=tuple(points_shown(leaves)),
        consents=_consents(leaves, addresses),
        talks=list_conversations(leaves=leaves, limit=10).rows,
    )


def _consents(leaves: Sequence[UUID], addresses: Sequence[AddressView]) -> tuple[OwnConsent, ...]:
    """As it is judged when something is sent: of people found to be one, the no of either binds."""
    said = list_consents(leaves)
    reached = defaultdict[str, list[UUID | None]](list)
    for one in addresses:
        reached[WRITTEN_BY.get(one.channel, one.channel)].append(one.leaf)
    pairs = list(dict.fromkeys((one.channel, one.purpose) for one in said))
    asked = {(channel, purpose): reached[channel] or [None] for channel, purpose in pairs}
    held = consents_held(
        leaves,
        [(*pair, address) for pair, there in asked.items() for address in there],
        since=owned_since(leaves),
    )
    own = []
    for pair, there in asked.items():
        words = [held[(*pair, address)] for address in there]
        given, waits = any(words), all(word is None for word in words)
        # Newest first, those that wait last: the word that the answer rests on, else whatever was said.
        telling = [one for one in said if (one.channel, one.purpose) == pair]
        by = next((one for one in telling if (one.given, one.waits) == (given or waits, waits)), telling[0])
        own.append(OwnConsent(*pair, given, waits, by.said_at))
    return tuple(own)


def list_own_orders(leaves: Sequence[UUID], *, after: Mark | None = None, limit: int = 20) -> Page[OwnOrderRow]:
    """What the person ordered or bought anywhere, the latest first."""
    page = list_orders(OrderFilter(leaves=tuple(leaves)), after=after, limit=limit)
    return page.turned(_rows)


def list_own_points(leaves: Sequence[UUID], *, after: Mark | None = None, limit: int = 20) -> Page[OwnPoints]:
    """Every change of the person's points, the latest first."""
    page = read_page(
        "points, cause, order_id, occurred_at",
        "counted_points",
        row=lambda *row: row,
        where=[Condition("leaf = ANY(%s::uuid[])", list(leaves))],
        sort=_LATEST,
        after=after,
        limit=limit,
    )
    orders = read_orders([order for _points, _cause, order, _at in page.rows if order])
    return page.turned(
        lambda rows: [OwnPoints(points, cause, orders.get(order), at) for points, cause, order, at in rows]
    )


def read_own_reasons(customer: UUID) -> tuple[WhyOnePerson, tuple[Reason, ...]]:
    """Why all of this is taken to be one person's: the evidence that holds, with masked names. Raises NotFound."""
    why = why_one_person(customer)
    known = {one.leaf: one for one in list_identifiers([customer], raw=False).get(customer, [])}
    kinds: Mapping[UUID, str] = {leaf.leaf: leaf.kind for leaf in why.leaves}
    reasons = tuple(
        Reason(one, known.get(one.one), known.get(one.other), (kinds.get(one.one, ""), kinds.get(one.other, "")))
        for one in why.evidence
        if one.revoked_at is None and one.holds
    )
    return why, reasons


def _rows(orders: Sequence[OrderView]) -> list[OwnOrderRow]:
    places = read_places([order.place for order in orders if order.place])
    shipments = read_shipments([order.id for order in orders if order.commercial == "placed"])
    return [
        OwnOrderRow(order, places.get(order.place) if order.place else None, shipments.get(order.id))
        for order in orders
    ]
