"""Who listens, and what of the house's notices they may hear."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest

from prilavok.domains.customers.queries import leaves_with
from prilavok.domains.staff.queries import actor_of, may
from prilavok.domains.staff.types import StaffActor
from prilavok.flows.meet_visitor import meet_visitor
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.events.notices import Notice

# Kind of thing -> any of these rights lets staff hear of it. A kind that is not here is heard by all staff: a notice
# says no more than a noun and an id, and what the screen then shows is asked with the reader's own rights.
_RIGHTS: dict[str, tuple[str, ...]] = {
    "basket": ("customers.see", "baskets.change"),
    "booking": ("bookings.see",),
    "contact": ("customers.see",),
    "conversation": ("conversations.see",),
    "coupon": ("promotions.see",),
    "customer": ("customers.see",),
    "import": ("imports.see",),
    "job": ("jobs.see",),
    "leaf": ("customers.see",),
    "order": ("orders.see", "board.see"),
    "price_list": ("prices.see",),
    "product": ("catalog.see",),
    "shipment": ("orders.see", "shipments.pick"),
    "staff": ("staff.see",),
    "subscription": ("hooks.keep",),
    "variant": ("stock.see",),
}
#: what a customer hears of, where it carries one of their leaves
_OF_CUSTOMERS = frozenset(
    {"basket", "booking", "contact", "conversation", "coupon", "customer", "leaf", "order", "product", "shipment"}
)
#: after these a customer may have other leaves than before
REGROUPING = frozenset({"customer.joined", "customer.recognised", "customer.separated"})


@dataclass(frozen=True, slots=True)
class StaffEars:
    """deaf: kinds the role sees nowhere. near: kinds it sees at its own place only."""

    deaf: frozenset[str]
    near: frozenset[str]
    place: UUID | None

    def topics(self, notices: Iterable[Notice]) -> list[str]:
        """What these notices say to staff of this role at this place."""
        topics: dict[str, None] = {}
        for one in notices:
            if one.kind in self.deaf or (one.kind in self.near and one.place not in (None, self.place)):
                continue
            topics[f"{one.kind}:{one.subject}"] = None
            if one.leaf is not None and "leaf" not in self.deaf:
                topics[f"leaf:{one.leaf}"] = None
            if one.place is not None:
                topics[f"place:{one.place}"] = None
        return list(topics)


@dataclass(frozen=True, slots=True)
class Ears:
    """Who listens on one stream: staff, a customer with these leaves, or both (a shop's own people have both)."""

    staff: StaffEars | None = None
    leaves: frozenset[UUID] = frozenset()
    customer: UUID | None = None

    def topics(self, notices: Iterable[Notice]) -> list[str]:
        """What these notices say to this listener."""
        notices = list(notices)
        topics = dict.fromkeys(self.staff.topics(notices)) if self.staff else {}
        topics |= dict.fromkeys(topics_of_customer(one for one in notices if one.leaf in self.leaves))
        return list(topics)


def topics_of_customer(notices: Iterable[Notice]) -> list[str]:
    """What notices that carry a customer's own leaf say to that customer."""
    return list(dict.fromkeys(f"{one.kind}:{one.subject}" for one in notices if one.kind in _OF_CUSTOMERS))


@dataclass(frozen=True, slots=True)
class Pass:
    """What a browser shows at the door: the key of its session and the token of the shop's cookie, or none of them."""

    session: str = ""
    token: str = ""


def ears_of(shown: Pass) -> Ears | None:
    """Who it is and what they may hear; None where it is neither staff nor a visitor. Asks the database."""
    staff = _staff(shown.session) if shown.session else None
    leaves: frozenset[UUID] = frozenset()
    customer = None
    if shown.token:
        visitor = meet_visitor(shown.token, actor=SYSTEM, at=clock.now(), looking=True)
        if not visitor.new:
            leaves, customer = frozenset(leaves_with(visitor.leaf)), visitor.customer
    return Ears(_staff_ears(staff) if staff else None, leaves, customer) if staff or leaves else None


def _staff(session: str) -> StaffActor | None:
    """Whom Django's session belongs to, judged as for a page: it has not ended and the password is still the same."""
    request = HttpRequest()
    request.session = SessionStore(session)
    user = get_user(request)
    return actor_of(user) if user.is_authenticated else None


def _staff_ears(actor: StaffActor) -> StaffEars:
    scopes = {kind: [may(actor, verb) for verb in verbs] for kind, verbs in _RIGHTS.items()}
    deaf = frozenset(kind for kind, held in scopes.items() if not any(held))
    near = frozenset(kind for kind, held in scopes.items() if any(held) and not {"brand", "company"} & set(held))
    return StaffEars(deaf, near, actor.place)
