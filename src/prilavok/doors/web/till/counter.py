"""The till's one screen: scan goods, say who earns, undo, lay a sale aside."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.domains.customers.queries import is_checked
from prilavok.domains.customers.types import Arrived
from prilavok.domains.places.types import PlaceName
from prilavok.domains.promotions.queries import knows_code, tidy_coupon
from prilavok.doors.web.parts.lists import Empty
from prilavok.doors.web.parts.rights import actor_here, needs, scope_of, staff_of
from prilavok.doors.web.parts.standing import place_of, stand_at, standing_of
from prilavok.doors.web.till.brought_basket import basket_note, brought
from prilavok.doors.web.till.drafts import (
    Draft,
    Opened,
    keep_draft,
    keep_opened,
    parked_drafts,
    read_draft,
    read_opened,
)
from prilavok.doors.web.till.gifts import entered
from prilavok.doors.web.till.pieces import asked_pieces, may_overrule, name_piece, units_of
from prilavok.doors.web.till.told_here import told_here
from prilavok.doors.web.till.typed import NothingKnown, read_scan, scanned_package, units_scanned, units_typed
from prilavok.flows.find_pickup import find_pickup
from prilavok.insights.pickup_page import PickupPage, waits_under
from prilavok.insights.pieces import find_sold_piece
from prilavok.insights.return_page import find_sold
from prilavok.insights.sale_page import SalePage, find_earner, find_on_shelf, goods_of, read_sale_page
from prilavok.kit import clock
from prilavok.kit.money import Money, exact_text, exponent

SELL = "sales.record"
_CODE_DIGITS = 6
_EMPTY = Empty(
    _("Next customer"),
    _(
        "Scan goods to sell them, a loyalty card or a phone so that the customer earns points, or a pickup code of six"
        " digits to hand an order over."
    ),
    "receipt",
)


@needs(SELL)
@require_GET
def counter(request: HttpRequest) -> HttpResponseBase:
    """The till, with whatever is on the counter."""
    standing = standing_of(request, SELL)
    if standing.place is None:
        return render(request, "till/counter.html", {"standing": standing})
    return _drawn(request, standing.place, "till/counter.html")


@needs(SELL)
@require_POST
def place(request: HttpRequest) -> HttpResponseBase:
    """Work at another store from now on."""
    stand_at(request, SELL)
    return HttpResponseRedirect(reverse("till:counter"))


@needs(SELL)
@require_POST
@told_here(lambda request: _drawn(request, place_of(request, SELL), "till/counter.html"))
def scan(request: HttpRequest) -> HttpResponseBase:
    """Goods, a pickup code, a loyalty card or a phone: whatever it is, the till finds out."""
    here = place_of(request, SELL)
    scanned = read_scan(request)
    package = scanned_package(request)
    variant = package.variant if package else find_on_shelf(scanned.code)
    if (found := waiting_under(request, here, scanned.code, goods=variant is not None)) is not None:
        return go(request, found)
    draft = read_draft(request, here.id)
    if (taken := brought(draft, scanned.code, clock.now())) is not None:
        keep_draft(request, here.id, taken)
        return answer(request, here)
    if variant is not None:
        if package is not None and package.said is not None:
            if scope_of(request, "orders.return") and (went := find_sold_piece(package.said.code)):
                return go(request, reverse("till:return", args=[went]))  # it is sold by the books: it comes back
            name_piece(request, draft.key, units_of(draft), package.said)
        keep_draft(request, here.id, draft.with_more(variant.id, units_scanned(scanned, variant)))
        return answer(request, here)
    sale = sale_of(request, here, draft)
    due, goods = sale.amount - sale.taken, goods_of(sale.rows)
    if sale.sellable and entered(request, here, scanned.code, UUID(draft.order), due, goods=goods):
        return answer(request, here)
    named = find_earner(scanned.code, clock.now()) if scanned.code else None
    if named is None and scanned.code and knows_code(scanned.code):
        keep_draft(request, here.id, draft.shown(tidy_coupon(scanned.code)))
        return answer(request, here)
    if named is None:
        if scope_of(request, "orders.return") and (sold := find_sold(scanned.code)):
            return go(request, reverse("till:return", args=[sold]))  # the number on a receipt: it is about goods sold
        raise NothingKnown(scanned.code)
    keep_draft(request, here.id, draft.named(*named))
    return answer(request, here)


@needs(SELL)
@require_POST
def line(request: HttpRequest, variant: UUID) -> HttpResponseBase:
    """Exactly so many of a line; none takes it out, and "put back" brings it again."""
    here = place_of(request, SELL)
    units = units_typed(request.POST.get("quantity", ""), request.POST.get("unit", "piece"))
    keep_draft(request, here.id, read_draft(request, here.id).with_units(variant, units))
    return answer(request, here)


@needs(SELL)
@require_POST
def put_back(request: HttpRequest) -> HttpResponseBase:
    """Undo: the line taken out last stands again where it stood."""
    here = place_of(request, SELL)
    keep_draft(request, here.id, read_draft(request, here.id).put_back())
    return answer(request, here)


@needs(SELL)
@require_POST
def coupon(request: HttpRequest) -> HttpResponseBase:
    """A coupon is taken back off the sale."""
    here = place_of(request, SELL)
    draft = read_draft(request, here.id)
    if (code := request.POST.get("code", "")) in draft.coupons:
        keep_draft(request, here.id, draft.shown(code))
    return answer(request, here)


@needs(SELL)
@require_POST
def nobody(request: HttpRequest) -> HttpResponseBase:
    """The sale is nobody's again."""
    here = place_of(request, SELL)
    keep_draft(request, here.id, read_draft(request, here.id).named(None))
    return answer(request, here)


def answer(request: HttpRequest, here: PlaceName) -> HttpResponseBase:
    """What is on the counter now: the panel where htmx asks, else the whole screen."""
    if request.headers.get("HX-Request") == "true":
        return _drawn(request, here, "till/sale.html")
    return HttpResponseRedirect(reverse("till:counter"))


def go(request: HttpRequest, address: str) -> HttpResponseBase:
    """To another page, also where only a part of this one was asked for."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def sale_of(request: HttpRequest, here: PlaceName, draft: Draft) -> SalePage:
    """The sale with what it costs at this moment."""
    lines = [(UUID(one.variant), one.quantity) for one in draft.lines]
    arrived: Arrived = "qr" if draft.arrived == "qr" else "card" if draft.arrived == "card" else "phone"
    leaf = UUID(draft.leaf) if draft.leaf else None
    return read_sale_page(
        here,
        lines,
        order=UUID(draft.order),
        leaf=leaf,
        arrived=arrived,
        coupons=draft.coupons,
        actor=staff_of(request),
        at=clock.now(),
    )


def looked(request: HttpRequest, page: PickupPage) -> bool:
    """Whether points may pay because the one at this till looked at the customer's document."""
    may_pay = page.points is not None and page.points.most > 0
    return may_pay and is_checked(page.order.leaf, staff_of(request).id, clock.now())


def _drawn(request: HttpRequest, here: PlaceName, template: str) -> HttpResponse:
    draft = read_draft(request, here.id)
    sale = sale_of(request, here, draft)
    shown = {
        "standing": standing_of(request, SELL),
        "sale": sale,
        "draft": draft,
        "parked": [(one, sale_of(request, here, one)) for one in parked_drafts(request, here.id)],
        "empty": _EMPTY,
        "may_take": scope_of(request, "payments.take"),
        "pieces": (pieces := asked_pieces(request, draft.key, units_of(draft))),
        "unnamed": any(one.wanted and one.left for one in pieces.values()),
        "may_overrule": may_overrule(request),
        "basket": basket_note(draft, staff_of(request).id, clock.now()),
        "decimals": exponent(here.currency),
        "exact": exact_text(Money(sale.due, here.currency)),
    }
    response = render(request, template, shown)
    response.headers["Vary"] = "HX-Request"
    return response


def waiting_under(request: HttpRequest, here: PlaceName, text: str, *, goods: bool) -> str | None:
    """The page of what waits here under the code: an order, remembered as opened by it, or a claim; None: no code.

    goods: the text is goods as well, so that a code nobody waits under is no refusal.
    """
    digits = text.replace(" ", "").replace("-", "")
    is_code = len(digits) == _CODE_DIGITS and digits.isascii() and digits.isdigit()
    if not is_code or scope_of(request, "orders.hand_over") is None:
        return None
    if goods and not waits_under(here.id, digits):
        return None  # six digits on a shelf's label are no try at a code, and count as none
    found = find_pickup(digits, place=here.id, actor=actor_here(request), at=clock.now())
    if found.claim is not None:
        return reverse("till:claim", args=[found.claim])
    opened = read_opened(request, here.id, found.order) or Opened()
    keep_opened(request, here.id, found.order, opened.by_code(digits))
    return reverse("till:order", args=[found.order])
