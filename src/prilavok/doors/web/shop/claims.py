"""Something is wrong with one's own goods: said with photos, followed, taken back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from prilavok.domains.orders.types.claiming import WANTED, WRONGS
from prilavok.doors.web.parts.claim_forms import read_new_claim, read_photos
from prilavok.doors.web.shop.visitor import Shopper, for_shoppers, see_other, show
from prilavok.flows.open_claim import MOST_PHOTOS
from prilavok.flows.own_claim import open_own_claim, withdraw_own_claim
from prilavok.insights.claim_page import claimable
from prilavok.insights.shop_order import read_own_order
from prilavok.kit.errors import Refused
from prilavok.kit.ids import new_id


@for_shoppers
def claim(request: HttpRequest, shopper: Shopper, order: UUID) -> HttpResponseBase:
    """What is wrong, and what is wanted; sent twice it is one claim."""
    own, rows, refusal = read_own_order(order, shopper.leaves, shopper.at), claimable(order), ""
    if request.method == "POST":
        try:
            open_own_claim(
                order, read_new_claim(request, rows), read_photos(request), leaves=shopper.leaves,
                key=f"site:{request.POST.get('key', '')[:60]}", actor=shopper.actor, at=shopper.at,
            )  # fmt: skip
        except Refused as refused:
            refusal = refused.say(gettext)
        else:
            messages.success(request, gettext("We have it, and are sorry. The day of our answer stands below."))
            return see_other(request, f"/shop/order/{order}")
    shown = {
        "own": own,
        "rows": [
            (row, request.POST.get(f"units-{row.line.id}", ""), request.POST.get(f"reason-{row.line.id}", ""))
            for row in rows
        ],
        "wrongs": WRONGS,
        "wanted": WANTED,
        "typed": request.POST,
        "refusal": refusal,
        "key": request.POST.get("key") or new_id(),
        "most_photos": MOST_PHOTOS,
    }
    return show(request, shopper, "shop/claim.html", shown, status=422 if refusal else 200)


@for_shoppers
@require_POST
def withdraw(request: HttpRequest, shopper: Shopper, order: UUID, claim: UUID) -> HttpResponseBase:
    """Take it back before anybody has decided."""
    withdraw_own_claim(claim, leaves=shopper.leaves, actor=shopper.actor, at=shopper.at)
    messages.success(request, gettext("Taken back."))
    return see_other(request, f"/shop/order/{order}")
