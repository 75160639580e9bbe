"""By which clock staff are told times that belong to no place: one zone for one person, named on the page."""

from collections.abc import Callable

from django.http import HttpRequest

from prilavok.domains.places.queries import zone_of
from prilavok.domains.staff.types import StaffActor
from prilavok.doors.web.parts.standing import kept_place

_KEPT = "prilavok_zone"


def zone_for(request: HttpRequest, staff: StaffActor | None) -> Callable[[], str]:
    """The zone, asked for on first use and once a request: most pages tell no such times.

    It is that of the place one stands at; of those who stand nowhere, that of most places where the company serves.
    """

    def zone() -> str:
        if staff is None:
            return "UTC"
        if (known := getattr(request, _KEPT, None)) is None:
            known = zone_of(kept_place(request) or staff.place)
            setattr(request, _KEPT, known)
        return str(known)

    return zone
