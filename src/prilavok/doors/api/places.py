"""Places: stores, warehouses and whatever of ours holds goods, with the legal entity behind each."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from prilavok.domains.places.queries import list_places, read_place
from prilavok.domains.places.types import PlaceView
from prilavok.doors.api.routes import page_of, reads
from prilavok.doors.api.shapes import Code, Listed, Shape, Text, Turning, Words

router = Router(tags=["places"])


class LegalEntity(Shape):
    """Who sells at a place, issues receipts and owes tax."""

    id: UUID
    name: Words


class Place(Shape):
    """A place. hours: spans of local time by ISO weekday, and by date where a day has others, none of them: closed.

    generated: names of fields that a stated rule made.
    """

    id: UUID
    code: str
    name: Words
    kind: str
    zone: str
    hours: Mapping[str, list[list[str]]]
    address: Words
    currency: str
    legal_entity: LegalEntity
    generated: list[str]
    version: int


class PlacesAsked(Turning):
    """q: part of the code, name or address."""

    q: Text | None = None
    kind: Code | None = None
    zone: Code | None = None


def shape_of(place: PlaceView) -> Place:
    """The place as it goes out."""
    given: dict[str, Any] = {name: getattr(place, name) for name in Place.model_fields if name != "legal_entity"}
    given["generated"] = list(place.generated)
    return Place(**given, legal_entity=LegalEntity(id=place.legal_entity, name=place.legal_entity_name))


@reads(router, "/places", needs="places.see", gives=Listed[Place])
def list_of_places(request: HttpRequest, asked: Query[PlacesAsked]) -> Listed[Place]:
    """Places that are open, by code."""
    return page_of(
        "places",
        asked,
        lambda after, limit: list_places(
            text=asked.q or "", kind=asked.kind or "", zone=asked.zone or "", after=after, limit=limit
        ),
        shape_of,
    )


@reads(router, "/places/{place}", needs="places.see", gives=Place, versioned=True)
def one_place(request: HttpRequest, place: UUID) -> Place:
    """One place, also an archived one."""
    return shape_of(read_place(place))
