"""Which baskets are open at this tablet: shown by their customers, or opened by who may, and for how long."""

from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from prilavok.domains.customers.queries import is_checked, list_leaves
from prilavok.doors.web.parts.rights import scope_of, staff_of
from prilavok.insights.shown_basket import check_shown, is_erased, read_shown_code
from prilavok.kit import clock
from prilavok.kit.errors import NotFound, Refused

_KEPT_AS = "tablet.baskets"
#: so long a seller goes on with a basket that was shown once
OPEN_FOR = timedelta(minutes=30)
MOST_OPEN = 5
#: how a basket was opened: its customer showed the code, or staff found the customer and may
_SHOWN, _FOUND = "shown", "found"


class NoBasketCode(Refused):
    """What was scanned opens no basket: goods, a card, a phone."""

    def __init__(self) -> None:
        super().__init__(
            "basket.no_code",
            _(
                "This opens no basket. Ask the customer to show the code beside their basket, or that of their own"
                " page; a card or a phone alone opens none."
            ),
        )


class BasketShut(NotFound):
    """The basket was not shown at this tablet, or too long ago."""

    def __init__(self) -> None:
        super().__init__("basket.shut", _("This basket is not open here any more: ask for its code again."))


def open_by_code(request: HttpRequest, text: str) -> UUID:
    """Open the basket whose code was scanned; the leaf it is reached by.

    Raises NoBasketCode, and what read_shown_code does.
    """
    leaf = read_shown_code(text[:100], clock.now())
    if leaf is None:
        raise NoBasketCode
    return _keep(request, leaf, _SHOWN)


def open_of_customer(request: HttpRequest, customer: UUID) -> UUID:
    """Open the basket of a customer found by staff, who may. Raises NotFound, BasketShut where they may not."""
    leaves = list_leaves(customer)
    if not leaves or not may_open(request, leaves[0]):
        raise BasketShut
    return _keep(request, leaves[0], _FOUND)


def may_open(request: HttpRequest, leaf: UUID) -> bool:
    """Whether who looks may open this person's basket unshown: they keep baskets everywhere, or saw a document."""
    if is_erased(leaf):
        return False
    if scope_of(request, "baskets.change") == "company":
        return True
    return is_checked(leaf, staff_of(request).id, clock.now())


def still_open(request: HttpRequest, leaf: UUID) -> None:
    """Raise BasketShut unless the basket of this leaf is open here, and BasketUnproven where it is not clear whose."""
    how, until = request.session.get(_KEPT_AS, {}).get(str(leaf), ("", ""))
    if not until or clock.now() >= datetime.fromisoformat(until):
        raise BasketShut
    if how == _SHOWN:
        check_shown(leaf)
    elif not may_open(request, leaf):
        raise BasketShut


def close_basket(request: HttpRequest, leaf: UUID) -> None:
    """The next customer is served: the basket is shut here."""
    request.session[_KEPT_AS] = {one: how for one, how in request.session.get(_KEPT_AS, {}).items() if one != str(leaf)}


def _keep(request: HttpRequest, leaf: UUID, how: str) -> UUID:
    close_basket(request, leaf)
    known = [*request.session[_KEPT_AS].items(), (str(leaf), (how, (clock.now() + OPEN_FOR).isoformat()))]
    request.session[_KEPT_AS] = dict(known[-MOST_OPEN:])
    return leaf
