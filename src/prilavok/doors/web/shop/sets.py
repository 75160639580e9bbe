"""A set is put into the basket: each of its parts, as they were chosen."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from prilavok.domains.baskets.types import Wish
from prilavok.doors.web.shop.visitor import Shopper, for_shoppers, see_other
from prilavok.flows.change_basket import change_basket
from prilavok.insights.shop_sets import chosen_parts, read_set
from prilavok.kit.errors import Refused
from prilavok.kit.words import say


class SetGone(Refused):
    """The set is not given here any more, or a part that was chosen is gone."""

    def __init__(self) -> None:
        super().__init__(
            "set.gone", _("This set cannot be put together here any more. Look at the page again: it shows what can.")
        )


@for_shoppers
@require_POST
def add(request: HttpRequest, shopper: Shopper, promotion: UUID) -> HttpResponseBase:
    """All parts at once, on top of what lies in the basket."""
    found = read_set(promotion, shopper.store, shopper.at) if shopper.store else None
    chosen: dict[int, UUID] = {}
    for part in found.parts if found else ():
        try:
            chosen[part.nth] = UUID(request.POST.get(f"part-{part.nth}", ""))
        except ValueError:
            continue
    units = chosen_parts(found, chosen) if found else None
    if found is None or units is None or shopper.store is None:
        raise SetGone
    held = {line.variant: line.quantity for line in shopper.basket.lines} if shopper.basket else {}
    change_basket(
        shopper.leaf,
        [Wish(variant, held.get(variant, 0) + count) for variant, count in units.items()],
        place=shopper.store.id if shopper.basket is None or shopper.basket.place is None else None,
        touchpoint="site",
        actor=shopper.actor,
        at=shopper.at,
    )
    messages.success(request, gettext("In the basket: %(name)s") % {"name": say(found.name, get_language() or "ru")})
    return see_other(request, "/shop/basket")
