"""Lots and serial numbers: what ends soon, which there are, who bought one, how goods are told apart."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.domains.catalog.queries import list_shelves
from prilavok.domains.places.queries import name_places
from prilavok.domains.stock.errors import LotUnfit
from prilavok.domains.stock.queries import list_tracking
from prilavok.domains.stock.types import Tracking
from prilavok.domains.stock.types.lots import TRACKING_WAYS, TrackingWay
from prilavok.doors.web.office.choosing import chosen_place, place_filter
from prilavok.doors.web.office.typed import told_back
from prilavok.doors.web.parts.lists import Choice, Column, Empty, Filter, Listing, show_list
from prilavok.doors.web.parts.pages import asked
from prilavok.doors.web.parts.rights import actor_here, needs, scope_of, staff_of
from prilavok.flows.block_lot import block, unblock
from prilavok.flows.tell_apart import end_telling_apart, tell_apart
from prilavok.insights.ending_lots import list_ending
from prilavok.insights.lot_pages import list_choices, list_lot_rows, read_lot_page
from prilavok.insights.sale_page import find_on_shelf
from prilavok.kit import clock
from prilavok.kit.errors import NotFound, Refused

_CHANGE = "stock.lots"
_MOST_ENDING = 200
_COLUMNS = (
    Column(_("Lot or number")),
    Column(_("Product")),
    Column(_("Best before"), "time"),
    Column(_("Lies")),
    Column(_("State"), "mark"),
)


@needs("stock.see")
@require_GET
def lots(request: HttpRequest) -> HttpResponseBase:
    """What ends soon and what has ended; below it all lots, or those of a code."""
    chosen, places = asked(request, "lots", filters=("q", "place", "state"), sorts=(), sort=""), name_places()
    code = chosen["q"].strip()[:60]
    page = list_lot_rows(code=code, blocked=True if chosen["state"] == "blocked" else None, after=chosen.after)
    listing = Listing(
        title=_("Lots and serial numbers"),
        columns=_COLUMNS,
        rows=page.rows,
        row="office/rows/lot.html",
        next=chosen.cursor(page),
        filters=(
            Filter("q", _("Code of the lot, or serial number"), value=chosen["q"]),
            place_filter(chosen, places),
            Filter("state", _("All lots"), "choice", chosen["state"], (Choice("blocked", _("Called back")),)),
        ),
        empty=Empty(
            _("No lots yet"),
            _(
                "Say below for which goods lots or serial numbers are kept. Then scan or type them with each receiving,"
                " and they appear here."
            ),
            "stock",
        ),
    )
    ending = list_ending(clock.now(), place=chosen_place(chosen, places))
    shown = {
        "ending": ending[:_MOST_ENDING],
        "choices": list_choices(list_tracking()),
        "ways": TRACKING_WAYS,
        "shelves": list_shelves(),
        "may_change": scope_of(request, _CHANGE) is not None,
    }
    return show_list(request, "office/lots.html", listing, **shown)


@needs("stock.see")
@require_GET
def lot(request: HttpRequest, lot: UUID) -> HttpResponseBase:
    """One lot: where it lies, who bought it."""
    shown = {
        "page": read_lot_page(lot, actor=staff_of(request)),
        "may_change": scope_of(request, _CHANGE) is not None,
        "may_orders": scope_of(request, "orders.see"),
    }
    return render(request, "office/lot.html", shown)


@needs(_CHANGE)
@require_POST
def block_lot(request: HttpRequest, lot: UUID) -> HttpResponseBase:
    """Call it back from everywhere."""
    try:
        block(lot, request.POST.get("reason", "")[:1000], actor=actor_here(request), at=clock.now())
    except Refused as refused:
        messages.error(request, refused.say(gettext))
    else:
        messages.success(request, gettext("Called back: it is set aside everywhere, and who waited for it is told."))
    return _to_lot(lot)


@needs(_CHANGE)
@require_POST
def unblock_lot(request: HttpRequest, lot: UUID) -> HttpResponseBase:
    """Let it again."""
    unblock(lot, actor=actor_here(request), at=clock.now())
    messages.success(request, gettext("It is sold again: what was set aside for it is back."))
    return _to_lot(lot)


@needs(_CHANGE)
@require_POST
def choose(request: HttpRequest) -> HttpResponseBase:
    """How goods are told apart, as typed."""
    post = request.POST
    try:
        code = post.get("code", "").replace("\x00", "").strip()[:60]
        found = find_on_shelf(code) if code else None
        if code and found is None:
            raise LotUnfit("way")
        said = Tracking(
            way=cast(TrackingWay, post.get("way", "")),  # the action refuses any other
            variant=found.id if found else None,
            category="" if code else post.get("category", "").replace("\x00", "")[:200],
            at_till=post.get("at_till") == "1",
            stop_days=_whole(post.get("stop_days", "0")),
            warn_days=_whole(post.get("warn_days", "7")),
            warranty_months=_whole(post.get("warranty_months", "0")),
        )
        tell_apart(said, actor=actor_here(request), at=clock.now())
    except (Refused, NotFound) as refused:
        messages.error(request, refused.say(gettext))
    else:
        messages.success(request, gettext("Kept. It holds for what is scanned from now on."))
    return told_back("office:lots", "choices")


@needs(_CHANGE)
@require_POST
def end_choice(request: HttpRequest, tracking: UUID) -> HttpResponseBase:
    """Nothing is said of these goods any more."""
    end_telling_apart(tracking, actor=actor_here(request), at=clock.now())
    messages.success(request, gettext("Nothing is asked of these goods any more; what is known of their lots stays."))
    return told_back("office:lots", "choices")


def _to_lot(lot: UUID) -> HttpResponseRedirect:
    response = HttpResponseRedirect(reverse("office:lot", args=[lot]))
    response.status_code = 303
    return response


def _whole(text: str) -> int:
    typed = text.strip() or "0"
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 5):
        raise LotUnfit("way")
    return int(typed)
