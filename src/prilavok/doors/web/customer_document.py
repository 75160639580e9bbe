"""The card of documents on a customer's page: staff write down that they looked; a number, for who may see it."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST

from prilavok.domains.customers.queries import DOCUMENTS, number_use, open_number, proves
from prilavok.domains.loyalty.queries import points_shown, tiers_held
from prilavok.doors.web.parts.names import name_of
from prilavok.doors.web.parts.rights import needs, scope_of, staff_of
from prilavok.doors.web.parts.workplaces import Text
from prilavok.flows.check_document import check_document
from prilavok.flows.note_looks import note_looks
from prilavok.insights.customer_page import CustomerPage
from prilavok.insights.own_page import list_own_orders
from prilavok.kit import clock
from prilavok.kit.errors import NotFound, Refused
from prilavok.kit.secrets import SealBroken

_NUMBER = "customers.see_numbers"
_LATEST = 8  # orders told beside a checked document


@dataclass(frozen=True, slots=True)
class Paper:
    """The forms of the card, drawn once and kept. sees_number: there is a number, and who looks may ask to see it."""

    language: str
    takes_numbers: bool
    sees_number: bool

    @property
    def documents(self) -> list[tuple[str, Text]]:
        """What kinds of documents may be looked at."""
        return [(kind, name_of("document", kind)) for kind in DOCUMENTS]


def document_of(request: HttpRequest, found: CustomerPage) -> dict[str, object]:
    """What the card shows: the form for who may check, what the check opens, and the way to the number."""
    if scope_of(request, "customers.documents") is None:
        return {"may_check": False}
    opened = found.checked is not None and proves("document").see_own == "yes"
    orders = list_own_orders(found.leaves).rows if opened else ()
    hands_over = scope_of(request, "orders.hand_over") is not None
    return {
        "may_check": not found.why.into,
        "paper": Paper(
            get_language() or "ru",
            number_use() is not None,
            scope_of(request, _NUMBER) is not None
            and any(one.kind == "iin" and one.value for one in found.identifiers),
        ),
        "own_points": points_shown(found.leaves) if opened else (),
        "own_tiers": tiers_held(found.leaves, clock.now()) if opened else (),
        "own_orders": [
            (one, hands_over and one.shipment is not None and one.shipment.waits) for one in orders[:_LATEST]
        ],
    }


@needs("customers.documents")
@require_POST
def check(request: HttpRequest, customer: UUID) -> HttpResponseBase:
    """A document was looked at: from now on, and for a quarter of an hour, it opens the page to who looked."""
    kind, typed = request.POST.get("kind", "")[:16], request.POST.get("number", "")[:40]
    shown = customer
    try:
        made = check_document(customer, kind, number=typed, actor=staff_of(request), at=clock.now())
    except NotFound:
        raise
    except Refused as refused:
        messages.error(request, refused.say(gettext))
    else:
        shown = made.customer
        messages.success(
            request, gettext("Written down: you looked at the document. What it opens is open to you now.")
        )
    response = HttpResponseRedirect(reverse("office:customer", args=[shown]))
    response.status_code = 303
    return response


@needs(_NUMBER)
@require_POST
def number(request: HttpRequest, customer: UUID) -> HttpResponseBase:
    """The number in full, on a page of its own that no cache keeps; the look is written down before it is shown."""
    actor = staff_of(request)
    note_looks([customer], "customer.number", actor=actor, at=clock.now())
    try:
        shown, lost = open_number(customer), False
    except SealBroken:
        shown, lost = "", True
    response = render(request, "customer/number.html", {"customer": customer, "number": shown, "lost": lost})
    response.headers["Cache-Control"] = "no-store"
    return response
