"""One receipt on the screen and on paper."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from prilavok.doors.web.parts.rights import needs, scope_of
from prilavok.doors.web.parts.standing import place_of
from prilavok.insights.receipt_page import read_receipt_page

_SELL = "sales.record"


@needs(_SELL)
@require_GET
def receipt(request: HttpRequest, receipt: UUID) -> HttpResponseBase:
    """The receipt; a cashier of one store sees that store's alone."""
    only = None if scope_of(request, _SELL) == "company" else place_of(request, _SELL).id
    shown = {"page": read_receipt_page(receipt, place=only), "may_return": scope_of(request, "orders.return")}
    return render(request, "till/receipt.html", shown)
