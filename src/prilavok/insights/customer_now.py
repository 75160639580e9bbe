"""How a customer stands at the moment: what to do next, how to reach them, what they like, their basket and talks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from prilavok.domains.baskets.queries import find_open_basket
from prilavok.domains.baskets.types import BasketLineView, BasketView
from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.consent.queries import consents_held
from prilavok.domains.conversations.queries import last_sent, list_conversations
from prilavok.domains.conversations.types import ConversationView, LastSent
from prilavok.domains.customers.queries import list_contacts, list_leaves, owned_since, read_customer, read_preferences
from prilavok.domains.customers.types import ContactView, CustomerView
from prilavok.domains.customers.types.preferences import Preferences
from prilavok.domains.orders.queries import find_unfinished_order, habits_of
from prilavok.domains.orders.types import OrderView
from prilavok.domains.places.queries import name_places
from prilavok.domains.places.types import PlaceName
from prilavok.domains.staff.queries import may
from prilavok.domains.staff.types import StaffActor
from prilavok.insights.favourites import LATEST_FAVOURITES, name_favourites
from prilavok.insights.next_step import Standing, StepCode, next_step
from prilavok.kit.channels import WRITTEN_BY

LATEST_TALKS = 5
#: by what a contact of each kind is written to
_PURPOSES = ("orders", "offers")

#: off: not to be used any more. failing: our last message did not arrive. works: it did. proven: nothing was sent yet.
#: unproven: nobody proved that it is theirs
Health = Literal["off", "failing", "works", "proven", "unproven"]


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to the customer. orders, offers: what counts of what they said; None: they said nothing."""

    contact: ContactView
    channel: str
    health: Health
    orders: bool | None
    offers: bool | None


@dataclass(frozen=True, slots=True)
class Habit:
    """Where they bought and how often."""

    place: PlaceName | None
    touchpoint: str
    orders: int


@dataclass(frozen=True, slots=True)
class WishRow:
    """A line of the open basket."""

    line: BasketLineView
    variant: VariantView | None


@dataclass(frozen=True, slots=True)
class CustomerNow:
    """The whole. talks, habits, basket, favourites: empty for those who may not see them.

    favourites: the latest of them; all_favourites: how many there are. raw: contacts and addresses are told whole.
    """

    customer: CustomerView
    step: StepCode | None
    unfinished: OrderView | None
    contacts: tuple[Contact, ...]
    habits: tuple[Habit, ...]
    basket: BasketView | None
    wishes: tuple[WishRow, ...]
    basket_place: PlaceName | None
    talks: tuple[ConversationView, ...]
    favourites: tuple[VariantView, ...] = ()
    all_favourites: int = 0
    prefers: Preferences = Preferences()
    raw: bool = False


def read_customer_now(customer: UUID, *, actor: StaffActor, checked: bool = False) -> CustomerNow:
    """How the customer stands, as far as the actor may see it. Raises NotFound.

    checked: the actor looked at the customer's document just now, so that contacts are told whole.
    """
    found = read_customer(customer)
    leaves = list_leaves(customer)
    raw = checked or may(actor, "customers.see_raw") is not None
    contacts = _contacts(leaves, raw=raw)
    sees_all = may(actor, "orders.see", "company") is not None
    unfinished = find_unfinished_order(leaves) if sees_all else None
    basket = find_open_basket(leaves) if sees_all else None
    lines = basket.lines if basket else ()
    variants = read_variants([line.variant for line in lines])
    favourites, all_favourites = name_favourites(leaves, LATEST_FAVOURITES) if sees_all else ([], 0)
    talks = list_conversations(leaves=leaves, limit=LATEST_TALKS).rows if _talks(actor) and leaves else ()
    places = name_places()
    habits = habits_of(leaves, 3) if sees_all else []
    return CustomerNow(
        customer=found,
        step=next_step(_standing(contacts, talks, lines, unfinished)),
        unfinished=unfinished,
        contacts=contacts,
        habits=tuple(
            Habit(places.get(place) if place else None, touchpoint, many) for place, touchpoint, many in habits
        ),
        basket=basket,
        wishes=tuple(WishRow(line, variants.get(line.variant)) for line in lines),
        basket_place=places.get(basket.place) if basket and basket.place else None,
        talks=talks,
        favourites=tuple(favourites),
        all_favourites=all_favourites,
        prefers=read_preferences(leaves),
        raw=raw,
    )


def _talks(actor: StaffActor) -> bool:
    return may(actor, "conversations.see") is not None


def _contacts(leaves: Sequence[UUID], *, raw: bool) -> tuple[Contact, ...]:
    found = list_contacts(leaves, raw=raw)
    channels = [(one, WRITTEN_BY.get(one.kind, one.kind)) for one in found]
    asked = [(channel, purpose, one.leaf) for one, channel in channels for purpose in _PURPOSES]
    held = consents_held(leaves, asked, since=owned_since(leaves)) if asked else {}
    sent = {(one.leaf, one.channel): one for one in last_sent([one.leaf for one in found])}
    return tuple(
        Contact(
            one,
            channel,
            _health(one, sent.get((one.leaf, channel))),
            held[channel, "orders", one.leaf],
            held[channel, "offers", one.leaf],
        )
        for one, channel in channels
    )


def _health(contact: ContactView, last: LastSent | None) -> Health:
    if not contact.on:
        return "off"
    if last is not None and last.state == "failed":
        return "failing"
    if last is not None and last.state in ("delivered", "read"):
        return "works"
    return "proven" if contact.verified else "unproven"


def _standing(
    contacts: Sequence[Contact],
    talks: Sequence[ConversationView],
    wishes: Sequence[BasketLineView],
    unfinished: OrderView | None,
) -> Standing:
    good = [one for one in contacts if one.contact.verified and one.health in ("works", "proven")]
    said = [one.offers for one in good if one.offers is not None]
    return Standing(
        waits=any(one.state == "open" and one.waiting_since is not None for one in talks),
        unfinished=unfinished is not None,
        basket=bool(wishes),
        reachable=bool(good),
        failing=any(one.health == "failing" for one in contacts),
        contacts=bool(contacts),
        offers=any(said) if said else None,
    )
