"""A signed-in guest sees how they are known, adds another contact of theirs and takes one away, as on the own page."""

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Router
from pydantic import ConfigDict, Field

from prilavok.domains.customers.queries import leaves_shown, own_contacts, shown_lately
from prilavok.domains.customers.types.contacts import OwnContact
from prilavok.doors.api.repeats import CallKey
from prilavok.doors.api.shapes import Instant, Shape
from prilavok.doors.api.shop_basket import NoWords
from prilavok.doors.api.shop_guests import acting, for_guests, guest_of, json_of, once_repeatable
from prilavok.doors.api.shop_sign_in import ShopCode, ShopCodeTold, code_shape
from prilavok.doors.web.entrance import address_of
from prilavok.flows.add_own_contact import add_own_contact
from prilavok.flows.ask_own_contact import ask_own_contact, confirm_own_contact
from prilavok.flows.remove_own_contact import remove_own_contact
from prilavok.kit import clock
from prilavok.kit.channels import Messenger

router = Router(tags=["shop"])


class ShopContactAsked(Shape):
    """contact: a phone or an e-mail that is the guest's too."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    contact: Annotated[str, Field(min_length=1, max_length=254)]


class ShopContact(Shape):
    """A contact of the guest's. masked: enough to tell it from others. proven: how; null where only a list names it."""

    contact: UUID
    kind: Literal["phone", "email", Messenger]
    masked: str
    proven: Literal["code", "own_page", "messenger", "document", "staff", "list"] | None
    since: Instant


class ShopContacts(Shape):
    """How the guest is known. open: they have shown who they are within the last minutes, and may change it now."""

    contacts: list[ShopContact]
    open: bool


class ShopContactAdded(ShopContacts):
    """joined: it was known as another customer's, and what was theirs (orders, points) is the guest's too."""

    joined: bool


@for_guests(router, "GET", "/shop/contacts", gives=ShopContacts)
def shop_contacts(request: HttpRequest) -> ShopContacts:
    """The guest's phones, e-mails and messengers, masked; of one who has not signed in none."""
    return _now(guest_of(request))


@for_guests(router, "POST", "/shop/contacts", gives=ShopCode)
def ask_shop_contact(request: HttpRequest, asked: ShopContactAsked, idempotency_key: CallKey = None) -> HttpResponse:
    """Have six digits sent to another contact of the guest's. 422 `contact.confirm_first`: not signed in lately."""
    leaf = guest_of(request)

    def story() -> tuple[int, ShopCode]:
        language, address = get_language() or "ru", address_of(request)
        sent = ask_own_contact(
            leaf, asked.contact, actor=acting(leaf), language=language, address=address, at=clock.now()
        )
        return 200, code_shape(sent)

    return once_repeatable(request, idempotency_key, story, sealed=True)


# No key names this call: digits are good once and for ten minutes.
@for_guests(router, "POST", "/shop/contacts/enter", gives=ShopContactAdded)
def add_shop_contact(request: HttpRequest, told: ShopCodeTold) -> HttpResponse:
    """Enter them: the contact is theirs. 422 `contact.family`, `contact.shared`, `contact.too_many`: not joined."""
    leaf = guest_of(request)
    added = add_own_contact(leaf, told.code, told.digits.get_secret_value(), actor=acting(leaf), at=clock.now())
    shape = ShopContactAdded(**dict(_now(leaf)), joined=added.joined)
    return json_of(shape.model_dump_json().encode())


@for_guests(router, "POST", "/shop/contacts/{contact}/confirm", gives=ShopCode)
def confirm_shop_contact(
    request: HttpRequest, contact: UUID, nothing: NoWords, idempotency_key: CallKey = None
) -> HttpResponse:
    """Have a code sent to a contact of the guest's; entered at `/shop/sign-in/enter` it opens the contacts."""
    leaf = guest_of(request)

    def story() -> tuple[int, ShopCode]:
        language, address = get_language() or "ru", address_of(request)
        sent = confirm_own_contact(
            leaf, contact, actor=acting(leaf), language=language, address=address, at=clock.now()
        )
        return 200, code_shape(sent)

    return once_repeatable(request, idempotency_key, story, sealed=True)


@for_guests(router, "DELETE", "/shop/contacts/{contact}", gives=ShopContacts)
def remove_shop_contact(request: HttpRequest, contact: UUID, idempotency_key: CallKey = None) -> HttpResponse:
    """Take a contact away; what came by it alone goes along. 422 `contact.confirm_first`, `contact.last`."""
    leaf = guest_of(request)

    def story() -> tuple[int, ShopContacts]:
        remove_own_contact(leaf, contact, actor=acting(leaf), at=clock.now())
        return 200, _now(leaf)

    return once_repeatable(request, idempotency_key, story, sealed=True)


def _now(leaf: UUID) -> ShopContacts:
    at = clock.now()
    known = own_contacts(leaves_shown(leaf))
    return ShopContacts(contacts=[_shape(one) for one in known], open=bool(shown_lately(leaf, at)))


def _shape(one: OwnContact) -> ShopContact:
    told = {
        "contact": one.leaf,
        "kind": one.kind,
        "masked": one.value,
        "proven": one.proven or None,
        "since": one.since,
    }
    return ShopContact.model_validate(told)
