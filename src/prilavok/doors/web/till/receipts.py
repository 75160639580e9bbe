"""One receipt on the screen and on paper."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from prilavok.domains.giftcards.queries import shown_codes
from prilavok.doors.web.parts.rights import needs, scope_of, staff_of
from prilavok.doors.web.parts.standing import place_of
from prilavok.insights.receipt_page import read_receipt_page
from prilavok.insights.set_names import sets_of_order
from prilavok.kit import clock

_SELL = "sales.record"


@needs(_SELL)
@require_GET
def receipt(request: HttpRequest, receipt: UUID) -> HttpResponseBase:
    """The receipt; a cashier of one store sees that store's alone."""
    only = None if scope_of(request, _SELL) == "company" else place_of(request, _SELL).id
    page = read_receipt_page(receipt, place=only)
    # Whoever sold a card hands its code over; nobody else has to see it.
    own = page.receipt.of is None and page.receipt.issued_by == staff_of(request).id
    codes = shown_codes(clock.now(), order=page.receipt.order) if own else []
    shown: dict[str, object] = {"page": page, "may_return": scope_of(request, "orders.return"), "gift_codes": codes}
    shown["sets"] = sets_of_order(page.receipt.order)
    return render(request, "till/receipt.html", shown)
