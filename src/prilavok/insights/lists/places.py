"""Places as a list shows them: all by a sort, or the likest of a typed text."""

from prilavok.domains.places.queries import list_places
from prilavok.domains.places.types import PlaceView
from prilavok.insights.lists.found import MOST_FOUND, find_places
from prilavok.kit.pages import Mark, Page


def list_place_rows(
    *, text: str = "", kind: str = "", sort: str = "code", after: Mark | None = None, limit: int = 50
) -> Page[PlaceView]:
    """A page of open places; with a text the likest ones at once, the best first, of the kind."""
    if not text:
        return list_places(kind=kind, sort=sort, after=after, limit=limit)
    ids = find_places(text)
    if not ids:
        return Page(())
    known = {place.id: place for place in list_places(among=ids, kind=kind, limit=MOST_FOUND).rows}
    return Page(tuple(known[id] for id in ids if id in known))
