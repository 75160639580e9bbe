"""Categories: the shelves of the catalogue, one level at a time."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel

from prilavok.domains.catalog.queries import list_shelves
from prilavok.doors.api.routes import reads
from prilavok.doors.api.shapes import Listed, Path, Shape, Words

router = Router(tags=["categories"])


class Category(Shape):
    """A shelf. path: names from the root joined by `/`, which names it in filters. depth: 1 at the root."""

    id: UUID
    path: str
    name: Words
    depth: int


class CategoriesAsked(BaseModel):
    """under: path of a shelf; without it the topmost are given."""

    under: Path | None = None


@reads(router, "/categories", needs="catalog.see", gives=Listed[Category])
def list_of_categories(request: HttpRequest, asked: Query[CategoriesAsked]) -> Listed[Category]:
    """The shelves on the way to one, root first, then those directly below it."""
    shelves = list_shelves(asked.under or "")
    return Listed(items=[Category(id=one.id, path=one.path, name=one.name, depth=one.depth) for one in shelves])
