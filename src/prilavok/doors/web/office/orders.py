"""The list of orders and the page of one."""

from collections.abc import Mapping, Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from prilavok.domains.orders.queries import count_orders
from prilavok.domains.orders.types import OrderFilter
from prilavok.domains.places.queries import name_places
from prilavok.domains.places.types import PlaceName
from prilavok.doors.web.office.choosing import choice_filter, chosen_place, place_filter
from prilavok.doors.web.parts.doubts import read_wanted
from prilavok.doors.web.parts.lists import Column, Empty, Filter, Listing, show_list
from prilavok.doors.web.parts.order_rights import may_change
from prilavok.doors.web.parts.pages import Asked, asked, csv_file
from prilavok.doors.web.parts.rights import NoRight, needs, scope_of, staff_of
from prilavok.doors.web.parts.slot_forms import SlotUnclear, read_slot
from prilavok.flows.move_slot import move_order_slot
from prilavok.flows.settle_doubt import settle_doubt
from prilavok.insights.cancelled_order import money_back
from prilavok.insights.collecting_times import collecting_times, promised_of
from prilavok.insights.lists.orders import OrderRow, list_order_rows, within_rights
from prilavok.insights.order_page import read_order_page
from prilavok.insights.set_names import sets_of_order
from prilavok.kit import clock
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import Actor
from prilavok.kit.money import Money, exact_text
from prilavok.kit.pages import Mark, Page

_COLUMNS = (
    Column(_("Number")),
    Column(_("Time"), "time", "time", _("On the clock of the place")),
    Column(_("Place")),
    Column(_("Customer")),
    Column(_("Lines"), "number"),
    Column(_("Amount"), "number"),
    Column(_("State"), "mark"),
)
_HEADS = (
    _("Number"),
    _("Time"),
    _("Day"),
    _("Place"),
    _("Customer"),
    _("Touchpoint"),
    _("Lines"),
    _("List amount"),
    _("Discounts"),
    _("Amount"),
    _("Coupons"),
    _("Paid by the customer"),
    _("Currency"),
    _("State"),
    _("Payment"),
    _("Handing over"),
    _("Origin"),
)
_FILTERS = ("number", "place", "since", "until", "touchpoint", "origin")


@needs("orders.see")
def orders(request: HttpRequest) -> HttpResponseBase:
    """Every order, the latest first."""
    chosen = asked(request, "orders", filters=_FILTERS, sorts=("time", "-time"), sort="-time")
    places = name_places()
    actor = staff_of(request)
    narrowed = OrderFilter(
        place=chosen_place(chosen, places),
        touchpoint=chosen["touchpoint"],
        origin=chosen["origin"],
        since=chosen.day("since"),
        until=chosen.day("until"),
    )

    def read(after: Mark | None, limit: int = 1000) -> Page[OrderRow]:
        return list_order_rows(
            places, narrowed, actor=actor, number=chosen["number"], sort=chosen.sort, after=after, limit=limit
        )

    if chosen.as_file:
        return csv_file("orders", _HEADS, read, _cells)
    page = read(chosen.after, 50)
    count = len(page.rows) if chosen["number"] else count_orders(within_rights(actor, narrowed))
    return show_list(request, "office/list.html", _listing(chosen, page, places, count))


def _listing(chosen: Asked, page: Page[OrderRow], places: Mapping[UUID, PlaceName], count: int) -> Listing:
    return Listing(
        title=_("Orders"),
        columns=_COLUMNS,
        rows=page.rows,
        row="office/rows/order.html",
        sort=chosen.sort,
        next=chosen.cursor(page),
        count=count,
        filters=(
            Filter("number", _("Order number, exactly"), value=chosen["number"]),
            place_filter(chosen, places),
            Filter("since", _("From"), "day", chosen["since"]),
            Filter("until", _("To"), "day", chosen["until"]),
            choice_filter(chosen, "touchpoint", _("All touchpoints"), "touchpoint"),
            choice_filter(chosen, "origin", _("Every origin"), "origin"),
        ),
        empty=Empty(
            _("No orders yet"),
            _(
                "Every sale becomes an order: at a till, on the site, by phone, or from a load of"
                " receipts. The first one will stand here."
            ),
            "orders",
            (_("To the imports"), reverse("office:imports")),
        ),
    )


def _cells(row: OrderRow, language: str) -> Sequence[object]:
    order = row.order
    zone = ZoneInfo(row.place.zone if row.place else "UTC")
    money = [
        exact_text(Money(amount, order.currency))
        for amount in (order.list_amount, order.discount_amount, order.amount, order.coupon_amount, order.paid_amount)
    ]
    return (
        order.number,
        order.placed_at.astimezone(zone),
        order.local_day,
        row.place.code if row.place else "",
        row.customer.name or row.customer.code if row.customer else "",
        order.touchpoint,
        order.line_count,
        *money,
        order.currency,
        order.commercial,
        order.payment,
        order.fulfilment,
        order.origin,
    )


@needs("orders.see")
def order(request: HttpRequest, order: UUID) -> HttpResponseBase:
    """One order: its lines and what followed from them."""
    staff = staff_of(request)
    page = read_order_page(order, actor=staff)
    changes, may_return = may_change(staff, page.order.place), scope_of(request, "orders.return")
    shown: dict[str, object] = {
        "page": page,
        "may_change": changes,
        "may_return": may_return,
        "may_send": scope_of(request, "orders.send_home"),
        "may_claim": scope_of(request, "claims.open"),
        "promised": promised_of(order),
        "sets": sets_of_order(order),
        "back": money_back(order) if page.order.commercial == "cancelled" else (),
    }
    if changes and shown["promised"] and page.order.place:
        shown["times"] = collecting_times(page.order.place, at=clock.now(), by_staff=True, of=order)
    return render(request, "office/order.html", shown)


@needs("orders.change")
@require_POST
def doubt(request: HttpRequest, order: UUID) -> HttpResponseBase:
    """Say for a customer which of two orders that look alike is wanted."""
    staff = staff_of(request)
    if not may_change(staff, read_order_page(order, actor=staff).order.place):
        raise NoRight("orders.change")
    settle_doubt(order, read_wanted(request.POST.get("wanted", "")), actor=Actor("staff", staff.id), at=clock.now())
    messages.success(request, gettext("Done: that is what was agreed with the customer."))
    return HttpResponseRedirect(reverse("office:order", args=[order]))


@needs("orders.change")
@require_POST
def slot(request: HttpRequest, order: UUID) -> HttpResponseBase:
    """Collect the order in another slot, as agreed with the customer."""
    staff = staff_of(request)
    if not may_change(staff, read_order_page(order, actor=staff).order.place):
        raise NoRight("orders.change")
    if (chosen := read_slot(request.POST)) is None:
        raise SlotUnclear
    try:
        move_order_slot(order, chosen, actor=Actor("staff", staff.id), at=clock.now())
    except Refused as refused:
        messages.error(request, refused.say(gettext))
    else:
        messages.success(request, gettext("The time of collecting is another now; the customer is being told."))
    return HttpResponseRedirect(reverse("office:order", args=[order]))
