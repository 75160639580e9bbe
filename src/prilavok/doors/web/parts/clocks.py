"""By which clock staff are told times that belong to no place: one zone for one person, named on the page."""

from collections.abc import Callable
from functools import cache
from uuid import UUID

from django.http import HttpRequest

from prilavok.domains.places.queries import name_places, usual_zone
from prilavok.domains.staff.types import StaffActor
from prilavok.doors.web.parts.standing import kept_place


def zone_for(request: HttpRequest, staff: StaffActor | None) -> Callable[[], str]:
    """The zone, asked for on first use and once a request: most pages tell no such times.

    It is that of the place one stands at; of those who stand nowhere, that of most places where the company serves.
    """

    @cache
    def zone() -> str:
        if staff is None:
            return "UTC"
        known = name_places()
        stands: UUID | None = kept_place(request) or staff.place
        if stands in known:
            return known[stands].zone
        return usual_zone(known.values())

    return zone
