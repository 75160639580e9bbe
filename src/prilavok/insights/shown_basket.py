"""A basket that its customer shows in a store: by which code it opens, and what a seller sees of it there.

The table of docs/agreed.md decides. A basket is the customer's own like their orders, so what "sees own orders" opens
it: the code of the own page, a checked document. The code beside the basket opens that basket alone, which is what the
page that shows it shows. A card and a phone open none: whoever holds a found card or knows a number is nobody yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.baskets.queries import find_open_basket
from prilavok.domains.baskets.types import BasketView
from prilavok.domains.customers.queries import (
    customer_of,
    leaves_shown,
    leaves_with,
    opens,
    read_basket_code,
    read_customers,
    read_own_code,
)
from prilavok.domains.places.queries import read_place
from prilavok.domains.places.types import PlaceView
from prilavok.domains.staff.queries import read_staff
from prilavok.insights.basket_page import BasketPage, read_basket_page
from prilavok.insights.reckoning import Who
from prilavok.kit.errors import Refused
from prilavok.kit.errors import noted as _

_FIRST, _LONG = "4", 69


class BasketCodeEnded(Refused):
    """The code beside a basket has changed since, or was never ours."""

    def __init__(self) -> None:
        super().__init__(
            "basket.code_ended", _("This code of a basket has changed since: scan the one that the page shows now.")
        )


class BasketUnproven(Refused):
    """By this leaf alone nobody can tell whose basket it is: it came by a link, or the person was erased."""

    def __init__(self) -> None:
        super().__init__(
            "basket.unproven",
            _("It is not clear whose basket this is. The customer signs in on the site first, then shows the code."),
        )


@dataclass(frozen=True, slots=True)
class FloorBasket:
    """A basket as a seller at a store sees it. page: priced at `place`, where it would be collected, or here where no
    store is chosen; None while there is none. hands: of staff who put something in, by id, their names."""

    page: BasketPage | None
    place: PlaceView
    here: bool
    hands: dict[UUID, str]
    paying: bool = False


def read_code_beside(text: str, at: datetime) -> UUID | None:
    """The leaf beside whose basket a scanned code stands; None where it is no code of a basket.

    Raises BasketCodeEnded, BasketUnproven.
    """
    tidy = text.strip()
    leaf = read_basket_code(tidy, at)
    if leaf is not None:
        check_shown(leaf)
    elif len(tidy) == _LONG and tidy.startswith(_FIRST) and tidy.isdigit():
        raise BasketCodeEnded
    return leaf


def read_shown_code(text: str, at: datetime) -> UUID | None:
    """The leaf whose basket a scanned code opens, that of an own page too; None where it is neither.

    Raises BasketCodeEnded, BasketUnproven.
    """
    if (beside := read_code_beside(text, at)) is not None:
        return beside
    own = read_own_code(text.strip(), at)
    return own if own is not None and opens(own).see_own == "yes" else None


def check_shown(leaf: UUID) -> None:
    """Raise BasketUnproven unless the leaf's basket is the one that its own page shows, and its person was not erased.

    Staff act for the whole person. A browser that followed somebody's link is counted to that person and has proven
    nothing: by its code staff would open another's basket.
    """
    if is_erased(leaf) or set(leaves_shown(leaf)) != set(leaves_with(leaf)):
        raise BasketUnproven


def is_erased(leaf: UUID) -> bool:
    """Whether the leaf's person was erased: what is left of them is opened to nobody."""
    owner = customer_of(leaf)
    return owner is not None and owner not in read_customers([owner])


def waiting_basket(leaf: UUID) -> BasketView | None:
    """The open basket of the leaf's person, where something is in it."""
    found = find_open_basket(leaves_with(leaf))
    return found if found and found.lines else None


def read_floor_basket(leaf: UUID, here: UUID, at: datetime, *, touchpoint: str) -> FloorBasket:
    """The basket of the leaf's person, for a seller who stands at a place."""
    leaves = tuple(leaves_with(leaf))
    basket = find_open_basket(leaves)
    place = read_place(basket.place if basket and basket.place else here)
    if basket is None:
        return FloorBasket(None, place, True, {})
    page = read_basket_page(basket, place, leaves, at, touchpoint=touchpoint, who=Who(leaves, claims=True))
    hands = _hands(basket)
    return FloorBasket(page, place, basket.place in (None, here), hands, basket.is_paying(at))


def _hands(basket: BasketView) -> dict[UUID, str]:
    staff: Sequence[UUID] = [one.added_by for one in basket.lines if one.added_by_kind == "staff" and one.added_by]
    return {id: one.name for id, one in read_staff(staff).items()} if staff else {}
