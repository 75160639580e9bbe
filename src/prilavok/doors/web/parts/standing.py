"""At which place the one who looks is working: their own, or one they chose where their right is the company's."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from prilavok.domains.places.queries import name_places
from prilavok.domains.places.types import PlaceName
from prilavok.domains.staff.queries import may
from prilavok.doors.web.parts.rights import staff_of
from prilavok.kit.errors import Refused

_KEPT_AS = "standing.place"
#: kinds of places with a counter
_SERVING = ("store", "pickup")
#: where goods are put together and sent from, a warehouse too
_SENDING = ("shipments.pick", "shipments.deliver")


class NoPlace(Refused):
    """Nobody said at which store this person works."""

    def __init__(self) -> None:
        super().__init__("staff.no_place", _("Your work is not tied to a store yet. Ask the owner to name your store."))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one stands. place: None until one is chosen. choices: the stores one may choose from, empty for most."""

    place: PlaceName | None
    choices: tuple[PlaceName, ...]


def standing_of(request: HttpRequest, verb: str) -> Standing:
    """Where the one who looks may do the verb, with the choice of stores where theirs is the whole company."""
    staff = staff_of(request)
    known = name_places()
    if may(staff, verb, "company") is None:
        return Standing(known.get(staff.place) if staff.place else None, ())
    kinds = (*_SERVING, "warehouse") if verb in _SENDING else _SERVING
    choices = tuple(place for place in known.values() if place.kind in kinds)
    kept = kept_place(request)
    # Who last picked at a warehouse does not stand at its till: there is none.
    kept = kept if kept in {place.id for place in choices} else staff.place
    return Standing(known.get(kept) if kept else None, choices)


def place_of(request: HttpRequest, verb: str) -> PlaceName:
    """The store where the verb is done now. Raises NoPlace where none is named or chosen."""
    place = standing_of(request, verb).place
    if place is None:
        raise NoPlace
    return place


def kept_place(request: HttpRequest) -> UUID | None:
    """The store chosen in this session; None where none was."""
    return _read(str(request.session.get(_KEPT_AS, "")))


def stand_at(request: HttpRequest, verb: str) -> None:
    """Work at the store named in the form from now on. Raises NoPlace where it is not theirs to choose."""
    asked = _read(request.POST.get("place", ""))
    if asked is None or asked not in {place.id for place in standing_of(request, verb).choices}:
        raise NoPlace
    request.session[_KEPT_AS] = str(asked)


def _read(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
