"""The list of places and the page of one."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from prilavok.domains.places.queries import PLACE_SORTS, count_places, read_place
from prilavok.domains.places.types import PlaceView
from prilavok.domains.stock.queries import pre_orders_at
from prilavok.doors.web.office.choosing import choice_filter
from prilavok.doors.web.parts.lists import Column, Empty, Filter, Listing, show_list
from prilavok.doors.web.parts.pages import Asked, asked, csv_file
from prilavok.doors.web.parts.rights import needs, scope_of
from prilavok.insights.lists.places import list_place_rows
from prilavok.kit import clock
from prilavok.kit.open_hours import other_days
from prilavok.kit.pages import Mark, Page
from prilavok.kit.words import say

_COLUMNS = (
    Column(_("Code"), sort="code"),
    Column(_("Name")),
    Column(_("Kind")),
    Column(_("Legal entity")),
    Column(_("Time zone"), sort="zone"),
    Column(_("Currency")),
    Column(_("Made by rule"), "mark"),
)
#: days to come that are otherwise, on the page of a place
_DAYS_SHOWN = 6
_WEEK = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))


@needs("places.see")
def places(request: HttpRequest) -> HttpResponseBase:
    """Every place: store, warehouse, pickup point."""
    chosen = asked(request, "places", filters=("q", "kind"), sorts=PLACE_SORTS, sort="code")

    def read(after: Mark | None, limit: int = 1000) -> Page[PlaceView]:
        return list_place_rows(text=chosen["q"], kind=chosen["kind"], sort=chosen.sort, after=after, limit=limit)

    if chosen.as_file:
        return csv_file("places", [column.title for column in _COLUMNS], read, _cells)
    return show_list(request, "office/list.html", _listing(chosen, read(chosen.after, 50)))


def _listing(chosen: Asked, page: Page[PlaceView]) -> Listing:
    return Listing(
        title=_("Places"),
        columns=_COLUMNS,
        rows=page.rows,
        row="office/rows/place.html",
        sort=chosen.sort,
        next=chosen.cursor(page),
        count=len(page.rows) if chosen["q"] else count_places(kind=chosen["kind"]),
        filters=(
            Filter("q", _("Code, name or address"), value=chosen["q"]),
            choice_filter(chosen, "kind", _("All kinds"), "place"),
        ),
        empty=Empty(
            _("No places yet"),
            _(
                "A place is a store, a warehouse, a pickup point: anything that holds goods or"
                " serves people. Places come with a load or an exchange with the accounting system."
            ),
            "places",
            (_("To the imports"), reverse("office:imports")),
        ),
    )


def _cells(place: PlaceView, language: str) -> Sequence[object]:
    return (
        place.code,
        say(place.name, language),
        place.kind,
        say(place.legal_entity_name, language),
        place.zone,
        place.currency,
        " ".join(place.generated),
    )


@needs("places.see")
def place(request: HttpRequest, place: UUID) -> HttpResponseBase:
    """One place: hours, zone, legal entity, and what of it a rule made."""
    found = read_place(place)
    week = [(name, found.hours.get(str(day), [])) for day, name in enumerate(_WEEK, 1)]
    collects = found.kind in ("store", "pickup") and scope_of(request, "shipments.set_up")
    shown = {"place": found, "week": week, "collects": collects, "may_expect": scope_of(request, "stock.expect")}
    shown["sets_days"] = scope_of(request, "shipments.set_up")
    today = found.day_at(clock.now())
    ahead = sorted((day, spans) for day, spans in other_days(found.hours).items() if day >= today)[:_DAYS_SHOWN]
    shown["other"] = [(day, spans, found.day_names.get(day.isoformat(), {})) for day, spans in ahead]
    shown["ahead"] = any(one.allowed for one in pre_orders_at(place) if one.variant is None)
    return render(request, "office/place.html", shown)
