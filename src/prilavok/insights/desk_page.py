"""One conversation at the operator's desk: what was said, who it is, what they bought, and the basket at hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.baskets.queries import find_open_basket
from prilavok.domains.catalog.queries import read_products
from prilavok.domains.catalog.types import ProductView, VariantView
from prilavok.domains.conversations.queries import brought_with, end_of_thread, read_conversation
from prilavok.domains.conversations.types import BroughtView, ConversationView, MessageView
from prilavok.domains.customers.queries import customer_of, leaves_with
from prilavok.domains.orders.types import OrderFilter
from prilavok.domains.places.queries import name_places, read_place
from prilavok.domains.places.types import PlaceView
from prilavok.domains.staff.queries import may, read_staff
from prilavok.domains.staff.types import StaffActor
from prilavok.insights.basket_page import BasketPage, read_basket_page
from prilavok.insights.compared import name_compared
from prilavok.insights.customer_page import CustomerPage, read_customer_page
from prilavok.insights.favourites import LATEST_FAVOURITES, name_favourites
from prilavok.insights.lists.orders import OrderRow, list_order_rows
from prilavok.insights.reckoning import Who
from prilavok.kit import clock

MOST_SAID = 200
LATEST_ORDERS = 5


@dataclass(frozen=True, slots=True)
class Said:
    """One message as the thread shows it. by: the name of the colleague who wrote it, "" for the customer and for us.

    moved: it came from, or went to, another channel than the one before. files: what came, or went, with it.
    """

    message: MessageView
    by: str
    moved: bool
    files: tuple[BroughtView, ...] = ()


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation with its messages; about: the product it was opened at, where there is one."""

    conversation: ConversationView
    said: tuple[Said, ...]
    about: ProductView | None
    staff: StaffActor | None


@dataclass(frozen=True, slots=True)
class Person:
    """Who speaks. page: None while nobody knows. orders: the latest of every channel the actor may see."""

    leaves: tuple[UUID, ...]
    page: CustomerPage | None
    orders: tuple[OrderRow, ...]


@dataclass(frozen=True, slots=True)
class DeskBasket:
    """The customer's open basket. place: where they would collect, None until a store is chosen. compared: what else
    they look at side by side. favourites: the latest of what they keep an eye on."""

    page: BasketPage | None
    place: PlaceView | None
    compared: tuple[VariantView, ...] = ()
    favourites: tuple[VariantView, ...] = ()


def read_thread(conversation: UUID) -> Thread:
    """What was said in a conversation, the latest two hundred. Raises ConversationUnknown."""
    found = read_conversation(conversation)
    messages = end_of_thread(conversation, limit=MOST_SAID)
    names = read_staff([one.author for one in messages if one.author_kind == "staff" and one.author])
    files = brought_with([one.id for one in messages])
    said, before = [], found.channel if not messages else messages[0].channel
    for one in messages:
        said.append(Said(one, _author(one, names), one.channel != before, tuple(files.get(one.id, ()))))
        before = one.channel
    about = read_products([found.about]).get(found.about) if found.about_kind == "product" and found.about else None
    staff = read_staff([found.staff]).get(found.staff) if found.staff else None
    return Thread(found, tuple(said), about, staff)


def read_person(conversation: ConversationView, *, actor: StaffActor) -> Person:
    """Who the conversation's leaf belongs to, as far as the actor may see it."""
    leaves = tuple(leaves_with(conversation.leaf))
    customer = customer_of(conversation.leaf)
    seen = customer if customer and may(actor, "customers.see") else None
    page = read_customer_page(seen, actor=actor, at=clock.now()) if seen else None
    orders: tuple[OrderRow, ...] = ()
    if page and may(actor, "orders.see"):
        orders = list_order_rows(name_places(), OrderFilter(leaves=leaves), actor=actor, limit=LATEST_ORDERS).rows
    return Person(leaves, page, orders)


def read_desk_basket(leaves: tuple[UUID, ...], at: datetime) -> DeskBasket:
    """The basket these leaves fill at the moment, priced at its store."""
    basket, compared = find_open_basket(leaves), tuple(name_compared(leaves))
    favourites = tuple(name_favourites(leaves, LATEST_FAVOURITES)[0])
    if basket is None or basket.place is None:
        return DeskBasket(None, None, compared, favourites)
    place = read_place(basket.place)
    who = Who(tuple(leaves), claims=True)
    page = read_basket_page(basket, place, leaves, at, touchpoint="desk", who=who)
    return DeskBasket(page, place, compared, favourites)


def _author(message: MessageView, names: Mapping[UUID, StaffActor]) -> str:
    author = names.get(message.author) if message.author_kind == "staff" and message.author else None
    return author.name if author else ""
