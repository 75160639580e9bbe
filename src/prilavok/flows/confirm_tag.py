"""At the shelf somebody scans goods and says that the right tag hangs there; or takes it back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.catalog.types import VariantView
from prilavok.domains.places.queries import read_place
from prilavok.domains.pricing.actions import confirm_face, take_back_tag
from prilavok.domains.pricing.errors import TagGoodsUnknown, TagMoved
from prilavok.domains.pricing.types.paper import ShelfTag, TagFace
from prilavok.flows.watch_shelves import tell_forgotten
from prilavok.insights.shelf import scanned_tag
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "tags.confirm"


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scan found. tag: what is to hang and what hung before. confirmed: the id to take it back by."""

    variant: VariantView
    tag: ShelfTag
    confirmed: UUID | None = None


def look_at_tag(code: str, *, place: UUID, actor: Actor, at: datetime) -> Scanned:
    """What is to hang for the goods and what hangs; nothing is changed. Raises TagGoodsUnknown."""
    found = scanned_tag(code, read_place(place), at)
    if found is None:
        raise TagGoodsUnknown(code.strip())
    return Scanned(*found)


def confirm_tag(code: str, *, place: UUID, actor: Actor, at: datetime, seen: TagFace | None = None) -> Scanned:
    """The tag of the moment hangs for the goods of this code. seen: what was shown to whoever says so.

    Raises TagGoodsUnknown, TagMoved where the tag is to say something else by now; then nothing is confirmed.
    """
    with story():
        found = look_at_tag(code, place=place, actor=actor, at=at)
        if seen is not None and seen != found.tag.wanted:
            raise TagMoved
        confirmed = confirm_face(place, found.variant.id, found.tag.wanted, actor=actor, at=at)
        tell_forgotten(place, actor=actor, at=at)
        return Scanned(found.variant, found.tag, confirmed)


def undo_tag(tag: UUID, *, place: UUID, actor: Actor, at: datetime) -> bool:
    """What was confirmed before hangs there again; whether it was not taken back already. Raises TagUnknown."""
    with story():
        return take_back_tag(tag, place=place, at=at)
